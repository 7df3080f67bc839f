"""What a caller was answered is in the log, whenever the process that answered is killed."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep

import grpc
from licet.v1.service_pb2 import DecideRequest, LogPosition
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub
from licet_server.decision_log.chain import link, origin
from licet_server.decision_log.store import Store, stores
from licet_server.entry import run
from serving import Running, serving
from small_rules import SmallRules, small_sale

SERVERS, WORKERS, CALLERS = 5, 4, 8
"""Twenty kills: every worker of five servers, one after the other."""
SEED = 20_190_516
PATIENCE = 30.0


@dataclass
class Caller:
    """Asks on connections of its own until it is told to stop, and keeps what was answered."""

    address: str
    number: int
    stop: threading.Event
    told: list[tuple[LogPosition, bytes]] = field(default_factory=list)

    def run(self) -> None:
        asked = 0
        while not self.stop.is_set():
            options = [("grpc.use_local_subchannel_pool", 1)]
            with grpc.insecure_channel(self.address, options) as channel:
                licet = LicenseDecisionServiceStub(channel)
                try:
                    while not self.stop.is_set():
                        asked += 1
                        question = small_sale("Acme Telecom", f"{self.number}-{asked}")
                        got = licet.Decide(DecideRequest(sale=question), timeout=PATIENCE)
                        self.told.append((got.log_position, got.decision.SerializeToString()))
                except grpc.RpcError:
                    sleep(0.02)


def workers(running: Running) -> list[int]:
    pid = running.process.pid
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def killed_under_load(
    rules: SmallRules, log: Path, moments: random.Random
) -> list[tuple[LogPosition, bytes]]:
    """Kill every worker of a server at a random moment under load; what callers were told."""
    stop = threading.Event()
    flags = ("--workers", f"{WORKERS}", "--log", f"{log}", "--log-key", f"{log.parent / 'key.pem'}")
    with serving(*rules.flags(), *flags) as running:
        callers = [Caller(running.address, number, stop) for number in range(CALLERS)]
        threads = [threading.Thread(target=caller.run) for caller in callers]
        for thread in threads:
            thread.start()
        for pid in workers(running):
            sleep(moments.uniform(0.1, 0.6))
            os.kill(pid, signal.SIGKILL)
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads)
    return [each for caller in callers for each in caller.told]


def kept(store: Store) -> dict[tuple[str, int], tuple[str, str, bytes]]:
    """What a store keeps, by its place: its id, its hash and its decision; each chain intact."""
    found = {}
    for chain in store.chains():
        previous = origin(chain.id).hash
        for number, entry in enumerate(store.entries(chain.id), start=1):
            assert (entry.seq, entry.previous) == (number, previous)
            previous = link(previous, entry.entry_id, entry.commitments)
            assert entry.hash == previous
            place = (entry.chain, entry.seq)
            found[place] = (entry.entry_id, entry.hash.hex(), entry.answered.decision)
    store.close()
    return found


def test_twenty_kills_under_load_lose_nothing_that_was_answered(tmp_path: Path) -> None:
    moments = random.Random(SEED)  # noqa: S311 (no secrets)
    rules = SmallRules(tmp_path / "rules")
    told = [
        each for _ in range(SERVERS) for each in killed_under_load(rules, tmp_path / "log", moments)
    ]
    held = {
        place: each
        for store in stores(f"{tmp_path / 'log'}")
        for place, each in kept(store).items()
    }
    assert len(told) > 20 * SERVERS
    lost = [
        place
        for place, decision in told
        if held.get((place.chain, place.seq), ("", "", b""))[1:] != (place.hash, decision)
    ]
    assert lost == []
    assert Counter((place.chain, place.seq) for place, _ in told).most_common(1)[0][1] == 1
    assert len({entry_id for entry_id, _, _ in held.values()}) == len(held)
    place = ("--log", f"{tmp_path / 'log'}", "--key", f"{tmp_path / 'key.pem'}")
    assert run(["log", "verify", *place]) == 0
