"""Whether one value of a fact can meet some tests and fail others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from licet_engine.provisions.conditions import Money, Op, Test
from licet_engine.sale import category_codes, country_of, paragraph_codes, prefixes
from licet_engine.vocabulary import FactDeclaration, FactType, Scope


def _place_codes(code: str) -> frozenset[str]:
    return frozenset({code, country_of(code)})


_ABOVE: Mapping[str, Callable[[str], frozenset[str]]] = MappingProxyType(
    {
        "category": category_codes,
        "license_exception": paragraph_codes,
        "schedule_b": prefixes,
        "country": _place_codes,
        "destination": _place_codes,
    }
)
"""Facts that have one code, with all that it is of."""
_ALWAYS_THERE = frozenset({Scope.SALE, Scope.LINE, Scope.PARTY, Scope.CONTROL})
"""Whose codes are one of those declared, whether they were told or not."""


def can_be(fact: FactDeclaration | None, met: Sequence[Test], failed: Sequence[Test]) -> bool:
    """Tell whether some value of a fact meets tests of it and fails others; when in doubt it can.

    The tests are of one fact of one subject. A fact that is not there fails every test.
    """
    if not set(met).isdisjoint(failed):
        return False
    if fact is None:
        return True
    match fact.type:
        case FactType.FLAG:
            return True  # a flag has one test, which was looked at above
        case FactType.DATE:
            return _day_can_be(met, failed)
        case FactType.AMOUNT:
            return _amount_can_be(met, failed)
        case FactType.CODE | FactType.CODES:  # exhaustive
            return _codes_can_be(fact, [t.codes for t in met], _union(failed))


def _union(tests: Iterable[Test]) -> frozenset[str]:
    return frozenset(code for test in tests for code in test.codes)


def _codes_can_be(fact: FactDeclaration, met: list[frozenset[str]], failed: frozenset[str]) -> bool:
    if fact.name in _ABOVE:
        above = _ABOVE[fact.name]
        codes = {code for each in met for code in each}
        return not met or any(_chain_can_be(above(code), met, failed) for code in codes)
    if fact.type is FactType.CODES:
        return all(each - failed for each in met)
    if met:
        return bool(frozenset.intersection(*met) - failed)
    closed = fact.scope in _ALWAYS_THERE and fact.open_values()
    return not closed or not failed.issuperset(fact.values)


def _chain_can_be(value: frozenset[str], met: list[frozenset[str]], failed: frozenset[str]) -> bool:
    """Tell whether one code, with all that it is of, is what is asked for.

    The deepest code asked for is enough: whatever lies below it is more, and fails no less.
    """
    return value.isdisjoint(failed) and not any(each.isdisjoint(value) for each in met)


def _day_can_be(met: Sequence[Test], failed: Sequence[Test]) -> bool:
    if not met:
        return True
    first, last = date.min.toordinal(), date.max.toordinal()
    for tests, holds in ((met, True), (failed, False)):
        for test in tests:
            if not isinstance(test.operand, date):
                continue  # a day of the list row's own may be any
            day = test.operand.toordinal()
            if (test.op is Op.ON_OR_BEFORE) == holds:
                last = min(last, day if holds else day - 1)
            else:
                first = max(first, day if holds else day + 1)
    return first <= last


def _amount_can_be(met: Sequence[Test], failed: Sequence[Test]) -> bool:
    """Tell whether an amount of one currency is under some limits and not under others."""
    limits = [t.operand for t in met if isinstance(t.operand, Money)]
    if len({limit.currency for limit in limits}) > 1:
        return False
    most = min((limit.amount for limit in limits), default=Decimal("Infinity"))
    return not any(
        isinstance(t.operand, Money)
        and t.operand.amount >= most
        and t.operand.currency == limits[0].currency
        for t in failed
        if limits
    )
