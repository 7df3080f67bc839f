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
from itertools import islice, product
from typing import NamedTuple

from licet_engine.decision.model import Decision
from licet_engine.lists import Knowledge
from licet_engine.provisions.model import RESTRAINING, Provision
from licet_engine.resolution.outcome import Outcome
from licet_engine.vocabulary import Scope

from licet_workbench.proving.boxes import MOST, Axes, Box, Boxes, axes_of, boxes
from licet_workbench.proving.changes import Changes
from licet_workbench.proving.law import Group, family
from licet_workbench.proving.likely import likely_cells
from licet_workbench.proving.questions import Questions
from licet_workbench.proving.speaking import Law
from licet_workbench.proving.touching import Among, Both, Touching
from licet_workbench.proving.witnesses import Witness, Witnesses
from licet_workbench.proving.worlds import Worlds

Ask = Callable[[int, Witness], Decision]
"""Decides a witness under the old rule set (0) or the new one (1)."""
_ROUNDS = 2
_CELLS, _SALES, _ASKED = 4, 2, 200
"""Cells of a box of which sales are tried, sales of a cell, and sales in all."""
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

    @property
    def changes(self) -> bool:
        """Whether the answers differ, be it that something else stands as well."""
        return self.shift.old is not self.shift.new


@dataclass(frozen=True, slots=True)
class ChangedBox:
    """A box whose answers change, and a sale in it of which `decide` said so; or none was found."""

    shift: Shift
    box: Box
    seen: Seen | None
    looked: bool = True
    """Whether a sale was looked for: once many were asked about, it is not."""


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
    """Return which answers differ, from the first day that rules are for on."""
    return Difference(changes, axis, tuple(_Differing(changes, first, axis, ask, most).studies()))


class _Differing:
    def __init__(self, changes: Changes, first: date, axis: Knowledge, ask: Ask, most: int) -> None:
        self._changes = changes
        self._touching = Touching(changes, first, axis)
        self._first = first
        self._axis = axis
        self._ask = ask
        self._most = most
        self._left = _ASKED

    def studies(self) -> Iterator[Study]:
        """Yield a study of each kind of thing that differs; each holds what no other does."""
        changes = self._changes
        touched = self._touching.by_rules
        if any(touched):
            yield self._study("rules", touched, lambda regular, _: regular)
        if changes.rows:
            yield self._of_world("list rows", Scope.ROW, _changed_rows)
        if changes.countries:
            yield self._of_world("places", Scope.DESTINATION, _changed_places)
        if changes.entries:
            yield self._of_world("items", Scope.CONTROL, _changed_items)

    def _of_world(self, of: str, scope: Scope, among: Among) -> Study:
        return self._study(of, self._touching.by_world(scope, among), among)

    def _study(self, of: str, restraints: Both, among: Among) -> Study:
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

    def _looked_at(self, of: str, groups: tuple[Group, ...], among: Among) -> Study:
        """Look where some provision speaks or acts otherwise: elsewhere all is the same."""
        asked = self._touching.questions(groups, among)
        where = self._touching.where(asked, groups)
        inside = asked._replace(possible=where)
        answers = [
            Law(inside, group, side, where=where).answers.all() for side, group in enumerate(groups)
        ]
        before = {new: old for old, new in self._changes.rows if old and new}
        made = [Witnesses(asked, group.rules, before) for group in groups]
        same = asked.space.count(asked.possible & ~where)
        changed: list[ChangedBox] = []
        left = 0
        for (old, before), (new, after) in product(*answers):
            region = before & after
            if old is new:
                same += asked.space.count(region)
                continue
            found = boxes(asked.space, region, self._most)
            left += found.left
            changed += self._seen(asked, made, Shift(old, new), found)
        return Study(of, axes_of(asked.space), asked.cells, tuple(changed), left, same)

    def _seen(
        self, asked: Questions, made: list[Witnesses], shift: Shift, found: Boxes
    ) -> Iterator[ChangedBox]:
        for box in found.shown:
            looked = self._left > 0
            yield ChangedBox(shift, box, self._witness(asked, made, shift, box), looked)

    def _witness(
        self, asked: Questions, made: list[Witnesses], shift: Shift, box: Box
    ) -> Seen | None:
        """Return a sale of a box: one whose answers change as is said, or change, or any."""
        best: Seen | None = None
        for cell in islice(likely_cells(asked.space, box), _CELLS):
            for witness in islice(_either(made, cell), _SALES):
                if self._left <= 0:
                    return best
                self._left -= 1
                seen = Seen(witness, (self._ask(0, witness), self._ask(1, witness)))
                if seen.shift == shift:
                    return seen
                best = seen if best is None or (seen.changes and not best.changes) else best
        return best


def _either(made: list[Witnesses], cell: dict[str, int]) -> Iterator[Witness]:
    """Yield sales of a cell that some of the rule sets knows the rows of, each once."""
    seen: set[Witness] = set()
    for witnesses in made:
        for witness in witnesses.of(cell):
            if witness not in seen:
                seen.add(witness)
                yield witness


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
