"""Calls that never become whole have an end, and stand in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from time import monotonic

import grpc
import pytest
from rubbish_frames import HEADERS, Caller, prefixed
from rubbish_sales import DECIDE
from rubbish_shapes import few_asked
from serving import Running, serving

GOOD = few_asked()
CUT = prefixed(GOOD[:10], len(GOOD))
STREAMS, PATIENCE = 128, 20.0


@pytest.fixture
def hasty() -> Iterator[Running]:
    """A server whose connections last for a second, and one more for what is asked on them."""
    with serving("--workers", "1", "--age", "1", "--age-grace", "1") as running:
        yield running
        assert running.stop() == 0
        assert {line["event"] for line in running.rest()} <= {"call", "draining"}


def torn(caller: Caller, streams: int, *, ended: bool) -> None:
    """Open so many streams, each with the same piece of a message."""
    for number in range(1, 2 * streams, 2):
        caller.h2.send_headers(number, list(HEADERS.items()))
        caller.h2.send_data(number, CUT, end_stream=ended)
    caller.socket.sendall(caller.h2.data_to_send())


def seconds_to_the_end(caller: Caller) -> float:
    """Return how long the server took to hang up."""
    since = monotonic()
    caller.socket.settimeout(PATIENCE)
    while caller.socket.recv(65_536):
        pass
    return monotonic() - since


def answer(channel: grpc.Channel) -> str:
    try:
        channel.unary_unary(DECIDE)(GOOD, timeout=PATIENCE)
    except grpc.RpcError as error:
        return str(error.code().name)
    return "OK"


@pytest.mark.parametrize("ended", [True, False])
def test_a_torn_call_without_a_deadline_ends_with_its_connection(
    hasty: Running, *, ended: bool
) -> None:
    with closing(Caller(hasty.address)) as caller:
        torn(caller, 1, ended=ended)
        assert seconds_to_the_end(caller) < PATIENCE
    with grpc.insecure_channel(hasty.address) as channel:
        assert answer(channel) == "OK"


def test_torn_calls_keep_nobody_from_being_answered() -> None:
    with serving("--workers", "1") as running, ExitStack() as callers:
        for _ in range(8):
            torn(callers.enter_context(closing(Caller(running.address))), STREAMS, ended=False)
        with grpc.insecure_channel(running.address) as channel:
            assert answer(channel) == "OK"
        callers.close()
        assert running.stop() == 0
