"""Which provisions concern which regimes: the list rows that share a regime tag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licet_engine.lists import ListRow
from licet_engine.provisions.conditions import All, Any, AnyOther, Condition, Not, Test
from licet_engine.provisions.model import Pack, Provision
from licet_engine.vocabulary import Scope

from licet_workbench.findings import Finding, Severity, nearest

_REGIME = "regime"


def asked_tests(condition: Condition, *, negated: bool = False) -> Iterator[tuple[Test, bool]]:
    """Yield every test of a condition, and whether it is negated there."""
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from asked_tests(part, negated=negated)
        case Not(part):
            yield from asked_tests(part, negated=not negated)
        case AnyOther(inside):
            yield from asked_tests(inside, negated=negated)
        case Test():
            yield condition, negated


def codes_asked(condition: Condition, fact: str) -> frozenset[str]:
    """Return the codes that a condition compares a fact of a list row with."""
    return frozenset(
        code
        for test, _ in asked_tests(condition)
        if test.scope is Scope.ROW and test.fact == fact and isinstance(test.operand, frozenset)
        for code in test.operand
    )


def regimes_of(provision: Provision) -> frozenset[str]:
    """Return the regimes that a provision names in its conditions or in what it acts on."""
    conditions = (
        condition
        for version in provision.versions
        for condition in (version.condition, *(review.condition for review in version.reviews))
    )
    return provision.targets.regimes.union(*(codes_asked(each, _REGIME) for each in conditions))


def regime_findings(packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield regimes that provisions name and no list row has: they would never match."""
    had = {regime for pack in packs for row in pack.rows for regime in row.facts.regimes}
    for provision in (p for pack in packs for p in pack.provisions):
        for regime in sorted(regimes_of(provision) - had):
            yield Finding(
                f"no list row is of the regime `{regime}`{nearest(regime, had)}",
                provision.pack,
                provision.id,
                word=regime,
                severity=Severity.WARNING,
            )
    asked = {r for pack in packs for p in pack.provisions for r in regimes_of(p)}
    for pack in packs:
        for row in pack.rows:
            yield from _misspelt(row, pack, asked)


def _misspelt(row: ListRow, pack: Pack, asked: set[str]) -> Iterator[Finding]:
    """Yield regimes of a row for which nothing asks, but for one that is written nearly so."""
    for regime in sorted({*row.facts.regimes} - asked):
        meant = nearest(regime, asked)
        if meant:
            message = (
                f"`{row.name}` is of the regime `{regime}`, for which no provision asks{meant}"
            )
            yield Finding(message, pack.name, row=row.id, word=regime, severity=Severity.WARNING)
