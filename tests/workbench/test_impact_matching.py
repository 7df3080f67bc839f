"""The matchers of impacts answer as the reference matcher does."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from changing_rules import shipped
from licet_engine.matching.reference import ReferenceMatcher
from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal
from licet_workbench.impact.kleene import inquired, ordered, truth
from licet_workbench.impact.matching import WatchingMatcher

UNDECIDED = 1
MIXES = {"mostly false": (8, 1, 1), "everything known": (9, 1, 0), "little known": (1, 1, 8)}


@pytest.mark.parametrize("mix", MIXES)
def test_every_formula_of_the_shipped_rules_has_the_truth_that_the_reference_gives(
    mix: str,
) -> None:
    draw = Random(7)  # noqa: S311 (seeded, to come back)
    rules = shipped()
    watching, reference = WatchingMatcher(rules.formulas), ReferenceMatcher(rules.formulas)
    for _ in range(200):
        atoms = bytes(draw.choices((0, 1, 2), MIXES[mix], k=len(rules.atoms.atoms)))
        assert watching.match(atoms) == reference.match(atoms)


ATOMS = 6


def drawn(draw: Random, depth: int = 3) -> Formula:
    """Return any formula: of literals, of others, and of nothing at all."""
    if depth == 0 or draw.random() < 0.3:
        return Literal(draw.randrange(ATOMS), draw.random() < 0.4)
    kind = draw.choice((AllOf, AnyOf))
    return kind(tuple(drawn(draw, depth - 1) for _ in range(draw.choice((0, 1, 2, 2, 3)))))


@pytest.mark.parametrize("seed", range(40))
def test_any_formula_has_the_truth_that_the_reference_gives(seed: int) -> None:
    draw = Random(seed)  # noqa: S311 (seeded, to come back)
    formulas = tuple(drawn(draw) for _ in range(30))
    watching, reference = WatchingMatcher(formulas), ReferenceMatcher(formulas)
    for mix in MIXES.values():
        for _ in range(40):
            atoms = bytes(draw.choices((0, 1, 2), mix, k=ATOMS))
            assert watching.match(atoms) == reference.match(atoms)


@pytest.mark.parametrize("mix", MIXES)
def test_columns_of_truths_have_the_truth_that_the_reference_gives_each_row(mix: str) -> None:
    draw = Random(8)  # noqa: S311 (seeded, to come back)
    rules = shipped()
    size = len(rules.atoms.atoms)
    rows = [bytes(draw.choices((0, 1, 2), MIXES[mix], k=size)) for _ in range(100)]
    columns = np.stack([ordered(row) for row in rows])
    reference = ReferenceMatcher(rules.formulas)
    expected = np.stack([ordered(reference.match(row)) for row in rows])
    for number, formula in enumerate(rules.formulas):
        told = truth(formula, lambda atom: columns[:, atom])
        assert (told == expected[:, number]).all()
        again, literals = inquired(formula, lambda atom: columns[:, atom])
        assert (again == told).all()
        turns = np.zeros(len(rows), dtype=bool)
        for _, reached in literals:
            turns |= reached
        assert (turns == (told == UNDECIDED)).all()
