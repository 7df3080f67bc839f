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
from licet_workbench.loosening import loosening_findings, never_loosens
from small_law import HEADER, VOCABULARY, packs, row, write


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


def provision(effect: str, when: str, rest: str = "") -> str:
    """A provision of the law that looks at the row of a party."""
    return (
        f"id: law.more\ntitle: More\neffect: {effect}\nsubject: party\n{rest}when: {when}\n"
        "versions:\n- {version: v1, from: 2019-01-01, announced: 2019-01-01, authority: 84 FR 9}\n"
    )


CLEARS = "authorization: EXCLUSION\nlifts: {provisions: [law.affiliates]}\n"
CLEARS_LISTED = CLEARS.replace("law.affiliates", "law.listed")
BARS = "bars: {tags: [tgl]}\n"
LADEN = "{of: sale, type: date, source: field, absent: not_claimed, authority: 15 CFR 744.11}"
DATED = f"{VOCABULARY}  laden_on: {LADEN}\n"
UNASKED = {"list": "denied_persons", "regime": "none", "ground": "unstated"}
FOOTNOTE = UNASKED | {"footnotes": "1"}


def told(rules: Path) -> set[str]:
    return {str(finding).split(": ", 2)[2] for finding in check_rules(rules, ("law", "house"))}


@pytest.mark.parametrize(
    ("law", "cells", "could"),
    [
        ("", {"regime": "none"}, "make `law.release` speak"),
        ("", {"regime": "none"}, "make `law.affiliates` fall silent"),
        ("", UNASKED | {"regime": "acme"}, "make `law.savings` speak"),
        (
            provision("requires", '{this_party: {not: {footnote: "1"}}}'),
            FOOTNOTE,
            "make `law.more` fall silent",
        ),
        (
            provision("requires", "{this_party: {not: {ground: unstated}}}"),
            UNASKED,
            "make `law.more` fall silent",
        ),
        (
            provision("bars", "{not: {this_party: {scope: all_items}}}", BARS),
            UNASKED,
            "make `law.more` fall silent",
        ),
        (
            provision("clears", "{this_party: {laden_on: {on_or_before: row.from}}}", CLEARS),
            UNASKED,
            "make `law.more` speak",
        ),
        (
            provision("clears", "{this_party: {owned_by_listed: true}}", CLEARS),
            UNASKED,
            "make `law.more` speak",
        ),
        (
            provision("clears", "{any_party: {not: {list: entity_list}}}", CLEARS),
            UNASKED,
            "make `law.more` speak",
        ),
        (
            provision("requires", "{any_party: {not: {list: denied_persons}}}"),
            UNASKED,
            "make `law.more` fall silent",
        ),
    ],
    ids=[
        "a clearance asks about the list",
        "a restraint asks about those not on the list",
        "a savings clause is narrowed to the regime",
        "a restraint asks about those without the footnote",
        "a restraint asks about those listed on other grounds",
        "a bar asks about those of another scope",
        "a clearance asks about the days of the row",
        "a clearance asks who is owned by listed parties",
        "a clearance asks whether some party is of another list",
        "a restraint asks whether some party is not on the list",
    ],
)
def test_a_house_row_that_could_free_an_order_is_found(
    tmp_path: Path, law: str, cells: dict[str, str], could: str
) -> None:
    more = {"more.yaml": law, "vocabulary.yaml": DATED} if law else {}
    house = {"lists/own.csv": f"{HEADER}\n{row('Blocked', **cells)}\n"}

    message = (
        f"lists `Blocked`, which could {could}; the pack `house` may hold no row that could free "
        "an order"
    )
    assert message in told(write(tmp_path, more, house))


@pytest.mark.parametrize(
    "law",
    [
        "",
        provision("requires", "{this_party: {list: denied_persons}}"),
        provision("requires", "{any_party: {list: denied_persons}}"),
        provision("bars", "{any_party: {list: denied_persons}}", BARS),
        provision("clears", "{not: {any_party: {list: denied_persons}}}", CLEARS),
        provision("clears", "{this_party: {list: entity_list}}", CLEARS_LISTED),
        provision("clears", "{any_party: {list: entity_list}}", CLEARS),
        provision("requires", "{this_party: {not: {list: entity_list}}}"),
    ],
)
def test_a_house_row_that_can_only_restrain_is_none(tmp_path: Path, law: str) -> None:
    house = {"lists/own.csv": f"{HEADER}\n{row('Blocked', **UNASKED)}\n"}

    assert told(write(tmp_path, {"more.yaml": law} if law else {}, house)) == set()


def test_what_the_house_itself_says_of_its_rows_is_its_own(tmp_path: Path) -> None:
    own = provision("requires", "{this_party: {not: {list: denied_persons}}}")
    house = {
        "own.yaml": own.replace("law.more", "house.more"),
        "lists/own.csv": f"{HEADER}\n{row('Blocked', **UNASKED)}\n",
    }

    assert told(write(tmp_path, house=house)) == set()


def test_the_law_may_hold_any_row(tmp_path: Path) -> None:
    law = {"lists/more.csv": f"{HEADER}\n{row('Blocked')}\n"}

    assert check_rules(write(tmp_path, law), ("law", "house")) == ()


@pytest.mark.parametrize("words", ["", "vocabulary.yaml"])
def test_a_second_pack_that_may_loosen_is_refused(sound: tuple[Pack, ...], words: str) -> None:
    law = next(pack for pack in sound if pack.name == "law")
    second = replace(house_of(sound), may_loosen=True, vocabulary=law.vocabulary if words else None)
    found = {f.pack: f.message for f in loosening_findings([law, second])}

    assert set(found) == ({"law", "house"} if words else {"house"})
    assert found["house"] == (
        "the pack `house` says `may_loosen: true`; only one pack may, the law, which declares the "
        "vocabulary; write `may_loosen: false`"
    )


def test_a_second_pack_that_may_loosen_is_an_error_of_the_check(tmp_path: Path) -> None:
    house = {"pack.yaml": "pack: house\ntitle: Our policy\nmay_loosen: true\n"}
    rules = write(tmp_path, house=house)
    found = check_rules(rules, ("law", "house"))

    assert [(f.place.file, f.severity) for f in found] == [(rules / "house/pack.yaml", "error")]
