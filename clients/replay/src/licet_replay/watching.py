"""Open orders over the days to come: the day on which an answer changes, and why.

An order is *open* while its goods have not left. It is asked about for the first day on which they
can still leave, then for the day on which that answer ends, and so on until the last day of the
watch. Everything is asked as known on the day of the watch: what an order says of an earlier
question's knowledge counts no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from licet_engine.decision.model import Decision
from licet_engine.resolution.outcome import Outcome
from licet_server.app import Clock

from licet_replay.asking import Answer, AsOf, Source
from licet_replay.orders import Order

_CHUNK = 512
_SALE_DATE, _KNOWN_ON = "sale_date", "known_on"


@dataclass(frozen=True, slots=True)
class Change:
    """The first day of another answer, and the provisions that start or end to decide then."""

    on: date
    before: Outcome
    after: Outcome
    starts: tuple[str, ...]
    ends: tuple[str, ...]

    @property
    def flips(self) -> bool:
        """Whether the outcome is another one, and not only what it stands on."""
        return self.before is not self.after


@dataclass(frozen=True, slots=True)
class Watched:
    """What became of one order: its answer on the first day, and every change until the last.

    `first` is absent where nothing could be decided: then `error` says why. With an error after
    the first answer the changes may be a part of all.
    """

    order: Order
    first: Decision | None = None
    changes: tuple[Change, ...] = ()
    error: str | None = None

    @property
    def flips(self) -> bool:
        """Whether the outcome is another one on some day."""
        return any(change.flips for change in self.changes)

    @property
    def buyer(self) -> str | None:
        """The name of the order's first buyer, where it tells one."""
        value = self.order.value
        parties = value.get("parties") if isinstance(value, Mapping) else None
        for party in parties if isinstance(parties, list) else ():
            if isinstance(party, Mapping) and party.get("role") == "buyer":
                return str(party["name"]) if party.get("name") else None
        return None


def watch(
    orders: Iterable[Order],
    source: Source,
    as_of: AsOf,
    until: date,
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[Watched]:
    """Give what becomes of each order until a day, in their order; none is left out.

    The first day is the order's `sale_date`, or that of the watch if it is later: `known_on`,
    or else today. By the clock of the sale, each order is watched from its sale date as known then.
    An order that leaves after the last day is decided, and has no change. Raises `BookError` where
    the orders come from a book that breaks off.
    """
    coming = iter(orders)
    while chunk := list(islice(coming, _CHUNK)):
        yield from _Chunk(chunk, source, as_of, until).watched()
        progress(chunk[-1].position)


class _Chunk:
    """Some orders that are asked about together, round by round, until no answer changes."""

    def __init__(self, orders: list[Order], source: Source, as_of: AsOf, until: date) -> None:
        self._source = source
        self._as_of = as_of
        self._until = until
        self._found = [Watched(order) for order in orders]

    def watched(self) -> list[Watched]:
        """Return what became of the orders, in their order."""
        asked = {n: self._first_day(one.order) for n, one in enumerate(self._found)}
        while asked:
            orders = [self._on(self._found[n].order, day) for n, day in asked.items()]
            answers = self._source.answers(orders, self._as_of)
            pairs = zip(list(asked), answers, strict=True)
            found = {n: self._told(n, answer) for n, answer in pairs}
            asked = {n: day for n, day in found.items() if day is not None}
        return self._found

    def _first_day(self, order: Order) -> date | None:
        """Return the first day to ask about, or None for an order that is to be refused."""
        sale_date = _sale_date(order)
        watched_from = self._watched_from
        return sale_date and (max(sale_date, watched_from) if watched_from else sale_date)

    @property
    def _watched_from(self) -> date | None:
        if self._as_of.known_on is None and self._as_of.clock is Clock.SALE_DATE:
            return None
        return self._as_of.known_on or self._as_of.today

    def _on(self, order: Order, day: date | None) -> Order:
        if day is None or not isinstance(order.value, Mapping):
            return order
        known_on = self._watched_from or _sale_date(order)
        days = {_SALE_DATE: str(day), _KNOWN_ON: str(known_on)}
        return replace(order, value={**order.value, **days})

    def _told(self, number: int, answer: Answer) -> date | None:
        """Take in an answer; return the next day to ask about, if there is one."""
        found, decision = self._found[number], answer.decision
        if decision is None:
            self._found[number] = replace(found, error=answer.error)
            return None
        changes = found.changes
        if changes:
            # The day of a change was looked at in passing; now it is the day that is asked about.
            changes = (*changes[:-1], replace(changes[-1], after=decision.outcome))
        coming = decision.next_change
        watched = coming is not None and coming.on <= self._until
        if coming is not None and watched:
            change = Change(coming.on, decision.outcome, coming.outcome, coming.starts, coming.ends)
            changes = (*changes, change)
        self._found[number] = replace(found, first=found.first or decision, changes=changes)
        return coming.on if coming is not None and watched else None


def _sale_date(order: Order) -> date | None:
    """Return the sale date of an order, or None for one that is to be refused as it stands."""
    if order.problems or not isinstance(order.value, Mapping):
        return None
    given = (order.value.get(_SALE_DATE), order.value.get(_KNOWN_ON))
    sale_date, known_on = map(_day, given)
    sound = sale_date is not None and (given[1] is None or known_on is not None)
    return sale_date if sound else None


def _day(given: object) -> date | None:
    try:
        found = date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None
    return found if found is not None and found.isoformat() == given else None
