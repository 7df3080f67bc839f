"""Which editions of a table speak on a day, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from licet_engine.lists import AsKnown

_STALE = timedelta(days=91)
"""From when on the newest edition is told to be old, as decisions tell it of the Control List."""


class Speaking(NamedTuple):
    """The editions before and after a day: of those known, the last and the next."""

    before: date | None
    after: date | None


def speaking(editions: Iterable[date], on: date, as_known: AsKnown) -> Speaking:
    """Return the editions around a day, among those that were there when it is known."""
    known = sorted({edition for edition in editions if edition <= as_known.on})
    before = [edition for edition in known if edition <= on]
    after = [edition for edition in known if edition > on]
    return Speaking(before[-1] if before else None, after[0] if after else None)


def age(table: str, editions: Iterable[date], on: date, early: str) -> Iterator[str]:
    """Yield what a careful reader should know of a table's age on a day."""
    days = sorted(set(editions))
    if not days:
        yield f"{table} is not held"
    elif on < days[0]:
        yield f"{table} before {days[0]} is not held: {early}"
    elif on >= days[-1] + _STALE:
        yield f"the newest edition of {table} that is held is of {days[-1]}"
