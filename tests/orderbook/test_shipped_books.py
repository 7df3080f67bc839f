"""The two shipped files are what the generator makes, and say what a book must say."""

import gzip
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from licet_orderbook import (
    book_bytes,
    book_resource,
    core_bytes,
    core_resource,
    open_book,
    open_core,
    orders,
)

Order = dict[str, Any]
Opener = Callable[[], Iterator[str]]
OUTCOMES = {
    "NO_LICENSE_NEEDED",
    "TEMPORARY_LICENSE",
    "LICENSE_REQUIRED",
    "DENIED",
    "UNDETERMINED",
}
FACTS = ("huawei_timeline", "other_regimes", "fdp", "design", "no fact row")


def test_the_shipped_book_is_what_the_generator_makes_today() -> None:
    assert gzip.decompress(book_resource().read_bytes()) == book_bytes()


def test_the_shipped_core_is_what_the_generator_makes_today() -> None:
    assert core_resource().read_bytes() == core_bytes()


def test_the_shipped_book_is_small_and_its_gzip_holds_no_time() -> None:
    packed = book_resource().read_bytes()
    assert len(packed) < 800_000
    assert packed[4:8] == bytes(4)


def test_the_book_holds_ten_thousand_orders_by_date_from_2016_to_2021() -> None:
    days = [json.loads(line)["sale_date"] for line in open_book()]
    assert len(days) == 10_000
    assert days == sorted(days)
    assert {day[:4] for day in days} == {"2016", "2017", "2018", "2019", "2020", "2021"}


@pytest.mark.parametrize("opened", [open_book, open_core])
def test_every_order_has_its_own_id(opened: Opener) -> None:
    ids = [json.loads(line)["sale_id"] for line in opened()]
    assert len(ids) == len(set(ids))


def test_the_same_seed_gives_the_same_orders_and_another_seed_others() -> None:
    assert list(orders(7, 200)) == list(orders(7, 200))
    assert list(orders(7, 200)) != list(orders(8, 200))


def test_orders_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "import hashlib, json; from licet_orderbook import orders;"
        "print(hashlib.sha256(json.dumps(list(orders(7, 200))).encode()).hexdigest())"
    )
    told = {_printed(code, hash_seed) for hash_seed in ("0", "1", "4242")}
    assert len(told) == 1


def test_the_module_writes_both_books_into_the_folder_named(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "licet_orderbook", str(tmp_path)], check=True)
    written = (tmp_path / "orders_2016_2021.jsonl.gz").read_bytes()
    assert gzip.decompress(written) == book_bytes()
    assert (tmp_path / "core_300.jsonl").read_bytes() == core_bytes()


def test_three_lines_of_five_are_ear99() -> None:
    lines = [line for order in _book() for line in order["lines"]]
    share = sum(line["category"] == "EAR99" for line in lines) / len(lines)
    assert 0.55 < share < 0.65


def test_some_orders_say_what_was_known_and_most_do_not() -> None:
    told = sum("known_on" in order for order in _book())
    assert 2_000 < told < 4_000


def test_the_core_has_three_hundred_orders() -> None:
    assert len(list(open_core())) == 300


def test_no_two_core_orders_ask_the_same_question() -> None:
    asked = [_question(order) for order in _core()]
    assert [question for question, times in Counter(asked).items() if times > 1] == []


def test_every_core_order_says_what_was_known() -> None:
    assert [order["sale_id"] for order in _core() if "known_on" not in order] == []


def test_every_core_order_names_the_fact_it_follows_from() -> None:
    assert [order["sale_id"] for order in _core() if not order["source"].startswith(FACTS)] == []


def test_every_core_order_expects_an_outcome_of_the_design() -> None:
    assert {order["expected"] for order in _core()} == OUTCOMES


def test_core_orders_that_go_and_that_stop_are_in_balance() -> None:
    outcomes = Counter(order["expected"] for order in _core())
    goes = outcomes["NO_LICENSE_NEEDED"] + outcomes["TEMPORARY_LICENSE"]
    assert 135 <= goes <= 165
    assert min(outcomes.values()) >= 15


def test_every_core_party_and_destination_has_a_country() -> None:
    for order in _core():
        assert order["destination"]["country"]
        assert all(party["country"] for party in order["parties"])


def _book() -> list[Order]:
    return [json.loads(line) for line in open_book()]


def _core() -> list[Order]:
    return [json.loads(line) for line in open_core()]


def _question(order: Order) -> str:
    aside = {"sale_id", "expected", "source"}
    return json.dumps({key: value for key, value in order.items() if key not in aside})


def _printed(code: str, hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True
    )
    return run.stdout.decode()
