"""What the catalog tells of a country: its marks, its groups, and what asks about it."""

from __future__ import annotations

from datetime import date

import pytest
from building import LONG_AGO, code, flag, pack, provision, version
from licet_engine.lists import AsKnown, Confidence, Knowledge
from licet_engine.provisions.conditions import All, Any, Condition, Not
from licet_engine.provisions.model import Review
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.tables.grounds import Ground
from licet_engine.tables.model import ColumnRule, MarkChange, PlaceRow, Since, Tables
from licet_engine.tables.places import PlaceTables
from licet_engine.vocabulary import Scope
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules
from licet_workbench.catalog.countries import CountryCatalog
from licet_workbench.catalog.model import Answer, By, CountryTold, MarkTold

EDITION = date(2020, 1, 1)
TODAY = date(2020, 2, 1)
NOW = AsKnown(date(2026, 11, 24))


def since(year: int) -> Since:
    day = date(year, 1, 1)
    return Since(day, day, None, "84 FR 1", Confidence.HIGH)


def row(country: str, *marks: str, to: str | None = None, notes: tuple[str, ...] = ()) -> PlaceRow:
    return PlaceRow(country, frozenset(marks), EDITION, to, notes, "738")


TABLES = Tables(
    chart=(
        *(row("CN", "NS1", notes=("6",)), row("DE"), row("CH"), row("CU", to="part_746")),
        row("LI", "NS1", to="CH"),
    ),
    groups=(row("CN", "D:1"), row("DE", "A:1")),
    changes=(
        MarkChange("DE", "CC1", marked=True, since=since(2018)),
        MarkChange("HK", "row", marked=True, since=since(2019), refers_to="CN"),
    ),
    rules=(ColumnRule("NS2", all_but=True, codes=frozenset({"A:1"}), since=since(2015)),),
    steady_from=date(2014, 1, 1),
)


def there(*codes: str, fact: str = "destination") -> Condition:
    return code(fact, *codes, scope=Scope.DESTINATION)


EMBARGO = All((flag("regulated_transfer", Scope.SALE), there("CU")))
LAW = (
    provision("law.cuba", "requires", when=EMBARGO),
    provision("law.crimea", "requires", when=All((there("UA-43"), Not(flag("food"))))),
    provision("law.group", "requires", when=there("D:1", fact="country_group")),
    provision("law.chart", "requires", when=there("NS1", fact="chart_column")),
    provision("law.elsewhere", "requires", when=Not(there("CN"))),
    provision("law.but", "requires",
              when=All((there("CN", "DE"), Not(there("A:1", fact="country_group"))))),
    provision("law.either", "requires", when=Any((there("FR"), flag("medicine")))),
    provision("law.waits", "requires",
              when=All((there("FR"), flag("ofac_requires_license"), code("kind", "software")))),
    provision("law.free", "clears", when=there("FR"), lifts=("law.waits",)),
    provision("law.reviewed", "requires",
              version(when=there("SE"), review_policy="case by case",
                      reviews=(Review("presumption of denial", flag("food")),))),
    provision("law.dated", "requires",
              version("one", there("BE"), through=date(2020, 1, 31)),
              version("two", Any((there("BE"), there("NL"))), start=TODAY, announced=TODAY,
                      published=date(2020, 3, 1))),
)  # fmt: skip
CATALOG = CountryCatalog(RuleSet([pack(*LAW, tables=TABLES)]))


def told(place: str, on: date = TODAY, known: AsKnown = NOW) -> CountryTold:
    return CATALOG.told(place, on, known)


def mark(found: CountryTold, name: str) -> MarkTold:
    return next(m for m in (*found.chart, *found.groups) if m.code == name)


@pytest.mark.parametrize(
    ("country", "name", "on", "marked", "by", "ground"),
    [
        ("CN", "NS1", TODAY, Answer.YES, By.EDITION, Ground.SPEAKS),
        ("CN", "CC1", TODAY, Answer.NO, By.EDITION, Ground.SPEAKS),
        ("CN", "NS1", LONG_AGO, Answer.YES, By.EDITION, Ground.READ_BACK),
        ("CN", "CC1", LONG_AGO, Answer.OPEN, By.EDITION, Ground.READ_BACK),
        ("DE", "CC1", LONG_AGO, Answer.YES, By.CHANGE, Ground.SPEAKS),
        ("DE", "CC1", date(2017, 6, 1), Answer.NO, By.CHANGE, Ground.UNTIL_CHANGED),
        ("DE", "NS2", LONG_AGO, Answer.NO, By.RULE, Ground.SPEAKS),
        ("FR", "NS2", LONG_AGO, Answer.YES, By.RULE, Ground.SPEAKS),
        ("FR", "NS2", date(2012, 1, 1), Answer.YES, By.RULE, Ground.READ_BACK),
        ("LI", "NS1", TODAY, Answer.NO, By.EDITION, Ground.SPEAKS),
        ("HK", "NS1", LONG_AGO, Answer.YES, By.EDITION, Ground.READ_BACK),
        ("CN", "D:1", date(2016, 1, 1), Answer.YES, By.EDITION, Ground.STEADY),
        ("CN", "D:1", date(2012, 1, 1), Answer.YES, By.EDITION, Ground.READ_BACK),
        ("DE", "A:1", date(2012, 1, 1), Answer.OPEN, By.EDITION, Ground.READ_BACK),
    ],
)
def test_a_mark_is_told_with_what_says_it(
    country: str, name: str, on: date, marked: Answer, by: By, ground: Ground
) -> None:
    found = mark(told(country, on), name)
    assert found.said is not None
    assert (found.marked, found.said.by, found.said.ground) == (marked, by, ground)


@pytest.mark.parametrize(
    ("country", "name", "marked"),
    [("FR", "CC1", Answer.OPEN), ("FR", "D:1", Answer.OPEN), ("FR", "A:1", Answer.NO),
     ("US", "NS1", Answer.NO)],
)  # fmt: skip
def test_what_nothing_says_is_told_without_a_source(
    country: str, name: str, marked: Answer
) -> None:
    assert mark(told(country), name) == MarkTold(name, marked)


def test_every_mark_is_the_one_that_decisions_look_up() -> None:
    tables = PlaceTables(TABLES)
    for country in ("CN", "DE", "CH", "CU", "LI", "HK", "FR", "US"):
        for on in (date(2012, 1, 1), date(2017, 1, 1), LONG_AGO, TODAY, date(2024, 1, 1)):
            spans = tables.spans(country, tables.codes, NOW)
            marks = [marks for start, marks in spans if start <= on][-1]
            found = told(country, on)
            cells = (*found.chart, *found.groups)
            assert {c.code for c in cells} == tables.codes
            assert {c.code for c in cells if c.marked is Answer.YES} == marks.certain
            assert {c.code for c in cells if c.marked is Answer.OPEN} == marks.possible


def test_a_country_is_told_as_what_it_is_treated_as_and_where_its_row_sends() -> None:
    assert (told("LI").treated_as, told("HK").treated_as) == ("CH", "CN")
    treated = told("HK").treated_by
    assert treated is not None
    assert (treated.by, treated.day) == (By.CHANGE, date(2019, 1, 1))
    assert told("HK", date(2018, 1, 1)).treated_as == "HK"
    assert told("HK", date(2018, 1, 1)).treated_by is None
    assert (told("CU").sent_to_part_746, told("CN").sent_to_part_746) == (True, False)


def test_footnotes_are_of_the_row_that_speaks_or_is_read_back() -> None:
    assert told("CN").footnotes == ("6",)
    early = told("CN", LONG_AGO)
    assert early.footnotes == ("6",)
    assert early.row is not None
    assert early.row.ground is Ground.READ_BACK
    assert (told("FR").row, told("FR").footnotes) == (None, ())


@pytest.mark.parametrize(
    ("place", "held"), [("CN", True), ("HK", True), ("UA-43", False), ("FR", False)]
)
def test_a_country_that_rules_of_columns_alone_reach_is_not_held(place: str, held: bool) -> None:
    assert told(place).whole is held


def asking(found: CountryTold) -> dict[str, Answer]:
    return {p.id: p.asks for p in found.provisions}


@pytest.mark.parametrize(
    ("place", "asked"),
    [
        ("CU", {"law.cuba": Answer.YES, "law.group": Answer.OPEN}),
        ("UA-43", {"law.crimea": Answer.YES, "law.group": Answer.OPEN}),
        ("UA", {"law.crimea": Answer.OPEN, "law.group": Answer.OPEN}),
        ("UA-40", {"law.group": Answer.OPEN}),
        ("CN", {"law.group": Answer.YES, "law.but": Answer.YES}),
        ("DE", {}),
        ("FR", {"law.either": Answer.YES, "law.waits": Answer.YES, "law.free": Answer.YES,
                "law.group": Answer.OPEN}),
        ("BE", {"law.dated": Answer.YES, "law.group": Answer.OPEN}),
    ],
)  # fmt: skip
def test_provisions_ask_about_a_place_by_name_or_by_group(
    place: str, asked: dict[str, Answer]
) -> None:
    assert asking(told(place)) == asked


def test_what_a_provision_asks_for_besides_is_told_in_words() -> None:
    (cuba,) = [p for p in told("CU").provisions if p.id == "law.cuba"]
    assert (cuba.where, cuba.effect, cuba.subject) == ("", "requires", "line")
    (crimea,) = [p for p in told("UA-43").provisions if p.id == "law.crimea"]
    assert crimea.where == "food is not true"
    (open_,) = [p for p in told("UA").provisions if p.id == "law.crimea"]
    assert open_.where == "some destination is UA-43; food is not true"
    waits, free = (
        next(p for p in told("FR").provisions if p.id == name) for name in ("law.waits", "law.free")
    )
    assert waits.where == "ofac_requires_license is true; kind is software"
    assert "OFAC" in waits.waits_for[0]
    assert (free.effect, free.waits_for) == ("clears", ())


def test_the_version_that_governs_the_day_is_told_as_it_was_known() -> None:
    def dated(on: date, known: AsKnown = NOW) -> list[tuple[str, date | None]]:
        found = told("BE", on, known).provisions
        return [(p.version, p.through) for p in found if p.id == "law.dated"]

    assert dated(date(2020, 1, 31)) == [("one", date(2020, 1, 31))]
    assert dated(TODAY) == [("two", None)]
    assert dated(TODAY, AsKnown(date(2020, 1, 31))) == []
    assert dated(TODAY, AsKnown(TODAY, Knowledge.PUBLISHED)) == []


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (LONG_AGO, "the Country Chart before 2020-01-01 is not held"),
        (date(2020, 4, 1), "the newest edition of the Country Chart that is held is of 2020-01-01"),
    ],
)
def test_the_age_of_the_tables_is_a_caveat(on: date, said: str) -> None:
    assert any(caveat.startswith(said) for caveat in told("CN", on).caveats)
    assert told("CN", date(2020, 3, 31)).caveats == ()


def test_tables_that_are_not_held_are_a_caveat() -> None:
    bare = CountryCatalog(RuleSet([pack(*LAW)])).told("CU", TODAY, NOW)
    assert bare.caveats == (
        "the Country Chart is not held",
        "the list of Country Groups is not held",
    )
    assert asking(bare)["law.cuba"] is Answer.YES


SHIPPED = CountryCatalog(RuleSet(load_packs(shipped_rules(), ALL_PACKS).packs))


@pytest.mark.parametrize(
    ("place", "on", "provision_id", "asks"),
    [
        ("CU", date(2026, 9, 1), "us_ear.746.cuba", Answer.YES),
        ("SY", date(2004, 5, 13), "us_ear.746.syria", None),
        ("SY", date(2004, 5, 14), "us_ear.746.syria", Answer.YES),
        ("RU", date(2022, 2, 23), "us_ear.746.russia_belarus_ccl", None),
        ("RU", date(2022, 2, 24), "us_ear.746.russia_belarus_ccl", Answer.YES),
        ("BY", date(2022, 2, 24), "us_ear.746.russia_belarus_ccl", None),
        ("UA-43", date(2016, 1, 1), "us_ear.746.crimea", Answer.YES),
        ("UA-09", date(2023, 1, 1), "us_ear.746.donetsk_luhansk", Answer.OPEN),
        ("x-dnr", date(2023, 1, 1), "us_ear.746.donetsk_luhansk", Answer.YES),
        ("IN", date(2026, 9, 1), "us_ear.738.footnote_7_india", Answer.YES),
        ("CN", date(2026, 9, 1), "us_ear.742.advanced_computing", Answer.YES),
        ("DE", date(2026, 9, 1), "us_ear.742.advanced_computing", None),
        ("FR", date(2026, 9, 1), "us_ear.742.all_but_canada", None),
    ],
)
def test_the_shipped_provisions_ask_from_their_day_on(
    place: str, on: date, provision_id: str, asks: Answer | None
) -> None:
    assert asking(SHIPPED.told(place, on, NOW)).get(provision_id) is asks


def test_a_review_policy_by_facts_of_the_sale_is_told_beside_the_versions_own() -> None:
    (found,) = (p for p in told("SE").provisions if p.id == "law.reviewed")
    assert found.review_policy == "case by case; or presumption of denial, by facts of the sale"


def test_a_provision_without_any_review_policy_tells_none() -> None:
    (found,) = (p for p in told("CU").provisions if p.id == "law.cuba")
    assert found.review_policy is None
