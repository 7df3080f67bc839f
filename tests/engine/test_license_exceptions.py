"""License exceptions: what entries say of them, what a claim means, and why one is not open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from building import World, code, flag, line, pack, provision, sale, version
from licet_engine.lists import AsKnown
from licet_engine.provisions.conditions import All, Any, Condition, Money, Not, Op, Test
from licet_engine.provisions.model import CLAIMED, Provision
from licet_engine.resolution.outcome import Outcome
from licet_engine.tables.controls import NOT_HELD, ControlTables
from licet_engine.tables.exceptions import NONE_OPEN, NOT_TOLD, OpenExceptions, Openings
from licet_engine.tables.model import Control, ListedException, Opening, Tables
from licet_engine.vocabulary import Scope

FIRST, NEXT = date(2020, 1, 1), date(2021, 1, 1)
BOTH = (FIRST, NEXT)
NOW = AsKnown(date(2026, 11, 24))
STOP, GO, OPEN = Outcome.LICENSE_REQUIRED, Outcome.NO_LICENSE_NEEDED, Outcome.UNDETERMINED


def listed(
    symbol: str,
    opening: Opening = Opening.OPEN,
    *paragraphs: str,
    dollars: int | None = None,
    edition: date = FIRST,
    exceptions: tuple[str, ...] = (),
    not_for: tuple[str, ...] = (),
) -> ListedException:
    amount = None if dollars is None else Decimal(dollars)
    return ListedException(
        "3A001", symbol, opening, edition, amount, paragraphs, exceptions, not_for
    )


def control(number: int, reason: str = "NS", **more: object) -> Control:
    given: dict[str, object] = {"requirement": "NS1", "editions": BOTH}
    return Control("3A001", number, reason, **(given | more))  # type: ignore[arg-type]


def openings(
    category: str,
    *exceptions: ListedException,
    controls: tuple[Control, ...] = (control(0),),
    day: date = date(2020, 6, 1),
    known: AsKnown = NOW,
) -> Openings:
    tables = Tables(controls=controls, exceptions=exceptions)
    entry = ControlTables(tables).spans(category, known)[-1][1]
    return OpenExceptions(tables).on(category, day, known, entry)


def states(found: Openings) -> dict[str, str]:
    """Each exception that is open, or may be."""
    return dict.fromkeys(found.maybe, "maybe") | dict.fromkeys(found.open, "open")


def test_an_entry_opens_what_it_says_and_nothing_that_it_is_silent_on() -> None:
    found = openings("3A001.a", listed("GBS"), listed("LVS", Opening.CLOSED))
    assert states(found) == {"GBS": "open"}


def test_what_an_entry_says_in_words_is_left_open() -> None:
    assert states(openings("3A001.a", listed("GBS", Opening.PARTLY))) == {"GBS": "maybe"}


@pytest.mark.parametrize(
    ("category", "state"),
    [
        ("3A001.b", {"LVS": "maybe"}),
        ("3A001.b.2", {"LVS": "open"}),
        ("3A001.b.3", {}),
        ("3A001.c", {}),
        ("3A001", {"LVS": "maybe"}),
    ],
)
def test_the_closest_row_speaks_for_a_paragraph(category: str, state: dict[str, str]) -> None:
    rows = (
        listed("LVS", Opening.OPEN, "b", dollars=500, exceptions=("b.4",)),
        listed("LVS", Opening.CLOSED, "b.3"),
        listed("LVS", Opening.CLOSED, exceptions=("b",)),
    )
    assert states(openings(category, *rows)) == state


def test_an_amount_is_told_where_the_paragraph_is_settled() -> None:
    rows = (
        listed("LVS", Opening.OPEN, "a", dollars=500),
        listed("LVS", Opening.OPEN, "b", dollars=3000),
    )
    assert openings("3A001.a", *rows).limits == {"500"}
    assert openings("3A001.b.1", *rows).limits == {"3000"}
    both = openings("3A001", *rows)
    assert both.limits == frozenset()
    assert states(both) == {"LVS": "maybe"}


@pytest.mark.parametrize(
    ("controls", "state"),
    [
        ((control(0), control(1, "MT")), {}),
        ((control(0), control(1, "MT", narrowed=True)), {"GBS": "maybe"}),
        ((control(0), control(1, "NP")), {"GBS": "open"}),
        ((control(0), control(1, "none", requirement=NOT_HELD)), {"GBS": "open"}),
    ],
)
def test_what_is_controlled_for_a_reason_that_is_left_out_has_no_exception(
    controls: tuple[Control, ...], state: dict[str, str]
) -> None:
    found = openings("3A001.a", listed("GBS", not_for=("MT",)), controls=controls)
    assert states(found) == state


def test_where_the_reason_is_not_held_it_may_be_one_that_is_left_out() -> None:
    only_then = (control(0, editions=(FIRST,)), control(1, "RS", editions=(NEXT,)))
    tables = Tables(controls=only_then, exceptions=(listed("GBS", not_for=("MT",)),))
    between = ControlTables(tables).spans("3A001.a", NOW)[1][1]
    found = OpenExceptions(tables).on("3A001.a", date(2020, 6, 1), NOW, between)
    assert states(found) == {"GBS": "maybe"}


@pytest.mark.parametrize(
    ("category", "day", "known"),
    [
        ("3A001.a", date(2019, 12, 31), NOW),
        ("3A001.a", date(2020, 6, 1), AsKnown(date(2019, 12, 31))),
    ],
)
def test_before_the_first_edition_nothing_is_told(category: str, day: date, known: AsKnown) -> None:
    assert openings(category, listed("GBS"), day=day, known=known) == NOT_TOLD


def test_of_an_entry_that_the_edition_leaves_out_nothing_is_told() -> None:
    other = replace(listed("GBS"), eccn="3A002")
    assert openings("3A001.a", other) == NOT_TOLD


def test_between_two_editions_that_is_open_in_which_both_agree() -> None:
    rows = (
        listed("GBS"),
        listed("GBS", edition=NEXT),
        listed("TSR"),
        listed("LVS", dollars=500),
        listed("LVS", dollars=1500, edition=NEXT),
        listed("APP", Opening.PARTLY),
    )
    found = openings("3A001.a", *rows)
    assert states(found) == {"GBS": "open", "TSR": "maybe", "LVS": "maybe", "APP": "maybe"}
    assert found.limits == frozenset()
    known_before = openings("3A001.a", *rows, known=AsKnown(date(2020, 12, 31)))
    assert states(known_before) == {
        "GBS": "open", "TSR": "open", "LVS": "open", "APP": "maybe",
    }  # fmt: skip
    same = (listed("LVS", dollars=500), listed("LVS", dollars=500, edition=NEXT))
    assert openings("3A001.a", *same).limits == {"500"}


def test_an_item_without_a_category_has_no_exception() -> None:
    assert NONE_OPEN.open == NONE_OPEN.maybe == frozenset()


def claims(*codes: str) -> Test:
    return code("license_exception", *codes)


RULE = provision("law.rule", "requires", tags=("rule",))


def clears(name: str, when: Condition, **more: object) -> Provision:
    return provision(name, "clears", when=when, lifts=("rule",), **more)  # type: ignore[arg-type]


def test_a_claim_with_a_paragraph_is_one_of_all_above_it() -> None:
    world = World(pack(RULE, clears("law.gov", claims("GOV"))))
    assert world.decide(sale(line(license_exception="GOV.b.2"))).outcome is GO


def test_a_claim_without_a_paragraph_that_is_told_apart_is_asked_for_it() -> None:
    bar = provision("law.bar", "bars", when=Not(claims("GOV.b.2")), lifts=("law.gov",))
    world = World(pack(RULE, clears("law.gov", claims("GOV")), bar))
    decision = world.decide(sale(line(license_exception="GOV")))
    assert decision.outcome is OPEN
    assert [m.path for m in decision.missing_facts] == ["lines[0].license_exception"]
    assert world.decide(sale(line(license_exception="GOV.b.2.ii"))).outcome is GO
    assert world.decide(sale(line(license_exception="GOV.c"))).outcome is STOP


def test_a_claim_that_no_rule_knows_lifts_nothing() -> None:
    world = World(pack(RULE, clears("law.gov", claims("GOV"))))
    assert world.decide(sale(line(license_exception="GBS"))).outcome is STOP


def test_the_counterfactual_of_a_paragraph_meets_what_is_said_of_all_above_it() -> None:
    bar = provision("law.bar", "bars", when=Not(claims("GOV")), lifts=("law.gov",))
    world = World(pack(RULE, clears("law.gov", claims("GOV.b.2")), bar))
    stopped = world.decide(sale())
    assert stopped.outcome is STOP
    found = {c.needs for c in stopped.lines[0].counterfactuals}
    assert found <= {("license_exception is GOV.b.2",)}


def test_a_clearance_by_any_of_several_exceptions_is_called_by_what_is_claimed() -> None:
    several = replace(clears("law.some", claims("TMP", "RPL")), authorization=CLAIMED)
    world = World(pack(RULE, several))
    decision = world.decide(sale(line(license_exception="TMP.a.1")))
    assert decision.lines[0].authorization == "EXCEPTION:TMP.a.1"


LIMIT = Test(Scope.LINE, "eccn_value", Op.BELOW, Money(Decimal("1500.01"), "USD"))


def lines(*values: tuple[str | None, str | None, str]) -> tuple[Outcome, list[str]]:
    """What becomes of lines, each with a category, a value and a currency, all under LVS."""
    world = World(pack(RULE, clears("law.lvs", All((claims("LVS"), LIMIT)))))
    ordered = (
        line(
            category,
            value=None if value is None else Decimal(value),
            currency=currency,
            license_exception="LVS",
        )
        for category, value, currency in values
    )
    decision = world.decide(sale(*ordered))
    return decision.outcome, [m.path for m in decision.missing_facts]


def test_the_lines_of_one_entry_count_together() -> None:
    assert lines(("3A001.a", "1000", "USD"), ("3A001.b", "500", "USD")) == (GO, [])
    assert lines(("3A001.a", "1000", "USD"), ("3A001.b", "501", "USD")) == (STOP, [])
    assert lines(("3A001.a", "1000", "USD"), ("3A002.a", "1000", "USD")) == (GO, [])


@pytest.mark.parametrize(
    "values",
    [
        [("3A001.a", None, "USD")],
        [("3A001.a", "1000", "EUR")],
        [("3A001.a", "100", "USD"), ("3A001.b", "100", "EUR")],
        [("3A001.a", "100", "USD"), ("3A001.b", None, "USD")],
        [("3A001.a", "100", "USD"), (None, "100", "USD")],
    ],
)
def test_what_is_not_told_of_the_lines_of_an_entry_leaves_their_worth_open(
    values: list[tuple[str | None, str | None, str]],
) -> None:
    outcome, missing = lines(*values)
    assert outcome is OPEN
    assert "lines[0].eccn_value" in missing


def told(*provisions: Provision, **more: object) -> list[tuple[str, str, str]]:
    """What is claimed and not open: its id and version, and why."""
    decision = World(pack(RULE, *provisions)).decide(sale(line(**more)))  # type: ignore[arg-type]
    return [
        (shown.provision_id, shown.version, shown.why)
        for shown in decision.lines[0].provisions
        if shown.effect == "clears" and not shown.standing and not shown.barred_by
    ]


def test_a_claim_that_is_not_open_says_what_it_needs() -> None:
    gbs = clears("law.gbs", All((claims("GBS"), code("kind", "commodity"), flag("food"))))
    found = told(gbs, license_exception="GBS", kind="software")
    why = "claimed, but not open: needs: kind is commodity; food is true"
    assert found == [("law.gbs", "v1", why)]


def test_of_several_ways_the_nearest_is_told() -> None:
    ways = Any((All((flag("food"), flag("medicine"))), code("kind", "commodity")))
    gbs = clears("law.gbs", All((claims("GBS"), ways)))
    found = told(gbs, license_exception="GBS", kind="software")
    assert found == [("law.gbs", "v1", "claimed, but not open: needs: kind is commodity")]


def test_ways_that_are_as_near_are_told_both() -> None:
    gbs = clears("law.gbs", All((claims("GBS"), Any((flag("food"), flag("medicine"))))))
    found = told(gbs, license_exception="GBS")
    why = "claimed, but not open: needs: (food is true) or (medicine is true)"
    assert found == [("law.gbs", "v1", why)]


def test_what_tables_say_is_not_told_where_a_seller_can_change_something() -> None:
    nowhere = code("list", "meu_list", scope=Scope.ROW)
    ways = Any((nowhere, flag("food")))
    gbs = clears("law.gbs", All((claims("GBS"), ways)), of="party")
    rule = provision("law.other", "requires", of="party", tags=("rule",))
    found = told(rule, gbs, license_exception="GBS")
    assert found == [("law.gbs", "v1", "claimed, but not open: needs: food is true")]


def test_what_has_ended_says_when_and_what_is_to_come_says_from_when() -> None:
    ended = version("old", when=claims("CIV"), through=date(2019, 6, 1))
    begins = version("new", when=claims("CIV"), start=date(2021, 1, 1))
    civ = provision("law.civ", "clears", ended, lifts=("rule",))
    later = provision("law.later", "clears", begins, lifts=("rule",))
    assert told(civ, later, license_exception="CIV") == [
        ("law.civ", "old", "claimed, but not open: version old ended on 2019-06-01"),
        ("law.later", "new", "claimed, but not open: version new begins on 2021-01-01"),
    ]


def test_what_nobody_had_heard_of_says_so() -> None:
    unheard = version("new", when=claims("CIV"), announced=date(2027, 1, 1))
    civ = provision("law.civ", "clears", unheard, lifts=("rule",))
    why = "claimed, but not open: nothing of it was known on 2026-11-24"
    assert told(civ, license_exception="CIV") == [("law.civ", "new", why)]


def test_of_what_is_not_claimed_or_open_nothing_is_told() -> None:
    gbs = clears("law.gbs", claims("GBS"))
    assert told(gbs) == []
    assert told(gbs, license_exception="LVS") == []
    assert told(gbs, license_exception="GBS") == []


def test_a_claim_that_is_barred_is_told_by_its_bar_alone() -> None:
    gbs = clears("law.gbs", claims("GBS"))
    bar = provision("law.bar", "bars", when=claims("GBS"), lifts=("law.gbs",))
    decision = World(pack(RULE, gbs, bar)).decide(sale(line(license_exception="GBS")))
    shown = [s for s in decision.lines[0].provisions if s.provision_id == "law.gbs"]
    assert [s.barred_by for s in shown] == [("law.bar",)]


def test_a_go_with_a_category_that_is_open_tells_what_it_may_only_go_out_under() -> None:
    rule = provision("law.dual", "requires", when=code("category", "3A001.b"), tags=("rule",))
    gbs = replace(clears("law.gbs", claims("GBS")), authorization="EXCEPTION:GBS")
    world = World(pack(rule, gbs))
    decision = world.decide(sale(line(None, license_exception="GBS")))
    assert decision.outcome is GO
    assert decision.lines[0].authorization == "EXCEPTION:GBS"


def test_each_of_several_exceptions_is_looked_at_alone_for_what_would_have_gone_out() -> None:
    several = clears("law.some", claims("APP", "RPL"))
    bar = provision("law.bar", "bars", when=claims("APP", "GBS"), lifts=("law.some",))
    other = provision("law.other", "requires", when=claims("APP", "GBS", "RPL", "TMP"))
    world = World(pack(RULE, several, bar))
    (found,) = world.decide(sale()).lines[0].counterfactuals
    assert found.needs == ("license_exception is APP or RPL",)
    stopped = World(pack(RULE, several, bar, other)).decide(sale())
    assert stopped.lines[0].counterfactuals == ()


def test_an_open_exception_would_have_gone_out_though_a_bar_names_it_beside_others() -> None:
    bar = provision("law.bar", "bars", when=claims("APP", "RPL"), lifts=("law.gbs",))
    elsewhere = provision("law.a", "requires", when=claims("APP", "GBS", "RPL"))
    world = World(pack(RULE, clears("law.gbs", claims("GBS")), bar))
    (found,) = world.decide(sale()).lines[0].counterfactuals
    assert found.needs == ("license_exception is GBS",)
    stopped = World(pack(RULE, clears("law.gbs", claims("GBS")), bar, elsewhere)).decide(sale())
    assert stopped.lines[0].counterfactuals == ()
