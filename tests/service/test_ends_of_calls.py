"""However a call ends, its caller is told why, and a log that fails changes nothing."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, NoReturn

import grpc
import pytest
from google.protobuf.message import DecodeError
from google.rpc.status_pb2 import Status
from licet.v1.sale_pb2 import Sale
from licet.v1.service_pb2 import LogPolicy, StreamDecideRequest, StreamDecideResponse
from licet_engine.errors import EngineFault
from licet_server.service.call_log import CallLog, json_logger
from licet_server.service.current import Current
from licet_server.service.decisions import LicenseDecisions
from licet_server.service.errors import DrainingError, TimeLimitError
from licet_server.service.failures import Failures
from licet_server.service.limits import Limits
from licet_server.service.logged import Logging
from licet_server.service.serving import Watches
from licet_server.service.unread import Unread
from service_sales import info, sale
from serving_inside import UNLOGGED


class Aborted(grpc.aio.AbortError):
    pass


class Call:
    """The context of a call, as far as the service looks at it."""

    def __init__(self, *requests: bytes, stuck: bool = False) -> None:
        self.ended: Any = None
        self.status: Status | None = None
        self.written: list[bytes] = []
        self.answered = asyncio.Event()
        self.done: list[Callable[[Any], None]] = []
        self._requests = list(requests)
        self._stuck = stuck

    async def abort(self, code: grpc.StatusCode, _: str, metadata: Any) -> NoReturn:
        self.ended = code
        self.status = Status.FromString(dict(metadata)["grpc-status-details-bin"])
        raise Aborted

    def code(self) -> Any:
        return self.ended

    def peer(self) -> str:
        return "ipv4:127.0.0.1:1"

    async def send_initial_metadata(self, _: Any) -> None:
        pass

    async def read(self) -> Any:
        if self._requests:
            return self._requests.pop(0)
        await asyncio.sleep(60)
        return grpc.aio.EOF

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        self.done.append(callback)

    async def write(self, item: bytes) -> None:
        self.written.append(item)
        self.answered.set()
        if self._stuck:
            await asyncio.sleep(60)


class Broken(io.StringIO):
    def write(self, _: str) -> int:
        raise BrokenPipeError


class Echo:
    """Answers that are their questions."""

    limits = Limits(unread_seconds=0.05)

    def begin(self) -> date:
        return date(2026, 11, 24)

    def noticed(self, error: Exception) -> None:
        assert isinstance(error, Exception)

    async def item(self, question: Any, _: date) -> bytes:
        if not question.sale:
            raise EngineFault("the matcher was poisoned")
        return bytes(question.sale)


async def raising(error: Exception, log: Any, call: Call) -> None:
    logger = json_logger(log, pid=1)
    async with CallLog(logger).logged("/a/B", call), Failures(logger).told("/a/B", call):
        raise error


@pytest.mark.parametrize(
    ("error", "code", "events"),
    [
        (DrainingError(), "UNAVAILABLE", ["call"]),
        (EngineFault("poisoned"), "INTERNAL", ["fault", "call"]),
        (ZeroDivisionError("unforeseen"), "INTERNAL", ["fault", "call"]),
        (DecodeError("not a message"), "INVALID_ARGUMENT", ["call"]),
    ],
)
def test_what_a_call_raises_is_its_status_and_in_the_log(
    error: Exception, code: str, events: list[str]
) -> None:
    call, log = Call(), io.StringIO()
    with pytest.raises(Aborted):
        asyncio.run(raising(error, log, call))
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["event"] for line in lines] == events
    assert lines[-1]["code"] == code
    assert call.ended is grpc.StatusCode[code]
    assert "unforeseen" not in log.getvalue()


@pytest.mark.parametrize("error", [DrainingError(), ZeroDivisionError("unforeseen")])
def test_a_log_that_cannot_be_written_changes_no_status(error: Exception) -> None:
    call = Call()
    with pytest.raises(Aborted):
        asyncio.run(raising(error, Broken(), call))
    assert call.status is not None
    assert info(call.status).domain == "licet"


def item(sale: Sale) -> bytes:
    """What an echo is in a stream: itself, and what is said of the log."""
    beside = StreamDecideResponse(log_policy=LogPolicy(policy="off"))
    return sale.SerializeToString() + beside.SerializeToString()


def streamed(
    call: Call, between: Callable[[asyncio.Event], Awaitable[None]], unread: Unread | None = None
) -> None:
    async def run() -> None:
        draining = asyncio.Event()
        calls = LicenseDecisions(
            Current(Echo()), draining, unread or Unread(10**6), Logging(UNLOGGED)
        )
        answering = asyncio.create_task(calls.stream_decide(None, call))
        await between(draining)
        await asyncio.wait_for(answering, 20)

    asyncio.run(run())


def test_a_stream_ends_with_the_server_after_what_was_asked() -> None:
    call = Call(StreamDecideRequest(sale=sale()).SerializeToString())

    async def drain(draining: asyncio.Event) -> None:
        await asyncio.wait_for(call.answered.wait(), 20)
        draining.set()

    with pytest.raises(DrainingError):
        streamed(call, drain)
    assert call.written == [item(sale())]


def test_a_bad_sale_or_request_is_an_item_and_the_stream_goes_on() -> None:
    good = StreamDecideRequest(sale=sale()).SerializeToString()
    call = Call(b"\xff", b"", good, grpc.aio.EOF)
    streamed(call, lambda _: asyncio.sleep(0))
    bad = [StreamDecideResponse.FromString(item).error for item in call.written[:2]]
    assert [info(error).reason.removeprefix("ERROR_REASON_") for error in bad] == [
        "MALFORMED_REQUEST",
        "ENGINE_FAULT",
    ]
    assert call.written[2:] == [item(sale())]


def test_a_stream_whose_caller_does_not_read_is_given_up() -> None:
    call = Call(StreamDecideRequest(sale=sale()).SerializeToString(), stuck=True)
    with pytest.raises(TimeLimitError) as caught:
        streamed(call, lambda _: asyncio.sleep(0))
    assert caught.value.seconds == Echo.limits.unread_seconds


def large(sale_id: str) -> bytes:
    return StreamDecideRequest(sale=sale(sale_id=sale_id * 70_000)).SerializeToString()


def test_a_large_answer_that_is_stuck_counts_until_its_caller_goes() -> None:
    call, unread = Call(large("a"), stuck=True), Unread(100_000)
    with pytest.raises(TimeLimitError):
        streamed(call, lambda _: asyncio.sleep(0), unread)
    assert unread.held == len(call.written[0]) - len(item(Sale()))
    call.done[0](None)
    assert unread.held == 0


def test_a_stream_tells_in_an_item_that_too_much_is_unread_and_goes_on() -> None:
    unread = Unread(100_000)
    call = Call(large("a"), large("b"), grpc.aio.EOF)
    streamed(call, lambda _: asyncio.sleep(0), unread)
    assert [len(item) > 70_000 for item in call.written] == [True, True]
    assert unread.held == 0

    other = Call(large("a"), StreamDecideRequest(sale=sale()).SerializeToString(), grpc.aio.EOF)
    elsewhere = unread.take(bytes(70_000))
    streamed(other, lambda _: asyncio.sleep(0), unread)
    refused = StreamDecideResponse.FromString(other.written[0]).error
    assert info(refused).reason == "ERROR_REASON_BUSY"
    assert other.written[1] == item(sale())
    assert unread.held == elsewhere


def test_a_watch_ends_with_the_server_and_other_calls_do_not() -> None:
    async def ends(method: str) -> str:
        watches = Watches({"licet.v1.Ours"})
        asyncio.get_running_loop().call_later(0.02, watches.end)
        try:
            async with watches.bounded(method, None):
                await asyncio.sleep(0.1)
        except DrainingError:
            return "drained"
        return "finished"

    assert asyncio.run(ends("/grpc.health.v1.Health/Watch")) == "drained"
    assert asyncio.run(ends("/licet.v1.Ours/Decide")) == "finished"
