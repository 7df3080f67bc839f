"""Which answers differ between two rule sets: every one of them, as boxes, and no other.

A restraint that both rule sets have, word for word with all that lifts it and bars that, comes to
the same in both on the same facts. So questions are cut at the borders of the other restraints
alone, and of the rows, places and items that differ; each kind of these is a study of its own.
Where what did not change stops an order anyway, its answer stays: whatever is found to stand
beside a witness is taken into the study, until each box has an order whose answer changes or no
order in it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple

from licet_engine.decision.model import Decision
from licet_engine.lists import Knowledge
from licet_engine.provisions.conditions import Test
from licet_engine.provisions.model import RESTRAINING, Provision
from licet_engine.resolution.outcome import Outcome
from licet_engine.vocabulary import Scope

from licet_workbench.proving import differing
from licet_workbench.proving.boxes import MOST, Axes, Box, Boxes, axes_of, boxes
from licet_workbench.proving.changes import Changes
from licet_workbench.proving.law import Group, family, restraints_of
from licet_workbench.proving.questions import Questions, questions, stocks_of
from licet_workbench.proving.space import Region
from licet_workbench.proving.speaking import Law
from licet_workbench.proving.witnesses import Witness, Witnesses, likely_cells
from licet_workbench.proving.worlds import Worlds, worlds

Ask = Callable[[int, Witness], Decision]
"""Decides a witness under the old rule set (0) or the new one (1)."""
_ROUNDS = 12
_RESTRAINING = frozenset(effect.value for effect in RESTRAINING)


class Shift(NamedTuple):
    """From which answer to which."""

    old: Outcome
    new: Outcome


@dataclass(frozen=True, slots=True)
class Seen:
    """A sale whose answers under both rule sets were asked for."""

    witness: Witness
    answers: tuple[Decision, Decision]

    @property
    def shift(self) -> Shift:
        """What the answers were."""
        return Shift(self.answers[0].outcome, self.answers[1].outcome)


@dataclass(frozen=True, slots=True)
class ChangedBox:
    """A box whose answers change, and a sale in it of which `decide` said so; or none was found."""

    shift: Shift
    box: Box
    seen: Seen | None


@dataclass(frozen=True)
class Study:
    """What of the world was looked at, how many questions that is, and which boxes change.

    `left` are changed cells of boxes that are too many to be taken out one by one; `same` are the
    cells whose answer does not change, counted by themselves and not by subtraction.
    """

    of: str
    axes: Axes
    cells: int
    changed: tuple[ChangedBox, ...]
    left: int
    same: int

    @property
    def changing(self) -> int:
        """How many of them have another answer."""
        return sum(each.box.cells for each in self.changed) + self.left


@dataclass(frozen=True)
class Difference:
    """Two rule sets, and the studies that together hold every question they could differ in."""

    changes: Changes
    axis: Knowledge
    studies: tuple[Study, ...]

    @property
    def changed(self) -> tuple[ChangedBox, ...]:
        """Every box whose answers change."""
        return tuple(each for study in self.studies for each in study.changed)


def difference(
    changes: Changes, first: date, axis: Knowledge, ask: Ask, most: int = MOST
) -> Difference:
    """Return which answers differ, from the first day that rules are for, on an axis of knowledge."""
    return Difference(changes, axis, tuple(_Differing(changes, first, axis, ask, most).studies()))


class _Differing:
    def __init__(self, changes: Changes, first: date, axis: Knowledge, ask: Ask, most: int) -> None:
        self._changes = changes
        self._first = first
        self._axis = axis
        self._ask = ask
        self._most = most

    def studies(self) -> Iterator[Study]:
        changes = self._changes
        if any(changes.touched):
            yield self._study("rules", changes.touched, lambda regular, _: regular)
        if changes.rows:
            yield self._study(
                "list rows",
                self._reading(Scope.ROW),
                lambda regular, other: Worlds(
                    other.rows, regular.places + other.places, regular.items + other.items
                ),
            )
        if changes.countries:
            yield self._study(
                "places",
                self._reading(Scope.DESTINATION),
                lambda regular, other: Worlds(
                    regular.rows, other.places, regular.items + other.items
                ),
            )
        if changes.entries:
            yield self._study(
                "items",
                self._reading(Scope.CONTROL),
                lambda regular, other: Worlds(regular.rows, regular.places, other.items),
            )

    def _reading(self, scope: Scope) -> tuple[frozenset[int], frozenset[int]]:
        """Return the restraints that changed, or that anything reads of which a kind of thing did."""
        touched = self._changes.touched
        found = (
            frozenset(
                n
                for n in restraints_of(rules)
                if any(_reads(test, scope) for test in family(rules, [n]).tests())
            )
            for rules in self._changes.both
        )
        old, new = (own | more for own, more in zip(touched, found, strict=True))
        return old, new

    def _study(
        self,
        of: str,
        restraints: tuple[frozenset[int], frozenset[int]],
        among: Callable[[Worlds, Worlds], Worlds],
    ) -> Study:
        beside: frozenset[str] = frozenset()
        for _ in range(_ROUNDS):
            groups = tuple(
                family(rules, own | _named(rules.provisions, beside))
                for rules, own in zip(self._changes.both, restraints, strict=True)
            )
            study = self._looked_at(of, groups, among)
            inside = {p.id for group in groups for p in group.provisions}
            more = frozenset(_standing(study)) - inside
            if not more:
                return study
            beside |= more
        return study

    def _looked_at(
        self, of: str, groups: tuple[Group, ...], among: Callable[[Worlds, Worlds], Worlds]
    ) -> Study:
        stocks = stocks_of(groups)
        regular = worlds(stocks, self._axis)
        other = Worlds(
            differing.rows(self._changes, stocks, self._axis) if regular.rows else (),
            differing.places(self._changes, stocks, self._axis) if regular.places else (),
            differing.items(self._changes, stocks, self._axis) if regular.items else (),
        )
        asked = questions(groups, self._first, self._axis, among(regular, other))
        answers = [Law(asked, group, side).answers.all() for side, group in enumerate(groups)]
        same = asked.space.none
        changed: list[ChangedBox] = []
        left = 0
        for (old, before), (new, after) in product(*answers):
            region = before & after
            if old is new:
                same |= region
                continue
            found = boxes(asked.space, region, self._most)
            left += found.left
            changed += self._seen(asked, groups, Shift(old, new), found)
        return Study(
            of, axes_of(asked.space), asked.cells, tuple(changed), left, asked.space.count(same)
        )

    def _seen(
        self, asked: Questions, groups: tuple[Group, ...], shift: Shift, found: Boxes
    ) -> Iterator[ChangedBox]:
        before = {new: old for old, new in self._changes.rows if old and new}
        made = [Witnesses(asked, group.rules, before) for group in groups]
        for box in found.shown:
            yield ChangedBox(shift, box, self._witness(asked, made, shift, box))

    def _witness(
        self, asked: Questions, made: list[Witnesses], shift: Shift, box: Box
    ) -> Seen | None:
        """Return a sale of a box, one whose answers change as is said before any other."""
        best: Seen | None = None
        for cell in likely_cells(asked.space, box):
            for witness in _either(made, cell):
                answers = (self._ask(0, witness), self._ask(1, witness))
                seen = Seen(witness, answers)
                if seen.shift == shift:
                    return seen
                best = best or seen
        return best


def _either(made: list[Witnesses], cell: dict[str, int]) -> Iterator[Witness]:
    """Yield sales of a cell that some of the rule sets knows the rows of, each once."""
    seen: set[Witness] = set()
    for witnesses in made:
        for witness in witnesses.of(cell):
            if witness not in seen:
                seen.add(witness)
                yield witness


def _reads(test: Test, scope: Scope) -> bool:
    if scope is Scope.CONTROL:
        return test.scope is scope or test.fact in ("category", "kind")
    if scope is Scope.DESTINATION:
        return test.scope is scope or test.fact == "country"
    return test.scope is scope


def _named(provisions: Iterable[Provision], names: frozenset[str]) -> frozenset[int]:
    return frozenset(n for n, p in enumerate(provisions) if p.id in names)


def _standing(study: Study) -> Iterator[str]:
    """Yield what stands beside witnesses whose answers do not change as these provisions do."""
    for each in study.changed:
        if each.seen is None or each.seen.shift == each.shift:
            continue
        for decision in each.seen.answers:
            for line in decision.lines:
                for told in line.provisions:
                    if told.standing and told.effect in _RESTRAINING:
                        yield told.provision_id
