"""What a difference is told in: studies of questions, boxes that change, and sales that show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from licet_engine.decision.model import Decision
from licet_engine.lists import Knowledge
from licet_engine.resolution.outcome import Outcome

from licet_workbench.proving.boxes import Axes, Box
from licet_workbench.proving.changes import Changes
from licet_workbench.proving.witnesses import Witness

ROWS = "list rows"
"""What the studies are of that list rows are looked at in."""


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
    cells whose answer does not change, counted by themselves and not by subtraction. `bounds` hold
    all cells of a change, those in no box as well. `restraints`
    are those whose verdicts count, by their ids; `through` is the one that is looked at beside
    those that see the change, where something acts on it that does.
    """

    of: str
    restraints: tuple[str, ...]
    axes: Axes
    cells: int
    changed: tuple[ChangedBox, ...]
    left: int
    same: int
    bounds: Mapping[Shift, Box]
    through: str | None = None

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
