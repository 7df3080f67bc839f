"""Counterfactuals: what the seller could show or bring about that would let a line go."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from building import (
    DAY,
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
from licet_engine.provisions.conditions import (
    All,
    Any,
    AnyParty,
    Condition,
    Money,
    Not,
    Op,
    RowDate,
    Test,
)
from licet_engine.resolution.outcome import Outcome
from licet_engine.vocabulary import Scope

ENTITY = provision("law.entity", "requires", when=listed(), of="party", tags=("entity",))
ROWS = (row("Listed"),)
CERTIFIED = flag("tgl_certification_obtained")
CONTRACTED = Test(Scope.SALE, "contracted_on", Op.ON_OR_BEFORE, date(2019, 5, 16))


def needs(*conditions: Condition, effect: str = "permits", **more: object) -> set[tuple[str, ...]]:
    """What it would have taken, for a permit with those conditions."""
    permit = provision(
        "law.permit", effect, when=All((listed(), *conditions)), of="party", lifts=("entity",)
    )
    world = World(pack(ENTITY, permit, rows=ROWS))
    decision = world.decide(sale(line(**more), parties=(party("Listed"),)))  # type: ignore[arg-type]
    return {c.needs for c in decision.lines[0].counterfactuals}


def test_an_unclaimed_permit_is_shown_with_all_that_it_asks_for() -> None:
    asked = needs(CERTIFIED, CONTRACTED, code("purpose", "repair-return"))
    assert asked == {
        (
            "purpose is repair-return",
            "tgl_certification_obtained is true",
            "contracted_on is given and on or before 2019-05-16",
        )
    }


def test_only_what_is_lacking_is_asked_for() -> None:
    attested = (("tgl_certification_obtained", True),)
    assert needs(CERTIFIED, code("purpose", "repair-return"), attestations=attested) == {
        ("purpose is repair-return",)
    }


def test_of_several_ways_the_shortest_is_shown() -> None:
    ways = Any((All((CERTIFIED, CONTRACTED)), code("purpose", "repair-return")))
    assert needs(ways) == {("purpose is repair-return",)}


def test_what_the_seller_cannot_bring_about_is_not_suggested() -> None:
    assert needs(code("category", "5A991")) == set()
    assert needs(code("origin", "foreign")) == set()


def test_wants_that_no_one_value_meets_are_not_suggested() -> None:
    both = (code("purpose", "repair-return"), code("purpose", "new-product"))
    assert needs(*both) == set()


def test_a_date_that_must_not_be_given_or_an_amount_below_a_limit_is_suggested() -> None:
    late = Test(Scope.SALE, "contracted_on", Op.ON_OR_AFTER, date(2019, 5, 17))
    assert needs(late) == {("contracted_on is given and on or after 2019-05-17",)}


def test_a_comparison_with_the_rows_own_date_is_suggested_in_words() -> None:
    laden = Test(Scope.ROW, "laden_on", Op.ON_OR_BEFORE, RowDate.FROM)
    assert needs(laden, effect="clears") == {
        ("laden_on is given and on or before the day the row was listed",)
    }


def test_a_day_of_the_sale_is_suggested_once_for_all_the_rows_it_is_compared_with() -> None:
    laden = Test(Scope.ROW, "laden_on", Op.ON_OR_BEFORE, RowDate.FROM)
    savings = provision(
        "law.savings", "clears", when=All((listed(), laden)), of="party", lifts=("entity",)
    )
    world = World(pack(ENTITY, savings, rows=(*ROWS, row("Other"))))
    told = world.decide(sale(parties=(party("Listed"), party("Other", "end_user"))))
    assert [c.needs for c in told.lines[0].counterfactuals] == [
        ("laden_on is given and on or before the day the row was listed",)
    ]


def test_a_comparison_with_a_rows_date_is_not_suggested_for_a_party_without_a_row() -> None:
    laden = Test(Scope.ROW, "laden_on", Op.ON_OR_BEFORE, RowDate.FROM)
    everyone = provision("law.all", "requires", of="party", tags=("entity",))
    permit = provision("law.permit", "permits", when=laden, of="party", lifts=("entity",))
    decision = World(pack(everyone, permit)).decide(sale())
    assert decision.outcome is Outcome.LICENSE_REQUIRED
    assert decision.lines[0].counterfactuals == ()


def test_an_attestation_of_the_party_is_suggested_for_that_party() -> None:
    owned = flag("ownership_determined", Scope.PARTY)
    assert needs(owned) == {("this party's ownership_determined is true",)}


def test_a_way_out_that_another_requirement_blocks_is_not_suggested() -> None:
    permit = provision(
        "law.permit", "permits", when=All((listed(), CERTIFIED)), of="party", lifts=("entity",)
    )
    other = provision("law.other", "requires")
    world = World(pack(ENTITY, permit, other, rows=ROWS))
    decision = world.decide(sale(parties=(party("Listed"),)))
    assert decision.lines[0].counterfactuals == ()


def test_a_permit_that_is_not_in_force_is_not_suggested() -> None:
    permit = provision(
        "law.permit", "permits", version(when=CERTIFIED, through=date(2019, 6, 1)),
        of="party", lifts=("entity",),
    )  # fmt: skip
    world = World(pack(ENTITY, permit, rows=ROWS))
    assert world.decide(sale(parties=(party("Listed"),))).lines[0].counterfactuals == ()


def test_a_go_has_no_counterfactuals_and_says_what_it_took_as_not_claimed() -> None:
    requires = provision("law.food", "requires", when=flag("food"))
    decision = World(pack(requires)).decide(sale())
    assert decision.lines[0].counterfactuals == ()
    assumed = {(a.path, a.reads_as) for a in decision.lines[0].assumptions}
    assert ("lines[0].attestations.food", "not_claimed") in assumed


def test_not_claimed_facts_of_sale_party_and_military_kinds_are_assumptions() -> None:
    military = code("party_kind", "military", scope=Scope.PARTY)
    laden = Test(Scope.ROW, "laden_on", Op.ON_OR_BEFORE, RowDate.FROM)
    rules = (
        provision("law.military", "requires", when=military, of="party"),
        provision("law.listed", "requires", when=listed(), of="party", tags=("e",)),
        provision("law.savings", "clears", when=All((listed(), laden)), of="party", lifts=("e",)),
        provision("law.contract", "requires", when=CONTRACTED),
        provision("law.end_use", "requires", when=code("end_use", "military")),
    )
    decision = World(pack(*rules, rows=ROWS)).decide(sale(parties=(party("Listed"),)))
    paths = {a.path for a in decision.lines[0].assumptions if a.reads_as == "not_claimed"}
    assert paths >= {"parties[0].kind", "laden_on", "contracted_on", "lines[0].end_use"}


def test_what_no_party_claimed_of_a_condition_on_any_party_is_an_assumption() -> None:
    military = code("party_kind", "military", scope=Scope.PARTY)
    address = flag("listed_address", Scope.PARTY)
    world = World(pack(provision("law.p", "requires", when=AnyParty(Any((military, address))))))
    told = world.decide(sale(parties=(party(kind="civil"), party("Else", "end_user"))))
    assumed = {a.path for a in told.lines[0].assumptions if a.reads_as == "not_claimed"}
    assert told.outcome is Outcome.NO_LICENSE_NEEDED
    assert assumed == {
        "parties[0].attestations.listed_address",
        "parties[1].attestations.listed_address",
        "parties[1].kind",
    }
    claimed = party("Else", "end_user", kind="military")
    assert not world.decide(sale(parties=(party(), claimed))).outcome.confirmable


LIMIT = Test(Scope.LINE, "value", Op.BELOW, Money(Decimal(5000), "USD"))


def test_a_value_in_the_rules_currency_is_compared_and_in_another_is_unknown() -> None:
    world = World(pack(provision("law.dear", "requires", when=Not(LIMIT))))
    asked = {"quantity": Decimal(1)}
    cheap = world.decide(sale(line(value=Decimal(4999), currency="USD", **asked)))
    dear = world.decide(sale(line(value=Decimal(5000), currency="USD")))
    foreign = world.decide(sale(line(value=Decimal(10), currency="EUR")))
    unsaid = world.decide(sale(line()))
    assert cheap.outcome is Outcome.NO_LICENSE_NEEDED
    assert dear.outcome is Outcome.LICENSE_REQUIRED
    assert dear.lines[0].provisions[0].why == "value is not below 5000 USD"
    assert foreign.outcome is unsaid.outcome is Outcome.UNDETERMINED
    assert foreign.missing_facts[0].path == "lines[0].value"


def test_a_stopped_line_shows_the_day_it_would_be_free() -> None:
    rule = provision("law.p", "requires", version(through=DAY))
    decision = World(pack(rule)).decide(sale())
    assert decision.next_change is not None
    assert decision.next_change.outcome is Outcome.NO_LICENSE_NEEDED


def test_what_has_yet_to_be_shown_is_named_beside_the_claim() -> None:
    exception = All((code("license_exception", "LVS"), flag("lvs_yearly_total_within_limit")))
    assert needs(exception, effect="clears") == {
        ("license_exception is LVS", "lvs_yearly_total_within_limit is true")
    }


def test_what_nobody_can_show_beside_a_claim_leaves_nothing_to_suggest() -> None:
    exception = All((code("license_exception", "TMP"), flag("exception_conditions_met")))
    assert needs(exception, effect="clears") == set()
