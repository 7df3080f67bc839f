"""Witness values: values of a fact under which given tests turn out as wanted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from licet_engine.facts.values import Raw, holds, mentioned_codes, one_code
from licet_engine.provisions.calendar import ONE_DAY
from licet_engine.provisions.conditions import Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import FactType, Scope

_CODES = (FactType.CODE, FactType.CODES)
Wants = list[tuple[Test, bool]]
Atoms = tuple[tuple[int, int], ...]


def witnesses(rules: RuleSet, scope: Scope, fact: str, wants: Wants) -> tuple[Atoms, ...]:
    """Return the atoms of a fact under values that meet all the wants: codes one by one.

    Of a flag or a day one value is enough; of codes each may be open where another is barred.
    """
    tests = [(n, test) for n, test in enumerate(rules.atoms.tests(scope)) if test.fact == fact]
    meeting = (r for r in _values(rules, fact) if all(holds(t, r) == wanted for t, wanted in wants))
    found = (tuple((n, int(holds(test, raw))) for n, test in tests) for raw in meeting)
    if rules.vocabulary.by_name[fact].type in _CODES:
        return tuple(dict.fromkeys(found))
    return tuple(islice(found, 1))


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
        codes = mentioned_codes(tuple(tests)) - {*declared.values}
        yield from (one_code(fact, code) for code in sorted(codes))
