"""How long the packs take to load, and what a worker holds when it has met a whole order book.

Run as `python benchmarks/packs.py`. Times are CPU time of the process that loads; memory is what
the worker holds alone of physical memory (its proportional set size), and the most it ever held.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import running_servers
from licet_client import Client
from licet_orderbook import open_book
from licet_server.app import Licet
from licet_server.settings import Settings
from rich.progress import track

ROUNDS = 5
BATCH = 500
ORDERS = 10_000
PATIENCE = 300.0
KB = 1024
MB = 1_000_000


_LOAD = """
import sys
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter
from licet_server.app import Licet
from licet_server.settings import Settings

def used():
    each = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in each)

before, start = used(), perf_counter()
Licet(Settings(), rehearsed=sys.argv[1] == "True").close()
print(used() - before, perf_counter() - start)
"""


def loading(*, rehearsed: bool) -> tuple[float, float]:
    """Return CPU and wall seconds of loading every pack, the rehearsal's process included.

    Each time in a process of its own: one that has rehearsed a rule set does it no more.
    """
    ran = subprocess.run(  # noqa: S603 (our own interpreter and text)
        [sys.executable, "-c", _LOAD, str(rehearsed)], check=True, capture_output=True, text=True
    )
    cpu, wall = map(float, ran.stdout.split())
    return cpu, wall


def memory(worker: int) -> tuple[float, float]:
    """Return what a process holds now, and the most it held, in MB."""
    rollup = Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()
    status = Path(f"/proc/{worker}/status").read_text().splitlines()
    now = next(line for line in rollup if line.startswith("Pss:"))
    most = next(line for line in status if line.startswith("VmHWM:"))
    return int(now.split()[1]) * KB / MB, int(most.split()[1]) * KB / MB


def book() -> Iterator[Mapping[str, Any]]:
    """Yield the shipped orders, without what they should come to."""
    for line in open_book():
        order = json.loads(line)
        order.pop("expected", None)
        yield order


def anything(licet: Licet, count: int) -> Iterator[Mapping[str, Any]]:
    """Yield sales of any entry to any place on any day, hardly two of them alike."""
    draw = random.Random(4)  # noqa: S311 (no secrets)
    tables = licet.rules.tables
    eccns = sorted({control.eccn for control in tables.controls})
    countries = sorted({row.country for row in tables.chart})
    for number in range(count):
        place = draw.choice(countries)
        yield {
            "sale_id": f"ANY-{number}",
            "sale_date": f"{draw.randint(1997, 2026)}-{draw.randint(1, 12):02}-15",
            "destination": {"country": place},
            "parties": [{"role": "buyer", "name": f"Firm {number}", "country": place}],
            "lines": [{"category": draw.choice(eccns), "value": str(number)}],
        }


def put(client: Client, sales: Iterable[Mapping[str, Any]], said: str, count: int) -> None:
    """Put sales to a server in batches."""
    waiting = iter(sales)
    for _ in track(range(count // BATCH), description=said):
        client.batch_decide(list(islice(waiting, BATCH)), timeout=PATIENCE)


def main() -> None:
    """Print each figure beside its bar."""
    for rehearsed in (False, True):
        rounds = [loading(rehearsed=rehearsed) for _ in range(ROUNDS)]
        cpu, wall = (median(figures) for figures in zip(*rounds, strict=True))
        how = "with the rehearsal" if rehearsed else "rehearsal aside"
        print(f"load both packs, {how:<19} {cpu:6.2f} s CPU, {wall:5.2f} s (bar: under 3 s)")
    with (
        tempfile.TemporaryDirectory() as kept,
        Licet(Settings(), rehearsed=False) as licet,
        running_servers.licet(Path(kept) / "log") as served,
        Client(served.address) as client,
    ):
        tell("a worker that has loaded", served.worker)
        put(client, book(), "the book", ORDERS)
        tell("and met the shipped book", served.worker)
        put(client, anything(licet, ORDERS), "anything", ORDERS)
        tell("and 10,000 sales of anything", served.worker)


def tell(when: str, worker: int) -> None:
    """Print what a worker holds."""
    now, most = memory(worker)
    print(f"{when:<36} {now:6.0f} MB now, {most:4.0f} MB at most (bar: under 200 MB)")


if __name__ == "__main__":
    main()
