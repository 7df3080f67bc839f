"""A log that hangs: who waits is told in time, who comes is told at once, until it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
import sqlalchemy as sa
from licet_server.decision_log.connecting import bounds_of
from licet_server.decision_log.errors import LogUnavailableError
from licet_server.decision_log.keeping import DecisionLog
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.writing import Chronicle, Position
from logging_inside import RULES, answered, at, logged, read
from postgresql import database

WITHIN, PATIENCE = 1.0, 30.0
SAID = "has not answered within 1 seconds"


async def kept(log: DecisionLog, number: int) -> int:
    """Log an answer, and return its number in the chain."""
    (position,) = await asyncio.wait_for(log.keep([answered(number)]), PATIENCE) or ()
    return position.seq


async def refused(log: DecisionLog, number: int) -> float:
    """Return after how many seconds an answer is refused."""
    began = monotonic()
    with pytest.raises(LogUnavailableError, match=SAID):
        await kept(log, number)
    return monotonic() - began


async def until(done: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not done():
        assert monotonic() < end
        await asyncio.sleep(0.02)


def test_a_database_that_hangs_refuses_in_time_and_one_that_is_back_goes_on(
    tmp_path: Path,
) -> None:
    (tmp_path / "server").mkdir()
    with database(tmp_path / "server") as server:
        settings = at(server.url, beside=tmp_path)

        async def work(log: DecisionLog) -> int:
            assert await kept(log, 0) == 1
            with server.hanging():
                waited = await asyncio.gather(*(refused(log, n) for n in range(1, 4)))
                assert max(waited) < 2 * WITHIN
                assert await refused(log, 4) < WITHIN / 2, "whoever comes is told at once"
                assert SAID in str(log.error)
                began = monotonic()
                with pytest.raises(LogUnavailableError, match=SAID):
                    await log.keep_rule_set(lambda: RULES)
                assert monotonic() - began < WITHIN
            await until(lambda: log.error is None)
            return await kept(log, 5)

        last, failed = logged(settings, work, WITHIN)
        assert SAID in str(failed[0])
        (store,) = read(settings)
        (chain,) = store.chains()
        numbers = [entry.seq for entry in store.entries(chain.id)]
        store.close()
        assert numbers == list(range(1, last + 1))
        assert last <= 5, "of what was refused only what hung may be logged"


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """What is appended hangs until this is set; what is answered twice is let go at once."""
    gate, append = Event(), Chronicle.append

    def waiting(chronicle: Chronicle, answers: list[object]) -> list[Position]:
        gate.wait(PATIENCE)
        return append(chronicle, answers)  # type: ignore[arg-type]

    monkeypatch.setattr(Chronicle, "append", waiting)
    yield gate
    gate.set()


def test_answers_that_have_been_given_wait_until_the_log_is_back_and_none_is_lost(
    tmp_path: Path, stuck: Event
) -> None:
    settings = at(tmp_path / "log", policy=LogPolicy.ASYNC)

    async def work(log: DecisionLog) -> None:
        await log.keep([answered(0)])
        await until(lambda: log.error is not None)
        for number in range(1, 300):
            assert await log.keep([answered(number)]) is None
        stuck.set()

    _, failed = logged(settings, work, WITHIN / 4)
    assert [str(each) for each in failed] == [
        "the decision log has not answered within 0.25 seconds"
    ]
    (store,) = read(settings)
    assert store.count(store.chains()[0].id) == 300
    store.close()


def test_answers_that_have_been_given_and_cannot_wait_are_counted(
    tmp_path: Path, stuck: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("licet_server.decision_log.grouping.MOST_WAITING", 10)
    settings = at(tmp_path / "log", policy=LogPolicy.ASYNC)

    async def work(log: DecisionLog) -> None:
        await log.keep([answered(0)])
        await asyncio.sleep(0.1)  # the first is being written
        for number in range(1, 20):
            assert await log.keep([answered(number)]) is None
        stuck.set()

    _, failed = logged(settings, work)
    assert [str(each) for each in failed] == [
        "the decision log was not written for a while; 8 answers are not logged"
    ]


def test_a_rule_set_behind_what_hangs_is_refused_in_time(tmp_path: Path, stuck: Event) -> None:
    async def work(log: DecisionLog) -> float:
        writing = asyncio.ensure_future(refused(log, 0))
        await asyncio.sleep(0.1)
        began = monotonic()
        with pytest.raises(LogUnavailableError, match=SAID):
            await log.keep_rule_set(lambda: RULES)
        waited = monotonic() - began
        await writing
        stuck.set()
        return waited

    waited, _ = logged(at(tmp_path / "log"), work, WITHIN)
    assert waited < 2 * WITHIN


def test_a_log_that_hangs_keeps_nobody_from_closing_it(tmp_path: Path, stuck: Event) -> None:
    began = monotonic()
    logged(at(tmp_path / "log"), lambda log: refused(log, 0), WITHIN)
    assert not stuck.is_set()
    assert monotonic() - began < 5 * WITHIN


def test_waits_for_a_database_are_bounded_unless_its_url_says_otherwise() -> None:
    plain = sa.make_url("postgresql+psycopg://licet@db/licet")
    told = bounds_of(plain, 10)
    assert told["options"] == "-c statement_timeout=10000"
    assert told["connect_timeout"] > 0
    assert set(bounds_of(plain, None)) == {"connect_timeout"}, "who reads may take the time"
    own = sa.make_url(f"{plain}?connect_timeout=60&options=-c%20statement_timeout=0")
    assert not {"connect_timeout", "options"} & set(bounds_of(own, 10))
    assert bounds_of(sa.make_url("sqlite://"), 10) == {}
