"""Draws follow their seed alone, and spellings are what keyboards do to names."""

from licet_orderbook.draw import Draw
from licet_orderbook.spelling import (
    loosely_spaced,
    typed,
    unaccented,
    unpunctuated,
    upper,
    with_other_form,
)

DRAW = Draw.seeded(1)


def test_a_draw_stays_between_its_ends_and_reaches_both() -> None:
    draw = Draw.seeded(3)
    assert {draw.between(2, 4) for _ in range(100)} == {2, 3, 4}


def test_a_weight_of_nothing_is_never_drawn() -> None:
    draw = Draw.seeded(3)
    assert {draw.weighted(((0, "never"), (1, "always"))) for _ in range(100)} == {"always"}


def test_the_first_draws_of_a_seed_are_these_for_ever() -> None:
    draw = Draw.seeded(2019)
    assert [draw.between(0, 99) for _ in range(6)] == FIRST_DRAWS


def test_a_name_is_typed_in_capitals_without_points_or_without_accents() -> None:
    assert upper(DRAW, "Orange S.A.") == "ORANGE S.A."
    assert unpunctuated(DRAW, "Huawei Device Co., Ltd.") == "Huawei Device Co Ltd"
    assert unaccented(DRAW, "Telefónica") == "Telefonica"
    assert loosely_spaced(DRAW, "Siemens AG") == "Siemens  AG "


def test_a_legal_form_is_written_another_way_and_the_rest_is_kept() -> None:
    assert with_other_form(DRAW, "ABB Schweiz AG") == "ABB Schweiz A.G."
    assert with_other_form(DRAW, "Huawei Denmark") == "Huawei Denmark"


def test_a_listed_name_is_typed_in_many_ways() -> None:
    draw = Draw.seeded(5)
    assert len({typed(draw, "Huawei Technologies Co., Ltd.") for _ in range(200)}) > 10


FIRST_DRAWS = [83, 78, 93, 16, 64, 83]
