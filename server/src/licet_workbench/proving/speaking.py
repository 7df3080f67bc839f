"""What becomes of provisions over all questions: where each speaks, is lifted, or stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from licet_engine.provisions.model import RESTRAINING, Effect
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome

from licet_workbench.proving.law import Group
from licet_workbench.proving.questions import Questions
from licet_workbench.proving.reading import Reading, Subject
from licet_workbench.proving.space import Region, apart


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one restraint on one subject: the cells in which it speaks, and stands.

    `cleared` and `permitted` are what lifts it; where both do it counts as cleared.
    """

    provision: int
    subject: Subject
    speaks: Region
    cleared: Region
    permitted: Region

    @property
    def stands(self) -> Region:
        """The cells in which nothing lifts it."""
        return self.speaks & ~self.cleared & ~self.permitted


class Standing(NamedTuple):
    """The cells in which something denies, requires, or is lifted for a time."""

    denied: Region
    required: Region
    temporary: Region

    def within(self, region: Region) -> Standing:
        """Return those of the cells that are in a region."""
        return Standing(*(own & region for own in self))

    def joined(self, other: Standing) -> Standing:
        """Return the cells of both together."""
        return Standing(*(own | more for own, more in zip(self, other, strict=True)))

    def apart(self, other: Standing) -> Region:
        """Return the cells in which another comes to something else."""
        denied, required, temporary = map(apart, self, other)
        return denied | required | temporary


@dataclass(frozen=True, slots=True)
class Answers:
    """The cells of each answer; they share none, and together are all possible cells.

    What no sale can say yet leaves a cell undetermined wherever it could turn a go into a stop.
    """

    free: Region
    temporary: Region
    required: Region
    denied: Region
    undetermined: Region

    def all(self) -> tuple[tuple[Outcome, Region], ...]:
        """Return each outcome with its cells."""
        regions = (self.free, self.temporary, self.required, self.denied, self.undetermined)
        return tuple(zip(Outcome, regions, strict=True))


class Law:
    """Some provisions of one rule set over questions; `left_out` are as if they never spoke.

    Nothing is looked at but `where`, if that is given: elsewhere nothing speaks.
    """

    def __init__(
        self,
        asked: Questions,
        group: Group,
        side: int = 0,
        left_out: frozenset[int] = frozenset(),
        where: Region | None = None,
    ) -> None:
        self.asked = asked
        self.group = group
        self.side = side
        self._where = asked.space.constant(True) if where is None else where
        self.rules: RuleSet = group.rules
        self.reading = Reading(asked, group.rules, side, where)
        self._space = asked.space
        self._governing = asked.periods.governing(
            asked.space, group.provisions, group.rules.answer_by
        )
        self._numbers = tuple(n for n in group.numbers if n not in left_out)
        self._spoken: dict[tuple[int, Subject], Region] = {}
        self._heard: dict[int, Region] = {}
        self._barred: dict[tuple[int, Subject], Region] = {}
        self._barred_always: dict[tuple[int, ...], Region] = {}
        self._active: dict[tuple[int, Subject], Region] = {}
        self._only: dict[tuple[int, int, Subject | None], Region] = {}

    def without(self, provisions: frozenset[int]) -> Law:
        """Return the same law as if some provisions never spoke."""
        return Law(self.asked, self.group, self.side, provisions, self._where)

    def _of(self, *effects: Effect) -> Iterator[int]:
        return (n for n in self._numbers if self.rules.provisions[n].effect in effects)

    def governs(self, provision: int, version: int) -> Region:
        """Return the cells whose days a version governs."""
        key = (self.rules.provisions[provision].id, version)
        return self._governing.get(key, self._space.none)

    def speaks(self, provision: int, subject: Subject) -> Region:
        """Return the cells in which a provision speaks of a subject."""
        key = (provision, subject)
        if key not in self._spoken:
            found = self._space.none
            formulas = self.rules.formula_of[provision]
            for version, formula in enumerate(formulas):
                when = self.governs(provision, version)
                if when != self._space.none:
                    found |= when & self.reading.holds(self.rules.formulas[formula], subject)
            self._spoken[key] = found & self.reading.there(subject) & self._where
        return self._spoken[key]

    def spoken(self, provision: int, subject: Subject) -> Region:
        """Return the cells in which a provision speaks of a subject, if any question has that."""
        if subject.control is not None and not self.reading.has(subject):
            return self._space.none
        return self.speaks(provision, subject)

    def heard(self, provision: int) -> Region:
        """Return the cells in which a provision speaks of some subject, or another party's."""
        if provision not in self._heard:
            own = self.rules.provisions[provision]
            brought = self.asked.others[self.side].get(own.id, self._space.none)
            found = brought & self._ever(provision) & self._where
            for subject in self.reading.subjects(own.subject):
                found |= self.speaks(provision, subject)
            self._heard[provision] = found
        return self._heard[provision]

    def _ever(self, provision: int) -> Region:
        """Return the cells on whose days some version of a provision governs."""
        found = self._space.none
        for version in range(len(self.rules.provisions[provision].versions)):
            found |= self.governs(provision, version)
        return found

    def barred(self, lifter: int, subject: Subject) -> Region:
        """Return the cells in which some bar acts on a permit or clearance of a subject."""
        key = (lifter, subject)
        if key not in self._barred:
            found = self._always_barred(lifter)
            for bar in self._bars(lifter, narrowed=True):
                found |= self.reading.narrowed(bar, subject) & self.heard(bar)
            self._barred[key] = found
        return self._barred[key]

    def _always_barred(self, lifter: int) -> Region:
        """Return the cells in which some bar acts on a permit or clearance of whatever subject."""
        bars = tuple(self._bars(lifter, narrowed=False))
        if bars not in self._barred_always:
            found = self._space.none
            for bar in bars:
                found |= self.heard(bar)
            self._barred_always[bars] = found
        return self._barred_always[bars]

    def _bars(self, lifter: int, *, narrowed: bool) -> Iterator[int]:
        for bar in self._of(Effect.BARS):
            same = (self.rules.narrowed_by[bar] is not None) == narrowed
            if same and lifter in self.rules.acts_on[bar]:
                yield bar

    def barred_by_alone(self, bar: int, lifter: int, subject: Subject) -> Region:
        """Return the cells in which something speaks that only one bar keeps from lifting."""
        alike = self.rules.provisions[lifter].subject is subject.kind
        if not alike or lifter not in self.rules.acts_on[bar]:
            return self._space.none
        spoken = self.speaks(lifter, subject) & self.reading.narrowed(lifter, subject)
        return spoken & self._alone(bar, lifter, subject)

    def _alone(self, bar: int, lifter: int, subject: Subject) -> Region:
        """Return the cells in which a bar acts on something, and no other bar does."""
        narrowed = any(
            self.rules.narrowed_by[n] is not None for n in (*self._bars(lifter, narrowed=True), bar)
        )
        key = (bar, lifter, subject if narrowed else None)
        if key not in self._only:
            found = self.reading.narrowed(bar, subject) & self.heard(bar)
            for apart in (True, False):
                for other in self._bars(lifter, narrowed=apart):
                    if other != bar:
                        found &= ~(self.reading.narrowed(other, subject) & self.heard(other))
            self._only[key] = found
        return self._only[key]

    def lifts(self, lifter: int, restraint: int, subject: Subject) -> Region:
        """Return the cells in which a permit or clearance lifts a restraint, where that speaks."""
        alike = self.rules.provisions[lifter].subject is subject.kind
        if not alike or restraint not in self.rules.acts_on[lifter]:
            return self._space.none
        key = (lifter, subject)
        if key not in self._active:
            spoken = self.speaks(lifter, subject) & self.reading.narrowed(lifter, subject)
            self._active[key] = spoken & ~self.barred(lifter, subject)
        return self._active[key]

    def verdict(self, restraint: int, subject: Subject) -> Verdict:
        """Return what becomes of a restraint on a subject."""
        speaks = self.speaks(restraint, subject)
        if speaks == self._space.none:
            return Verdict(restraint, subject, speaks, speaks, speaks)
        cleared, permitted = (
            self._lifted(restraint, subject, effect) & speaks
            for effect in (Effect.CLEARS, Effect.PERMITS)
        )
        return Verdict(restraint, subject, speaks, cleared, permitted & ~cleared)

    def _lifted(self, restraint: int, subject: Subject, effect: Effect) -> Region:
        found = self._space.constant(False)
        for lifter in self._of(effect):
            found |= self.lifts(lifter, restraint, subject)
        return found

    def verdicts(self) -> Iterator[Verdict]:
        """Yield what becomes of each restraint on each subject."""
        for restraint in self._of(*RESTRAINING):
            yield from self.verdicts_of(restraint)

    def verdicts_of(self, restraint: int) -> Iterator[Verdict]:
        """Yield what becomes of one restraint on each subject."""
        for subject in self.reading.subjects(self.rules.provisions[restraint].subject):
            yield self.verdict(restraint, subject)

    def coming_to(self, verdicts: Iterable[Verdict]) -> Standing:
        """Return what some verdicts come to together."""
        stands = dict.fromkeys(RESTRAINING, self._space.none)
        temporary = self._space.none
        for verdict in verdicts:
            effect = self.rules.provisions[verdict.provision].effect
            stands[effect] |= verdict.stands
            temporary |= verdict.permitted
        return Standing(stands[Effect.DENIES], stands[Effect.REQUIRES], temporary)

    @cached_property
    def answers(self) -> Answers:
        """The answers, if nothing but these provisions counted."""
        return answers(self.asked, *self.coming_to(self.verdicts()))


def answers(
    asked: Questions,
    denied: Region,
    required: Region,
    temporary: Region,
    unsaid: tuple[str, ...] = (),
) -> Answers:
    """Return the answers that come of what stands, and of what is lifted for a time.

    The most severe counts. Facts that no sale can say, or that this one did not, are both so and
    not so: where that comes to the same, or to nothing but goes, it is the answer; elsewhere
    nobody was told enough.
    """
    unsaid = (*asked.unsayable, *unsaid)
    denied, required, temporary = (each & asked.possible for each in (denied, required, temporary))
    required &= ~denied
    temporary &= ~denied & ~required
    free = asked.possible & ~denied & ~required & ~temporary
    if not unsaid:
        return Answers(free, temporary, required, denied, asked.space.none)
    free, temporary, required, denied = (
        asked.space.without(each, unsaid) for each in (free, temporary, required, denied)
    )
    go, stop = free | temporary, required | denied
    sure = (
        free & ~temporary & ~stop,
        temporary & ~stop,
        required & ~go & ~denied,
        denied & ~go & ~required,
    )
    sure = tuple(each & asked.possible for each in sure)
    return Answers(*sure, asked.possible & ~(sure[0] | sure[1] | sure[2] | sure[3]))
