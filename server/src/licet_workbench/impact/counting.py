"""What a change comes to: the orders that come out otherwise, counted in several ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

Key = TypeVar("Key")
ERROR = "ERROR"
"""The outcome of an order for which no decision was made: it is never a go."""
Values = tuple[tuple[str, Decimal], ...]
"""Sums by currency, none of which is converted."""


@dataclass(frozen=True, slots=True)
class Changed:
    """An order that comes out otherwise, and the provisions that one of the two rests on."""

    number: int
    sale_id: str | None
    sale_date: date | None
    known_on: date | None
    customer: str | None
    values: Values
    old_outcome: str
    new_outcome: str
    old_provisions: tuple[str, ...] = ()
    new_provisions: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    error: str | None = None

    @property
    def pair(self) -> tuple[str, str]:
        """The outcome before, and after."""
        return self.old_outcome, self.new_outcome

    @property
    def month(self) -> str:
        """The month the goods were to leave, as `2019-05`."""
        return f"{self.sale_date:%Y-%m}" if self.sale_date else ""


@dataclass(slots=True)
class Tally:
    """How many orders, and what they are worth; those without a value are counted apart."""

    orders: int = 0
    unvalued: int = 0
    values: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, changed: Changed) -> None:
        """Count one order."""
        self.orders += 1
        self.unvalued += not changed.values
        for currency, amount in changed.values:
            self.values[currency] += amount


Pair = tuple[str, str]


@dataclass(slots=True)
class Impact:
    """The orders of a book that come out otherwise, and how many had to be decided again."""

    orders: int = 0
    touched: int = 0
    decided: int = 0
    undecided: int = 0
    first_errors: list[str] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)

    def by_pair(self) -> dict[Pair, Tally]:
        """Return the changed orders by outcome before and after."""
        return self._by(lambda each: each.pair)

    def by_customer(self) -> dict[str, Tally]:
        """Return the changed orders by the buyer's name, as it is written, the most first."""
        found = self._by(lambda each: each.customer or "")
        return dict(sorted(found.items(), key=lambda pair: (-pair[1].orders, pair[0])))

    def by_month(self) -> dict[str, Counter[Pair]]:
        """Return the changed orders by month and outcome pair, the earliest month first."""
        found: defaultdict[str, Counter[Pair]] = defaultdict(Counter)
        for each in self.changed:
            found[each.month][each.pair] += 1
        return dict(sorted(found.items()))

    def _by(self, key: Callable[[Changed], Key]) -> dict[Key, Tally]:
        found: dict[Key, Tally] = {}
        for each in self.changed:
            found.setdefault(key(each), Tally()).add(each)
        return dict(sorted(found.items(), key=lambda pair: (-pair[1].orders, str(pair[0]))))
