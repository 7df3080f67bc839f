"""A clock that is moved back, and a minute of load, change nothing that was answered."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path
from time import monotonic

import pytest
from licet.v1.service_pb2 import BatchDecideRequest, DecideRequest
from licet_server.decision_log.store import stores
from licet_server.entry import run
from service_sales import asking, sale
from serving import Running, serving

PATIENCE = 30.0
SOAK = 60.0
CALLERS = 6
GROWTH = 12.0
"""Megabytes that a worker may grow by in the second half: its memories of answers fill up."""
FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


def flags(kept: Path) -> tuple[str, ...]:
    return ("--log", f"{kept / 'log'}", "--log-key", f"{kept / 'key.pem'}")


def verified(kept: Path) -> int:
    return run(["log", "verify", "--log", f"{kept / 'log'}", "--key", f"{kept / 'key.pem'}"])


@pytest.mark.skipif(not FAKETIME, reason="on Debian: apt-get install -y faketime")
def test_a_clock_that_is_moved_back_breaks_no_chain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = tmp_path / "clock"
    clock.write_text("+0\n")
    faked = {
        "LD_PRELOAD": str(FAKETIME[-1]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    for name, value in faked.items():
        monkeypatch.setenv(name, value)
    with serving("--workers", "1", *flags(tmp_path)) as running, asking(running.address) as licet:
        for name in faked:
            monkeypatch.delenv(name)
        one = licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE)
        clock.write_text("-3d\n")
        two = licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE)
    days = [date.fromisoformat(told.decision.known_on) for told in (one, two)]
    assert days[0] - days[1] == timedelta(3)
    assert (one.log_position.seq, two.log_position.seq) == (1, 2)
    (store,) = stores(f"{tmp_path / 'log'}")
    first, second = store.entries(one.log_position.chain)
    store.close()
    assert second.answered.answered_at < first.answered.answered_at
    assert verified(tmp_path) == 0


def megabytes(running: Running) -> float:
    """What the workers of a server hold alone."""
    pid = running.process.pid
    found = 0.0
    for worker in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        rollup = Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()
        found += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss_Anon:"))
    return found / 1024


def asked_until(address: str, number: int, end: float, told: list[int]) -> None:
    """Ask single questions and batches, new ones and old ones, until a time; all are answered."""
    count = 0
    with asking(address) as licet:
        while monotonic() < end:
            count += 1
            new = sale(sale_id=f"{number}-{count}", ordered_on=f"20{count % 20:02}-01-05")
            licet.Decide(DecideRequest(sale=new), timeout=PATIENCE)
            batch = BatchDecideRequest(sales=[sale(), new, sale(sale_id=f"{count % 7}")])
            items = licet.BatchDecide(batch, timeout=PATIENCE).items
            assert all(item.log_position.seq for item in items)
            told.append(1 + len(items))


def test_a_minute_of_load_is_answered_whole_kept_whole_and_keeps_memory_flat(
    tmp_path: Path,
) -> None:
    told: list[int] = []
    with serving("--workers", "2", *flags(tmp_path)) as running:
        halves = []
        for _ in range(2):
            end = monotonic() + SOAK / 2
            threads = [
                threading.Thread(target=asked_until, args=(running.address, n, end, told))
                for n in range(CALLERS)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(SOAK)
            halves.append(megabytes(running))
    held = 0
    for store in stores(f"{tmp_path / 'log'}"):
        held += sum(store.count(chain.id) for chain in store.chains())
        store.close()
    assert held == sum(told) > 1000
    assert halves[1] - halves[0] < 2 * GROWTH
    assert verified(tmp_path) == 0
