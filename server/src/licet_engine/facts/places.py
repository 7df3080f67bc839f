"""Where a sale goes: the destinations that are known, and those that may still be anywhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from licet_engine.facts.deriving import country_of
from licet_engine.facts.model import Alternative, FactKey, PartKey, Patch, Unknown
from licet_engine.facts.parties import ObservedParty
from licet_engine.facts.parts import merged_parts, patch_alternatives, place_value
from licet_engine.facts.values import FALSE, TRUE, UNKNOWN, Raw, Value
from licet_engine.lists import AsKnown
from licet_engine.provisions.conditions import Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Place, Sale
from licet_engine.tables.model import CHART
from licet_engine.tables.places import NO_MARKS, Marks, PlaceTables, Span
from licet_engine.vocabulary import Scope

_NOWHERE: frozenset[str] = frozenset()
_CHART = frozenset(CHART)
MarksOf = Callable[[str | None], Marks]
"""The marks of a country on one day; of None, a country that no table names."""


@dataclass(frozen=True, slots=True)
class Stop:
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
        tests = rules.atoms.destination_tests
        self._named = frozenset(code for test in tests for code in _codes(test))
        self._part: Callable[[frozenset[str], Marks], bytes] = lru_cache(16_384)(self._lay)

    def asked(self, *, controlled: bool) -> frozenset[str]:
        """Return the marks that rules ask for; the chart matters to controlled items only."""
        asked = self._named & self._tables.codes
        return asked if controlled else asked - _CHART

    def spans(
        self, stops: tuple[Stop, ...], asked: frozenset[str], as_known: AsKnown
    ) -> dict[str | None, tuple[Span, ...]]:
        """Return the marks of every country that the places may be in, over all time."""
        countries = {_country(raw) for stop in stops for raw in stop.value.possible}
        if None in countries and asked:
            countries |= self._tables.countries
        return {
            country: self._tables.spans(country or "", asked, as_known) for country in countries
        }

    def lay_out(
        self, stops: tuple[Stop, ...], marks: MarksOf
    ) -> tuple[tuple[bytes, ...], tuple[Unknown, ...]]:
        """Return the atoms of each destination, and what is unknown of any place in the sale."""
        settled: dict[bytes, Raw] = {}
        for stop in (s for s in stops if s.is_destination and not s.value.unknown):
            (raw,) = stop.value.possible
            settled.setdefault(self._of(raw, marks), raw)
        parts = sorted(settled)
        unknown = [u for n, part in enumerate(parts) for u in self._cells(n, part, settled[part])]
        for stop in (s for s in stops if s.value.unknown):
            made = tuple(self._alternatives(stop, len(parts), marks))
            unknown.append(Unknown(stop.key, made))
            if stop.is_destination:
                parts.append(_merged(len(parts), made))
        return tuple(parts), tuple(unknown)

    def _of(self, raw: Raw, marks: MarksOf) -> bytes:
        assert isinstance(raw, frozenset)
        return self._part(raw, marks(_country(raw)))

    def _lay(self, raw: frozenset[str], marks: Marks) -> bytes:
        certain = raw | marks.certain
        return bytes(
            TRUE
            if not certain.isdisjoint(_codes(test))
            else FALSE
            if marks.possible.isdisjoint(_codes(test))
            else UNKNOWN
            for test in self._rules.atoms.destination_tests
        )

    def _cells(self, number: int, part: bytes, raw: Raw) -> Iterator[Unknown]:
        """Yield what the tables leave open of a destination: each cell is, or is not, marked."""
        key = PartKey("destination", number)
        for n, test in enumerate(self._rules.atoms.destination_tests):
            if part[n] == UNKNOWN:
                name = f"{' '.join(sorted(_codes(test)))} of {_country(raw)}"
                either = tuple((Patch(key, ((n, value),)),) for value in (FALSE, TRUE))
                yield Unknown(FactKey("destination", number, name), either)

    def _alternatives(self, stop: Stop, index: int, marks: MarksOf) -> Iterator[Alternative]:
        """Yield each way a place may turn out, once: what of it and of its party rules can see."""
        seen: dict[Alternative, None] = {}
        for raw in self._possible(stop.value, marks):
            for part in _extremes(self._of(raw, marks)):
                patches = []
                if stop.is_destination:
                    patches.append(Patch(PartKey("destination", index), tuple(enumerate(part))))
                if stop.party is not None:
                    patches.append(self._of_party(stop.party, raw))
                seen.setdefault(tuple(patches), None)
        yield from seen

    def _possible(self, value: Value, marks: MarksOf) -> tuple[Raw, ...]:
        if _NOWHERE not in value.possible or marks(None) == NO_MARKS:
            return value.possible
        return (*value.possible, *(frozenset({c}) for c in sorted(self._tables.countries)))

    def _of_party(self, party: int, raw: Raw) -> Patch:
        tests = self._rules.atoms.tests(Scope.PARTY)
        (patch,) = patch_alternatives(PartKey("party", party), tests, "country", Value((raw,)))
        return patch


def _extremes(part: bytes) -> tuple[bytes, ...]:
    """Return a part with what is open in it turned out one way, and the other way."""
    if UNKNOWN not in part:
        return (part,)
    return tuple(bytes(value if b == UNKNOWN else b for b in part) for value in (FALSE, TRUE))


def _merged(index: int, alternatives: tuple[Alternative, ...]) -> bytes:
    key = PartKey("destination", index)
    parts = [
        bytes(value for _, value in patch.atoms)
        for alternative in alternatives
        for patch in alternative
        if patch.key == key
    ]
    return merged_parts(parts)


def _country(raw: Raw) -> str | None:
    """Return the country of a place's codes, or None where it may be any that is not named."""
    assert isinstance(raw, frozenset)
    return country_of(min(raw, key=len)) if raw else None


def _codes(test: Test) -> frozenset[str]:
    assert isinstance(test.operand, frozenset)
    return test.operand


def marks_on(spans: dict[str | None, tuple[Span, ...]], day: date) -> MarksOf:
    """Return what looks the marks of a country up on one day."""

    def marks(country: str | None) -> Marks:
        found = spans.get(country)
        if found is None:
            return NO_MARKS
        return found[bisect_right(found, day, key=lambda span: span[0]) - 1][1]

    return marks
