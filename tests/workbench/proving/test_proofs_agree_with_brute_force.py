"""Random rule sets: what is proved of each question is what `decide` says of a sale like it.

`LICET_DRAWS=5000 LICET_SEED=7` draws more rule sets, and others; each comes from its seed alone.
"""

from __future__ import annotations

from collections import Counter

import drawing_rules
import pytest
from brute_force import CHUNKS, FIRST_DAY, SETS, Judged, cells, few, less, one, seeds
from licet_engine.decision.model import Decision
from licet_engine.lists import Knowledge
from licet_engine.provisions.model import LIFTING, Effect
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome
from licet_workbench.proving.boxes import MOST, boxes
from licet_workbench.proving.law import Group, lifters_of
from licet_workbench.proving.lifting import turns
from licet_workbench.proving.questions import questions
from licet_workbench.proving.speaking import Law
from licet_workbench.proving.witnesses import Witnesses

CELLS = 32
"""Questions of a rule set that are asked of `decide`; all of them where there are no more."""


def whole(rules: RuleSet, knowledge: Knowledge) -> Law:
    """Return all provisions of a rule set over the questions that they tell apart."""
    group = Group(rules, tuple(range(len(rules.provisions))))
    return Law(questions([group], FIRST_DAY, knowledge), group)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_each_question_has_the_answer_that_decide_gives_to_a_sale_like_it(chunk: int) -> None:
    seen: Counter[str] = Counter()
    for seed in seeds(chunk):
        draw = drawing_rules.seeded(seed)
        rules = RuleSet([drawing_rules.pack(draw)])
        law = whole(rules, draw.choice(list(Knowledge)))
        asked, answers, judged = law.asked, law.answers.all(), Judged(rules)
        space, made = asked.space, Witnesses(law.asked, rules)
        assert sum(space.count(region) for _, region in answers) == asked.cells, f"seed {seed}"
        for cell in cells(asked, draw, CELLS):
            region = space.cell(one(cell))
            proved = [outcome for outcome, own in answers if region & own != space.none]
            assert len(proved) == 1, f"seed {seed}: {cell} has {proved}"
            for witness in few(made.of(cell)):
                decided = judged(witness).outcome
                assert decided is proved[0], f"seed {seed}: {cell}, {witness}"
                seen[decided.value] += 1

    assert {outcome.value for outcome in Outcome} <= set(seen), seen


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_boxes_share_no_cell_and_together_are_their_region(chunk: int) -> None:
    looked_at = 0
    for seed in seeds(chunk, every=2):
        draw = drawing_rules.seeded(seed)
        law = whole(RuleSet([drawing_rules.pack(draw)]), Knowledge.ANNOUNCED)
        space = law.asked.space
        for outcome, region in law.answers.all():
            found = boxes(space, region, draw.choice((3, MOST)))
            covered = space.none
            for box in found.shown:
                own = space.cell(box.choices) & space.every
                assert space.count(own) == box.cells, f"seed {seed}: {outcome} {box}"
                assert own & covered == space.none, f"seed {seed}: {outcome} {box}"
                covered |= own
            assert covered & region == covered, f"seed {seed}: {outcome}"
            assert found.left == space.count(region & ~covered), f"seed {seed}: {outcome}"
            assert found.cells == space.count(region), f"seed {seed}: {outcome}"
            looked_at += len(found.shown)
    assert looked_at > SETS // 5


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_turns_no_answer_can_be_left_out_and_what_acts_is_told(chunk: int) -> None:
    idle = acting = witnessed = 0
    for seed in seeds(chunk, every=4):
        draw = drawing_rules.seeded(seed)
        pack = drawing_rules.entangled(draw)
        rules, knowledge = RuleSet([pack]), draw.choice(list(Knowledge))
        law, judged = whole(rules, knowledge), Judged(RuleSet([pack]))
        found = [
            t for n in lifters_of(rules) for t in turns(rules, n, FIRST_DAY, knowledge, judged)
        ]
        told = {(turn.actor, turn.on) for turn in found if turn.cells}
        names = {p.id for p in rules.provisions if p.effect in LIFTING or p.effect is Effect.BARS}
        without = [
            Judged(less(pack, name)) for name in sorted(names - {actor for actor, _ in told})
        ]
        idle, acting = idle + len(without), acting + len(told)
        made = Witnesses(law.asked, rules)
        for cell in cells(law.asked, draw, CELLS // 2):
            for witness in few(made.of(cell), 1):
                decision = judged(witness)
                assert acted(decision) <= told, f"seed {seed}: {witness}"
                for other in without:
                    assert other(witness).outcome is decision.outcome, f"seed {seed}: {witness}"
        for turn in found:
            if turn.seen is None or turn.seen.witness is None:
                continue
            witnessed += 1
            shown = judged(turn.seen.witness)
            assert (turn.actor, turn.on) in acted(shown, alone=False), f"seed {seed}: {turn}"

    assert idle > 5
    assert acting > 5
    assert witnessed > 5


def acted(decision: Decision, *, alone: bool = True) -> set[tuple[str, str]]:
    """Return who lifts what in a decision, and who bars what; what others bar too left out."""
    found: set[tuple[str, str]] = set()
    for line in decision.lines:
        for shown in line.provisions:
            found |= {(by, shown.provision_id) for by in shown.lifted_by}
            if not alone:
                found |= {(by, shown.provision_id) for by in shown.barred_by}
    return found
