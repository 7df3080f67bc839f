"""Both books are dense where the law changes."""

import json
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from licet_orderbook import open_book, open_core
from licet_orderbook.boundaries import SPANS, Span

Order = dict[str, Any]
NAMES = {"huawei": ("huawei", "hisilicon", "toga", "xunwei"), "zte": ("zte", "zhongxing", "8-star")}
FAMILIES = [span for span in SPANS if span.regime in NAMES]
CORE_DAYS = (
    ("2016-03-07", "2016-03-08", "2017-03-28", "2017-03-29"),
    ("2016-03-23", "2016-03-24", "2016-06-30", "2016-07-01"),
    ("2018-04-14", "2018-04-15", "2018-07-12", "2018-07-13"),
    ("2018-07-01", "2018-07-02", "2018-08-01", "2018-08-02"),
    ("2019-05-15", "2019-05-16", "2019-05-19", "2019-05-20"),
    ("2019-08-18", "2019-08-19", "2019-08-20"),
    ("2019-11-17", "2019-11-18", "2019-11-19"),
    ("2020-02-12", "2020-02-13", "2020-02-16", "2020-02-17"),
    ("2020-03-09", "2020-03-10", "2020-04-01", "2020-04-02"),
    ("2020-05-14", "2020-05-15", "2020-05-16"),
    ("2020-06-17", "2020-06-18", "2020-06-19"),
    ("2020-08-12", "2020-08-13", "2020-08-14", "2020-08-16", "2020-08-17"),
    ("2020-09-13", "2020-09-14", "2020-09-15"),
)
RENEWALS = (
    ("2019-08-20", "2019-08-19"),
    ("2019-11-19", "2019-11-18"),
    ("2020-02-17", "2020-02-13"),
    ("2020-04-02", "2020-03-10"),
    ("2020-05-16", "2020-05-15"),
)


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.name)
def test_the_book_has_orders_around_both_ends_of_every_span(
    span: Span, days_of_orders: Counter[str]
) -> None:
    assert all(days_of_orders[day.isoformat()] >= 10 for day in span.days())


@pytest.mark.parametrize("span", FAMILIES, ids=lambda span: span.name)
def test_the_family_a_span_speaks_for_orders_on_its_days(
    span: Span, buyers_by_day: dict[str, set[str]]
) -> None:
    for day in span.days():
        bought = buyers_by_day[day.isoformat()]
        assert any(word in name for name in bought for word in NAMES[span.regime])


@pytest.mark.parametrize("days", CORE_DAYS, ids=lambda days: days[0])
def test_the_core_has_orders_on_every_day_around_a_boundary(
    days: tuple[str, ...], core: list[Order]
) -> None:
    assert set(days) <= {order["sale_date"] for order in core}


@pytest.mark.parametrize(("day", "announced"), RENEWALS)
def test_the_core_asks_the_day_after_each_license_before_and_after_its_renewal(
    day: str, announced: str, core: list[Order]
) -> None:
    asked = {
        order["known_on"] < announced: order["expected"]
        for order in core
        if order["sale_date"] == day and order["source"].startswith("huawei_timeline 2 ")
    }
    assert asked == {True: "LICENSE_REQUIRED", False: "TEMPORARY_LICENSE"}


def test_the_licenses_for_huawei_follow_each_other_without_a_gap() -> None:
    licenses = [span for span in SPANS if span.name.startswith("huawei temporary")]
    assert len(licenses) == 6
    assert all(after.first <= (before.last or "") for before, after in pairwise(licenses))


@pytest.fixture(scope="module")
def book() -> list[Order]:
    return [json.loads(line) for line in open_book()]


@pytest.fixture(scope="module")
def core() -> list[Order]:
    return [json.loads(line) for line in open_core()]


@pytest.fixture(scope="module")
def days_of_orders(book: list[Order]) -> Counter[str]:
    return Counter(order["sale_date"] for order in book)


@pytest.fixture(scope="module")
def buyers_by_day(book: list[Order]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for order in book:
        names = {party["name"].lower() for party in order["parties"]}
        found.setdefault(order["sale_date"], set()).update(names)
    return found
