"""What list rows say in codes is said by a row of some case: no code goes without an answer."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

import pytest
from case_files import all_cases
from licet_server.settings import shipped_rules

_CODED = ("scope", "footnotes", "exceptions_allowed", "except", "policies", "regime")
_LISTS = sorted((shipped_rules() / "us_ear" / "lists").glob("*.csv"))


def _rows() -> Iterator[dict[str, str]]:
    for path in _LISTS:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _names(row: dict[str, str]) -> set[str]:
    return {name.casefold() for name in (row["name"], *row["aliases"].split(";"))} - {"none"}


def _asked(sale: dict[str, Any]) -> Iterator[str]:
    for party in sale["parties"]:
        for member in (party, *party.get("owners", [])):
            yield member.get("name", "").casefold()


def _said(row: dict[str, str]) -> set[tuple[str, str, str]]:
    ended = "open" if row["through"] == "none" else "ended"
    codes = {(row["list"], column, row[column]) for column in _CODED}
    return codes | {(row["list"], "through", ended)}


ROWS = tuple(_rows())
ASKED = frozenset(name for case in all_cases() for name in _asked(case.sale))
COVERED = frozenset(said for row in ROWS if _names(row) & ASKED for said in _said(row))
CODES = sorted({said for row in ROWS for said in _said(row)})


@pytest.mark.parametrize(("list_", "column", "code"), CODES, ids=[" ".join(c) for c in CODES])
def test_what_a_row_says_is_said_by_a_row_of_some_case(list_: str, column: str, code: str) -> None:
    assert (list_, column, code) in COVERED
