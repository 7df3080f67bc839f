"""Workers are killed under load, and what callers were told is looked for in the log."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from typing import NamedTuple

import grpc
from licet.v1.service_pb2 import DecideRequest, LogPosition
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub
from licet_server.decision_log.chain import link, origin
from licet_server.decision_log.store import Store, stores
from serving import serving
from small_rules import SmallRules, small_sale
from soaking import kept_in

WORKERS, CALLERS = 4, 8
"""Every worker of a server is killed, one after the other."""
SEED = 20_190_516
PATIENCE = 30.0
_ALONE = [("grpc.use_local_subchannel_pool", 1)]


class Kills(NamedTuple):
    """What was told to callers while workers were killed, and what is wrong of it."""

    kills: int
    answers: int
    entries: int
    chains: int
    faults: list[str]

    @property
    def wrong(self) -> list[str]:
        """What is wrong, few answers included: who is asked little loses little."""
        few = self.answers < 5 * self.kills or self.entries < self.answers
        return [*self.faults, *([f"only {self.answers} answers to {self.kills} kills"] * few)]


@dataclass
class Caller:
    """Asks on connections of its own until it is told to stop, and keeps what was answered."""

    address: str
    number: str
    stop: threading.Event
    told: list[tuple[LogPosition, bytes]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Ask until told to stop; whatever keeps a caller from asking is a fault."""
        try:
            self._ask()
        except Exception as error:  # noqa: BLE001 (a caller that ends asks nothing more, unseen)
            self.faults.append(f"a caller ended: {error!r}")

    def _ask(self) -> None:
        """Ask, and connect again where a connection has gone."""
        asked = 0
        while not self.stop.is_set():
            with grpc.insecure_channel(self.address, _ALONE) as channel:
                licet = LicenseDecisionServiceStub(channel)
                try:
                    while not self.stop.is_set():
                        asked += 1
                        question = small_sale("Acme Telecom", f"{self.number}-{asked}")
                        got = licet.Decide(DecideRequest(sale=question), timeout=PATIENCE)
                        self.told.append((got.log_position, got.decision.SerializeToString()))
                except grpc.RpcError:
                    sleep(0.02)


def killed_under_load(directory: Path, servers: int, tick: Callable[[int], None]) -> Kills:
    """Kill every worker of some servers at random moments; all logged in `directory`."""
    moments = random.Random(SEED)  # noqa: S311 (no secrets)
    rules = SmallRules(directory / "rules")
    told, ended = [], []
    for number in range(servers):
        for caller in _killed(rules, directory, number, moments):
            told += caller.told
            ended += caller.faults
        tick(WORKERS)
    faults, entries, chains = _faults(directory / "log", told)
    return Kills(servers * WORKERS, len(told), entries, chains, [*ended, *faults])


def _killed(
    rules: SmallRules, directory: Path, server: int, moments: random.Random
) -> list[Caller]:
    """Kill every worker of a server at a random moment under load; the callers."""
    stop = threading.Event()
    with serving(*rules.flags(), "--workers", f"{WORKERS}", *kept_in(directory)) as running:
        callers = [Caller(running.address, f"{server}-{n}", stop) for n in range(CALLERS)]
        threads = [threading.Thread(target=caller.run) for caller in callers]
        for thread in threads:
            thread.start()
        for pid in running.children():
            sleep(moments.uniform(0.1, 0.6))
            os.kill(pid, signal.SIGKILL)
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads)
    return callers


def _faults(log: Path, told: list[tuple[LogPosition, bytes]]) -> tuple[list[str], int, int]:
    """What is wrong of a log, how many entries it has, and how many chains."""
    faults: list[str] = []
    held: dict[tuple[str, int], tuple[str, bytes]] = {}
    ids: set[str] = set()
    chains = entries = 0
    for store in stores(f"{log}"):
        for chain in store.chains():
            chains += 1
            for entry_id, place, kept in _kept(store, chain.id, faults):
                entries += 1
                ids.add(entry_id)
                held[place] = kept
        store.close()
    if len(ids) != entries:
        faults.append(f"{entries - len(ids)} ids stand twice")
    for place, decision in told:
        if held.get((place.chain, place.seq)) != (place.hash, decision):
            faults.append(f"lost: {place.chain} {place.seq}")
    twice = Counter((place.chain, place.seq) for place, _ in told)
    faults += [f"told twice: {place}" for place, count in twice.items() if count > 1]
    return faults, entries, chains


def _kept(
    store: Store, chain: str, faults: list[str]
) -> list[tuple[str, tuple[str, int], tuple[str, bytes]]]:
    """The entries of a chain, each linked to the one before it."""
    found = []
    previous = origin(chain).hash
    for number, entry in enumerate(store.entries(chain), start=1):
        whole = link(previous, entry.entry_id, entry.commitments)
        if (entry.seq, entry.previous, entry.hash) != (number, previous, whole):
            faults.append(f"broken: {chain} {entry.seq}")
        previous = whole
        place = (entry.chain, entry.seq)
        found.append((entry.entry_id, place, (entry.hash.hex(), entry.answered.decision)))
    return found
