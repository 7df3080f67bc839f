"""Workers that keep the same at once: one of them keeps it, and none of them fails."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from licet_server.decision_log.errors import LogUnavailableError
from licet_server.decision_log.preparing import migrate
from licet_server.decision_log.store import KeptRuleSet, Seal, Started, Store, chain_id
from postgresql import database

ROUNDS, WORKERS = 20, 4
BEGAN = ("2026-11-24", "here", 1, "0.1")
STARTED = Started(chain_id(*BEGAN), *BEGAN)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'one.sqlite'}"
        return
    (tmp_path / "server").mkdir()
    with database(tmp_path / "server") as server:
        yield server.url


def at_once(url: str, keep: Callable[[Store, int], None]) -> None:
    """Let each of some workers keep something, each time all of them together."""
    together = Barrier(WORKERS)

    def work() -> None:
        with closing(Store(url)) as store:
            for number in range(ROUNDS):
                together.wait(30)
                keep(store, number)

    with closing(Store(url)) as store:
        migrate(store)
        store.begin(STARTED)
    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(work) for _ in range(WORKERS)]:
            done.result()


def test_a_rule_set_that_all_workers_keep_at_once_is_kept_once(url: str) -> None:
    archive = os.urandom(400_000)

    def keep(store: Store, number: int) -> None:
        store.keep_rule_set(KeptRuleSet(f"{number:064}", "law", archive))

    at_once(url, keep)
    with closing(Store(url)) as store:
        for number in range(ROUNDS):
            kept = store.rule_set(f"{number:064}")
            assert kept == KeptRuleSet(f"{number:064}", "law", archive)


def test_a_seal_that_is_kept_at_once_is_kept_once(url: str) -> None:
    def keep(store: Store, number: int) -> None:
        store.seal(Seal(STARTED.id, number, bytes(32), "2026-11-24", bytes(64)))

    at_once(url, keep)
    with closing(Store(url)) as store:
        assert [seal.seq for seal in store.seals(STARTED.id)] == list(range(ROUNDS))


def test_what_cannot_be_kept_for_another_reason_is_no_success(url: str) -> None:
    with closing(Store(url)) as store:
        migrate(store)
        with pytest.raises(LogUnavailableError):
            store.keep_rule_set(KeptRuleSet("0" * 64, None, b""))  # type: ignore[arg-type]
