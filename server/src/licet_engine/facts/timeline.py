"""Material on one day becomes facts: rows that are listed that day, and who owns whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from licet_engine.facts.model import (
    FactKey,
    Facts,
    Frame,
    HitMaterial,
    LineFacts,
    Material,
    PartKey,
    PartyMaterial,
    Patch,
    Unknown,
    unknown_fact,
)
from licet_engine.facts.ownership import Ownership
from licet_engine.facts.values import UNKNOWN

_ONE_DAY = timedelta(days=1)
Rows = tuple[tuple[int, bytes], ...]


def cuts(material: Material) -> frozenset[date]:
    """Return the days on which the facts themselves change: of listings, and of the tables."""
    listings = (
        day
        for party in material.parties
        for start, last in _windows(party)
        for day in ((start,) if last is None else (start, last + _ONE_DAY))
    )
    return frozenset((*listings, *(frame.start for frame in material.frames[1:])))


def _windows(party: PartyMaterial) -> Iterator[tuple[date, date | None]]:
    for hit in party.hits:
        yield hit.start, hit.last
    for owner in party.owners:
        for window in (*owner.windows, *owner.doubtful):
            yield window.start, window.last


def facts_on(day: date, material: Material, owners: Ownership) -> Facts:
    """Return the facts of an order on one day."""
    frame = material.frame(day)
    owned = [owners.on(day, party, n) for n, party in enumerate(material.parties)]
    parties = tuple(part for part, _ in owned)
    shared = (
        *material.unknown,
        *frame.unknown,
        *_party_unknowns(material.parties),
        *(unknown for _, open_ in owned for unknown in open_),
    )
    return Facts(
        tuple(
            _line_facts(material, frame, number, day, parties, shared)
            for number in range(len(material.lines))
        )
    )


def _line_facts(
    material: Material,
    frame: Frame,
    number: int,
    day: date,
    parties: tuple[bytes, ...],
    shared: tuple[Unknown, ...],
) -> LineFacts:
    line, own = material.lines[number], frame.lines[number]
    rows: list[Rows] = []
    identities: list[Unknown] = []
    for index, party in enumerate(material.parties):
        listed = [(n, hit) for n, hit in enumerate(party.hits) if hit.on(day)]
        if party.anonymous:
            laid, unknown = _anonymous(index, [hit for _, hit in listed], number)
        else:
            laid, unknown = _named(index, listed, number)
        rows.append(laid)
        identities += unknown
    return LineFacts(
        sale=material.sale,
        line=line.part,
        destinations=frame.destinations,
        parties=parties,
        rows=tuple(rows),
        unknown=(*line.unknown, *own.unknown, *shared, *identities),
        out_of_scope=line.out_of_scope,
        controls=own.controls,
        caveats=own.caveats,
    )


def _named(
    party: int, listed: list[tuple[int, HitMaterial]], line: int
) -> tuple[Rows, list[Unknown]]:
    """A party is on the rows that name it, and perhaps on others.

    Rows that no rule can tell apart are looked at as one: being on several of them comes to the
    same as being on the first. Who is surely on one row and not on another is only on the one:
    there it is no party without a row.
    """
    rows, unknown = [], []
    certain = [hit.row_parts for _, hit in listed if hit.certain]
    seen: set[tuple[bytes, ...]] = set(certain)
    for number, hit in listed:
        part = hit.row_parts[line]
        if hit.certain:
            rows.append((number, part))
        elif hit.row_parts not in seen:
            seen.add(hit.row_parts)
            key = PartKey("row", party, number)
            other = certain[0][line] if certain else bytes(len(part))
            rows.append((number, _either(part, other)))
            alternatives = ((_whole(key, other),), (_whole(key, part),))
            unknown.append(unknown_fact(FactKey("party", party, "listing", number), alternatives))
    return tuple(rows), unknown


def _anonymous(party: int, listed: list[HitMaterial], line: int) -> tuple[Rows, list[Unknown]]:
    """A party without a name may be on any row that is listed, or on none."""
    parts = [hit.row_parts[line] for hit in listed]
    if not parts:
        return (), []
    nothing = bytes(len(parts[0]))
    key = PartKey("row", party, 0)
    merged = nothing
    for part in parts:
        merged = _either(merged, part)
    alternatives = tuple((_whole(key, part),) for part in (nothing, *parts))
    return ((0, merged),), [unknown_fact(FactKey("party", party, "name"), alternatives)]


def _either(one: bytes, other: bytes) -> bytes:
    return bytes(a if a == b else UNKNOWN for a, b in zip(one, other, strict=True))


def _whole(key: PartKey, part: bytes) -> Patch:
    return Patch(key, tuple(enumerate(part)))


def _party_unknowns(parties: tuple[PartyMaterial, ...]) -> Iterator[Unknown]:
    for index, party in enumerate(parties):
        key = PartKey("party", index)
        for name, alternatives in party.unknown:
            patches = tuple((Patch(key, atoms),) for atoms in alternatives)
            yield unknown_fact(FactKey("party", index, name), patches)
