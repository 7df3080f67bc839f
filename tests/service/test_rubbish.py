"""Rubbish is refused field by field, harms no decision, and leaves the server as it was."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path

import grpc
import rubbish
from asking_rubbish import Asking
from licet.v1 import service_pb2
from licet_server.app import Licet
from licet_server.service.converting import decision_message, sale_of
from licet_server.service.limits import Limits
from serving import Running, serving

CHANNELS = 16
SEVERE = ("worker ended", "worker killed", "fault")


async def loaded(address: str) -> Asking:
    own = [("grpc.use_local_subchannel_pool", 1)]
    async with AsyncExitStack() as opened:
        channels = [grpc.aio.insecure_channel(address, own) for _ in range(CHANNELS)]
        asking = Asking([await opened.enter_async_context(channel) for channel in channels])
        await asking.all(rubbish.cases())
    return asking


def embedded(requests: list[bytes]) -> list[bytes]:
    """The answers of this process."""
    found = []
    with Licet(rehearsed=False) as licet:
        for request in requests:
            given = service_pb2.DecideRequest.FromString(request).sale.SerializeToString()
            sale = sale_of(given, licet.rules.vocabulary, Limits())
            decision = licet.decide(sale, today=date.today())  # noqa: DTZ011 (a business day)
            message = service_pb2.DecideResponse(decision=decision_message(decision))
            found.append(message.SerializeToString())
    return found


def workers(running: Running) -> set[int]:
    """The processes that answer, by their ids."""
    parent = running.process.pid
    return set(map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split()))


def ended_well(running: Running, by: set[int]) -> None:
    assert workers(running) == by
    assert running.stop() == 0
    events = [json.loads(line) for line in running.lines] + running.rest()
    assert {event["pid"] for event in events if event["event"] == "call"} == by
    assert [event for event in events if event["event"] in SEVERE] == []
    codes = {event["code"] for event in events if event["event"] == "call"}
    assert codes <= {"OK", "INVALID_ARGUMENT", "NOT_FOUND"}


def test_twenty_thousand_rubbish_requests_are_each_refused_or_answered_as_if_cleaned() -> None:
    with serving("--workers", "2") as running:
        started = workers(running)
        asking = asyncio.run(loaded(running.address))
        ended_well(running, started)
    assert asking.faults[:20] == [], f"{len(asking.faults)} in all"
    assert asking.counts.total() >= 20_000, asking.counts
    sample = dict(list(asking.answered.items())[:300])
    assert len(sample) == 300
    assert embedded(list(sample)) == list(sample.values())
