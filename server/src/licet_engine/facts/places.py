"""Where a sale goes: the destinations that are known, and those that may still be anywhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from licet_engine.facts.model import (
    Alternative,
    FactKey,
    PartKey,
    Patch,
    Unknown,
    unknown_fact,
)
from licet_engine.facts.parties import ObservedParty
from licet_engine.facts.parts import merged_parts, patch_alternatives, place_value
from licet_engine.facts.values import FALSE, TRUE, UNKNOWN, Raw, Value
from licet_engine.lists import AsKnown
from licet_engine.provisions.conditions import Test
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Place, Sale, country_of
from licet_engine.tables.places import Marks, PlaceTables, Span
from licet_engine.vocabulary import Scope

_NOWHERE: frozenset[str] = frozenset()
_ELSEWHERE = ""
"""A country that no table names."""


class Asked(NamedTuple):
    """Which marks are looked up, as known on which day."""

    marks: frozenset[str]
    as_known: AsKnown


class _Seen(NamedTuple):
    """What rules see of a place: as a destination, and as a party's country."""

    destination: bytes
    party: tuple[tuple[int, int], ...]


class Stop(NamedTuple):
    """A place that a sale names: a party's, or the destination."""

    key: FactKey
    value: Value
    party: int | None
    is_destination: bool


def stops_of(sale: Sale, rules: RuleSet, parties: tuple[ObservedParty, ...]) -> tuple[Stop, ...]:
    """Return the places of a sale, each with what it may be."""
    stops = [
        Stop(FactKey("party", n, "country"), party.place, n, party.is_receiver)
        for n, party in enumerate(parties)
    ]
    if sale.destination != Place():
        value = place_value(rules, sale.destination)
        key = FactKey("sale", 0, "destination")
        stops.append(Stop(key, value, None, is_destination=True))
    return tuple(stops)


class PlaceLayout:
    """Lays out places as the rules see them on a day, and remembers what it laid out."""

    def __init__(self, rules: RuleSet, tables: PlaceTables) -> None:
        self._rules = rules
        self._tables = tables
        self._asked = {
            controlled: _marks_asked(rules, controlled=controlled) & tables.codes
            for controlled in (True, False)
        }
        self._cells: Callable[[int, bytes, str | None], tuple[Unknown, ...]] = lru_cache(4096)(
            self._open_cells
        )
        self._part: Callable[[frozenset[str], Marks], bytes] = lru_cache(16_384)(self._lay)
        self._anywhere: Callable[[Value, date, Asked], tuple[_Seen, ...]] = lru_cache(1024)(
            self._seen
        )

    def asked(self, as_known: AsKnown, *, controlled: bool) -> Asked:
        """Return the marks that rules ask for, of items that are controlled or not."""
        return Asked(self._asked[controlled], self._tables.known_since(as_known))

    def starts(self, stops: tuple[Stop, ...], asked: Asked) -> set[date]:
        """Return every day on which some place of a sale may be marked otherwise than before."""
        countries = {_country(raw) for stop in stops for raw in stop.value.possible}
        if None in countries and asked.marks:
            countries |= self._tables.countries
        return {day for country in countries for day, _ in self._spans(country, asked)}

    def _spans(self, country: str | None, asked: Asked) -> tuple[Span, ...]:
        return self._tables.spans(country or _ELSEWHERE, asked.marks, asked.as_known)

    def _marks(self, country: str | None, day: date, asked: Asked) -> Marks:
        spans = self._spans(country, asked)
        return spans[bisect_right(spans, day, key=lambda span: span[0]) - 1][1]

    def lay_out(
        self, stops: tuple[Stop, ...], day: date, asked: Asked
    ) -> tuple[tuple[bytes, ...], tuple[Unknown, ...]]:
        """Return the atoms of each destination, and what is unknown of any place in the sale."""
        settled: dict[bytes, str | None] = {}
        for stop in (s for s in stops if s.is_destination and not _is_open(s, asked)):
            (raw,) = stop.value.possible
            settled.setdefault(self._of(raw, day, asked), _country(raw))
        parts = sorted(settled)
        unknown = [u for n, part in enumerate(parts) for u in self._cells(n, part, settled[part])]
        for stop in (s for s in stops if _is_open(s, asked)):
            seen = self._anywhere(stop.value, day, asked)
            unknown.append(unknown_fact(stop.key, _alternatives(stop, len(parts), seen)))
            if stop.is_destination:
                parts.append(merged_parts([each.destination for each in seen]))
        return tuple(parts), tuple(unknown)

    def _of(self, raw: Raw, day: date, asked: Asked) -> bytes:
        assert isinstance(raw, frozenset)
        return self._part(raw, self._marks(_country(raw), day, asked))

    def _lay(self, raw: frozenset[str], marks: Marks) -> bytes:
        certain = raw | marks.certain
        return bytes(
            TRUE
            if not certain.isdisjoint(test.codes)
            else FALSE
            if marks.possible.isdisjoint(test.codes)
            else UNKNOWN
            for test in self._rules.atoms.destination_tests
        )

    def _open_cells(self, number: int, part: bytes, country: str | None) -> tuple[Unknown, ...]:
        """Return what the tables leave open of a destination: each cell is, or is not, marked."""
        key = PartKey("destination", number)
        found = []
        for n, test in enumerate(self._rules.atoms.destination_tests):
            if part[n] == UNKNOWN:
                name = f"{' '.join(sorted(test.codes))} of {country}"
                either = tuple((Patch(key, ((n, value),)),) for value in (FALSE, TRUE))
                found.append(unknown_fact(FactKey("destination", number, name), either))
        return tuple(found)

    def _seen(self, value: Value, day: date, asked: Asked) -> tuple[_Seen, ...]:
        """Return each way a place may turn out, once: what rules can see of it."""
        possible = [*value.possible]
        if _NOWHERE in possible and asked.marks:
            possible += (frozenset({country}) for country in sorted(self._tables.countries))
        tests = self._rules.atoms.tests(Scope.PARTY)
        found: dict[_Seen, None] = {}
        for raw in possible:
            party = patch_alternatives(PartKey("party"), tests, "country", Value((raw,)))[0].atoms
            for part in _extremes(self._of(raw, day, asked)):
                found.setdefault(_Seen(part, party), None)
        return tuple(found)


def _marks_asked(rules: RuleSet, *, controlled: bool) -> frozenset[str]:
    """Return the codes of places that conditions ask for; some ask of controlled items alone."""
    formulas = {
        number
        for provision, numbers in zip(rules.provisions, rules.formula_of, strict=True)
        if controlled or provision.subject is not SubjectKind.CONTROL
        for number in numbers
    }
    atoms = frozenset[int]().union(*(rules.atoms_of[number] for number in formulas))
    tests = (rules.atoms.atoms[atom] for atom in atoms)
    return frozenset(
        code
        for test in tests
        if isinstance(test, Test) and test.scope is Scope.DESTINATION
        for code in test.codes
    )


def _alternatives(stop: Stop, index: int, seen: tuple[_Seen, ...]) -> tuple[Alternative, ...]:
    """Return each way a place may turn out: as the destination of a number, as a party's."""
    told = dict.fromkeys(
        (
            each.destination if stop.is_destination else None,
            each.party if stop.party is not None else None,
        )
        for each in seen
    )
    return tuple(tuple(_patches(index, *way, stop.party)) for way in told)


def _patches(
    index: int,
    destination: bytes | None,
    atoms: tuple[tuple[int, int], ...] | None,
    party: int | None,
) -> Iterator[Patch]:
    if destination is not None:
        yield Patch(PartKey("destination", index), _numbered(destination))
    if atoms is not None and party is not None:
        yield Patch(PartKey("party", party), atoms)


@lru_cache(1024)
def _numbered(part: bytes) -> tuple[tuple[int, int], ...]:
    """Return the atoms of a part with their numbers; places that look alike share them."""
    return tuple(enumerate(part))


def _is_open(stop: Stop, asked: Asked) -> bool:
    """Tell whether a place may turn out in more than one way that rules or tables tell apart."""
    return stop.value.unknown or (_NOWHERE in stop.value.possible and bool(asked.marks))


def _extremes(part: bytes) -> tuple[bytes, ...]:
    """Return a part with what is open in it turned out one way, and the other way."""
    if UNKNOWN not in part:
        return (part,)
    return tuple(bytes(value if b == UNKNOWN else b for b in part) for value in (FALSE, TRUE))


def _country(raw: Raw) -> str | None:
    """Return the country of a place's codes, or None where it may be any that is not named."""
    assert isinstance(raw, frozenset)
    return country_of(min(raw, key=len)) if raw else None
