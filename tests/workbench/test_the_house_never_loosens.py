"""A pack that may not loosen is proved to add only restraints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from licet_engine.provisions.model import LIFTING, Effect, Pack
from licet_engine.provisions.ruleset import RuleSet
from licet_server.checking import check_rules
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules
from licet_workbench.loosening import never_loosens
from small_law import HEADER, packs, row, write


@pytest.fixture(name="sound")
def _sound(tmp_path: Path) -> tuple[Pack, ...]:
    return packs(write(tmp_path))


def house_of(found: tuple[Pack, ...]) -> Pack:
    return next(pack for pack in found if pack.name == "house")


def test_the_shipped_house_is_proved_never_to_loosen() -> None:
    shipped = load_packs(shipped_rules(), ALL_PACKS).packs

    assert never_loosens(house_of(shipped), shipped)
    assert not house_of(shipped).may_loosen


def test_the_shipped_law_is_not_proved_so() -> None:
    shipped = load_packs(shipped_rules(), ALL_PACKS).packs

    assert not never_loosens(shipped[0], shipped)


def test_a_house_of_bars_is_proved(sound: tuple[Pack, ...]) -> None:
    assert never_loosens(house_of(sound), sound)


@pytest.mark.parametrize("effect", sorted(LIFTING, key=lambda effect: effect.value))
def test_a_house_that_permits_or_clears_is_not_proved(
    sound: tuple[Pack, ...], effect: Effect
) -> None:
    house = house_of(sound)
    lifting = replace(house.provisions[0], effect=effect)

    assert not never_loosens(replace(house, provisions=(lifting,)), sound)


def test_it_does_not_help_that_the_pack_says_it_may_loosen(sound: tuple[Pack, ...]) -> None:
    house = house_of(sound)
    lifting = replace(house.provisions[0], effect=Effect.CLEARS)
    house = replace(house, provisions=(lifting,), may_loosen=True)

    assert not never_loosens(house, sound)


def test_what_is_proved_adds_only_bars_to_who_acts_on_whom(sound: tuple[Pack, ...]) -> None:
    alone = RuleSet(pack for pack in sound if pack.name == "law")
    together = RuleSet(sound)

    for number, actor in enumerate(together.provisions):
        acted_on = {together.provisions[n].id for n in together.acts_on[number]}
        if actor.pack == "house":
            assert actor.effect not in LIFTING
            assert all(together.provisions[n].effect in LIFTING for n in together.acts_on[number])
        else:
            own = alone.acts_on[[p.id for p in alone.provisions].index(actor.id)]
            assert acted_on == {alone.provisions[n].id for n in own}


@pytest.mark.parametrize(
    ("cells", "provision"),
    [
        ({"regime": "none"}, "law.release"),
        ({"list": "denied_persons", "regime": "acme"}, None),
        ({"regime": "none"}, "law.affiliates"),
    ],
    ids=[
        "a clearance asks about the list",
        "nobody asks",
        "a restraint asks about those not on it",
    ],
)
def test_a_house_row_that_could_free_an_order_is_found(
    tmp_path: Path, cells: dict[str, str], provision: str | None
) -> None:
    house = {"lists/own.csv": f"{HEADER}\n{row('Blocked', **cells)}\n"}
    findings = check_rules(write(tmp_path, house=house), ("law", "house"))
    told = {str(finding).split(": ", 2)[2] for finding in findings}

    message = (
        f"lists `Blocked` for what `{provision}` asks about; the pack `house` may hold no row that "
        "could free an order"
    )
    assert (message in told) if provision else not told


def test_the_law_may_hold_any_row(tmp_path: Path) -> None:
    law = {"lists/more.csv": f"{HEADER}\n{row('Blocked')}\n"}

    assert check_rules(write(tmp_path, law), ("law", "house")) == ()
