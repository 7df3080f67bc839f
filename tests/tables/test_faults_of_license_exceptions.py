"""A table of license exceptions that says what nobody can read is no table."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from licet_engine.tables.model import ListedException, Opening
from licet_engine.vocabulary import Vocabulary
from licet_server.loading.findings import RuleFilesError
from licet_server.loading.tables import read_tables

HEADER = "eccn,paragraphs,except,exception,value,not_for,edition,source\n"


def read(directory: Path, *rows: str) -> tuple[ListedException, ...]:
    """Return what rows say, each without its edition and source."""
    lines = "".join(f"{row},2026-07-23,15 CFR Part 774\n" for row in rows)
    (directory / "license_exceptions.csv").write_text(HEADER + lines)
    tables = read_tables(directory, Vocabulary(()))
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
    (found,) = read(tmp_path, f"3A001,all,none,LVS,{value},none")
    assert (found.eccn, found.symbol) == ("3A001", "LVS")
    assert (found.opening, found.dollars) == (opening, dollars)
    assert found.source == "15 CFR Part 774"
    assert (found.paragraphs, found.exceptions, found.not_for) == ((), (), ())


def test_an_exception_is_for_paragraphs_but_some_and_not_for_some_reasons(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "3A001,a b.2,a.1,GBS,yes,MT NP")
    assert (found.paragraphs, found.exceptions) == (("a", "b.2"), ("a.1",))
    assert found.not_for == ("MT", "NP")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("3A001,all,none,LVS,maybe,none", "5: `value`: `maybe` is neither yes, no, partly nor an"),
        ("3A001,all,none,LVS,EUR 1500,none", "5: `value`: `EUR 1500` is neither"),
        ("3A001,all,none,LVS,USD 1500.50,none", "5: `value`: `USD 1500.50` is neither"),
        ("3A001,all,none,lvs,yes,none", "4: `exception`: `lvs` is not a license exception"),
        ("3A001.a,all,none,LVS,yes,none", "1: `eccn`: `3A001.a` is not an ECCN"),
        ("3A001,none,none,LVS,yes,none", "2: `paragraphs`: `none` is no paragraph; write `all`"),
        ("3A001,3A001.a,none,LVS,yes,none", "2: `paragraphs`: `3A001.a` is not a paragraph such"),
        ("3A001,.a,none,LVS,yes,none", "2: `paragraphs`: `.a` is not a paragraph such as `b.2`"),
        ("3A001,a all,none,LVS,yes,none", "2: `paragraphs`: `all` is not a paragraph"),
        ("3A001,a b a,none,LVS,yes,none", "2: `paragraphs`: `a` stands twice"),
        ("3A001,all,all,LVS,yes,none", "3: `except`: `all` is not a paragraph"),
        ("3A001,all,B,LVS,yes,none", "3: `except`: `B` is not a paragraph"),
        ("3A001,a b,a.1 c.1,LVS,yes,none", "3: `except`: `c.1` lies in none of the paragraphs"),
        ("3A001,a,a,LVS,yes,none", "3: `except`: `a` lies in none of the paragraphs `a`"),
        ("3A001,all,none,LVS,yes,MX", "6: `not_for`: `MX` is not a word for it"),
        ("3A001,all,none,LVS,yes,MT;NP", "6: `not_for`: `MT;NP` is not a word for it"),
        ("3A001,all,none,LVS,yes,", "6: `not_for`: a blank says nothing; write `none`"),
    ],
)
def test_what_is_no_word_for_it_is_refused_by_its_cell(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(RuleFilesError, match="license_exceptions") as refused:
        read(tmp_path, row)
    assert f"license_exceptions.csv:2:{said}" in str(refused.value)


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        ("all,none,LVS,yes,none", "all,none,LVS,no,none", "3A001"),
        ("all,a,LVS,yes,none", "all,b,LVS,no,none", "3A001"),
        ("a,none,LVS,USD 500,none", "b a,none,LVS,USD 3000,none", "3A001.a"),
        ("a,a.1,LVS,yes,none", "a,none,LVS,yes,MT", "3A001.a"),
    ],
)
def test_rows_that_contradict_each_other_are_refused_by_line(
    tmp_path: Path, one: str, other: str, named: str
) -> None:
    with pytest.raises(RuleFilesError) as refused:
        read(tmp_path, f"3A001,{one}", f"3A001,{other}")
    said = f"another line says otherwise of LVS for `{named}`"
    assert f"license_exceptions.csv:3:1: {said}" in str(refused.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("all,a,LVS,yes,none", "a,none,LVS,no,none"),
        ("all,none,LVS,yes,none", "a,none,LVS,no,none"),
        ("a,a.1,LVS,yes,none", "a.1,none,LVS,no,none"),
        ("all,none,LVS,yes,none", "all,none,GBS,no,none"),
        ("a,none,LVS,yes,MT NP", "a b,none,LVS,yes,NP MT"),
    ],
)
def test_rows_that_name_other_paragraphs_or_say_the_same_go_together(
    tmp_path: Path, one: str, other: str
) -> None:
    assert len(read(tmp_path, f"3A001,{one}", f"3A001,{other}")) == 2


def test_another_edition_may_say_otherwise(tmp_path: Path) -> None:
    rows = ("all,none,LVS,yes,none,2026-07-23,774\n", "all,none,LVS,no,none,2026-12-01,774\n")
    text = HEADER + "".join(f"3A001,{row}" for row in rows)
    (tmp_path / "license_exceptions.csv").write_text(text)
    tables = read_tables(tmp_path, Vocabulary(()))
    assert tables is not None
    assert len(tables.exceptions) == 2
