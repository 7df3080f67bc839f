"""Clearances of false positives: one person found, and another agreed, who a party is not.

A clearance is no provision. It says nothing of what the law asks of a listed party; it says that
a party of that name, in that country, is not the one that a list row names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from licet_engine.lists import AsKnown

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clearance:
    """An approved finding that a party is not whom a list row names.

    It holds from the day it was approved through `expires_on`, for goods that leave on those days;
    from the day it was withdrawn on it holds no more. `address` is None where any will do.
    """

    id: str
    name: str
    country: str
    address: str | None
    row: str
    proposed_by: str
    proposed_on: date
    approved_by: str
    approved_on: date
    expires_on: date
    withdrawn_on: date | None = None

    def is_of(self, name: str, country: str | None, address: str | None) -> bool:
        """Tell whether a party is the cleared one: another spelling is another party."""
        if country != self.country or compared(name) != compared(self.name):
            return False
        return self.address is None or compared(address or "") == compared(self.address)

    def days(self, as_known: AsKnown) -> tuple[date, date] | None:
        """Return the first and the last day it holds as known on a day, or None for no day.

        A clearance is the seller's own: it is known from the day it was approved on either axis.
        """
        withdrawn = self.withdrawn_on
        last = self.expires_on
        if withdrawn is not None and withdrawn <= as_known.on:
            last = min(last, withdrawn - _ONE_DAY)
        known = self.approved_on <= as_known.on
        return (self.approved_on, last) if known and self.approved_on <= last else None


def compared(text: str) -> str:
    """Return a text as clearances compare it: case, blanks and widths of letters aside."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def uncleared(
    start: date, last: date | None, cleared: Iterable[tuple[date, date]]
) -> Iterator[tuple[date, date | None]]:
    """Yield what is left of the days of a listing, in turn; an end that is open is None."""
    for first, through in sorted(cleared):
        if through < start or (last is not None and last < first):
            continue
        if start < first:
            yield start, first - _ONE_DAY
        start = through + _ONE_DAY
    if last is None or start <= last:
        yield start, last
