"""Whatever the catalog tells of a category and a country is what a sale of it is decided by."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest
from licet_engine.decision.model import Decision
from licet_engine.lists import AsKnown
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Line, Party, Place, Sale
from licet_engine.tables.model import CHART
from licet_server.app import Licet
from licet_workbench.catalog.categories import CategoryCatalog
from licet_workbench.catalog.countries import CountryCatalog
from licet_workbench.catalog.model import Answer, CategoryTold, CountryTold, Standing

NOW = AsKnown(date(2026, 11, 24))
DAYS = (
    *(date(2003, 5, 5), date(2012, 8, 1), date(2016, 7, 1), date(2019, 12, 1), date(2022, 3, 5)),
    *(date(2023, 12, 1), date(2025, 10, 1), date(2026, 3, 1), date(2026, 9, 1)),
)
PLACES = (
    *("AE", "AU", "BE", "BY", "CA", "CN", "CU", "DE", "EG", "GB", "HK", "IL", "IN", "IQ", "IR"),
    *("JP", "KP", "LI", "LY", "MO", "MX", "PK", "RU", "SD", "SY", "TR", "TW", "UA-43", "VE"),
    *("x-dnr", "ZA"),
)
CONTROLLED = "lines[0] controlled for "
OF_REASONS, OF_FOOTNOTES = "us_ear.742.", "us_ear.738.footnote_"
OF_POLICIES = ("us_ear.742.national_security_policies", "us_ear.742.firearms")
"""They stand beside what the chart asks for already, by destinations of their own."""
Pair = tuple[str, str]


@pytest.fixture(scope="module")
def licet() -> Iterator[Licet]:
    with Licet(rehearsed=False) as loaded:
        yield loaded


def categories(licet: Licet) -> list[str]:
    named = {
        f"{control.eccn}.{paragraph}"
        for control in licet.rules.tables.controls
        for paragraph in (*control.paragraphs, "q.9")
    }
    return sorted(named)


def decided(licet: Licet, told: CategoryTold, place: CountryTold) -> Decision:
    """A sale of an item that is of every part that words narrow a control to."""
    region = place.place if place.place != place.country else None
    where = Place(place.country, region)
    attested = {c.settled_by: True for c in told.controls if c.settled_by}
    item = Line("1", told.category, origin="US", purpose="other", end_use="civil")
    sale = Sale(
        sale_date=told.on,
        parties=(Party("buyer", "Acme", where, kind="civil"),),
        lines=(item,),
        transaction="export",
        destination=where,
        attestations=tuple(sorted(attested.items())),
    )
    return licet.decide(sale, known_on=told.known_on)


def pairs(told: CategoryTold, marks: dict[str, Answer], *answers: Answer) -> set[Pair]:
    """The provisions of Part 742 that ask for a column that is marked so, each with the reason."""
    return {
        (provision, control.reason)
        for control in told.controls
        if control.requirement in CHART and marks[control.requirement] in answers
        for provision in control.provisions
        if provision.startswith(OF_REASONS) and not provision.startswith(OF_POLICIES)
    }


def standing(decision: Decision) -> Iterator[tuple[str, str]]:
    for found in decision.lines[0].provisions:
        if found.standing:
            yield f"{found.provision_id}@{found.version}", found.subject


def agree_on_controls(told: CategoryTold, place: CountryTold, decision: Decision) -> int:
    marks = {mark.code: mark.marked for mark in place.chart}
    stands = {
        (name, subject.removeprefix(CONTROLLED).split(" as ")[0])
        for name, subject in standing(decision)
        if subject.startswith(CONTROLLED)
    }
    own = {
        (provision, control.reason)
        for control in told.controls
        for provision in control.provisions
        if control.requirement not in CHART or provision.startswith((OF_FOOTNOTES, *OF_POLICIES))
    }
    # Where paragraphs below differ, a control is of some of them: nothing stands for certain.
    assert told.readings or pairs(told, marks, Answer.YES) <= stands
    assert stands <= pairs(told, marks, Answer.YES, Answer.OPEN) | own
    return len(stands)


def agree_on_destinations(place: CountryTold, decision: Decision) -> int:
    stands = {name for name, _ in standing(decision)}
    embargoes = {name for name in stands if name.startswith(("us_ear.746.", OF_FOOTNOTES))}
    asking = [p for p in place.provisions if p.effect == "requires"]
    assert embargoes <= {f"{p.id}@{p.version}" for p in asking}
    sure = {f"{p.id}@{p.version}" for p in asking if p.asks is Answer.YES and not p.where}
    assert sure <= stands
    return len(embargoes)


def agree_on_what_is_held(told: CategoryTold, decision: Decision) -> None:
    if told.standing is Standing.NOT_HELD:
        assert decision.outcome is not Outcome.NO_LICENSE_NEEDED
    of_the_list = {caveat for caveat in told.caveats if "Control List" in caveat}
    assert of_the_list <= set(decision.caveats)


def test_a_sample_of_categories_and_places_and_days_is_decided_as_it_is_told(
    licet: Licet,
) -> None:
    catalog, countries = CategoryCatalog(licet.rules), CountryCatalog(licet.rules)
    draw, everything = random.Random(7), categories(licet)  # noqa: S311 (seeded, to come back)
    controlled = embargoed = 0
    for _ in range(300):
        category, place, on = draw.choice(everything), draw.choice(PLACES), draw.choice(DAYS)
        told, where = catalog.told(category, on, NOW), countries.told(place, on, NOW)
        decision = decided(licet, told, where)
        controlled += agree_on_controls(told, where, decision)
        embargoed += agree_on_destinations(where, decision)
        agree_on_what_is_held(told, decision)
    assert controlled > 200
    assert embargoed > 20


@pytest.mark.parametrize("place", PLACES)
def test_what_asks_about_a_place_on_any_day_is_what_stands_of_an_item_without_an_entry(
    licet: Licet, place: str
) -> None:
    catalog, countries = CategoryCatalog(licet.rules), CountryCatalog(licet.rules)
    for on in DAYS:
        where = countries.told(place, on, NOW)
        decision = decided(licet, catalog.told("EAR99", on, NOW), where)
        agree_on_destinations(where, decision)
