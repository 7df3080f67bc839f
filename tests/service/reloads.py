"""Many rule sets one after another under load, each tried in a child; what the server holds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from time import sleep
from typing import Any, NamedTuple

import grpc
from licet.v1.decision_pb2 import Outcome
from licet.v1.service_pb2 import (
    BatchDecideRequest,
    DecideRequest,
    GetStatusRequest,
    StreamDecideRequest,
)
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub, StatusServiceStub
from licet_server.decision_log.store import stores
from serving import Running, serving
from small_rules import SmallRules, resident, small_sale
from soaking import kept_in

PATIENCE = 60.0
MIB = 1 << 20
PARENT, WORKERS = 8, 24
"""MiB that the parent, and two workers, may grow by."""
_CONNECTIONS = 40
"""As many meet both of two workers: the kernel gives each connection to either."""
_BREATH = 0.03
"""Seconds between two calls of a caller: beside callers without a pause a trial gets no turn."""
_ALONE = [("grpc.use_local_subchannel_pool", 1)]


class Reloads(NamedTuple):
    """What came of many reloads: answers, the rule sets that gave them, and what is wrong.

    `parent` and `workers` are what these held after each reload, in MiB.
    """

    reloads: int
    answers: int
    answered_by: int
    parent: list[float]
    workers: list[float]
    faults: list[str]

    @property
    def wrong(self) -> list[str]:
        """What is wrong: rule sets that hardly answered, few answers, or memory that grows."""
        found = [*self.faults]
        if self.answered_by < self.reloads // 2 or self.answers < 20 * self.reloads:
            found.append(f"{self.answered_by} rule sets met answering, {self.answers} answers")
        for name, held, most in (
            ("parent", self.parent, PARENT),
            ("workers", self.workers, WORKERS),
        ):
            grown = _growth(held)
            if grown > most:
                found.append(
                    f"the {name} grew by {grown:.0f} MiB from the second fifth to the last"
                )
        return found


class Load:
    """Callers that ask without a pause, until they are told to stop."""

    def __init__(self, address: str, listed: str) -> None:
        self._address = address
        self._stop = threading.Event()
        self._numbers = count()
        self._lock = threading.Lock()
        self._listed = listed
        self.faults: list[str] = []
        self.revisions: set[str] = set()
        self.answers = 0
        callers = (self._batches, self._batches, self._singles, self._streams)
        self._threads = [threading.Thread(target=self._ask, args=(each,)) for each in callers]
        for thread in self._threads:
            thread.start()

    def _ask(self, caller: Callable[[LicenseDecisionServiceStub], None]) -> None:
        while not self._stop.is_set():
            with grpc.insecure_channel(self._address, _ALONE) as channel:
                try:
                    caller(LicenseDecisionServiceStub(channel))
                except Exception as error:  # noqa: BLE001 (a caller that ends asks nothing more, unseen)
                    self.faults.append(f"a call failed: {error!r}")

    def _told(self, count: int) -> None:
        with self._lock:
            self.answers += count
        sleep(_BREATH)

    def _sale(self) -> Any:
        n = next(self._numbers)
        return small_sale(self._listed if n % 3 else "Blumen Krause GmbH", f"SO-{n}")

    def _batches(self, licet: LicenseDecisionServiceStub) -> None:
        for _ in range(10):
            asked = BatchDecideRequest(sales=[self._sale() for _ in range(40)])
            items = licet.BatchDecide(asked, timeout=PATIENCE).items
            found = {item.decision.revision for item in items}
            if len(items) != 40 or len(found) != 1 or not all(found):
                self.faults.append(f"a batch of {found}")
            self.revisions |= found
            self._told(len(items))

    def _singles(self, licet: LicenseDecisionServiceStub) -> None:
        for _ in range(50):
            licet.Decide(DecideRequest(sale=self._sale()), timeout=PATIENCE)
            self._told(1)

    def _streams(self, licet: LicenseDecisionServiceStub) -> None:
        asked = (StreamDecideRequest(sale=self._sale()) for _ in range(200))
        for item in licet.StreamDecide(asked, timeout=PATIENCE):
            if item.WhichOneof("result") != "decision":
                self.faults.append(str(item))
            self._told(1)

    def stop(self) -> None:
        """End every caller."""
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)


@contextmanager
def loading(address: str) -> Iterator[Load]:
    load = Load(address, "Acme Telecom")
    try:
        yield load
    finally:
        load.stop()


def _growth(held: list[float]) -> float:
    """What was held in the last fifth over what was held in the second, of middle ones each.

    For a moment two rule sets are held, as the first may still answer a call.
    """
    fifth = max(1, len(held) // 5)
    return median(held[-fifth:]) - median(held[fifth : 2 * fifth])


def reloaded(directory: Path, times: int, tick: Callable[[int], None]) -> Reloads:
    """Change rules so many times under load, each time once the last ones are taken up."""
    rules = SmallRules(directory / "rules")
    flags = (*rules.flags("0.1"), "--workers", "2", *kept_in(directory))
    made: set[str] = set()
    parent, workers = [], []
    with serving(*flags) as running, loading(running.address) as load:
        for n in range(times):
            revision = rules.name("Acme Telecom", f"Beta Telecom {n}")
            taken_up = running.until("rules loaded")["revision"]
            if taken_up != revision:
                load.faults.append(f"{taken_up} was taken up, not {revision}")
            load.faults += _elsewhere(running, revision, f"Beta Telecom {n}")
            made.add(revision)
            parent.append(resident(running.process.pid) / MIB)
            workers.append(_held(running))
            running.so_far()
            tick(1)
        load.stop()
    faults = [*load.faults, *_unkept(directory / "log")]
    answered_by = len(load.revisions & made)
    return Reloads(times, load.answers, answered_by, parent, workers, faults)


def _elsewhere(running: Running, revision: str, listed: str) -> Iterator[str]:
    """Yield what a worker says that does not answer by a revision, and by whom it newly lists."""
    unmet = set(running.children())
    for n in range(_CONNECTIONS):
        if not unmet:
            return
        with grpc.insecure_channel(running.address, _ALONE) as channel:
            status = StatusServiceStub(channel).GetStatus(GetStatusRequest(), timeout=PATIENCE)
            asked = DecideRequest(sale=small_sale(listed, f"new-{n}"))
            told = LicenseDecisionServiceStub(channel).Decide(asked, timeout=PATIENCE).decision
        unmet.discard(status.worker_pid)
        if (status.revision, told.revision) != (revision, revision):
            yield f"{status.revision} and {told.revision} answer after {revision} was taken up"
        if told.outcome != Outcome.OUTCOME_LICENSE_REQUIRED:
            yield f"{listed} is not known as listed after {revision} was taken up"
    if unmet:
        yield f"workers {unmet} were not met"


def _held(running: Running) -> float:
    return sum(resident(pid) for pid in running.children()) / MIB


def _unkept(log: Path) -> Iterator[str]:
    """Yield each rule set that answered and is not kept beside the answer."""
    for store in stores(str(log)):
        for chain in store.chains():
            answered = {entry.answered.revision for entry in store.entries(chain.id)}
            yield from (f"not kept: {each}" for each in answered if store.rule_set(each) is None)
        store.close()
