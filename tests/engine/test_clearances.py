"""A cleared party is not whom the row names: on its days, as known, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from building import World, flag, listed, pack, party, provision, row, sale
from clearing import clearance
from licet_engine.clearances import Clearance, uncleared
from licet_engine.decision.model import Decision
from licet_engine.lists import Knowledge
from licet_engine.provisions.model import Pack
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Owner, Party, Place
from licet_engine.vocabulary import Scope

REQUIRES = provision("law.listed", "requires", when=listed(), of="party")
OWNED = provision("law.owned", "requires", when=flag("owned_by_listed", Scope.PARTY), of="party")
LISTED = row("Listed")
FREE, STOPPED = Outcome.NO_LICENSE_NEEDED, Outcome.LICENSE_REQUIRED
WITHDRAWN = clearance(withdrawn_on=date(2020, 1, 12))


def january(day: int) -> date:
    return date(2020, 1, day)


def world(*held: Clearance, perhaps: frozenset[str] = frozenset()) -> World:
    house = Pack("house", (), clearances=held)
    return World(pack(REQUIRES, OWNED, rows=(LISTED, row("Other"))), house, perhaps=perhaps)


def asked(*parties: Party, on: date | None = None, **more: Any) -> Any:
    named = parties or (party("Listed"),)
    known = (("ownership_determined", True),)
    return sale(parties=named, sale_date=on or january(10), attestations=known, **more)


def shown(decision: Decision) -> dict[str, str]:
    return {found.path: found.status for found in decision.screening}


@pytest.mark.parametrize(
    ("held", "day", "known_on", "expected"),
    [
        (clearance(), january(4), january(25), STOPPED),
        (clearance(), january(5), january(25), FREE),
        (clearance(), january(20), january(25), FREE),
        (clearance(), january(21), january(25), STOPPED),
        (clearance(), january(10), january(4), STOPPED),
        (clearance(), january(10), january(5), FREE),
        (WITHDRAWN, january(11), january(25), FREE),
        (WITHDRAWN, january(12), january(25), STOPPED),
        (WITHDRAWN, january(12), january(12), STOPPED),
        (WITHDRAWN, january(12), january(11), FREE),
        (clearance(withdrawn_on=january(5)), january(5), january(25), STOPPED),
        (clearance(withdrawn_on=january(25)), january(20), january(25), FREE),
    ],
)
@pytest.mark.parametrize("axis", Knowledge)
def test_a_clearance_holds_on_its_days_from_the_day_it_was_approved(
    held: Clearance, day: date, known_on: date, axis: Knowledge, expected: Outcome
) -> None:
    assert world(held).decide(asked(on=day), known_on, axis).outcome is expected


def test_the_answer_ends_with_the_clearance_and_the_next_change_says_so() -> None:
    decision = world(clearance()).decide(asked(), january(10))
    assert (decision.valid_from, decision.valid_through) == (january(5), january(20))
    assert decision.next_change is not None
    assert (decision.next_change.on, decision.next_change.outcome) == (january(21), STOPPED)
    assert decision.next_change.starts == ("law.listed@v1",)
    before = world(clearance()).decide(asked(on=january(4)), january(10))
    assert (before.outcome, before.valid_through) == (STOPPED, january(4))
    after = world(clearance()).decide(asked(on=january(21)), january(10))
    assert (after.outcome, after.valid_from) == (STOPPED, january(21))


@pytest.mark.parametrize(
    "other",
    [
        party("Listed", country="DE"),
        Party("buyer", "Listed"),
        party("Other"),
    ],
)
def test_a_party_of_another_name_or_country_or_of_none_is_not_cleared(other: Party) -> None:
    assert world(clearance()).decide(asked(other)).outcome is STOPPED


@pytest.mark.parametrize(
    ("name", "expected"),
    [(" LISTED ", FREE), ("\uff2cisted", FREE), ("List ed", STOPPED), ("Listed.", STOPPED)],
)
def test_case_blanks_and_widths_do_not_make_another_spelling(name: str, expected: Outcome) -> None:
    assert world(clearance(name=name)).decide(asked()).outcome is expected


def test_the_country_of_a_party_is_read_out_of_its_region() -> None:
    there = Party("buyer", "Listed", Place(region="CN-BJ"))
    assert world(clearance()).decide(asked(there)).outcome is FREE


@pytest.mark.parametrize(
    ("address", "expected"),
    [("1 Long  ROAD", FREE), ("2 Long Road", STOPPED), (None, STOPPED)],
)
def test_a_clearance_of_an_address_is_of_that_address_alone(
    address: str | None, expected: Outcome
) -> None:
    held = clearance(address="1 long road")
    assert world(held).decide(asked(party("Listed", address=address))).outcome is expected


def test_a_clearance_of_a_row_that_is_not_in_the_rules_clears_nothing() -> None:
    assert world(clearance("row:Listed, as it was", name="Listed")).decide(asked()).outcome is (
        STOPPED
    )


def test_a_clearance_of_one_party_leaves_the_others() -> None:
    both = world(clearance()).decide(asked(party("Listed"), party("Other", role="end_user")))
    assert both.outcome is STOPPED
    assert shown(both) == {"parties[0].name": "cleared", "parties[1].name": "match"}


def test_a_name_that_is_perhaps_listed_is_cleared_as_well() -> None:
    perhaps = world(clearance(), perhaps=frozenset({"Listed"}))
    assert perhaps.decide(asked()).outcome is FREE
    later = perhaps.decide(asked(on=january(21)))
    assert later.outcome is Outcome.UNDETERMINED
    assert "`Listed` (row:Listed)" in later.missing_facts[0].reason


def test_the_exporter_is_cleared_by_its_place_of_shipment() -> None:
    rule = provision("law.any", "requires", when=listed(), of="party")
    held = clearance(country="US")
    told = World(pack(rule, rows=(LISTED,), clearances=(held,))).decide(
        asked(party("Buyer"), exporter="Listed")
    )
    assert (told.outcome, shown(told)) == (FREE, {"exporter": "cleared"})


def test_a_decision_names_the_clearance_that_it_relies_on() -> None:
    (found,) = world(clearance()).decide(asked(), january(10)).screening
    assert (found.status, found.score, found.list_row) == ("cleared", 100, "row:Listed")
    assert found.explanation == (
        "the name is `Listed`; cleared by clearance:1 from 2020-01-05 through 2020-01-20 "
        "(proposed by `Ann` on 2020-01-01, approved by `Bob`)"
    )


def test_a_clearance_that_is_over_is_told_beside_the_hit() -> None:
    (found,) = world(clearance()).decide(asked(on=january(21)), january(25)).screening
    assert found.status == "match"
    assert "not cleared on this day by clearance:1 from 2020-01-05" in found.explanation


def test_an_owner_is_cleared_and_shown_on_the_days_of_its_clearance() -> None:
    owned = party("Buyer", owners=(Owner("Listed", "CN", Decimal(60)),))
    cleared = world(clearance()).decide(asked(owned), january(10))
    assert (cleared.outcome, cleared.valid_through) == (FREE, january(20))
    assert shown(cleared) == {"parties[0].owners[0].name": "cleared"}
    later = world(clearance()).decide(asked(owned, on=january(21)), january(10))
    assert later.outcome is STOPPED
    assert shown(later) == {"parties[0].owners[0].name": "match"}


@pytest.mark.parametrize(
    "owner",
    [Owner("Listed", "DE", Decimal(60)), Owner("Listed", None, Decimal(60))],
)
def test_an_owner_of_another_country_is_not_cleared(owner: Owner) -> None:
    assert world(clearance()).decide(asked(party("B", owners=(owner,)))).outcome is STOPPED


def test_an_owner_has_no_address_to_be_cleared_by() -> None:
    owned = party("Buyer", owners=(Owner("Listed", "CN", Decimal(60)),), address="1 Road")
    assert world(clearance(address="1 Road")).decide(asked(owned)).outcome is STOPPED


def test_two_clearances_of_one_row_are_joined_and_shown() -> None:
    second = clearance(id="clearance:2", approved_on=january(18), expires_on=january(28))
    decision = world(second, clearance()).decide(asked())
    assert (decision.valid_from, decision.valid_through) == (january(5), january(28))
    told = decision.screening[0].explanation
    assert told.index("clearance:1") < told.index("clearance:2")


A, B, C, D = (january(day) for day in (1, 10, 20, 30))


@pytest.mark.parametrize(
    ("start", "last", "cleared", "expected"),
    [
        (A, None, [], [(A, None)]),
        (A, D, [(B, C)], [(A, january(9)), (january(21), D)]),
        (A, None, [(A, C)], [(january(21), None)]),
        (A, C, [(B, D)], [(A, january(9))]),
        (B, C, [(A, D)], []),
        (B, C, [(A, january(9)), (january(21), D)], [(B, C)]),
        (A, D, [(B, C), (january(12), january(15))], [(A, january(9)), (january(21), D)]),
    ],
)
def test_what_is_left_of_a_listing_is_every_day_that_no_clearance_takes(
    start: date, last: date | None, cleared: list[Any], expected: list[Any]
) -> None:
    assert list(uncleared(start, last, cleared)) == expected


def test_a_clearance_is_part_of_the_revision_whatever_its_place() -> None:
    one, two = clearance(), clearance(id="clearance:2", expires_on=january(25))
    revisions = [
        RuleSet((pack(), Pack("house", (), clearances=held))).revision
        for held in ((), (one,), (one, two), (two, one))
    ]
    assert len(set(revisions)) == 3
    assert revisions[2] == revisions[3]


def test_at_the_rows_own_address_nobody_is_cleared_for_any_address() -> None:
    listed_at = replace(LISTED, address="1 Main Street")
    house = Pack("house", (), clearances=(clearance(),))
    there = World(pack(REQUIRES, rows=(listed_at,)), house)
    for address, outcome in ((None, FREE), ("9 Elm Road", FREE), ("1 Main Street", STOPPED)):
        assert there.decide(asked(party("Listed", address=address))).outcome is outcome


def test_a_clearance_for_the_rows_own_address_holds_there() -> None:
    listed_at = replace(LISTED, address="1 Main Street")
    house = Pack("house", (), clearances=(clearance(address="1 Main Street"),))
    there = World(pack(REQUIRES, rows=(listed_at,)), house)
    assert there.decide(asked(party("Listed", address="1 Main Street"))).outcome is FREE


def test_where_goods_are_shipped_from_says_nothing_of_who_the_exporter_is() -> None:
    here = world()
    here.decide(asked(party("Somebody", country="DE"), exporter="Listed"))
    assert here.asked == [("Somebody", "DE"), ("Listed", None)]
