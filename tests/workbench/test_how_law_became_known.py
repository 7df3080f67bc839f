"""The second time axis: what was known from which day on, as every pair of days decides it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from licet_engine.lists import AsKnown, Knowledge
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules
from licet_workbench.drawing import svg, write
from licet_workbench.knowledge import (
    KNOWN_COLUMNS,
    Cell,
    KnownLane,
    State,
    Step,
    known_lanes,
    known_listing,
)
from licet_workbench.known_drawing import known_picture
from licet_workbench.lanes import Kind
from licet_workbench.timeline import Asked
from small_law import rule_set
from small_law import write as write_rules

SHIPPED = RuleSet(load_packs(shipped_rules(), ALL_PACKS).packs)
TODAY = AsKnown(date(2026, 11, 29))
QUESTIONS = (
    Asked(regime="huawei"),
    Asked(regime="zte"),
    Asked(category="3A090"),
    Asked(purpose="existing-network-operation", category="5A002", regime="huawei"),
)


def said(steps: Sequence[Step], on: date, known: date) -> str:
    """What the steps of a lane say of a day, as known on another."""
    told = [step for step in steps if step.known <= known]
    cells = told[-1].cells if told else ()
    return "".join(
        cell.name
        for cell in cells
        if cell.state is not State.GONE
        and cell.start <= on
        and (cell.through is None or on <= cell.through)
    )


@pytest.mark.parametrize("axis", Knowledge)
@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
def test_at_every_pair_of_days_a_lane_says_which_version_governs(
    asked: Asked, axis: Knowledge
) -> None:
    found = known_lanes(SHIPPED, asked, AsKnown(TODAY.on, axis))
    numbers = {provision.id: n for n, provision in enumerate(SHIPPED.provisions)}
    of_provisions = [each for each in found if each.lane.id in numbers]
    known_days = {step.known for each in of_provisions for step in each.steps}
    borders = {c.start for each in of_provisions for s in each.steps for c in s.cells}
    days = {day + timedelta(shift) for day in borders for shift in (-1, 0)}

    assert len(of_provisions) > 4
    for known in sorted({d + timedelta(shift) for d in known_days for shift in (-1, 0)}):
        for on in sorted(days):
            governing = SHIPPED.calendar.governing(on, AsKnown(known, axis))
            for each in of_provisions:
                number = numbers[each.lane.id]
                version = governing[number]
                name = "" if version is None else SHIPPED.provisions[number].versions[version].name
                assert said(each.steps, on, known) == name, (each.lane.id, on, known)


def lane(lanes: Sequence[KnownLane], name: str) -> KnownLane:
    return next(each for each in lanes if each.lane.id == name)


def test_an_end_that_was_stated_otherwise_is_no_longer_said_from_then_on(tmp_path: Path) -> None:
    found = known_lanes(rule_set(write_rules(tmp_path)), Asked(regime="acme"), TODAY)

    assert lane(found, "law.denial").steps == (
        Step(
            date(2019, 6, 3),
            (Cell("nominal", date(2019, 6, 1), date(2029, 6, 1), State.NEW, date(2019, 6, 2)),),
        ),
        Step(
            date(2019, 10, 1),
            (
                Cell("actual", date(2019, 6, 1), date(2019, 9, 30), State.NEW, date(2019, 9, 30)),
                Cell("nominal", date(2019, 10, 1), date(2029, 6, 1), State.GONE),
            ),
        ),
    )


def test_rows_are_counted_as_they_were_listed(tmp_path: Path) -> None:
    found = known_lanes(rule_set(write_rules(tmp_path)), Asked(regime="acme"), TODAY)

    told = [
        (step.known, [(cell.name, cell.state) for cell in step.cells])
        for step in lane(found, "entity_list").steps
    ]
    assert told == [
        (date(2019, 5, 15), [("2 rows", State.NEW)]),
        (date(2019, 8, 19), [("2 rows", State.KEPT), ("3 rows", State.NEW)]),
    ]


def test_what_tables_read_back_is_not_called_retroactive() -> None:
    found = known_lanes(SHIPPED, Asked(category="3A090"), TODAY)

    controlled = [each for each in found if each.lane.kind is Kind.CONTROLLED]
    assert {each.lane.id for each in controlled} >= {"control_list", "control_list.rs"}
    cells = [c for each in controlled for step in each.steps for c in step.cells]
    assert all(cell.retroactive_through is None for cell in cells)
    regional = lane(found, "control_list.rs").steps
    assert said(regional, date(2023, 6, 1), date(2022, 12, 1)) == "RS cn"
    assert said(regional, date(2023, 6, 1), date(2023, 1, 17)) == "RS cn_mo"


def test_what_is_known_later_than_asked_has_no_step() -> None:
    found = known_lanes(SHIPPED, Asked(regime="huawei"), AsKnown(date(2019, 11, 3)))

    networks = lane(found, "us_ear.744.huawei_tgl_networks")
    assert [str(step.known) for step in networks.steps] == ["2019-05-20", "2019-08-19"]
    assert networks.lane.unknown == 4
    assert "us_ear.744.cybersecurity_authorization" not in {each.lane.id for each in found}


def test_the_listing_has_a_row_for_each_cell() -> None:
    found = known_lanes(SHIPPED, Asked(regime="zte"), TODAY)
    rows = [dict(zip(KNOWN_COLUMNS, row, strict=True)) for row in known_listing(found)]

    assert len(rows) == sum(len(step.cells) for each in found for step in each.steps)
    assert {
        "lane": "us_ear.736.denial_order_zte",
        "effect": "denies",
        "known": "2018-07-13",
        "from": "2018-07-13",
        "through": "2025-03-13",
        "says": "activated",
        "state": "no longer",
        "retroactive_through": "",
    } in rows


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.parametrize("asked", QUESTIONS[1:3], ids=str)
def test_a_picture_drawn_twice_is_the_same_to_the_byte(
    asked: Asked, kind: str, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{name}.{kind}" for name in ("first", "second")]
    for path in paths:
        made, titles = known_picture(known_lanes(SHIPPED, asked, TODAY), str(asked), "As known.")
        write(made, path, titles)

    first, second = (path.read_bytes() for path in paths)
    assert first == second


def test_every_cell_tells_its_days_and_when_it_was_known() -> None:
    found = known_lanes(SHIPPED, Asked(regime="zte"), TODAY)
    made, titles = known_picture(found, "ZTE", "As known.")
    drawn = svg(made, titles)

    assert drawn.count("<title>") == sum(len(s.cells) for each in found for s in each.steps)
    assert (
        "us_ear.736.denial_order_zte as known from 2018-07-13: activated, 2018-07-13 to "
        "2025-03-13 (no longer)</title>"
    ) in drawn


def test_cells_of_a_step_do_not_lie_on_each_other() -> None:
    for asked in QUESTIONS:
        for each in known_lanes(SHIPPED, asked, TODAY):
            for step in each.steps:
                for one, after in itertools.pairwise(step.cells):
                    assert one.through is not None
                    assert one.through < after.start
