"""An order over time: its lines joined, and how long the answer stays the same."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial, reduce
from operator import or_
from typing import NamedTuple

from licet_engine.facts.model import FactKey, LineFacts, Material, SubjectKey
from licet_engine.facts.ownership import Ownership
from licet_engine.facts.timeline import cuts, facts_on
from licet_engine.lists import AsKnown
from licet_engine.matching.matches import Matching, Subjects
from licet_engine.matching.protocol import Matcher
from licet_engine.provisions.calendar import ONE_DAY, Course, Governing, Law
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.joining import join, numbered
from licet_engine.resolution.line import LineResolution, Look, looks_at, resolve_line
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

    def same_as(self, other: DayResolution) -> bool:
        """Tell whether the answer of another day is called the same answer."""
        return self is other or self.signature() == other.signature()

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


_LONG = 50
"""Lines; a longer order is worked out anew each time: remembered, it takes up to a megabyte."""

_BORDERS = 128
"""Sets of days on which orders may change: some 50 KB each, and more of more law."""


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
        lines: int = 1_024,
        vectors: int = 10_240,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        self.rules = rules
        self._between = between
        self._owners = Ownership(rules)
        matching = self._matching = Matching(Subjects(rules), matcher, vectors)
        self.reach = Reach(rules)
        self._sight: Callable[[Law], Sight] = lru_cache(1024)(partial(Sight, rules))
        self._line: Callable[[Law, LineFacts], LineResolution] = lru_cache(lines)(
            partial(resolve_line, matching)
        )
        self._borders: Callable[[Course, frozenset[date]], tuple[date, ...]] = lru_cache(_BORDERS)(
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
        here = days.asked_about(start)
        first = last = position
        while first > 0 and here.same_as(days.on(borders[first - 1])):
            first -= 1
        days.back()
        after: DayResolution | None = None
        while last + 1 < len(borders):
            after = days.on(borders[last + 1])
            if not here.same_as(after):
                break
            last += 1
            after = None
        return _resolution(here, borders, first, last, after)

    def facts(self, material: Material, day: date) -> tuple[LineFacts, ...]:
        """Return the facts of the lines of an order on a day."""
        return facts_on(day, material, self._owners).lines

    def subjects(self, material: Material, day: date, line: int) -> dict[SubjectKey, bytes]:
        """Return the atoms of each subject of a line on a day, what is open left open."""
        facts = self.facts(material, day)[line]
        return {subject.key: subject.atoms for subject in self._matching.subjects(facts)}

    def told_of(self, governing: Governing, facts: LineFacts) -> Law:
        """Return the law that an answer for a line is to tell of."""
        return self.reach.told_of(governing, self.reach.claimable(self._matching, facts))

    def open(self, facts: LineFacts) -> Formulas:
        """Return the formulas that hold for some subject of a line, or may."""
        return self.reach.open(self._matching, facts)

    def line(self, law: Law, facts: LineFacts) -> LineResolution:
        """Return the resolution of a line under what could speak on it."""
        self._between()
        return self._line(law, self._sight(law).of(facts))

    def looks(self, law: Law, facts: LineFacts) -> Iterator[Look]:
        """Yield what a line may come to under what could speak on it, as it is found."""
        return looks_at(self._matching, law, self._sight(law).of(facts))


def _borders(course: Course, own: frozenset[date]) -> tuple[date, ...]:
    """Return the first of all days, and each on which the law or the facts may change."""
    return tuple(sorted(own.union(course.starts)))


class _Run(NamedTuple):
    """Days in a row on which the facts of an order are the same, and what may hold for its lines.

    `either` is what may hold for some line.
    """

    lines: tuple[LineFacts, ...]
    open: tuple[Formulas, ...]
    either: Formulas


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
        self._lines: dict[int, tuple[LineFacts, ...]] = {}
        self._runs: dict[int, _Run] = {}
        self._orders: dict[tuple[int, tuple[Law, ...]], DayResolution] = {}
        self._asked: tuple[int, int, DayResolution]
        self._last: tuple[int, int, DayResolution]
        """The run of facts, the stretch of the law and the answer of the day looked at last."""

    def asked_about(self, day: date) -> DayResolution:
        """Return the answer of the day that is asked about, of which all is to be told."""
        run, stretch = self._place(day)
        governing, lines = self._course.governing[stretch], self._facts(run, day)
        told_of = tuple(self._resolver.told_of(governing, line) for line in lines)
        self._asked = self._last = run, stretch, self._resolved(told_of, lines)
        return self._with_unenforced(stretch, self._last[2])

    def back(self) -> None:
        """Go on from the day that is asked about, not from the one looked at last."""
        self._last = self._asked

    def on(self, day: date) -> DayResolution:
        """Return the answer of a day that is compared with another, of which less is told."""
        run, stretch = self._place(day)
        if run not in self._runs:
            self._runs[run] = self._run(self._facts(run, day))
        order = self._as_before(run, stretch) or self._under(run, stretch)
        self._last = run, stretch, order
        return self._with_unenforced(stretch, order)

    def _place(self, day: date) -> tuple[int, int]:
        return bisect_right(self._cuts, day), self._course.at(day)

    def _facts(self, run: int, day: date) -> tuple[LineFacts, ...]:
        if run not in self._lines:
            self._lines[run] = self._resolver.facts(self._material, day)
        return self._lines[run]

    def _run(self, lines: tuple[LineFacts, ...]) -> _Run:
        open_ = tuple(map(self._resolver.open, lines))
        return _Run(lines, open_, reduce(or_, open_, 0))

    def _with_unenforced(self, stretch: int, order: DayResolution) -> DayResolution:
        silent = self._course.unenforced[stretch]
        if silent:
            silent &= {s.provision for _, s in order.determining()}
        return replace(order, unenforced=silent) if silent else order

    def _as_before(self, run: int, stretch: int) -> DayResolution | None:
        """Return the answer of the day looked at last, where the law turns for other sales only."""
        last_run, last, answer = self._last
        if last_run != run or abs(last - stretch) > 1:
            return None
        turned = 0 if stretch == last else self._turns[max(stretch, last)]
        return None if turned & self._runs[run].either else answer

    def _under(self, run: int, stretch: int) -> DayResolution:
        governing, reach = self._course.governing[stretch], self._resolver.reach
        lines, open_, _ = self._runs[run]
        laws = tuple(reach.heard(governing, each) for each in open_)
        if (run, laws) not in self._orders:
            self._orders[run, laws] = self._resolved(laws, lines)
        return self._orders[run, laws]

    def _resolved(self, laws: tuple[Law, ...], lines: tuple[LineFacts, ...]) -> DayResolution:
        return joined(tuple(map(self._resolver.line, laws, lines)))


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
