"""Laws many times as large as the shipped one, of which no two parts are alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from licet_engine.provisions.conditions import All, Any, AnyOther, Condition, Not, Test
from licet_engine.provisions.model import Pack, Provision, Version

_TURNED = ("regime", "category", "destination", "country")
Turned = Callable[[str, frozenset[str]], frozenset[str]]


def grown(packs: tuple[Pack, ...], times: int) -> tuple[Pack, ...]:
    """Return packs with so many times their provisions, no two copies of one alike."""
    codes = _codes(packs)
    return tuple(
        replace(
            pack,
            provisions=tuple(
                _copied(p, number, partial(_turned, codes, number)) if number else p
                for number in range(times)
                for p in pack.provisions
            ),
        )
        for pack in packs
    )


def _codes(packs: tuple[Pack, ...]) -> dict[str, list[str]]:
    """Return the codes that conditions name of each fact whose codes are turned."""
    found: dict[str, set[str]] = {name: set() for name in _TURNED}
    for version in (v for pack in packs for p in pack.provisions for v in p.versions):
        for test in _tests(version.condition):
            if test.fact in found:
                found[test.fact] |= test.codes
    return {name: sorted(own) for name, own in found.items()}


def _tests(condition: Condition) -> Iterator[Test]:
    match condition:
        case Test():
            yield condition
        case All(parts) | Any(parts):
            for part in parts:
                yield from _tests(part)
        case Not(part):
            yield from _tests(part)
        case AnyOther():
            yield from _tests(condition.condition)


def _turned(
    codes: dict[str, list[str]], number: int, fact: str, own: frozenset[str]
) -> frozenset[str]:
    """Return as many other codes of a fact, those some places on."""
    every = codes[fact]
    return frozenset(every[(every.index(code) + number) % len(every)] for code in own)


def _copied(provision: Provision, number: int, turned: Turned) -> Provision:
    targets = provision.targets
    return replace(
        provision,
        id=f"{provision.id}_{number}",
        tags=frozenset(f"{tag}-{number}" for tag in provision.tags),
        targets=replace(
            targets,
            provisions=frozenset(f"{name}_{number}" for name in targets.provisions),
            tags=frozenset(f"{tag}-{number}" for tag in targets.tags),
            regimes=turned("regime", targets.regimes),
        ),
        versions=tuple(_moved(version, number, turned) for version in provision.versions),
    )


def _moved(version: Version, number: int, turned: Turned) -> Version:
    days = timedelta(days=number)
    enforcement = version.enforcement
    return replace(
        version,
        start=version.start + days,
        through=version.through and version.through + days,
        announced=version.announced + days,
        published=version.published and version.published + days,
        condition=_other(version.condition, turned),
        enforcement=enforcement and replace(enforcement, start=enforcement.start + days),
    )


def _other(condition: Condition, turned: Turned) -> Condition:
    match condition:
        case Test():
            if condition.fact not in _TURNED:
                return condition
            return replace(condition, operand=turned(condition.fact, condition.codes))
        case All(parts):
            return All(tuple(_other(part, turned) for part in parts))
        case Any(parts):
            return Any(tuple(_other(part, turned) for part in parts))
        case Not(part):
            return Not(_other(part, turned))
        case AnyOther():
            return replace(condition, condition=_other(condition.condition, turned))
