"""Both time axes: what governs, what was known, how long an answer holds, what ends it."""

from __future__ import annotations

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
from licet_engine.lists import AsKnown, Confidence, Knowledge
from licet_engine.provisions.conditions import All, Op, RowDate, Test
from licet_engine.provisions.model import AnswerBy, CoverageGap, Enforcement, EnforcementStatus
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Owner
from licet_engine.vocabulary import Scope

ONE = timedelta(days=1)
BEFORE, AFTER = DAY - ONE, DAY + ONE


def test_of_two_known_versions_the_one_that_began_last_governs() -> None:
    old = version("old", authority="84 FR 1")
    new = version("new", start=DAY, authority="84 FR 2")
    world = World(pack(provision("law.p", "requires", old, new)))
    shown = [world.decide(sale(sale_date=d)).lines[0].provisions[0].version for d in (BEFORE, DAY)]
    assert shown == ["old", "new"]


def test_a_version_is_superseded_only_once_the_later_statement_is_known() -> None:
    nominal = version("nominal", through=DAY + 30 * ONE)
    ended = version("ended", through=BEFORE, announced=DAY, published=AFTER, supersedes="nominal")
    world = World(pack(provision("law.p", "denies", nominal, ended)))
    assert world.decide(sale(), BEFORE).outcome is Outcome.DENIED
    assert world.decide(sale(), DAY).outcome is Outcome.NO_LICENSE_NEEDED
    assert world.decide(sale(), DAY, Knowledge.PUBLISHED).outcome is Outcome.DENIED
    assert world.decide(sale(), AFTER, Knowledge.PUBLISHED).outcome is Outcome.NO_LICENSE_NEEDED


def test_what_was_never_published_counts_as_known_when_announced() -> None:
    world = World(pack(provision("law.p", "requires", version(announced=DAY))))
    assert world.decide(sale(), BEFORE, Knowledge.PUBLISHED).outcome.confirmable
    assert not world.decide(sale(), DAY, Knowledge.PUBLISHED).outcome.confirmable


def test_nothing_governs_before_anything_was_known() -> None:
    world = World(pack(provision("law.p", "requires")))
    decision = world.decide(sale(), LONG_AGO - ONE)
    assert decision.outcome is Outcome.NO_LICENSE_NEEDED
    assert (decision.valid_from, decision.valid_through, decision.next_change) == (None, None, None)


def test_the_run_of_an_answer_ends_the_day_before_the_next_change() -> None:
    world = World(pack(provision("law.p", "requires", version(start=AFTER, through=AFTER + ONE))))
    decision = world.decide(sale())
    assert (decision.valid_from, decision.valid_through) == (None, DAY)
    assert decision.next_change is not None
    assert decision.next_change.on == AFTER
    assert decision.next_change.starts == ("law.p@v1",)
    assert decision.next_change.outcome is Outcome.LICENSE_REQUIRED
    later = world.decide(sale(sale_date=AFTER))
    assert later.next_change is not None
    assert (later.valid_from, later.valid_through) == (AFTER, AFTER + ONE)
    assert later.next_change.ends == ("law.p@v1",)


def test_a_run_that_began_and_never_ends_has_no_next_change() -> None:
    world = World(pack(provision("law.p", "requires", version(start=BEFORE))))
    decision = world.decide(sale(sale_date=AFTER))
    assert (decision.valid_from, decision.valid_through) == (BEFORE, None)
    assert decision.next_change is None


@pytest.mark.parametrize(
    ("day", "known_on", "axis", "expected"),
    [
        (BEFORE, AFTER, Knowledge.ANNOUNCED, False),
        (DAY, AFTER, Knowledge.ANNOUNCED, True),
        (DAY, BEFORE, Knowledge.ANNOUNCED, False),
        (DAY, DAY, Knowledge.PUBLISHED, False),
        (DAY + 9 * ONE, AFTER, Knowledge.ANNOUNCED, True),
        (DAY + 9 * ONE, DAY + 20 * ONE, Knowledge.ANNOUNCED, False),
        (DAY + 5 * ONE, DAY + 20 * ONE, Knowledge.ANNOUNCED, True),
        (DAY + 9 * ONE, DAY + 20 * ONE, Knowledge.PUBLISHED, True),
        (DAY + 9 * ONE, DAY + 22 * ONE, Knowledge.PUBLISHED, False),
    ],
)
def test_a_listing_counts_on_its_days_as_far_as_they_were_known(
    day: date, known_on: date, axis: Knowledge, *, expected: bool
) -> None:
    entry = row(
        "Listed", start=DAY, through=DAY + 8 * ONE, announced=DAY, published=AFTER,
        end_announced=DAY + 20 * ONE, end_published=DAY + 22 * ONE,
    )  # fmt: skip
    world = World(pack(provision("law.p", "requires", when=listed(), of="party"), rows=(entry,)))
    asked = sale(parties=(party("Listed"),), sale_date=day)
    required = world.decide(asked, known_on, axis).outcome is Outcome.LICENSE_REQUIRED
    assert required is expected


def test_a_row_whose_end_was_known_from_the_start_ends() -> None:
    entry = row("Listed", through=BEFORE)
    world = World(pack(provision("law.p", "requires", when=listed(), of="party"), rows=(entry,)))
    assert world.decide(sale(parties=(party("Listed"),))).outcome.confirmable


UNENFORCED = Enforcement(EnforcementStatus.NOT_ENFORCED, DAY, "a press release")


def test_a_text_in_force_but_not_enforced_answers_unless_the_pack_answers_by_practice() -> None:
    rule = provision("law.p", "requires", version(enforcement=UNENFORCED))
    by_text = World(pack(rule)).decide(sale())
    by_practice = World(pack(rule, answer_by=AnswerBy.PRACTICE))
    assert by_text.outcome is Outcome.LICENSE_REQUIRED
    assert (
        "law.p@v1: in force but not enforced since 2020-01-10 (a press release)" in by_text.caveats
    )
    assert by_practice.decide(sale()).outcome is Outcome.NO_LICENSE_NEEDED
    assert by_practice.decide(sale(sale_date=BEFORE)).outcome is Outcome.LICENSE_REQUIRED
    assert by_text.valid_from == DAY


def test_caveats_name_low_confidence_disputes_and_what_the_pack_does_not_hold() -> None:
    rule = provision(
        "law.p", "requires",
        version(
            when=listed(), date_confidence=Confidence.LOW, disputed=("sources give two days",),
            caveats=("a later extension is not known",),
        ),
        of="party",
    )  # fmt: skip
    entry = row("Listed", date_confidence=Confidence.MEDIUM)
    gap = CoverageGap("lists", "other lists are not held")
    world = World(pack(rule, rows=(entry,), gaps=(gap,)))
    stopped = world.decide(sale(parties=(party("Listed"),)))
    assert stopped.caveats == (
        "law.p@v1: a later extension is not known",
        "law.p@v1: disputed: sources give two days",
        "law.p@v1: its dates are of low confidence",
        "row:Listed: the dates of this list row are of medium confidence",
    )
    assert world.decide(sale()).caveats == ("other lists are not held",)


def test_only_a_question_about_today_under_the_active_rules_may_be_acted_on() -> None:
    world = World(pack())
    assert world.decide(sale()).may_confirm
    assert not world.decide(sale(), hypothetical=True).may_confirm


def test_the_same_question_has_the_same_id_and_any_other_another() -> None:
    world = World(pack(provision("law.p", "requires")))
    ids = {
        world.decide(sale()).decision_id,
        world.decide(sale()).decision_id,
        World(pack(provision("law.p", "requires"))).decide(sale()).decision_id,
    }
    others = {
        world.decide(sale(sale_date=AFTER)).decision_id,
        world.decide(sale(), DAY).decision_id,
        world.decide(sale(), DAY, Knowledge.PUBLISHED).decision_id,
        World(pack()).decide(sale()).decision_id,
    }
    assert len(ids) == 1
    assert len(ids | others) == 5
    assert len(next(iter(ids))) == 32


def test_a_question_has_one_id_whether_its_day_of_knowledge_stands_in_the_sale_or_beside_it() -> (
    None
):
    world = World(pack(provision("law.p", "requires")))
    within = world.decide(sale(known_on=DAY), DAY).decision_id
    assert within == world.decide(sale(), DAY).decision_id
    assert within != world.decide(sale()).decision_id


@pytest.mark.parametrize(
    ("which", "laden_on", "through", "expected"),
    [
        (RowDate.FROM, BEFORE, None, True),
        (RowDate.FROM, DAY, None, True),
        (RowDate.FROM, AFTER, None, False),
        (RowDate.FROM, None, None, False),
        (RowDate.THROUGH, AFTER, AFTER, True),
        (RowDate.THROUGH, AFTER, None, False),
        (RowDate.ANNOUNCED, LONG_AGO, None, True),
        (RowDate.ANNOUNCED, BEFORE, None, False),
    ],
)
def test_a_savings_clause_compares_with_the_matched_rows_own_dates(
    which: RowDate, laden_on: date | None, through: date | None, *, expected: bool
) -> None:
    laden = Test(Scope.ROW, "laden_on", Op.ON_OR_BEFORE, which)
    entity = provision("law.entity", "requires", when=listed(), of="party", tags=("entity",))
    savings = provision(
        "law.savings", "clears", when=All((listed(), laden)), of="party", lifts=("entity",)
    )
    entry = row("Listed", start=DAY, through=through)
    world = World(pack(entity, savings, rows=(entry,)))
    asked = sale(parties=(party("Listed"),), laden_on=laden_on)
    assert world.decide(asked).outcome.confirmable is expected


def test_of_versions_that_begin_together_the_one_announced_last_governs_once_known() -> None:
    first = version("first", announced=LONG_AGO)
    second = version("second", announced=DAY, authority="84 FR 2")
    for order in ((first, second), (second, first)):
        world = World(pack(provision("law.p", "requires", *order)))
        assert world.decide(sale(), BEFORE).lines[0].provisions[0].version == "first"
        assert world.decide(sale(), DAY).lines[0].provisions[0].version == "second"


def test_an_owners_listing_counts_only_once_it_was_known() -> None:
    rule = provision("law.p", "requires", when=flag("owned_by_listed", Scope.PARTY), of="party")
    world = World(pack(rule, rows=(row("Listed", announced=DAY),)))
    determined = (("ownership_determined", True),)
    owned = party("D", owners=(Owner("Listed", "CN", Decimal(60)),), attestations=determined)
    asked = sale(parties=(owned,))
    assert world.decide(asked, BEFORE).outcome is Outcome.NO_LICENSE_NEEDED
    assert world.decide(asked, DAY).outcome is Outcome.LICENSE_REQUIRED


def test_past_the_bound_a_denial_that_becomes_possible_ends_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("licet_engine.resolution.completions.BOUND", 1)
    new = version(start=AFTER, when=code("purpose", "new-product"))
    other = provision("law.r", "requires", when=code("purpose", "other"))
    told = World(pack(other, provision("law.d", "denies", new))).decide(sale(line(purpose=None)))
    assert told.bounded
    assert told.valid_through == DAY
    denied = provision("law.food", "denies", when=flag("food"))
    world = World(pack(other, provision("law.d", "denies", new), denied))
    food = line(attestations=(("food", True),))
    beside = world.decide(sale(food, line(purpose=None)))
    assert (beside.outcome, beside.valid_through) == (Outcome.DENIED, DAY)


def test_a_day_on_which_the_same_goes_on_to_govern_parts_no_stretch_of_the_law() -> None:
    first = version("first", start=date(2019, 1, 1), through=date(2021, 6, 30))
    later = version("later", start=date(2020, 1, 1), announced=date(2019, 12, 1))
    world = World(pack(provision("law.p", "requires", first, later)))
    course = world.rules.calendar.course(AsKnown(date(2026, 1, 1)))
    assert course.starts == (date.min, date(2019, 1, 1), date(2020, 1, 1))


@pytest.mark.parametrize(
    ("known_on", "axis", "laws"),
    [
        (date(2018, 12, 31), Knowledge.ANNOUNCED, 1),
        (date(2019, 4, 30), Knowledge.ANNOUNCED, 3),
        (date(2019, 6, 1), Knowledge.ANNOUNCED, 4),
        (date(2019, 6, 1), Knowledge.PUBLISHED, 3),
        (date(2026, 1, 1), Knowledge.PUBLISHED, 4),
    ],
)
def test_the_law_of_some_days_is_that_of_each_of_them(
    known_on: date, axis: Knowledge, laws: int
) -> None:
    old = version("old", start=date(2019, 1, 1), through=date(2019, 6, 30))
    announced, published = date(2019, 5, 1), date(2019, 7, 1)
    new = version("new", start=date(2019, 6, 1), announced=announced, published=published)
    brief = version("brief", start=date(2019, 3, 1), through=date(2019, 3, 1))
    world = World(
        pack(provision("law.p", "requires", old, new), provision("law.q", "denies", brief))
    )
    calendar, as_known = world.rules.calendar, AsKnown(known_on, axis)
    around = (day + timedelta(step) for day in calendar.cuts for step in (-1, 0, 1))
    days = (date.max, *around, date.min)
    told = list(calendar.on_days(days, as_known))
    assert told == [(day, calendar.governing(day, as_known)) for day in sorted(days)]
    assert len({governing for _, governing in told}) == laws
