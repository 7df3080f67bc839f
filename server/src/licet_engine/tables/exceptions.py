"""Which license exceptions the Control List opens for an item on a day (15 CFR Part 740)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from licet_engine.lists import AsKnown
from licet_engine.tables.controls import NOT_HELD, Entry
from licet_engine.tables.model import ListedException, Opening, Tables
from licet_engine.tables.paragraphs import covers

LISTED = ("ACE", "APP", "CIV", "ENC", "GBS", "HBM", "IEC", "LVS", "STA", "TSR")
"""The exceptions that are open only where an entry of the list says so."""


class Openings(NamedTuple):
    """The exceptions that are open for an item, those that may be, and how much under LVS."""

    open: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset(LISTED)
    limits: frozenset[str] = frozenset()


NOT_TOLD = Openings()
"""What is known where no edition speaks for the day: each exception may be open, or not."""
NONE_OPEN = Openings(maybe=frozenset())


class OpenExceptions:
    """Looks up what editions say of license exceptions, and remembers what it looked up."""

    def __init__(self, tables: Tables) -> None:
        self._listed: dict[tuple[str, date], list[ListedException]] = {}
        for each in tables.exceptions:
            self._listed.setdefault((each.eccn, each.edition), []).append(each)
        self.editions = tuple(sorted({each.edition for each in tables.exceptions}))
        self._of = lru_cache(8192)(self._openings)

    def on(self, category: str, day: date, as_known: AsKnown, entry: Entry) -> Openings:
        """Return what is open for an item on a day; an edition is known from its own day on.

        Between two editions only that is told in which both agree. Before the first none speaks:
        that an exception is open today does not say that it was.
        """
        known = [edition for edition in self.editions if edition <= as_known.on]
        here = max((edition for edition in known if edition <= day), default=None)
        if here is None:
            return NOT_TOLD
        then = min((edition for edition in known if edition > day), default=here)
        return _agreed(self._of(category, here, entry), self._of(category, then, entry))

    def _openings(self, category: str, edition: date, entry: Entry) -> Openings:
        eccn, _, paragraph = category.partition(".")
        own = self._listed.get((eccn, edition))
        if own is None:
            return NOT_TOLD
        possible, sure = _reasons(entry)
        found = Openings(maybe=frozenset())
        for symbol in LISTED:
            said = [each for each in own if each.symbol == symbol]
            told = {_told(each, possible, sure) for each in _speaking(said, paragraph)}
            found = _with(found, symbol, told)
        return found


_Told = tuple[Opening, str | None]


def _with(found: Openings, symbol: str, told: set[_Told]) -> Openings:
    if len(told) == 1:
        ((opening, limit),) = told
        if opening is Opening.OPEN:
            limits = frozenset({limit}) if limit is not None else found.limits
            return found._replace(open=found.open | {symbol}, limits=limits)
        if opening is Opening.CLOSED:
            return found
    return found._replace(maybe=found.maybe | {symbol})


def _told(listed: ListedException | None, possible: set[str], sure: set[str]) -> _Told:
    """Return what a row says of an item that is, or may be, controlled for some reasons."""
    if listed is None or listed.opening is Opening.CLOSED or sure.intersection(listed.not_for):
        return Opening.CLOSED, None
    if listed.opening is Opening.PARTLY or possible.intersection(listed.not_for):
        return Opening.PARTLY, None
    return Opening.OPEN, None if listed.dollars is None else f"{listed.dollars.normalize():f}"


def _speaking(said: list[ListedException], paragraph: str) -> Iterator[ListedException | None]:
    """Yield what speaks for a paragraph, and for each that a row names below it; None is a no.

    Of rows that reach a paragraph the closest speak.
    """
    named = {p for each in said for p in (*each.paragraphs, *each.exceptions)}
    for possible in (paragraph, *(p for p in named if p != paragraph and covers(paragraph, p))):
        reaching = [each for each in said if _reaches(each, possible)]
        closest = max((_closeness(each, possible) for each in reaching), default=0)
        speaking: list[ListedException | None] = [
            each for each in reaching if _closeness(each, possible) == closest
        ]
        yield from speaking or [None]


def _reaches(listed: ListedException, paragraph: str) -> bool:
    if any(covers(each, paragraph) for each in listed.exceptions):
        return False
    return not listed.paragraphs or any(covers(p, paragraph) for p in listed.paragraphs)


def _closeness(listed: ListedException, paragraph: str) -> int:
    return max((len(p) for p in listed.paragraphs if covers(p, paragraph)), default=0)


def _reasons(entry: Entry) -> tuple[set[str], set[str]]:
    """Return the reasons for which an item may be controlled, and those for which it surely is.

    Of what is not held it may be any.
    """
    reasons = {control.reason for control in entry.controls}
    if any(control.requirement == NOT_HELD for control in entry.controls):
        reasons |= {"MT", "NP", "RS", "UN"}
    everywhere = frozenset.intersection(*entry.readings)
    sure = {c.reason for c in entry.controls if c.number in everywhere and not c.narrowed}
    return reasons, sure


def _agreed(here: Openings, then: Openings) -> Openings:
    if here == then:
        return here
    told: Iterable[str] = here.open | here.maybe | then.open | then.maybe
    same_limit = here.limits == then.limits
    open_ = {s for s in here.open & then.open if s != "LVS" or same_limit}
    return Openings(frozenset(open_), frozenset(told) - open_, here.limits & then.limits)
