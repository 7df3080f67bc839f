"""An order over time: its lines joined, and how long the answer stays the same."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial

from licet_engine.facts.model import FactKey, LineFacts, Material
from licet_engine.facts.ownership import Ownership
from licet_engine.facts.timeline import cuts, facts_on
from licet_engine.lists import AsKnown
from licet_engine.matching.matches import Matching, Subjects
from licet_engine.matching.protocol import Matcher
from licet_engine.provisions.calendar import ONE_DAY, Course, Governing
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.joining import join, numbered
from licet_engine.resolution.line import LineResolution, resolve_line
from licet_engine.resolution.outcome import Outcome, conclude
from licet_engine.resolution.reach import Formulas, Reach
from licet_engine.resolution.seeing import Sight
from licet_engine.resolution.speaking import Spoken


@dataclass(frozen=True, slots=True)
class DayResolution:
    """An order on one day: its lines, and their joint outcome in every completion."""

    lines: tuple[LineResolution, ...]
    outcome: Outcome
    possible: tuple[Outcome, ...]
    missing: tuple[FactKey, ...]
    bounded: bool
    unenforced: frozenset[int] = frozenset()
    """Provisions that determine it, in force but not enforced on the day."""

    def signature(self) -> tuple[object, ...]:
        """Return what must stay the same for the answer to be called the same answer."""
        lines = tuple(line.signature() for line in self.lines)
        return self.possible, self.missing, lines, self.unenforced

    def determining(self) -> frozenset[tuple[int, Spoken]]:
        """Return the provisions that determine the lines, each with the line's number."""
        return frozenset((n, s) for n, line in enumerate(self.lines) for s in line.determining)


@dataclass(frozen=True, slots=True)
class NextChange:
    """The first day after the answer ends: its outcome, and what starts and ends to speak."""

    on: date
    outcome: Outcome
    starts: tuple[tuple[int, Spoken], ...]
    ends: tuple[tuple[int, Spoken], ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """An order's answer for a day, with the run of days on which it is the same."""

    day: DayResolution
    valid_from: date | None
    valid_through: date | None
    next_change: NextChange | None


OpenLine = tuple[LineFacts, Formulas]
"""A line on a day, and the formulas that may hold for some subject of it."""


_LONG = 50
"""Lines; a longer order is worked out anew each time: remembered, it takes up to a megabyte."""


class Resolver:
    """Resolves orders under one rule set, remembering what it resolved before.

    The memo maps material, day and knowledge to a resolution. It holds no names: orders
    that rules cannot tell apart share an answer. Both memos are bounded, least recently
    used first out: `orders` entries of about 3 KB, none of a long order, and `lines` entries
    of about 4 KB.
    """

    def __init__(
        self,
        rules: RuleSet,
        matcher: Matcher,
        *,
        orders: int = 512,
        lines: int = 2_048,
        vectors: int = 4_096,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        self.rules = rules
        self._between = between
        self._owners = Ownership(rules)
        matching = self._matching = Matching(Subjects(rules), matcher, vectors)
        self.reach = Reach(rules)
        self._sight: Callable[[Governing], Sight] = lru_cache(1024)(partial(Sight, rules))
        self._line: Callable[[Governing, LineFacts], LineResolution] = lru_cache(lines)(
            partial(resolve_line, matching)
        )
        self._borders: Callable[[Course, frozenset[date]], tuple[date, ...]] = lru_cache(1024)(
            _borders
        )
        self.resolve_at: Callable[[Material, date, int, AsKnown], Resolution] = lru_cache(orders)(
            self._resolve
        )

    def resolve(self, material: Material, day: date, as_known: AsKnown) -> Resolution:
        """Return the resolution of an order on a day, as known on another."""
        course = self.rules.calendar.course(as_known)
        borders = self._borders(course, cuts(material))
        position = bisect_right(borders, day) - 1
        resolve = self.resolve_at if len(material.lines) <= _LONG else self._resolve
        return resolve(material, borders[position], position, course.as_known)

    def _resolve(
        self, material: Material, start: date, position: int, as_known: AsKnown
    ) -> Resolution:
        course = self.rules.calendar.course(as_known)
        own = cuts(material)
        borders = self._borders(course, own)
        days = _Days(self, material, course, own)
        here = days.on(start)
        signature = here.signature()
        first = last = position
        while first > 0 and days.on(borders[first - 1]).signature() == signature:
            first -= 1
        after: DayResolution | None = None
        while last + 1 < len(borders):
            after = days.on(borders[last + 1])
            if after.signature() != signature:
                break
            last += 1
            after = None
        return _resolution(here, borders, first, last, after)

    def facts(self, material: Material, day: date) -> tuple[OpenLine, ...]:
        """Return the lines of an order on a day, each with what may hold for it."""
        lines = facts_on(day, material, self._owners).lines
        return tuple((line, self.reach.open(self._matching, line)) for line in lines)

    def line(self, live: Governing, facts: LineFacts) -> LineResolution:
        """Return the resolution of a line under what could speak on it."""
        self._between()
        return self._line(live, self._sight(live).of(facts))


def _borders(course: Course, own: frozenset[date]) -> tuple[date, ...]:
    """Return the first of all days, and each on which the law or the facts may change."""
    return tuple(sorted(own.union(course.starts)))


class _Days:
    """One order day by day: days on which facts and law are the same are worked out once."""

    def __init__(
        self, resolver: Resolver, material: Material, course: Course, own: frozenset[date]
    ) -> None:
        self._resolver = resolver
        self._material = material
        self._course = course
        self._turns = resolver.reach.turns(course)
        self._cuts = sorted(own)
        self._facts: dict[int, tuple[OpenLine, ...]] = {}
        self._orders: dict[tuple[int, tuple[Governing, ...]], DayResolution] = {}
        self._last: tuple[int, int, DayResolution] | None = None
        """The run of facts, the stretch of the law and the answer of the day looked at last."""

    def on(self, day: date) -> DayResolution:
        stretch = self._course.at(day)
        run = bisect_right(self._cuts, day)
        if run not in self._facts:
            self._facts[run] = self._resolver.facts(self._material, day)
        order = self._as_before(run, stretch) or self._under(run, stretch)
        self._last = run, stretch, order
        silent = self._course.unenforced[stretch]
        if silent:
            silent &= {s.provision for _, s in order.determining()}
        return replace(order, unenforced=silent) if silent else order

    def _as_before(self, run: int, stretch: int) -> DayResolution | None:
        """Return the answer of the day looked at last, where the law turns for other sales only."""
        if self._last is None or self._last[0] != run or abs(self._last[1] - stretch) > 1:
            return None
        turned = 0 if stretch == self._last[1] else self._turns[max(stretch, self._last[1])]
        touched = any(open_ & turned for _, open_ in self._facts[run])
        return None if touched else self._last[2]

    def _under(self, run: int, stretch: int) -> DayResolution:
        governing, lines = self._course.governing[stretch], self._facts[run]
        live = tuple(self._resolver.reach.live(governing, open_) for _, open_ in lines)
        if (run, live) not in self._orders:
            self._orders[run, live] = joined(
                tuple(
                    self._resolver.line(law, facts)
                    for law, (facts, _) in zip(live, lines, strict=True)
                )
            )
        return self._orders[run, live]


def _resolution(
    here: DayResolution,
    borders: tuple[date, ...],
    first: int,
    last: int,
    after: DayResolution | None,
) -> Resolution:
    valid_from = borders[first] if first else None
    if after is None:
        return Resolution(here, valid_from, None, None)
    on = borders[last + 1]
    before, now = here.determining(), after.determining()
    change = NextChange(
        on=on,
        outcome=after.outcome,
        starts=tuple(sorted(now - before, key=str)),
        ends=tuple(sorted(before - now, key=str)),
    )
    return Resolution(here, valid_from, on - ONE_DAY, change)


def joined(lines: tuple[LineResolution, ...]) -> DayResolution:
    """Return the lines as one order on a day."""
    own = tuple(numbered(line, number) for number, line in enumerate(lines))
    joint = join(own)
    outcome = conclude(joint.possible)
    return DayResolution(own, outcome, joint.possible, joint.missing, joint.bounded)
