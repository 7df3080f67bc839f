"""The kinds of orders, by what one rule set sees of them on their day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
from licet_engine.facts.values import Value, absent, known
from licet_engine.provisions.conditions import RowDate
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Party, Place
from licet_engine.vocabulary import Scope

from licet_workbench.impact.alike import Alike
from licet_workbench.impact.all_facts import AllFacts, Facts
from licet_workbench.impact.courts import Court, Kind
from licet_workbench.impact.fact_columns import readable, text, texts
from licet_workbench.impact.names import Side
from licet_workbench.impact.side_by_side import Orders, Told, distinct, receiving
from licet_workbench.impact.subject_columns import Conditions, Laid
from licet_workbench.impact.surroundings import (
    Controls,
    Destinations,
    Group,
    Listed,
    Moment,
    SharedObserver,
    Spot,
    spread,
)
from licet_workbench.impact.undecided import Open

_CLAIMED = frozenset({"ordered_on", "contracted_on", "on_dock_on", "laden_on"})
"""The days of a sale that may be compared with those of a list row."""
Hits = Callable[[str | None, str | None, str | None, str | None, str | None], object]
"""Tells of what kind a party is by its name, country, region, address and role."""


def comparable(rules: RuleSet) -> bool:
    """Tell whether orders can be told apart by columns under a rule set."""
    claimed = frozenset(_compared(rules))
    declared = rules.vocabulary.by_name.keys()
    return readable(rules) and claimed <= _CLAIMED and claimed | {"category"} <= declared


def _compared(rules: RuleSet) -> Iterator[str]:
    """Yield the facts that are compared with days of list rows."""
    tests = rules.atoms.tests(Scope.ROW)
    yield from (test.fact for test in tests if isinstance(test.operand, RowDate))


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
        self._alike = alike
        self._hits = hits
        self._facts = AllFacts(rules, alike.limits)
        self._destinations = Destinations(observer)
        self._controls = Controls(observer)
        self._listed = Listed(observer)
        self.courts = tuple(map(Court, laws))
        self._claims: dict[object, tuple[int, Mapping[str, Value]]] = {}
        self._tests = {name: kinds.tests for name, kinds in self._facts.kinds.items()}
        self._compared = tuple(sorted({*_compared(rules)}))
        self._any = absent(rules.vocabulary.by_name["category"], rules.tests_of("category"))
        names = sorted(f.name for f in rules.vocabulary.facts if f.name.startswith("in_scope_"))
        self._scoped = tuple(f"attestations.{name}" for name in names)

    def of(self, orders: Orders, moments: list[Moment]) -> list[list[Kind]]:
        """Return under each law the kind of each order on its day."""
        facts = self._facts.of(orders)
        controls = list(self._controlled(orders, moments))
        listed = list(self._on_lists(orders, moments))
        controlled = np.zeros(orders.size, dtype=bool)
        controlled[orders.lines.orders[[ever for ever, _ in controls]]] = True
        destinations = [
            self._destinations.of(*of_order)
            for of_order in zip(_places(orders), moments, controlled.tolist(), strict=True)
        ]
        groups = [group for _, group in controls]
        laid = self._laid(orders, facts, (groups, listed), destinations)
        conditions = Conditions(self._rules, laid, self._tests)
        open_ = Open(orders, laid, groups, listed)
        return [court.of(orders, moments, conditions, open_) for court in self.courts]

    def _laid(
        self,
        orders: Orders,
        facts: Facts,
        groups: tuple[list[Group], list[Group]],
        destinations: list[int],
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
            destinations=np.array(destinations, dtype=np.int64),
            row_truths=self._listed.pieces.truths(),
            control_truths=self._controls.pieces.truths(),
            destination_truths=self._destinations.truths(),
        )

    def _controlled(self, orders: Orders, moments: list[Moment]) -> Iterator[tuple[bool, Group]]:
        """Yield for each line whether it is ever controlled, and its controls on the day."""
        lines = orders.lines
        columns = [lines.told(orders, "category")]
        for name in self._scoped:
            of_sale, of_line = orders.told(name), lines.told(orders, name)
            columns += (of_line, Told(of_sale.codes[lines.orders], of_sale.values))
        first, which = distinct([column.codes for column in columns])
        items = [self._item([text(column, n) for column in columns]) for n in first.tolist()]
        for order, item in zip(lines.orders.tolist(), which.tolist(), strict=True):
            moment = moments[order]
            category, given = items[item]
            course = self._controls.course(category, given, self._any, moment)
            yield course.ever, course.on(moment.day)

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

    def _on_lists(self, orders: Orders, moments: list[Moment]) -> Iterator[Group]:
        """Yield for each party the list rows that it is on, on the day."""
        fields = ("name", "country", "region", "address", "role")
        columns = [orders.parties.told(orders, field) for field in fields]
        first, which = distinct([column.codes for column in columns])
        parties = [self._party(*(text(column, n) for column in columns)) for n in first.tolist()]
        claims = self._claimed(orders)
        for order, number in zip(orders.parties.orders.tolist(), which.tolist(), strict=True):
            party, hits = parties[number]
            yield self._listed.of(party, hits, claims[order], moments[order])

    def _party(
        self,
        name: str | None,
        country: str | None,
        region: str | None,
        address: str | None,
        role: str | None,
    ) -> tuple[Party, object]:
        """Return a party, and of what kind it is by its name."""
        hits = self._hits(name, country, region, address, role)
        return Party(str(role), name, Place(country, region), address), hits

    def _claimed(self, orders: Orders) -> list[tuple[int, Mapping[str, Value]]]:
        """Return what is claimed beside the days of list rows: days that count the same are one."""
        columns = [texts(orders.told(name)) for name in self._compared]
        seen = [self._alike.seen(name) or _nothing for name in self._compared]
        found = []
        for told in zip(*columns, strict=True) if columns else [()] * orders.size:
            key = tuple(see(cell) for see, cell in zip(seen, told, strict=True))
            if key not in self._claims:
                values = dict(
                    zip(self._compared, map(self._day, self._compared, told), strict=True)
                )
                self._claims[key] = len(self._claims), values
            found.append(self._claims[key])
        return found

    def _day(self, fact: str, cell: str | None) -> Value:
        if cell is not None:
            return known(date.fromisoformat(cell))
        return absent(self._rules.vocabulary.by_name[fact], self._rules.tests_of(fact))


def _nothing(cell: str | None) -> object:
    return cell


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
