"""What is said to never hold together never does, and the rest does: by trying everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, combinations, product
from typing import NamedTuple, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from licet_engine.facts.values import Raw, holds
from licet_engine.provisions.compiling import negation_normal
from licet_engine.provisions.conditions import (
    All,
    Any,
    AnyOther,
    AnyParty,
    Condition,
    Money,
    Not,
    Op,
    Quantifier,
    RowDate,
    Test,
)
from licet_engine.provisions.model import Effect
from licet_engine.sale import category_codes
from licet_engine.vocabulary import (
    Absence,
    FactDeclaration,
    FactSource,
    FactType,
    Scope,
    Vocabulary,
)
from licet_workbench.pointing import told
from licet_workbench.satisfying import MOST_ALTERNATIVES, Words, negated

DAYS = tuple(date(2019, 5, day) for day in (14, 15, 16, 17, 18))
PLACES = tuple(map(frozenset, ({"CN"}, {"RU"}, {"UA"}, {"UA", "UA-43"}, {"DE"})))
REGIMES = ("acme", "other")
T = TypeVar("T")


def subsets(members: Sequence[T]) -> Iterator[tuple[T, ...]]:
    sizes = range(len(members) + 1)
    return chain.from_iterable(combinations(members, size) for size in sizes)


def declared(name: str, scope: Scope, kind: FactType, *values: str) -> FactDeclaration:
    late = Absence.NOT_CLAIMED if kind is FactType.DATE else Absence.UNKNOWN
    return FactDeclaration(name, scope, kind, FactSource.FIELD, values, late)


WORDS = Words(
    Vocabulary(
        (
            declared("food", Scope.LINE, FactType.FLAG),
            declared("purpose", Scope.LINE, FactType.CODE, "repair", "new", "other"),
            declared("category", Scope.LINE, FactType.CODES),
            declared("ordered_on", Scope.SALE, FactType.DATE),
            declared("value", Scope.LINE, FactType.AMOUNT),
            declared("regime", Scope.ROW, FactType.CODES),
            declared("owner", Scope.PARTY, FactType.CODE, "sdn", "none"),
            declared("destination", Scope.DESTINATION, FactType.CODES),
        )
    )
)
VALUES: dict[str, tuple[Raw, ...]] = {
    "food": (True, False),
    "purpose": tuple(frozenset({code}) for code in ("repair", "new", "other")),
    "category": tuple(
        category_codes(c) for c in ("EAR99", "3A001", "3A001.a", "3A009", "5A002", "9A001")
    ),
    "ordered_on": (None, *DAYS),
    "value": (None, *(Money(Decimal(n), "USD") for n in (4, 7, 12))),
}
OF_PARTIES: dict[str, tuple[Raw, ...]] = {
    "regime": tuple(map(frozenset, subsets(REGIMES))),
    "owner": (frozenset({"sdn"}), frozenset({"none"})),
}


class World(NamedTuple):
    """All that a condition may ask for: of the line, its destinations, and its parties.

    The first party is the subject.
    """

    line: dict[str, Raw]
    destinations: tuple[Raw, ...]
    parties: tuple[dict[str, Raw], ...]


def met(condition: Condition, world: World, party: int) -> bool:
    match condition:
        case All(parts):
            return all(met(part, world, party) for part in parts)
        case Any(parts):
            return any(met(part, world, party) for part in parts)
        case Not(part):
            return not met(part, world, party)
        case AnyOther(inside):
            return any(met(inside, world, n) for n in range(len(world.parties)))
        case Test(scope=Scope.DESTINATION):
            found = [holds(condition, place) for place in world.destinations]
            return any(found) if condition.quantifier is Quantifier.SOME else all(found)
        case Test():
            own = {**world.line, **world.parties[party]}
            return holds(condition, own[condition.fact])


def worlds(facts: set[str]) -> Iterator[World]:
    """Yield every world, as far as some facts tell them apart."""
    lines = [VALUES[fact] if fact in facts else (None,) for fact in VALUES]
    places = [*subsets(PLACES)][1:] if "destination" in facts else [PLACES[:1]]
    own = [OF_PARTIES[fact] if fact in facts else (None,) for fact in OF_PARTIES]
    kinds = [dict(zip(OF_PARTIES, values, strict=True)) for values in product(*own)]
    for line in product(*lines):
        told_line = dict(zip(VALUES, line, strict=True))
        for destinations in places:
            for subject, others in product(kinds, subsets(kinds)):
                yield World(told_line, destinations, (subject, *others))


def codes(fact: str, scope: Scope, *words: str) -> st.SearchStrategy[Condition]:
    some = st.sets(st.sampled_from(words), min_size=1, max_size=2)
    return some.map(lambda chosen: Test(scope, fact, Op.IN, frozenset(chosen)))


DATE_TESTS: st.SearchStrategy[Condition] = st.builds(
    lambda op, day: Test(Scope.SALE, "ordered_on", op, day),
    st.sampled_from((Op.ON_OR_BEFORE, Op.ON_OR_AFTER)),
    st.sampled_from(DAYS[1:-1]),
)
AMOUNT_TESTS: st.SearchStrategy[Condition] = st.sampled_from(
    [Test(Scope.LINE, "value", Op.BELOW, Money(Decimal(n), "USD")) for n in (5, 10)]
)
OF_LINES: dict[str, st.SearchStrategy[Condition]] = {
    "food": st.just(Test(Scope.LINE, "food", Op.IS_TRUE)),
    "purpose": codes("purpose", Scope.LINE, "repair", "new", "other"),
    "category": codes("category", Scope.LINE, "EAR99", "3", "3A001", "3A001.a", "5A002"),
    "ordered_on": DATE_TESTS,
    "value": AMOUNT_TESTS,
    "destination": codes("destination", Scope.DESTINATION, "CN", "RU", "UA", "UA-43"),
}
OF_SUBJECTS: dict[str, st.SearchStrategy[Condition]] = {
    "regime": codes("regime", Scope.ROW, *REGIMES),
    "owner": codes("owner", Scope.PARTY, "sdn", "none"),
}


def trees(leaves: st.SearchStrategy[Condition], most: int) -> st.SearchStrategy[Condition]:
    some: Callable[..., st.SearchStrategy[list[Condition]]] = st.lists
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(Not),
            some(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
            some(inner, min_size=2, max_size=3).map(lambda parts: Any(tuple(parts))),
        ),
        max_leaves=most,
    )


def asked(facts: tuple[str, str, str]) -> st.SearchStrategy[Condition]:
    """Draw conditions on two facts of a line and one of its parties."""
    one, other, of_party = facts
    party = OF_SUBJECTS[of_party]
    leaves = (OF_LINES[one], OF_LINES[other], party, trees(party, 3).map(AnyParty))
    return trees(st.one_of(*leaves), 8)


FACTS = [(*two, party) for two in combinations(OF_LINES, 2) for party in OF_SUBJECTS]
ASKED = st.sampled_from(FACTS).flatmap(asked)


def facts_of(condition: Condition) -> set[str]:
    match condition:
        case All(parts) | Any(parts):
            return {fact for part in parts for fact in facts_of(part)}
        case Not(part):
            return facts_of(part)
        case AnyOther(inside):
            return facts_of(inside)
        case Test():
            return {condition.fact}


@given(condition=ASKED, effect=st.sampled_from((Effect.REQUIRES, Effect.CLEARS)))
@settings(max_examples=300)
def test_a_condition_can_hold_where_some_line_meets_it_and_nowhere_else(
    condition: Condition, effect: Effect
) -> None:
    normal = negation_normal(condition, effect)
    tried = any(met(normal, world, 0) for world in worlds(facts_of(condition)))

    assert WORDS.can_hold(normal) is tried, told(condition)


@given(condition=ASKED)
@settings(max_examples=50)
def test_a_condition_and_its_opposite_part_every_line_between_them(condition: Condition) -> None:
    normal = negation_normal(condition, Effect.CLEARS)
    opposite = negated(normal)

    for world in worlds(facts_of(condition)):
        assert met(normal, world, 0) is not met(opposite, world, 0)


def test_conditions_of_too_many_alternatives_count_as_able_to_hold() -> None:
    listed = Test(Scope.ROW, "regime", Op.IN, frozenset({"acme"}))
    either = [
        Any(tuple(Test(Scope.SALE, f"f{n}", Op.IN, frozenset({c})) for c in "ab"))
        for n in range(MOST_ALTERNATIVES.bit_length() + 1)
    ]

    assert not WORDS.can_hold(*either[:3], listed, Not(AnyParty(listed)))
    assert WORDS.can_hold(*either, listed, Not(AnyParty(listed)))


WRITTEN: dict[str, Condition] = {
    "food: false": Not(Test(Scope.LINE, "food", Op.IS_TRUE)),
    "purpose: repair": Test(Scope.LINE, "purpose", Op.IN, frozenset({"repair"})),
    "category: [a, b, c, ...]": Test(Scope.LINE, "category", Op.IN, frozenset("abcd")),
    "ordered_on: {on_or_before: row.from}": Test(
        Scope.ROW, "ordered_on", Op.ON_OR_BEFORE, RowDate.FROM
    ),
    "value: {below: 5, currency: USD}": Test(
        Scope.LINE, "value", Op.BELOW, Money(Decimal(5), "USD")
    ),
    "not: {any_party: {food: true}}": Not(AnyParty(Test(Scope.LINE, "food", Op.IS_TRUE))),
}


@pytest.mark.parametrize(("text", "condition"), WRITTEN.items(), ids=WRITTEN)
def test_a_condition_is_told_as_rule_files_have_it(text: str, condition: Condition) -> None:
    assert told(condition) == text


def test_a_long_condition_is_cut_short() -> None:
    parts = tuple(Test(Scope.LINE, f"attested_{n}", Op.IS_TRUE) for n in range(20))

    assert len(told(All(parts))) == 100
    assert told(All(parts)).endswith("...")
