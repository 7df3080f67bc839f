"""The space of questions: regions are sets of cells, axes are cut where tests tell values apart."""

from __future__ import annotations

from datetime import date
from itertools import product

import drawing_rules
import pytest
from licet_engine.provisions.conditions import Op, Test
from licet_engine.vocabulary import Scope
from licet_workbench.proving.axes import (
    Axis,
    Choice,
    Span,
    fact_axis,
    joined,
    role_axis,
    span_words,
)
from licet_workbench.proving.boxes import Box, bounds, box_words, boxes
from licet_workbench.proving.space import Region, Space


def axis(name: str, size: int) -> Axis:
    return Axis(name, tuple(Choice(f"{name}{n}", (n,)) for n in range(size)))


def every(space: Space) -> list[dict[str, int]]:
    names = [each.name for each in space.axes]
    return [dict(zip(names, c, strict=True)) for c in product(*(range(len(a)) for a in space.axes))]


def drawn(space: Space, draw: drawing_rules.Draw) -> tuple[Region, list[dict[str, int]]]:
    """A region of cells drawn one by one, and the cells."""
    chosen = [cell for cell in every(space) if draw.random() < 0.4]
    region = space.none
    for cell in chosen:
        region |= space.cell({name: frozenset({n}) for name, n in cell.items()})
    return region, chosen


SIZES = [(1,), (2, 3), (3, 1, 5), (4, 4), (7, 2, 3), (1, 1, 1), (5, 3, 2, 2)]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("seed", range(5))
def test_regions_count_and_fall_into_boxes_just_as_their_cells_do(
    sizes: tuple[int, ...], seed: int
) -> None:
    draw = drawing_rules.seeded(seed)
    space = Space([axis(f"a{n}", size) for n, size in enumerate(sizes)])
    region, chosen = drawn(space, draw)
    assert space.size == len(every(space)) == space.count(space.every)
    assert space.count(region) == len(chosen)
    assert space.count(~region) == space.size - len(chosen)
    covered = [
        cell
        for box in space.boxes(region)
        for cell in every(space)
        if all(cell[name] in numbers for name, numbers in box.items())
    ]
    key = lambda cell: tuple(cell.values())  # noqa: E731 (said once)
    assert sorted(map(key, covered)) == sorted(map(key, chosen))


@pytest.mark.parametrize("sizes", SIZES)
def test_an_axis_left_out_leaves_the_cells_that_some_choice_of_it_has(
    sizes: tuple[int, ...],
) -> None:
    space = Space([axis(f"a{n}", size) for n, size in enumerate(sizes)])
    region, chosen = drawn(space, drawing_rules.seeded(3))
    for name in (each.name for each in space.axes):
        rest = {tuple(n for k, n in cell.items() if k != name) for cell in chosen}
        found = space.without(region, [name]) & space.every
        assert space.count(found) == len(rest) * len(space.axis(name))
        turns = found != region & space.every
        assert (name in space.support(region)) == turns


def test_a_picked_cell_has_on_each_axis_in_turn_the_least_rank_that_is_left() -> None:
    space = Space([axis("a", 3), axis("b", 4)])
    region = space.cell({"a": frozenset({1, 2}), "b": frozenset({0, 3})})
    assert space.pick(region, lambda _, number: -number) == {"a": 2, "b": 3}
    assert space.pick(region, lambda _, number: number) == {"a": 1, "b": 0}
    assert space.pick(space.none, lambda _, number: number) is None


def test_a_space_without_axes_has_one_cell() -> None:
    space = Space([])
    assert (space.size, space.count(space.every), list(space.boxes(space.every))) == (1, 1, [{}])
    assert space.count(space.none) == 0


def test_an_axis_without_choices_leaves_no_cell() -> None:
    space = Space([axis("a", 0), axis("b", 3)])
    assert (space.size, space.count(space.every)) == (0, 0)


def test_an_axis_of_one_choice_takes_no_bit_and_is_in_no_box() -> None:
    space = Space([axis("one", 1), axis("two", 2)])
    region = space.among("two", [1])
    assert [*space.boxes(region)] == [{"two": frozenset({1})}]
    assert space.count(region) == 1


def test_counts_beyond_what_a_float_holds_are_whole() -> None:
    space = Space([axis(f"a{n}", 3) for n in range(60)])
    assert space.count(space.every) == 3**60
    assert space.count(space.every & ~space.among("a7", [1])) == 2 * 3**59


def test_boxes_that_differ_in_one_axis_are_put_together_and_the_rest_is_counted() -> None:
    space = Space([axis("a", 3), axis("b", 3)])
    whole = boxes(space, space.every)
    assert [(dict(box.choices), box.cells) for box in whole.shown] == [({}, 9)]
    stairs = space.none
    for n in range(3):
        stairs |= space.cell({"a": frozenset({n}), "b": frozenset({n})})
    few = boxes(space, stairs, 2)
    assert (len(few.shown), few.left, few.cells) == (2, 1, 3)


def test_the_bounds_of_a_region_hold_all_of_it_and_no_choice_that_none_of_it_has() -> None:
    space = Space([axis("a", 3), axis("b", 2)])
    one = space.cell({"a": frozenset({0}), "b": frozenset({1})})
    found = bounds(space, one | space.cell({"a": frozenset({2})}))
    assert (dict(found.choices), found.cells) == ({"a": frozenset({0, 2})}, 4)


DAY = date(2019, 5, 20)
BEFORE = Test(Scope.SALE, "contracted_on", Op.ON_OR_BEFORE, DAY)
AFTER = Test(Scope.SALE, "contracted_on", Op.ON_OR_AFTER, DAY)


@pytest.mark.parametrize(
    ("tests", "labels"),
    [
        ([], ["not given or any day"]),
        ([BEFORE], ["not given or from 2019-05-21", "until 2019-05-19 or on 2019-05-20"]),
        (
            [BEFORE, AFTER],
            ["not given", "until 2019-05-19", "on 2019-05-20", "from 2019-05-21"],
        ),
    ],
)
def test_days_are_stretches_between_those_that_tests_name(
    tests: list[Test], labels: list[str]
) -> None:
    fact = drawing_rules.vocabulary().by_name["contracted_on"]
    assert [choice.label for choice in fact_axis(fact, tests).choices] == labels


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], ()),
        ([(None, DAY), (date(2019, 5, 21), None)], ((None, None),)),
        ([(date(2019, 5, 22), None), (None, DAY)], ((None, DAY), (date(2019, 5, 22), None))),
        ([(DAY, DAY), (date(2019, 5, 21), date(2019, 5, 21))], ((DAY, date(2019, 5, 21)),)),
    ],
)
def test_stretches_that_touch_are_one(spans: list[Span], found: tuple[Span, ...]) -> None:
    assert joined(spans) == found


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (None, "not given"),
        ((None, None), "any day"),
        ((None, DAY), "until 2019-05-20"),
        ((DAY, None), "from 2019-05-20"),
        ((DAY, DAY), "on 2019-05-20"),
        ((DAY, date(2019, 6, 1)), "2019-05-20 to 2019-06-01"),
    ],
)
def test_a_stretch_of_days_has_words(span: Span | None, words: str) -> None:
    assert span_words(span) == words


def test_parts_that_no_rule_tells_apart_differ_by_who_receives_and_who_is_beside() -> None:
    assert [choice.label for choice in role_axis(()).choices] == [
        "buyer",
        "buyer for another",
        "end_user or ultimate_consignee",
        "intermediate_consignee or purchasing_agent or exporter or seller or forwarder",
    ]
    seller = Test(Scope.PARTY, "role", Op.IN, frozenset({"seller"}))
    found = role_axis((seller,))
    assert [found.choices[n].label for n in found.truths[seller]] == ["seller"]


def test_a_flag_is_no_or_yes_and_an_amount_is_under_a_limit_or_not() -> None:
    facts = drawing_rules.vocabulary().by_name
    food = Test(Scope.LINE, "food", Op.IS_TRUE)
    assert [c.label for c in fact_axis(facts["food"], [food]).choices] == ["no", "yes"]
    assert [c.label for c in fact_axis(facts["food"], []).choices] == ["no or yes"]


def test_a_box_is_told_days_first_and_choices_by_what_is_shorter() -> None:
    space = Space([axis("item", 4), axis("role", 2)])
    axes = {each.name: each for each in space.axes}
    assert box_words(axes, Box({}, 8)) == "always"
    some = Box({"item": frozenset({0}), "role": frozenset({1})}, 1)
    assert box_words(axes, some) == "role role1; item item0"
    most = Box({"item": frozenset({0, 1, 2})}, 6)
    assert box_words(axes, most) == "item not item3"
