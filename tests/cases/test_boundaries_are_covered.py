"""No version of any provision goes without its boundary days: before, first, last and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from case_files import HERE, NOW, all_cases, cases_of
from licet_engine.lists import Confidence, Knowledge
from licet_engine.provisions.model import Provision, Version
from licet_server.loading.findings import RuleFilesError
from licet_server.loading.packs import load_packs
from licet_server.sales.words import FIRST_DAY
from licet_server.settings import ALL_PACKS, shipped_rules
from licet_workbench.case_coverage import case_coverage

ONE_DAY = timedelta(days=1)
LOADED = load_packs(shipped_rules(), ALL_PACKS)
PROVISIONS = tuple(p for pack in LOADED.packs for p in pack.provisions)
VERSIONS = tuple((p, v) for p in PROVISIONS for v in p.versions)
DATED = tuple((p, v) for p, v in VERSIONS if v.date_confidence is not Confidence.LOW)
"""The versions whose boundary days are sure enough to be tested."""
CASES = all_cases()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a boundary day must be asked as: known then or now, on one axis."""

    provision: str
    day: date
    axis: Knowledge
    now: bool


ASKED = frozenset(
    Asked(provision, case.sale_date, case.knowledge, case.known_on == NOW)
    for case in CASES
    for provision in case.provisions
)


def _days(version: Version) -> Iterator[date]:
    """A sale of a day before the first that rules are for is refused, and needs no case."""
    if version.start > FIRST_DAY:
        yield version.start - ONE_DAY
    yield version.start
    if version.through is not None:
        yield version.through
        yield version.through + ONE_DAY


def _wanted(provision: Provision, version: Version) -> Iterator[Asked]:
    """Both axes are asked as known then, and now."""
    for day in _days(version):
        for axis in Knowledge:
            yield Asked(provision.id, day, axis, now=False)
            yield Asked(provision.id, day, axis, now=True)


@pytest.mark.parametrize(
    ("provision", "version"), DATED, ids=[f"{p.id}@{v.name}" for p, v in DATED]
)
def test_the_boundaries_of_a_version_are_covered(provision: Provision, version: Version) -> None:
    missing = [asked for asked in _wanted(provision, version) if asked not in ASKED]
    assert missing == [], f"{provision.id}@{version.name} lacks cases on its boundary days"


@pytest.mark.parametrize(
    ("provision", "version"), VERSIONS, ids=[f"{p.id}@{v.name}" for p, v in VERSIONS]
)
def test_some_case_hears_a_version_speak(provision: Provision, version: Version) -> None:
    assert f"{provision.id}@{version.name}" in {v for case in CASES for v in case.versions}


def test_the_case_files_cover_provisions_that_exist() -> None:
    known = {provision.id for provision in PROVISIONS}
    assert {p for case in CASES for p in case.provisions} <= known


def test_what_cases_expect_to_speak_exists() -> None:
    known = {f"{provision.id}@{version.name}" for provision, version in VERSIONS}
    assert {v for case in CASES for v in case.versions} <= known


def test_the_command_that_counts_coverage_finds_nothing_uncovered() -> None:
    covered = case_coverage(PROVISIONS, CASES, FIRST_DAY)
    assert [(each.provision, each.version) for each in covered if not each.whole] == []
    assert len(covered) == len(VERSIONS)


def test_the_command_that_counts_coverage_finds_each_day_that_only_one_table_asks_about() -> None:
    of = "us_ear.744.huawei_tgl_networks"
    fewer = [case for case in CASES if of not in case.provisions or case.sale_date.day != 16]
    found = [each for each in case_coverage(PROVISIONS, fewer, FIRST_DAY) if each.missing]
    assert {str(edge) for each in found if each.version == "v3" for edge in each.missing} == {
        f"2020-02-16 (the last day), as {axis} by {known}"
        for axis in ("announced", "published")
        for known in ("then", "now")
    }
    assert {each.provision for each in found} == {of}


def test_a_day_that_no_case_is_about_is_not_covered() -> None:
    asked = Asked(PROVISIONS[0].id, date(1900, 1, 1), Knowledge.ANNOUNCED, now=True)
    assert asked not in ASKED


def test_case_files_mirror_the_rules_tree() -> None:
    rules = shipped_rules()
    folders = {p.id: LOADED.nodes[p.id].place.file.parent.relative_to(rules) for p in PROVISIONS}
    astray = {
        case.file.name
        for case in CASES
        for provision in case.provisions
        if folders[provision] != case.file.parent.relative_to(HERE)
    }
    assert astray == set()


def test_a_case_file_with_a_key_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text("covers: []\nsource: none\nexpected: []\n", encoding="utf-8")
    with pytest.raises(RuleFilesError, match=r"case\.yaml:3:1: unknown key `expected`"):
        cases_of(file)


def test_an_answer_that_is_no_answer_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    row = "{of: a.b, name: n, days: {2019-05-16: {is: a day, then: maybe}}}"
    file.write_text(f"covers: [a.b]\nsource: none\nboundaries: [{row}]\n", encoding="utf-8")
    with pytest.raises(RuleFilesError, match=r"case\.yaml:3:\d+: `maybe` is not of the form"):
        cases_of(file)
