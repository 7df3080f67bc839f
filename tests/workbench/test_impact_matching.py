"""The matcher of impacts answers as the reference matcher does."""

from __future__ import annotations

from random import Random

import pytest
from changing_rules import shipped
from licet_engine.matching.reference import ReferenceMatcher
from licet_workbench.impact.matching import GuardedMatcher

MIXES = {"mostly false": (8, 1, 1), "everything known": (9, 1, 0), "little known": (1, 1, 8)}


@pytest.mark.parametrize("mix", MIXES)
def test_every_formula_of_the_shipped_rules_has_the_truth_that_the_reference_gives(
    mix: str,
) -> None:
    draw = Random(7)  # noqa: S311 (seeded, to come back)
    rules = shipped()
    guarded, reference = GuardedMatcher(rules.formulas), ReferenceMatcher(rules.formulas)
    for _ in range(200):
        atoms = bytes(draw.choices((0, 1, 2), MIXES[mix], k=len(rules.atoms.atoms)))
        assert guarded.match(atoms) == reference.match(atoms)
