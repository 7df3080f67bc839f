"""A table of license exceptions that says what nobody can read is no table."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from licet_engine.tables.model import ListedException, Opening
from licet_server.loading.findings import RuleFilesError
from licet_server.loading.tables import read_tables

HEADER = "eccn,exception,value,edition,source\n"


def read(directory: Path, *rows: str) -> tuple[ListedException, ...]:
    lines = "".join(f"{row},2026-07-23,15 CFR Part 774\n" for row in rows)
    (directory / "license_exceptions.csv").write_text(HEADER + lines)
    tables = read_tables(directory)
    assert tables is not None
    return tables.exceptions


@pytest.mark.parametrize(
    ("value", "opening", "dollars"),
    [
        ("yes", Opening.OPEN, None),
        ("no", Opening.CLOSED, None),
        ("partly", Opening.PARTLY, None),
        ("USD 1500", Opening.OPEN, Decimal(1500)),
    ],
)
def test_an_exception_is_open_or_closed_or_open_in_part_or_up_to_an_amount(
    tmp_path: Path, value: str, opening: Opening, dollars: Decimal | None
) -> None:
    (found,) = read(tmp_path, f"3A001,LVS,{value}")
    assert (found.eccn, found.symbol) == ("3A001", "LVS")
    assert (found.opening, found.dollars) == (opening, dollars)
    assert found.source == "15 CFR Part 774"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("3A001,LVS,maybe", ":2:3: `value`: `maybe` is neither yes, no, partly nor an amount"),
        ("3A001,LVS,EUR 1500", ":2:3: `value`: `EUR 1500` is neither"),
        ("3A001,LVS,USD 1500.50", ":2:3: `value`: `USD 1500.50` is neither"),
        ("3A001,lvs,yes", ":2:2: `exception`: `lvs` is not a license exception"),
        ("3A001.a,LVS,yes", ":2:1: `eccn`: `3A001.a` is not an ECCN"),
    ],
)
def test_what_is_no_word_for_it_is_refused_by_its_cell(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(RuleFilesError, match="license_exceptions") as refused:
        read(tmp_path, row)
    assert said in str(refused.value)
