"""Where a log fails nothing is acknowledged, each failure is told as what it is, and none hangs."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from licet_server.decision_log.chain import link, origin
from licet_server.decision_log.errors import (
    LogError,
    LogFullError,
    LogUnavailableError,
    WitnessError,
)
from licet_server.decision_log.keeping import DecisionLog, LogSettings
from licet_server.decision_log.writing import SEAL_AFTER, Chronicle
from logging_inside import answered, at, logged, read
from postgresql import database
from small_disks import fill, small_disk

PATIENCE = 30.0


async def kept(log: DecisionLog, number: int = 0) -> int:
    """Log an answer, and return its number in the chain."""
    (position,) = await asyncio.wait_for(log.keep([answered(number)]), PATIENCE) or ()
    return position.seq


async def until_failure(log: DecisionLog, most: int) -> tuple[list[int], LogError]:
    """Log answers until one is refused; which were acknowledged, and why that one was not."""
    told: list[int] = []
    for number in range(most):
        try:
            told.append(await kept(log, number))
        except LogError as error:
            return told, error
    raise AssertionError(f"{most} answers were logged")


def intact(settings: LogSettings) -> list[int]:
    """The numbers of what is kept, each linked to the one before it."""
    found = []
    for store in read(settings):
        for chain in store.chains():
            previous = origin(chain.id).hash
            for entry in store.entries(chain.id):
                assert entry.previous == previous
                previous = link(previous, entry.entry_id, entry.commitments)
                assert entry.hash == previous
                found.append(entry.seq)
        store.close()
    return found


def test_a_full_disk_refuses_and_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4) as disk:
        settings = at(disk / "log")

        async def work(log: DecisionLog) -> tuple[list[int], LogError, int]:
            filler = fill(disk)
            told, error = await until_failure(log, 20_000)
            with pytest.raises(LogFullError):
                await kept(log)
            filler.unlink()
            return told, error, await kept(log)

        (told, error, after), failed = logged(settings, work)
        assert isinstance(error, LogFullError)
        assert "no room left" in str(error)
        assert isinstance(failed[0], LogFullError)
        assert str(failed[0]) == f"{error}; 1 answer is not logged"
        assert told == list(range(1, len(told) + 1))
        assert set(told) | {after} <= set(intact(settings))


def test_a_database_that_is_lost_refuses_and_one_that_is_back_goes_on(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    with database(tmp_path / "server") as server:
        settings = at(server.url, beside=tmp_path)

        async def work(log: DecisionLog) -> list[int]:
            first = await kept(log)
            server.stop()
            for _ in range(2):
                with pytest.raises(LogUnavailableError, match="cannot be used"):
                    await kept(log)
            server.start()
            return [first, await kept(log), await kept(log)]

        told, _ = logged(settings, work)
        assert told == [1, 2, 3]
        assert intact(settings) == [1, 2, 3]


def test_without_its_witness_no_more_than_one_seals_entries_are_logged(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    settings = at(tmp_path / "log", witness=witness)

    async def work(log: DecisionLog) -> tuple[list[int], LogError, int]:
        await kept(log)
        shutil.rmtree(witness)
        told, error = await until_failure(log, 3 * SEAL_AFTER)
        witness.mkdir()
        return told, error, await kept(log)

    (told, error, after), failed = logged(settings, work)
    assert isinstance(error, WitnessError)
    assert len(told) <= SEAL_AFTER + 1
    assert after == told[-1] + 1
    assert {type(each) for each in failed} == {WitnessError}


def test_a_log_is_not_opened_without_its_witness(tmp_path: Path) -> None:
    settings = at(tmp_path / "log", witness=tmp_path / "a file" / "witness")
    (tmp_path / "a file").touch()
    with pytest.raises(LogUnavailableError, match="cannot be made"):
        logged(settings, kept)


def test_a_fault_of_our_own_is_told_to_whoever_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(_: Chronicle, __: object) -> list[object]:
        raise KeyError("a secret")

    monkeypatch.setattr(Chronicle, "append", faulty)

    async def work(log: DecisionLog) -> None:
        with pytest.raises(LogUnavailableError, match=r"failed: KeyError$"):
            await kept(log)

    logged(at(tmp_path / "log"), work)


def test_what_a_caller_that_went_asked_is_logged_and_the_next_is_told_its_own(
    tmp_path: Path,
) -> None:
    async def work(log: DecisionLog) -> int:
        gone = asyncio.ensure_future(log.keep([answered(1)]))
        await asyncio.sleep(0)
        gone.cancel()
        return await kept(log, 2)

    settings = at(tmp_path / "log")
    told, failed = logged(settings, work)
    assert (told, failed) == (2, [])
    assert intact(settings) == [1, 2]


@pytest.mark.parametrize(
    ("held", "said"),
    [(b"rubbish", "cannot be used"), (b"", "cannot be used")],
)
def test_a_key_that_is_none_opens_no_log(tmp_path: Path, held: bytes, said: str) -> None:
    settings = at(tmp_path)
    settings.key.write_bytes(held)
    with pytest.raises(LogUnavailableError, match=said):
        logged(settings, kept)


def test_a_place_that_is_no_directory_is_no_log(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LogUnavailableError, match="is no directory"):
        read(at(tmp_path / "file"))
