"""The tables that come with Licet: their counts, their order, and the rules of the columns."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from licet_engine.tables.model import REASONS
from licet_server.settings import shipped_rules
from licet_tables.exceptions import EXCEPTIONS
from licet_tables.groups import GROUPS
from licet_tables.importing import TABLES
from licet_tables.requirements import CODES, COLUMNS
from licet_tables.tables import CHART, CONTROLS, Table, read_table, text_of
from licet_tables.tables import EXCEPTIONS as EXCEPTION_TABLE
from licet_tables.tables import GROUPS as GROUP_TABLE

DIRECTORY = shipped_rules() / TABLES
FIRST, NEWEST = "2026-01-01", "2026-08-07"
DATED = ("from", "announced", "published", "authority", "confidence")
CHANGES = {
    "country_chart_changes.csv": (("country", "column", "marked", *DATED), 130),
    "country_group_changes.csv": (("country", "group", "member", *DATED), 74),
    "column_rules.csv": (("column", "rule", "codes", *DATED), 23),
    "control_list_changes.csv": (
        ("eccn", "paragraphs", "reason", "event", "requirement", *DATED), 55,
    ),
}  # fmt: skip
PAGE = " ".join((Path(__file__).parents[2] / "docs" / "tables.md").read_text().split())
OWN = (CHART, GROUP_TABLE, CONTROLS, EXCEPTION_TABLE)
NOT_ENCODED = {
    "0A521", "0B521", "0C521", "0D521", "0E521", "1D018", "3B993", "3B994", "3D993", "3D994",
    "3E993", "3E994", "4A001",
}  # fmt: skip


def rows(name: str) -> list[dict[str, str]]:
    with (DIRECTORY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def controls(edition: str) -> list[dict[str, str]]:
    return [row for row in rows(CONTROLS.file) if edition in row["editions"].split()]


@pytest.mark.parametrize("path", sorted(DIRECTORY.iterdir()), ids=lambda path: path.name)
def test_a_table_is_plain_csv_without_blanks(path: Path) -> None:
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert {len(line) for line in lines} == {len(lines[0])}
    assert all(cell.strip() == cell and cell for line in lines for cell in line)
    assert len({tuple(line) for line in lines}) == len(lines)


@pytest.mark.parametrize("table", OWN, ids=lambda table: table.file)
def test_a_table_that_an_importer_owns_stands_as_it_would_be_written(table: Table) -> None:
    assert text_of(table, read_table(table, DIRECTORY)) == (DIRECTORY / table.file).read_text()


@pytest.mark.parametrize(
    ("edition", "count", "without_column"), [(FIRST, 1633, 361), (NEWEST, 1634, 361)]
)
def test_the_control_list_has_its_entries_and_controls(
    edition: str, count: int, without_column: int
) -> None:
    found = controls(edition)
    assert len(found) == count
    assert len({row["eccn"] for row in found}) == 637
    assert sum(row["requirement"] not in COLUMNS for row in found) == without_column


def test_every_control_without_a_column_is_counted_by_code() -> None:
    counts = Counter(row["requirement"] for row in controls(NEWEST))
    assert {code: n for code, n in counts.items() if code not in COLUMNS} == {
        "un_arms_embargo": 100, "worldwide": 59, "none": 44, "cn_ru_ve": 33,
        "worldwide_computing": 18, "ae_d1_d4_d5": 17, "not_encoded": 13, "north_korea": 13,
        "macau_d5": 13, "all_but_canada": 8, "russia_sector": 8, "iraq": 7, "short_supply": 6,
        "cwc_not_party": 5, "pakistan": 4, "cwc_schedule_3": 3, "e1": 3, "iran_north_korea": 3,
        "iraq_pakistan": 2, "cwc_not_party_but_il_tw": 1, "d1_d4_d5": 1,
    }  # fmt: skip


def test_what_is_not_encoded_is_known_by_name() -> None:
    for edition in (FIRST, NEWEST):
        missing = [row["eccn"] for row in controls(edition) if row["requirement"] == "not_encoded"]
        assert set(missing) == NOT_ENCODED
        assert len(missing) == 13


UNHELD = ("none", "not_encoded", "short_supply")
"""The codes of controls of which the answer is `UNDETERMINED`, by name."""


def rows_of_the_source() -> dict[tuple[str, str], set[str]]:
    """Return what each row of the newest edition requires; a row may give several controls."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in controls(NEWEST):
        found.setdefault((row["eccn"], row["row"]), set()).add(row["requirement"])
    return found


def test_the_page_tells_how_many_rows_state_their_own_destinations_and_which_are_not_held() -> None:
    source = rows_of_the_source()
    own = [codes for codes in source.values() if codes - set(COLUMNS)]
    counts = Counter(code for codes in own for code in codes if code in UNHELD)
    said = (
        f"Of the {len(source)} rows of the source, {len(own) + 1} have no column of the chart in "
        "the cell for it. One of these, of `1C351`, has it in its words and is read so. Of the "
        f"other {len(own)}, {len(own) - counts.total()} are encoded, and {counts.total()} answer "
        f"`UNDETERMINED` by name: {counts['none']} that name no control, "
        f"{counts['not_encoded']} that are not encoded, and {counts['short_supply']} for short "
        "supply (Part 754)."
    )
    assert said in PAGE


def test_the_page_about_tables_tells_the_numbers_there_are() -> None:
    found = controls(NEWEST)
    narrowed = Counter(row["narrowed"] for row in found)
    for said in (
        f"{len(found)} controls of {len({row['eccn'] for row in found})} entries",
        f"{narrowed['no']} are decided by paragraphs, {narrowed['for']} by what an item is for",
        f"{narrowed['yes']} are narrowed by words that the table does not hold",
        f"{sum(row['requirement'] == 'not_encoded' for row in found)} are not encoded",
        *(f"`{eccn}`" for eccn in NOT_ENCODED),
    ):
        assert said in PAGE
    for name in DIRECTORY.iterdir():
        assert f"`{name.name}`" in PAGE


def test_every_word_of_the_control_list_is_declared() -> None:
    for row in rows(CONTROLS.file):
        assert row["requirement"] in (*COLUMNS, *CODES)
        assert row["reason"] in (*REASONS, "none")
        assert row["narrowed"] in ("no", "for", "yes")
        assert (row["for"] != "none") or row["narrowed"] != "for"
        assert set(row["editions"].split()) <= {FIRST, NEWEST}
        if row["requirement"] in COLUMNS:
            assert row["requirement"].startswith(row["reason"])


@pytest.mark.parametrize(
    ("eccn", "paragraph", "told"),
    [
        ("3A090", "b", [("AT", "AT1"), ("RS", "ae_d1_d4_d5")]),
        ("3A090", "a", [("AT", "AT1"), ("RS", "worldwide_computing")]),
        ("3A090", "c", [("AT", "AT1"), ("RS", "macau_d5")]),
        ("9A610", "y", [("AT", "AT1"), ("RS", "cn_ru_ve")]),
        ("9A515", "y", [("AT", "AT1"), ("RS", "cn_ru_ve")]),
        ("1C350", "b", [("AT", "e1"), ("CB", "CB2"), ("CW", "cwc_not_party")]),
        ("2B350", "a", [("AT", "AT1"), ("CB", "CB2")]),
        ("3A991", "a", [("AT", "AT1")]),
        ("5A002", "a", [("AT", "AT1"), ("EI", "all_but_canada"), ("NS", "NS1")]),
    ],
)
def test_controls_that_people_ask_for(
    eccn: str, paragraph: str, told: list[tuple[str, str]]
) -> None:
    found = [
        (row["reason"], row["requirement"])
        for row in controls(NEWEST)
        if row["eccn"] == eccn
        and row["narrowed"] == "no"
        and paragraph not in row["except"].split()
        and row["paragraphs"].split()[0] in ("all", paragraph)
    ]
    assert sorted(found) == told


def test_the_chart_has_two_hundred_countries_of_which_four_send_to_part_746() -> None:
    found = rows(CHART.file)
    assert len(found) == 200
    assert [r["country"] for r in found if r["refers_to"] == "part_746"] == ["CU", "IR", "KP", "SY"]
    assert [(r["country"], r["refers_to"]) for r in found if len(r["refers_to"]) == 2] == [
        ("LI", "CH")
    ]


def test_the_exceptions_are_told_for_every_entry() -> None:
    found = rows(EXCEPTION_TABLE.file)
    assert len(found) == 2187
    assert len({(row["eccn"], row["exception"]) for row in found}) == 2137
    assert len({row["eccn"] for row in found}) == 633
    assert {row["exception"] for row in found} == set(EXCEPTIONS)
    listed = {row["eccn"] for row in controls(NEWEST)}
    told = {row["eccn"] for row in found}
    assert listed - told == {"0D614", "2B352", "3D006", "3E002"}
    assert told <= listed


@pytest.mark.parametrize("name", CHANGES)
def test_a_dated_change_has_its_day_its_authority_and_no_low_confidence(name: str) -> None:
    columns, count = CHANGES[name]
    found = rows(name)
    assert tuple(found[0]) == columns
    assert len(found) == count
    assert [tuple(r.values()) for r in found] == sorted(tuple(r.values()) for r in found)
    for row in found:
        assert row["confidence"] in ("high", "medium")
        assert row["authority"] != "none"
        announced = date.fromisoformat(row["announced"])
        assert date.fromisoformat(row["from"]).year >= 2004
        if row["published"] != "none":
            assert announced <= date.fromisoformat(row["published"])


def test_every_word_of_the_changes_is_declared() -> None:
    assert {r["column"] for r in rows("country_chart_changes.csv")} <= {*COLUMNS, "row"}
    assert {r["group"] for r in rows("country_group_changes.csv")} <= {*GROUPS, "any"}
    assert {r["column"] for r in rows("column_rules.csv")} <= set(COLUMNS)
    changes = rows("control_list_changes.csv")
    assert {r["event"] for r in changes} == {"began", "ended", "requirement"}
    assert {r["requirement"] for r in changes} <= {*COLUMNS, *CODES, "cn"}
    assert {r["reason"] for r in changes} <= {*REASONS, "none"}


def members(group: str) -> set[str]:
    return {r["country"] for r in rows(GROUP_TABLE.file) if group in r["groups"].split()}


def test_the_last_change_of_a_membership_is_what_the_groups_say() -> None:
    last: dict[tuple[str, str], str] = {}
    changes = [row for row in rows("country_group_changes.csv") if row["country"] != "any"]
    for row in sorted(changes, key=lambda r: r["from"]):
        last[row["country"], row["group"]] = row["member"]
    for (country, group), member in last.items():
        if country != "HK":  # not in the groups: a part of China since 2020-12-23
            assert (country in members(group)) == (member == "yes"), (country, group)


def test_the_last_change_of_a_cell_is_what_the_chart_says() -> None:
    chart = {r["country"]: r["columns"].split() for r in rows(CHART.file)}
    last: dict[tuple[str, str], str] = {}
    for row in sorted(rows("country_chart_changes.csv"), key=lambda r: r["from"]):
        last[row["country"], row["column"]] = row["marked"]
    for (country, column), marked in last.items():
        if column != "row" and country != "HK":
            assert (column in chart[country]) == (marked == "yes"), (country, column)


def ruled(row: dict[str, str], countries: set[str]) -> set[str]:
    """Return the countries that a rule marks."""
    codes = {code for code in row["codes"].split() if code != "none"}
    named = {c for code in codes for c in (members(code) if ":" in code else {code})}
    return countries & named if row["rule"] == "only" else countries - named


def test_the_rules_of_today_mark_the_cells_of_the_chart_but_for_those_that_are_named() -> None:
    chart = {r["country"]: r["columns"].split() for r in rows(CHART.file)}
    # What sends to Part 746 has no marks, whatever the rules of the columns say.
    countries = {r["country"] for r in rows(CHART.file) if r["refers_to"] != "part_746"}
    last = {r["column"]: r for r in sorted(rows("column_rules.csv"), key=lambda r: r["from"])}
    differing = {
        (country, column)
        for column, row in last.items()
        for country in ruled(row, countries) ^ {c for c in countries if column in chart[c]}
    }
    # Liechtenstein is in no group and follows Switzerland (footnote 5). The Emirates left D:3 and
    # keep the mark of CB3, for which the rule names them.
    assert differing == {("LI", column) for column in ("CB2", "NP1", "NS2", "RS2")}
    assert "AE" in last["CB3"]["codes"].split()
    assert "AE" not in members("D:3")


def test_no_rule_of_a_column_stands_twice_on_one_day() -> None:
    days = sorted((r["column"], r["from"]) for r in rows("column_rules.csv"))
    assert all(one != two for one, two in pairwise(days))
