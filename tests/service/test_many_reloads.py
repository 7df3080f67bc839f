"""Many rule sets one after another, under load: no call fails, none is mixed, nothing piles up."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest
from licet.v1.service_pb2 import DecideRequest
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub
from licet_engine.provisions.ruleset import RuleSet
from licet_server.decision_log.keeping import LogSettings
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.preparing import prepare
from licet_server.listening import Address, reserved
from licet_server.loading.packs import load_packs
from licet_server.posts import Duty, Post
from licet_server.reloading import Reloader, Source
from licet_server.service.call_log import json_logger
from licet_server.service.limits import Limits
from licet_server.service.timing import Timing
from licet_server.settings import ALL_PACKS, Settings, shipped_rules
from licet_server.snapshots import Snapshots
from licet_server.trying import Trial
from licet_server.worker import Assignment
from reloads import MIB, reloaded
from service_sales import sale
from small_rules import resident

PATIENCE = 60.0
_ALONE = [("grpc.use_local_subchannel_pool", 1)]


class Reloading:
    """Workers that are told to take up one rule set after another, without any trial."""

    def __init__(self, reloader: Reloader, snapshots: Snapshots) -> None:
        self._reloader = reloader
        self._snapshots = snapshots
        self.posts = reloader.posts

    @property
    def address(self) -> str:
        """Where the workers listen."""
        return str(self._reloader.duty.assignment.address)

    async def take_up(self, directory: Path, revision: str) -> None:
        """Have the workers take up what a directory holds."""
        before = self._reloader.duty.assignment.settings.directory
        snapshot = self._snapshots.take(directory)
        assert await self._reloader._taken_up(Trial(revision, active=True), snapshot)
        self._snapshots.drop(before)

    def memory(self) -> int:
        """The bytes that the workers have in memory."""
        return sum(resident(post.worker.pid) for post in self.posts if post.worker)


@asynccontextmanager
async def reloading(
    directory: Path, packs: tuple[str, ...], log: Path, workers: int
) -> AsyncIterator[Reloading]:
    """Workers at the rules of a directory, for the length of a block."""
    kept = LogSettings(LogPolicy.BEFORE_ANSWER, str(log), log.with_suffix(".pem"))
    prepare(kept)
    socket, address = reserved(Address("127.0.0.1", 0))
    with (
        socket,
        Snapshots(log.parent / "kept") as snapshots,
        log.with_suffix(".json").open("w") as file,
    ):
        settings = Settings(snapshots.take(directory), packs, active=True)
        revision = RuleSet(load_packs(directory, packs).packs).revision
        duty = Duty(Assignment(settings, revision, address, None, Limits(), Timing(), kept))
        stop, logger = asyncio.Event(), json_logger(file)
        posts = [Post(duty, stop, logger) for _ in range(workers)]
        kept_there = [asyncio.create_task(post.keep()) for post in posts]
        source = Source(directory, snapshots, (), active=True, watched=False, settle=0.1)
        try:
            for post in posts:
                await asyncio.wait_for(post.ready.wait(), PATIENCE)
            yield Reloading(Reloader(source, duty, posts, logger), snapshots)
        finally:
            stop.set()
            await asyncio.gather(*(post.stop() for post in posts))
            await asyncio.gather(*kept_there)


_LET_GO = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}
"""Memory that is freed goes back at once: else 16 MiB of it are kept, or are not, by chance."""


def test_fifty_reloads_under_load_fail_no_call_mix_no_batch_and_hold_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in _LET_GO.items():
        monkeypatch.setenv(name, value)
    found = reloaded(tmp_path, 50, lambda _: None)
    assert found.wrong == [], (found.parent, found.workers)


def test_rule_sets_that_answer_no_more_leave_memory(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(shipped_rules(), rules)
    house = rules / "house" / "national_security.yaml"
    text = house.read_text("utf-8")
    held: list[int] = []

    async def run() -> None:
        async with reloading(rules, ALL_PACKS, tmp_path / "log", workers=1) as server:
            for n in range(5):
                house.write_text(text.replace("house policy of", f"policy {n} of"), "utf-8")
                revision = RuleSet(load_packs(rules, ALL_PACKS).packs).revision
                await server.take_up(rules, revision)
                await asyncio.to_thread(answer, server.address)
                held.append(server.memory())

    asyncio.run(run())
    assert held[-1] - held[2] < 0.15 * held[2], [each // MIB for each in held]


def answer(address: str) -> None:
    with grpc.insecure_channel(address, _ALONE) as channel:
        licet = LicenseDecisionServiceStub(channel)
        assert licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE).decision.revision
