"""Owners by whom a party is owned just as a cell says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

from licet_engine.facts.ownership import OWNED, OWNING_LISTS
from licet_engine.lists import ListRow
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Owner

_WHOLE = Decimal(100)
_NAME = "Example Holding"


@lru_cache(64)
def rows_asking(rules: RuleSet, fact: str, codes: frozenset[str]) -> tuple[ListRow, ...]:
    """Return the rows that ask some scope or footnote of whom their party owns."""
    return tuple(
        row
        for row in rules.rows
        if row.facts.list == "entity_list"
        and not codes.isdisjoint(
            row.facts.footnotes if fact == "owner_footnote" else (row.facts.scope,)
        )
    )


def owners(
    told: Mapping[str, bool],
    listed: Callable[[str, frozenset[str]], Owner | None],
) -> tuple[Owner, ...] | None:
    """Return owners who make just what is told true, or None where none can.

    `told` has an entry for each condition on owners; `listed` finds an owner on some list row.
    """
    if not any(told.values()):
        return ()
    wanted = {name for name, so in told.items() if so} - {OWNED}
    found: list[Owner] = []
    for name in sorted(wanted):
        fact, _, codes = name.partition(" is ")
        meant = frozenset(codes.split(" or "))
        if fact == "owner_list":
            lists = sorted(meant & OWNING_LISTS)
            if not lists:
                return None
            found.append(Owner(_NAME, "CN", _WHOLE, lists[0]))
        else:
            owner = listed(fact, meant)
            if owner is None:
                return None
            found.append(owner)
    return tuple(found) or (Owner(_NAME, "CN", _WHOLE, "entity_list"),)
