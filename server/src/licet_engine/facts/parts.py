"""Values become truth bytes: the parts of which a subject's atom vector is laid together."""

from __future__ import annotations

from collections.abc import Sequence

from licet_engine.facts.model import PartKey, Patch
from licet_engine.facts.values import UNKNOWN, Value, distinct, evaluate, known
from licet_engine.provisions.conditions import Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Place, country_of

_PARTLY = {"UA-14": "x-dnr", "UA-09": "x-lnr"}
"""Oblasts of which a part is such a region: named alone, they leave open which part is meant."""


def patch_alternatives(
    key: PartKey, tests: tuple[Test, ...], fact: str, value: Value
) -> tuple[Patch, ...]:
    """Return, for each possible value of a fact, the truth bytes its atoms then take."""
    own = [(n, test) for n, test in enumerate(tests) if test.fact == fact]
    ways = (Value((raw,), value.unclaimed) for raw in value.possible)
    return tuple(Patch(key, tuple((n, evaluate(test, way)) for n, test in own)) for way in ways)


def merged_parts(parts: Sequence[bytes]) -> bytes:
    """Return what is the same in all of some parts; the rest is unknown."""
    columns = (set(values) for values in zip(*parts, strict=True))
    return bytes(values.pop() if len(values) == 1 else UNKNOWN for values in columns)


def place_value(rules: RuleSet, place: Place) -> Value:
    """Return a place as its country and region codes.

    Without a country it may be any that the rules tell apart; a country of which the rules
    name regions may, without a region, be any of them or none.
    """
    if place.country is None and place.region is None:
        named = (frozenset({code, country_of(code)}) for code in rules.places)
        return Value(distinct(rules.place_tests, [frozenset(), *sorted(named, key=sorted)]))
    country = frozenset({place.country or country_of(place.region or "")})
    if place.region is not None:
        given = country | {place.region}
        part = _PARTLY.get(place.region)
        return Value((given, given | {part})) if part in rules.places else known(given)
    inside = (region for region in rules.regions if country_of(region) in country)
    return Value((country, *(country | {region} for region in inside)))
