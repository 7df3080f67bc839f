"""Witness values: one value of a fact under which given tests turn out as wanted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from licet_engine.facts.values import Raw, holds
from licet_engine.provisions.calendar import ONE_DAY
from licet_engine.provisions.conditions import Money, Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import FactType, Scope


def witness(
    rules: RuleSet, scope: Scope, fact: str, wants: list[tuple[Test, bool]]
) -> tuple[tuple[int, int], ...] | None:
    """Return the atoms of a fact under some value that meets all the wants, or None."""
    tests = rules.atoms.tests(scope)
    for raw in _values(rules, fact):
        if all(holds(test, raw) == wanted for test, wanted in wants):
            return tuple((n, int(holds(t, raw))) for n, t in enumerate(tests) if t.fact == fact)
    return None


def _values(rules: RuleSet, fact: str) -> Iterator[Raw]:
    declared = rules.vocabulary.by_name[fact]
    tests = [t for t in rules.tests_of(fact) if t.scope is not Scope.ROW]
    match declared.type:
        case FactType.FLAG:
            yield from (True, False)
        case FactType.DATE:
            for test in tests:
                if isinstance(test.operand, date):
                    yield from (test.operand, test.operand - ONE_DAY, test.operand + ONE_DAY)
        case FactType.AMOUNT:
            for test in tests:
                if isinstance(test.operand, Money):
                    yield Money(test.operand.amount - Decimal("0.01"), test.operand.currency)
                    yield test.operand
        case FactType.CODE | FactType.CODES:  # exhaustive
            yield from (frozenset({value}) for value in declared.values)
            yield from (t.operand for t in tests if isinstance(t.operand, frozenset))
