"""Where a sale goes: the destinations that are known, and those that may still be anywhere."""

from __future__ import annotations

from dataclasses import dataclass

from licet_engine.facts.model import Alternative, FactKey, PartKey, Unknown
from licet_engine.facts.parties import ObservedParty
from licet_engine.facts.parts import patch_alternatives, place_value
from licet_engine.facts.values import Value, evaluate
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Place, Sale
from licet_engine.vocabulary import Scope


@dataclass(frozen=True, slots=True)
class _Stop:
    key: FactKey
    value: Value
    party: int | None
    is_destination: bool


def lay_out_places(
    sale: Sale, rules: RuleSet, parties: tuple[ObservedParty, ...]
) -> tuple[tuple[bytes, ...], tuple[Unknown, ...]]:
    """Return the atoms of each destination, and what is unknown of any place in the sale."""
    tests = rules.atoms.destination_tests
    stops = [
        _Stop(FactKey("party", n, "country"), party.place, n, party.is_receiver)
        for n, party in enumerate(parties)
    ]
    if sale.destination != Place():
        stops.append(
            _Stop(
                FactKey("sale", 0, "destination"), place_value(rules, sale.destination), None, True
            )
        )
    settled = {
        bytes(evaluate(test, stop.value) for test in tests)
        for stop in stops
        if stop.is_destination and not stop.value.unknown
    }
    parts = sorted(settled)
    unknown = []
    for stop in (s for s in stops if s.value.unknown):
        unknown.append(Unknown(stop.key, _alternatives(rules, stop, len(parts))))
        if stop.is_destination:
            parts.append(bytes(evaluate(test, stop.value) for test in tests))
    return tuple(parts), tuple(unknown)


def _alternatives(rules: RuleSet, stop: _Stop, index: int) -> tuple[Alternative, ...]:
    columns = []
    if stop.is_destination:
        tests = rules.atoms.destination_tests
        key = PartKey("destination", index)
        columns.append(patch_alternatives(key, tests, "destination", stop.value))
    if stop.party is not None:
        tests = rules.atoms.tests(Scope.PARTY)
        key = PartKey("party", stop.party)
        columns.append(patch_alternatives(key, tests, "country", stop.value))
    return tuple(zip(*columns, strict=True))
