"""Answers go into the log in groups, linked, whole, and on disk before they leave."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest
from licet_server.decision_log.chain import link, origin
from licet_server.decision_log.entries import commitments
from licet_server.decision_log.keeping import DecisionLog, LogSettings
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.writing import SEAL_AFTER, SEAL_EVERY, Position
from logging_inside import RULES, answered, at, logged, read
from postgresql import database


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LogSettings]:
    if request.param == "sqlite":
        yield at(tmp_path / "log")
        return
    (tmp_path / "server").mkdir()
    with database(tmp_path / "server") as server:
        yield at(server.url, beside=tmp_path)


async def _many(log: DecisionLog, count: int = 500) -> list[Position]:
    async def one(number: int) -> list[Position]:
        return await log.keep([answered(number)]) or []

    found = await asyncio.gather(*(one(number) for number in range(count)))
    return [position for each in found for position in each]


def test_what_many_callers_were_told_is_what_is_kept_each_linked_to_the_one_before(
    settings: LogSettings,
) -> None:
    told, failed = logged(settings, _many)
    assert failed == []
    (store,) = read(settings)
    (chain,) = store.chains()
    kept = list(store.entries(chain.id))
    assert [entry.seq for entry in kept] == list(range(1, 501))
    assert {(p.chain, p.seq, p.hash) for p in told} == {
        (entry.chain, entry.seq, entry.hash.hex()) for entry in kept
    }
    assert sorted(entry.answered for entry in kept) == sorted(answered(n) for n in range(500))
    previous = origin(chain.id).hash
    for entry in kept:
        assert entry.commitments == commitments(entry.answered, entry.salts)
        assert (entry.previous, entry.hash) == (
            previous,
            link(previous, entry.entry_id, entry.commitments),
        )
        previous = entry.hash
    assert len({entry.entry_id for entry in kept}) == 500
    store.close()


def test_the_head_is_sealed_at_the_start_on_the_way_and_at_the_end(settings: LogSettings) -> None:
    logged(settings, _many)
    (store,) = read(settings)
    (chain,) = store.chains()
    sealed = [seal.seq for seal in store.seals(chain.id)]
    assert (sealed[0], sealed[-1]) == (0, 500)
    assert all(after - before < 2 * SEAL_AFTER for before, after in pairwise(sealed))
    store.close()


def test_the_head_is_sealed_every_second_also_while_answers_trickle_in(
    settings: LogSettings,
) -> None:
    async def trickle(log: DecisionLog) -> None:
        for number in range(15):
            await log.keep([answered(number)])
            await asyncio.sleep(SEAL_EVERY / 5)
        (store,) = read(settings)
        sealed = [seal.seq for seal in store.seals(store.chains()[0].id)]
        store.close()
        assert 3 <= len(sealed) <= 5, "one at the start, and then one a second"
        assert sealed[-1] >= 9

    logged(settings, trickle)


def test_under_load_few_groups_wait_for_a_seal(settings: LogSettings) -> None:
    async def busy(log: DecisionLog) -> float:
        began = monotonic()
        for _ in range(60):
            await asyncio.gather(*(log.keep([answered(n)]) for n in range(10)))
        return monotonic() - began

    seconds, _ = logged(settings, busy)
    (store,) = read(settings)
    sealed = store.seals(store.chains()[0].id)
    store.close()
    assert len(sealed) <= 2 + 600 / SEAL_AFTER + seconds / SEAL_EVERY


def test_the_rule_set_is_kept_beside_the_entries(settings: LogSettings) -> None:
    logged(settings, _many)
    (store,) = read(settings)
    assert store.rule_set(RULES.revision) == RULES
    assert store.rule_set("1" * 64) is None
    store.close()


def test_each_worker_has_a_chain_of_its_own(settings: LogSettings) -> None:
    for _ in range(2):
        logged(settings, lambda log: _many(log, 3))
    chains = [(store, chain) for store in read(settings) for chain in store.chains()]
    assert sorted(store.count(chain.id) for store, chain in chains) == [3, 3]
    for store, _ in chains:
        store.close()


def test_a_batch_stands_together(settings: LogSettings) -> None:
    async def batch(log: DecisionLog) -> list[Position] | None:
        return await log.keep([answered(n) for n in range(150)])

    told, _ = logged(settings, batch)
    assert [p.seq for p in told or ()] == list(range(1, 151))


def test_an_answer_that_may_leave_before_it_is_logged_is_logged_all_the_same(
    tmp_path: Path,
) -> None:
    settings = at(tmp_path / "log", policy=LogPolicy.ASYNC)
    told, _ = logged(settings, _many)
    assert told == []
    (store,) = read(settings)
    assert store.count(store.chains()[0].id) == 500
    store.close()


def test_without_a_log_nothing_is_kept_and_nothing_is_made(tmp_path: Path) -> None:
    settings = at(tmp_path / "log", policy=LogPolicy.OFF)
    assert logged(settings, _many) == ([], [])
    assert list(tmp_path.iterdir()) == []
