"""What callers do and what fails behind them: each call has an end, and a fault has a line."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice, repeat
from typing import Any

import grpc
import pytest
from google.protobuf.json_format import ParseDict
from licet.v1.sale_pb2 import Sale
from licet.v1.service_pb2 import (
    BatchDecideRequest,
    DecideRequest,
    ExplainRequest,
    StreamDecideRequest,
)
from licet_engine.errors import EngineFault
from licet_orderbook import open_core
from licet_server.app import Licet
from licet_server.service import decisions
from licet_server.service.answers import Answers, decision_item
from licet_server.service.call_log import Libraries, json_logger
from licet_server.service.converting import decision_message, sale_of
from licet_server.service.errors import LimitError, TimeLimitError
from licet_server.service.questions import Question
from licet_server.service.turns import Turns
from service_sales import PARTY, PATIENCE, TODAY, asking, heavy, info, paths, sale, status
from serving_inside import LIMITS, Failing, Loop, serving_inside

HEADER = "x-request-id"


def core(count: int) -> list[Sale]:
    """Sales of the shipped core, without what it says about them."""
    orders = [json.loads(line) for line in islice(open_core(), 0, None, 300 // count)]
    strange = ("expected", "source")
    bare = [{k: v for k, v in order.items() if k not in strange} for order in orders]
    return [ParseDict(order, Sale()) for order in bare]


def test_orders_that_take_turns_at_every_step_are_answered_as_one_by_one(engine: Licet) -> None:
    turns = Turns(seconds=0.0)
    asked = [each.SerializeToString() for each in core(50)]
    with Licet(rehearsed=False, between=turns.pause) as licet:
        answers = Answers(licet, LIMITS, turns, lambda: TODAY)

        async def at_once() -> list[bytes]:
            return await asyncio.gather(
                *(answers.item(Question(each), answers.begin()) for each in asked)
            )

        together = asyncio.run(at_once())
        answers.close()
    assert len(asked) >= 50
    for given, item in zip(asked, together, strict=True):
        decision = engine.decide(sale_of(given, engine.rules.vocabulary, LIMITS), today=TODAY)
        assert item == decision_item(decision_message(decision))


@pytest.mark.parametrize(
    ("error", "said"),
    [(KeyError(PARTY), None), (EngineFault("the sentinel did not fire"), "the sentinel")],
)
def test_a_fault_is_logged_with_its_place_however_it_was_asked_and_without_a_sales_words(
    loop: Loop, engine: Licet, error: Exception, said: str | None
) -> None:
    with serving_inside(loop, Failing(engine, error)) as inside, asking(inside.address) as licet:
        named = sale(sale_id=PARTY)
        asked: Any = (
            (licet.Decide, DecideRequest(sale=named)),
            (licet.Explain, ExplainRequest(sale=named)),
        )
        for ask, request in asked:
            with pytest.raises(grpc.RpcError) as caught:
                ask(request, timeout=PATIENCE, metadata=((HEADER, "fault-1"),))
            assert caught.value.code() is grpc.StatusCode.INTERNAL
            assert info(status(caught.value)).reason == "ERROR_REASON_ENGINE_FAULT"
        broken = sale(sale_date="soon")
        batch = BatchDecideRequest(sales=[named, broken])
        items = [
            *licet.BatchDecide(batch, timeout=PATIENCE, metadata=((HEADER, "fault-1"),)).items,
            *licet.StreamDecide(
                iter([StreamDecideRequest(sale=named)]),
                timeout=PATIENCE,
                metadata=((HEADER, "fault-1"),),
            ),
        ]
    codes = [item.error.code for item in items]
    assert codes == [13, 3, 13]
    faults = inside.lines("fault")
    assert len(faults) == 4
    for fault in faults:
        assert (fault["kind"], fault["level"]) == (type(error).__name__, "error")
        assert fault["request_id"] == "fault-1"
        assert "serving_inside.py:" in fault["where"][-1]
        assert (fault["said"] or "").startswith(said or "")
    assert PARTY not in inside.log.getvalue()


def test_what_is_wrong_with_a_request_is_no_fault(loop: Loop, engine: Licet) -> None:
    with serving_inside(loop, engine) as inside, asking(inside.address) as licet:
        with pytest.raises(grpc.RpcError):
            licet.Decide(DecideRequest(sale=sale(), revision="0" * 64), timeout=PATIENCE)
        licet.BatchDecide(BatchDecideRequest(sales=[Sale()]), timeout=PATIENCE)
    assert not inside.lines("fault")
    assert [line["code"] for line in inside.lines("call")] == ["NOT_FOUND", "OK"]


def test_a_stream_whose_caller_does_not_read_ends_and_says_so(
    loop: Loop, engine: Licet, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up, release = threading.Event(), threading.Event()

    def noticed(seconds: float) -> TimeLimitError:
        given_up.set()
        return TimeLimitError(seconds)

    monkeypatch.setattr(decisions, "TimeLimitError", noticed)

    def asked() -> Iterator[StreamDecideRequest]:
        yield from repeat(StreamDecideRequest(sale=heavy("unread", lines=200, parties=2)), 50)
        release.wait(PATIENCE)

    limits = replace(LIMITS, unread_seconds=0.5)
    with serving_inside(loop, engine, limits) as inside:
        narrow = [("grpc.http2.bdp_probe", 0), ("grpc.max_receive_message_length", -1)]
        with grpc.insecure_channel(inside.address, narrow) as channel:
            stream: Any = channel.stream_stream(
                "/licet.v1.LicenseDecisionService/StreamDecide",
                request_serializer=StreamDecideRequest.SerializeToString,
            )
            answers = stream(asked(), timeout=PATIENCE)
            assert given_up.wait(PATIENCE)
            with pytest.raises(grpc.RpcError) as caught:
                list(answers)
            release.set()
        assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        told = info(status(caught.value))
        assert told.reason == "ERROR_REASON_TIME_LIMIT_EXCEEDED"
        assert told.metadata == {"limit": "0.5"}
    assert [line["code"] for line in inside.lines("call")] == ["DEADLINE_EXCEEDED"]


def test_a_call_over_what_the_service_gives_to_one_ends_by_itself(loop: Loop) -> None:
    turns = Turns()
    limits = replace(LIMITS, call_seconds=0.2)
    with (
        Licet(rehearsed=False, between=turns.pause) as licet,
        serving_inside(loop, licet, limits, turns) as inside,
        asking(inside.address) as stub,
    ):
        with pytest.raises(grpc.RpcError) as caught:
            stub.Decide(DecideRequest(sale=heavy("long", parties=18)), timeout=PATIENCE)
        assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        told = info(status(caught.value))
        assert told.reason == "ERROR_REASON_TIME_LIMIT_EXCEEDED"
        assert told.metadata == {"limit": "0.2"}


class Held:
    """An engine that answers once it is released."""

    def __init__(self, licet: Licet) -> None:
        self.rules, self.places, self.ensure_sound = licet.rules, licet.places, licet.ensure_sound
        self.released, self.entered = threading.Event(), threading.Semaphore(0)
        self._licet = licet

    def decide(self, given: Any, **pins: Any) -> Any:
        self.entered.release()
        assert self.released.wait(PATIENCE)
        return self._licet.decide(given, **pins)


def test_more_questions_than_are_worked_on_at_once_are_refused_and_those_met_before_are_not(
    loop: Loop, engine: Licet
) -> None:
    held = Held(engine)
    held.released.set()
    with (
        serving_inside(loop, held, replace(LIMITS, calls=1)) as inside,
        asking(inside.address) as licet,
    ):
        met = licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE)
        held.released.clear()
        other = licet.Decide.future(DecideRequest(sale=sale(sale_id="new")), timeout=PATIENCE)
        assert held.entered.acquire(timeout=PATIENCE)
        assert held.entered.acquire(timeout=PATIENCE)
        with pytest.raises(grpc.RpcError) as caught:
            licet.Decide(DecideRequest(sale=sale(sale_id="more")), timeout=PATIENCE)
        assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert info(status(caught.value)).reason == "ERROR_REASON_BUSY"
        assert licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE) == met
        held.released.set()
        assert other.result().decision.sale_id == "new"


def test_a_request_that_does_not_come_whole_in_time_is_refused(loop: Loop, engine: Licet) -> None:
    def never() -> Iterator[bytes]:
        threading.Event().wait(1.0)
        yield from ()

    with (
        serving_inside(loop, engine, replace(LIMITS, request_seconds=0.2)) as inside,
        grpc.insecure_channel(inside.address) as channel,
    ):
        call = channel.stream_unary("/licet.v1.LicenseDecisionService/Decide")
        with pytest.raises(grpc.RpcError) as caught:
            call(never(), timeout=PATIENCE)
        assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        assert info(status(caught.value)).metadata["limit"] == "0.2"
        with pytest.raises(grpc.RpcError) as caught:
            call(iter(()), timeout=PATIENCE)
        assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_an_order_too_long_to_be_explained_in_one_turn_is_refused(engine: Licet) -> None:
    answers = Answers(engine, LIMITS, Turns(), date.today)

    def explained(lines: int) -> bytes:
        long = heavy("explained", lines=lines, parties=8)
        return asyncio.run(answers.explained(Question(long.SerializeToString()), answers.begin()))

    assert explained(10)
    with pytest.raises(LimitError) as caught:
        explained(201)
    told = caught.value
    assert (told.field, told.limit, told.given) == ("sale.lines", 2000, 2010)
    answers.close()


def test_a_batch_whose_answers_are_too_long_is_given_up_where_they_are(engine: Licet) -> None:
    asked = [sale(sale_id=f"{n}").SerializeToString() for n in range(100)]
    decided: list[str | None] = []

    class Counted:
        rules, places, ensure_sound = engine.rules, engine.places, staticmethod(lambda: None)

        def decide(self, given: Any, **pins: Any) -> Any:
            decided.append(given.sale_id)
            return engine.decide(given, **pins)

    counted: Any = Counted()
    answers = Answers(counted, replace(LIMITS, response_bytes=3000), Turns(), date.today)
    with pytest.raises(LimitError) as caught:
        asyncio.run(answers.items(asked, answers.begin()))
    assert (caught.value.field, caught.value.limit) == ("sales", 3000)
    assert 1 < len(decided) < 10
    answers.close()


def test_a_batch_is_answered_in_its_order_and_an_empty_one_is_refused(
    loop: Loop, engine: Licet
) -> None:
    numbers = [f"{n * 7 % 40}" for n in range(40)]
    asked = [sale(sale_id=n) if int(n) % 3 else sale(sale_id=n, lines=[]) for n in numbers]
    with serving_inside(loop, engine) as inside, asking(inside.address) as licet:
        for _ in range(2):  # and once more from memory
            items = licet.BatchDecide(BatchDecideRequest(sales=asked), timeout=PATIENCE).items
            told = [item.decision.sale_id or item.error.message for item in items]
            missing = "sale.lines: is missing"
            assert told == [n if int(n) % 3 else missing for n in numbers]
        with pytest.raises(grpc.RpcError) as caught:
            licet.BatchDecide(BatchDecideRequest(), timeout=PATIENCE)
        assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert paths(status(caught.value)) == ["sales"]


def test_a_request_larger_than_is_taken_is_refused_before_it_is_read(
    loop: Loop, engine: Licet
) -> None:
    limits = replace(LIMITS, request_bytes=10_000)
    with serving_inside(loop, engine, limits) as inside, asking(inside.address) as licet:
        fits = sale(sale_id="x" * 4000)
        assert licet.Decide(DecideRequest(sale=fits), timeout=PATIENCE).decision.outcome
        with pytest.raises(grpc.RpcError) as caught:
            licet.Decide(DecideRequest(sale=sale(sale_id="x" * 10_000)), timeout=PATIENCE)
        assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_what_libraries_say_is_a_line_of_ours_without_what_follows_it() -> None:
    file = io.StringIO()
    speaking: Any = Libraries(json_logger(file, pid=1))
    logger = logging.getLogger("some.package")
    logger.propagate = False
    logger.addHandler(speaking)
    logger.warning("the first line of %s\nand %s", "it", PARTY)
    logger.info("not worth a line")
    (line,) = file.getvalue().splitlines()
    told = json.loads(line)
    assert (told["event"], told["name"], told["level"]) == ("library", "some.package", "warning")
    assert told["said"] == "the first line of it"
