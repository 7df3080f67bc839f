"""What list rows and owners bring into an answer: policies, conditions, kinds, shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from building import (
    DAY,
    LONG_AGO,
    World,
    code,
    flag,
    line,
    listed,
    pack,
    party,
    provision,
    row,
    sale,
    version,
)
from licet_engine.decision.policies import policy_words
from licet_engine.facts.parties import PartyObserver
from licet_engine.facts.rows import Rows
from licet_engine.lists import Confidence
from licet_engine.provisions.conditions import AnyParty, Not
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Owner
from licet_engine.vocabulary import Scope

ONE_DAY = timedelta(days=1)
ON_LIST = code("list", "entity_list", scope=Scope.ROW)
UNVERIFIED = code("list", "unverified_list", scope=Scope.ROW)
OWNED = flag("owned_by_listed", Scope.PARTY)
DETERMINED = (("ownership_determined", True),)
REQUIRES = provision("law.listed", "requires", when=ON_LIST, of="party")


@pytest.mark.parametrize(
    ("policies", "words"),
    [
        ((), None),
        (("presumption_of_denial",), "presumption of denial"),
        (("by_section_744_2d",), "as 15 CFR 744.2(d) says"),
        (
            ("case_by_case@food_medicine_ear99", "policy_of_denial"),
            "policy of denial; case by case for food and medicine designated EAR99",
        ),
        (("case_by_case@1A004.c+ccl",), "case by case for 1A004.c, items of the Control List"),
    ],
)
def test_a_rows_policy_is_told_in_words(policies: tuple[str, ...], words: str | None) -> None:
    assert policy_words(policies) == words


def test_a_rows_policy_answers_where_the_provision_has_none() -> None:
    world = World(pack(REQUIRES, rows=(row("Buyer", policies=("policy_of_denial",)),)))
    (shown,) = world.decide(sale()).lines[0].provisions
    assert shown.review_policy == "policy of denial"


def test_a_bar_has_no_review_policy_though_its_row_has_one() -> None:
    bar = provision("law.bar", "bars", when=ON_LIST, of="party", tags=("bar",))
    world = World(pack(REQUIRES, bar, rows=(row("Buyer", policies=("policy_of_denial",)),)))
    shown = {s.effect: s.review_policy for s in world.decide(sale()).lines[0].provisions}
    assert shown == {"requires": "policy of denial", "bars": None}


def test_the_provisions_own_policy_beats_the_rows() -> None:
    told = provision("law.listed", "requires", version(review_policy="as the law says"), of="party")
    told = replace(told, versions=(replace(told.versions[0], condition=ON_LIST),))
    world = World(pack(told, rows=(row("Buyer", policies=("policy_of_denial",)),)))
    (shown,) = world.decide(sale()).lines[0].provisions
    assert shown.review_policy == "as the law says"


def barred(**more: object) -> World:
    """A world in which a party on the Unverified List brings a condition, for some days."""
    stated = version(when=UNVERIFIED, conditions=("a statement is kept",))
    bar = provision("law.unverified", "bars", stated, of="party", tags=("bar",))
    listed = row("Buyer", list="unverified_list", scope="none", **more)
    return World(pack(bar, rows=(listed,)))


def test_a_bar_sets_its_conditions_for_a_go_and_asks_for_nothing() -> None:
    decision = barred().decide(sale())
    assert decision.outcome is Outcome.NO_LICENSE_NEEDED
    assert decision.lines[0].conditions == ("a statement is kept",)
    assert decision.missing_facts == ()


def test_a_go_under_a_condition_holds_for_the_days_of_the_row_that_sets_it() -> None:
    last = DAY + timedelta(days=5)
    decision = barred(start=DAY, through=last, end_announced=LONG_AGO).decide(sale())
    assert (decision.valid_from, decision.valid_through) == (DAY, last)
    assert decision.next_change is not None
    assert decision.next_change.ends == ("law.unverified@v1",)


def test_a_row_of_unsure_days_is_told_where_it_does_not_count_on_the_day() -> None:
    ended = row(
        "Buyer",
        through=DAY - ONE_DAY,
        end_announced=LONG_AGO,
        date_confidence=Confidence.LOW,
    )
    decision = World(pack(REQUIRES, rows=(ended,))).decide(sale())
    assert decision.outcome is Outcome.NO_LICENSE_NEEDED
    assert decision.caveats == ("row:Buyer: the dates of this list row are of low confidence",)


def test_two_rows_that_no_rule_tells_apart_are_one_question() -> None:
    rows = (row("Buyer"), replace(row("Buyer"), id="row:Buyer again"))
    world = World(pack(REQUIRES, rows=rows), perhaps=frozenset({"Buyer"}))
    decision = world.decide(sale())
    assert decision.outcome is Outcome.UNDETERMINED
    assert [missing.fact for missing in decision.missing_facts] == ["listing"]


@pytest.mark.parametrize(
    ("first", "second", "day", "asked"),
    [
        ((0, 3), (4, 9), 5, True),
        ((0, 3), (2, None), 40, True),
        ((0, None), (3, 5), 40, True),
        ((0, 3), (6, 9), 5, False),
        ((0, 9), (3, 5), 8, True),
    ],
)
def test_a_party_without_a_name_may_be_on_any_row_of_the_day(
    first: tuple[int, int | None], second: tuple[int, int | None], day: int, *, asked: bool
) -> None:
    rows = tuple(_listed(name, *days) for name, days in (("A", first), ("B", second)))
    world = World(pack(REQUIRES, rows=rows))
    asking = sale(parties=(party(None),), sale_date=DAY + timedelta(days=day))
    assert (world.decide(asking).outcome is Outcome.UNDETERMINED) == asked


def test_a_party_without_a_name_is_on_no_row_that_nobody_knew_of() -> None:
    world = World(pack(REQUIRES, rows=(row("A", announced=DAY + ONE_DAY),)))
    asked = sale(parties=(party(None),))
    assert world.decide(asked, DAY).outcome is Outcome.NO_LICENSE_NEEDED
    assert world.decide(asked, DAY + ONE_DAY).outcome is Outcome.UNDETERMINED


def _listed(name: str, start: int, last: int | None) -> object:
    through = None if last is None else DAY + timedelta(days=last)
    known = None if last is None else LONG_AGO
    return row(name, start=DAY + timedelta(days=start), through=through, end_announced=known)


OWNER_RULE = provision("law.owned", "requires", when=OWNED, of="party")
FOOTNOTED = provision(
    "law.footnoted", "requires", when=code("owner_footnote", "4", scope=Scope.PARTY), of="party"
)


def owned_by(*owners: Owner, attested: tuple[tuple[str, bool], ...] = DETERMINED) -> object:
    return sale(parties=(party("D", owners=owners, attestations=attested),))


@pytest.mark.parametrize(
    ("owners", "outcome"),
    [
        ((), Outcome.NO_LICENSE_NEEDED),
        ((Owner("Listed", "CN", Decimal(50)),), Outcome.LICENSE_REQUIRED),
        ((Owner("Listed", "CN", Decimal("49.99")),), Outcome.NO_LICENSE_NEEDED),
        ((Owner("Unverified", "CN", Decimal(100)),), Outcome.NO_LICENSE_NEEDED),
        ((Owner("Denied", "CN", Decimal(100)),), Outcome.NO_LICENSE_NEEDED),
        (
            (Owner("Listed", "CN", Decimal(25)), Owner("Military", "CN", Decimal(25))),
            Outcome.LICENSE_REQUIRED,
        ),
        ((Owner("Listed", "CN", None),), Outcome.UNDETERMINED),
        ((Owner(None, "CN", Decimal(60)),), Outcome.UNDETERMINED),
        ((Owner("Somebody", "CN", Decimal(60), "meu_list"),), Outcome.LICENSE_REQUIRED),
        ((Owner("Somebody", "CN", Decimal(60), "unverified_list"),), Outcome.NO_LICENSE_NEEDED),
        ((Owner("Somebody", "CN", Decimal(60), "sdn"),), Outcome.LICENSE_REQUIRED),
        ((Owner("Ended", "CN", Decimal(60)),), Outcome.NO_LICENSE_NEEDED),
    ],
)
def test_half_in_listed_hands_flows_down(owners: tuple[Owner, ...], outcome: Outcome) -> None:
    rows = (
        row("Listed"),
        row("Military", list="meu_list", scope="supp_2"),
        row("Unverified", list="unverified_list"),
        row("Denied", list="denied_persons"),
        row("Ended", through=DAY - ONE_DAY, end_announced=LONG_AGO),
    )
    assert World(pack(OWNER_RULE, rows=rows)).decide(owned_by(*owners)).outcome is outcome  # type: ignore[arg-type]


def test_what_flows_down_is_what_the_owners_listing_asks_for() -> None:
    rows = (row("Plain"), row("Fourth", footnotes=("4",)))
    world = World(pack(FOOTNOTED, rows=rows))
    for name, outcome in (
        ("Plain", Outcome.NO_LICENSE_NEEDED),
        ("Fourth", Outcome.LICENSE_REQUIRED),
    ):
        asked = owned_by(Owner(name, "CN", Decimal(60)))
        assert world.decide(asked).outcome is outcome  # type: ignore[arg-type]


def test_an_attested_owner_may_bear_any_footnote() -> None:
    asked = owned_by(Owner("Somebody", "CN", Decimal(60), "entity_list"))
    decision = World(pack(FOOTNOTED)).decide(asked)  # type: ignore[arg-type]
    assert decision.outcome is Outcome.UNDETERMINED


def test_a_subsidiary_that_is_listed_does_not_taint_its_owner() -> None:
    world = World(pack(OWNER_RULE, rows=(row("Below"),)))
    parties = (
        party("Above", attestations=DETERMINED),
        party(
            "Below",
            role="forwarder",
            owners=(Owner("Above", "CN", Decimal(100)),),
            attestations=DETERMINED,
        ),
    )
    assert world.decide(sale(parties=parties)).outcome is Outcome.NO_LICENSE_NEEDED


def test_borders_of_the_law_that_change_no_answer_do_not_end_it() -> None:
    other = provision(
        "law.other",
        "requires",
        version("a", when=flag("medicine"), start=DAY + timedelta(days=3)),
        version("b", when=flag("medicine"), start=DAY + timedelta(days=6)),
    )
    standing = provision("law.all", "requires", version(through=date(2020, 3, 1)))
    decision = World(pack(other, standing)).decide(sale(line()))
    assert decision.valid_through == date(2020, 3, 1)


def test_who_is_surely_on_one_row_is_no_party_without_a_row_beside_another() -> None:
    without = Not(code("list", "entity_list", scope=Scope.ROW))
    unlisted = provision("law.unlisted", "denies", when=without, of="party")
    rows = (row("Buyer"), replace(row("Buyer", regime="huawei"), id="row:perhaps"))
    regime = provision("law.regime", "requires", when=listed("huawei"), of="party")
    world = World(pack(unlisted, regime, rows=rows), perhaps=frozenset({"row:perhaps"}))
    decision = world.decide(sale())
    assert decision.possible_outcomes == (Outcome.NO_LICENSE_NEEDED, Outcome.LICENSE_REQUIRED)


def test_a_row_that_no_rule_tells_from_a_sure_one_is_no_question() -> None:
    rows = (row("Buyer"), replace(row("Buyer"), id="row:perhaps"))
    world = World(pack(REQUIRES, rows=rows), perhaps=frozenset({"row:perhaps"}))
    decision = world.decide(sale())
    assert (decision.outcome, decision.missing_facts) == (Outcome.LICENSE_REQUIRED, ())


def validated(*, score: int = 100, perhaps: frozenset[str] = frozenset()) -> World:
    """A world that asks a license of everybody but of a validated end user."""
    helps = Not(AnyParty(code("list", "validated_end_users", scope=Scope.ROW)))
    asks = provision("law.asks", "requires", when=helps)
    named = row("Buyer", list="validated_end_users", scope="none")
    return World(pack(asks, rows=(named,)), perhaps=perhaps, score=score)


def test_a_list_that_helps_the_seller_counts_on_a_sure_match_alone() -> None:
    assert validated().decide(sale()).outcome is Outcome.NO_LICENSE_NEEDED
    assert validated(score=95).decide(sale()).outcome is Outcome.NO_LICENSE_NEEDED
    assert validated(score=94).decide(sale()).outcome is Outcome.LICENSE_REQUIRED
    decision = validated(perhaps=frozenset({"Buyer"})).decide(sale())
    assert (decision.outcome, decision.screening) == (Outcome.LICENSE_REQUIRED, ())


def test_nobody_without_a_name_may_be_on_a_list_that_helps_the_seller() -> None:
    decision = validated().decide(sale(parties=(party(None),)))
    assert decision.possible_outcomes == (Outcome.LICENSE_REQUIRED,)


def test_a_list_of_restrictions_counts_where_a_name_is_merely_near() -> None:
    world = World(pack(REQUIRES, rows=(row("Buyer"),)), score=60)
    assert world.decide(sale()).outcome is Outcome.LICENSE_REQUIRED


@pytest.mark.parametrize("name", ["Buyer", "Nobody", None])
def test_the_rows_of_a_name_are_those_that_its_party_has_in_a_sale(name: str | None) -> None:
    world = World(pack(REQUIRES, rows=(row("Buyer"), row("Another"))))
    asked = sale(parties=(party(name),))
    rows = Rows(world.rules).as_known(world.question(asked).as_known, [{}])
    observer = PartyObserver(world.rules, world.screen)
    (observed,) = observer.observe(asked, rows)
    found = observer.hits(asked.parties[0], rows)
    assert found == observed.material.hits
    assert bool(found) is (name != "Nobody")
