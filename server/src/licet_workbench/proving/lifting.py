"""What each permit, clearance and bar does to restraints, in questions of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from licet_engine.lists import Knowledge
from licet_engine.provisions.model import Effect, Provision
from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.proving.boxes import Boxes, boxes
from licet_workbench.proving.law import Group, family
from licet_workbench.proving.questions import questions
from licet_workbench.proving.reading import Subject
from licet_workbench.proving.seeking import Ask, Confirmed, Seeking, Wanted, barred, lifted
from licet_workbench.proving.space import Region
from licet_workbench.proving.speaking import Law

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """One provision that acts on another: in how many questions that turns on it, and a sale.

    `on` is the restraint that is lifted, or the permit or clearance that is barred where nothing
    else bars it, and would lift some restraint there.
    """

    actor: str
    effect: Effect
    on: str
    cells: int
    questions: int
    boxes: Boxes
    seen: Confirmed | None


def turns(
    rules: RuleSet,
    lifter: int,
    first: date,
    axis: Knowledge,
    ask: Ask,
    only: frozenset[str] | None = None,
) -> tuple[Turn, ...]:
    """Return what a permit or clearance lifts, and what keeps it from lifting.

    The questions are those that it, all that it may lift, and all that bars it tell apart. With
    `only`, nothing is told of what the other provisions do.
    """
    return tuple(_OfLifter(rules, lifter, first, axis, ask).turns(only))


def lifts_alone(rules: RuleSet, lifter: int, first: date, axis: Knowledge) -> bool:
    """Tell whether some answer turns on a permit or clearance: it lifts what nothing else does.

    A clearance counts beside permits, which leave a license that is temporary.
    """
    return any(
        _lifts_alone(rules, lifter, restraint, first, axis)
        for restraint in rules.acts_on[lifter]
        if rules.provisions[restraint].subject is rules.provisions[lifter].subject
    )


def _lifts_alone(rules: RuleSet, lifter: int, restraint: int, first: date, axis: Knowledge) -> bool:
    group = family(rules, [restraint])
    asked = questions([group], first, axis)
    law = Law(asked, group)
    weak = rules.provisions[lifter].effect is Effect.PERMITS
    others = [
        n
        for n in group.numbers
        if n != lifter
        and restraint in rules.acts_on[n]
        and (weak or rules.provisions[n].effect is Effect.CLEARS)
    ]
    for subject in law.reading.subjects(rules.provisions[restraint].subject):
        region = law.speaks(restraint, subject) & law.lifts(lifter, restraint, subject)
        for other in others:
            region &= ~law.lifts(other, restraint, subject)
        if region & asked.possible != asked.space.none:
            return True
    return False


class _OfLifter:
    def __init__(self, rules: RuleSet, lifter: int, first: date, axis: Knowledge, ask: Ask) -> None:
        own = rules.provisions[lifter]
        self._lifter = lifter
        self._own = own
        self._rules = rules
        self._restraints = [
            n for n in rules.acts_on[lifter] if rules.provisions[n].subject is own.subject
        ]
        self._bars = [
            n
            for n, p in enumerate(rules.provisions)
            if p.effect is Effect.BARS and lifter in rules.acts_on[n]
        ]
        numbers = tuple(sorted({lifter, *self._restraints, *self._bars}))
        group = Group(rules, numbers)
        self._asked = questions([group], first, axis)
        self._law = Law(self._asked, group)
        self._subjects = self._law.reading.subjects(own.subject)
        self._seeking = Seeking(self._asked, rules, ask)
        self._cells = self._asked.cells
        self._spoken: dict[Subject, Region] = {}

    def turns(self, only: frozenset[str] | None) -> Iterator[Turn]:
        if only is None or self._own.id in only:
            for restraint in self._restraints:
                yield self._lifting(restraint)
        for bar in self._bars:
            if only is None or self._rules.provisions[bar].id in only:
                yield self._barring(bar)

    def _lifting(self, restraint: int) -> Turn:
        law, name = self._law, self._rules.provisions[restraint].id
        region = self._any(
            law.speaks(restraint, s) & law.lifts(self._lifter, restraint, s) for s in self._subjects
        )
        return self._turn(self._own, name, region, lifted(name, self._own.id))

    def _barring(self, bar: int) -> Turn:
        law, own = self._law, self._rules.provisions[bar]
        region = self._any(
            self._restrained(s) & law.barred_by_alone(bar, self._lifter, s) for s in self._subjects
        )
        return self._turn(own, self._own.id, region, barred(self._own.id, own.id))

    def _restrained(self, subject: Subject) -> Region:
        """Return the cells in which something speaks of a subject that could be lifted."""
        if subject not in self._spoken:
            found = self._asked.space.none
            for restraint in self._restraints:
                found |= self._law.speaks(restraint, subject)
            self._spoken[subject] = found
        return self._spoken[subject]

    def _turn(self, actor: Provision, on: str, region: Region, wanted: Wanted) -> Turn:
        space = self._asked.space
        seen = self._seeking.sought(region, wanted)
        found = boxes(space, region, _SHOWN)
        return Turn(actor.id, actor.effect, on, found.cells, self._cells, found, seen)

    def _any(self, regions: Iterable[Region]) -> Region:
        found = self._asked.space.none
        for region in regions:
            found |= region
        return found & self._asked.possible
