"""Days of a sale beside the days of a list row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from licet_engine.facts.values import holds
from licet_engine.lists import ListRow
from licet_engine.provisions.conditions import Test

from licet_workbench.proving.axes import ONE_DAY
from licet_workbench.proving.listings import row_day


class Compared(NamedTuple):
    """A test of a row's own day, and whether it is to hold."""

    test: Test
    row: ListRow | None
    so: bool

    def is_so(self, day: object) -> bool:
        """Tell whether a day meets the test just where it is to."""
        own = None if self.row is None else row_day(self.test, self.row.facts)
        if own is None or not isinstance(day, date):
            return not self.so
        return holds(replace(self.test, operand=own), day) == self.so


def days_about(row: ListRow | None) -> tuple[date, ...]:
    """Return the days of a row, the day before and the day after each."""
    if row is None:
        return ()
    own = (row.facts.start, row.facts.announced, row.facts.through)
    return tuple(day + ONE_DAY * n for day in own if day is not None for n in (-1, 0, 1))
