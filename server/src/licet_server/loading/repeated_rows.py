"""Rows of a table that stand twice, or beside another that says otherwise of the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from licet_engine.tables.model import ColumnRule, Control, MarkChange, PlaceRow

from licet_server.loading.control_history import Event

T = TypeVar("T")
Faults = Iterator[tuple[T, str]]
"""Rows, and what is wrong with each."""


def countries_twice(rows: Iterable[PlaceRow]) -> Faults[PlaceRow]:
    """Yield rows of a country that an edition has a row of already."""
    for row in _again(rows, lambda row: [(row.country, row.edition)]):
        yield row, f"another line is of `{row.country}` in the edition of {row.edition} already"


def marks_twice(rows: Iterable[MarkChange]) -> Faults[MarkChange]:
    """Yield changes of a mark of which another row tells the same day."""
    for row in _again(rows, lambda row: [(row.country, row.mark, *_days(row))]):
        said = f"`{row.mark}` for `{row.country}` on {row.since.start}"
        yield row, f"another line tells already what became of {said}"


def columns_twice(rows: Iterable[ColumnRule]) -> Faults[ColumnRule]:
    """Yield rules of a column of which another row tells the same day."""
    for row in _again(rows, lambda row: [(row.column, *_days(row))]):
        said = f"`{row.column}` on {row.since.start}"
        yield row, f"another line tells already what became of {said}"


def controls_twice(rows: Iterable[Control]) -> Faults[Control]:
    """Yield controls that an edition has already, whatever row of the official table is cited."""
    for row in _again(rows, _of_editions):
        said = f"`{row.reason}` for `{row.requirement}`"
        yield row, f"another line says the same of `{row.eccn}` already: {said}"


def events_twice(rows: Iterable[tuple[Event, ...]]) -> Faults[tuple[Event, ...]]:
    """Yield rows that tell of an event of an entry and reason which another row tells of."""
    for row in _again(rows, lambda row: [_event(each) for each in row]):
        said = f"`{row[0].reason}` of `{row[0].eccn}` on {row[0].since.start}"
        yield row, f"another line tells already what became of {said}"


def _again(rows: Iterable[T], keys: Callable[[T], Iterable[Hashable]]) -> Iterator[T]:
    """Yield rows of which some key was met in a row before."""
    met: set[Hashable] = set()
    for row in rows:
        own = set(keys(row))
        if not met.isdisjoint(own):
            yield row
        met |= own


def _days(row: MarkChange | ColumnRule) -> tuple[Hashable, ...]:
    return row.since.start, row.since.announced


def _of_editions(control: Control) -> Iterator[Hashable]:
    told = replace(control, editions=(), source="")
    return ((told, edition) for edition in control.editions)


def _event(event: Event) -> Hashable:
    days = event.since.start, event.since.announced
    return event.eccn, event.paragraphs, event.reason, event.kind, *days
