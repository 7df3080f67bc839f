"""Every cell that opens an exception for some paragraphs, read as it was read by hand.

`license_exception_cells.csv` holds the cells of the edition of 2026-07-23 that say more than yes,
no or an amount, each with the reading that a person made of it.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from licet_engine.sale import is_category
from licet_server.settings import shipped_rules
from licet_tables.exceptions import IN_DOLLARS
from licet_tables.opening_rows import OpeningRow, opening_rows
from licet_tables.openings import Contradicted, read_cell

CELLS = Path(__file__).parent / "license_exception_cells.csv"
TABLE = shipped_rules() / "us_ear" / "tables" / "license_exceptions.csv"
READING = re.compile(
    r"(?P<paragraphs>[a-z0-9. ]+?)(?: but (?P<excepted>[a-z0-9. ]+))?: "
    r"(?P<value>yes|no|partly|USD \d+)(?: not for (?P<not_for>[A-Z ]+))?"
)


def cells() -> list[dict[str, str]]:
    with CELLS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_hand(reading: str) -> set[OpeningRow]:
    found = [READING.fullmatch(part) for part in reading.split("; ")]
    assert all(found), reading
    return {row(**each.groupdict()) for each in found if each}


def row(paragraphs: str, excepted: str | None, value: str, not_for: str | None) -> OpeningRow:
    named = () if paragraphs == "all" else tuple(paragraphs.split())
    return OpeningRow(value, named, tuple((excepted or "").split()), not_for or "none")


def read(cell: str, eccn: str = "3A001", exception: str = "LVS") -> set[OpeningRow]:
    return set(opening_rows(read_cell(cell, eccn, in_dollars=exception == IN_DOLLARS)))


@pytest.mark.parametrize("cell", cells(), ids=lambda cell: f"{cell['eccn']} {cell['exception']}")
def test_a_cell_is_read_as_a_person_reads_it(cell: dict[str, str]) -> None:
    assert read(cell["cell"], cell["eccn"], cell["exception"]) == by_hand(cell["reading"])


def test_the_shipped_table_holds_these_readings_and_no_other_by_paragraph() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        shipped = list(csv.DictReader(file))
    told: dict[tuple[str, str], set[OpeningRow]] = {}
    for line in shipped:
        excepted = None if line["except"] == "none" else line["except"]
        one = row(line["paragraphs"], excepted, line["value"], line["not_for"])
        told.setdefault((line["eccn"], line["exception"]), set()).add(one)
    hand = {(cell["eccn"], cell["exception"]): by_hand(cell["reading"]) for cell in cells()}
    assert len(hand) == 85
    assert {key: told[key] for key in hand} == hand
    rest = [each for key, rows in told.items() if key not in hand for each in rows]
    assert all((each.paragraphs, each.excepted, each.not_for) == ((), (), "none") for each in rest)
    always_told = {key for key, rows in told.items() for each in rows if each.value == "partly"}
    assert {key for key in always_told if key[1] in ("LVS", "GBS", "TSR")} <= set(hand)


def test_the_page_tells_how_many_cells_are_read_whole() -> None:
    page = Path(__file__).parents[2] / "docs" / "tables.md"
    in_part = sum("partly" in cell["reading"] for cell in cells())
    said = (
        f"Of the {len(cells())} cells that say more than yes, no or an amount, "
        f"{len(cells()) - in_part} are read whole, and {in_part} are `partly`"
    )
    assert said in " ".join(page.read_text(encoding="utf-8").split())


def answer(rows: set[OpeningRow], paragraph: str) -> OpeningRow:
    """Return the one row that a paragraph is in."""
    (found,) = (
        each
        for each in rows
        if (not each.paragraphs or any(lies_in(paragraph, p) for p in each.paragraphs))
        and not any(lies_in(paragraph, p) for p in each.excepted)
    )
    return found


def lies_in(paragraph: str, above: str) -> bool:
    return paragraph == above or paragraph.startswith(f"{above}.")


@pytest.mark.parametrize("cell", cells(), ids=lambda cell: f"{cell['eccn']} {cell['exception']}")
def test_every_paragraph_is_in_one_row(cell: dict[str, str]) -> None:
    rows = read(cell["cell"], cell["eccn"], cell["exception"])
    named = {p for each in rows for p in (*each.paragraphs, *each.excepted)}
    assert all(is_category(f"{cell['eccn']}.{p}") for p in named)
    for paragraph in ("", "y", *named, *(f"{p}.1" for p in named)):
        assert answer(rows, paragraph)


OPENED: dict[str, str] = {
    "$500 for 3A001.a; $3000 for 3A001.a.1": "all but a: no; a but a.1: USD 500; a.1: USD 3000",
    "$500; N/A for 3A001.a.1.b": "all but a.1.b: USD 500; a.1.b: no",
    "$500 for 3A001.a (except a.1)": "all but a: no; a but a.1: USD 500; a.1: no",
    "N/A for 3A001.a.2 to a.4; $500 for all other items":
        "all but a.2 a.3 a.4: USD 500; a.2 a.3 a.4: no",
    "$500, except 3A001.a, .b and N/A for MT": "all: partly",
    "$500 for 3A001.b; N/A for lasers in 3A001.b.1":
        "all but b: no; b but b.1: USD 500; b.1: partly",
    "$500 for 3A001.b.1; N/A for lasers in 3A001.b": "all but b: no; b: partly",
    "$500 for 3A001.b.1; N/A for 3A001.b": "all but b.1: no; b.1: partly",
}  # fmt: skip


@pytest.mark.parametrize(("cell", "reading"), OPENED.items())
def test_the_narrower_paragraph_decides_and_a_closing_above_it_is_never_lost(
    cell: str, reading: str
) -> None:
    assert read(cell) == by_hand(reading)


@pytest.mark.parametrize(
    "cell",
    [
        "N/A for MT",
        "Yes",
        "$500 for components",
        "$500; N/A for radars",
        "$500; N/A for 3A001.a and radars",
        "$500; N/A for 3A001.a or equipment having a keel",
        "$500; N/A for 3A001.a lasers or .b",
        "$500; N/A for 3A001.a lasers or b",
        "$500; N/A for 3A001.a lasers, or radars",
        "$500; N/A for a system used in a vessel",
        "$500; N/A for systems used in a vessel",
        "$500; N/A for 3A002.a",
        "$500; N/A for 3A001",
        "$500; N/A for XT",
        "$500; N/A",
        "$500 for 3A001.c to 3A001.a",
        "$500; and so on",
        "$500 to Canada",
        "$500 except to Canada",
        "$500.50",
        "€500",
        ";",
    ],
)
def test_what_may_be_said_of_any_paragraph_opens_none(cell: str) -> None:
    rows = read(cell)
    assert {each.value for each in rows} <= {"partly", "no"}
    assert answer(rows, "d").value == "partly"


@pytest.mark.parametrize(
    "cell", ["$500", "$500 for 3A001.a", "$500; N/A for MT", "Yes: $500 for 3A001.a"]
)
def test_an_amount_opens_nothing_but_what_is_open_up_to_an_amount(cell: str) -> None:
    assert {each.value for each in read(cell, exception="GBS")} == {"partly"}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("$500; $3000", "all is opened as USD 3000 and as USD 500"),
        ("$500 for 3A001.a; $3000 for 3A001.a", "`a` is told as USD 3000 and as USD 500"),
        ("$500 for 3A001.a; N/A for .a", "`a` is told as USD 500 and as no"),
    ],
)
def test_a_cell_that_contradicts_itself_is_not_read(cell: str, said: str) -> None:
    with pytest.raises(Contradicted, match=re.escape(said)):
        read(cell)
