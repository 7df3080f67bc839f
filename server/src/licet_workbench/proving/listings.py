"""On which days, as known on which, some list row of a kind runs, and where it is listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from licet_engine.lists import Knowledge, ListRow, RowClass, known_from
from licet_engine.provisions.conditions import RowDate, Test
from licet_engine.sale import Place

from licet_workbench.proving.axes import ONE_DAY

_CODE = 2


class Run(NamedTuple):
    """Days of sale and days of knowledge, from a day on and before another; None: for ever."""

    start: date
    end: date | None
    since: date
    until: date | None

    def holds(self, other: Run) -> bool:
        """Tell whether every day of another run is in this one, on both axes."""
        return (
            self.start <= other.start
            and _no_later(other.end, self.end)
            and self.since <= other.since
            and _no_later(other.until, self.until)
        )


def runs(rows: Iterable[RowClass], axis: Knowledge) -> tuple[Run, ...]:
    """Return the runs of rows of a kind, those left out that lie in another."""
    found: list[Run] = []
    every = {run for row in rows for run in of_row(row, axis)}
    for run in sorted(every, key=lambda r: (r.end is not None, r.until is not None, *r[::2])):
        if not any(kept.holds(run) for kept in found):
            found.append(run)
    return tuple(found)


def of_row(row: RowClass, axis: Knowledge) -> tuple[Run, ...]:
    """Return the runs of a row: until its end is known it runs on."""
    since = known_from(row.announced, row.published, axis)
    if row.through is None:
        return (Run(row.start, None, since, None),)
    end = row.through + ONE_DAY
    if row.end_announced is None:
        return (Run(row.start, end, since, None),)
    told = known_from(row.end_announced, row.end_published, axis)
    if told <= since:
        return (Run(row.start, end, since, None),)
    return Run(row.start, None, since, told), Run(row.start, end, told, None)


def row_day(test: Test, row: RowClass) -> date | None:
    """Return the day of a row that a test compares a day of a sale with."""
    match test.operand:
        case RowDate.FROM:
            return row.start
        case RowDate.THROUGH:
            return row.through
        case _:
            return row.announced


def _no_later(one: date | None, other: date | None) -> bool:
    return other is None or (one is not None and one <= other)


def listed_in(row: ListRow) -> Place | None:
    """Return a country that a list row names, if it names any."""
    found = (code for code in row.country.split(";") if len(code) == _CODE)
    return next(map(Place, found), None)
