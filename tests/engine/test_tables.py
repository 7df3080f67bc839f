"""Tables speak for their dates: places are marked, items controlled, and blanks clear nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from building import World, code, flag, line, pack, provision, sale
from licet_engine.decision.wording import reading
from licet_engine.errors import RuleSetError
from licet_engine.lists import AsKnown, Confidence
from licet_engine.provisions.conditions import All, AnyControl, Not
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Party, Place
from licet_engine.tables.controls import (
    BEGAN,
    CHANGED,
    ENDED,
    NOT_HELD,
    OVER,
    ControlTables,
    as_stated,
)
from licet_engine.tables.grounds import Ground, Source
from licet_engine.tables.model import (
    ColumnRule,
    Control,
    EntryChange,
    MarkChange,
    PlaceRow,
    Since,
    Tables,
)
from licet_engine.tables.places import PART_746, PlaceTables
from licet_engine.vocabulary import Scope

FIRST, NEXT = date(2020, 1, 1), date(2021, 1, 1)
NOW = AsKnown(date(2026, 11, 24))


def since(year: int, month: int = 1, announced: date | None = None) -> Since:
    day = date(year, month, 1)
    return Since(day, announced or day, None, "84 FR 1", Confidence.HIGH)


def row(country: str, *marks: str, refers_to: str | None = None) -> PlaceRow:
    return PlaceRow(country, frozenset(marks), FIRST, refers_to)


PLACES = PlaceTables(
    Tables(
        chart=(
            *(row("CN", "NS1", "CC1"), row("DE", "NS1"), row("CH"), row("CU", refers_to=PART_746)),
            row("LI", "NS1", refers_to="CH"),
        ),
        groups=(row("CN", "D:1"), row("DE", "A:1"), row("IN", "A:1"), row("CH", "A:1")),
        changes=(
            MarkChange("DE", "CC1", marked=False, since=since(2018)),
            MarkChange("IN", "A:1", marked=True, since=since(2017)),
            MarkChange("HK", "row", marked=True, since=since(2019), refers_to="CN"),
            MarkChange("CN", "MT1", marked=True, since=since(2030, announced=date(2025, 1, 1))),
        ),
        rules=(
            ColumnRule("NS2", all_but=True, codes=frozenset({"A:1", "CA"}), since=since(2015)),
            ColumnRule("NP2", all_but=False, codes=frozenset({"D:1"}), since=since(2016)),
        ),
        steady_from=date(2014, 6, 1),
    )
)


def mark(country: str, name: str, year: int, known: AsKnown = NOW) -> bool | None:
    spans = PLACES.spans(country, frozenset({name}), known)
    marks = [found for start, found in spans if start <= date(year, 1, 1)][-1]
    return True if name in marks.certain else None if name in marks.possible else False


@pytest.mark.parametrize(
    ("country", "name", "year", "marked"),
    [
        ("CN", "NS1", 2020, True),
        ("CH", "NS1", 2020, False),
        ("CN", "NS1", 2010, True),
        ("CH", "NS1", 2010, None),
        ("DE", "CC1", 2017, True),
        ("DE", "CC1", 2019, False),
        ("LI", "NS1", 2019, True),
        ("LI", "NS1", 2020, False),
        ("HK", "NS1", 2018, None),
        ("HK", "NS1", 2020, True),
        ("US", "NS1", 2020, False),
        ("CU", "NS1", 2020, False),
        ("FR", "CC1", 2020, None),
        ("DE", "NS2", 2019, False),
        ("IN", "NS2", 2016, True),
        ("IN", "NS2", 2017, False),
        ("CN", "NS2", 2010, True),
        ("DE", "NS2", 2010, None),
        ("CA", "NS2", 2016, False),
        ("CN", "NP2", 2017, True),
        ("DE", "NP2", 2017, False),
        ("FR", "NP2", 2017, None),
        ("CN", "MT1", 2031, True),
        ("CN", "MT1", 2020, False),
        ("CN", "D:1", 2010, True),
        ("DE", "D:1", 2010, None),
        ("DE", "D:1", 2016, False),
        ("DE", "A:1", 2010, None),
        ("CN", "A:1", 2010, False),
        ("IN", "A:1", 2016, False),
        ("FR", "D:1", 2020, None),
        ("FR", "A:1", 2020, False),
    ],
)
def test_a_place_is_marked_by_the_latest_source_or_read_back_from_the_next(
    country: str, name: str, year: int, marked: bool | None
) -> None:
    assert mark(country, name, year) is marked


def test_a_change_that_nobody_knew_of_is_no_change_yet() -> None:
    assert mark("IN", "A:1", 2018, AsKnown(date(2016, 6, 1))) is False
    assert mark("CN", "NS1", 2020, AsKnown(date(2019, 6, 1))) is True


@pytest.mark.parametrize(
    ("country", "name", "year", "ground", "source"),
    [
        ("CN", "NS1", 2020, Ground.SPEAKS, row("CN", "NS1", "CC1")),
        ("CN", "CC1", 2010, Ground.READ_BACK, row("CN", "NS1", "CC1")),
        ("IN", "A:1", 2016, Ground.UNTIL_CHANGED, MarkChange("IN", "A:1", True, since(2017))),
        ("CN", "D:1", 2016, Ground.STEADY, row("CN", "D:1")),
        ("CN", "D:1", 2010, Ground.READ_BACK, row("CN", "D:1")),
        ("FR", "D:1", 2020, Ground.SILENT, None),
        ("US", "NS1", 2020, Ground.SILENT, None),
    ],
)
def test_a_mark_has_its_ground_and_the_source_that_says_it(
    country: str, name: str, year: int, ground: Ground, source: Source | None
) -> None:
    cell = PLACES.cell(country, name, date(year, 1, 1), NOW)
    assert (cell.ground, cell.source) == (ground, source)
    assert cell.marked is mark(country, name, year)


def test_the_row_of_a_country_is_of_the_edition_that_speaks_or_of_the_first() -> None:
    places = PlaceTables(Tables(chart=(row("CN", "NS1"), PlaceRow("CN", frozenset(), NEXT))))
    editions = [
        (date(2019, 1, 1), NOW, FIRST), (date(2020, 6, 1), NOW, FIRST), (NEXT, NOW, NEXT),
        (NEXT, AsKnown(date(2020, 6, 1)), FIRST),
    ]  # fmt: skip
    for day, known, edition in editions:
        found = places.row("CN", day, known)
        assert found is not None
        assert found.edition == edition
    assert places.row("DE", NEXT, NOW) is None


def test_nothing_is_looked_up_where_nothing_is_asked() -> None:
    ((_, marks),) = PLACES.spans("CN", frozenset(), NOW)
    assert marks == (frozenset(), frozenset())


def control(number: int, requirement: str, *paragraphs: str, **more: Any) -> Control:
    given: dict[str, Any] = {"reason": "NS", "eccn": "3A001", "editions": (FIRST, NEXT)}
    return Control(number=number, requirement=requirement, paragraphs=paragraphs, **(given | more))


LIST = (
    control(0, "NS1", "a"),
    control(1, "AT1", reason="AT", exceptions=("c",)),
    control(2, "RS1", "b", reason="RS", editions=(NEXT,)),
    control(3, "cn", "a.1", reason="RS", editions=(), window=(since(2015), date(2019, 12, 31))),
    control(4, OVER, "a.1", reason="RS", editions=(), window=(since(2018), None)),
    control(5, "MT1", "d", reason="MT", narrowed=True),
    control(0, "none", reason="none", eccn="0A002"),
    control(0, "not_encoded", reason="none", eccn="0A521"),
    control(0, "NS1", eccn="3B001"),
    control(0, "NS1", "b", eccn="3C001"),
    control(0, "NS1", eccn="3B002"),
    control(1, "MT1", "x", eccn="3B002"),
    control(2, "none", reason="none", eccn="3B002"),
)
CHANGES = (
    EntryChange("3A001", ("z",), BEGAN, since(2016)),
    EntryChange("3A001", ("y",), ENDED, since(2016)),
    EntryChange("3B002", ("x",), BEGAN, since(2016)),
    EntryChange("3B001", (), BEGAN, since(2016)),
    EntryChange("3A001", ("d",), CHANGED, since(2017)),
)
CONTROLS = ControlTables(Tables(controls=LIST, entry_changes=CHANGES))


def held(category: str, day: date, known: AsKnown = NOW) -> tuple[set[str], int, str]:
    spans = CONTROLS.spans(category, known)
    entry = [found for start, found in spans if start <= day][-1]
    return {c.requirement for c in entry.controls}, len(entry.readings), entry.why_not_held


@pytest.mark.parametrize(
    ("category", "day", "requirements", "why"),
    [
        ("EAR99", date(2020, 6, 1), set(), ""),
        ("USML XI", date(2020, 6, 1), set(), ""),
        ("3A001.a.2", date(2022, 1, 1), {"NS1", "AT1"}, ""),
        ("3A001.c", date(2022, 1, 1), {NOT_HELD}, "no control of 3A001 is for 3A001.c"),
        ("3B002", date(2015, 6, 1), {"NS1"}, ""),
        ("3C001.a", date(2022, 1, 1), {NOT_HELD}, "may be under other law"),
        ("3C001", date(2022, 1, 1), {NOT_HELD, "NS1"}, ""),
        ("3A001", date(2016, 6, 1), {NOT_HELD, "NS1", "AT1", "cn"}, ""),
        ("3A001.b", date(2022, 1, 1), {"RS1", "AT1"}, ""),
        ("3A001.b", date(2020, 6, 1), {NOT_HELD, "AT1"}, ""),
        ("3A001.b", date(2010, 6, 1), {"AT1"}, ""),
        ("3A001.a.1", date(2016, 6, 1), {"NS1", "AT1", "cn"}, ""),
        ("3A001.a.1", date(2019, 6, 1), {"NS1", "AT1"}, ""),
        ("3A001.z", date(2015, 6, 1), {NOT_HELD}, "began to name the item on 2016-01-01"),
        ("3A001.z", date(2016, 6, 1), {"AT1"}, ""),
        ("3A001.y", date(2015, 6, 1), {"AT1"}, ""),
        ("3A001.y", date(2016, 6, 1), {NOT_HELD}, "named the item until 2015-12-31"),
        ("3A001.d", date(2016, 6, 1), {NOT_HELD}, "before 2017-01-01 are not held"),
        ("3A001.d", date(2018, 6, 1), {"MT1", "AT1"}, ""),
        ("3B001", date(2015, 6, 1), {NOT_HELD}, "3B001 began"),
        ("0A002", date(2020, 6, 1), {NOT_HELD}, "names no reason for control"),
        ("0A521", date(2020, 6, 1), {NOT_HELD}, "what 0A521 asks for, and where to"),
        ("3A009", date(2020, 6, 1), {NOT_HELD}, "did you mean `3A001`?"),
        ("9Z", date(2020, 6, 1), {NOT_HELD}, "is in no edition"),
    ],
)
def test_an_item_is_controlled_as_its_entry_says_of_its_paragraph_on_the_day(
    category: str, day: date, requirements: set[str], why: str
) -> None:
    found, _, said = held(category, day)
    assert found == requirements
    assert why in said


def test_a_bare_entry_is_read_in_as_many_ways_as_its_paragraphs_part() -> None:
    assert held("3A001", date(2022, 1, 1))[1] == 5
    assert held("3A001", date(2019, 6, 1), AsKnown(date(2019, 1, 1)))[1] == 4
    assert held("3C001", date(2022, 1, 1))[1] == 2
    assert held("3A001.b", date(2020, 6, 1), AsKnown(date(2020, 6, 1)))[0] == {"AT1"}
    assert CONTROLS.eccns == ("0A002", "0A521", "3A001", "3B001", "3B002", "3C001")


def test_what_stands_open_between_editions_is_told_as_each_states_it() -> None:
    spans = CONTROLS.spans("3A001.b", NOW)
    entry = [found for start, found in spans if start <= date(2020, 6, 1)][-1]
    stated = {as_stated(c, CONTROLS.entry("3A001")) for c in entry.controls}
    assert stated == {None, LIST[2]}
    assert CONTROLS.editions_on(date(2020, 6, 1), NOW) == (FIRST, NEXT)
    assert CONTROLS.editions_on(date(2019, 6, 1), NOW) == (FIRST, FIRST)
    assert CONTROLS.editions_on(NEXT, NOW) == (NEXT, NEXT)


CHARTED = Tables(
    chart=(
        PlaceRow("CN", frozenset({"NS1"}), FIRST),
        PlaceRow("DE", frozenset(), FIRST),
    ),
    groups=(PlaceRow("CN", frozenset({"D:1"}), FIRST),),
    controls=(*LIST, control(0, "NS1", eccn="5A001", editions=(FIRST, NEXT), narrowed=True)),
    entry_changes=CHANGES,
)


def reached(requirement: str = "NS1") -> Any:
    return code("requirement", requirement, scope=Scope.CONTROL)


MARKED = code("chart_column", "NS1", scope=Scope.DESTINATION)
CHART = provision("law.chart", "requires", when=MARKED, of="control")


def world(*provisions: Any, **more: Any) -> World:
    return World(pack(*provisions, **({"tables": CHARTED} | more)))


def asked(category: str | None, country: str | None = "CN", day: date | None = None) -> Any:
    return sale(
        line(category),
        parties=(Party(role="buyer", name="Buyer", place=Place(country)),),
        destination=Place(country),
        sale_date=day or date(2022, 1, 1),
    )


def test_a_control_asks_where_the_chart_marks_its_column_and_is_named() -> None:
    decision = world(CHART).decide(asked("3A001.a.2"))
    assert decision.outcome is Outcome.LICENSE_REQUIRED
    shown = {p.subject for p in decision.lines[0].provisions}
    assert shown == {
        "lines[0] controlled for NS as 3A001.a.2",
        "lines[0] controlled for AT as 3A001.a.2",
    }
    assert world(CHART).decide(asked("3A001.a.2", "DE")).outcome is Outcome.NO_LICENSE_NEEDED
    assert world(CHART).decide(asked("EAR99")).outcome is Outcome.NO_LICENSE_NEEDED


def test_what_is_not_held_is_named_with_the_nearest_entry() -> None:
    gap = provision(
        "law.gap", "requires", of="control",
        when=All((reached(NOT_HELD), flag("control_list_requires_license"))),
    )  # fmt: skip
    decision = world(gap).decide(asked("3A009"))
    assert decision.outcome is Outcome.UNDETERMINED
    (missing,) = decision.missing_facts
    assert "did you mean `3A001`?" in missing.reason
    assert decision.lines[0].provisions[0].subject == "lines[0] as 3A009"


def test_a_cell_that_nothing_establishes_is_missing() -> None:
    chart = provision("law.chart", "requires", when=All((reached(), MARKED)), of="control")
    decision = world(chart).decide(asked("3A001.a.2", "FR"))
    assert decision.outcome is Outcome.UNDETERMINED
    assert [m.path for m in decision.missing_facts] == ["destination.country"]


def test_a_bare_entry_is_asked_for_its_paragraph_and_a_narrow_one_for_its_part() -> None:
    chart = provision("law.chart", "requires", when=All((reached(), MARKED)), of="control")
    bare = world(chart).decide(asked("3A001"))
    assert [m.path for m in bare.missing_facts] == ["lines[0].category"]
    narrow = world(chart).decide(asked("5A001"))
    assert [m.path for m in narrow.missing_facts] == ["lines[0].attestations.in_scope_ns"]
    for said, outcome in ((True, Outcome.LICENSE_REQUIRED), (False, Outcome.NO_LICENSE_NEEDED)):
        told = replace(asked("5A001"), attestations=(("in_scope_ns", said),))
        assert world(chart).decide(told).outcome is outcome


def test_without_a_category_or_a_destination_every_way_is_looked_at() -> None:
    chart = provision("law.chart", "requires", when=All((reached(), MARKED)), of="control")
    both = (Outcome.NO_LICENSE_NEEDED, Outcome.LICENSE_REQUIRED)
    assert world(chart).decide(asked(None)).possible_outcomes == both
    assert world(chart).decide(asked("3A001.a.2", None)).possible_outcomes == both
    abroad = replace(asked("3A001.a.2", None), destination=Place("CN"))
    assert world(chart).decide(abroad).possible_outcomes == both[1:]
    group = code("country_group", "D:1", scope=Scope.DESTINATION)
    grouped = provision("law.group", "requires", when=group)
    assert world(grouped).decide(asked("EAR99", None)).possible_outcomes == both
    assert world(grouped).decide(asked("EAR99")).outcome is Outcome.LICENSE_REQUIRED
    assert world(chart, tables=Tables()).decide(asked(None)).possible_outcomes == both[:1]
    nothing = provision("law.food", "requires", when=flag("food"))
    assert world(nothing).decide(asked(None)).outcome is Outcome.NO_LICENSE_NEEDED


def test_whether_any_control_has_a_reason_may_be_asked_of_the_line() -> None:
    other = AnyControl(Not(code("reason", "AT", scope=Scope.CONTROL)))
    only = provision("law.any", "requires", when=other)
    assert world(only).decide(asked("3A001.a.2")).outcome is Outcome.LICENSE_REQUIRED
    assert world(only).decide(asked("3A001.e")).outcome is Outcome.NO_LICENSE_NEEDED
    spelled = reading(AnyControl(reached()))
    assert spelled == "some control meets: the control's requirement is NS1"


def test_an_answer_that_is_read_back_or_grown_old_says_so() -> None:
    chart = world(CHART)
    early = chart.decide(asked("3A001.e", "DE", date(2019, 6, 1)))
    assert any("is read back" in said for said in early.caveats)
    late = chart.decide(asked("3A001.e", "DE", date(2022, 6, 1)))
    assert any("newest edition" in said for said in late.caveats)


def test_a_cell_that_nothing_establishes_may_be_marked_or_not_wherever_the_goods_go() -> None:
    chart = provision("law.chart", "requires", when=All((reached(), MARKED)), of="control")
    partly = replace(CHARTED, chart=(*CHARTED.chart, PlaceRow("BR", frozenset(), NEXT)))
    open_ = world(chart, tables=partly).decide(asked("3A001.a.2", None, date(2020, 6, 1)))
    assert open_.possible_outcomes == (Outcome.NO_LICENSE_NEEDED, Outcome.LICENSE_REQUIRED)


def test_only_one_pack_may_hold_tables() -> None:
    one = pack(CHART, tables=CHARTED)
    other = pack(name="house", may_loosen=False, vocabulary=None, tables=CHARTED)
    with pytest.raises(RuleSetError, match="two packs hold tables"):
        World(one, other)
