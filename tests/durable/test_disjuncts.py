"""Writing a formula out as alternatives keeps its strong Kleene truth."""

from __future__ import annotations

import random
from itertools import product

import pytest
from licet_durable.disjuncts import TooManyAlternativesError, alternatives, contradicts_itself
from licet_engine.matching.protocol import FALSE, TRUE, UNKNOWN
from licet_engine.matching.reference import truth
from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal

A, B, C, D = (Literal(atom) for atom in range(4))
NOT_A = Literal(0, negated=True)
VECTORS = [bytes(vector) for vector in product((FALSE, TRUE, UNKNOWN), repeat=4)]


def random_formula(draw: random.Random, depth: int) -> Formula:
    if not depth or draw.random() < 0.3:
        return Literal(draw.randrange(4), draw.random() < 0.4)
    parts = tuple(random_formula(draw, depth - 1) for _ in range(draw.randint(0, 3)))
    return draw.choice((AllOf, AnyOf))(parts)


def kleene(formula: Formula, atoms: bytes) -> int:
    """Answer from the alternatives alone, as the rules of the two sides do."""
    found = alternatives(formula, 1000)
    known = (one for one in found if not contradicts_itself(one))
    if any(all(truth(literal, atoms) == TRUE for literal in one) for one in known):
        return TRUE
    possible = any(all(truth(literal, atoms) != FALSE for literal in one) for one in found)
    return UNKNOWN if possible else FALSE


def test_alternatives_have_the_kleene_truth_of_the_formula_for_every_vector() -> None:
    draw = random.Random(7)  # noqa: S311 seeded, to come back
    for _ in range(150):
        formula = random_formula(draw, 3)
        assert [kleene(formula, v) for v in VECTORS] == [truth(formula, v) for v in VECTORS]


def test_a_contradiction_is_unknown_where_its_atom_is() -> None:
    contradiction = AllOf((A, NOT_A))
    assert kleene(contradiction, bytes([UNKNOWN, 0, 0, 0])) == UNKNOWN
    assert kleene(contradiction, bytes([TRUE, 0, 0, 0])) == FALSE
    assert alternatives(contradiction, 8) == {frozenset({A, NOT_A})}


def test_an_alternative_implied_by_a_weaker_one_is_dropped() -> None:
    assert alternatives(AnyOf((AllOf((A, B)), A, AllOf((A, C)))), 8) == {frozenset({A})}


def test_a_conjunction_of_choices_is_distributed() -> None:
    formula = AllOf((AnyOf((A, B)), AnyOf((C, D))))
    assert alternatives(formula, 8) == {frozenset(pair) for pair in product((A, B), (C, D))}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (AllOf(()), {frozenset()}),
        (AnyOf(()), set()),
        (AllOf((A, AnyOf(()))), set()),
        (AnyOf((A, AllOf(()))), {frozenset()}),
    ],
)
def test_constants_are_no_alternative_or_an_empty_one(
    formula: Formula, expected: set[frozenset[Literal]]
) -> None:
    assert alternatives(formula, 8) == expected


def test_one_alternative_past_the_bound_is_refused() -> None:
    pairs = [AnyOf((Literal(2 * i), Literal(2 * i + 1))) for i in range(4)]
    assert len(alternatives(AllOf(tuple(pairs[:3])), 8)) == 8
    with pytest.raises(TooManyAlternativesError):
        alternatives(AllOf(tuple(pairs)), 8)


def test_an_explosion_is_refused_before_it_is_written_out() -> None:
    wide = AnyOf(tuple(map(Literal, range(100))))
    other = AnyOf(tuple(map(Literal, range(100, 200))))
    with pytest.raises(TooManyAlternativesError):
        alternatives(AllOf((wide, other)), 128)
