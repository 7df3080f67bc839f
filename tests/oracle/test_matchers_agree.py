"""The compiled matcher and the reference matcher share nothing, and agree everywhere."""

from __future__ import annotations

import pytest
from licet_durable import DurableMatcher
from licet_engine.matching.reference import ReferenceMatcher
from random_rule_sets import RuleSet, rule_set

BATCHES = 30
RULE_SETS_A_BATCH = 10
VECTORS = 300


def disagreement(drawn: RuleSet) -> str | None:
    """Say on which formula and vector the matchers differ, or return None."""
    reference = ReferenceMatcher(drawn.formulas)
    with DurableMatcher(drawn.formulas, drawn.atom_count) as compiled:
        for atoms in drawn.vectors:
            ours, theirs = compiled.match(atoms), reference.match(atoms)
            for formula, one, other in zip(drawn.formulas, ours, theirs, strict=True):
                if one != other:
                    return f"{formula} on {list(atoms)}: compiled {one}, reference {other}"
    return None


@pytest.mark.parametrize("batch", range(BATCHES))
def test_both_matchers_agree_on_random_rule_sets_and_facts(batch: int) -> None:
    for seed in range(batch * RULE_SETS_A_BATCH, (batch + 1) * RULE_SETS_A_BATCH):
        assert disagreement(rule_set(seed, VECTORS)) is None, f"seed {seed}"


def test_the_random_rule_sets_reach_every_truth_and_more_than_one_ruleset_a_side() -> None:
    truths: set[int] = set()
    rulesets = 0
    for seed in range(40):
        drawn = rule_set(seed, 5)
        with DurableMatcher(drawn.formulas, drawn.atom_count) as compiled:
            rulesets = max(rulesets, len(compiled.plan.rulesets))
            truths.update(*map(compiled.match, drawn.vectors))
    assert truths == {0, 1, 2}
    assert rulesets > 2
