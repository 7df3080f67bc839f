"""A server is sent rubbish, and what became of it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from typing import NamedTuple

import grpc
from asking_rubbish import Asking
from rubbish_sales import Case
from serving import Running, serving
from soaking import megabytes

CHANNELS = 16
_FORGET = 50_000
_ALONE = [("grpc.use_local_subchannel_pool", 1)]
_SEVERE = ("worker ended", "worker killed", "fault")
_CODES = {"OK", "INVALID_ARGUMENT", "NOT_FOUND"}


class Fuzz(NamedTuple):
    """What became of rubbish: how much there was, how much was refused, and what is wrong.

    `held` is what the workers held in the end, in MB; `answered` some answers by their requests.
    """

    messages: int
    refused: int
    held: float
    answered: dict[bytes, bytes]
    faults: list[str]

    def wrong(self, messages: int) -> list[str]:
        """What is wrong, where so many messages were to be sent; nearly all of them are rubbish."""
        few = self.messages < messages or self.refused < self.messages // 2
        return [*self.faults, *([f"{self.messages} sent, {self.refused} refused"] * few)]


def fuzzed(cases: Iterable[Case], tick: Callable[[int], None]) -> Fuzz:
    """Send rubbish to a server of two workers, and stop it."""
    with serving("--workers", "2") as running:
        started = running.children()
        watch = _Watch(running, tick)
        asking = asyncio.run(_asked(running.address, cases, watch.tick))
        held = megabytes(running)
        faults = [*asking.faults, *watch.faults, *_ended(running, started)]
    return Fuzz(asking.counts.total(), asking.refused, held, asking.answered, faults)


async def _asked(address: str, cases: Iterable[Case], tick: Callable[[int], None]) -> Asking:
    async with AsyncExitStack() as opened:
        channels = [grpc.aio.insecure_channel(address, _ALONE) for _ in range(CHANNELS)]
        asking = Asking([await opened.enter_async_context(channel) for channel in channels])
        await asking.all(cases, tick)
    return asking


class _Watch:
    """Reads what a server says now and then: of each call it says something."""

    def __init__(self, running: Running, tick: Callable[[int], None]) -> None:
        self._running = running
        self._told = tick
        self._since = 0
        self.faults: list[str] = []

    def tick(self, count: int) -> None:
        self._told(count)
        self._since += count
        if self._since >= _FORGET:
            self._since = 0
            self.faults += _severe(self._running.so_far())


def _ended(running: Running, by: list[int]) -> list[str]:
    faults = [] if running.children() == by else [f"{by} became {running.children()}"]
    code = running.stop()
    said = [*running.so_far()]
    pids = {event["pid"] for event in said if event["event"] == "call"}
    faults += [] if code == 0 else [f"the server ended with {code}"]
    faults += [] if pids == set(by) else [f"{pids} answered, of {by}"]
    return [*faults, *_severe(said)]


def _severe(said: list[dict[str, object]]) -> list[str]:
    """What a server should not have said."""
    return [
        json.dumps(event)
        for event in said
        if event["event"] in _SEVERE or (event["event"] == "call" and event["code"] not in _CODES)
    ]
