from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from asking_licet import Runs
from licet_cli.judging import Judge
from licet_engine.lists import AsKnown, Knowledge
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.packs import load_packs
from licet_server.sales.reading import read_sale
from licet_workbench.proving.witnesses import Witness
from small_rule_files import PACKS, written

pytestmark = pytest.mark.usefixtures("old")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return written(tmp_path / "old")


def test_a_license_that_runs_longer_is_told_with_its_days_and_a_sale(
    licet_here: Runs, tmp_path: Path
) -> None:
    written(tmp_path / "new", license=("through: 2019-08-19", "through: 2019-11-18"))
    ran = licet_here("rules", "diff", "old", "new", *PACKS)
    assert ran.code == 1
    assert not ran.err
    folded = " ".join(ran.out.split())
    assert "`law.license`: version v1: `through` 2019-08-19 to 2019-11-18" in folded
    assert "license.yaml:" in folded
    assert "from LICENSE_REQUIRED to TEMPORARY_LICENSE" in folded
    assert "2019-08-20 to 2019-11-18" in folded
    assert "purpose repair-return" in folded
    assert "for example" in folded
    assert "and 0 are left over" in folded


def test_every_sale_that_is_told_has_the_answers_that_are_told(
    licet_here: Runs, old: Path, tmp_path: Path
) -> None:
    new = written(tmp_path / "new", license=("through: 2019-08-19", "through: 2019-11-18"))
    told = json.loads(licet_here("rules", "diff", "old", "new", "--json", *PACKS).out)
    (study,) = told["studies"]
    assert study["changed"] + study["same"] == study["questions"]
    assert study["boxes"]
    judges = [Judge(RuleSet(load_packs(rules, ("law",)).packs)) for rules in (old, new)]
    for box in study["boxes"]:
        assert box["confirmed"]
        assert [_outcome(judge, box["sale"]) for judge in judges] == [box["from"], box["to"]]


def _outcome(judge: Judge, sale: dict[str, Any]) -> str:
    known_on = AsKnown(date.fromisoformat(sale["known_on"]), Knowledge.ANNOUNCED)
    return judge(Witness(read_sale(sale, judge.rules.vocabulary), known_on)).outcome.value


@pytest.mark.parametrize(
    ("file", "was", "now"),
    [
        ("listed", "id: law.listed", "id: law.named_otherwise"),
        ("listed", "title: License required", "# a comment\ntitle: A license is required"),
        ("listed", "authority: 84 FR 22961", "authority: 84 FR 22961, page 22963"),
        ("license", "version: v1", "version: first"),
        ("license", "when: {purpose: repair-return}", "when: {not: {purpose: other}}"),
    ],
)
def test_what_means_the_same_changes_no_answer(
    licet_here: Runs, tmp_path: Path, file: str, was: str, now: str
) -> None:
    written(tmp_path / "new", **{file: (was, now)})
    ran = licet_here("rules", "diff", "old", "new", *PACKS)
    assert "no answer changes" in ran.out
    assert ran.code == 0
    assert not ran.err


def test_a_row_more_is_told_by_its_name(licet_here: Runs, tmp_path: Path) -> None:
    new = written(tmp_path / "new")
    rows = new / "law/lists/listed.csv"
    text = rows.read_text()
    rows.write_text(text + text.splitlines()[-1].replace("Acme Telecom", "Beta Radio") + "\n")
    ran = licet_here("rules", "diff", "old", "new", *PACKS)
    assert ran.code == 1
    assert "list row `entity_list Beta Radio`: new" in ran.out
    assert "from NO_LICENSE_NEEDED to LICENSE_REQUIRED" in ran.out


def test_rules_that_are_nowhere_or_do_not_load_are_refused(
    licet_here: Runs, tmp_path: Path
) -> None:
    assert licet_here("rules", "diff", "old", "nowhere", *PACKS).is_bad_input("`nowhere`")
    written(tmp_path / "new", license=("effect: permits", "effect: permit"))
    assert licet_here("rules", "diff", "old", "new", *PACKS).is_bad_input("license.yaml:3")
