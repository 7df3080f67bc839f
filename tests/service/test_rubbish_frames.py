"""Frames that are cut or false, calls that nobody serves, and bad sales among good ones."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import Any

import grpc
import pytest
from asking_rubbish import ask, details
from google.rpc.status_pb2 import Status
from licet.v1 import service_pb2
from rubbish_frames import Caller, hung_up_on, prefixed, said_and_gone
from rubbish_sales import BATCH, DECIDE, OK, base
from rubbish_shapes import FEW, few_asked
from rubbish_wire import text
from serving import Running, serving

STREAM = "/licet.v1.LicenseDecisionService/StreamDecide"
INTERNAL, EXHAUSTED, UNIMPLEMENTED, INVALID, TOO_LATE = "13", "8", "12", "3", "4"
GOOD = few_asked()
CUT = prefixed(GOOD[:10], len(GOOD))
SOON = {"grpc-timeout": "1S"}
TORN = {
    "a message that is cut": (CUT, {}, INVALID),
    "a prefix that is cut": (b"\0\0\0", {}, INVALID),
    "no message": (b"", {}, INVALID),
    # It ends a stream, which has then no more to say, as if nothing had followed.
    "a stream that is cut": (CUT, {":path": STREAM}, "0"),
    "a stream that is cut after a good one": (prefixed(GOOD) + CUT, {":path": STREAM}, "0"),
    "a length of 4 GiB": (prefixed(GOOD, 2**32 - 1), {}, EXHAUSTED),
    "a length over the limit": (prefixed(GOOD, 8 * 2**20 + 1), {}, EXHAUSTED),
    # INTERNAL is gRPC's own word, as its specification has it, before any code of ours runs.
    "compressed as nothing": (prefixed(GOOD, flag=1), {}, INTERNAL),
    "compressed as itself": (prefixed(GOOD, flag=1), {"grpc-encoding": "identity"}, INTERNAL),
    "gzip that is none": (prefixed(GOOD, flag=1), {"grpc-encoding": "gzip"}, INTERNAL),
    "an encoding that is none": (prefixed(GOOD, flag=1), {"grpc-encoding": "zzz"}, INTERNAL),
    "a compressed stream": (prefixed(GOOD, flag=1), {":path": STREAM}, INTERNAL),
    "a deadline that is none": (prefixed(GOOD), {"grpc-timeout": "rubbish"}, INTERNAL),
    # It depends on what is read first: the flag alone, or the flag with what follows.
    "a flag that is none": (prefixed(GOOD, flag=7), SOON, f"{INVALID} or {TOO_LATE}"),
    "an empty message": (prefixed(b""), {}, INVALID),
    "a method that nobody serves": (prefixed(GOOD), {":path": f"{DECIDE}Not"}, UNIMPLEMENTED),
    "a path that is none": (prefixed(GOOD), {":path": "x"}, UNIMPLEMENTED),
    "another verb": (prefixed(GOOD), {":method": "GET"}, "reset 2"),
}


EXPECTED = {"call", "ready", "listening", "draining", "stopped"}
GONE = "ExecuteBatchError raised in core by servicer method"


def caller_gone(line: dict[str, str]) -> bool:
    """Tell whether gRPC itself says that a status found no caller, who had broken off first."""
    own = (line["event"], line.get("name")) == ("library", "grpc._cython.cygrpc")
    return own and line["said"].startswith(GONE)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with serving("--workers", "1") as found:
        yield found
        assert found.stop() == 0
        lines = [line for line in rest(found) if line.startswith("{")]
        told = [line for line in map(json.loads, lines) if not caller_gone(line)]
        strange = [line for line in told if line["event"] not in EXPECTED]
        assert strange == []


def rest(running: Running) -> list[str]:
    """The log from here on, with the lines in which gRPC itself speaks."""
    return list(iter(lambda: running._queue.get(timeout=60), None))


def answered_as_ever(address: str) -> None:
    with closing(Caller(address)) as caller:
        caller.send(prefixed(GOOD))
        caller.finish()
        assert caller.ending() == "0"


@pytest.mark.parametrize("name", TORN)
def test_a_torn_or_false_frame_ends_its_stream_and_nothing_else(
    running: Running, name: str
) -> None:
    data, headers, expected = TORN[name]
    with closing(Caller(running.address)) as caller:
        caller.send(data, headers)
        caller.finish()
        assert caller.ending() in expected.split(" or ")
    answered_as_ever(running.address)


def test_callers_that_go_in_the_middle_of_a_frame_harm_nobody(running: Running) -> None:
    for at in range(0, len(prefixed(GOOD)), 3):
        for leave in ("reset", "close"):
            with closing(Caller(running.address)) as caller:
                caller.send(prefixed(GOOD)[:at])
                getattr(caller, leave)()
    answered_as_ever(running.address)


def test_bytes_that_are_no_http2_harm_nobody(running: Running) -> None:
    drawn = Random(7)  # noqa: S311 (rubbish, not secrets)
    assert hung_up_on(running.address, b"GET / HTTP/1.1\r\n\r\n")
    for raw in (b"\0" * 100, b"\xff" * 100, b"\0\0\x05\0\0\0\0\0\0hello", bytes(range(256))):
        said_and_gone(running.address, raw)
    for _ in range(100):
        said_and_gone(running.address, drawn.randbytes(drawn.randrange(1, 400)))
    answered_as_ever(running.address)


def bad_and_good() -> tuple[list[bytes], list[str | None]]:
    """Sales as bytes, and for each what is wrong with it: the path, or nothing."""
    good = FEW.SerializeToString()
    wrong = base(0)
    wrong.lines[0].quantity = "-1"
    sales: list[bytes] = []
    expected: list[str | None] = []
    for bad, path in (
        (b"", "sale.sale_date"),
        (b"\xff" * 11, "sale"),
        (text(1, b"\xed\xa0\x80"), "sale.sale_id"),
        (text(99, b""), "sale"),
        (wrong.SerializeToString(), "sale.lines[0].quantity"),
    ):
        sales += [good, bad]
        expected += [None, path]
    return [*sales, good], [*expected, None]


async def one_answer(address: str, method: str, request: bytes) -> grpc.StatusCode:
    async with grpc.aio.insecure_channel(address) as channel:
        return (await ask(channel, method, request)).code


async def decided_alone(address: str) -> bytes:
    async with grpc.aio.insecure_channel(address) as channel:
        answer = (await ask(channel, DECIDE, GOOD)).body
    return service_pb2.DecideResponse.FromString(answer).decision.SerializeToString()


async def batched(address: str, sales: list[bytes]) -> list[service_pb2.BatchDecideItem]:
    async with grpc.aio.insecure_channel(address) as channel:
        answer = await ask(channel, BATCH, b"".join(text(1, sale) for sale in sales))
    assert answer.code is OK
    return list(service_pb2.BatchDecideResponse.FromString(answer.body).items)


async def items_of(
    channel: grpc.aio.Channel, requests: list[bytes]
) -> list[service_pb2.BatchDecideItem]:
    call: Any = channel.stream_stream(STREAM)
    answers = call(iter(requests), timeout=20)
    return [service_pb2.BatchDecideItem.FromString(item) async for item in answers]


async def streamed(address: str, sales: list[bytes]) -> list[service_pb2.BatchDecideItem]:
    async with grpc.aio.insecure_channel(address) as channel:
        return await items_of(channel, [text(1, sale) for sale in sales])


@pytest.mark.parametrize("way", [batched, streamed])
def test_bad_sales_among_good_ones_sink_themselves_alone(running: Running, way: object) -> None:
    sales, expected = bad_and_good()
    assert callable(way)
    items = asyncio.run(way(running.address, sales))
    alone = asyncio.run(decided_alone(running.address))
    assert len(items) == len(expected)
    for item, path in zip(items, expected, strict=True):
        if path is None:
            assert item.decision.SerializeToString() == alone
            assert not item.HasField("error")
        else:
            reason, domain, paths = details(Status.FromString(item.error.SerializeToString()))
            assert (reason, domain) == ("ERROR_REASON_MALFORMED_SALE", "licet")
            assert path in paths


def test_requests_that_are_no_message_sink_themselves_alone_in_a_stream(running: Running) -> None:
    async def asked() -> list[service_pb2.BatchDecideItem]:
        requests = [GOOD, b"\xff" * 11, GOOD, GOOD + text(99, b""), GOOD]
        async with grpc.aio.insecure_channel(running.address) as channel:
            return await items_of(channel, requests)

    items = asyncio.run(asked())
    assert [item.error.code for item in items] == [0, 3, 0, 3, 0]
    assert items[0].decision == items[2].decision == items[4].decision


@pytest.mark.parametrize("method", [DECIDE, BATCH])
def test_a_request_over_8_mebibytes_is_not_even_read(running: Running, method: str) -> None:
    request = text(1, b"\0" * (8 * 1024 * 1024))
    code = grpc.StatusCode.RESOURCE_EXHAUSTED
    assert asyncio.run(one_answer(running.address, method, request)) is code
    answered_as_ever(running.address)


def test_a_method_or_a_service_that_nobody_serves_is_told_so(running: Running) -> None:
    for method in ("/licet.v1.LicenseDecisionService/Guess", "/licet.v2.X/Decide", "/x", "/"):
        code = asyncio.run(one_answer(running.address, method, GOOD))
        assert code is grpc.StatusCode.UNIMPLEMENTED, method
