"""The value of one fact: given, not claimed, or one of several it may still turn out to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from licet_engine.provisions.conditions import Money, Op, Operand, Test
from licet_engine.sale import category_codes, paragraph_codes, prefixes
from licet_engine.vocabulary import Absence, FactDeclaration, FactType

FALSE, TRUE, UNKNOWN, UNCLAIMED = 0, 1, 2, 3
"""The bytes of an atom vector; matchers read `UNCLAIMED` as false."""

CLAIMED_AS_FALSE = bytes([FALSE, TRUE, UNKNOWN, FALSE])
CLAIMED_AS_UNKNOWN = bytes([FALSE, TRUE, UNKNOWN, UNKNOWN])
_PADDING = bytes(range(4, 256))
READ_AS_FALSE = CLAIMED_AS_FALSE + _PADDING
READ_AS_UNKNOWN = CLAIMED_AS_UNKNOWN + _PADDING
"""Translation tables for atom vectors: not claimed read as false, or held open."""


@dataclass(frozen=True, slots=True)
class SomeDay:
    """The day a date fact might have, were it claimed: it meets every comparison."""


Raw = bool | frozenset[str] | date | Money | SomeDay | None


class Value(NamedTuple):
    """What a fact may be: `possible` are the open values, `unclaimed` those not claimed."""

    possible: tuple[Raw, ...]
    unclaimed: tuple[Raw, ...] = ()

    @property
    def unknown(self) -> bool:
        """Whether the fact may still turn out in more than one way."""
        return len(self.possible) > 1


def known(raw: Raw) -> Value:
    """Return the value of a fact that was given."""
    return Value((raw,))


def code(word: str | None) -> Raw:
    """Return a code as a raw value, or None where it was not given."""
    return None if word is None else frozenset({word})


_CODES = 4096
_ABSENT = 256
"""Facts of a few rule sets; what an absent one may be hangs on its declaration and tests alone."""
UNKNOWN_FLAG = Value((True, False))
UNCLAIMED_FLAG = Value((False,), (True,))
UNCLAIMED_DATE = Value((None,), (SomeDay(),))


@lru_cache(_ABSENT)
def absent(fact: FactDeclaration, tests: tuple[Test, ...]) -> Value:
    """Return what a fact may be when the sale does not give it.

    `tests` are the comparisons that the rules make with it: values which no test tells
    apart are represented once.
    """
    match fact.type:
        case FactType.FLAG:
            return UNCLAIMED_FLAG if fact.absence is Absence.NOT_CLAIMED else UNKNOWN_FLAG
        case FactType.DATE:
            return UNCLAIMED_DATE
        case FactType.AMOUNT:
            return Value(_amounts(tests))
        case FactType.CODE | FactType.CODES:  # exhaustive
            return _absent_code(fact, tests)


def _absent_code(fact: FactDeclaration, tests: tuple[Test, ...]) -> Value:
    if not fact.values:
        above = _ABOVE.get(fact.name, _alone)
        if fact.absence is Absence.NOT_CLAIMED:
            mentioned = tuple(above(code) for code in sorted(mentioned_codes(tests)))
            return Value((frozenset(),), mentioned)
        return Value(representatives(tests, mentioned_codes(tests), above))
    open_values = frozenset(fact.open_values())
    unclaimed = tuple(frozenset({v}) for v in fact.values if v not in open_values)
    if not open_values:
        return Value((frozenset(),), unclaimed)
    return Value(distinct(tests, [frozenset({v}) for v in sorted(open_values)]), unclaimed)


def mentioned_codes(tests: tuple[Test, ...]) -> frozenset[str]:
    """Return every code that the tests name."""
    return frozenset(
        code for test in tests if isinstance(test.operand, frozenset) for code in test.operand
    )


def one_code(fact: str, code: str) -> frozenset[str]:
    """Return what a fact is that has one code: that code, and all that it is of."""
    return _ABOVE.get(fact, _alone)(code)


class Paragraphs:
    """What a code of a fact may be of its paragraphs, as far as some tests tell them apart."""

    def __init__(self, fact: str, tests: tuple[Test, ...]) -> None:
        self._above = _ABOVE[fact]
        self._tests = tests
        self._named = sorted(mentioned_codes(tests))
        self.below: Callable[[str], tuple[str, ...]] = lru_cache(_CODES)(self._below)
        self.value: Callable[[str], Value] = lru_cache(_CODES)(self._value)

    def _below(self, code: str) -> tuple[str, ...]:
        """Return the paragraphs below a code that some test names."""
        return tuple(each for each in self._named if each.startswith(f"{code}."))

    def _value(self, code: str) -> Value:
        """Return what a code may be: of its paragraphs any that is named, or another."""
        possible = (code, *self._below(code))
        return Value(distinct(self._tests, [self._above(each) for each in possible]))


def _alone(code: str) -> frozenset[str]:
    return frozenset({code})


_ABOVE: Mapping[str, Callable[[str], frozenset[str]]] = MappingProxyType(
    {
        "category": category_codes,
        "license_exception": paragraph_codes,
        "schedule_b": prefixes,
    }
)
"""What a code of a fact is as well, and so what an item is that has it."""


def representatives(
    tests: tuple[Test, ...],
    codes: frozenset[str],
    above: Callable[[str], frozenset[str]] = _alone,
) -> tuple[Raw, ...]:
    """Return one value for each way the tests can turn out, and one that no test names."""
    return distinct(tests, [frozenset[str](), *(above(code) for code in sorted(codes))])


def distinct(tests: tuple[Test, ...], values: list[frozenset[str]]) -> tuple[Raw, ...]:
    """Return the values that the tests tell apart, the first of each kind."""
    seen: dict[tuple[bool, ...], Raw] = {}
    for value in values:
        seen.setdefault(tuple(holds(test, value) for test in tests), value)
    return tuple(seen.values())


def _amounts(tests: tuple[Test, ...]) -> tuple[Raw, ...]:
    limits = sorted(
        {t.operand for t in tests if isinstance(t.operand, Money)},
        key=lambda m: (m.currency, m.amount),
    )
    cents = Decimal("0.01")
    return (None, *(Money(limit.amount - cents, limit.currency) for limit in limits))


def holds(test: Test, raw: Raw) -> bool:
    """Tell whether one value meets a test; a value that is not there meets none."""
    operand = test.operand
    match test.op:
        case Op.IS_TRUE:
            return raw is True
        case Op.IN:
            assert isinstance(operand, frozenset)
            return isinstance(raw, frozenset) and not raw.isdisjoint(operand)
        case Op.ON_OR_BEFORE:
            return isinstance(raw, SomeDay) or (isinstance(raw, date) and raw <= _day(operand))
        case Op.ON_OR_AFTER:
            return isinstance(raw, SomeDay) or (isinstance(raw, date) and raw >= _day(operand))
        case Op.BELOW:  # exhaustive
            return isinstance(raw, Money) and _below(raw, operand)


def evaluate(test: Test, value: Value) -> int:
    """Return the truth byte of a test on a value."""
    truth = holds(test, value.possible[0])
    # Most values are known: what else they may be is not looked for in vain.
    if value.unknown and any(holds(test, raw) is not truth for raw in value.possible[1:]):
        return UNKNOWN
    if truth:
        return TRUE
    unclaimed = value.unclaimed and any(holds(test, raw) for raw in value.unclaimed)
    return UNCLAIMED if unclaimed else FALSE


def _day(operand: Operand) -> date:
    assert isinstance(operand, date)
    return operand


def _below(raw: Money, operand: Operand) -> bool:
    assert isinstance(operand, Money)
    return raw.currency == operand.currency and raw.amount < operand.amount
