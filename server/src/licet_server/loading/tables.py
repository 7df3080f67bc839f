"""The files in `tables/` become the tables of the law."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from licet_engine.lists import Confidence
from licet_engine.provisions.canonical import canonical_text
from licet_engine.sale import is_category
from licet_engine.tables.model import (
    CHART,
    ColumnRule,
    Control,
    ListedException,
    MarkChange,
    Opening,
    PlaceRow,
    Since,
    Tables,
)
from licet_engine.tables.places import PART_746, ROW

from licet_server.loading.codes import country_problem, exception_problem
from licet_server.loading.control_history import EVENTS, Event, entry_changes, past_controls
from licet_server.loading.days import read_day
from licet_server.loading.findings import Finding, Place, RuleFilesError, nearest, quoted
from licet_server.loading.sheets import read_lines

T = TypeVar("T")
Record = dict[str, str]
NOTHING = "none"
_SINCE = ("from", "announced", "published", "authority", "confidence")
_CONTROL = ("eccn", "reason", "requirement", "paragraphs", "except", "for", "narrowed")
FILES: dict[str, tuple[str, ...]] = {
    "country_chart.csv": (*("country", "columns", "footnotes", "refers_to", "edition", "source"),),
    "country_groups.csv": ("country", "groups", "edition", "source"),
    "country_chart_changes.csv": ("country", "column", "marked", *_SINCE),
    "country_group_changes.csv": ("country", "group", "member", *_SINCE),
    "column_rules.csv": ("column", "rule", "codes", *_SINCE),
    "control_list.csv": (*_CONTROL, "editions", "row", "source"),
    "control_list_changes.csv": (
        *("eccn", "paragraphs", "reason", "event", "requirement", *_SINCE),
    ),
    "license_exceptions.csv": ("eccn", "exception", "value", "edition", "source"),
}
"""Every file of tables, and its columns."""
STEADY = "any"
_OPENINGS = {"yes": Opening.OPEN, "no": Opening.CLOSED, "partly": Opening.PARTLY}
_DOLLARS = re.compile(r"USD ([0-9]+)")


def read_tables(directory: Path) -> Tables | None:
    """Return the tables of a pack, or None where it has none.

    Raises `RuleFilesError` with every finding: a table with one faulty row is no table.
    """
    if not directory.is_dir():
        return None
    reading = _Reading(directory)
    reading.refuse_strangers()
    chart = reading.rows("country_chart.csv", _chart_row)
    groups = reading.rows("country_groups.csv", _group_row)
    changes = reading.rows("country_chart_changes.csv", _chart_change)
    moves = reading.rows("country_group_changes.csv", _group_change)
    rules = reading.rows("column_rules.csv", _column_rule)
    listed = reading.rows("control_list.csv", _control)
    dated = reading.rows("control_list_changes.csv", _events)
    exceptions = reading.rows("license_exceptions.csv", _exception)
    reading.refuse_if_faulty()
    events = tuple(event for several in dated for event in several)
    editions = tuple(sorted({day for control in listed for day in control.editions}))
    steady = [change for change in moves if change.country == STEADY]
    return Tables(
        chart=chart,
        groups=groups,
        changes=(*changes, *(change for change in moves if change.country != STEADY)),
        rules=rules,
        controls=tuple(_numbered((*listed, *past_controls(events, editions)))),
        entry_changes=tuple(entry_changes(events)),
        exceptions=exceptions,
        steady_from=steady[0].since.start if steady else None,
    )


class _Reading:
    """Reads files, and goes on after what is wrong to find it all."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._findings: list[Finding] = []

    def rows(self, name: str, make: Callable[[Record], T]) -> tuple[T, ...]:
        """Return what a file holds; one that is not there holds nothing."""
        path, columns = self._directory / name, FILES[name]
        try:
            lines = read_lines(path, columns) if path.exists() else []
        except RuleFilesError as error:
            self._findings += error.findings
            return ()
        made = (self._made(path, line, cells, columns, make) for line, cells in lines)
        return tuple(sorted((one for each in made for one in each), key=canonical_text))

    def _made(
        self,
        path: Path,
        line: int,
        cells: list[str],
        columns: tuple[str, ...],
        make: Callable[[Record], T],
    ) -> tuple[T, ...]:
        try:
            return (make(_record(cells, columns)),)
        except _Wrong as wrong:
            number = columns.index(wrong.column) + 1 if wrong.column else 1
            said = f"`{wrong.column}`: {wrong}" if wrong.column else str(wrong)
            self._findings.append(Finding(Place(path, line, number), said))
            return ()

    def refuse_strangers(self) -> None:
        """Find fault with files that would not be read."""
        for path in sorted(self._directory.rglob("*.csv")):
            if path.name not in FILES or path.parent != self._directory:
                message = f"would not be read{nearest(path.name, FILES)}"
                self._findings.append(Finding(Place(path, 1, 1), message))

    def refuse_if_faulty(self) -> None:
        """Raise `RuleFilesError` if anything was wrong."""
        if self._findings:
            raise RuleFilesError(self._findings)


class _Wrong(Exception):  # noqa: N818 (never leaves this module)
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def _record(cells: list[str], columns: tuple[str, ...]) -> Record:
    if len(cells) != len(columns):
        raise _Wrong("", f"{len(cells)} cells where the header has {len(columns)}")
    record = dict(zip(columns, cells, strict=True))
    for column, cell in record.items():
        if not cell.strip():
            raise _Wrong(column, "a blank says nothing; write `none`")
    return record


def _day(record: Record, column: str) -> date:
    try:
        return read_day(record[column])
    except ValueError as error:
        raise _Wrong(column, str(error)) from error


def _one_of(record: Record, column: str, words: tuple[str, ...]) -> str:
    if record[column] not in words:
        near = nearest(record[column], words)
        raise _Wrong(column, f"{quoted(record[column])} is not a word for it{near}")
    return record[column]


def _several(record: Record, column: str) -> tuple[str, ...]:
    return () if record[column] == NOTHING else tuple(record[column].split())


def _country(record: Record, column: str = "country") -> str:
    problem = country_problem(record[column])
    if problem:
        raise _Wrong(column, problem)
    return record[column]


def _since(record: Record) -> Since:
    published = None if record["published"] == NOTHING else _day(record, "published")
    levels = tuple(level.value for level in Confidence)
    confidence = Confidence(_one_of(record, "confidence", levels))
    if confidence is Confidence.LOW:
        raise _Wrong("confidence", "what is only recollected is no ground to answer on; leave out")
    return Since(
        _day(record, "from"), _day(record, "announced"), published, record["authority"], confidence
    )


def _chart_row(record: Record) -> PlaceRow:
    refers_to = None if record["refers_to"] == NOTHING else record["refers_to"]
    if refers_to not in (None, PART_746):
        _country(record, "refers_to")
    marks = _several(record, "columns")
    for mark in marks:
        _one_of(record | {"columns": mark}, "columns", CHART)
    return PlaceRow(
        country=_country(record),
        marks=frozenset(marks),
        edition=_day(record, "edition"),
        refers_to=refers_to,
        footnotes=_several(record, "footnotes"),
        source=record["source"],
    )


def _group_row(record: Record) -> PlaceRow:
    marks = frozenset(_several(record, "groups"))
    return PlaceRow(_country(record), marks, _day(record, "edition"), source=record["source"])


def _chart_change(record: Record) -> MarkChange:
    column = _one_of(record, "column", (*CHART, ROW))
    if column == ROW:
        other = _country(record, "marked")
        return MarkChange(_country(record), ROW, True, _since(record), other)
    marked = _one_of(record, "marked", ("yes", "no")) == "yes"
    return MarkChange(_country(record), column, marked, _since(record))


def _group_change(record: Record) -> MarkChange:
    country = STEADY if record["country"] == STEADY else _country(record)
    member = _one_of(record, "member", ("yes", "no")) == "yes"
    return MarkChange(country, record["group"], member, _since(record))


def _column_rule(record: Record) -> ColumnRule:
    all_but = _one_of(record, "rule", ("all_but", "only")) == "all_but"
    column = _one_of(record, "column", CHART)
    return ColumnRule(column, all_but, frozenset(_several(record, "codes")), _since(record))


def _entry(record: Record) -> str:
    if not is_category(record["eccn"]) or "." in record["eccn"]:
        raise _Wrong("eccn", f"{quoted(record['eccn'])} is not an ECCN such as 3A001")
    return record["eccn"]


def _control(record: Record) -> Control:
    return Control(
        eccn=_entry(record),
        number=0,
        reason=record["reason"],
        requirement=record["requirement"],
        paragraphs=_paragraphs(record),
        exceptions=_several(record, "except"),
        of=_several(record, "for"),
        narrowed=_one_of(record, "narrowed", ("yes", "no", "for")) != "no",
        editions=_editions(record),
        source=record["source"],
    )


def _editions(record: Record) -> tuple[date, ...]:
    days = record["editions"].split()
    return tuple(_day(record | {"editions": day}, "editions") for day in days)


def _paragraphs(record: Record) -> tuple[str, ...]:
    return () if record["paragraphs"] == "all" else _several(record, "paragraphs")


def _events(record: Record) -> tuple[Event, ...]:
    kind, since = _one_of(record, "event", EVENTS), _since(record)
    entries = (_entry(record | {"eccn": eccn}) for eccn in record["eccn"].split())
    return tuple(
        Event(eccn, _paragraphs(record), record["reason"], kind, record["requirement"], since)
        for eccn in entries
    )


def _exception(record: Record) -> ListedException:
    dollars = _DOLLARS.fullmatch(record["value"])
    problem = exception_problem(record["exception"])
    if problem:
        raise _Wrong("exception", problem)
    if not dollars and record["value"] not in _OPENINGS:
        said = f"{quoted(record['value'])} is neither yes, no, partly nor an amount as `USD 1500`"
        raise _Wrong("value", said)
    return ListedException(
        eccn=_entry(record),
        symbol=record["exception"],
        opening=_OPENINGS.get(record["value"], Opening.OPEN),
        edition=_day(record, "edition"),
        dollars=Decimal(dollars[1]) if dollars else None,
        source=record["source"],
    )


def _numbered(controls: tuple[Control, ...]) -> Iterator[Control]:
    """Yield controls with a number each in its entry, which does not hang on the order of rows."""
    by_entry: dict[str, list[Control]] = {}
    for control in controls:
        by_entry.setdefault(control.eccn, []).append(control)
    for eccn in sorted(by_entry):
        for number, control in enumerate(sorted(by_entry[eccn], key=repr)):
            yield replace(control, number=number)
