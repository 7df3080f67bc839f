"""Rows of tables in words that nobody asks for, or beside others of the same, are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from licet_server.loading.tables import FILES
from planting import VOCABULARY, load, plant, refusals

WORDS = """\
  country_group: {of: destination, type: codes, source: field, values: ["A:1", "D:1", "D:5"]}
  reason: {of: control, type: code, source: field, values: [NS, AT, none]}
  requirement: {of: control, type: code, source: field, values: [NS1, NS2, AT1, worldwide, none]}
"""
SINCE = "2020-01-01,2020-01-01,none,85 FR 1,high"
LATER = "2021-01-01,2021-01-01,none,86 FR 1,high"
SOUND = {
    "country_chart.csv": "CN,NS1 NS2,none,none,2026-08-07,15 CFR",
    "country_groups.csv": "CN,D:1 D:5,2026-07-23,15 CFR",
    "country_chart_changes.csv": f"CN,NS1,yes,{SINCE}",
    "country_group_changes.csv": f"CN,D:5,yes,{SINCE}",
    "column_rules.csv": f"AT1,only,SD D:5,{SINCE}",
    "control_list.csv": "3A001,NS,NS2,all,none,none,no,2026-01-01 2026-08-07,2,15 CFR",
    "control_list_changes.csv": f"3A001 3A002,all,NS,began,NS2,{SINCE}",
}
WORDS_WRONG = {
    ("country_groups.csv", "CN,D:1 D5,2026-07-23,15 CFR"): (
        "2: `groups`: `D5` is not a word for it; did you mean `D:5`?"
    ),
    ("country_group_changes.csv", f"CN,A:9,yes,{SINCE}"): (
        "2: `group`: `A:9` is not a word for it; did you mean `A:1`?"
    ),
    ("column_rules.csv", f"AT1,only,SD D5,{SINCE}"): (
        "3: `codes`: `D5` is not an ISO 3166-1 country code"
    ),
    ("control_list.csv", "3A001,N5,NS2,all,none,none,no,2026-01-01,2,15 CFR"): (
        "2: `reason`: `N5` is not a word for it; write one of AT, NS, none"
    ),
    ("control_list.csv", "3A001,NS,NS22,all,none,none,no,2026-01-01,2,15 CFR"): (
        "3: `requirement`: `NS22` is not a word for it; did you mean `NS2`?"
    ),
    ("control_list_changes.csv", f"3A001,all,NS,began,world,{SINCE}"): (
        "5: `requirement`: `world` is not a word for it; did you mean `worldwide`?"
    ),
    ("control_list_changes.csv", f"3A001,all,XX,began,NS2,{SINCE}"): (
        "3: `reason`: `XX` is not a word for it; write one of AT, NS, none"
    ),
    ("country_chart.csv", "CN ,NS1 NS2,none,none,2026-08-07,15 CFR"): (
        "1: `country`: `CN` has a blank before or behind it; take it out"
    ),
}
BESIDE = {
    ("country_chart.csv", "CN,NS1,none,none,2026-08-07,15 CFR"): (
        "another line is of `CN` in the edition of 2026-08-07 already"
    ),
    ("country_groups.csv", "CN,D:1,2026-07-23,15 CFR"): (
        "another line is of `CN` in the edition of 2026-07-23 already"
    ),
    ("country_chart_changes.csv", f"CN,NS1,no,{SINCE}"): (
        "another line tells already what became of `NS1` for `CN` on 2020-01-01"
    ),
    ("country_group_changes.csv", f"CN,D:5,no,{SINCE}"): (
        "another line tells already what became of `D:5` for `CN` on 2020-01-01"
    ),
    ("column_rules.csv", f"AT1,all_but,SD,{SINCE}"): (
        "another line tells already what became of `AT1` on 2020-01-01"
    ),
    ("control_list.csv", "3A001,NS,NS2,all,none,none,no,2026-08-07,3,15 CFR"): (
        "another line says the same of `3A001` already: `NS` for `NS2`"
    ),
    ("control_list_changes.csv", f"3A002,all,NS,began,NS1,{SINCE}"): (
        "another line tells already what became of `NS` of `3A002` on 2020-01-01"
    ),
}
APART = {
    "country_chart.csv": "CN,NS1,none,none,2026-09-07,15 CFR",
    "country_groups.csv": "HK,D:1,2026-07-23,15 CFR",
    "country_chart_changes.csv": f"CN,NS1,no,{LATER}",
    "country_group_changes.csv": f"CN,D:5,no,{LATER}",
    "column_rules.csv": f"AT2,only,SD,{SINCE}",
    "control_list.csv": "3A001,NS,NS2,all,none,none,no,2026-09-07,2,15 CFR",
    "control_list_changes.csv": f"3A002,b,NS,began,NS1,{SINCE}",
}


def planted(rules: Path, name: str, *rows: str) -> Path:
    """Plant a pack with one table of some rows."""
    text = "\n".join((",".join(FILES[name]), *rows, ""))
    return plant(rules, {"vocabulary.yaml": VOCABULARY + WORDS, f"tables/{name}": text})


@pytest.mark.parametrize(("name", "row"), WORDS_WRONG)
def test_a_word_that_no_condition_can_ask_for_is_told_by_line_and_cell(
    tmp_path: Path, name: str, row: str
) -> None:
    found = refusals(planted(tmp_path, name, row))
    assert found == [f"law/tables/{name}:2:{WORDS_WRONG[name, row]}"]


@pytest.mark.parametrize(("name", "row"), BESIDE)
def test_a_row_beside_another_of_the_same_is_told_at_the_second(
    tmp_path: Path, name: str, row: str
) -> None:
    (found,) = refusals(planted(tmp_path, name, SOUND[name], row))

    assert found == f"law/tables/{name}:3:1: {BESIDE[name, row]}"


@pytest.mark.parametrize("name", SOUND)
def test_rows_of_other_things_stand_beside_each_other(tmp_path: Path, name: str) -> None:
    assert not refusals(planted(tmp_path, name, SOUND[name], APART[name]))


@pytest.mark.parametrize(
    ("edition", "said"),
    [
        ("2062-07-23", "lies 36 years after all else that tables tell"),
        ("1926-07-23", "lies before 1979-10-01"),
    ],
)
def test_an_edition_of_another_decade_is_told_at_its_row(
    tmp_path: Path, edition: str, said: str
) -> None:
    rows = SOUND["country_groups.csv"], f"HK,D:1,{edition},15 CFR"
    (found,) = refusals(planted(tmp_path, "country_groups.csv", *rows))
    assert found == (
        f"law/tables/country_groups.csv:3:1: `edition`: `{edition}` {said}; "
        "see that the year is right"
    )


def test_an_edition_some_years_after_another_is_none_of_another_decade(tmp_path: Path) -> None:
    rows = SOUND["country_groups.csv"], "HK,D:1,2035-07-23,15 CFR"
    assert not refusals(planted(tmp_path, "country_groups.csv", *rows))


def test_a_vocabulary_without_such_words_holds_tables_to_none(tmp_path: Path) -> None:
    text = "\n".join((",".join(FILES["country_groups.csv"]), "CN,X:7,2026-07-23,15 CFR", ""))
    loaded = load(plant(tmp_path, {"tables/country_groups.csv": text}))
    assert loaded.packs[0].tables is not None
