"""What answers of two rule sets come to: cells that change, as boxes, and those that do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from licet_workbench.proving.boxes import Box, axes_of, bounds, boxes
from licet_workbench.proving.changes import Changes
from licet_workbench.proving.looking import Looking
from licet_workbench.proving.questions import Questions
from licet_workbench.proving.space import Region
from licet_workbench.proving.speaking import Answers
from licet_workbench.proving.studies import ChangedBox, Shift, Study
from licet_workbench.proving.witnesses import Witnesses


class Studying:
    """Makes studies of some questions."""

    def __init__(self, asked: Questions, changes: Changes, looking: Looking, most: int) -> None:
        self._asked = asked
        self._looking = looking
        self._most = most
        before = {new: old for old, new in changes.rows if old and new}
        self._made = [Witnesses(asked, rules, before) for rules in changes.both]

    def study(
        self,
        of: str,
        restraints: Iterable[str],
        where: Region,
        answers: Sequence[Answers],
        through: str | None = None,
    ) -> Study:
        """Return a study of all questions, of which nothing differs but `where` answers do."""
        asked = self._asked
        same = asked.space.count(asked.possible & ~where)
        changed: list[ChangedBox] = []
        around: dict[Shift, Box] = {}
        left = 0
        for (old, before), (new, after) in product(*(each.all() for each in answers)):
            region = before & after
            if old is new:
                same += asked.space.count(region)
                continue
            found = boxes(asked.space, region, self._most)
            left += found.left
            shift = Shift(old, new)
            if found.shown:
                around[shift] = bounds(asked.space, region)
            changed += self._looking.shown(asked, self._made, shift, found.shown)
        names, axes = tuple(sorted(restraints)), axes_of(asked.space)
        return Study(of, names, axes, asked.cells, tuple(changed), left, same, around, through)
