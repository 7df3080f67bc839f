"""CSV files become list rows."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from licet_engine.lists import Confidence, ListRow, RowClass
from licet_engine.provisions.canonical import canonical_text

from licet_server.loading.findings import Finding, Place, RuleFilesError, nearest

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
LISTS = ("entity_list", "denied_persons", "meu_list", "unverified_list")
GROUNDS = ("national_security", "human_rights", "wmd", "diversion", "unstated")
SCOPES = ("all_items", "ccl_only", "supp_2", "entry_specific")
_CODES = {
    "list": LISTS,
    "ground": GROUNDS,
    "scope": SCOPES,
    "date_confidence": tuple(c.value for c in Confidence),
}
_NOTHING = "none"
Record = dict[str, str]


def read_list(path: Path) -> tuple[ListRow, ...]:
    """Return the rows of a list file.

    One header line, no blank cells (`any` or `none` is written out), no line breaks in
    cells, several values of a cell parted by `;`. Raises `RuleFilesError` by line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RuleFilesError([Finding(Place(path, 1, 1), f"not UTF-8: {error.reason}")]) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        place = Place(path, reader.line_num, 1)
        raise RuleFilesError([Finding(place, f"not CSV: {error}")]) from error
    return _rows(path, lines)


def _rows(path: Path, lines: list[tuple[int, list[str]]]) -> tuple[ListRow, ...]:
    if not lines or tuple(lines[0][1]) != COLUMNS:
        message = f"the header line must be {','.join(COLUMNS)}"
        raise RuleFilesError([Finding(Place(path, 1, 1), message)])
    findings: list[Finding] = []
    rows = []
    for line, cells in lines[1:]:
        problems = list(_problems(path, line, cells))
        findings += problems
        if not problems:
            rows.append(_row(dict(zip(COLUMNS, cells, strict=True))))
    if findings:
        raise RuleFilesError(findings)
    return tuple(rows)


def _problems(path: Path, line: int, cells: list[str]) -> Iterator[Finding]:
    if len(cells) != len(COLUMNS):
        message = f"{len(cells)} cells where the header has {len(COLUMNS)}"
        yield Finding(Place(path, line, 1), message)
        return
    for number, (column, cell) in enumerate(zip(COLUMNS, cells, strict=True), start=1):
        problem = _problem(column, cell)
        if problem:
            yield Finding(Place(path, line, number), f"`{column}`: {problem}")
    yield from _date_problems(path, line, dict(zip(COLUMNS, cells, strict=True)))


def _problem(column: str, cell: str) -> str | None:
    if not cell.strip():
        return "a blank says nothing; write `none`, or `any` where it holds for all"
    if "\n" in cell or "\r" in cell:
        return "a cell holds no line breaks"
    if column in _CODES and cell not in _CODES[column]:
        return f"`{cell}` is not a code{nearest(cell, _CODES[column])}"
    return None


def _date_problems(path: Path, line: int, record: Record) -> Iterator[Finding]:
    required = ("from", "announced")
    for column in (*required, "through", "published", "end_announced", "end_published"):
        text = record[column]
        if text == _NOTHING and column not in required:
            continue
        if not _is_day(text):
            place = Place(path, line, COLUMNS.index(column) + 1)
            yield Finding(place, f"`{column}`: `{text}` is not a day; write it as 2019-05-16")
    if (record["through"] == _NOTHING) != (record["end_announced"] == _NOTHING):
        place = Place(path, line, COLUMNS.index("end_announced") + 1)
        yield Finding(place, "`through` and `end_announced` are given together, or both `none`")
    elif _is_day(record["through"]) and record["through"] < record["from"]:
        yield Finding(Place(path, line, COLUMNS.index("through") + 1), "`through` is before `from`")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _row(record: Record) -> ListRow:
    facts = RowClass(
        list=record["list"],
        start=date.fromisoformat(record["from"]),
        through=_day(record["through"]),
        announced=date.fromisoformat(record["announced"]),
        published=_day(record["published"]),
        end_announced=_day(record["end_announced"]),
        end_published=_day(record["end_published"]),
        date_confidence=Confidence(record["date_confidence"]),
        scope=record["scope"],
        exclusions=_several(record["except"]),
        footnotes=_several(record["footnotes"]),
        exceptions_allowed=_several(record["exceptions_allowed"]),
        policies=_several(record["policies"]),
        ground=record["ground"],
        regimes=_several(record["regime"]),
    )
    named = (record["name"], _several(record["aliases"]), record["country"], record["address"])
    return ListRow(
        id=_row_id(named, record["authority"], facts),
        name=named[0],
        aliases=named[1],
        country=named[2],
        address=named[3],
        authority=record["authority"],
        facts=facts,
    )


def _row_id(named: tuple[object, ...], authority: str, facts: RowClass) -> str:
    """A row's id is made from its content, so that it is the same wherever the row stands."""
    content = canonical_text((*named, authority, facts))
    return f"{facts.list}:{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def _day(text: str) -> date | None:
    return None if text == _NOTHING else date.fromisoformat(text)


def _several(text: str) -> tuple[str, ...]:
    if text == _NOTHING:
        return ()
    return tuple(sorted(part.strip() for part in text.split(";") if part.strip()))
