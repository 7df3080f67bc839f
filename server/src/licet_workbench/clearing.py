"""Clearances that clear nothing any more, and parties that are cleared twice of one row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from licet_engine.clearances import Clearance, compared
from licet_engine.lists import AsKnown
from licet_engine.provisions.model import Pack

from licet_workbench.findings import Finding, Severity

_ALL_IS_KNOWN = AsKnown(date.max)


def clearing_findings(packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield the clearances that are void, or beside another; whoever withdraws one ends that."""
    rows = {row.id for pack in packs for row in pack.rows}
    held = [
        (clearance, pack)
        for pack in packs
        for clearance in sorted(pack.clearances, key=lambda c: (c.approved_on, c.id))
    ]
    for clearance, pack in held:
        if clearance.row not in rows and clearance.withdrawn_on is None:
            message = (
                f"`{clearance.id}` is void: the list row `{clearance.row}` that `{clearance.name}` "
                "was cleared of has changed or gone; look at the party again, propose it anew, "
                "and withdraw this one"
            )
            yield _warning(message, clearance, pack)
    for (one, _), (other, pack) in combinations(held, 2):
        if _same(one, other) and _overlap(one, other):
            message = (
                f"`{other.id}` clears `{other.name}` of `{other.row}` on days on which "
                f"`{one.id}` does; withdraw one of them"
            )
            yield _warning(message, other, pack)


def _warning(message: str, clearance: Clearance, pack: Pack) -> Finding:
    return Finding(message, pack.name, clearance=clearance.id, severity=Severity.WARNING)


def _same(one: Clearance, other: Clearance) -> bool:
    """Tell whether some party may be cleared by both."""
    addresses = {compared(c.address) for c in (one, other) if c.address is not None}
    party = one.row == other.row and other.is_of(one.name, one.country, other.address)
    return party and len(addresses) < 2  # noqa: PLR2004 (they differ)


def _overlap(one: Clearance, other: Clearance) -> bool:
    first, second = one.days(_ALL_IS_KNOWN), other.days(_ALL_IS_KNOWN)
    if first is None or second is None:
        return False
    return first[0] <= second[1] and second[0] <= first[1]
