"""A book put to a server has the answers of this process, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from licet.v1 import decision_pb2
from licet_client import BatchDecided, Client, Decided, Retries, ServerFault, Unavailable
from licet_engine.resolution.outcome import Outcome
from licet_orderbook import core_resource, open_core
from licet_replay.asking import AsOf
from licet_replay.books import order_book
from licet_replay.embedded import Embedded
from licet_replay.messages import decision_of
from licet_replay.over_the_wire import OverTheWire, answered, batches
from licet_replay.replaying import replay
from licet_server.app import Clock, Licet
from licet_server.rendering import decision_json
from licet_server.service.converting import decision_message
from replaying_books import AS_OF, Made, Written
from serving import Running, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with serving("--workers", "2") as running:
        yield running


def written(book: Path, source: Any, as_of: AsOf, out: Path) -> bytes:
    replay(order_book(book), source, as_of, [out])
    return out.read_bytes()


NOW = AsOf(date.today())  # noqa: DTZ011 (a business day)
ASKED = {
    "as of its own day": replace(NOW, clock=Clock.SALE_DATE),
    "as of today": NOW,
    "as of another day": replace(NOW, known_on=date(2019, 11, 3)),
}


@pytest.mark.parametrize("as_of", ASKED.values(), ids=ASKED)
def test_orders_good_and_bad_have_the_same_answers_over_the_wire(
    server: Running, order: Made, lines: Written, tmp_path: Path, as_of: AsOf
) -> None:
    faults: list[object] = [
        "no JSON",
        b"\xff",
        order(2, sale_date="yesterday"),
        order(3, sale_date="1990-01-01"),
        order(4, destination={"country": "XX"}),
        order(5, colour="blue"),
        order(6, lines=[]),
        order(7, parties=[{"role": "buyer", "name": "A\ud800"}]),
        order(8, known_on="2018-01-01"),
        order(9, lines=[{"category": None, "quantity": "1e5"}]),
        [1, 2],
        order(10, lines=[{"line_id": "1"}, {"line_id": "1"}]),
    ]
    book = lines(*faults, *list(open_core())[::7], order(1))
    with Licet() as licet:
        here = written(book, Embedded(licet), as_of, tmp_path / "here.jsonl")
    source = OverTheWire(partial(Client, server.address))
    assert written(book, source, as_of, tmp_path / "there.jsonl") == here
    assert here.count(b'"error": ') == len(faults) - 1


def test_a_server_that_is_gone_ends_the_replay_and_leaves_no_file(
    order: Made, lines: Written, tmp_path: Path
) -> None:
    with serving("--workers", "1") as running:
        address = running.address
    source = OverTheWire(partial(Client, address, retries=Retries(attempts=1)))
    with pytest.raises(Unavailable):
        replay(order_book(lines(order(1))), source, AS_OF, [tmp_path / "out.jsonl"])
    assert not (tmp_path / "out.jsonl").exists()


class Stubborn:
    """A client whose batches fail as a whole, and that fails on one sale alone."""

    def __init__(self, inner: Client) -> None:
        self._inner = inner

    def batch_decide(self, *_: object, **__: object) -> BatchDecided:
        raise ServerFault("too much at once")

    def decide(self, sale: dict[str, Any], **more: Any) -> Decided:
        if sale["sale_id"] == "SO-2":
            raise ServerFault("no decision was made: the sentinel did not fire")
        return self._inner.decide(sale, **more)


def test_a_batch_that_fails_as_a_whole_is_asked_one_by_one(
    server: Running, order: Made, lines: Written
) -> None:
    orders = list(order_book(lines(*map(order, (1, 2, 3)))).orders())
    with Client(server.address) as client:
        stubborn: Any = Stubborn(client)
        one, two, three = answered(stubborn, orders, AS_OF)
    assert one.decision
    assert three.decision
    assert two.decision is None
    assert two.error == "line 2: no decision was made: the sentinel did not fire"


def test_orders_go_in_batches_of_bounded_size(order: Made, lines: Written) -> None:
    heavy = order(0, lines=[{"description": "x" * 4000} for _ in range(200)])
    book = order_book(lines(*map(order, range(250)), *([heavy] * 5)))
    assert [len(batch) for batch in batches(book.orders())] == [100, 100, 52, 2, 1]
    assert list(batches(())) == []


def test_a_decision_read_from_its_message_is_the_decision() -> None:
    with Licet(rehearsed=False) as licet:
        source = Embedded(licet)
        book = order_book(Path(str(core_resource())))
        for answer in list(source.answers(book.orders(), AS_OF))[::10]:
            assert answer.decision is not None
            message = decision_message(answer.decision)
            assert decision_of(message) == answer.decision
            assert decision_json(decision_of(message)) == decision_json(answer.decision)


@pytest.mark.parametrize("number", [0, 6, 99])
def test_an_outcome_that_is_not_known_here_is_no_decision(number: int) -> None:
    message = decision_pb2.Decision(
        outcome=number, sale_date="2020-01-01", known_on="2020-01-01", knowledge="announced"
    )
    with pytest.raises(ValueError, match=r"OUTCOME_UNSPECIFIED|UNSPECIFIED|no name|not a valid"):
        decision_of(message)
    message.outcome = decision_pb2.OUTCOME_DENIED
    assert decision_of(message).outcome is Outcome.DENIED
    assert json.dumps(decision_json(decision_of(message)))
