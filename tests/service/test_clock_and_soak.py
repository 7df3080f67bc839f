"""A clock that is moved back, and a minute of load, change nothing that was answered."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from licet.v1.service_pb2 import DecideRequest
from licet_server.decision_log.store import stores
from licet_server.entry import run
from service_sales import asking, sale
from serving import serving
from soaking import kept_in, soaked
from wall_clock import wall_clock

PATIENCE = 30.0
SOAK = 60.0
DAY = 24 * 60 * 60


def verified(kept: Path) -> int:
    return run(["log", "verify", "--log", f"{kept / 'log'}", "--key", f"{kept / 'key.pem'}"])


def test_a_clock_that_is_moved_back_breaks_no_chain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = wall_clock(tmp_path)
    for name, value in clock.environment.items():
        monkeypatch.setenv(name, value)
    with serving("--workers", "1", *kept_in(tmp_path)) as running, asking(running.address) as licet:
        for name in clock.environment:
            monkeypatch.delenv(name)
        one = licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE)
        clock.move(-3 * DAY)
        two = licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE)
    days = [date.fromisoformat(told.decision.known_on) for told in (one, two)]
    assert days[0] - days[1] == timedelta(3)
    assert (one.log_position.seq, two.log_position.seq) == (1, 2)
    (store,) = stores(f"{tmp_path / 'log'}")
    first, second = store.entries(one.log_position.chain)
    store.close()
    assert second.answered.answered_at < first.answered.answered_at
    assert verified(tmp_path) == 0


def test_a_minute_of_load_is_answered_whole_kept_whole_and_keeps_memory_flat(
    tmp_path: Path,
) -> None:
    found = soaked(tmp_path, SOAK, 2, lambda _: None)
    assert found.wrong == []
    assert verified(tmp_path) == 0
