"""Restraints that do not see a change themselves, but what lifts them does, or what bars that.

A party that is newly listed has every license exception barred, and so nearly every requirement
is touched. Together they are too many to be laid over each other; so each is looked at by itself
beside those that do see the change: where its own verdict differs, and these alone come to the
same. No other answer changes but those that are told of them: what stands in one rule set alone
is of a restraint whose verdict differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.proving.law import Group, family, restraint_names
from licet_workbench.proving.looking import Ask, Looking
from licet_workbench.proving.questions import Questions
from licet_workbench.proving.space import Region
from licet_workbench.proving.speaking import Answers, Law, Standing, answers
from licet_workbench.proving.studies import Study
from licet_workbench.proving.studying import Studying
from licet_workbench.proving.touching import Among, Both, Reach, Touching

FEW_ASKED = 8, 1
"""Sales asked about for one change of one restraint, and those that are enough to show it."""
MOST_OF_ONE = 12
"""Boxes taken out of one region of one restraint: there are many restraints."""


class Through:
    """Looks at the restraints that a change reaches through others alone."""

    def __init__(self, touching: Touching, reach: Reach, among: Among, ask: Ask, most: int) -> None:
        self._touching = touching
        self._changes = touching.changes
        self._reach = reach
        self._among = among
        self._ask = ask
        self._most = most

    def studies(self, of: str) -> Iterator[Study]:
        """Yield a study of each restraint whose verdict differs somewhere."""
        for seeing, names in self._together().items():
            yield from self._studies(of, seeing, names)

    def _together(self) -> dict[frozenset[str], frozenset[str]]:
        """Return the restraints by what acts on them that sees the change."""
        acting: dict[str, frozenset[str]] = {}
        for rules, numbers in zip(self._changes.both, self._reach.through, strict=True):
            for number in numbers:
                name = rules.provisions[number].id
                seeing = {p.id for p in family(rules, [number]).provisions} & self._reach.seeing
                acting[name] = acting.get(name, frozenset()) | seeing
        found: dict[frozenset[str], frozenset[str]] = {}
        for name, own in acting.items():
            found[own] = found.get(own, frozenset()) | {name}
        return found

    def _studies(self, of: str, seeing: frozenset[str], names: frozenset[str]) -> Iterator[Study]:
        own = [self._numbered(names, side) for side in (0, 1)]
        groups = self._families((own[0] | self._reach.own[0], own[1] | self._reach.own[1]))
        asked = self._touching.questions(groups, self._among)
        where = self._touching.where(asked, groups, seeing)
        where &= _spoken(_laws(asked, groups, where), own)
        laws = _laws(asked, groups, where)
        beside = [_coming_to(law, self._reach.own[law.side]) for law in laws]
        untold = where & _alike([answers(asked._replace(possible=where), *own) for own in beside])
        for name in sorted(names):
            alone = [_coming_to(law, self._numbered({name}, law.side)) for law in laws]
            differs = asked.space.without(alone[0].apart(alone[1]), asked.unsayable) & untold
            if differs != asked.space.none:
                yield self._study(of, name, asked, differs, beside, alone)

    def _study(
        self,
        of: str,
        name: str,
        asked: Questions,
        differs: Region,
        beside: list[Standing],
        alone: list[Standing],
    ) -> Study:
        inside = asked._replace(possible=differs)
        ways = [
            answers(inside, *own.within(differs).joined(others.within(differs)))
            for own, others in zip(alone, beside, strict=True)
        ]
        looking = Looking(self._ask, *FEW_ASKED)
        studying = Studying(asked, self._changes, looking, min(self._most, MOST_OF_ONE))
        return studying.study(of, {*self._beside, name}, differs, ways, through=name)

    @cached_property
    def _beside(self) -> frozenset[str]:
        """The ids of the restraints that see the change."""
        return restraint_names(self._families(self._reach.own))

    def _families(self, restraints: Both) -> tuple[Group, ...]:
        return tuple(
            family(rules, own) for rules, own in zip(self._changes.both, restraints, strict=True)
        )

    def _numbered(self, names: frozenset[str] | set[str], side: int) -> frozenset[int]:
        rules: RuleSet = self._changes.both[side]
        return frozenset(n for n in self._reach.through[side] if rules.provisions[n].id in names)


def _laws(asked: Questions, groups: Sequence[Group], where: Region) -> list[Law]:
    return [Law(asked, group, side, where=where) for side, group in enumerate(groups)]


def _alike(ways: Sequence[Answers]) -> Region:
    """Return the cells whose answers are the same both ways."""
    both = [each.all() for each in ways]
    found = both[0][0][1] & both[1][0][1]
    for (_, before), (_, after) in zip(*both, strict=True):
        found |= before & after
    return found


def _coming_to(law: Law, restraints: frozenset[int]) -> Standing:
    verdicts = (each for restraint in restraints for each in law.verdicts_of(restraint))
    return law.coming_to(verdicts)


def _spoken(laws: Sequence[Law], restraints: Sequence[frozenset[int]]) -> Region:
    """Return the cells in which some of some restraints speaks."""
    found = laws[0].asked.space.none
    for law, own in zip(laws, restraints, strict=True):
        for restraint in own:
            found |= law.heard(restraint)
    return found
