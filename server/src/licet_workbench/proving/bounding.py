"""What a further party cannot do in two rule sets: it brings about what some party could."""

from __future__ import annotations

from collections.abc import Sequence

from licet_engine.provisions.conditions import AnyOther

from licet_workbench.proving.axes import ROLE
from licet_workbench.proving.law import Group
from licet_workbench.proving.periods import DAY, KNOWN
from licet_workbench.proving.questions import Questions
from licet_workbench.proving.reading import COUNTED
from licet_workbench.proving.space import Region
from licet_workbench.proving.speaking import Law


def bounded(asked: Questions, groups: Sequence[Group]) -> Questions:
    """Return questions without those in which a further party does what none could.

    A bar or condition that no party at all brings about by the old rules alone on some days, none
    of the further parties does on these; and so with the new ones.
    """
    if ROLE not in asked.space:
        return asked
    before, after = asked.others
    possible = asked.possible
    for key in before.keys() & after.keys():
        if before[key] == after[key]:
            continue
        ways = [_by_a_party(asked, group, side, key) for side, group in enumerate(groups)]
        for one, other, brought in (
            (ways[0], ways[1], before[key] & ~after[key]),
            (ways[1], ways[0], after[key] & ~before[key]),
        ):
            possible &= ~brought | _on_days(asked, one & ~other)
    return asked._replace(possible=possible)


def _on_days(asked: Questions, region: Region) -> Region:
    """Return all cells of the days, and of what is known, on which some cell of a region is."""
    others = [axis.name for axis in asked.space.axes if axis.name not in (DAY, KNOWN)]
    return asked.space.without(region & asked.possible, others)


def _by_a_party(asked: Questions, group: Group, side: int, key: AnyOther | str) -> Region:
    """Return the cells in which the party that counts brings something about."""
    rules = group.rules
    if isinstance(key, str):
        number = next(n for n in group.numbers if rules.provisions[n].id == key)
        return Law(asked, Group(rules, (number,)), side).speaks(number, COUNTED)
    inner = rules.atoms.inner[rules.atoms.atoms.index(key)]
    assert inner is not None
    return Law(asked, group, side).reading.holds(inner, COUNTED)
