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
        self._money = {
            fact: tuple(sorted(own, key=lambda m: m.amount)) for fact, own in money.items()
        }
        currencies = ({m.currency for m in money[fact]} for fact in AMOUNTS)
        only = [(*own,)[0] if len(own) == 1 else None for own in currencies]
        limits = [[m.amount for m in self._money[fact]] for fact in AMOUNTS]
        self._compared = tuple(zip(limits, only, strict=True))
        """Of each amount its limits, and the one currency that it is compared in."""
        self._asked = {currency for currency in only if currency is not None}

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
        return tuple(map(self._seen, lines, values, _of_entries(lines, values)))

    def _seen(
        self, line: Priced, value: Decimal | None, entry: Decimal | None
    ) -> tuple[int | None, ...]:
        # What is no number is told, though nobody asks for it.
        quantity = None if line.quantity is None else Decimal(line.quantity)
        if line.currency not in self._asked:
            return (None,) * len(AMOUNTS)
        unit = value / quantity if value is not None and quantity else None
        amounts = zip(self._compared, (value, unit, entry), strict=True)
        return tuple(
            None if amount is None or line.currency != currency else bisect_right(limits, amount)
            for (limits, currency), amount in amounts
        )


def _of_entries(
    lines: Sequence[Priced], values: Sequence[Decimal | None]
) -> Sequence[Decimal | None]:
    """Return for each line what those of its entry are worth together, where all of them tell it.

    It is not told where they are of several currencies, or any line tells no category.
    """
    categories = [line.category for line in lines if line.category is not None]
    if len(categories) < len(lines):
        return (None,) * len(lines)
    if len(lines) == 1:  # as most orders have: to look for others takes three times as long
        return [_together([(values[0], lines[0].currency)])]
    entries = [category.partition(".")[0] for category in categories]
    worth: dict[str, list[tuple[Decimal | None, str | None]]] = {}
    for entry, value, line in zip(entries, values, lines, strict=True):
        worth.setdefault(entry, []).append((value, line.currency))
    together = {entry: _together(own) for entry, own in worth.items()}
    return [together[entry] for entry in entries]


def _together(worth: Sequence[tuple[Decimal | None, str | None]]) -> Decimal | None:
    values = [value for value, _ in worth if value is not None]
    alike = len(values) == len(worth) and len({currency for _, currency in worth}) == 1
    # From nothing on, as the engine adds up: what has too many digits is rounded.
    return sum(values, Decimal(0)) if alike else None
