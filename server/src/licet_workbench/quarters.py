"""A time scale by quarters: quarters in which nothing changes are narrow."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_MONTHS = 3
_QUIET = 0.3
_ASLEEP = 0.07  # in a year without a change, between years without one
_A_CHANGE = 0.9
_MOST_CHANGES = 5


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of a year and its place on the scale, in pixels."""

    start: date
    left: float
    right: float

    @property
    def number(self) -> int:
        """The quarter's number in its year, from 1."""
        return (self.start.month - 1) // _MONTHS + 1


@dataclass(frozen=True, slots=True)
class Scale:
    """Days become pixels; within a quarter days are of one width."""

    quarters: tuple[Quarter, ...]

    def __call__(self, day: date) -> float:
        """Return the place of the beginning of a day; days outside stand at the edges."""
        starts = [quarter.start for quarter in self.quarters]
        found = self.quarters[max(bisect_right(starts, day) - 1, 0)]
        days = (next_quarter(found.start) - found.start).days
        share = (day - found.start).days / days
        return found.left + min(max(share, 0.0), 1.0) * (found.right - found.left)

    @property
    def right(self) -> float:
        """The right edge."""
        return self.quarters[-1].right

    @property
    def end(self) -> date:
        """The first day that lies past the right edge."""
        return next_quarter(self.quarters[-1].start)


def scale_of(days: Iterable[date], left: float, right: float) -> Scale:
    """Return the scale that shows some days between two edges, and one quarter after the last."""
    days = frozenset(days)
    shown = sorted({quarter_of(day) for day in days})
    changes = _changes(days)
    starts = [shown[0]]
    while starts[-1] <= shown[-1]:
        starts.append(next_quarter(starts[-1]))
    widths = [_width(start, changes) for start in starts]
    widths[-1] = _A_CHANGE  # room for what goes on without an end
    unit = (right - left) / sum(widths)
    quarters = []
    for start, width in zip(starts, widths, strict=True):
        quarters.append(Quarter(start, left, left + width * unit))
        left += width * unit
    return Scale(tuple(quarters))


def _width(start: date, changes: dict[date, int]) -> float:
    years = {quarter.year for quarter in changes}
    if not years.intersection((start.year - 1, start.year, start.year + 1)):
        return _ASLEEP
    return _QUIET + _A_CHANGE * min(changes.get(start, 0), _MOST_CHANGES)


def _changes(days: Iterable[date]) -> dict[date, int]:
    """Return on how many distinct days something changes in each quarter."""
    found: dict[date, int] = {}
    for day in set(days):
        quarter = quarter_of(day)
        found[quarter] = found.get(quarter, 0) + 1
    return found


def quarter_of(day: date) -> date:
    """Return the first day of the quarter that a day is in."""
    return date(day.year, (day.month - 1) // _MONTHS * _MONTHS + 1, 1)


def next_quarter(start: date) -> date:
    """Return the first day of the quarter after one that begins on a day."""
    month = start.month + _MONTHS
    return date(start.year + 1, 1, 1) if month > 12 else date(start.year, month, 1)  # noqa: PLR2004
