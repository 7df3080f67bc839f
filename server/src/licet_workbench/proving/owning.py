"""Owners on list rows that two rule sets see otherwise: what their listing asks of the owned."""

from __future__ import annotations

from collections.abc import Iterable

from licet_engine.facts.ownership import OWNED, OWNERSHIP, OWNING_LISTS
from licet_engine.facts.values import Raw, holds
from licet_engine.lists import RowClass
from licet_engine.provisions.conditions import Test

from licet_workbench.proving.space import Region, Space
from licet_workbench.proving.worlds import Thing, Worlds

OWNER_ROW = "list row of the owner"


def owned_truths(row: RowClass, tests: Iterable[Test]) -> frozenset[Test]:
    """Return which tests of ownership a party meets that one on a row holds half of, or more."""
    if row.list not in OWNING_LISTS:
        return frozenset()
    told: dict[str, Raw] = {
        OWNED: True,
        "owner_list": frozenset({row.list}),
        "owner_scope": frozenset({row.scope}),
        "owner_footnote": frozenset(row.footnotes),
    }
    asked = (test for test in tests if test.fact in OWNERSHIP)
    return frozenset(test for test in asked if holds(test, told[test.fact]))


def owning_rows(worlds: Worlds) -> tuple[Thing, ...]:
    """Return the rows of owners that ask something else in one rule set than in the other."""
    return tuple(thing for thing in worlds.rows if len(set(thing.owned)) > 1)


def owned_by_rows(space: Space, worlds: Worlds, test: Test, side: int) -> Region:
    """Return the cells whose owner, by a row that differs, meets a test in one rule set."""
    own = enumerate(owning_rows(worlds), start=1)
    return space.among(OWNER_ROW, [n for n, thing in own if test in thing.owned[side]])
