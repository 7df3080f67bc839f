"""Facts: what the law derives from a sale, and what is assumed where it is silent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from building import VOCABULARY, World, code, flag, line, listed, pack, party, provision, row, sale
from licet_engine.errors import FieldViolation, SaleError
from licet_engine.facts.values import UNCLAIMED, UNCLAIMED_FLAG, absent, evaluate
from licet_engine.provisions.conditions import Not
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Line, Owner, Party, Place, Sale, is_category, kind_of
from licet_engine.vocabulary import Absence, FactDeclaration, FactSource, FactType, Scope

REGULATED = provision("law.p", "requires", when=flag("regulated_transfer", Scope.SALE))


@pytest.mark.parametrize(
    ("transaction", "destination", "expected"),
    [
        ("export", "CN", Outcome.LICENSE_REQUIRED),
        ("reexport", "CN", Outcome.LICENSE_REQUIRED),
        ("in-country-transfer", "CN", Outcome.LICENSE_REQUIRED),
        ("deemed-export", "CN", Outcome.LICENSE_REQUIRED),
        ("import", "US", Outcome.NO_LICENSE_NEEDED),
        ("import", "CN", Outcome.LICENSE_REQUIRED),
        ("domestic", "US", Outcome.NO_LICENSE_NEEDED),
        ("domestic", "CN", Outcome.LICENSE_REQUIRED),
        (None, "CN", Outcome.LICENSE_REQUIRED),
    ],
)
def test_exports_transfers_and_domestic_sales_known_to_go_abroad_are_regulated(
    transaction: str | None, destination: str, expected: Outcome
) -> None:
    asked = sale(
        transaction=transaction, destination=Place(destination), parties=(party(country="US"),)
    )
    decision = World(pack(REGULATED)).decide(asked)
    assert decision.outcome is expected
    if expected is Outcome.NO_LICENSE_NEEDED:
        assert decision.lines[0].authorization == "NOT_SUBJECT_TO_EAR"


SUBJECT = provision("law.p", "requires", when=flag("subject_to_ear"))


@pytest.mark.parametrize(
    ("ship_from", "origin", "attested", "expected"),
    [
        ("US", None, None, Outcome.LICENSE_REQUIRED),
        ("US", "foreign", False, Outcome.LICENSE_REQUIRED),
        ("DE", "US", False, Outcome.LICENSE_REQUIRED),
        ("DE", "foreign", False, Outcome.NO_LICENSE_NEEDED),
        ("DE", "foreign", True, Outcome.LICENSE_REQUIRED),
        ("DE", "foreign", None, Outcome.UNDETERMINED),
        ("DE", None, None, Outcome.UNDETERMINED),
    ],
)
def test_items_in_the_us_or_of_us_origin_are_subject_to_the_ear_and_others_if_attested(
    ship_from: str, origin: str | None, attested: bool | None, expected: Outcome
) -> None:
    attestations = () if attested is None else (("subject_to_ear", attested),)
    asked = line(origin=origin, attestations=attestations)
    decision = World(pack(SUBJECT)).decide(sale(asked, ship_from=Place(ship_from)))
    assert decision.outcome is expected


def test_what_was_assumed_is_listed_with_each_line() -> None:
    asked = Sale(sale_date=sale().sale_date, parties=(party(),), lines=(Line(category="EAR99"),))
    decision = World(pack()).decide(asked)
    paths = [a.path for a in decision.lines[0].assumptions]
    assert paths == ["transaction", "ship_from.country", "parties", "destination"]


def test_a_buyer_stands_in_for_end_user_and_ultimate_consignee_where_none_is_named() -> None:
    rule = provision(
        "law.p", "requires", when=code("role", "end_user", scope=Scope.PARTY), of="party"
    )
    world = World(pack(rule))
    assert world.decide(sale()).outcome is Outcome.LICENSE_REQUIRED
    named = sale(parties=(party(), party("Else", "ultimate_consignee")))
    assert world.decide(named).outcome is Outcome.NO_LICENSE_NEEDED


def test_a_requirement_holds_if_any_destination_meets_it_and_a_permit_if_every_one_does() -> None:
    china = code("destination", "CN", scope=Scope.DESTINATION)
    rule = provision("law.p", "requires", when=china, tags=("r",))
    permit = provision("law.t", "permits", when=china, lifts=("r",))
    not_germany = Not(code("destination", "DE", scope=Scope.DESTINATION))
    lenient = provision("law.t", "permits", when=not_germany, lifts=("r",))
    one, two = sale(), sale(parties=(party(), party("Else", "end_user", "DE")))
    assert World(pack(rule, permit)).decide(one).outcome is Outcome.TEMPORARY_LICENSE
    assert World(pack(rule, permit)).decide(two).outcome is Outcome.LICENSE_REQUIRED
    assert World(pack(rule, lenient)).decide(one).outcome is Outcome.TEMPORARY_LICENSE
    assert World(pack(rule, lenient)).decide(two).outcome is Outcome.LICENSE_REQUIRED


def test_a_country_of_which_rules_name_regions_is_unknown_without_its_region() -> None:
    crimea = code("destination", "UA-43", "x-dnr", scope=Scope.DESTINATION)
    world = World(pack(provision("law.p", "requires", when=crimea)))

    def outcome(place: Place) -> Outcome:
        buyer = party(country="PL")
        return world.decide(sale(parties=(buyer,), destination=place)).outcome

    assert outcome(Place("UA", "UA-43")) is Outcome.LICENSE_REQUIRED
    assert outcome(Place(None, "x-dnr")) is Outcome.LICENSE_REQUIRED
    assert outcome(Place("UA", "UA-30")) is Outcome.NO_LICENSE_NEEDED
    assert outcome(Place("UA")) is Outcome.UNDETERMINED
    assert outcome(Place("PL")) is Outcome.NO_LICENSE_NEEDED


def test_the_unknown_country_of_a_party_that_receives_nothing_is_no_destination() -> None:
    rule = provision("law.p", "requires", when=code("country", "CU", scope=Scope.PARTY), of="party")
    seller = party("Else", "seller")
    asked = sale(parties=(party(), type(seller)(role="seller", name="Else")))
    decision = World(pack(rule)).decide(asked)
    assert [m.path for m in decision.missing_facts] == ["parties[1].country"]


@pytest.mark.parametrize(
    ("owners", "determined", "expected"),
    [
        ((Owner("Listed", "CN", Decimal(50)),), False, Outcome.LICENSE_REQUIRED),
        ((Owner("Listed", "CN", Decimal("49.9")),), True, Outcome.NO_LICENSE_NEEDED),
        ((Owner("Listed", "CN", Decimal("49.9")),), False, Outcome.UNDETERMINED),
        ((Owner("Listed", "CN", None),), True, Outcome.UNDETERMINED),
        ((Owner(None, "CN", Decimal(60)),), True, Outcome.UNDETERMINED),
        ((Owner(None, "CN", Decimal(40)),), True, Outcome.NO_LICENSE_NEEDED),
        (
            (Owner("Listed", "CN", Decimal(30)), Owner(None, "CN", Decimal(30))),
            True,
            Outcome.UNDETERMINED,
        ),
        ((), True, Outcome.NO_LICENSE_NEEDED),
        ((), False, Outcome.UNDETERMINED),
        ((Owner(None, "CN", Decimal(50), "entity_list"),), False, Outcome.LICENSE_REQUIRED),
        ((Owner("Unlisted", "CN", Decimal(80)),), True, Outcome.NO_LICENSE_NEEDED),
        (
            (Owner("Listed", "CN", Decimal(25)), Owner("Other", "CN", Decimal(25), "sdn")),
            True,
            Outcome.LICENSE_REQUIRED,
        ),
    ],
)
def test_listed_owners_who_hold_half_together_make_a_party_owned(
    owners: tuple[Owner, ...], *, determined: bool, expected: Outcome
) -> None:
    rule = provision("law.p", "requires", when=flag("owned_by_listed", Scope.PARTY), of="party")
    world = World(pack(rule, rows=(row("Listed"),)))
    attestations = (("ownership_determined", True),) if determined else ()
    buyer = party("Daughter", owners=owners, attestations=attestations)
    assert world.decide(sale(parties=(buyer,))).outcome is expected


def test_an_owner_who_is_perhaps_listed_leaves_ownership_unknown() -> None:
    rule = provision("law.p", "requires", when=flag("owned_by_listed", Scope.PARTY), of="party")
    world = World(pack(rule, rows=(row("Listed"),)), perhaps=frozenset({"Listed"}))
    determined = (("ownership_determined", True),)
    buyer = party("D", owners=(Owner("Listed", "CN", Decimal(60)),), attestations=determined)
    assert world.decide(sale(parties=(buyer,))).outcome is Outcome.UNDETERMINED


def test_an_owner_listed_on_a_list_that_does_not_reach_the_owned_does_not_count() -> None:
    rule = provision("law.p", "requires", when=flag("owned_by_listed", Scope.PARTY), of="party")
    world = World(pack(rule, rows=(row("Listed", list="unverified_list"),)))
    determined = (("ownership_determined", True),)
    buyer = party("D", owners=(Owner("Listed", "CN", Decimal(60)),), attestations=determined)
    assert world.decide(sale(parties=(buyer,))).outcome is Outcome.NO_LICENSE_NEEDED


def test_a_fact_of_one_party_that_is_unknown_is_asked_for_at_that_party() -> None:
    rule = provision(
        "law.p", "requires", when=code("party_kind", "government", scope=Scope.PARTY), of="party"
    )
    decision = World(pack(rule)).decide(sale())
    assert [m.path for m in decision.missing_facts] == ["parties[0].kind"]
    assert decision.missing_facts[0].reason


def test_a_claimed_license_exception_is_a_code_that_is_not_claimed_when_absent() -> None:
    rule = provision("law.p", "requires", tags=("r",))
    clears = provision("law.lvs", "clears", when=code("license_exception", "LVS"), lifts=("r",))
    world = World(pack(rule, clears))
    assert world.decide(sale(line(license_exception="LVS"))).outcome.confirmable
    stopped = world.decide(sale())
    assert stopped.outcome is Outcome.LICENSE_REQUIRED
    assert [c.needs for c in stopped.lines[0].counterfactuals] == [("license_exception is LVS",)]


def test_categories_and_their_paragraphs() -> None:
    rule = provision("law.p", "requires", when=code("category", "3A001.b"))
    world = World(pack(rule))
    assert world.decide(sale(line("3A001.b.2"))).outcome is Outcome.LICENSE_REQUIRED
    assert world.decide(sale(line("3A001.c"))).outcome is Outcome.NO_LICENSE_NEEDED
    bare = world.decide(sale(line("3A001")))
    assert bare.outcome is Outcome.UNDETERMINED
    assert [m.path for m in bare.missing_facts] == ["lines[0].category"]
    assert [is_category(c) for c in ("EAR99", "3A001.b.2", "USML XI", "3a001", "", "EAR")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    assert [kind_of(c) for c in ("3A001", "3D001", "3E001", "EAR99", None)] == [
        "commodity", "software", "technology", None, None,
    ]  # fmt: skip


def test_every_declared_word_is_found_by_its_name() -> None:
    assert "food" in VOCABULARY.attestations
    assert "purpose" not in VOCABULARY.attestations
    assert "export" in VOCABULARY.codes("transaction")


def test_a_flag_that_is_not_claimed_is_marked_as_such() -> None:
    assert evaluate(flag("food"), UNCLAIMED_FLAG) == UNCLAIMED


def test_a_sale_error_tells_every_violation() -> None:
    error = SaleError((FieldViolation("lines", "is missing"), FieldViolation("parties", "is too")))
    assert str(error) == "lines: is missing; parties: is too"
    assert len(error.violations) == 2


def test_a_listed_party_in_another_role_is_matched_in_that_role_only() -> None:
    rule = provision(
        "law.p", "requires",
        when=Not(code("role", "seller", scope=Scope.PARTY)), of="party",
    )  # fmt: skip
    seller_only = provision("law.q", "requires", when=listed(), of="party")
    world = World(pack(seller_only, rows=(row("Listed"),)))
    asked = sale(parties=(party(), party("Listed", "seller")))
    shown = world.decide(asked).lines[0].provisions
    assert [p.subject for p in shown] == ["lines[0] with parties[1]"]
    assert World(pack(rule)).decide(asked).lines[0].provisions[0].subject.endswith("parties[0]")


def test_a_code_of_which_no_value_is_open_reads_as_not_claimed() -> None:
    fact = FactDeclaration(
        name="end_use", scope=Scope.LINE, type=FactType.CODE, source=FactSource.FIELD,
        values=("military",), absence=Absence.NOT_CLAIMED,
    )  # fmt: skip
    military = code("end_use", "military")
    assert evaluate(military, absent(fact, (military,))) == UNCLAIMED


def test_the_exporter_is_a_party_of_its_own() -> None:
    rule = provision("law.p", "denies", when=listed(), of="party")
    world = World(pack(rule, rows=(row("Listed"),)))
    decision = world.decide(sale(exporter="Listed"))
    assert decision.outcome is Outcome.DENIED
    assert decision.screening[0].path == "exporter"
    assert decision.screening[0].name == "Listed"
    assert decision.lines[0].provisions[0].subject == "lines[0] with exporter"


def test_an_import_whose_receiver_is_abroad_goes_elsewhere_than_into_the_us() -> None:
    world = World(pack(REGULATED))
    abroad = sale(transaction="import", destination=Place(), parties=(party(country="CN"),))
    home = sale(transaction="import", destination=Place("US"), parties=(party(country="CN"),))
    assert world.decide(abroad).outcome is Outcome.LICENSE_REQUIRED
    assert world.decide(home).outcome is Outcome.NO_LICENSE_NEEDED


ABROAD, HOME = party("Listed"), party(country="US")
NOWHERE = Party("buyer", "Listed")
BY_REGION = Party("buyer", "Listed", Place(None, "CN-GD"))
FORWARDER = Party("forwarder", "Listed", Place(None, "CN-GD"))
USER_AT_HOME, USER_ABROAD = party("E", "end_user", "US"), party("E", "end_user", "IR")


@pytest.mark.parametrize(
    ("transaction", "destination", "parties", "expected"),
    [
        ("domestic", Place(None, "UA-43"), (HOME,), True),
        ("domestic", Place(), (BY_REGION,), True),
        ("domestic", Place(None, "US-CA"), (HOME,), False),
        ("domestic", Place("US"), (ABROAD, USER_AT_HOME), True),
        ("domestic", Place("US"), (HOME, FORWARDER), True),
        ("domestic", Place(), (NOWHERE,), None),
        ("domestic", Place("US"), (NOWHERE,), False),
        ("import", Place(None, "CN-GD"), (ABROAD,), True),
        ("import", Place("US"), (ABROAD,), False),
        ("import", Place(None, "US-CA"), (ABROAD,), False),
        ("import", Place("US"), (ABROAD, USER_ABROAD), True),
        ("import", Place(), (NOWHERE,), None),
    ],
)
def test_a_sale_called_domestic_or_an_import_is_regulated_if_known_to_go_abroad(
    transaction: str, destination: Place, parties: tuple[Party, ...], *, expected: bool | None
) -> None:
    """None where neither the destination nor the receiver's country is given: it is unknown."""
    asked = sale(transaction=transaction, destination=destination, parties=parties)
    decision = World(pack(REGULATED)).decide(asked)
    outcomes = {
        True: Outcome.LICENSE_REQUIRED,
        False: Outcome.NO_LICENSE_NEEDED,
        None: Outcome.UNDETERMINED,
    }
    assert decision.outcome is outcomes[expected]
    assert bool(decision.missing_facts) is (expected is None)


def test_a_sale_from_abroad_is_not_within_the_us_whatever_it_is_called() -> None:
    asked = sale(
        transaction="domestic", ship_from=Place("CN"), destination=Place("US"), parties=(HOME,)
    )
    assert World(pack(REGULATED)).decide(asked).outcome is Outcome.LICENSE_REQUIRED


def test_a_domestic_sale_with_an_intermediate_consignee_abroad_is_regulated() -> None:
    parties = (party(country="US"), party("Via", "intermediate_consignee", "CN"))
    asked = sale(transaction="domestic", destination=Place("US"), parties=parties)
    assert World(pack(REGULATED)).decide(asked).outcome is Outcome.LICENSE_REQUIRED


def test_an_oblast_of_which_a_part_is_occupied_leaves_open_which_part_is_meant() -> None:
    rule = provision(
        "law.p", "requires", when=code("destination", "x-dnr", scope=Scope.DESTINATION)
    )
    world = World(pack(rule))

    def outcome(region: str) -> Outcome:
        asked = sale(parties=(party(country="PL"),), destination=Place("UA", region))
        return world.decide(asked).outcome

    assert outcome("UA-14") is Outcome.UNDETERMINED
    assert outcome("UA-09") is Outcome.NO_LICENSE_NEEDED
    assert outcome("x-dnr") is Outcome.LICENSE_REQUIRED


def test_a_lines_or_partys_own_attestation_wins_over_the_sales() -> None:
    food = World(pack(provision("law.p", "requires", when=flag("food"))))
    lines = (line(attestations=(("food", False),)), line())
    told = food.decide(sale(*lines, attestations=(("food", True),)))
    assert [one.outcome for one in told.lines] == [
        Outcome.NO_LICENSE_NEEDED, Outcome.LICENSE_REQUIRED,
    ]  # fmt: skip
    address = provision("law.p", "requires", when=flag("listed_address", Scope.PARTY), of="party")
    own = party(attestations=(("listed_address", False),))
    asked = sale(parties=(own,), attestations=(("listed_address", True),))
    assert World(pack(address)).decide(asked).outcome is Outcome.NO_LICENSE_NEEDED


def test_what_is_not_claimed_reads_as_false_also_where_a_rule_asks_for_the_contrary() -> None:
    decision = World(pack(provision("law.p", "requires", when=Not(flag("food"))))).decide(sale())
    assert decision.outcome is Outcome.LICENSE_REQUIRED
    assert decision.missing_facts == ()
