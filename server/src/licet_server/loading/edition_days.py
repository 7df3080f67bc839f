"""Editions of tables whose day is of another decade than all else that the tables tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from licet_engine.tables.model import ColumnRule, Control, ListedException, MarkChange, PlaceRow
from licet_workbench.proportion import FIRST_DAY

from licet_server.loading.control_history import Event

_YEAR = 365
_AHEAD = 10
"""Years in which something else of the tables has surely changed."""
Row = PlaceRow | ListedException | Control | MarkChange | ColumnRule | Event


def strange_editions(rows: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """Yield rows of editions that lie years after all else, or before all of the law."""
    given = [(row, day) for row in rows for day in _days(row)]
    known = sorted({day for _, day in given if day >= FIRST_DAY})
    years = (known[-1] - known[-2]).days // _YEAR if len(known) > 1 else 0
    for row, day in given:
        if isinstance(row, MarkChange | ColumnRule | Event):
            continue
        if day < FIRST_DAY:
            yield row, f"`edition`: `{day}` lies before {FIRST_DAY}; see that the year is right"
        elif years >= _AHEAD and day == known[-1]:
            said = f"lies {years} years after all else that tables tell"
            yield row, f"`edition`: `{day}` {said}; see that the year is right"


def _days(row: Row) -> tuple[date, ...]:
    match row:
        case PlaceRow() | ListedException():
            return (row.edition,)
        case Control():
            return row.editions
        case _:
            return (row.since.announced,)
