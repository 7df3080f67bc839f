"""Denial orders: the days of each, and of the orders that only their citations tell of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from licet_tables.parties.citations import Dated
from licet_tables.parties.columns import LISTS, PartyList
from licet_tables.parties.sources import Order

_DAY = timedelta(days=1)
_TEMPORARY, _YEAR = timedelta(days=180), timedelta(days=365)
_SLACK = timedelta(days=60)
"""A renewal is printed up to this late after the order before it ended."""
_PRINTING = timedelta(days=120)
"""An order is printed within this time after its first day."""
_OF_A_YEAR = (timedelta(days=350), timedelta(days=380))
_UNCITED = LISTS[PartyList.DENIED].authority


@dataclass(frozen=True, slots=True)
class Denial:
    """Days on which a denial order ran, or is taken to have run."""

    start: date
    through: date | None
    published: date | None
    authority: str
    sourced: bool


def denials(orders: Sequence[Order], citations: Sequence[Dated]) -> tuple[Denial, ...]:
    """Return the days on which a party was denied, the earliest first.

    The known orders stand by themselves. Citations between them, before and after are orders
    whose days are not known: renewals that follow each other within an order's length are one
    run, and a single one is taken to run until the next order, or on.
    """
    known = _longest_of_each_day(orders)
    printed = {order: _printed(order, citations) for order in known}
    taken = set(printed.values())
    others = [each for each in citations if each not in taken and not _within(each.day, known)]
    if not known:
        return (_running(others),)
    runs = list(_runs(others, _length(known), known))
    starts = [*(order.start for order in known), *(run[0].day for run in runs)]
    found = [_stated(order, printed[order]) for order in known]
    found += [_taken_to_run(run, known, starts) for run in runs]
    return tuple(sorted(found, key=lambda each: each.start))


def _longest_of_each_day(orders: Iterable[Order]) -> tuple[Order, ...]:
    last = {order.start: order for order in sorted(orders, key=lambda o: (o.start, o.through))}
    return tuple(last.values())


def _length(known: Sequence[Order]) -> timedelta:
    shortest, longest = _OF_A_YEAR
    yearly = any(shortest <= order.through - order.start <= longest for order in known)
    return _YEAR if yearly else _TEMPORARY


def _printed(order: Order, citations: Sequence[Dated]) -> Dated | None:
    due = order.start + _PRINTING
    return next(
        (each for each in citations if each.printed and order.start <= each.day <= due), None
    )


def _within(day: date, known: Sequence[Order]) -> bool:
    return any(order.start <= day <= order.through for order in known)


def _stated(order: Order, printed: Dated | None) -> Denial:
    authority = printed.citation if printed and printed.citation else _UNCITED
    published = printed.day if printed else None
    return Denial(order.start, order.through, published, authority, sourced=True)


def _running(citations: Sequence[Dated]) -> Denial:
    """Return an order of which no end is known: it is taken to run on."""
    if not citations:
        first_day = date.fromisoformat(LISTS[PartyList.DENIED].first_day)
        return Denial(first_day, None, None, _UNCITED, sourced=False)
    first = citations[0]
    return Denial(first.day, None, _publication(citations), _authority(citations), sourced=False)


def _runs(
    citations: Iterable[Dated], length: timedelta, known: Sequence[Order]
) -> Iterator[tuple[Dated, ...]]:
    """Yield the citations that follow each other within an order's length, and no order between."""
    run: list[Dated] = []
    for each in citations:
        if run and (each.day > run[-1].day + length + _SLACK or _parted(run[-1], each, known)):
            yield tuple(run)
            run = []
        run.append(each)
    if run:
        yield tuple(run)


def _parted(one: Dated, other: Dated, known: Sequence[Order]) -> bool:
    return any(one.day < order.start <= other.day for order in known)


def _taken_to_run(run: tuple[Dated, ...], known: Sequence[Order], starts: Iterable[date]) -> Denial:
    first, last = run[0], run[-1]
    # The lists drop citations: within an order's length one renewal may be missing.
    before = max((o.through for o in known if o.through < first.day), default=None)
    start = first.day
    if before is not None and start <= before + _length(known) + _SLACK:
        start = before + _DAY
    following = min((day for day in starts if day > last.day), default=None)
    through = following - _DAY if following else None
    if through is not None and len(run) > 1:
        through = min(through, last.day + _length(known) + _SLACK)
    return Denial(start, through, _publication(run), _authority(run), sourced=False)


def _publication(run: Sequence[Dated]) -> date | None:
    return next((each.day for each in run if each.printed), None)


def _authority(run: Sequence[Dated]) -> str:
    printed = [each.citation for each in run if each.citation]
    if not printed:
        return _UNCITED
    return printed[0] if len(printed) == 1 else f"{printed[0]} to {printed[-1]}"
