"""The cells of a table's line, read or refused by their column."""

from __future__ import annotations

import re
from datetime import date

from licet_engine.sale import is_category

from licet_server.loading.days import read_day
from licet_server.loading.findings import around, nearest, quoted

Record = dict[str, str]
NOTHING = "none"
_PARAGRAPH = re.compile(r"[a-z](?:\.[a-z0-9]{1,2})*")


class WrongCell(Exception):  # noqa: N818 (never leaves the reading of tables)
    """A cell that says nothing that can be read; `column` is blank where it is the line."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def record_of(cells: list[str], columns: tuple[str, ...]) -> Record:
    """Return a line by its columns, none of them blank."""
    if len(cells) != len(columns):
        raise WrongCell("", f"{len(cells)} cells where the header has {len(columns)}")
    record = dict(zip(columns, cells, strict=True))
    for column, cell in record.items():
        if not cell.strip():
            raise WrongCell(column, "a blank says nothing; write `none`")
        if cell != cell.strip():
            raise WrongCell(column, around(cell))
    return record


def day_of(record: Record, column: str) -> date:
    """Return the day in a cell."""
    try:
        return read_day(record[column])
    except ValueError as error:
        raise WrongCell(column, str(error)) from error


def one_of(record: Record, column: str, words: tuple[str, ...]) -> str:
    """Return the word in a cell, which is one of several."""
    if record[column] not in words:
        near = nearest(record[column], words)
        raise WrongCell(column, f"{quoted(record[column])} is not a word for it{near}")
    return record[column]


def declared_in(record: Record, column: str, words: tuple[str, ...]) -> str:
    """Return the word in a cell, which is one of those declared, if any are."""
    return one_of(record, column, words) if words else record[column]


def several_of(record: Record, column: str) -> tuple[str, ...]:
    """Return the words of a cell, of which `none` has none."""
    return () if record[column] == NOTHING else tuple(record[column].split())


def entry_of(record: Record) -> str:
    """Return the ECCN of a line, without a paragraph."""
    if not is_category(record["eccn"]) or "." in record["eccn"]:
        raise WrongCell("eccn", f"{quoted(record['eccn'])} is not an ECCN such as 3A001")
    return record["eccn"]


def paragraphs_of(record: Record) -> tuple[str, ...]:
    """Return the paragraphs that a line is for, none of them for all."""
    return () if record["paragraphs"] == "all" else several_of(record, "paragraphs")


def sound_paragraphs(record: Record, column: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """Return paragraphs of a cell, each written as `b.2` and once."""
    for number, paragraph in enumerate(given):
        if not _PARAGRAPH.fullmatch(paragraph):
            said = f"{quoted(paragraph)} is not a paragraph such as `b.2`, without the ECCN"
            raise WrongCell(column, said)
        if paragraph in given[:number]:
            raise WrongCell(column, f"`{paragraph}` stands twice")
    if not given and record[column] not in ("all", NOTHING):
        raise WrongCell(column, "a blank says nothing; write `none`")
    return given
