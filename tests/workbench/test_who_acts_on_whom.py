"""What belongs to a restraint is found by who acts on whom, and nothing of it is left out."""

from __future__ import annotations

from functools import cache

import pytest
from licet_engine.provisions.model import LIFTING, Effect
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules
from licet_workbench.proving.law import actors_of, family, restraints_of


@cache
def shipped() -> RuleSet:
    """The shipped packs."""
    return RuleSet(load_packs(shipped_rules(), ALL_PACKS).packs)


def test_whoever_names_a_provision_acts_on_it_and_nobody_else_does() -> None:
    rules = shipped()
    pairs = {(n, target) for n, own in enumerate(rules.acts_on) for target in own}
    acting = actors_of(rules)
    assert pairs
    assert {(n, target) for target, own in enumerate(acting) for n in own} == pairs


@pytest.mark.parametrize("together", [1, 7], ids=["one by one", "seven together"])
def test_a_family_is_its_restraints_what_lifts_any_of_them_and_what_bars_that(
    together: int,
) -> None:
    rules = shipped()
    every = restraints_of(rules)
    for first in range(0, len(every), together):
        own = set(every[first : first + together])
        lifters = {
            n
            for n, p in enumerate(rules.provisions)
            if p.effect in LIFTING and own & set(rules.acts_on[n])
        }
        bars = {
            n
            for n, p in enumerate(rules.provisions)
            if p.effect is Effect.BARS and lifters & set(rules.acts_on[n])
        }
        assert family(rules, own).numbers == tuple(sorted(own | lifters | bars))
