"""The files in `tables/` become the tables of the law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from licet_engine.provisions.canonical import canonical_text
from licet_engine.tables.model import Control, Tables
from licet_engine.vocabulary import Vocabulary

from licet_server.loading.control_history import entry_changes, past_controls
from licet_server.loading.edition_days import Row, strange_editions
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
from licet_server.loading.table_cells import Record, WrongCell, record_of
from licet_server.loading.table_rows import (
    STEADY,
    Words,
    chart_change,
    chart_row,
    column_rule,
    control_row,
    event_rows,
    group_change,
    group_row,
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


def read_tables(directory: Path, vocabulary: Vocabulary) -> Tables | None:
    """Return the tables of a pack, or None where it has none.

    What conditions can ask for is written in words that the vocabulary declares. Raises
    `RuleFilesError` with every finding: a table with one faulty row is no table.
    """
    if not directory.is_dir():
        return None
    words, reading = Words.of(vocabulary), _Reading(directory)
    reading.refuse_strangers()
    chart = reading.rows("country_chart.csv", chart_row, countries_twice)
    groups = reading.rows("country_groups.csv", partial(group_row, words), countries_twice)
    changes = reading.rows("country_chart_changes.csv", chart_change, marks_twice)
    moves = reading.rows("country_group_changes.csv", partial(group_change, words), marks_twice)
    rules = reading.rows("column_rules.csv", partial(column_rule, words), columns_twice)
    listed = reading.rows("control_list.csv", partial(control_row, words), controls_twice)
    dated = reading.rows("control_list_changes.csv", partial(event_rows, words), events_twice)
    exceptions = reading.rows("license_exceptions.csv", listed_exception, contradictions)
    events = tuple(event for several in dated for event in several)
    rows: tuple[Row, ...] = (*chart, *groups, *listed, *exceptions, *changes, *moves, *rules)
    reading.blame(strange_editions((*rows, *events)))
    reading.refuse_if_faulty()
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
        self._places: dict[int, Place] = {}

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
        self._places |= {id(one): Place(path, line, 1) for line, one in made}
        self.blame(faults(rows) if faults else ())
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

    def blame(self, faulty: Iterable[tuple[object, str]]) -> None:
        """Find fault with rows that were read."""
        self._findings += (Finding(self._places[id(row)], said) for row, said in faulty)

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


def _numbered(controls: tuple[Control, ...]) -> Iterator[Control]:
    """Yield controls with a number each in its entry, which does not hang on the order of rows."""
    by_entry: dict[str, list[Control]] = {}
    for control in controls:
        by_entry.setdefault(control.eccn, []).append(control)
    for eccn in sorted(by_entry):
        for number, control in enumerate(sorted(by_entry[eccn], key=repr)):
            yield replace(control, number=number)
