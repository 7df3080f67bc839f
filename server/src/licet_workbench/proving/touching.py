"""Where two rule sets can come to different answers: where some provision speaks otherwise.

Whatever two provisions are called and however they are written: where each speaks of the same
subjects, they are the same to every answer. So all that is looked at is where a provision speaks
in one rule set and not in the other, or where one speaks that acts otherwise, or is new or gone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import NamedTuple

from licet_engine.facts.ownership import OWNERSHIP
from licet_engine.lists import Knowledge
from licet_engine.provisions.conditions import Test
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope

from licet_workbench.proving import differing
from licet_workbench.proving.bounding import bounded
from licet_workbench.proving.changes import Changes
from licet_workbench.proving.law import Group, family, restraints_of
from licet_workbench.proving.questions import Questions, questions, stocks_of
from licet_workbench.proving.space import Region, apart
from licet_workbench.proving.speaking import Law
from licet_workbench.proving.worlds import Worlds, worlds

Both = tuple[frozenset[int], frozenset[int]]
"""Provisions of the old rule set and of the new one, by their numbers."""
Among = Callable[[Worlds, Worlds], Worlds]
"""Chooses the rows, places and items of a study, of those that are seen alike and the others."""


class Reach(NamedTuple):
    """The restraints that things reach which rule sets see otherwise.

    `own` changed or see such things themselves; `through` are the others, on which something acts
    that does, or something that bars that. `seeing` are all that do, by their ids.
    """

    own: Both
    through: Both
    seeing: frozenset[str]

    def all(self) -> Both:
        """Return both kinds together."""
        return self.own[0] | self.through[0], self.own[1] | self.through[1]


class Touching:
    """Finds what differences of two rule sets reach."""

    def __init__(self, changes: Changes, first: date, axis: Knowledge) -> None:
        self.changes = changes
        self._first = first
        self._axis = axis
        self._numbers = [{p.id: n for n, p in enumerate(r.provisions)} for r in changes.both]

    def questions(
        self, groups: tuple[Group, ...], among: Among, silent: frozenset[str] = frozenset()
    ) -> Questions:
        """Return the questions of groups of both rule sets, of some rows, places and items."""
        moved = self.changes.moved[0] | self.changes.moved[1]
        return self._questions(groups, among, moved | self._speaking_apart, silent)

    def _questions(
        self,
        groups: tuple[Group, ...],
        among: Among,
        apart: frozenset[str],
        silent: frozenset[str] = frozenset(),
    ) -> Questions:
        stocks = stocks_of(groups)
        regular = worlds(stocks, self._axis)
        other = Worlds(
            differing.rows(self.changes, stocks, self._axis),
            differing.places(self.changes, stocks, self._axis) if regular.places else (),
            differing.items(self.changes, stocks, self._axis) if regular.items else (),
        )
        asked = questions(groups, self._first, self._axis, among(regular, other), apart, silent)
        return bounded(asked, groups)

    @cached_property
    def by_rules(self) -> Both:
        """The restraints whose verdicts may differ on things that both rule sets see alike."""
        alike = frozenset(self.changes.reworded) - self._speaking_apart
        return self.changes.touched_but_for(alike)

    @cached_property
    def _speaking_apart(self) -> frozenset[str]:
        """The provisions that are written otherwise and do speak otherwise."""
        return frozenset(name for name in self.changes.reworded if not self._speaks_alike(name))

    def _speaks_alike(self, name: str) -> bool:
        """Tell whether a provision that is written otherwise speaks as before."""
        groups = tuple(
            Group(rules, (numbers[name],))
            for rules, numbers in zip(self.changes.both, self._numbers, strict=True)
        )
        asked = self._questions(groups, lambda regular, _: regular, frozenset())
        return bool(self._apart(asked, groups, name) & asked.possible == asked.space.none)

    def by_world(self, scope: Scope, among: Among) -> Reach:
        """Return the restraints that changed, or that things reach which are seen otherwise."""
        readers = tuple(_readers(rules, scope) for rules in self.changes.both)
        groups = tuple(
            Group(rules, tuple(sorted(own)))
            for rules, own in zip(self.changes.both, readers, strict=True)
        )
        asked = self.questions(groups, among)
        names = {p.id for group in groups for p in group.provisions}
        seeing = frozenset(
            name
            for name in names
            if self._apart(asked, groups, name) & asked.possible != asked.space.none
        )
        own = [
            touched | {n for n in restraints_of(rules) if rules.provisions[n].id in seeing}
            for rules, touched in zip(self.changes.both, self.by_rules, strict=True)
        ]
        through = [
            with_any(rules, seeing) - mine
            for rules, mine in zip(self.changes.both, own, strict=True)
        ]
        return Reach((own[0], own[1]), (through[0], through[1]), seeing)

    def where(
        self, asked: Questions, groups: tuple[Group, ...], among: frozenset[str] | None = None
    ) -> Region:
        """Return the cells outside of which both rule sets come to the same, or some of them do."""
        names = {p.id for group in groups for p in group.provisions}
        found = asked.space.none
        for name in sorted(names if among is None else names & among):
            found |= self._apart(asked, groups, name)
        # What no sale can say is open in every question: it is so, and not so.
        return asked.space.without(found, asked.unsayable) & asked.possible

    def _apart(self, asked: Questions, groups: tuple[Group, ...], name: str) -> Region:
        """Return the cells in which a provision speaks otherwise, or speaks and acts otherwise."""
        found = asked.space.none
        laws = []
        for side, group in enumerate(groups):
            number = self._numbers[side].get(name)
            if number is None or number not in group.numbers:
                continue
            own = Group(group.rules, (number,))
            laws.append((Law(asked, own, side), number, name in self.changes.moved[side]))
        for law, number, acts_otherwise in laws:
            if acts_otherwise or len(laws) == 1:
                found |= law.heard(number)
        if len(laws) > 1 and not laws[0][2]:
            found |= _spoken_apart((laws[0][0], laws[0][1]), (laws[1][0], laws[1][1]))
        return found


def _spoken_apart(old: tuple[Law, int], new: tuple[Law, int]) -> Region:
    """Return the cells in which a provision speaks of some subject in one law and not in the other.

    Of several controls of an item some may come and others go: each is compared by itself. What
    it acts on may be narrowed to list rows, which may be seen otherwise.
    """
    (before, was), (after, now) = old, new
    found = apart(before.heard(was), after.heard(now))
    kind = before.rules.provisions[was].subject
    for subject in {*before.reading.subjects(kind), *after.reading.subjects(kind)}:
        found |= apart(before.spoken(was, subject), after.spoken(now, subject))
    if before.rules.narrowed_by[was] is not None:
        for subject in before.reading.subjects(SubjectKind.PARTY):
            ways = (before.reading.narrowed(was, subject), after.reading.narrowed(now, subject))
            found |= apart(*ways)
    return found


def _readers(rules: RuleSet, scope: Scope) -> frozenset[int]:
    """Return the provisions that read anything of a kind of thing."""
    return frozenset(
        n
        for n in range(len(rules.provisions))
        if any(_reads(test, scope) for test in Group(rules, (n,)).tests())
    )


def _reads(test: Test, scope: Scope) -> bool:
    if scope is Scope.CONTROL:
        return test.scope is scope or test.fact in ("category", "kind")
    if scope is Scope.DESTINATION:
        return test.scope is scope or test.fact == "country"
    return test.scope is scope or test.fact in OWNERSHIP


def with_any(rules: RuleSet, names: frozenset[str]) -> frozenset[int]:
    """Return the restraints that are, are lifted by or are barred from it by any of some."""
    return frozenset(
        n for n in restraints_of(rules) if any(p.id in names for p in family(rules, [n]).provisions)
    )
