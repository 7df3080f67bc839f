"""What orders come to before the law, or by what they can be told apart where that is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from itertools import compress, pairwise
from typing import NamedTuple

import numpy as np
from licet_engine.lists import AsKnown
from licet_engine.provisions.calendar import Governing, Law
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome, severity
from licet_engine.sale import is_out_of_scope

from licet_workbench.impact.deciding import Ruled
from licet_workbench.impact.settling import Line, Settling
from licet_workbench.impact.side_by_side import Orders
from licet_workbench.impact.sightings import Sight, Sightings
from licet_workbench.impact.subject_columns import Conditions
from licet_workbench.impact.surroundings import Moments
from licet_workbench.impact.undecided import Open

_ORDERS = 16_384
"""Ways in which the lines of an order are seen that are remembered."""


@dataclass(frozen=True, slots=True)
class LineOpen:
    """A line that has something open, by the number of all that is told of it.

    It is the same wherever it stands; `place` is where it stands in this order.
    """

    told: int
    worst: Outcome = field(compare=False)
    """What the line is no more severe than."""
    place: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Apart:
    """An order whose open lines share nothing that is open: each turns out for itself."""

    lines: frozenset[LineOpen]
    rest: Ruled | None
    """What all other lines come to, if there are any."""

    @property
    def settled(self) -> Outcome | None:
        """What it comes to where no open line can be more severe than the rest; else None."""
        if self.rest is None:
            return None
        outcome = self.rest.outcome
        worse = any(severity(line.worst) > severity(outcome) for line in self.lines)
        return None if worse else outcome


Kind = Ruled | Apart | tuple[int, ...]
"""What an order comes to; or, where something is open, by what each line can be told apart."""


class LineAt(NamedTuple):
    """A line by its number and its order's, and whether it is under another agency's law."""

    line: int
    order: int
    beyond: bool


BEYOND = -1
"""What is told of a line that is under another agency's law."""


class Court:
    """One rule set, before which orders come by what is true of them."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._sight = Sight(rules)
        self._settling = Settling(rules, self._sight.true)
        self._stretches: dict[tuple[date, int], int] = {}
        self._laws: dict[Governing, int] = {}
        self._told_of: dict[object, int] = {}
        self._is_settled: Callable[[int], bool] = cache(self._settles)
        self._whole: Callable[[tuple[int, ...]], Ruled | None] = lru_cache(_ORDERS)(self._settled)
        self._true: list[Line] = []

    def of(
        self, orders: Orders, moments: Moments, conditions: Conditions, open_: Open
    ) -> list[Kind]:
        """Return the kind of each order."""
        seen = self._seen(orders, moments, conditions)
        beyond = _beyond(orders)
        ends = np.searchsorted(orders.lines.orders, np.arange(orders.size), "right").tolist()
        found: list[Kind] = []
        for order, (start, end) in enumerate(pairwise((0, *ends))):
            ruled = self._whole(tuple(seen.ways[start:end]))
            own = range(start, end)
            if ruled is None or not beyond.isdisjoint(own):
                lines = [LineAt(line, order, line in beyond) for line in own]
                found.append(self._open(lines, seen, open_))
            else:
                found.append(ruled)
        return found

    def _settled(self, ways: tuple[int, ...]) -> Ruled | None:
        """Return what an order comes to by what is seen of its lines, if nothing of it is open."""
        if not all(map(self._is_settled, ways)):
            return None
        return self._settling.ruled(frozenset(self._sight.ways[way].true for way in ways))

    def _open(self, lines: list[LineAt], seen: Sightings, open_: Open) -> Kind:
        """Return the kind of an order of which something is open, or beyond the law."""
        ways = [seen.ways[at.line] for at in lines]
        settled = list(map(self._is_settled, ways))
        left = [(n, self._sight.ways[way]) for n, way in enumerate(ways) if not settled[n]]
        sharing = sum(self._sight.asked(found.asked).shared for _, found in left)
        if sharing > 1 or any(at.beyond for at in lines):
            return tuple(
                BEYOND if at.beyond else self._told(at, seen, open_, shared=True) for at in lines
            )
        apart = (
            LineOpen(
                self._told(lines[place], seen, open_, shared=False),
                self._settling.worst(found.true),
                place,
            )
            for place, found in left
        )
        done = tuple(compress(ways, settled))
        return Apart(frozenset(apart), self._whole(done) if done else None)

    def _settles(self, way: int) -> bool:
        """Tell whether nothing of a line is undecided, or nothing that could change what stops it.

        A line that is stopped whatever is claimed rests on what nobody claims to lift.
        """
        found = self._sight.ways[way]
        return not found.asked or self._settling.is_stopped(found.true)

    def _told(self, at: LineAt, seen: Sightings, open_: Open, *, shared: bool) -> int:
        """Return the number of all that is told of a line: it is long to compare."""
        way = seen.ways[at.line]
        found = self._sight.ways[way]
        subjects = seen.open_of.get(at.line, ())
        asked, where = self._sight.asked(found.asked), (at.line, at.order)
        said = open_.of(where, subjects, asked, shared=shared) if found.asked else ()
        number = self._told_of.setdefault((way, said), len(self._told_of))
        if number == len(self._true):
            self._true.append(found.true)
        return number

    def law(self, told: int) -> Law:
        """Return what may speak of a line, by what is told of it; of what is beyond it, nothing."""
        return () if told == BEYOND else self._sight.heard(self._true[told])

    def _seen(self, orders: Orders, moments: Moments, conditions: Conditions) -> Sightings:
        self._meet(moments)
        stretches = [self._stretches[moment.day, moment.known] for moment in moments.met]
        of_orders = np.array(stretches, dtype=np.int64)[moments.of_orders]
        met, of_lines = np.unique(of_orders[orders.lines.orders], return_inverse=True)
        laws = list(self._laws)
        return self._sight.seen(conditions, tuple(laws[n] for n in met.tolist()), of_lines)

    def _meet(self, moments: Moments) -> None:
        """Number the law of each moment that was not met before."""
        calendar = self._rules.calendar
        new: dict[AsKnown, dict[date, list[tuple[date, int]]]] = {}
        for moment in moments.met:
            key = moment.day, moment.known
            if key not in self._stretches:
                since = calendar.known_since(moment.as_known)
                new.setdefault(since, {}).setdefault(moment.day, []).append(key)
        for since, days in new.items():
            for day, governing in calendar.on_days(days, since):
                number = self._laws.setdefault(governing, len(self._laws))
                self._stretches |= dict.fromkeys(days[day], number)


def _beyond(orders: Orders) -> frozenset[int]:
    """Return the lines that are under another agency's law."""
    codes, values = orders.lines.told(orders, "category")
    outside = [n for n, value in enumerate(values) if is_out_of_scope(str(value))]
    return frozenset(np.flatnonzero(np.isin(codes, outside)).tolist())
