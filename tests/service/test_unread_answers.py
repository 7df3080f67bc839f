"""Answers that nobody takes are not kept for long."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from time import monotonic, sleep
from typing import Any

import grpc
import pytest
from h2.events import TrailersReceived
from h2.settings import SettingCodes
from licet.v1.sale_pb2 import Line
from licet.v1.service_pb2 import BatchDecideRequest, DecideRequest
from licet_server.app import Licet
from rubbish_frames import HEADERS, Caller, prefixed
from service_sales import PATIENCE, asking, info, sale, status
from serving_inside import LIMITS, Loop, serving_inside


class Deaf:
    """A caller that asks with a closed window, and answers pings."""

    def __init__(self, address: str, method: str, request: bytes) -> None:
        self._caller = Caller(address)
        self._caller.h2.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: 0})
        headers = HEADERS | {":path": f"/licet.v1.LicenseDecisionService/{method}"}
        self._caller.h2.send_headers(1, list(headers.items()))
        self._caller.h2.send_data(1, prefixed(request), end_stream=True)

    def ending(self, seconds: float) -> str | None:
        """The status with which the call ends within some seconds, if it does."""
        until = monotonic() + seconds
        self._caller.socket.settimeout(0.1)
        while monotonic() < until:
            self._caller.socket.sendall(self._caller.h2.data_to_send())
            with suppress(TimeoutError):
                for event in self._caller.h2.receive_data(self._caller.socket.recv(65_536)):
                    if isinstance(event, TrailersReceived):
                        return dict(event.headers)[b"grpc-status"].decode()
        return None

    def close(self) -> None:
        self._caller.socket.close()


LONG = sale(lines=[Line(line_id=f"{n}", category="EAR99") for n in range(100)])
ASKED = {"Decide": DecideRequest(sale=LONG), "BatchDecide": BatchDecideRequest(sales=[LONG])}


@pytest.mark.parametrize("method", ["Decide", "BatchDecide"])
def test_large_answers_that_are_not_taken_are_bounded_and_counted_until_their_caller_goes(
    loop: Loop, engine: Licet, method: str
) -> None:
    request: Any = ASKED[method]
    limits = replace(LIMITS, unread_bytes=200_000)
    with serving_inside(loop, engine, limits) as inside, asking(inside.address) as licet:
        ask: Any = getattr(licet, method)
        answer = ask(request, timeout=PATIENCE)
        assert 100_000 < answer.ByteSize() < 200_000
        with closing(Deaf(inside.address, method, request.SerializeToString())) as deaf:
            assert deaf.ending(0.5) is None
            with pytest.raises(grpc.RpcError) as caught:
                ask(request, timeout=PATIENCE)
            assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
            assert info(status(caught.value)).reason == "ERROR_REASON_BUSY"
            assert licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE).decision.may_confirm
        assert eventually(lambda: ask(request, timeout=PATIENCE) == answer)


def eventually(holds: Callable[[], bool]) -> bool:
    until = monotonic() + PATIENCE
    while monotonic() < until:
        with suppress(grpc.RpcError):
            return holds()
        sleep(0.05)
    return False
