"""Sales for regions, of which `decide` says what was proved of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from licet_engine.decision.model import Decision, ProvisionShown
from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.proving.boxes import Box, axes_of
from licet_workbench.proving.questions import ITEM, PLACE, Questions
from licet_workbench.proving.space import Region, Space
from licet_workbench.proving.witnesses import Cell, Witness, Witnesses, least_harmful

Ask = Callable[[Witness], Decision]
Wanted = Callable[[ProvisionShown], bool]
_CELLS = 4
_SALES = 4


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A cell in words, a sale like it, and its decision; without a sale there is none like it."""

    box: Box
    witness: Witness | None = None
    decision: Decision | None = None


class Seeking:
    """Looks for witnesses in questions, and has them decided."""

    def __init__(self, asked: Questions, rules: RuleSet, ask: Ask) -> None:
        self._asked = asked
        self._made = Witnesses(asked, rules)
        self._ask = ask
        # A function of its own: diagrams must never lie in a circle of references.
        axes = axes_of(asked.space)
        self._rank = lru_cache(None)(lambda name, number: least_harmful(axes[name], number))

    def sought(self, region: Region, wanted: Wanted) -> Confirmed | None:
        """Return a witness of a region whose decision tells of a provision that is wanted.

        None for a region without a cell. Where no sale is found, a cell stands alone.
        """
        space = self._asked.space
        first: Cell | None = None
        rest = region & self._asked.possible
        by_itself = rest & alone(self._asked)
        if by_itself != space.none:
            rest = by_itself
        for _ in range(_CELLS):
            cell = space.pick(rest, self._rank)
            if cell is None:
                break
            first = first or cell
            for number, witness in enumerate(self._made.of(cell)):
                if number == _SALES:
                    break
                decision = self._ask(witness)
                if any(wanted(told) for line in decision.lines for told in line.provisions):
                    return Confirmed(_box(space, cell), witness, decision)
            rest &= ~_like(self._asked, cell)
        return None if first is None else Confirmed(_box(space, first))


def alone(asked: Questions) -> Region:
    """Return the cells in which no further party brings anything about."""
    found = asked.space.constant(True)
    for brought in asked.others.values():
        found &= ~brought
    return found


def _box(space: Space, cell: Cell) -> Box:
    return Box({name: frozenset({n}) for name, n in cell.items() if len(space.axis(name)) > 1}, 1)


def _like(asked: Questions, cell: Cell) -> Region:
    """Return the cells with the item and place of a cell, or else with its day."""
    names = [name for name in (ITEM, PLACE) if name in asked.space] or ["sale_date"]
    return asked.space.cell({name: frozenset({cell[name]}) for name in names})


def standing(provision: str) -> Wanted:
    """Tell of a decision that a restraint stands."""
    return lambda told: told.provision_id == provision and told.standing


def lifted(provision: str, by: str) -> Wanted:
    """Tell of a decision that one thing alone lifts a restraint."""
    return lambda told: (
        told.provision_id == provision
        and told.lifted_by == (by,)
    )


def barred(provision: str, by: str) -> Wanted:
    """Tell of a decision that a bar acts on a permit or clearance."""
    return lambda told: told.provision_id == provision and by in told.barred_by
