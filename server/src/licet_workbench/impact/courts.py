"""What orders come to before the law, or by what they can be told apart where that is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import numpy as np
from licet_engine.provisions.calendar import Governing, Law
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome, severity
from licet_engine.sale import is_out_of_scope

from licet_workbench.impact.deciding import Ruled
from licet_workbench.impact.settling import Line, Settling
from licet_workbench.impact.side_by_side import Orders
from licet_workbench.impact.sightings import Seen, Sight
from licet_workbench.impact.subject_columns import Conditions
from licet_workbench.impact.surroundings import Moment, Moments
from licet_workbench.impact.undecided import Open


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
        self._true: list[Line] = []

    def of(
        self, orders: Orders, moments: Moments, conditions: Conditions, open_: Open
    ) -> list[Kind]:
        """Return the kind of each order."""
        seen = self._seen(orders, moments, conditions)
        settled = list(map(self._is_settled, seen))
        beyond = _beyond(orders)
        ends = np.searchsorted(orders.lines.orders, np.arange(orders.size), "right").tolist()
        found: list[Kind] = []
        for order, (start, end) in enumerate(pairwise((0, *ends))):
            own = range(start, end)
            done = frozenset([seen[line].true for line in own if settled[line]])
            if all(settled[line] and not beyond[line] for line in own):
                found.append(self._settling.ruled(done))
            else:
                told = [(line, seen[line], beyond[line]) for line in own]
                found.append(self._open(told, done, order, open_))
        return found

    def _open(
        self, lines: list[tuple[int, Seen, bool]], done: frozenset[Line], order: int, open_: Open
    ) -> Kind:
        """Return the kind of an order of which something is open: `done` are its settled lines."""
        left = [(n, each) for n, each in enumerate(lines) if not self._is_settled(each[1])]
        sharing = sum(self._sight.asked(found.asked).shared for _, (_, found, _) in left)
        if sharing > 1 or any(beyond for _, _, beyond in lines):
            return tuple(
                BEYOND if beyond else self._told(line, order, found, open_, shared=True)
                for line, found, beyond in lines
            )
        apart = (
            LineOpen(
                self._told(line, order, found, open_, shared=False),
                self._settling.worst(found.true),
                place,
            )
            for place, (line, found, _) in left
        )
        return Apart(frozenset(apart), self._settling.ruled(done) if done else None)

    def _is_settled(self, found: Seen) -> bool:
        """Tell whether nothing of a line is undecided, or nothing that could change what stops it.

        A line that is stopped whatever is claimed rests on what nobody claims to lift.
        """
        return not found.asked or self._settling.is_stopped(found.true)

    def _told(self, line: int, order: int, found: Seen, open_: Open, *, shared: bool) -> int:
        """Return the number of all that is told of a line: it is long to compare."""
        asked = self._sight.asked(found.asked)
        said = open_.of((line, order), found, asked, shared=shared) if found.asked else ()
        told = found.true, found.asked, said
        number = self._told_of.setdefault(told, len(self._told_of))
        if number == len(self._true):
            self._true.append(found.true)
        return number

    def law(self, told: int) -> Law:
        """Return what may speak of a line, by what is told of it; of what is beyond it, nothing."""
        return () if told == BEYOND else self._sight.heard(self._true[told])

    def _stretch(self, moment: Moment) -> int:
        """Return the number of the law of a day."""
        key = moment.day, moment.known
        if key not in self._stretches:
            governing = self._rules.calendar.governing(moment.day, moment.as_known)
            self._stretches[key] = self._laws.setdefault(governing, len(self._laws))
        return self._stretches[key]

    def _seen(self, orders: Orders, moments: Moments, conditions: Conditions) -> list[Seen]:
        stretches = np.array(list(map(self._stretch, moments.met)), dtype=np.int64)
        of_orders = stretches[moments.of_orders]
        met, of_lines = np.unique(of_orders[orders.lines.orders], return_inverse=True)
        laws = list(self._laws)
        return self._sight.seen(conditions, tuple(laws[n] for n in met.tolist()), of_lines)


def _beyond(orders: Orders) -> list[bool]:
    """Tell of each line whether it is under another agency's law."""
    codes, values = orders.lines.told(orders, "category")
    outside = [n for n, value in enumerate(values) if is_out_of_scope(str(value))]
    found: list[bool] = np.isin(codes, outside).tolist()
    return found
