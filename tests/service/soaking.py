"""A server under load for a while: all is answered, all is kept, and memory stays flat."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

from licet.v1.service_pb2 import BatchDecideRequest, DecideRequest
from licet_server.decision_log.store import stores
from service_sales import asking, sale
from serving import Running, serving

PATIENCE = 30.0
CALLERS = 6
GROWTH = 24.0
"""Megabytes that two workers may grow by in the second half: their memories fill up."""


class Soak(NamedTuple):
    """How many answers were given and are kept, and what workers held, in MB, as time went by."""

    seconds: float
    answers: int
    entries: int
    held: list[float]
    faults: list[str]

    @property
    def wrong(self) -> list[str]:
        """What is wrong: answers that are not kept, too few of them, or memory that grows."""
        found = [*self.faults]
        if self.entries != self.answers or self.answers < 15 * self.seconds:
            found.append(f"{self.answers} answers and {self.entries} entries")
        grown = self.held[-1] - self.held[(len(self.held) - 1) // 2]
        if grown > GROWTH:
            found.append(f"two workers grew by {grown:.0f} MB in the second half")
        return found


def kept_in(directory: Path) -> tuple[str, ...]:
    """The flags of a server that logs into a directory."""
    return ("--log", f"{directory / 'log'}", "--log-key", f"{directory / 'key.pem'}")


def megabytes(running: Running) -> float:
    """What the workers of a server hold alone."""
    found = 0.0
    for worker in running.children():
        rollup = Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()
        found += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss_Anon:"))
    return found / 1024


def soaked(directory: Path, seconds: float, looks: int, tick: Callable[[int], None]) -> Soak:
    """Ask for some seconds, and look so many times at what the workers hold."""
    told: list[int] = []
    faults: list[str] = []
    held: list[float] = []
    with serving("--workers", "2", *kept_in(directory)) as running:
        started = running.children()
        end = monotonic() + seconds
        threads = [
            threading.Thread(target=_asked_until, args=(running.address, n, end, told, faults))
            for n in range(CALLERS)
        ]
        for thread in threads:
            thread.start()
        for _ in range(looks):
            sleep(seconds / looks)
            held.append(megabytes(running))
            running.so_far()
            tick(round(seconds / looks))
        for thread in threads:
            thread.join(PATIENCE)
        if running.children() != started:
            faults.append(f"workers {started} became {running.children()}")
    return Soak(seconds, sum(told), _entries(directory / "log"), held, faults)


def _entries(log: Path) -> int:
    found = 0
    for store in stores(f"{log}"):
        found += sum(store.count(chain.id) for chain in store.chains())
        store.close()
    return found


def _asked_until(address: str, number: int, end: float, told: list[int], faults: list[str]) -> None:
    """Ask single questions and batches, new ones and old ones, until a time."""
    with asking(address) as licet:
        for n in count():
            if monotonic() >= end:
                return
            new = sale(sale_id=f"{number}-{n}", ordered_on=f"20{n % 20:02}-01-05")
            batch = BatchDecideRequest(sales=[sale(), new, sale(sale_id=f"{n % 7}")])
            try:
                licet.Decide(DecideRequest(sale=new), timeout=PATIENCE)
                items = licet.BatchDecide(batch, timeout=PATIENCE).items
            except Exception as error:  # noqa: BLE001 (a caller that ends asks nothing more, unseen)
                faults.append(f"a caller ended: {error!r}")
                return
            if not all(item.log_position.seq for item in items):
                faults.append(f"not logged: {items}")
            told.append(1 + len(items))
