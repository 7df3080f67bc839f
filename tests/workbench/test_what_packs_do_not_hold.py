"""Open cells, stand-ins, caveats and the age of the tables, as the shipped packs have them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from licet_engine.lists import AsKnown
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Place
from licet_engine.tables.places import PlaceTables
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules
from licet_workbench.coverage.asking import attested
from licet_workbench.coverage.holdings import caveats, horizons, open_cells, stand_ins
from licet_workbench.coverage.picture import figure, quarters
from licet_workbench.coverage.survey import Asked, share, survey
from licet_workbench.coverage.verdicts import Judge
from licet_workbench.drawing import write

NOW = date(2026, 11, 24)
KNOWN = AsKnown(NOW)
FIRST = date(1996, 3, 25)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return RuleSet(load_packs(shipped_rules(), ALL_PACKS).packs)


@pytest.fixture(scope="module")
def judge(rules: RuleSet) -> Judge:
    return Judge(rules, KNOWN, attested(rules))


def test_cells_are_open_on_exactly_the_days_told(rules: RuleSet) -> None:
    countries = ("DE", "GL", "HK", "LI", "SD")
    told = open_cells(rules, KNOWN, countries, FIRST)
    tables = PlaceTables(rules.tables)
    asked = frozenset(cell.mark for cell in told)
    for country in countries:
        for day in (FIRST + timedelta(days=97 * n) for n in range(116)):
            spans = tables.spans(country, tables.codes, KNOWN)
            marks = next(m for start, m in reversed(spans) if start <= day)
            found = {
                cell.mark
                for cell in told
                if country in cell.countries
                and cell.start <= day
                and (cell.through is None or day <= cell.through)
            }
            assert found == marks.possible & asked, (country, day)
    assert any(cell.mark == "NP2" and cell.countries == ("HK",) for cell in told)


@pytest.mark.parametrize(
    ("day", "provision", "stands"),
    [
        (date(2026, 11, 24), "us_ear.746.iran_ofac", True),
        (date(2004, 7, 29), "us_ear.746.iraq_embargo", True),
        (date(2004, 7, 30), "us_ear.746.iraq_embargo", False),
        (date(2016, 1, 1), "us_ear.746.sudan_ofac", True),
        (date(2017, 10, 12), "us_ear.746.sudan_ofac", False),
        (date(2026, 11, 24), "us_ear.746.cuba", False),
    ],
)
def test_a_stand_in_is_told_while_it_is_in_force(
    rules: RuleSet, day: date, provision: str, *, stands: bool
) -> None:
    told = stand_ins(rules, day, KNOWN)
    assert (provision in {each.provision for each in told}) is stands
    assert all(each.says and each.fact for each in told)


def test_caveats_are_those_of_the_packs_and_of_what_is_in_force(rules: RuleSet) -> None:
    told = caveats(rules, NOW, KNOWN)
    assert {gap.caveat for gap in rules.gaps} <= set(told)
    named = "us_ear.742.munitions_y@2013-10-15"
    assert any(each.startswith(named) for each in told)
    assert not any(each.startswith(named) for each in caveats(rules, date(2013, 10, 14), KNOWN))


def test_the_tables_are_read_back_then_held_and_then_old(judge: Judge) -> None:
    told = horizons(judge.classes, ("EAR99", "3A001.a.1", "9E991"))
    assert [each.on for each in told] == [date.min, date(2026, 1, 1), date(2026, 11, 6)]
    assert [bool(each.said) for each in told] == [True, False, True]


def test_quarters_begin_on_the_first_day_of_all_and_end_before_the_last() -> None:
    told = list(quarters(FIRST, date(1997, 1, 1)))
    assert told == [FIRST, *(date(1996, month, 1) for month in (4, 7, 10)), date(1997, 1, 1)]


def test_a_share_of_a_day_is_the_count_of_its_survey(judge: Judge) -> None:
    some = Asked(("0A521", "3A001", "3A991", "EAR99"), (Place("CU"), Place("DE"), Place("IR")))
    for day in (FIRST, date(2014, 1, 1), NOW):
        counted, surveyed = share(judge, some, day), survey(judge, some, day)
        assert counted.answered == surveyed.answered
        assert counted.open == tuple((t.ground, t.questions) for t in surveyed.tallies)


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_picture_of_the_same_shares_is_the_same_bytes(
    judge: Judge, tmp_path: Path, ending: str
) -> None:
    some = Asked(("0A521", "3A001", "3A991"), (Place("DE"), Place("UA")))
    shares = [share(judge, some, day) for day in quarters(date(2019, 1, 1), NOW)]
    made = []
    for name in ("one", "other"):
        path = tmp_path / f"{name}.{ending}"
        write(lambda: figure(shares, "some questions"), path)
        made.append(path.read_bytes())
    assert made[0] == made[1]
    assert made[0].startswith((b"<?xml", b"\x89PNG"))
