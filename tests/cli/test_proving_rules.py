from __future__ import annotations

import json
from pathlib import Path

import pytest
from asking_licet import Runs
from small_rule_files import PACKS, written


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return written(tmp_path / "rules")


def test_the_parts_of_each_restraint_add_up_to_its_questions(licet_here: Runs, rules: Path) -> None:
    ran = licet_here("rules", "prove", "--rules", rules.name, "--json", *PACKS)
    assert ran.code == 0
    assert not ran.err
    told = json.loads(ran.out)
    (listed,) = told["restraints"]
    parts = [listed[part] for part in ("silent", "cleared", "permitted", "stands")]
    assert sum(parts) == listed["questions"]
    assert listed["permitted"] > 0
    assert listed["seen"]["outcome"] == "LICENSE_REQUIRED"
    (acting,) = told["acting"]
    assert acting["provision"] == "law.license"
    assert acting["turns"] == listed["permitted"]
    assert acting["seen"]["outcome"] == "TEMPORARY_LICENSE"
    assert told["findings"] == []


def test_what_is_proved_is_told_in_words(licet_here: Runs, rules: Path) -> None:
    ran = licet_here("rules", "prove", "--rules", rules.name, *PACKS)
    assert ran.code == 0
    assert "law.listed" in ran.out
    assert "`law.license` permits 1 of 1 provisions it names; a sale shows 1" in ran.out
    assert "no finding" in ran.out


def test_one_provision_alone_can_be_proved_and_an_unknown_one_is_refused(
    licet_here: Runs, rules: Path
) -> None:
    alone = ("--only", "law.license")
    assert licet_here("rules", "prove", "--rules", rules.name, *alone, *PACKS).code == 0
    unknown = ("--only", "law.licence")
    ran = licet_here("rules", "prove", "--rules", rules.name, *unknown, *PACKS)
    assert ran.is_bad_input("`law.licence`", "did you mean `law.license`?")


def test_a_license_beside_what_always_lifts_the_same_is_a_finding(
    licet_here: Runs, rules: Path
) -> None:
    license_ = (rules / "law/license.yaml").read_text()
    always = license_.replace("law.license", "law.release").replace(
        "effect: permits", "effect: clears"
    )
    always = always.replace("subject: party", "subject: party\nauthorization: EXCLUSION")
    always = always.replace("    through: 2019-08-19\n", "").replace("2019-05-20", "2019-05-16")
    (rules / "law/release.yaml").write_text(always)
    ran = licet_here("rules", "prove", "--rules", rules.name, *PACKS)
    assert ran.code == 1
    folded = " ".join(ran.out.split())
    assert "`law.license` changes no answer in any question" in folded
    assert "license.yaml:" in folded
