"""Who may be meant by a name: list rows as two rule sets hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple, Protocol

from licet_engine.clearances import compared
from licet_engine.facts.screening import Screen
from licet_engine.lists import ListRow
from licet_engine.provisions.conditions import Test
from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.impact.asks import Ask, Cost, Meets, any_of

_NAMES = 65_536
NAME, EXPORTER, OWNER = "parties[].name", "exporter", "parties[].owners[].name"
ADDRESS = "parties[].address"


class Likely(Protocol):
    """A screener that tells of what rows a name is like, whatever country speaks against them."""

    def rows_like(self, name: str) -> tuple[str, ...]:
        """Return the ids of the rows that a name is like at all."""

    def rows_in_care(self, address: str) -> tuple[str, ...]:
        """Return the ids of the rows of whom an address is in care."""

    def likenesses(self, name: str) -> tuple[tuple[str, object], ...]:
        """Return the rows that a name is like, by id, each with all that a hit is judged by."""


class Side(NamedTuple):
    """A rule set, and how names are screened against its rows: for hits, and for what may be."""

    rules: RuleSet
    names: Likely
    screen: Screen


def on_row(sides: Iterable[Side], holds: Callable[[ListRow], bool]) -> Ask:
    """Ask whether some party may be on a row of a kind; one without a name may be on any."""
    own = tuple(sides)

    @lru_cache(_NAMES)
    def named(name: str) -> bool:
        return any(
            holds(side.rules.row_by_id[row]) for side in own for row in side.names.rows_like(name)
        )

    def in_care(address: str | None) -> bool:
        return address is not None and any(
            holds(side.rules.row_by_id[row])
            for side in own
            for row in side.names.rows_in_care(address)
        )

    return any_of(
        Meets(NAME, lambda name: name is None or named(name), Cost.NAMES),
        Meets(EXPORTER, lambda name: name is not None and named(name), Cost.NAMES),
        Meets(ADDRESS, in_care, Cost.NAMES),
    )


def row_codes(row: ListRow, fact: str) -> frozenset[str] | None:
    """Return the codes that a row has of a fact, or None where it is none of codes."""
    facts = row.facts
    codes: dict[str, tuple[str, ...]] = {
        "list": (facts.list,),
        "regime": facts.regimes,
        "footnote": facts.footnotes,
        "ground": (facts.ground,),
        "scope": (facts.scope,),
        "exception_allowed": facts.exceptions_allowed,
    }
    return frozenset(codes[fact]) if fact in codes else None


def meets_codes(row: ListRow, test: Test) -> bool:
    """Tell whether a row may meet a test: dates are not looked at."""
    found = row_codes(row, test.fact)
    return found is None or not isinstance(test.operand, frozenset) or bool(found & test.codes)


def rows_changed(old: RuleSet, new: RuleSet) -> frozenset[str]:
    """Return the ids of the rows that only one of two rule sets has, or has in that form."""
    before, after = old.row_by_id, new.row_by_id
    pairs = ((row, before.get(row), after.get(row)) for row in before.keys() | after.keys())
    # Most rows are the very same object: to compare what they say takes far longer.
    return frozenset(row for row, one, other in pairs if one is not other and one != other)


def changed_rows(old: Side, new: Side) -> Ask:
    """Ask whether some name is like other rows than before, or like them in another manner.

    INVARIANT: rows stand for each other only where all they say is equal. That a row comes or
    goes may change how names are looked up, and hide or bare another row: each name is looked
    up in all rows, before and after.
    """
    changed = rows_changed(old.rules, new.rules)
    if not changed:
        return any_of()

    @lru_cache(_NAMES)
    def otherwise(name: str) -> bool:
        found = old.names.likenesses(name)
        return found != new.names.likenesses(name) or any(row in changed for row, _ in found)

    return any_of(
        Meets(NAME, lambda name: name is None or otherwise(name), Cost.NAMES),
        Meets(EXPORTER, lambda name: name is not None and otherwise(name), Cost.NAMES),
        Meets(OWNER, lambda name: name is not None and otherwise(name), Cost.NAMES),
        Meets(ADDRESS, lambda address: address is not None and _in_care(old, new, address)),
    )


def _in_care(old: Side, new: Side, address: str) -> bool:
    """An address in care of a listed party brings in its row, and may hide another."""
    return any(side.names.rows_in_care(address) for side in (old, new))


def changed_clearances(old: RuleSet, new: RuleSet) -> Ask:
    """Ask whether a party has a name that is cleared before and not after, or otherwise."""
    before, after = (
        {each.id: each for pack in rules.packs for each in pack.clearances} for rules in (old, new)
    )
    changed = {
        compared(each.name)
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
        for each in (before.get(key), after.get(key))
        if each is not None
    }
    if not changed:
        return any_of()
    own = lambda name: name is not None and compared(name) in changed  # noqa: E731
    return any_of(*(Meets(field, own) for field in (NAME, EXPORTER, OWNER)))
