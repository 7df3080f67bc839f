"""Witness values: one value of a fact under which given tests turn out as wanted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from licet_engine.facts.values import Raw, holds
from licet_engine.provisions.calendar import ONE_DAY
from licet_engine.provisions.conditions import Test
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
    """An amount has no witness: suggesting a smaller one would suggest to split the order."""
    declared = rules.vocabulary.by_name[fact]
    tests = [t for t in rules.tests_of(fact) if t.scope is not Scope.ROW]
    days = [t.operand for t in tests if isinstance(t.operand, date)]
    if declared.type is FactType.FLAG:
        yield from (True, False)
    elif declared.type is FactType.DATE:
        yield from (near for day in days for near in (day, day - ONE_DAY, day + ONE_DAY))
    else:
        yield from (frozenset({value}) for value in declared.values)
        yield from (t.operand for t in tests if isinstance(t.operand, frozenset))
