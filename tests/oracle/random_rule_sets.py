"""Random rule sets and facts, each from its seed alone."""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import prod

from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal

MOST_ALTERNATIVES = 100


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Formulas, and vectors of atoms to evaluate them on."""

    formulas: tuple[Formula, ...]
    atom_count: int
    vectors: tuple[bytes, ...]


def rule_set(seed: int, vectors: int) -> RuleSet:
    """Draw a rule set; its size, depth and share of negations are drawn as well."""
    draw = random.Random(seed)  # noqa: S311 seeded, to come back
    atom_count = draw.choice((1, 2, 3, 5, 10, 20, 40, 80))
    negations = draw.choice((0.0, 0.1, 0.5))
    depth = draw.choice((0, 1, 2, 2, 3))
    count = draw.choice((1, 3, 10, 30, 60, 90))
    formulas = [_bounded(draw, atom_count, negations, depth) for _ in range(count)]
    formulas += draw.choices(formulas, k=count // 10)  # some conditions stand twice
    return RuleSet(
        tuple(formulas),
        atom_count,
        tuple(_vector(draw, atom_count) for _ in range(vectors)),
    )


def _bounded(draw: random.Random, atoms: int, negations: float, depth: int) -> Formula:
    while _most_alternatives(found := _formula(draw, atoms, negations, depth)) > MOST_ALTERNATIVES:
        pass
    return found


def _formula(draw: random.Random, atoms: int, negations: float, depth: int) -> Formula:
    if not depth or draw.random() < 0.2:
        # the few first atoms are in most conditions, as in a law
        atom = min(draw.randrange(atoms), draw.randrange(atoms))
        return Literal(atom, draw.random() < negations)
    width = draw.choice((0, 1, 2, 2, 3, 3, 4, 5))
    parts = tuple(_formula(draw, atoms, negations, depth - 1) for _ in range(width))
    return draw.choice((AllOf, AnyOf))(parts)


def _most_alternatives(formula: Formula) -> int:
    match formula:
        case Literal():
            return 1
        case AllOf(parts):
            return prod(map(_most_alternatives, parts))
        case AnyOf(parts):
            return sum(map(_most_alternatives, parts))


def _vector(draw: random.Random, atoms: int) -> bytes:
    weights = draw.choice(((1, 1, 1), (8, 2, 1), (1, 8, 1), (1, 1, 8), (1, 1, 0), (1, 0, 0)))
    return bytes(draw.choices((0, 1, 2), weights, k=atoms))
