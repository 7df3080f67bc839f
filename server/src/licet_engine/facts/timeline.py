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
    OwnerMaterial,
    PartKey,
    PartyMaterial,
    Patch,
    Unknown,
)
from licet_engine.facts.parties import OWNERSHIP
from licet_engine.facts.values import FALSE, TRUE, UNKNOWN
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope

_CONTROL = 50
"""Percent from which an owner's listing reaches the owned (90 FR 47201, Affiliates rule)."""
_WHOLE = 100
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
        yield from owner.windows
        yield from owner.doubtful


def facts_on(day: date, material: Material, rules: RuleSet) -> Facts:
    """Return the facts of an order on one day."""
    frame = material.frame(day)
    owned = [_owned_by_listed(party, day) for party in material.parties]
    parties = tuple(
        _with_ownership(party.part, rules, truth)
        for party, truth in zip(material.parties, owned, strict=True)
    )
    shared = (
        *material.unknown,
        *frame.unknown,
        *_party_unknowns(material.parties),
        *_ownership_unknowns(owned, rules),
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
    rows, unknown = [], []
    for number, hit in listed:
        part = hit.row_parts[line]
        if hit.certain:
            rows.append((number, part))
            continue
        key = PartKey("row", party, number)
        rows.append((number, _either(part, bytes(len(part)))))
        alternatives = ((_whole(key, bytes(len(part))),), (_whole(key, part),))
        unknown.append(Unknown(FactKey("party", party, "listing", number), alternatives))
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
    return ((0, merged),), [Unknown(FactKey("party", party, "name"), alternatives)]


def _either(one: bytes, other: bytes) -> bytes:
    return bytes(a if a == b else UNKNOWN for a, b in zip(one, other, strict=True))


def _whole(key: PartKey, part: bytes) -> Patch:
    return Patch(key, tuple(enumerate(part)))


def _party_unknowns(parties: tuple[PartyMaterial, ...]) -> Iterator[Unknown]:
    for index, party in enumerate(parties):
        key = PartKey("party", index)
        for name, alternatives in party.unknown:
            patches = tuple((Patch(key, atoms),) for atoms in alternatives)
            yield Unknown(FactKey("party", index, name), patches)


def _ownership_atoms(rules: RuleSet) -> tuple[int, ...]:
    tests = rules.atoms.tests(Scope.PARTY)
    return tuple(n for n, test in enumerate(tests) if test.fact == OWNERSHIP)


def _ownership_unknowns(owned: list[int], rules: RuleSet) -> Iterator[Unknown]:
    atoms = _ownership_atoms(rules)
    for index, truth in enumerate(owned):
        if truth == UNKNOWN and atoms:
            key = PartKey("party", index)
            patches = tuple(
                (Patch(key, tuple((n, value) for n in atoms)),) for value in (FALSE, TRUE)
            )
            yield Unknown(FactKey("party", index, OWNERSHIP), patches)


def _with_ownership(part: bytes, rules: RuleSet, truth: int) -> bytes:
    filled = bytearray(part)
    for atom in _ownership_atoms(rules):
        filled[atom] = truth
    return bytes(filled)


def _owned_by_listed(party: PartyMaterial, day: date) -> int:
    """Tell whether listed owners hold half of a party together (90 FR 47201).

    Shares that were not given may be anything, unless the seller attests that it determined
    who the owners are.
    """
    listed = [owner for owner in party.owners if _is_listed(owner, day)]
    if sum(owner.percent or 0 for owner in listed) >= _CONTROL:
        return TRUE
    most = sum(
        _WHOLE if owner.percent is None else owner.percent
        for owner in party.owners
        if owner in listed or _may_be_listed(owner, day)
    )
    return FALSE if party.ownership_determined and most < _CONTROL else UNKNOWN


def _is_listed(owner: OwnerMaterial, day: date) -> bool:
    return owner.attested or any(_within(day, window) for window in owner.windows)


def _may_be_listed(owner: OwnerMaterial, day: date) -> bool:
    return not _is_listed(owner, day) and any(_within(day, w) for w in owner.doubtful)


def _within(day: date, window: tuple[date, date | None]) -> bool:
    start, last = window
    return start <= day and (last is None or day <= last)
