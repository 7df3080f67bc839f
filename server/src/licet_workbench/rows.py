"""Checks of list rows: rows that stand twice, rows that contradict, rows that cite nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from licet_engine.lists import ListRow, RowClass
from licet_engine.provisions.model import Pack

from licet_workbench.findings import Finding, Severity
from licet_workbench.proportion import row_proportions

_DECIDING = ("scope", "exclusions", "footnotes", "exceptions_allowed", "regimes")
_TELLING = ("policies", "ground")
"""What changes no requirement: two pages may say two things of it, and decisions tell both."""
_COLUMNS = {"exclusions": "except", "regimes": "regime"}
_UNSTATED = ("unstated", ())
Called = tuple[str, str, str, str]


def row_findings(packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield what is wrong with each list row by itself and beside the others."""
    yield from _repeated(packs)
    for pack in packs:
        yield from row_proportions(pack)
    called: dict[Called, list[tuple[Pack, ListRow]]] = {}
    for pack in packs:
        for row in pack.rows:
            called.setdefault(_called(row), []).append((pack, row))
    for own in called.values():
        for one, other in combinations(own, 2):
            yield from _beside(one, other)


def _repeated(packs: Sequence[Pack]) -> Iterator[Finding]:
    seen: set[str] = set()
    for pack in packs:
        for row in pack.rows:
            if row.id in seen:
                yield Finding(f"`{row.name}` stands twice, word for word", pack.name, row=row.id)
            seen.add(row.id)
            if not any(c.isdigit() for c in row.authority):
                message = f"`{row.authority[:60]}` cites nothing; write the page `{row.name}` is on"
                yield Finding(message, pack.name, row=row.id)


def _called(row: ListRow) -> Called:
    return row.facts.list, _folded(row.name), row.country, _folded(row.address)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _beside(one: tuple[Pack, ListRow], other: tuple[Pack, ListRow]) -> Iterator[Finding]:
    """Yield what is wrong with the later of two rows of one list, name, country and address."""
    (_, first), (pack, second) = one, other
    if first.id == second.id or not _share_a_day(first.facts, second.facts):
        return
    same_page = first.authority == second.authority
    differing = [*_differing(first, second, _DECIDING)]
    differing += _differing(first, second, _TELLING) if same_page else ()
    if differing:
        said = " and ".join(f"`{column}`" for column in differing)
        message = (
            f"`{second.name}` stands in `{second.facts.list}` twice for some days, with another "
            f"{said}; end the one with `through` before the other begins, or take one out"
        )
        yield Finding(message, pack.name, row=second.id, severity=Severity.WARNING)
    elif first.facts == second.facts and same_page and _aliases(first) == _aliases(second):
        message = f"`{second.name}` stands twice, in other letters or spaces; take one out"
        yield Finding(message, pack.name, row=second.id, severity=Severity.WARNING)


def _aliases(row: ListRow) -> frozenset[str]:
    return frozenset(map(_folded, row.aliases))


def _share_a_day(one: RowClass, other: RowClass) -> bool:
    last = min(one.through or date.max, other.through or date.max)
    return max(one.start, other.start) <= last


def _differing(one: ListRow, other: ListRow, names: Sequence[str]) -> list[str]:
    """Return the columns in which two rows say two things; to state nothing contradicts nothing."""
    both = [(n, getattr(one.facts, n), getattr(other.facts, n)) for n in names]
    return [
        _COLUMNS.get(name, name)
        for name, its, others in both
        if its != others and not (name in _TELLING and (its in _UNSTATED or others in _UNSTATED))
    ]
