"""A bar of every license exception names every one that some provision opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from licet_engine.provisions.conditions import All, Any, AnyOther, Condition, Not, Test
from licet_engine.provisions.model import Effect, Provision, Version
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules

PROVISIONS = tuple(
    p for pack in load_packs(shipped_rules(), ALL_PACKS).packs for p in pack.provisions
)
SOME = {"us_ear.740.no_exception_hong_kong_2020", "us_ear.740.no_exception_burma_2021"} | {
    "us_ear.740.no_exception_emirates_sta",
    "us_ear.740.no_exception_sudan",
}
"""Bars of some exceptions alone, as the law names them."""
ELSEWHERE = {"AGR", "SCP", "VEU"}
"""AGR and SCP are for EAR99 to Cuba, which no such bar is about; VEU is of 748.15, not Part 740."""
BARS = tuple(
    (p, v)
    for p in PROVISIONS
    if p.effect is Effect.BARS and p.id.startswith("us_ear.740.no_exception_") and p.id not in SOME
    for v in p.versions
)


def claims(condition: Condition, *, negated: bool = False) -> Iterator[frozenset[str]]:
    """Yield each set of exceptions that a condition asks to be claimed."""
    match condition:
        case Not(part):
            yield from claims(part, negated=not negated)
        case All(parts) | Any(parts):
            for part in parts:
                yield from claims(part, negated=negated)
        case Test(fact="license_exception") if not negated:
            yield condition.codes
        case AnyOther(inside):
            yield from claims(inside, negated=negated)


def opened() -> frozenset[str]:
    """The exceptions that some provision opens, but for those whose conditions are not held."""
    opening = (p for p in PROVISIONS if p.effect is Effect.CLEARS and p.id != "us_ear.740.not_held")
    asked = (codes for p in opening for v in p.versions for codes in claims(v.condition))
    return frozenset(code[:3] for codes in asked for code in codes) - ELSEWHERE


@pytest.mark.parametrize(("bar", "version"), BARS, ids=[f"{p.id}@{v.name}" for p, v in BARS])
def test_a_bar_names_every_exception_that_some_provision_opens(
    bar: Provision, version: Version
) -> None:
    for codes in claims(version.condition):
        assert opened() - codes == set(), bar.id


def test_some_exceptions_are_opened_and_some_bars_are_looked_at() -> None:
    assert {"LVS", "GBS", "TMP", "STA"} <= opened()
    assert len(BARS) > 20
