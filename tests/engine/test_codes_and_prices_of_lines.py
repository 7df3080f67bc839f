"""What a line's codes and price say: every code above a given one, and the price of one unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from building import World, code, line, pack, provision, sale
from licet_engine.provisions.conditions import Money, Not, Op, Test
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import category_codes, tariff_codes
from licet_engine.vocabulary import Scope

STOP, GO, OPEN = Outcome.LICENSE_REQUIRED, Outcome.NO_LICENSE_NEEDED, Outcome.UNDETERMINED


@pytest.mark.parametrize(
    ("category", "codes"),
    [
        ("3A001.b.2", {"3", "3A001", "3A001.b", "3A001.b.2"}),
        ("0A998", {"0", "0A998"}),
        ("EAR99", {"EAR99"}),
        ("USML", {"USML"}),
    ],
)
def test_an_eccn_is_of_its_category_and_ear99_of_none(category: str, codes: set[str]) -> None:
    assert category_codes(category) == codes


@pytest.mark.parametrize("written", ["851762", "8517.62", "8517 62"])
def test_a_code_of_the_tariff_is_all_above_it_however_it_is_written(written: str) -> None:
    assert tariff_codes(written) == {"85", "851", "8517", "85176", "851762"}


@pytest.mark.parametrize("written", ["8517", "85176", "85176200901", "none", "8517-62", "85A762"])
def test_what_is_no_code_of_six_to_ten_digits_says_nothing(written: str) -> None:
    assert tariff_codes(written) is None


@pytest.mark.parametrize(
    ("schedule_b", "outcome"),
    [("8517.62.0090", STOP), ("8518.10", GO), ("8517", OPEN), (None, OPEN)],
)
def test_a_heading_means_every_code_below_it(schedule_b: str | None, outcome: Outcome) -> None:
    world = World(pack(provision("law.p", "requires", when=code("schedule_b", "8517"))))
    decision = world.decide(sale(line(schedule_b=schedule_b)))
    assert decision.outcome is outcome
    assert [m.path for m in decision.missing_facts] == ["lines[0].schedule_b"] * (outcome is OPEN)


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"kind": "software"}, GO),
        ({"kind": "technology"}, GO),
        ({"kind": "commodity"}, OPEN),
        ({"kind": "software", "schedule_b": "8517.62"}, STOP),
        ({"kind": "software", "schedule_b": "8517"}, OPEN),
    ],
)
def test_software_and_technology_have_no_code_unless_they_give_one(
    more: dict[str, str], outcome: Outcome
) -> None:
    world = World(pack(provision("law.p", "requires", when=code("schedule_b", "8517"))))
    assert world.decide(sale(line(**more))).outcome is outcome


def test_a_code_that_was_not_given_is_never_in_a_heading_without_being_in_its_chapter() -> None:
    chapter = provision("law.a", "requires", when=code("schedule_b", "85"))
    heading = provision("law.b", "requires", when=Not(code("schedule_b", "8517")))
    assert World(pack(chapter, heading)).decide(sale()).outcome is STOP


def test_an_eccn_that_was_not_given_is_never_without_its_category() -> None:
    chapter = provision("law.a", "requires", when=code("category", "3"))
    other = provision("law.b", "requires", when=Not(code("category", "3A001")))
    assert World(pack(chapter, other)).decide(sale(line(None))).outcome is STOP


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"value": "3000", "quantity": "10", "currency": "USD"}, STOP),
        ({"value": "2999.90", "quantity": "10", "currency": "USD"}, GO),
        ({"value": "3000", "quantity": "0", "currency": "USD"}, OPEN),
        ({"value": "3000", "currency": "USD"}, OPEN),
        ({"quantity": "10", "currency": "USD"}, OPEN),
        ({"value": "3000", "quantity": "10"}, OPEN),
        ({"value": "3000", "quantity": "10", "currency": "EUR"}, OPEN),
    ],
)
def test_the_price_of_a_unit_is_the_value_over_the_quantity(
    given: dict[str, str], outcome: Outcome
) -> None:
    limit = Test(Scope.LINE, "unit_value", Op.BELOW, Money(Decimal(300), "USD"))
    amounts = {k: v if k == "currency" else Decimal(v) for k, v in given.items()}
    world = World(pack(provision("law.dear", "requires", when=Not(limit))))
    decision = world.decide(sale(line(**amounts)))
    assert decision.outcome is outcome
    assert [m.path for m in decision.missing_facts] == ["lines[0].value"] * (outcome is OPEN)
