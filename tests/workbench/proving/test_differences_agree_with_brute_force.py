"""Random pairs of rule sets: the answers that are told to change are those that do.

`LICET_DRAWS=5000 LICET_SEED=7` draws more pairs, and others; each comes from its seed alone.
"""

from __future__ import annotations

from collections import Counter

import drawing_rules
import pytest
from brute_force import CHUNKS, SETS, cells, few, seeds
from drawing_rules import Draw
from editing_rules import CHANGES, NOTHINGS, Edit
from licet_engine.errors import RuleSetError
from licet_engine.lists import Knowledge
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome
from licet_workbench.proving.studies import Shift
from licet_workbench.proving.witnesses import Cell, Witness, Witnesses
from studying import SEVERITY, Pair

CELLS, IN_A_BOX, BOXES = 16, 2, 8
"""Questions drawn from all, and from each of some boxes that change."""
MOST = 60


def pair(draw: Draw, edit: Edit) -> Pair:
    """Return a random pack and an edit of it that loads."""
    while True:
        old = drawing_rules.entangled(draw) if draw.random() < 0.5 else drawing_rules.pack(draw)
        try:
            new = edit(draw, old)
            RuleSet([new])
        except RuleSetError:
            continue
        return Pair((old, new), draw.choice(list(Knowledge)), MOST)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_answers_that_change_are_those_that_are_told(chunk: int) -> None:
    seen: Counter[str] = Counter()
    for seed in seeds(chunk):
        draw = drawing_rules.seeded(seed)
        edit = draw.choice(CHANGES)
        both = pair(draw, edit)
        for study in both.difference.studies:
            assert study.changing + study.same == study.cells, f"seed {seed}: {edit.__name__}"
        if any(study.left for study in both.difference.studies):
            seen["too many boxes"] += 1
            continue
        for cell, witness in orders(draw, both):
            seen[held(both, cell, witness, f"seed {seed}: {edit.__name__}")] += 1
    assert min(seen["the same"], seen["changed"]) > SETS // CHUNKS // 5, seen
    assert seen["too many boxes"] < SETS // CHUNKS // 5, seen


def orders(draw: Draw, both: Pair) -> list[tuple[Cell, Witness]]:
    """Return orders of all questions, and of those that are told to change."""
    regions = [
        both.region(study, each)
        for study in both.difference.studies
        for each in draw.sample(study.changed, min(BOXES, len(study.changed)))
    ]
    made = [Witnesses(both.asked, judged.rules) for judged in both.judged]
    own = [*cells(both.asked, draw, CELLS)]
    own += [cell for region in regions for cell in cells(both.asked, draw, IN_A_BOX, region)]
    return [(cell, witness) for cell in own for each in made for witness in few(each.of(cell), 1)]


def held(both: Pair, cell: Cell, witness: Witness, name: str) -> str:
    """Hold one order against what is told, and return how it came out."""
    old, new = both.outcomes(witness)
    studied = both.studied(cell, witness)
    shifts = {of: [each.shift for each in boxes] for of, boxes in studied.items()}
    told = f"{name}: {witness}, {old} to {new}, told in {shifts}"
    if not any(studied.values()):
        assert old is new, told
        return "the same"
    if old is new and "rules" not in studied and both.doubtful(witness):
        return "the same"
    if any(Outcome.UNDETERMINED in shift for own in shifts.values() for shift in own):
        return "open"
    for of, own in shifts.items():
        assert not own or ways(both, of, witness, own), f"{told}: {of}"
    return "changed" if old is not new else "stopped anyway"


def ways(both: Pair, of: str, witness: Witness, shifts: list[Shift]) -> bool:
    """Tell whether what a study looks at comes to what it tells."""
    if of == "rules":
        beside = both.beside(witness).outcome
        if beside is Outcome.UNDETERMINED:
            return True
        found = tuple(
            tuple(max(own, beside, key=SEVERITY.index) for own in shift) for shift in shifts
        )
        return both.outcomes(witness) in found
    study = both.study(of)
    assert study is not None
    old, new = (judged(witness).outcome for judged in both.told_by(study))
    return Outcome.UNDETERMINED in (old, new) or (old, new) in shifts


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_an_edit_that_means_nothing_changes_no_answer(chunk: int) -> None:
    for seed in seeds(chunk, every=4):
        draw = drawing_rules.seeded(seed)
        for edit in NOTHINGS:
            both = pair(draw, edit)
            assert both.difference.changed == (), f"seed {seed}: {edit.__name__}"
            assert all(study.left == 0 for study in both.difference.studies)
            assert all(study.same == study.cells for study in both.difference.studies)
