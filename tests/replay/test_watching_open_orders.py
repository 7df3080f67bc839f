"""Orders are watched day by day, in a few questions each: as if each day had been asked about."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from licet_engine.errors import FieldViolation
from licet_orderbook import open_book
from licet_replay.asking import AsOf
from licet_replay.books import order_book
from licet_replay.embedded import Embedded
from licet_replay.orders import BookError, Order
from licet_replay.watch_rows import watch_file, watch_rows
from licet_replay.watching import Watched, watch
from licet_server.app import Clock, Licet
from replaying_books import Made, Written

TODAY = date(2026, 1, 1)
NETWORK_SUPPORT = {
    "sale_date": "2019-11-05",
    "destination": {"country": "CN"},
    "contracted_on": "2019-01-15",
    "attestations": {"tgl_certification_obtained": True},
    "parties": [{"role": "buyer", "name": "Huawei Technologies Co., Ltd.", "country": "CN"}],
    "lines": [{"line_id": "1", "category": "EAR99", "purpose": "existing-network-operation"}],
}
Flip = tuple[date, str]


def watched(path: Path, licet: Licet, as_of: AsOf, until: date) -> list[Watched]:
    return list(watch(order_book(path).orders(), Embedded(licet), as_of, until))


def shipped(first: date, last: date) -> Iterator[dict[str, Any]]:
    """The orders of the shipped book whose goods leave in a span of days."""
    orders = (json.loads(line) for line in open_book())
    return (o for o in orders if first <= date.fromisoformat(o["sale_date"]) <= last)


def asked_day_by_day(order: Order, licet: Licet, known_on: date, until: date) -> list[Flip]:
    """The first day of each outcome that is not the day before's, each day decided on its own."""
    assert isinstance(order.value, dict)
    day = max(date.fromisoformat(order.value["sale_date"]), known_on)
    flips: list[Flip] = []
    before = ""
    while day <= until:
        value = order.value | {"sale_date": str(day), "known_on": str(known_on)}
        asked = Order(order.number, order.position, value, order.sale_id)
        (answer,) = Embedded(licet).answers([asked], AsOf(TODAY))
        assert answer.decision is not None
        outcome = answer.decision.outcome.value
        flips += [(day, outcome)] if before and outcome != before else []
        before, day = outcome, day + timedelta(1)
    return flips


@pytest.mark.parametrize(
    ("known_on", "until", "first", "flips"),
    [
        ("2019-11-03", "2019-11-30", "2019-10-01", 20),
        ("2018-07-10", "2018-08-12", "2018-06-20", 8),
        ("2020-08-05", "2020-08-31", "2020-07-15", 5),
    ],
)
def test_the_flips_of_shipped_orders_are_those_of_every_day_decided_on_its_own(
    known_on: str, until: str, first: str, flips: int, licet: Licet, lines: Written
) -> None:
    day, last = date.fromisoformat(known_on), date.fromisoformat(until)
    path = lines(*shipped(date.fromisoformat(first), last))

    found = watched(path, licet, AsOf(TODAY, day), last)

    told = {
        one.order.number: [(c.on, c.after.value) for c in one.changes if c.flips] for one in found
    }
    assert told == {
        order.number: asked_day_by_day(order, licet, day, last)
        for order in order_book(path).orders()
    }
    assert len(found) > 50
    assert sum(map(len, told.values())) > flips


def test_an_order_is_followed_from_change_to_change(
    licet: Licet, lines: Written, order: Made
) -> None:
    path = lines(order(1, **NETWORK_SUPPORT))

    (one,) = watched(path, licet, AsOf(TODAY, date(2019, 11, 20)), date(2020, 12, 31))

    assert [(str(c.on), c.before.value, c.after.value, c.starts, c.ends) for c in one.changes] == [
        (
            "2020-02-17",
            "TEMPORARY_LICENSE",
            "LICENSE_REQUIRED",
            (),
            ("us_ear.744.huawei_tgl_networks@v3",),
        )
    ]
    assert one.buyer == "Huawei Technologies Co., Ltd."
    assert one.first is not None
    assert one.first.sale_date == date(2019, 11, 20)


def test_what_an_order_was_once_asked_with_does_not_hide_what_is_known_now(
    licet: Licet, lines: Written, order: Made
) -> None:
    path = lines(order(1, **NETWORK_SUPPORT, known_on="2019-11-03"))

    (one,) = watched(path, licet, AsOf(TODAY, date(2019, 11, 20)), date(2019, 12, 31))

    assert one.first is not None
    assert one.first.known_on == date(2019, 11, 20)
    assert not one.flips


@pytest.mark.parametrize("sale_date", ["2019-11-05", "2019-11-18"])
def test_by_the_clock_of_the_sale_an_order_is_watched_from_its_own_day(
    sale_date: str, licet: Licet, lines: Written, order: Made
) -> None:
    path = lines(order(1, **NETWORK_SUPPORT | {"sale_date": sale_date}))
    as_of = AsOf(TODAY, clock=Clock.SALE_DATE)

    (one,) = watched(path, licet, as_of, date(2019, 12, 31))

    assert one.first is not None
    assert str(one.first.sale_date) == str(one.first.known_on) == sale_date
    flips = [str(change.on) for change in one.changes if change.flips]
    assert flips == (["2019-11-19"] if sale_date == "2019-11-05" else [])


def test_an_order_that_leaves_after_the_last_day_is_decided_and_has_no_change(
    licet: Licet, lines: Written, order: Made
) -> None:
    path = lines(order(1, **NETWORK_SUPPORT | {"sale_date": "2019-12-01"}))

    (one,) = watched(path, licet, AsOf(TODAY, date(2019, 11, 3)), date(2019, 11, 30))

    assert one.first is not None
    assert (one.first.sale_date, one.changes) == (date(2019, 12, 1), ())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"sale_id": "SO-1"', "not JSON"),
        ('{"sale_id": "SO-1", "sale_date": "2019-13-01"}', "sale_date"),
        ('{"sale_id": "SO-1", "sale_date": "2019-12-01", "known_on": "soon"}', "known_on"),
        ('{"sale_id": "SO-1", "sale_date": "2030-12-01", "lines": []}', "parties"),
        ("[]", "line 2"),
    ],
)
def test_an_order_that_cannot_be_read_is_told_and_the_others_are_watched(
    line: str, said: str, licet: Licet, lines: Written, order: Made
) -> None:
    path = lines(order(1, **NETWORK_SUPPORT), line, order(3, **NETWORK_SUPPORT))

    found = watched(path, licet, AsOf(TODAY, date(2019, 11, 3)), date(2019, 12, 31))

    assert [bool(one.flips) for one in found] == [True, False, True]
    assert found[1].error is not None
    assert said in found[1].error
    assert [row["error"] for row in watch_rows(found)] == [None, None, found[1].error]


def test_more_orders_than_are_asked_about_at_once_keep_their_order_and_are_counted(
    licet: Licet, lines: Written, order: Made
) -> None:
    path = lines(*(order(n) for n in range(1100)))
    positions: list[int] = []
    as_of = AsOf(TODAY, date(2019, 11, 3))

    book = order_book(path)
    found = [*watch(book.orders(), Embedded(licet), as_of, date(2019, 12, 1), positions.append)]

    assert [one.order.sale_id for one in found] == [f"SO-{n}" for n in range(1100)]
    assert positions[-1] == book.size
    assert Counter(one.flips for one in found) == {False: 1100}


def _flipping(licet: Licet, lines: Written, order: Made) -> list[Watched]:
    later = NETWORK_SUPPORT | {"sale_date": "2019-08-01"}
    path = lines(order(1, **NETWORK_SUPPORT), "{", order(3, **later))
    return watched(path, licet, AsOf(TODAY, date(2019, 11, 3)), date(2019, 12, 31))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_changes_are_written_by_day_and_errors_behind_them(
    ending: str, licet: Licet, lines: Written, order: Made, tmp_path: Path
) -> None:
    path = tmp_path / f"flips.{ending}"
    watch_file(path, watch_rows(_flipping(licet, lines, order)))

    if ending == "csv":
        with path.open(newline="") as file:
            rows: list[dict[str, Any]] = list(csv.DictReader(file))
        ends: object = "us_ear.744.huawei_tgl_networks@v2"
    else:
        rows = pq.read_table(path).to_pylist()
        ends = ["us_ear.744.huawei_tgl_networks@v2"]
    assert [str(row["on"] or "") for row in rows] == ["2019-11-19", "2019-11-19", ""]
    assert [row["sale_id"] for row in rows[:2]] == ["SO-1", "SO-3"]
    assert rows[0]["ends"] == ends
    assert rows[0]["before"] == "TEMPORARY_LICENSE"
    assert "not JSON" in rows[2]["error"]


@pytest.mark.parametrize("name", ["flips.json", "none/flips.csv"])
def test_changes_that_cannot_be_written_are_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(BookError, match="cannot write changes"):
        watch_file(tmp_path / name, ())


def test_a_change_without_a_buyer_is_of_nobody() -> None:
    problem = (FieldViolation("", "x"),)
    assert Watched(Order(1, 1, problems=problem)).buyer is None
    assert Watched(Order(1, 1, {"parties": [1, {"role": "end_user", "name": "A"}]})).buyer is None
