"""Sales that show what changes in a box: a few of each are asked about, and few in all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from licet_engine.decision.model import Decision

from licet_workbench.proving.boxes import Box
from licet_workbench.proving.likely import harm, likely_cells
from licet_workbench.proving.questions import Questions
from licet_workbench.proving.studies import ChangedBox, Seen, Shift
from licet_workbench.proving.witnesses import Witness, Witnesses

Ask = Callable[[int, Witness], Decision]
"""Decides a witness under the old rule set (0) or the new one (1)."""
_CELLS, _SALES = 4, 2
"""Cells of a box of which sales are tried, and sales of a cell."""


class Looking:
    """Looks for sales that show the same change, until it has asked about so many, or found some.

    So each change has its own, however many boxes another one has.
    """

    def __init__(self, ask: Ask, asked: int, found: int) -> None:
        self._ask = ask
        self._asked, self._found = asked, found
        self._left = self._open = 0

    def shown(
        self, asked: Questions, made: list[Witnesses], shift: Shift, found: Iterable[Box]
    ) -> Iterator[ChangedBox]:
        """Yield boxes, each with a sale that shows its change, where one is found."""
        self._left, self._open = self._asked, self._found
        for box in sorted(found, key=lambda box: harm(asked.space, box)):
            looked = self._left > 0 and self._open > 0
            seen = self._witness(asked, made, shift, box) if looked else None
            self._open -= seen is not None and seen.shift == shift
            yield ChangedBox(shift, box, seen, looked)

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
