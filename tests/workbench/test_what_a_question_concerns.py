"""A regime, a party, a category and a purpose, alone and together: what concerns them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

import pytest
from licet_engine.lists import AsKnown
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import is_out_of_scope
from licet_orderbook import open_book
from licet_server.app import Licet
from licet_server.sales.annotated import ANNOTATIONS, taken_apart
from licet_server.sales.reading import read_sale
from licet_workbench.asked import Asked, UnknownWordError, looked_at
from licet_workbench.concern import concerned
from licet_workbench.timeline import Kind, Lane, lanes

TODAY = AsKnown(date(2026, 11, 29))
Spoke = tuple[Asked, str]


@pytest.fixture(name="licet", scope="module")
def _licet() -> Iterator[Licet]:
    with Licet(rehearsed=False) as started:
        yield started


def named(given: object) -> str:
    """A set has no order by which a test could be named."""
    return str(given) if isinstance(given, Asked) else ""


def concern(rules: RuleSet, asked: Asked) -> set[str]:
    return {provision.id for provision in concerned(rules, looked_at(rules, asked))}


def of_party(rules: RuleSet, name: str) -> Asked:
    return Asked(party=name, rows=frozenset(row.id for row in rules.rows if row.name == name))


def spoken(licet: Licet) -> Iterator[Spoke]:
    """Every provision that spoke on some shipped orders, with what it is asked about there."""
    for order in map(json.loads, islice(open_book(), 0, None, 12)):
        sale = read_sale(taken_apart(order, ANNOTATIONS)[0], licet.rules.vocabulary)
        decision = licet.decide(replace(sale, known_on=sale.known_on or sale.sale_date))
        for line, told in zip(sale.lines, decision.lines, strict=True):
            if line.category is None or is_out_of_scope(line.category):
                continue
            for provision in told.provisions:
                asked = Asked(category=line.category, purpose=line.purpose)
                if provision.list_row:
                    rows = frozenset({provision.list_row})
                    yield replace(asked, party="it", rows=rows), provision.provision_id
                elif " as " in provision.subject:
                    yield asked, provision.provision_id


def test_what_speaks_on_a_sale_concerns_its_party_its_item_and_its_purpose(licet: Licet) -> None:
    found: dict[Asked, set[str]] = {}
    for asked, provision in spoken(licet):
        found.setdefault(asked, set()).add(provision)

    assert len(found) > 60
    assert len(set().union(*found.values())) > 15
    narrowed: dict[Asked, set[str]] = {}
    for asked, provisions in found.items():
        for narrower in (asked, replace(asked, purpose=None), replace(asked, category=None)):
            if narrower.rows or narrower.category:
                narrowed.setdefault(narrower, set()).update(provisions)
    for asked, provisions in narrowed.items():
        assert provisions <= concern(licet.rules, asked), asked


@pytest.mark.parametrize(
    ("asked", "within", "without"),
    [
        (
            Asked(regime="huawei", category="EAR99"),
            {"us_ear.744.entity_list_huawei", "us_ear.744.huawei_tgl_networks"},
            {"house.national_security", "us_ear.742.national_security"},
        ),
        (
            Asked(regime="huawei", category="3A001"),
            {"us_ear.744.entity_list_huawei", "us_ear.742.national_security"},
            {"us_ear.742.crime_control", "us_ear.744.zte_tgl"},
        ),
        (
            Asked(regime="huawei", purpose="existing-network-operation"),
            {"us_ear.744.huawei_tgl_networks", "us_ear.744.entity_list_huawei"},
            {"us_ear.744.huawei_tgl_devices", "us_ear.744.standards_release"},
        ),
        (
            Asked(purpose="existing-network-operation"),
            {"us_ear.744.huawei_tgl_networks", "us_ear.744.entity_list_huawei"},
            {"us_ear.744.huawei_tgl_devices", "us_ear.738.country_chart"},
        ),
        (
            Asked(category="3A090"),
            {"us_ear.742.advanced_computing", "us_ear.740.no_exception_advanced_computing"},
            {"us_ear.744.entity_list_huawei", "us_ear.742.national_security"},
        ),
        (
            Asked(category="EAR99"),
            {"us_ear.746.luxury_goods"},
            {"us_ear.742.national_security", "us_ear.746.russia_belarus_ccl"},
        ),
    ],
    ids=named,
)
def test_filters_narrow_alone_and_together(
    asked: Asked, within: set[str], without: set[str], licet: Licet
) -> None:
    found = concern(licet.rules, asked)

    assert within <= found
    assert not without & found


def test_a_party_is_concerned_by_what_its_rows_make_speak(licet: Licet) -> None:
    huawei = concern(licet.rules, of_party(licet.rules, "Huawei Technologies Co., Ltd. (Huawei)"))
    by_regime = concern(licet.rules, Asked(regime="huawei"))

    assert "us_ear.744.entity_list_huawei" in huawei
    # What names the regime to leave it out is of the regime, and no party of it makes it speak.
    assert by_regime - huawei == {
        "us_ear.744.entity_list",
        "us_ear.744.entity_list_own_words",
        "us_ear.744.entity_list_huawei_linked",
    }


def test_together_only_the_rows_of_both_are_listed(licet: Licet) -> None:
    name = "Huawei Technologies Co., Ltd. (Huawei)"
    asked = replace(of_party(licet.rules, name), regime="huawei")
    listed = [lane for lane in lanes(licet.rules, asked, TODAY) if lane.kind is Kind.LISTED]

    assert [[bar.name for bar in lane.bars] for lane in listed] == [[name]]
    with pytest.raises(UnknownWordError, match=r"is not of the regime `zte`"):
        lanes(licet.rules, replace(asked, regime="zte"), TODAY)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked(regime="hauwei"), "no list row is of the regime `hauwei`; did you mean `huawei`"),
        (Asked(category="3A091"), "`3A091` is in no edition of the Control List that is held; did"),
        (Asked(purpose="networks"), "`networks` is no purpose"),
        (Asked(purpose="repair-returns"), "did you mean `repair-return`?"),
        (Asked(purpose="other"), "nothing that asks for purpose other was known on 2026-11-29"),
    ],
    ids=named,
)
def test_a_word_that_rules_do_not_know_is_refused_with_the_nearest(
    asked: Asked, said: str, licet: Licet
) -> None:
    with pytest.raises(UnknownWordError, match=re.escape(said)):
        lanes(licet.rules, asked, TODAY)


def control_lane(rules: RuleSet, asked: Asked, name: str, known: AsKnown = TODAY) -> Lane:
    return next(lane for lane in lanes(rules, asked, known) if lane.id == f"control_list{name}")


def test_the_controls_of_an_item_are_lanes_by_reason_with_editions_and_changes(
    licet: Licet,
) -> None:
    asked = Asked(category="3A090")
    editions = control_lane(licet.rules, asked, "")
    regional = control_lane(licet.rules, asked, ".rs")
    silent = control_lane(licet.rules, asked, ".not_held")

    assert [(bar.name, bar.start) for bar in editions.bars][:2] == [
        ("began", date(2022, 10, 21)),
        ("began for .c", date(2024, 12, 2)),
    ]
    first = regional.bars[0]
    assert (first.name, first.start, first.until) == (
        "RS cn",
        date(2022, 10, 21),
        date(2023, 1, 16),
    )
    assert (first.announced, first.authority) == (date(2022, 10, 7), "87 FR 62186")
    assert [bar.until for bar in silent.bars] == [date(2022, 10, 20)]


def test_a_control_that_was_not_known_yet_is_not_shown(licet: Licet) -> None:
    known = AsKnown(date(2022, 12, 31))
    regional = control_lane(licet.rules, Asked(category="3A090"), ".rs", known)

    assert "RS cn_mo" not in {bar.name for bar in regional.bars}
    with pytest.raises(StopIteration):
        control_lane(licet.rules, Asked(category="EAR99"), "")
