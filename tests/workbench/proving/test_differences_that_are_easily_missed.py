"""Changes that show only with a row's own days, or with a party beside the one looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import drawing_rules
import pytest
from licet_engine.lists import Knowledge, ListRow
from licet_engine.provisions.conditions import (
    ALWAYS,
    AnyParty,
    Condition,
    Not,
    Op,
    RowDate,
    Test,
)
from licet_engine.provisions.model import Effect, Pack, Provision, SubjectKind, Targets, Version
from licet_engine.resolution.outcome import Outcome
from licet_engine.vocabulary import Scope
from licet_workbench.proving.questions import ROW
from studying import Pair

FREE, REQUIRED = Outcome.NO_LICENSE_NEEDED, Outcome.LICENSE_REQUIRED
LISTED = Test(Scope.ROW, "list", Op.IN, frozenset({"entity_list"}))
REPAIRED = Test(Scope.LINE, "purpose", Op.IN, frozenset({"repair-return"}))
LADEN_BEFORE_LISTED = Test(Scope.ROW, "laden_on", Op.ON_OR_BEFORE, RowDate.FROM)


def requires(condition: Condition, subject: SubjectKind = SubjectKind.PARTY) -> Provision:
    version = Version(
        name="v1",
        start=date(2019, 5, 1),
        through=None,
        announced=date(2019, 5, 1),
        published=None,
        authority="84 FR 1",
        condition=condition,
    )
    return Provision(
        id="law.required",
        pack="law",
        title="required",
        effect=Effect.REQUIRES,
        subject=subject,
        tags=frozenset({"red"}),
        targets=Targets(),
        versions=(version,),
    )


def acting(
    name: str,
    effect: Effect,
    condition: Condition,
    on: str,
    subject: SubjectKind = SubjectKind.PARTY,
) -> Provision:
    """Return what lifts the provisions of a tag, or bars them; its own tag is its last name."""
    return replace(
        requires(condition, subject),
        id=name,
        effect=effect,
        tags=frozenset({name.removeprefix("law.")} if effect is Effect.CLEARS else ()),
        targets=Targets(tags=frozenset({on})),
        authorization="EXCLUSION" if effect is Effect.CLEARS else None,
    )


def law(*provisions: Provision, rows: tuple[ListRow, ...] = ()) -> Pack:
    return Pack(
        name="law",
        provisions=provisions,
        rows=rows,
        may_loosen=True,
        vocabulary=drawing_rules.vocabulary(),
    )


def row(start: date) -> ListRow:
    own = drawing_rules.row(drawing_rules.seeded(1), "Alpha")
    facts = replace(own.facts, start=start, through=None, announced=date(2019, 5, 2))
    return replace(own, id=f"row from {start}", facts=facts)


def shifts(old: Pack, new: Pack) -> set[tuple[Outcome, Outcome]]:
    """Return from what to what answers change, each confirmed by `decide` where a sale is shown."""
    found = Pair((old, new), Knowledge.ANNOUNCED, 60).difference
    for each in found.changed:
        assert each.seen is None or each.seen.shift == each.shift
    return {tuple(each.shift) for each in found.changed}


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (10, {(REQUIRED, FREE), (FREE, REQUIRED)}),
        (-10, {(REQUIRED, FREE), (FREE, REQUIRED)}),
        (0, set()),
    ],
)
def test_a_listing_that_was_moved_changes_orders_laden_between_its_days(
    days: int, told: set[tuple[Outcome, Outcome]]
) -> None:
    required = requires(LADEN_BEFORE_LISTED)
    start = date(2019, 5, 20)
    old, new = (
        law(required, rows=(row(start),)),
        law(required, rows=(row(start + timedelta(days=days)),)),
    )
    between = {(FREE, REQUIRED)} if days > 0 else {(REQUIRED, FREE)}
    assert between <= shifts(old, new) if days else shifts(old, new) == told


def test_orders_laden_between_the_days_of_a_moved_listing_are_shown() -> None:
    required = requires(LADEN_BEFORE_LISTED)
    packs = (
        law(required, rows=(row(date(2019, 5, 20)),)),
        law(required, rows=(row(date(2019, 5, 30)),)),
    )
    found = Pair(packs, Knowledge.ANNOUNCED, 60).difference
    laden = [
        each.seen.witness.sale.laden_on
        for each in found.changed
        if each.seen and tuple(each.shift) == (FREE, REQUIRED)
    ]
    assert laden
    assert all(day and date(2019, 5, 20) < day <= date(2019, 5, 30) for day in laden)


def test_a_row_that_is_gone_has_no_days_by_which_anything_is_spared() -> None:
    required = requires(Not(LADEN_BEFORE_LISTED))
    old, new = law(required, rows=(row(date(2019, 5, 20)),)), law(required)
    assert shifts(old, new) == {(FREE, REQUIRED)}


def test_a_change_that_shows_only_with_a_further_party_is_told() -> None:
    plain = Not(Test(Scope.PARTY, "party_kind", Op.IN, frozenset({"military"})))
    line = SubjectKind.LINE
    military = AnyParty(Test(Scope.PARTY, "party_kind", Op.IN, frozenset({"military"})))
    old = law(requires(military, line))
    new = law(requires(AnyParty(Not(plain)), line))
    assert shifts(old, new) == set()
    found = Pair((old, law()), Knowledge.ANNOUNCED, 60).difference
    told = [
        {name for name in each.box.choices if name.startswith("another party")}
        for each in found.changed
    ]
    assert any(told), "a further party who is military is a way to the change"


def test_a_bar_of_a_further_party_is_an_axis_of_its_own() -> None:
    required = requires(ALWAYS, SubjectKind.LINE)
    lifts = acting("law.lifts", Effect.CLEARS, ALWAYS, "red", SubjectKind.LINE)
    bars = acting("law.bars", Effect.BARS, LISTED, "lifts")
    rows = (row(date(2019, 5, 20)),)
    found = Pair(
        (law(required, lifts, rows=rows), law(required, lifts, bars, rows=rows)),
        Knowledge.ANNOUNCED,
        60,
    ).difference
    boxes = [each.box.choices for each in found.changed]
    assert {tuple(each.shift) for each in found.changed} == {(FREE, REQUIRED)}
    assert any(ROW in box for box in boxes)
    assert any("another party: law.bars speaks (after)" in box for box in boxes)


def test_who_is_owned_by_a_party_that_is_listed_no_more_is_told_of() -> None:
    owned = requires(Test(Scope.PARTY, "owned_by_listed", Op.IS_TRUE, frozenset()))
    rows = (row(date(2019, 5, 20)),)
    found = Pair((law(owned, rows=rows), law(owned)), Knowledge.ANNOUNCED, 60).difference
    assert {tuple(each.shift) for each in found.changed} == {(REQUIRED, FREE)}
    owners = [
        {owner.name for party in each.seen.witness.sale.parties for owner in party.owners}
        for each in found.changed
        if each.seen and each.seen.shift == each.shift
    ]
    assert owners
    assert all(names == {"Alpha"} for names in owners)


def test_what_a_listing_bars_is_told_of_each_requirement_where_the_listed_are_spared() -> None:
    required = requires(ALWAYS, SubjectKind.LINE)
    listed = replace(requires(LISTED), id="law.listed", tags=frozenset({"green"}))
    lifts = acting("law.lifts", Effect.CLEARS, ALWAYS, "red", SubjectKind.LINE)
    spared = acting("law.spared", Effect.CLEARS, REPAIRED, "green")
    bars = acting("law.bars", Effect.BARS, LISTED, "lifts")
    provisions = (required, listed, lifts, spared, bars)
    packs = law(*provisions), law(*provisions, rows=(row(date(2019, 5, 20)),))
    found = Pair(packs, Knowledge.ANNOUNCED, 60).difference
    own, other = found.studies
    assert (own.through, own.restraints) == (None, ("law.listed",))
    assert (other.through, other.restraints) == ("law.required", ("law.listed", "law.required"))
    for study, repaired in ((own, False), (other, True)):
        assert {tuple(each.shift) for each in study.changed} == {(FREE, REQUIRED)}
        sales = [each.seen.witness.sale for each in study.changed if each.seen]
        assert sales
        assert {sale.lines[0].purpose == "repair-return" for sale in sales} == {repaired}
