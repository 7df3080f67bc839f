"""What a rule set sees of amounts: on which side of the limits that it compares them with."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from licet_engine.provisions.conditions import Money
from licet_engine.provisions.ruleset import RuleSet

AMOUNTS = ("value", "unit_value", "eccn_value")


class Priced(NamedTuple):
    """A line's cells that amounts are made of."""

    category: str | None
    value: str | None
    quantity: str | None
    currency: str | None


class Limits:
    """The limits of a rule set; a fact that it compares in several currencies is unknown."""

    def __init__(self, rules: RuleSet) -> None:
        money = {
            fact: {t.operand for t in rules.tests_of(fact) if isinstance(t.operand, Money)}
            for fact in AMOUNTS
        }
        self._limits = {fact: sorted(m.amount for m in own) for fact, own in money.items()}
        self._money = {
            fact: tuple(sorted(own, key=lambda m: m.amount)) for fact, own in money.items()
        }
        currencies = ({m.currency for m in money[fact]} for fact in AMOUNTS)
        only = ((*own,) if len(own) == 1 else (None,) for own in currencies)
        self._currency = tuple((fact, own[0]) for fact, own in zip(AMOUNTS, only, strict=True))
        """Of each amount the one currency that it is compared in."""
        self._asked = {currency for _, currency in self._currency if currency is not None}

    def of(self, fact: str) -> tuple[Money, ...]:
        """Return the limits that an amount is compared with, the least first."""
        return self._money[fact]

    def seen(self, lines: Sequence[Priced]) -> object:
        """Return what rules see of the amounts of an order; cells that are no numbers are kept."""
        try:
            return self.places(lines)
        except (ArithmeticError, ValueError):
            return tuple(lines)

    def places(self, lines: Sequence[Priced]) -> tuple[tuple[int | None, ...], ...]:
        """Return for each line the places of its amounts; raises `ValueError` for no numbers."""
        values = [None if line.value is None else Decimal(line.value) for line in lines]
        return tuple(self._seen(n, lines, values) for n in range(len(lines)))

    def _seen(
        self, number: int, lines: Sequence[Priced], values: Sequence[Decimal | None]
    ) -> tuple[int | None, ...]:
        line, value = lines[number], values[number]
        quantity = None if line.quantity is None else Decimal(line.quantity)
        asked = line.currency in self._asked
        unit = value / quantity if asked and value is not None and quantity else None
        entry = _of_entry(line, lines, values) if asked else None
        return tuple(
            None
            if amount is None or currency is None or line.currency != currency
            else bisect_right(self._limits[fact], amount)
            for (fact, currency), amount in zip(self._currency, (value, unit, entry), strict=True)
        )


def _of_entry(
    line: Priced, lines: Sequence[Priced], values: Sequence[Decimal | None]
) -> Decimal | None:
    """Return what the lines of one entry are worth together, where that is told of all of them."""
    if any(each.category is None for each in lines):
        return None
    entry, total = _entry(line), Decimal(0)
    for each, value in zip(lines, values, strict=True):
        if _entry(each) == entry:
            if value is None or each.currency != line.currency:
                return None
            total += value
    return total


def _entry(line: Priced) -> str:
    return (line.category or "").partition(".")[0]
