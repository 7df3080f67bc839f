"""Which answers differ between two rule sets: every one of them, as boxes, and no other.

A restraint that both rule sets have, word for word with all that lifts it and bars that, comes to
the same in both on the same facts. So questions are cut at the borders of the other restraints
alone, and of the rows, places and items that differ; each kind of these is a study of its own.
Where what did not change stops an order anyway, its answer stays: whatever is found to stand
beside a witness is taken into the study, until each box has an order whose answer changes or no
order in it does. List rows reach nearly every requirement through what they bar; those are looked
at one by one (see `through`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from licet_engine.lists import Knowledge
from licet_engine.provisions.model import RESTRAINING, Provision
from licet_engine.vocabulary import Scope

from licet_workbench.proving.boxes import MOST
from licet_workbench.proving.changes import Changes
from licet_workbench.proving.law import Group, family, restraint_names
from licet_workbench.proving.looking import Ask, Looking
from licet_workbench.proving.silent_sales import silent_answers, turning_on
from licet_workbench.proving.speaking import Law
from licet_workbench.proving.studies import ROWS, Difference, Study
from licet_workbench.proving.studying import Studying
from licet_workbench.proving.through import FEW_ASKED, MOST_OF_ONE, Through
from licet_workbench.proving.touching import Among, Both, Touching
from licet_workbench.proving.worlds import Worlds

_ROUNDS = 2
_ASKED, _FOUND = 60, 10
"""Sales asked about for one change, and those that are enough to show it."""
_TOGETHER = 7
"""Restraints that turn on one fact and are laid over each other; of more each is by itself."""
_RESTRAINING = frozenset(effect.value for effect in RESTRAINING)


LookedAt = Callable[[str, tuple[Group, ...]], Study]
"""Makes a study of some provisions of both rule sets, with what it is of."""
Progress = Callable[[int, int], None]
"""Is told how many studies are done, and of how many, as far as is known."""


def difference(
    changes: Changes,
    first: date,
    axis: Knowledge,
    ask: Ask,
    most: int = MOST,
    progress: Progress = lambda *_: None,
) -> Difference:
    """Return which answers differ, from the first day that rules are for on."""
    found: list[Study] = []
    differing = _Differing(changes, first, axis, ask, most)
    for study in differing.studies():
        found.append(study)
        progress(len(found), max(len(found), differing.whole))
    return Difference(changes, axis, tuple(found))


class _Differing:
    def __init__(self, changes: Changes, first: date, axis: Knowledge, ask: Ask, most: int) -> None:
        self._changes = changes
        self._touching = Touching(changes, first, axis)
        self._ask = ask
        self._looking = Looking(ask, _ASKED, _FOUND)
        self._most = most
        self.whole = 0
        """How many studies there will be at most, as far as is known."""

    def studies(self) -> Iterator[Study]:
        """Yield a study of each kind of thing that differs; each holds what no other does."""
        changes = self._changes
        self.whole = sum(map(bool, (changes.rows, changes.countries, changes.entries)))
        self.whole += len(changes.silent_about)
        touched = self._touching.by_rules
        if any(touched):
            self.whole += 1
            yield self._study("rules", touched, self._among(_regular))
        if changes.rows:
            yield from self._of_rows()
        if changes.countries:
            yield self._of_world("places", Scope.DESTINATION, _changed_places)
        if changes.entries:
            yield self._of_world("items", Scope.CONTROL, _changed_items)
        for fact in changes.silent_about:
            yield from self._of_silence(fact)

    def _of_world(self, of: str, scope: Scope, among: Among) -> Study:
        return self._study(of, self._touching.by_world(scope, among).all(), self._among(among))

    def _of_rows(self) -> Iterator[Study]:
        reach = self._touching.by_world(Scope.ROW, _changed_rows)
        self.whole += len(reach.through[0] | reach.through[1])
        yield self._study(ROWS, reach.own, self._among(_changed_rows))
        yield from Through(self._touching, reach, _changed_rows, self._ask, self._most).studies(
            ROWS
        )

    def _of_silence(self, fact: str) -> Iterator[Study]:
        """Yield a study of few restraints together, or one of each of many."""
        restraints = turning_on(self._touching, fact)
        of, names = f"silence about `{fact}`", self._names(restraints)
        if len(names) <= _TOGETHER:
            if names:
                yield self._study(of, restraints, self._silent(fact, self._looking, self._most))
            return
        self.whole += len(names) - 1
        for name in sorted(names):
            looked_at = self._silent(fact, Looking(self._ask, *FEW_ASKED), MOST_OF_ONE, name)
            study = looked_at(of, self._families(restraints, frozenset({name})))
            if study.changed:
                yield study

    def _silent(
        self, fact: str, looking: Looking, most: int, through: str | None = None
    ) -> LookedAt:
        def looked_at(of: str, groups: tuple[Group, ...]) -> Study:
            asked = self._touching.questions(groups, _regular, frozenset({fact}))
            silent, where, answers = silent_answers(self._touching, asked, groups, fact)
            studying = Studying(silent, self._changes, looking, most)
            return studying.study(of, restraint_names(groups), where, answers, through)

        return looked_at

    def _names(self, restraints: Both) -> frozenset[str]:
        sides = zip(self._changes.both, restraints, strict=True)
        return frozenset(rules.provisions[n].id for rules, own in sides for n in own)

    def _families(self, restraints: Both, names: frozenset[str]) -> tuple[Group, ...]:
        return tuple(
            family(rules, own & _named(rules.provisions, names))
            for rules, own in zip(self._changes.both, restraints, strict=True)
        )

    def _study(self, of: str, restraints: Both, looked_at: LookedAt) -> Study:
        beside: frozenset[str] = frozenset()
        for _ in range(_ROUNDS):
            groups = tuple(
                family(rules, own | _named(rules.provisions, beside))
                for rules, own in zip(self._changes.both, restraints, strict=True)
            )
            study = looked_at(of, groups)
            inside = {p.id for group in groups for p in group.provisions}
            more = frozenset(_standing(study)) - inside
            if not more:
                return study
            beside |= more
        return study

    def _among(self, among: Among) -> LookedAt:
        """Look where some provision speaks or acts otherwise: elsewhere all is the same."""
        return lambda of, groups: self._looked_at(of, groups, among)

    def _looked_at(self, of: str, groups: tuple[Group, ...], among: Among) -> Study:
        asked = self._touching.questions(groups, among)
        where = self._touching.where(asked, groups)
        inside = asked._replace(possible=where)
        answers = [
            Law(inside, group, side, where=where).answers for side, group in enumerate(groups)
        ]
        studying = Studying(asked, self._changes, self._looking, self._most)
        return studying.study(of, restraint_names(groups), where, answers)


def _regular(regular: Worlds, _: Worlds) -> Worlds:
    return regular


def _changed_rows(regular: Worlds, other: Worlds) -> Worlds:
    return Worlds(other.rows, regular.places + other.places, regular.items + other.items)


def _changed_places(regular: Worlds, other: Worlds) -> Worlds:
    return Worlds(regular.rows, other.places, regular.items + other.items)


def _changed_items(regular: Worlds, other: Worlds) -> Worlds:
    return Worlds(regular.rows, regular.places, other.items)


def _named(provisions: Iterable[Provision], names: frozenset[str]) -> frozenset[int]:
    return frozenset(n for n, p in enumerate(provisions) if p.id in names)


def _standing(study: Study) -> Iterator[str]:
    """Yield what stands beside witnesses, for changes of which no sale at all was found."""
    shown = {each.shift for each in study.changed if each.seen and each.seen.changes}
    for each in study.changed:
        if each.seen is None or each.shift in shown:
            continue
        for decision in each.seen.answers:
            for line in decision.lines:
                for told in line.provisions:
                    if told.standing and told.effect in _RESTRAINING:
                        yield told.provision_id
