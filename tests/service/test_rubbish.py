"""Rubbish is refused field by field, harms no decision, and leaves the server as it was."""

from __future__ import annotations

import asyncio
import json
from datetime import date

import grpc
import rubbish
from asking_rubbish import Asking
from licet.v1 import service_pb2
from licet_server.app import Licet
from licet_server.service.converting import decision_message, sale_of
from licet_server.service.limits import Limits
from serving import Running, serving

SEVERE = ("worker ended", "worker killed", "fault")


async def loaded(address: str) -> Asking:
    async with grpc.aio.insecure_channel(address) as channel:
        asking = Asking(channel)
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


def ended_well(running: Running) -> None:
    assert running.stop() == 0
    events = [json.loads(line) for line in running.lines] + running.rest()
    assert [event for event in events if event["event"] in SEVERE] == []
    codes = {event["code"] for event in events if event["event"] == "call"}
    assert codes <= {"OK", "INVALID_ARGUMENT", "NOT_FOUND"}


def test_twenty_thousand_rubbish_requests_are_each_refused_or_answered_as_if_cleaned() -> None:
    with serving("--workers", "2") as running:
        asking = asyncio.run(loaded(running.address))
        ended_well(running)
    assert asking.faults[:20] == [], f"{len(asking.faults)} in all"
    assert asking.counts.total() >= 20_000, asking.counts
    sample = dict(list(asking.answered.items())[:300])
    assert len(sample) == 300
    assert embedded(list(sample)) == list(sample.values())
