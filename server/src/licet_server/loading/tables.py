"""The files in `tables/` become the tables of the law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from licet_engine.lists import Confidence
from licet_engine.provisions.canonical import canonical_text
from licet_engine.tables.model import (
    CHART,
    ColumnRule,
    Control,
    MarkChange,
    PlaceRow,
    Since,
    Tables,
)
from licet_engine.tables.places import PART_746, ROW
from licet_engine.vocabulary import Vocabulary

from licet_server.loading.codes import country_problem
from licet_server.loading.control_history import EVENTS, Event, entry_changes, past_controls
from licet_server.loading.findings import Finding, Place, RuleFilesError, nearest
from licet_server.loading.listed_exceptions import COLUMNS as EXCEPTIONS
from licet_server.loading.listed_exceptions import contradictions, listed_exception
from licet_server.loading.repeated_rows import (
    columns_twice,
    controls_twice,
    countries_twice,
    events_twice,
    marks_twice,
)
from licet_server.loading.sheets import read_lines
from licet_server.loading.table_cells import (
    NOTHING,
    Record,
    WrongCell,
    day_of,
    declared_in,
    entry_of,
    one_of,
    paragraphs_of,
    record_of,
    several_of,
)

T = TypeVar("T")
Faults = Callable[[Iterable[T]], Iterator[tuple[T, str]]]
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
    "license_exceptions.csv": EXCEPTIONS,
}
"""Every file of tables, and its columns."""
STEADY = "any"


class _Words(NamedTuple):
    """What a vocabulary calls the groups of countries, and what an item is controlled for."""

    groups: tuple[str, ...]
    reasons: tuple[str, ...]
    requirements: tuple[str, ...]

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> _Words:
        """Return the words of some facts; one that is not declared has none to be held to."""
        facts = map(vocabulary.by_name.get, ("country_group", "reason", "requirement"))
        return cls(*(fact.values if fact else () for fact in facts))


def read_tables(directory: Path, vocabulary: Vocabulary) -> Tables | None:
    """Return the tables of a pack, or None where it has none.

    What conditions can ask for is written in words that the vocabulary declares. Raises
    `RuleFilesError` with every finding: a table with one faulty row is no table.
    """
    if not directory.is_dir():
        return None
    words, reading = _Words.of(vocabulary), _Reading(directory)
    reading.refuse_strangers()
    chart = reading.rows("country_chart.csv", _chart_row, countries_twice)
    groups = reading.rows("country_groups.csv", partial(_group_row, words), countries_twice)
    changes = reading.rows("country_chart_changes.csv", _chart_change, marks_twice)
    moves = reading.rows("country_group_changes.csv", partial(_group_change, words), marks_twice)
    rules = reading.rows("column_rules.csv", partial(_column_rule, words), columns_twice)
    listed = reading.rows("control_list.csv", partial(_control, words), controls_twice)
    dated = reading.rows("control_list_changes.csv", partial(_events, words), events_twice)
    exceptions = reading.rows("license_exceptions.csv", listed_exception, contradictions)
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

    def rows(
        self, name: str, make: Callable[[Record], T], faults: Faults[T] | None = None
    ) -> tuple[T, ...]:
        """Return what a file holds; one that is not there holds nothing.

        `faults` yields rows that do not go with others of the file, and what is wrong.
        """
        path, columns = self._directory / name, FILES[name]
        try:
            lines = read_lines(path, columns) if path.exists() else []
        except RuleFilesError as error:
            self._findings += error.findings
            return ()
        made = [(n, one) for n, cells in lines for one in self._made(path, n, cells, columns, make)]
        rows = [one for _, one in made]
        for row, said in faults(rows) if faults else ():
            line = next(number for number, one in made if one is row)
            self._findings.append(Finding(Place(path, line, 1), said))
        return tuple(sorted(rows, key=canonical_text))

    def _made(
        self,
        path: Path,
        line: int,
        cells: list[str],
        columns: tuple[str, ...],
        make: Callable[[Record], T],
    ) -> tuple[T, ...]:
        try:
            return (make(record_of(cells, columns)),)
        except WrongCell as wrong:
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


def _country(record: Record, column: str = "country") -> str:
    problem = country_problem(record[column])
    if problem:
        raise WrongCell(column, problem)
    return record[column]


def _since(record: Record) -> Since:
    published = None if record["published"] == NOTHING else day_of(record, "published")
    levels = tuple(level.value for level in Confidence)
    confidence = Confidence(one_of(record, "confidence", levels))
    if confidence is Confidence.LOW:
        raise WrongCell(
            "confidence", "what is only recollected is no ground to answer on; leave out"
        )
    return Since(
        day_of(record, "from"),
        day_of(record, "announced"),
        published,
        record["authority"],
        confidence,
    )


def _chart_row(record: Record) -> PlaceRow:
    refers_to = None if record["refers_to"] == NOTHING else record["refers_to"]
    if refers_to not in (None, PART_746):
        _country(record, "refers_to")
    marks = several_of(record, "columns")
    for mark in marks:
        one_of(record | {"columns": mark}, "columns", CHART)
    return PlaceRow(
        country=_country(record),
        marks=frozenset(marks),
        edition=day_of(record, "edition"),
        refers_to=refers_to,
        footnotes=several_of(record, "footnotes"),
        source=record["source"],
    )


def _group_row(words: _Words, record: Record) -> PlaceRow:
    marks = several_of(record, "groups")
    for mark in marks:
        declared_in(record | {"groups": mark}, "groups", words.groups)
    edition = day_of(record, "edition")
    return PlaceRow(_country(record), frozenset(marks), edition, source=record["source"])


def _chart_change(record: Record) -> MarkChange:
    column = one_of(record, "column", (*CHART, ROW))
    if column == ROW:
        other = _country(record, "marked")
        return MarkChange(_country(record), ROW, True, _since(record), other)
    marked = one_of(record, "marked", ("yes", "no")) == "yes"
    return MarkChange(_country(record), column, marked, _since(record))


def _group_change(words: _Words, record: Record) -> MarkChange:
    country = STEADY if record["country"] == STEADY else _country(record)
    if country != STEADY:
        declared_in(record, "group", words.groups)
    member = one_of(record, "member", ("yes", "no")) == "yes"
    return MarkChange(country, record["group"], member, _since(record))


def _column_rule(words: _Words, record: Record) -> ColumnRule:
    all_but = one_of(record, "rule", ("all_but", "only")) == "all_but"
    column = one_of(record, "column", CHART)
    codes = several_of(record, "codes")
    for code in codes:
        if code not in words.groups:
            _country(record | {"codes": code}, "codes")
    return ColumnRule(column, all_but, frozenset(codes), _since(record))


def _control(words: _Words, record: Record) -> Control:
    return Control(
        eccn=entry_of(record),
        number=0,
        reason=declared_in(record, "reason", words.reasons),
        requirement=declared_in(record, "requirement", words.requirements),
        paragraphs=paragraphs_of(record),
        exceptions=several_of(record, "except"),
        of=several_of(record, "for"),
        narrowed=one_of(record, "narrowed", ("yes", "no", "for")) != "no",
        editions=_editions(record),
        source=record["source"],
    )


def _editions(record: Record) -> tuple[date, ...]:
    days = record["editions"].split()
    return tuple(day_of(record | {"editions": day}, "editions") for day in days)


def _events(words: _Words, record: Record) -> tuple[Event, ...]:
    kind, since = one_of(record, "event", EVENTS), _since(record)
    reason = declared_in(record, "reason", words.reasons)
    requirement = declared_in(record, "requirement", words.requirements)
    entries = (entry_of(record | {"eccn": eccn}) for eccn in record["eccn"].split())
    return tuple(
        Event(eccn, paragraphs_of(record), reason, kind, requirement, since) for eccn in entries
    )


def _numbered(controls: tuple[Control, ...]) -> Iterator[Control]:
    """Yield controls with a number each in its entry, which does not hang on the order of rows."""
    by_entry: dict[str, list[Control]] = {}
    for control in controls:
        by_entry.setdefault(control.eccn, []).append(control)
    for eccn in sorted(by_entry):
        for number, control in enumerate(sorted(by_entry[eccn], key=repr)):
            yield replace(control, number=number)
