"""Which provisions concern a regime: those that some list row of it could make speak."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum

from licet_engine.lists import ListRow
from licet_engine.provisions.conditions import All, Any, AnyOther, Condition, Not, Test
from licet_engine.provisions.model import RESTRAINING, Provision
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope

from licet_workbench.regimes import asked_tests, regimes_of


def regime_tags(rows: Iterable[ListRow], regime: str) -> frozenset[str]:
    """Return the tags of a regime that rows have: itself, and its finer ones (`zte-tgl`)."""
    had = {tag for row in rows for tag in row.facts.regimes}
    return frozenset(tag for tag in had if tag == regime or tag.startswith(f"{regime}-"))


def concerned(
    rules: RuleSet, rows: Sequence[ListRow], tags: frozenset[str]
) -> tuple[Provision, ...]:
    """Return the provisions that name the regime or ask about its rows, and what lifts those."""
    about = {p.id for p in rules.provisions if _names(p, tags) or _asks_about(p, rows)}
    restraints = {
        n for n, p in enumerate(rules.provisions) if p.id in about and p.effect in RESTRAINING
    }
    return tuple(
        p
        for p, acts_on in zip(rules.provisions, rules.acts_on, strict=True)
        if p.id in about or (not _asks_rows(p) and restraints.intersection(acts_on))
    )


def _names(provision: Provision, tags: frozenset[str]) -> bool:
    return bool(regimes_of(provision) & tags)


def _asks_rows(provision: Provision) -> bool:
    return bool(provision.targets.regimes) or any(
        test.scope is Scope.ROW
        for version in provision.versions
        for test, _ in asked_tests(version.condition)
    )


def _asks_about(provision: Provision, rows: Sequence[ListRow]) -> bool:
    if provision.targets.regimes:
        return False
    conditions = {version.condition for version in provision.versions}
    return any(_reach(c, row) is _Reach.THROUGH_ROW for c in conditions for row in rows)


class _Reach(IntEnum):
    """Whether a condition may hold for a party with a row, and whether the row has a part in it."""

    CLOSED = 0
    OPEN = 1
    THROUGH_ROW = 2


def _reach(condition: Condition, row: ListRow, *, negated: bool = False) -> _Reach:
    match condition:
        case All(parts) | Any(parts):
            found = [_reach(part, row, negated=negated) for part in parts]
            together = isinstance(condition, All) != negated
            closed = together and _Reach.CLOSED in found
            return _Reach.CLOSED if closed else max(found, default=_Reach.OPEN)
        case Not(part):
            return _reach(part, row, negated=not negated)
        case AnyOther(inside):
            return _Reach.OPEN if negated else _reach(inside, row)
        case Test():
            return _reach_of_test(condition, row, negated=negated)


def _reach_of_test(test: Test, row: ListRow, *, negated: bool) -> _Reach:
    held = _held(test, row)
    if held is None:
        return _Reach.OPEN
    if held == negated:
        return _Reach.CLOSED
    return _Reach.OPEN if negated else _Reach.THROUGH_ROW


def _held(test: Test, row: ListRow) -> bool | None:
    """Tell whether a row meets a test on rows; None for a test on anything else."""
    if test.scope is not Scope.ROW or not isinstance(test.operand, frozenset):
        return None
    facts = row.facts
    codes = {
        "list": (facts.list,),
        "regime": facts.regimes,
        "footnote": facts.footnotes,
        "ground": (facts.ground,),
        "scope": (facts.scope,),
        "exception_allowed": facts.exceptions_allowed,
    }[test.fact]
    return not test.operand.isdisjoint(codes)
