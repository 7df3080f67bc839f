"""That a pack which may not loosen never does: with it no question has a milder answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

from licet_engine.lists import Knowledge
from licet_engine.provisions.model import LIFTING, RESTRAINING, Effect
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome

from licet_workbench.proving.boxes import Boxes, boxes
from licet_workbench.proving.law import Group, family
from licet_workbench.proving.questions import questions
from licet_workbench.proving.speaking import Law

_SHOWN = 12
_SEVERITY = {
    Outcome.NO_LICENSE_NEEDED: 0,
    Outcome.TEMPORARY_LICENSE: 1,
    Outcome.UNDETERMINED: 2,
    Outcome.LICENSE_REQUIRED: 3,
    Outcome.DENIED: 4,
}


@dataclass(frozen=True, slots=True)
class Strictness:
    """A pack beside the law: in how many questions it is stricter, the same, and looser."""

    pack: str
    questions: int
    stricter: int
    same: int
    looser: int
    loosened: Boxes


def strictness(rules: RuleSet, first: date, axis: Knowledge) -> tuple[Strictness, ...]:
    """Return for each pack that may not loosen what its provisions do to answers."""
    return tuple(
        _of_pack(rules, pack.name, first, axis)
        for pack in rules.packs
        if not pack.may_loosen and pack.provisions
    )


def _of_pack(rules: RuleSet, pack: str, first: date, axis: Knowledge) -> Strictness:
    own = [n for n, p in enumerate(rules.provisions) if p.pack == pack]
    restraints = {n for n in own if rules.provisions[n].effect in RESTRAINING}
    acting = [n for n in own if rules.provisions[n].effect in LIFTING | {Effect.BARS}]
    restraints |= {n for actor in acting for n in _reached(rules, actor)}
    group = family(rules, restraints)
    group = Group(rules, tuple(sorted({*group.numbers, *own})))
    asked = questions([group], first, axis)
    law = Law(asked, group)
    answers = law.answers.all()
    without = law.without(frozenset(own)).answers.all()
    stricter = same = looser = 0
    loosened = asked.space.none
    for (before, old), (after, new) in product(without, answers):
        region = old & new
        change = _SEVERITY[after] - _SEVERITY[before]
        cells = asked.space.count(region)
        if change > 0:
            stricter += cells
        elif change:
            looser += cells
            loosened |= region
        else:
            same += cells
    found = boxes(asked.space, loosened, _SHOWN)
    return Strictness(pack, asked.cells, stricter, same, looser, found)


def _reached(rules: RuleSet, actor: int) -> set[int]:
    """Return the restraints that a lifter acts on, or that what a bar acts on lifts."""
    if rules.provisions[actor].effect is not Effect.BARS:
        return set(rules.acts_on[actor])
    return {n for lifter in rules.acts_on[actor] for n in rules.acts_on[lifter]}
