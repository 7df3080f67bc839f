"""A review policy by facts is told of what stands, and changes no answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from building import World, code, flag, line, listed, pack, party, provision, row, sale, version
from licet_engine.decision.model import Decision
from licet_engine.provisions.canonical import canonical_text
from licet_engine.provisions.conditions import All, AnyParty, Condition, Not
from licet_engine.provisions.conditions import Any as Some
from licet_engine.provisions.model import Review
from licet_engine.resolution.outcome import Outcome
from licet_engine.vocabulary import Scope

ADVANCED = flag("uniquely_required_for_advanced_nodes")
MILITARY = code("end_use", "military")
FOOD = flag("food")
FROM_CHINA = code("country", "CN", scope=Scope.PARTY)
TO_CHINA = code("destination", "CN", scope=Scope.DESTINATION)


def world(*reviews: tuple[str, Condition], **more: Any) -> World:
    """A world in which everything needs a license, and is reviewed by some facts."""
    told = version(
        **({"review_policy": "case by case"} | more),
        reviews=tuple(Review(policy, when) for policy, when in reviews),
    )
    return World(pack(provision("law.all", "requires", told)))


def policy(decision: Decision) -> str | None:
    (shown,) = decision.lines[0].provisions
    return shown.review_policy


def attested(**words: bool) -> Any:
    return sale(line(attestations=tuple(sorted(words.items()))))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"uniquely_required_for_advanced_nodes": True}, "presumption of denial"),
        ({"uniquely_required_for_advanced_nodes": False}, "case by case"),
        (
            {},
            (
                "case by case; or presumption of denial if "
                "uniquely_required_for_advanced_nodes is true"
            ),
        ),
    ],
)
def test_what_holds_is_told_and_what_is_not_known_beside_it(
    given: dict[str, bool], told: str
) -> None:
    asked = world(("presumption of denial", ADVANCED))
    decision = asked.decide(attested(**given))
    assert policy(decision) == told
    assert decision.outcome is Outcome.LICENSE_REQUIRED
    assert decision.missing_facts == ()


def test_orders_that_differ_in_such_a_fact_alone_are_told_their_own_policy_each() -> None:
    asked = world(("presumption of denial", ADVANCED))
    given = [attested(uniquely_required_for_advanced_nodes=held) for held in (True, False, True)]
    told = [policy(asked.decide(each)) for each in given]
    assert told == ["presumption of denial", "case by case", "presumption of denial"]


def test_lines_that_differ_in_such_a_fact_alone_are_told_their_own_policy_each() -> None:
    held, not_held = (
        line(attestations=(("uniquely_required_for_advanced_nodes", held),))
        for held in (True, False)
    )
    decision = world(("presumption of denial", ADVANCED)).decide(sale(held, not_held))
    told = [each.provisions[0].review_policy for each in decision.lines]
    assert told == ["presumption of denial", "case by case"]


def test_the_first_that_surely_holds_is_told_and_none_after_it() -> None:
    asked = world(("first", TO_CHINA), ("second", TO_CHINA), ("third", ADVANCED))
    assert policy(asked.decide(sale())) == "first"


def test_what_may_hold_before_the_first_that_does_is_told_after_it() -> None:
    asked = world(("strict", ADVANCED), ("lenient", TO_CHINA))
    told = "lenient; or strict if uniquely_required_for_advanced_nodes is true"
    assert policy(asked.decide(sale())) == told


def test_of_a_condition_that_is_open_only_its_open_parts_are_told() -> None:
    not_food = Not(flag("in_supplement_2"))
    either = Some((All((ADVANCED, not_food, TO_CHINA)), MILITARY))
    asked = world(("strict", either), review_policy=None)
    told = "uniquely_required_for_advanced_nodes is true and in_supplement_2 is not true"
    assert policy(asked.decide(sale(line(end_use="civil")))) == f"strict if {told}"


def test_a_policy_that_turns_on_what_is_not_claimed_is_an_assumption() -> None:
    asked = world(("strict", MILITARY), ("mild", FOOD))
    decision = asked.decide(sale())
    assert policy(decision) == "case by case"
    paths = [(a.path, a.reads_as) for a in decision.lines[0].assumptions]
    assert paths.count(("lines[0].end_use", "not_claimed")) == 1
    assert paths.count(("lines[0].attestations.food", "not_claimed")) == 1


def test_what_comes_after_a_policy_that_holds_is_no_assumption() -> None:
    decision = world(("strict", TO_CHINA), ("mild", FOOD)).decide(sale())
    assert [a for a in decision.lines[0].assumptions if "food" in a.path] == []


def test_what_no_party_claimed_is_an_assumption_of_a_policy_on_any_party() -> None:
    told = flag("knows_listed_party_receives_item", Scope.PARTY)
    decision = world(("strict", AnyParty(told))).decide(sale())
    assert policy(decision) == "case by case"
    paths = {a.path for a in decision.lines[0].assumptions}
    assert "parties[0].attestations.knows_listed_party_receives_item" in paths


def test_a_requirement_that_is_lifted_tells_its_own_policy() -> None:
    told = version(review_policy="case by case", reviews=(Review("strict", TO_CHINA),))
    requires = provision("law.all", "requires", told)
    clears = provision("law.food", "clears", when=FOOD, lifts=("law.all",))
    asked = World(pack(requires, clears))
    decision = asked.decide(attested(food=True))
    assert decision.outcome is Outcome.NO_LICENSE_NEEDED
    assert {s.review_policy for s in decision.lines[0].provisions} == {"case by case", None}


def test_a_policy_is_never_asked_for_by_an_answer_that_is_open() -> None:
    told = version(review_policy="case by case", reviews=(Review("strict", ADVANCED),))
    open_ = replace(told, condition=flag("in_supplement_2"))
    decision = World(pack(provision("law.some", "requires", open_))).decide(sale())
    assert decision.outcome is Outcome.UNDETERMINED
    assert [m.fact for m in decision.missing_facts] == ["in_supplement_2"]
    assert policy(decision) == (
        "case by case; or strict if uniquely_required_for_advanced_nodes is true"
    )


def test_a_policy_asks_for_the_row_of_its_own_party() -> None:
    on_list = code("list", "entity_list", scope=Scope.ROW)
    told = version(when=on_list, reviews=(Review("strict", listed("zte")),))
    rows = (
        row("Buyer", "zte", policies=("case_by_case",)),
        row("Friend", "other", policies=("case_by_case",)),
    )
    asked = World(pack(provision("law.listed", "requires", told, of="party"), rows=rows))
    decision = asked.decide(sale(parties=(party(), party("Friend", "end_user"))))
    shown = {s.list_row: s.review_policy for s in decision.lines[0].provisions}
    assert shown == {"row:Buyer": "strict", "row:Friend": "case by case"}


def test_an_answer_that_is_given_up_tells_what_may_apply_to_what_stands() -> None:
    told = version(review_policy="case by case", reviews=(Review("strict", ADVANCED),))
    kinds = code("party_kind", "civil", "individual", scope=Scope.PARTY)
    denial = provision("law.kind", "denies", when=AnyParty(All((kinds, FROM_CHINA))))
    crowd = tuple(party(f"P{n}", "end_user", country=None) for n in range(7))
    asked = World(pack(provision("law.all", "requires", told), denial))
    decision = asked.decide(sale(parties=crowd))
    assert decision.bounded
    assert policy(decision) == (
        "case by case; or strict if uniquely_required_for_advanced_nodes is true"
    )


def test_review_policies_are_of_the_revision_in_their_order() -> None:
    one, other = ("strict", ADVANCED), ("mild", TO_CHINA)
    revisions = {
        world().rules.revision,
        world(one).rules.revision,
        world(one, other).rules.revision,
        world(other, one).rules.revision,
        world(("strict", MILITARY)).rules.revision,
        world(("milder", ADVANCED)).rules.revision,
    }
    assert len(revisions) == 6


def test_review_policies_are_no_formulas_of_a_matcher() -> None:
    with_, without = world(("strict", ADVANCED)), world()
    assert with_.rules.formulas == without.rules.formulas
    assert canonical_text(with_.rules.formulas) == canonical_text(without.rules.formulas)
