from __future__ import annotations

from pathlib import Path

import pytest
from licet_orderbook import open_core
from licet_replay.books import order_book
from licet_replay.embedded import Embedded
from licet_replay.orders import BookError
from licet_replay.replaying import replay
from licet_replay.summing import summary_json
from licet_server.app import Licet
from licet_server.settings import Settings
from replaying_books import AS_OF, Made, Replayed, Written


def test_the_core_comes_out_as_the_law_says(lines: Written) -> None:
    with Licet(Settings(packs=("us_ear",))) as law:
        summary = replay(order_book(lines(*open_core()), "expected"), Embedded(law), AS_OF)
    assert summary.comparison is not None
    assert [(one.sale_id, one.why) for one in summary.comparison.first] == []
    assert summary.comparison.compared == 300
    assert summary.clean


def test_planted_differences_are_found_and_told_with_why(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    path = lines(
        order(1, expected="NO_LICENSE_NEEDED"),
        order(2, expected="DENIED"),
        order(3, expected="OUTCOME_NO_LICENSE_NEEDED"),
        order(4),
        order(5, expected="PERHAPS"),
        order(6, expected="DENIED", sale_date="yesterday"),
    )
    _, summary = replayed(path, "expected")
    told = summary_json(summary)["comparison"]
    assert (told["compared"], told["different"]) == (5, 3)
    assert told["confusion"] == {
        "DENIED": {"ERROR": 1, "NO_LICENSE_NEEDED": 1},
        "NO_LICENSE_NEEDED": {"NO_LICENSE_NEEDED": 2},
        "PERHAPS": {"NO_LICENSE_NEEDED": 1},
    }
    first = {one["sale_id"]: one for one in told["first_differences"]}
    assert first["SO-2"]["why"] == "nothing requires a license"
    assert first["SO-2"]["line"] == 2
    assert "is not one of NO_LICENSE_NEEDED" in first["SO-5"]["why"]
    assert "sale_date: `yesterday` is not a day" in first["SO-6"]["why"]
    assert not summary.clean


def test_a_difference_names_the_provision_that_stands_or_the_fact_that_is_missing(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    zte = [{"role": "buyer", "name": "ZTE Corporation", "country": "CN"}]
    path = lines(
        order(1, sale_date="2018-04-20", parties=zte, expected="NO_LICENSE_NEEDED"),
        order(2, lines=[{"category": "3A009"}], expected="NO_LICENSE_NEEDED"),
    )
    _, summary = replayed(path, "expected")
    denied, asked = summary.comparison.first
    assert denied.outcome == "DENIED"
    assert "us_ear.736.denial_order_zte@" in denied.why
    assert "missing control_list_requires_license" in asked.why


def test_a_column_that_no_order_has_is_refused(
    order: Made, lines: Written, replayed: Replayed, tmp_path: Path
) -> None:
    with pytest.raises(BookError, match="no order has `wanted`"):
        replayed(lines(order(1, expected="DENIED")), "wanted")
    assert not (tmp_path / "decisions.jsonl").exists()


def test_a_field_of_the_sale_is_nothing_to_compare_with(order: Made, lines: Written) -> None:
    with pytest.raises(BookError, match="`sale_date` is a field of the sale"):
        order_book(lines(order(1)), "sale_date")


def test_a_column_of_another_name_is_compared_and_no_part_of_the_sale(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    _, summary = replayed(lines(order(1, actual="NO_LICENSE_NEEDED")), "actual")
    assert summary.clean


def test_months_are_of_sale_dates_and_errors_of_none(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    path = lines(order(1), order(2, sale_date="2019-02-28"), "{")
    _, summary = replayed(path)
    told = summary_json(summary)
    assert list(told["months"]) == ["2018-05", "2019-02"]
    assert told["months"]["2018-05"]["NO_LICENSE_NEEDED"] == 1
    assert (told["orders"], told["errors"]) == (3, 1)
    assert told["outcomes"]["NO_LICENSE_NEEDED"] == 2
