"""The cells of list files: what each column may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from licet_engine.lists import Confidence
from licet_engine.vocabulary import Vocabulary

from licet_server.loading.codes import country_problem
from licet_server.loading.days import read_day
from licet_server.loading.findings import around, nearest, quoted

COLUMNS = (
    "list",
    "name",
    "aliases",
    "country",
    "address",
    "from",
    "through",
    "announced",
    "published",
    "end_announced",
    "end_published",
    "authority",
    "date_confidence",
    "scope",
    "except",
    "footnotes",
    "exceptions_allowed",
    "policies",
    "ground",
    "regime",
)
NOTHING = "none"
_WRITTEN_OUT = frozenset({"any", NOTHING})
_DAYS = ("from", "announced", "through", "published", "end_announced", "end_published")
_NEEDED = frozenset({"list", "name", "from", "announced", "authority", "date_confidence"})
SEVERAL = frozenset(
    {"aliases", "country", "except", "footnotes", "exceptions_allowed", "policies", "regime"}
)
_FACT_OF = {"list": "list", "ground": "ground", "scope": "scope", "footnotes": "footnote"}
_ORDERED = (
    ("from", "through"),
    ("announced", "published"),
    ("announced", "end_announced"),
    ("end_announced", "end_published"),
)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_ITEM = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
_POLICY = re.compile(rf"{_WORD.pattern}(?:@{_ITEM}(?:\+{_ITEM})*)?")
_LOST = "\ufffd"
_FAULT = re.compile(r"#[A-Z0-9/]+[!?]?")
"""`#NAME?`, `#REF!`, `#N/A` and so on."""
Record = dict[str, str]
Found = Iterator[tuple[int, str]]
"""The number of a cell, counted from 1, and what is wrong with it."""


class CheckedCells:
    """Checks rows of a list file; what was found of a cell holds for all that say the same."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._found: dict[tuple[str, str], str | None] = {}

    def findings_of(self, cells: list[str]) -> Found:
        """Yield what is wrong with the cells of one row."""
        if len(cells) != len(COLUMNS):
            message = f"{len(cells)} cells where the header has {len(COLUMNS)}"
            yield 1, message
            return
        faulty = set()
        for number, (column, cell) in enumerate(zip(COLUMNS, cells, strict=True), start=1):
            problem = self._problem(column, cell)
            if problem:
                faulty.add(column)
                yield number, f"`{column}`: {problem}"
        yield from _order_problems(dict(zip(COLUMNS, cells, strict=True)), faulty)

    def _problem(self, column: str, cell: str) -> str | None:
        if (column, cell) not in self._found:
            self._found[column, cell] = _problem(column, cell, self._vocabulary)
        return self._found[column, cell]


def _problem(column: str, cell: str, vocabulary: Vocabulary) -> str | None:
    if not cell.strip():
        return "a blank says nothing; write `none`, or `any` where it holds for all"
    if "\n" in cell:
        return "a cell holds no line breaks"
    if column not in SEVERAL and cell != cell.strip():
        return around(cell)
    if cell == NOTHING:
        return "`none` is no answer here" if column in _NEEDED else None
    if column in _DAYS:
        return _day_problem(cell)
    parts = cell.split(";") if column in SEVERAL else [cell]
    problems = (_part_problem(column, part, vocabulary) for part in parts)
    return next((problem for problem in problems if problem), None)


def _day_problem(cell: str) -> str | None:
    try:
        read_day(cell)
    except ValueError as error:
        return str(error)
    return None


def _part_problem(column: str, part: str, vocabulary: Vocabulary) -> str | None:
    text = part.strip()
    if not text:
        return "a blank between two `;`"
    if column in ("name", "aliases"):
        return _name_problem(text)
    if column == "country":
        return None if text in _WRITTEN_OUT else country_problem(text)
    codes = _codes(column, vocabulary)
    if codes and text not in codes:
        return f"{quoted(text)} is not a code{nearest(text, codes)}"
    if column == "policies" and not _POLICY.fullmatch(text):
        return f"{quoted(text)} is no policy; write `word`, or `word@item+item` for some items"
    if column in ("regime", "exceptions_allowed") and not _WORD.fullmatch(text):
        return f"{quoted(text)} is not a word of letters, digits, - and _"
    return None


def _name_problem(text: str) -> str | None:
    if text in _WRITTEN_OUT or not any(c.isalnum() for c in text):
        return f"{quoted(text)} names nobody"
    if _LOST in text:
        return f"{quoted(text)} has lost a letter, which stands as \ufffd; put it back"
    if _FAULT.fullmatch(text):
        return f"{quoted(text)} is what a spreadsheet writes for a fault; write the name"
    return None


def _codes(column: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    if column == "date_confidence":
        return tuple(confidence.value for confidence in Confidence)
    fact = vocabulary.by_name.get(_FACT_OF.get(column, ""))
    return fact.values if fact else ()


def _order_problems(record: Record, faulty: set[str]) -> Found:
    if (record["through"] == NOTHING) != (record["end_announced"] == NOTHING):
        message = "`through` and `end_announced` are given together, or both `none`"
        yield COLUMNS.index("end_announced") + 1, message
    for first, second in _ORDERED:
        if faulty & {first, second} or NOTHING in (record[first], record[second]):
            continue
        if record[second] < record[first]:
            yield COLUMNS.index(second) + 1, f"`{second}` is before `{first}`"
