"""What was proved is let go of at once: a diagram in a circle of references would be a fault."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace

import drawing_rules
import pytest
from brute_force import FIRST_DAY, Judged
from licet_engine.lists import Knowledge
from licet_engine.provisions.ruleset import RuleSet
from licet_workbench.proving.proof import prove
from licet_workbench.proving.space import Space
from studying import Pair


def proved(seed: int) -> None:
    rules = RuleSet([drawing_rules.entangled(drawing_rules.seeded(seed))])
    prove(rules, FIRST_DAY, Knowledge.ANNOUNCED, Judged(rules))


def compared(seed: int) -> None:
    old = drawing_rules.entangled(drawing_rules.seeded(seed))
    new = replace(old, provisions=old.provisions[:-4], rows=old.rows[1:])
    assert Pair((old, new), Knowledge.ANNOUNCED, 60).difference.studies


@pytest.mark.parametrize("made", [proved, compared])
@pytest.mark.parametrize("seed", range(3))
def test_no_space_waits_for_the_collector(made: Callable[[int], None], seed: int) -> None:
    gc.collect()
    before = {id(each) for each in gc.get_objects() if isinstance(each, Space)}
    gc.disable()
    try:
        made(seed)
        left = [e for e in gc.get_objects() if isinstance(e, Space) and id(e) not in before]
    finally:
        gc.enable()
    assert left == []
