"""Lines: strata, subjects, completions, what is out of scope, what is too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
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
from licet_engine.errors import RuleSetError
from licet_engine.lists import AsKnown
from licet_engine.matching.reference import ReferenceMatcher
from licet_engine.provisions.conditions import All, Any, AnyParty, Not
from licet_engine.provisions.model import Pack, Targets
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.line import LineResolution, Look
from licet_engine.resolution.order import Resolver
from licet_engine.resolution.outcome import Outcome, by_severity
from licet_engine.sale import Place, Sale
from licet_engine.vocabulary import Scope

LISTED = row("Listed")
ENTITY = provision("law.entity", "requires", when=listed(), of="party", tags=("entity",))
TGL = provision(
    "law.tgl",
    "permits",
    when=All((listed(), code("purpose", "repair-return"))),
    of="party",
    lifts=("entity",),
)


def outcomes(world: World, asked: object) -> tuple[Outcome, ...]:
    return tuple(told.outcome for told in world.decide(asked).lines)


def test_an_item_under_the_munitions_list_is_out_of_scope_and_never_a_go() -> None:
    decision = World(pack(ENTITY)).decide(sale(line("USML XI(c)")))
    assert decision.outcome is Outcome.UNDETERMINED
    assert decision.lines[0].missing_facts[0].reason.startswith("out_of_scope")
    assert decision.missing_facts == decision.lines[0].missing_facts
    assert not decision.bounded


def test_a_denied_line_denies_an_order_whose_other_line_is_out_of_scope() -> None:
    denial = provision("law.denial", "denies", when=listed(), of="party")
    world = World(pack(denial, rows=(LISTED,)))
    asked = sale(line("ITAR"), line("EAR99"), parties=(party("Listed"),))
    assert world.decide(asked).outcome is Outcome.DENIED


def test_a_permit_for_one_listed_party_does_not_free_another_in_the_same_order() -> None:
    tgl = replace(TGL, versions=(version(when=All((listed("zte"), flag("food")))),))
    both = provision(
        "law.entity", "requires", when=code("list", "entity_list", scope=Scope.ROW), of="party",
        tags=("entity",),
    )  # fmt: skip
    world = World(pack(both, tgl, rows=(LISTED, row("Other", "huawei"))))
    food = line(attestations=(("food", True),))
    alone = sale(food, parties=(party("Listed"),))
    beside = sale(food, parties=(party("Listed"), party("Other", "end_user")))
    assert world.decide(alone).outcome is Outcome.TEMPORARY_LICENSE
    assert world.decide(beside).outcome is Outcome.LICENSE_REQUIRED


def test_one_line_freed_by_a_permit_does_not_free_the_next() -> None:
    world = World(pack(ENTITY, TGL, rows=(LISTED,)))
    asked = sale(line(purpose="repair-return"), line(), parties=(party("Listed"),))
    assert outcomes(world, asked) == (Outcome.TEMPORARY_LICENSE, Outcome.LICENSE_REQUIRED)
    assert world.decide(asked).outcome is Outcome.LICENSE_REQUIRED


def test_a_bar_on_the_line_takes_a_permit_of_a_party_away() -> None:
    bar = provision("law.bar", "bars", when=flag("food"), lifts=("law.tgl",))
    world = World(pack(ENTITY, TGL, bar, rows=(LISTED,)))
    asked = line(purpose="repair-return", attestations=(("food", True),))
    decision = world.decide(sale(asked, parties=(party("Listed"),)))
    assert decision.outcome is Outcome.LICENSE_REQUIRED
    tgl = next(p for p in decision.lines[0].provisions if p.provision_id == "law.tgl")
    assert (tgl.standing, tgl.barred_by) == (False, ("law.bar",))


def test_a_bar_narrowed_to_a_regime_leaves_permits_of_other_regimes() -> None:
    bar = provision("law.bar", "bars", lifts=("law.tgl",), regimes=("huawei",))
    world = World(pack(ENTITY, TGL, bar, rows=(LISTED,)))
    asked = sale(line(purpose="repair-return"), parties=(party("Listed"),))
    assert world.decide(asked).outcome is Outcome.TEMPORARY_LICENSE


def test_a_clearance_beside_a_permit_makes_it_no_license_needed() -> None:
    clears = provision("law.clears", "clears", when=listed(), of="party", lifts=("entity",))
    world = World(pack(ENTITY, TGL, clears, rows=(LISTED,)))
    decision = world.decide(sale(line(purpose="repair-return"), parties=(party("Listed"),)))
    assert decision.outcome is Outcome.NO_LICENSE_NEEDED
    assert decision.lines[0].authorization == "EXCLUSION"


def test_an_unknown_purpose_leaves_a_permit_open_and_names_the_fact() -> None:
    world = World(pack(ENTITY, TGL, rows=(LISTED,)))
    decision = world.decide(sale(line(purpose=None), parties=(party("Listed"),)))
    assert decision.outcome is Outcome.UNDETERMINED
    assert [m.path for m in decision.missing_facts] == ["lines[0].purpose"]
    assert decision.possible_outcomes == (Outcome.TEMPORARY_LICENSE, Outcome.LICENSE_REQUIRED)


def test_the_same_unknown_fact_takes_one_value_for_the_whole_order() -> None:
    """Two lines to an unnamed country are never decided as if it were two countries."""
    to_cuba = provision(
        "law.cuba", "requires", when=code("destination", "CU", scope=Scope.DESTINATION)
    )
    world = World(pack(to_cuba))
    lines = (line(), line("5A991"))
    asked = sale(*lines, parties=(party(country=None),), destination=Place())  # type: ignore[arg-type]
    decision = world.decide(asked)
    assert decision.outcome is Outcome.UNDETERMINED
    assert [m.path for m in decision.missing_facts] == ["parties[0].country"]


def test_unknown_facts_that_cannot_change_the_outcome_are_not_asked_for() -> None:
    either = Any((code("purpose", "other"), Not(code("purpose", "other"))))
    world = World(pack(provision("law.all", "requires", when=either)))
    decision = world.decide(sale(line(purpose=None)))
    assert decision.outcome is Outcome.LICENSE_REQUIRED
    assert decision.missing_facts == ()


def test_outcomes_that_may_all_be_confirmed_give_the_most_severe_of_them() -> None:
    restraint = provision(
        "law.network", "requires", when=code("purpose", "network-expansion"), tags=("n",)
    )
    permit = provision("law.permit", "permits", lifts=("n",))
    world = World(pack(restraint, permit))
    decision = world.decide(sale(line(purpose=None)))
    assert decision.outcome is Outcome.TEMPORARY_LICENSE
    assert len(decision.possible_outcomes) == 2


def _many(count: int) -> tuple[object, ...]:
    """Provisions that each turn on a party's unknown kind, so that completions multiply."""
    kinds = Any(
        (code("party_kind", "civil", scope=Scope.PARTY), flag("owned_by_listed", Scope.PARTY))
    )
    return (provision("law.kind", "requires", when=AnyParty(kinds)),) * count


def test_more_completions_than_are_looked_at_leave_the_answer_open_and_say_so() -> None:
    world = World(pack(*_many(1)))
    crowd = tuple(party(f"P{n}", "end_user") for n in range(7))
    decision = world.decide(sale(parties=(party(), *crowd)))
    assert (decision.outcome, decision.bounded) == (Outcome.UNDETERMINED, True)
    assert decision.possible_outcomes[-1] is Outcome.LICENSE_REQUIRED
    assert any(caveat.startswith("bounded") for caveat in decision.caveats)
    assert decision.missing_facts


UNSETTLED = All(
    tuple(
        flag(f)
        for f in (
            "ofac_requires_license",
            "russia_lists_require_license",
            "control_list_requires_license",
        )
    )
)


def test_lines_that_share_no_unknown_fact_turn_out_independently_however_many() -> None:
    world = World(pack(provision("law.many", "requires", when=UNSETTLED)))
    decision = world.decide(sale(*(line() for _ in range(40))))
    assert (decision.outcome, decision.bounded) == (Outcome.UNDETERMINED, False)
    assert decision.possible_outcomes == (Outcome.NO_LICENSE_NEEDED, Outcome.LICENSE_REQUIRED)
    assert len(decision.missing_facts) == 3
    assert len(decision.lines[39].missing_facts) == 3


def test_lines_that_share_unknown_facts_may_be_past_the_bound_together() -> None:
    kinds = AnyParty(code("party_kind", "civil", "government", scope=Scope.PARTY))
    each = tuple(
        provision(f"law.p{n}", "requires", when=All((kinds, code("purpose", purpose))))
        for n, purpose in enumerate(("other", "repair-return"))
    )
    world = World(pack(*each))
    crowd = tuple(party(f"P{n}", "end_user") for n in range(7))
    lines = (line(), line(purpose="repair-return"), line(purpose=None))
    decision = world.decide(sale(*lines, parties=(party(), *crowd)))
    assert decision.outcome is Outcome.UNDETERMINED


def test_a_line_no_more_severe_than_another_certainly_is_decides_nothing() -> None:
    certain = provision("law.certain", "requires", when=flag("food"))
    world = World(pack(certain, provision("law.many", "requires", when=UNSETTLED)))
    food = line(attestations=(("food", True),))
    decision = world.decide(sale(food, line(), line()))
    assert (decision.outcome, decision.missing_facts) == (Outcome.LICENSE_REQUIRED, ())


@pytest.mark.parametrize(
    ("restraint", "lifted", "expected"),
    [
        ("requires", False, (Outcome.LICENSE_REQUIRED,)),
        ("denies", False, (Outcome.DENIED,)),
        (
            "requires",
            True,
            (Outcome.NO_LICENSE_NEEDED, Outcome.TEMPORARY_LICENSE, Outcome.LICENSE_REQUIRED),
        ),
    ],
)
def test_what_certainly_stands_is_told_however_much_is_open(
    restraint: str, expected: tuple[Outcome, ...], *, lifted: bool
) -> None:
    kinds = Any(
        (code("party_kind", "civil", scope=Scope.PARTY), flag("owned_by_listed", Scope.PARTY))
    )
    certain = provision("law.certain", restraint, tags=("t",) if restraint == "requires" else ())
    permit = provision(
        "law.permit",
        "permits",
        when=code("purpose", "other" if lifted else "new-product"),
        lifts=("t",),
    )
    unsettled = provision("law.unsettled", "requires", when=AnyParty(kinds))
    world = World(pack(certain, permit, unsettled))
    crowd = tuple(party(f"P{n}", "end_user") for n in range(7))
    decision = world.decide(sale(parties=(party(), *crowd)))
    assert decision.bounded is lifted
    assert decision.possible_outcomes == expected
    told = [p.provision_id for p in decision.lines[0].provisions]
    assert told == ([] if lifted else ["law.certain", "law.unsettled"])


def test_a_party_without_a_name_may_be_any_that_is_listed_or_none() -> None:
    world = World(pack(ENTITY, rows=(LISTED, row("Other", "huawei"))))
    decision = world.decide(sale(parties=(party(None),)))
    assert decision.possible_outcomes == (Outcome.NO_LICENSE_NEEDED, Outcome.LICENSE_REQUIRED)
    assert [m.path for m in decision.missing_facts] == ["parties[0].name"]


def test_a_name_that_is_perhaps_listed_names_the_row_as_the_missing_fact() -> None:
    world = World(pack(ENTITY, rows=(LISTED,)), perhaps=frozenset({"Listed"}))
    decision = world.decide(sale(parties=(party("Listed"),)))
    assert decision.outcome is Outcome.UNDETERMINED
    assert "row:Listed" in decision.missing_facts[0].reason
    assert decision.screening[0].status == "possible"


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (provision("law.entity", "clears", lifts=("law.denial",)), "lifts the denial"),
        (provision("law.entity", "permits", lifts=("denials",)), "lifts the denial"),
        (provision("law.denial", "requires"), "two provisions have the id"),
        (provision("law.p", "requires", version(), version()), "two versions of one name"),
        (provision("law.p", "requires", version("a"), version("b")), "begin and were announced"),
        (provision("law.p", "permits", lifts=("x",), regimes=("zte",)), "has no list row"),
    ],
)
def test_packs_that_contradict_themselves_are_refused(faulty: object, said: str) -> None:
    denial = provision("law.denial", "denies", tags=("denials",))
    with pytest.raises(RuleSetError, match=said):
        RuleSet([pack(denial, faulty)])  # type: ignore[arg-type]


def test_a_permit_may_lift_a_denial_that_it_names_by_its_id() -> None:
    denial = provision("law.denial", "denies")
    permit = provision("law.permit", "permits", lifts=("law.denial",))
    assert World(pack(denial, permit)).decide(sale()).outcome is Outcome.TEMPORARY_LICENSE


def test_a_house_pack_that_loosens_is_refused() -> None:
    loosening = provision("house.free", "clears", lifts=("entity",), pack="house")
    with pytest.raises(RuleSetError, match="may only require, deny or bar"):
        RuleSet([pack(ENTITY), Pack("house", (loosening,))])


def test_a_house_bar_takes_a_permit_of_the_law_away() -> None:
    bar = provision("house.bar", "bars", lifts=("law.tgl",), pack="house")
    world = World(pack(ENTITY, TGL, rows=(LISTED,)), Pack("house", (bar,)))
    asked = sale(line(purpose="repair-return"), parties=(party("Listed"),))
    assert world.decide(asked).outcome is Outcome.LICENSE_REQUIRED


def test_packs_without_a_vocabulary_or_with_two_are_refused() -> None:
    with pytest.raises(RuleSetError, match="no pack declares a vocabulary"):
        RuleSet([Pack("house", ())])
    with pytest.raises(RuleSetError, match="two packs declare the fact"):
        RuleSet([pack(), pack(name="other")])


def test_a_bar_does_not_act_on_a_requirement_even_if_it_names_one() -> None:
    bar = provision("law.bar", "bars", lifts=("law.entity",))
    world = World(pack(ENTITY, bar, rows=(LISTED,)))
    asked = sale(parties=(party("Listed"),))
    assert world.decide(asked).outcome is Outcome.LICENSE_REQUIRED
    assert Targets().names("law.entity", frozenset()) is False


def test_a_narrowed_permit_for_a_name_that_is_perhaps_listed_stays_open() -> None:
    """Whether the permit reaches the party hangs on which row it is on, if any."""
    everyone = provision("law.all", "requires", of="party", tags=("entity",))
    permit = provision("law.permit", "permits", of="party", lifts=("entity",), regimes=("zte",))
    world = World(pack(everyone, permit, rows=(LISTED,)), perhaps=frozenset({"Listed"}))
    decision = world.decide(sale(parties=(party("Listed"),)))
    assert decision.possible_outcomes == (Outcome.TEMPORARY_LICENSE, Outcome.LICENSE_REQUIRED)
    assert [m.fact for m in decision.missing_facts] == ["listing"]


def test_a_provision_not_in_force_leaves_unknown_facts_unasked() -> None:
    ended = provision(
        "law.ended", "requires", version(when=code("purpose", "other"), through=date(2019, 6, 1))
    )
    now = provision("law.now", "requires", when=flag("control_list_requires_license"))
    decision = World(pack(ended, now)).decide(sale(line(purpose=None)))
    assert [m.fact for m in decision.missing_facts] == ["control_list_requires_license"]


def test_an_unknown_fact_of_a_condition_that_fails_anyway_is_not_asked_for() -> None:
    rule = provision("law.p", "requires", when=All((code("purpose", "other"), flag("food"))))
    chart = provision("law.chart", "requires", when=flag("control_list_requires_license"))
    decision = World(pack(rule, chart)).decide(sale(line(purpose=None)))
    assert [m.fact for m in decision.missing_facts] == ["control_list_requires_license"]


def test_a_permit_leaves_a_requirement_standing_that_it_does_not_name() -> None:
    chart = provision("law.chart", "requires", when=listed(), of="party", tags=("chart",))
    world = World(pack(ENTITY, TGL, chart, rows=(LISTED,)))
    decision = world.decide(sale(line(purpose="repair-return"), parties=(party("Listed"),)))
    assert decision.outcome is Outcome.LICENSE_REQUIRED
    standing = {p.provision_id for p in decision.lines[0].provisions if p.standing}
    assert standing == {"law.chart", "law.tgl"}


def test_a_fact_that_frees_one_line_only_by_stopping_another_stops_the_order_either_way() -> None:
    """One value of an unknown fact for the whole order: the lines are never both free."""
    military = AnyParty(code("party_kind", "government", scope=Scope.PARTY))
    rules = (
        provision("law.a", "requires", when=All((military, code("purpose", "other")))),
        provision("law.b", "requires", when=All((Not(military), code("purpose", "repair-return")))),
    )
    told = World(pack(*rules)).decide(sale(line(), line(purpose="repair-return")))
    assert [one.outcome for one in told.lines] == [Outcome.UNDETERMINED] * 2
    assert (told.outcome, told.missing_facts) == (Outcome.LICENSE_REQUIRED, ())


def test_a_denial_order_is_named_before_the_houses_own_denial() -> None:
    order = provision("law.denial", "denies")
    house = replace(
        provision("house.denial", "denies", pack="house"), denial_ground="house_national_security"
    )
    told = World(pack(order), Pack("house", (house,))).decide(sale())
    assert told.denial_ground == "denial_order"
    alone = World(pack(), Pack("house", (house,))).decide(sale())
    assert alone.denial_ground == "house_national_security"


def test_two_thousand_completions_are_looked_at() -> None:
    rule = provision("law.p", "requires", when=AnyParty(flag("owned_by_listed", Scope.PARTY)))
    crowd = tuple(party(f"P{n}", "end_user") for n in range(10))
    told = World(pack(rule)).decide(sale(parties=(party(), *crowd)))
    assert (told.outcome, told.bounded) == (Outcome.UNDETERMINED, False)
    assert len(told.missing_facts) == 11


def test_two_packs_that_may_loosen_are_refused() -> None:
    with pytest.raises(RuleSetError, match="both say that they may loosen"):
        RuleSet([pack(), Pack("house", (), may_loosen=True)])


def test_what_is_remembered_is_bounded() -> None:
    rules = RuleSet([pack(ENTITY, TGL, rows=(LISTED,))])
    resolver = Resolver(rules, ReferenceMatcher(rules.formulas), orders=2, lines=2, vectors=2)
    world = World(pack(ENTITY, TGL, rows=(LISTED,)))
    for purpose in ("repair-return", "other", "new-product", "network-expansion"):
        observed = world.observer.observe(sale(line(purpose=purpose)), AsKnown(DAY))
        resolver.resolve(observed.material, DAY, AsKnown(DAY))
    assert {cache.cache_info().maxsize for cache in (resolver.resolve_at, resolver._line)} == {2}
    assert resolver.resolve_at.cache_info().currsize <= 2


def test_a_long_order_is_answered_and_not_remembered() -> None:
    world = World(pack(ENTITY, TGL, rows=(LISTED,)))
    for count, kept in ((50, 1), (51, 1)):
        asked = sale(*(line(purpose="other") for _ in range(count)), parties=(party("Listed"),))
        assert world.decide(asked).outcome is Outcome.LICENSE_REQUIRED
        assert world.resolver.resolve_at.cache_info().currsize == kept


def test_a_question_can_be_given_up_between_any_two_lines_and_asked_again_later() -> None:
    class GivenUpError(Exception):
        pass

    patience = [2]

    def between() -> None:
        patience[0] -= 1
        if patience[0] < 0:
            raise GivenUpError

    world = World(pack(ENTITY, TGL, rows=(LISTED,)))
    asked = sale(line(purpose="other"), line(purpose="repair-return"), parties=(party("Listed"),))
    expected = world.decide(asked)
    matcher = ReferenceMatcher(world.rules.formulas)
    world.resolver = Resolver(world.rules, matcher, between=between)
    with pytest.raises(GivenUpError):
        world.decide(asked)
    patience[0] = 1000
    assert world.decide(asked) == expected


def test_past_the_bound_a_restraint_that_may_yet_be_lifted_is_not_told_as_standing() -> None:
    kinds = Any(
        (code("party_kind", "civil", scope=Scope.PARTY), flag("owned_by_listed", Scope.PARTY))
    )
    certain = provision("law.certain", "requires", tags=("t",))
    permit = provision("law.permit", "permits", when=code("purpose", "repair-return"), lifts=("t",))
    denial = provision("law.denial", "denies", when=code("purpose", "new-product"))
    unsettled = provision("law.unsettled", "requires", when=AnyParty(kinds))
    world = World(pack(certain, permit, denial, unsettled))
    crowd = tuple(party(f"P{n}", "end_user") for n in range(7))
    told = world.decide(sale(line(purpose=None), parties=(party(), *crowd)))
    assert (told.outcome, told.bounded) == (Outcome.UNDETERMINED, True)
    assert told.possible_outcomes == (
        Outcome.NO_LICENSE_NEEDED,
        Outcome.TEMPORARY_LICENSE,
        Outcome.LICENSE_REQUIRED,
        Outcome.DENIED,
    )
    assert told.lines[0].provisions == ()


def test_a_shared_fact_counts_in_each_line_by_what_that_line_can_tell_apart() -> None:
    """One line sees three kinds of party, the other two: each reads its own classes."""

    def someone(*kinds: str) -> AnyParty:
        return AnyParty(code("party_kind", *kinds, scope=Scope.PARTY))

    rules = (
        provision("law.a", "denies", when=All((someone("civil"), code("purpose", "other")))),
        provision("law.b", "requires", when=All((someone("individual"), code("purpose", "other")))),
        provision(
            "law.c", "requires", when=All((someone("government"), code("purpose", "repair-return")))
        ),
    )
    told = World(pack(*rules)).decide(sale(line(), line(purpose="repair-return")))
    assert told.possible_outcomes == (Outcome.LICENSE_REQUIRED, Outcome.DENIED)
    assert told.lines[0].possible_outcomes == (
        Outcome.NO_LICENSE_NEEDED,
        Outcome.LICENSE_REQUIRED,
        Outcome.DENIED,
    )


def test_lines_within_the_bound_are_told_as_bounded_where_they_are_past_it_together() -> None:
    """Kinds decide one line, ownership another, and a third asks for both."""
    kinds = AnyParty(code("party_kind", "civil", scope=Scope.PARTY))
    owned = AnyParty(flag("owned_by_listed", Scope.PARTY))
    rules = (
        provision("law.kinds", "requires", when=All((kinds, code("purpose", "other")))),
        provision("law.owned", "requires", when=All((owned, code("purpose", "repair-return")))),
        provision(
            "law.one", "requires",
            when=All((
                AnyParty(All((
                    code("country", "CN", scope=Scope.PARTY),
                    code("party_kind", "government", scope=Scope.PARTY),
                    flag("owned_by_listed", Scope.PARTY),
                ))),
                code("purpose", "new-product"),
            )),
        ),
    )  # fmt: skip
    crowd = tuple(party(f"P{n}", "end_user", "DE") for n in range(7))
    lines = (line(), line(purpose="repair-return"), line(purpose="new-product"))
    told = World(pack(*rules)).decide(sale(*lines, parties=(party(), *crowd)))
    assert [one.outcome for one in told.lines] == [Outcome.UNDETERMINED] * 3
    assert (told.outcome, told.bounded) == (Outcome.UNDETERMINED, True)
    assert told.missing_facts


def test_each_line_is_asked_for_its_own_facts_by_its_own_number() -> None:
    rules = (
        provision("law.a", "requires", when=code("purpose", "repair-return")),
        provision("law.b", "denies", when=code("purpose", "new-product")),
    )
    told = World(pack(*rules)).decide(sale(line(purpose=None), line(purpose=None)))
    paths = ["lines[0].purpose", "lines[1].purpose"]
    assert [m.path for m in told.missing_facts] == paths
    assert [m.path for one in told.lines for m in one.missing_facts] == paths
    assert told.possible_outcomes[0] is Outcome.NO_LICENSE_NEEDED


def test_a_fact_of_a_line_that_cannot_outdo_what_other_lines_come_to_is_not_asked_for() -> None:
    """Two lines are never both free, so that it is idle to ask what the third one needs."""
    government = AnyParty(code("party_kind", "government", scope=Scope.PARTY))
    chart = All((code("purpose", "new-product"), flag("control_list_requires_license")))
    rules = (
        provision("law.a", "requires", when=All((government, code("purpose", "other")))),
        provision(
            "law.b", "requires", when=All((Not(government), code("purpose", "repair-return")))
        ),
        provision("law.c", "requires", when=chart),
    )
    lines = (line(), line(purpose="repair-return"), line(purpose="new-product"))
    told = World(pack(*rules)).decide(sale(*lines))
    assert told.lines[2].outcome is Outcome.UNDETERMINED
    assert (told.outcome, told.missing_facts) == (Outcome.LICENSE_REQUIRED, ())


def test_lines_that_are_past_the_bound_only_together_are_told_as_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("licet_engine.resolution.joining.BOUND", 4)
    government = AnyParty(code("party_kind", "government", scope=Scope.PARTY))
    rule = provision(
        "law.p", "requires", when=All((government, flag("control_list_requires_license")))
    )
    world = World(pack(rule))
    one, two = world.decide(sale(line())), world.decide(sale(line(), line()))
    assert (one.bounded, two.bounded) == (False, True)
    assert two.outcome is Outcome.UNDETERMINED
    asked = ["control_list_requires_license", "parties[0].kind"]
    assert [m.path for m in two.missing_facts] == asked


def test_a_permit_for_one_party_leaves_the_restraint_of_another_however_much_is_open() -> None:
    kinds = Any(
        (code("party_kind", "civil", scope=Scope.PARTY), flag("owned_by_listed", Scope.PARTY))
    )
    permit = provision(
        "law.permit", "permits", when=listed("huawei"), of="party", lifts=("entity",)
    )
    unsettled = provision("law.unsettled", "requires", when=AnyParty(kinds))
    world = World(pack(ENTITY, permit, unsettled, rows=(LISTED, row("Other", "huawei"))))
    crowd = tuple(party(f"P{n}", "end_user") for n in range(7))
    told = world.decide(sale(parties=(party("Listed"), party("Other", "end_user"), *crowd)))
    assert told.outcome is Outcome.LICENSE_REQUIRED
    assert told.lines[0].missing_facts == ()


def test_a_fact_that_falls_away_with_another_is_not_asked_while_a_third_still_is() -> None:
    both = All((flag("control_list_requires_license"), flag("ofac_requires_license")))
    rules = (
        provision("law.both", "denies", when=both),
        provision("law.third", "requires", when=flag("russia_lists_require_license")),
    )
    told = World(pack(*rules)).decide(sale(line()))
    assert [m.fact for m in told.missing_facts] == [
        "control_list_requires_license",
        "ofac_requires_license",
        "russia_lists_require_license",
    ]
    assert told.possible_outcomes == (
        Outcome.NO_LICENSE_NEEDED,
        Outcome.LICENSE_REQUIRED,
        Outcome.DENIED,
    )


def test_a_bar_on_what_lifts_nothing_here_asks_for_nothing() -> None:
    tagged = provision("law.food", "requires", when=flag("food"), tags=("t",))
    clears = provision("law.clears", "clears", lifts=("t",))
    unsure = flag("control_list_requires_license")
    bar = provision("law.bar", "bars", when=flag("ofac_requires_license"), lifts=("law.clears",))
    world = World(pack(tagged, clears, bar, provision("law.unsure", "requires", when=unsure)))
    told = world.decide(sale(line()))
    assert [m.fact for m in told.missing_facts] == ["control_list_requires_license"]


def test_what_a_line_may_come_to_is_found_one_by_one_as_all_at_once() -> None:
    crowd = tuple(party(f"P{n}", "end_user") for n in range(7))
    open_ = pack(provision("law.many", "requires", when=UNSETTLED))
    asked = (
        (World(pack(ENTITY)), sale(line("USML XI(c)"))),
        (World(pack(*_many(1))), sale(parties=(party(), *crowd))),
        (World(open_), sale(line(), line(purpose=None))),
        (World(pack(ENTITY, rows=(LISTED,))), sale(parties=(party("Listed"),))),
        (World(pack(ENTITY)), sale()),
    )
    found = [_one_by_one(world, each) for world, each in asked]
    assert [len(resolved.possible) for resolved, _ in found] == [4, 3, 2, 1, 1]
    for resolved, looks in found:
        assert resolved.possible == by_severity(look.outcome for look in looks)
        assert resolved.determining == frozenset().union(*(look.determining for look in looks))


def _one_by_one(world: World, asked: Sale) -> tuple[LineResolution, tuple[Look, ...]]:
    """The last line of a sale: resolved, and as it is found what it may come to."""
    as_known = world.question(asked).as_known
    material = world.observer.observe(asked, as_known).material
    facts = world.resolver.facts(material, asked.sale_date)[-1]
    governing = world.rules.calendar.governing(asked.sale_date, as_known)
    law = world.resolver.told_of(governing, facts)
    resolved = world.resolver.line(law, facts)
    return resolved, tuple(world.resolver.looks(law, facts))
