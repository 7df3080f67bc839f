"""The matchers of impacts answer as the reference matcher does."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from changing_rules import shipped
from licet_engine.matching.reference import ReferenceMatcher
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
