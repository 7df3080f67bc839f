"""Random restraints: a sale that is silent on a fact is undetermined just where that is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import drawing_rules
import pytest
from brute_force import CHUNKS, FIRST_DAY, SETS, Judged, cells, few, seeds
from licet_engine.lists import Knowledge
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Line
from licet_workbench.proving.law import Group, restraints_of
from licet_workbench.proving.questions import questions
from licet_workbench.proving.silences import Silence, silences
from licet_workbench.proving.witnesses import Cell, Witness, Witnesses

SILENT: dict[str, Callable[[Line], Line]] = {
    "category": lambda line: replace(line, category=None),
    "purpose": lambda line: replace(line, purpose=None),
    "value": lambda line: replace(line, value=None),
}
"""Facts of a line that a sale need not give, and the line without them."""
CELLS = 12


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_silence_is_told_just_where_a_silent_sale_is_undetermined(chunk: int) -> None:
    seen: Counter[bool] = Counter()
    for seed in seeds(chunk, every=2):
        draw = drawing_rules.seeded(seed)
        pack = drawing_rules.pack(draw)
        for alone in (p for p in pack.provisions if not p.targets.tags):
            rules = RuleSet([replace(pack, provisions=(alone,))])
            (restraint,) = restraints_of(rules)
            told = [*silences(rules, restraint, FIRST_DAY, Knowledge.ANNOUNCED)]
            asked = questions([Group(rules, (restraint,))], FIRST_DAY, Knowledge.ANNOUNCED)
            made, judged = Witnesses(asked, rules), Judged(rules)
            if any(not axis.answerable for axis in asked.space.axes):
                continue  # what no sale can say is open in each of them
            for cell in cells(asked, draw, CELLS):
                for witness in few(made.of(cell), 1):
                    for fact, silent in SILENT.items():
                        found = judged(without(witness, silent)).outcome is Outcome.UNDETERMINED
                        text = f"seed {seed}: {fact} of {alone}, {cell}, {witness}"
                        assert found == is_told(told, fact, cell), text
                        seen[found] += 1
    assert min(seen[True], seen[False]) > SETS // CHUNKS // 10, seen


def without(witness: Witness, silent: Callable[[Line], Line]) -> Witness:
    """Return a sale that says nothing of a fact."""
    lines = tuple(map(silent, witness.sale.lines))
    return witness._replace(sale=replace(witness.sale, lines=lines))


def is_told(told: list[Silence], fact: str, cell: Cell) -> bool:
    """Tell whether a cell is among those in which silence on a fact leaves it open."""
    own = [each for each in told if each.fact == fact]
    assert all(each.boxes.left == 0 for each in own)
    return any(
        all(cell[name] in numbers for name, numbers in box.choices.items())
        for each in own
        for box in each.boxes.shown
    )
