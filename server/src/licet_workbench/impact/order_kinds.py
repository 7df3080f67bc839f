"""The kinds of orders, by what one rule set sees of them on their day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from licet_engine.facts.values import absent
from licet_engine.provisions.ruleset import RuleSet
from numpy.typing import NDArray

from licet_workbench.impact.alike import Alike
from licet_workbench.impact.all_facts import AllFacts, Facts
from licet_workbench.impact.courts import Court, Kind
from licet_workbench.impact.fact_columns import readable, text, texts
from licet_workbench.impact.listed_parties import Hits, ListedParties, compared_with_rows
from licet_workbench.impact.names import Side
from licet_workbench.impact.side_by_side import Ints, Orders, Told, distinct, receiving
from licet_workbench.impact.subject_columns import Conditions, Laid
from licet_workbench.impact.surroundings import (
    Controls,
    Destinations,
    Group,
    Moments,
    SharedObserver,
    Spot,
    spread,
)
from licet_workbench.impact.undecided import Open

_CLAIMED = frozenset({"ordered_on", "contracted_on", "on_dock_on", "laden_on"})
"""The days of a sale that may be compared with those of a list row."""


def comparable(rules: RuleSet) -> bool:
    """Tell whether orders can be told apart by columns under a rule set."""
    claimed = frozenset(compared_with_rows(rules))
    declared = rules.vocabulary.by_name.keys()
    return readable(rules) and claimed <= _CLAIMED and claimed | {"category"} <= declared


class OrderKinds:
    """Says of orders what they come to, or by what they can be told apart.

    `laws` are rule sets which make the same facts as `side` of every sale, and ask the same.
    """

    def __init__(
        self,
        side: Side,
        laws: Sequence[RuleSet],
        observer: SharedObserver,
        alike: Alike,
        hits: Hits,
    ) -> None:
        self._rules = rules = side.rules
        self._facts = AllFacts(rules)
        self._destinations = Destinations(observer)
        self._controls = Controls(observer)
        self._listed = ListedParties(rules, observer, alike, hits)
        self.courts = tuple(map(Court, laws))
        self._tests = {name: kinds.tests for name, kinds in self._facts.kinds.items()}
        self._any = absent(rules.vocabulary.by_name["category"], rules.tests_of("category"))
        names = sorted(f.name for f in rules.vocabulary.facts if f.name.startswith("in_scope_"))
        self._scoped = tuple(f"attestations.{name}" for name in names)

    def of(self, orders: Orders, moments: Moments) -> list[list[Kind]]:
        """Return under each law the kind of each order on its day."""
        facts = self._facts.of(orders)
        ever, groups = self._controlled(orders, moments)
        listed = self._listed.of(orders, moments)
        controlled = np.zeros(orders.size, dtype=bool)
        controlled[orders.lines.orders[ever]] = True
        going = self._going(orders, moments, controlled)
        laid = self._laid(orders, facts, (groups, listed), going)
        conditions = Conditions(self._rules, laid, self._tests)
        open_ = Open(orders, laid, groups, listed)
        return [court.of(orders, moments, conditions, open_) for court in self.courts]

    def _laid(
        self,
        orders: Orders,
        facts: Facts,
        groups: tuple[list[Group], list[Group]],
        going: tuple[Ints, Ints],
    ) -> Laid:
        controls, listed = groups
        pieces, lines = spread([group.pieces for group in controls])
        rows, parties = spread([group.pieces or (0,) for group in listed])
        return Laid(
            facts=facts,
            line_orders=orders.lines.orders,
            party_orders=orders.parties.orders,
            rows=(parties, rows),
            controls=(lines, pieces),
            destinations=going[0],
            places=going[1],
            row_truths=self._listed.truths(),
            control_truths=self._controls.pieces.truths(),
            destination_truths=self._destinations.truths(),
        )

    def _going(
        self, orders: Orders, moments: Moments, controlled: NDArray[np.bool_]
    ) -> tuple[Ints, Ints]:
        """Return for each order what becomes of the conditions on destinations, and its places."""
        numbers: dict[frozenset[Spot], int] = {}
        of_orders = [numbers.setdefault(places, len(numbers)) for places in _places(orders)]
        met = tuple(numbers)
        columns = (np.array(of_orders, dtype=np.int64), moments.of_orders, controlled.astype(int))
        first, which = distinct(columns)
        found = [
            self._destinations.of(met[of_orders[n]], moments.of(n), bool(controlled[n]))
            for n in first.tolist()
        ]
        truths, places = np.array(found, dtype=np.int64).T
        return truths[which], places[which]

    def _controlled(self, orders: Orders, moments: Moments) -> tuple[list[bool], list[Group]]:
        """Return for each line whether it is ever controlled, and its controls on the day."""
        lines = orders.lines
        columns = [lines.told(orders, "category")]
        for name in self._scoped:
            of_sale, of_line = orders.told(name), lines.told(orders, name)
            columns += (of_line, Told(of_sale.codes[lines.orders], of_sale.values))
        first, which = distinct([column.codes for column in columns])
        items = [self._item([text(column, n) for column in columns]) for n in first.tolist()]
        met, on_days = distinct([which, moments.of_orders[lines.orders]])
        ever: list[bool] = []
        groups: list[Group] = []
        for line in met.tolist():
            moment = moments.of(lines.orders[line])
            category, given = items[which[line]]
            course = self._controls.course(category, given, self._any, moment)
            ever.append(course.ever)
            groups.append(course.on(moment.day))
        told = on_days.tolist()
        return [ever[n] for n in told], [groups[n] for n in told]

    def _item(self, cells: list[str | None]) -> tuple[str | None, tuple[tuple[str, bool], ...]]:
        """Return a category, and what is attested of the part of its entry that an item is of."""
        category, *told = cells
        both = zip(self._scoped, told[::2], told[1::2], strict=True)
        said = ((name, own if own is not None else of_sale) for name, own, of_sale in both)
        return category, tuple(
            (name.removeprefix("attestations."), each == "true")
            for name, each in said
            if each is not None
        )


def _places(orders: Orders) -> list[frozenset[Spot]]:
    """Return the destinations of each order."""
    _, receives = receiving(orders)
    found: list[set[Spot]] = [set() for _ in range(orders.size)]
    of_parties = (texts(orders.parties.told(orders, field)) for field in ("country", "region"))
    at = orders.parties.orders.tolist()
    for order, receiver, *spot in zip(at, receives.tolist(), *of_parties, strict=True):
        if receiver:
            found[order].add((spot[0], spot[1]))
    heads = (texts(orders.told(f"destination.{field}")) for field in ("country", "region"))
    for own, country, region in zip(found, *heads, strict=True):
        if (country, region) != (None, None):
            own.add((country, region))
    return list(map(frozenset, found))
