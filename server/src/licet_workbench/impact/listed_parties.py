"""The list rows that the parties of many orders may be on, beside the days that these claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
from licet_engine.facts.values import Value, absent, known
from licet_engine.provisions.conditions import RowDate
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Party, Place
from licet_engine.vocabulary import Scope

from licet_workbench.impact.alike import Alike
from licet_workbench.impact.fact_columns import text
from licet_workbench.impact.kleene import Truths
from licet_workbench.impact.side_by_side import Ints, Orders, distinct
from licet_workbench.impact.surroundings import Group, Listed, Moments, SharedObserver

_FIELDS = ("name", "country", "region", "address", "role")
Hits = Callable[[str | None, str | None, str | None, str | None, str | None], object]
"""Tells of what kind a party is by its name, country, region, address and role."""
Days = tuple[date | None, ...]


class Beside(NamedTuple):
    """A party beside what its order claims: one for all that are on the same rows."""

    party: Party
    kind: object
    claims: Mapping[str, Value]


class ListedParties:
    """Says on which list rows parties are, or may be."""

    def __init__(self, rules: RuleSet, observer: SharedObserver, alike: Alike, hits: Hits) -> None:
        self._alike = alike
        self._hits = hits
        self._listed = Listed(observer)
        self._compared = tuple(sorted({*compared_with_rows(rules)}))
        declared = rules.vocabulary.by_name
        self._untold = {
            name: absent(declared[name], rules.tests_of(name)) for name in self._compared
        }

    def truths(self) -> Truths:
        """Return the truths of each row that was met, by its number."""
        return self._listed.pieces.truths()

    def of(self, orders: Orders, moments: Moments) -> list[Group]:
        """Return for each party the rows of the day of its order."""
        beside, which = self._beside(orders)
        of = orders.parties.orders
        met, on_days = distinct([which, moments.of_orders[of]])
        groups = []
        for n in met.tolist():
            party, kind, claims = beside[which[n]]
            groups.append(self._listed.of(party, kind, claims, moments.of(of[n])))
        return [groups[n] for n in on_days.tolist()]

    def _beside(self, orders: Orders) -> tuple[list[Beside], Ints]:
        """Return parties beside claims, and for each party of the orders the number of its own."""
        parties, kinds = self._parties(orders)
        claims, of_orders = self._claimed(orders)
        claimed = of_orders[orders.parties.orders]
        met, which = distinct([kinds, claimed])
        numbers: dict[object, int] = {}
        found: list[Beside] = []
        own = []
        for n in met.tolist():
            party, hits = parties[kinds[n]]
            days = claims[claimed[n]]
            kind = hits, self._alike.claimed(hits, days)
            if numbers.setdefault(kind, len(found)) == len(found):
                found.append(Beside(party, kind, self._values(days)))
            own.append(numbers[kind])
        return found, np.array(own, dtype=np.int64)[which]

    def _parties(self, orders: Orders) -> tuple[list[tuple[Party, object]], Ints]:
        """Return a party of each kind with what its name hits, and of which kind each party is."""
        columns = [orders.parties.told(orders, field) for field in _FIELDS]
        first, which = distinct([column.codes for column in columns])
        numbers: dict[object, int] = {}
        found: list[tuple[Party, object]] = []
        kinds = []
        for n in first.tolist():
            name, country, region, address, role = (text(column, n) for column in columns)
            hits = self._hits(name, country, region, address, role)
            if numbers.setdefault(hits, len(found)) == len(found):
                place = Place(country, region)
                found.append((Party(str(role), name, place, address), hits))
            kinds.append(numbers[hits])
        return found, np.array(kinds, dtype=np.int64)[which]

    def _claimed(self, orders: Orders) -> tuple[list[Days], Ints]:
        """Return days that are claimed, and which of them each order claims.

        They are those that are compared with days of list rows.
        """
        columns = [orders.told(name) for name in self._compared]
        nothing = np.zeros(orders.size, dtype=np.int64)
        first, which = distinct([nothing, *(column.codes for column in columns)])
        told = ((text(column, n) for column in columns) for n in first.tolist())
        return [tuple(map(_day, cells)) for cells in told], which

    def _values(self, days: Days) -> Mapping[str, Value]:
        """Return days as facts: one that is not told is what the sale leaves open."""
        pairs = zip(self._compared, days, strict=True)
        return {fact: self._untold[fact] if day is None else known(day) for fact, day in pairs}


def _day(cell: str | None) -> date | None:
    return None if cell is None else date.fromisoformat(cell)


def compared_with_rows(rules: RuleSet) -> Iterator[str]:
    """Yield the facts that are compared with days of list rows."""
    tests = rules.atoms.tests(Scope.ROW)
    yield from (test.fact for test in tests if isinstance(test.operand, RowDate))
