"""Entries are committed in groups: what comes while one group is written goes with the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from licet_server.decision_log.chain import Head, linked
from licet_server.decision_log.entries import Answered, Entry
from licet_server.decision_log.errors import LogError, LogUnavailableError
from licet_server.decision_log.sealing import Witness, sealed
from licet_server.decision_log.store import KeptRuleSet, Started, Store

GATHER = 0.001
"""Seconds for others to come, before a group is written."""
GROUP = 100
SEAL_AFTER = 256
"""Entries without a seal from which on the next group waits for one: a seal that fails lets no
more be logged, and a tail without one is at most as long as this and a group."""
SEAL_EVERY = 1.0
"""Seconds that a tail lies without a seal while nothing comes."""
MOST_WAITING = 10_000


class Position(NamedTuple):
    """Where an answer stands in the log."""

    chain: str
    seq: int
    hash: str


def utc_now() -> str:
    """Return the time, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Chronicle:
    """One chain in one store, for one thread: links, keeps and seals.

    After a failure the head is read again from the store: what failed may have been kept.
    """

    def __init__(
        self, store: Store, key: Ed25519PrivateKey, witness: Witness | None, started: Started
    ) -> None:
        self._store = store
        self._key = key
        self._witness = witness
        self.chain = started.id
        store.begin(started)
        self._head: Head | None = store.head(self.chain)
        self._sealed = -1
        self.seal()

    def append(self, answers: Sequence[Answered]) -> list[Position]:
        """Keep answers; raises `LogError`, and then none of them may be given."""
        head = self._last()
        if head.seq - self._sealed >= SEAL_AFTER:
            self.seal()
        found: list[Entry] = []
        for answered in answers:
            found.append(linked(self.chain, head, answered))
            head = Head(found[-1].seq, found[-1].hash)
        self._head = None
        self._store.append(found)
        self._head = head
        return [Position(self.chain, entry.seq, entry.hash.hex()) for entry in found]

    def seal(self) -> None:
        """Sign the head, in the store and before a witness, unless it is signed."""
        head = self._last()
        if head.seq == self._sealed:
            return
        seal = sealed(self._key, self.chain, head, utc_now())
        if self._witness is not None:
            self._witness.write(seal)
        self._store.seal(seal)
        self._sealed = head.seq

    def keep_rule_set(self, kept: KeptRuleSet) -> None:
        """Keep a rule set that is to answer, unless it is kept; raises `LogError`."""
        self._store.keep_rule_set(kept)

    def _last(self) -> Head:
        if self._head is None:
            self._head = self._store.head(self.chain)
        return self._head

    def close(self) -> None:
        """Seal what is not sealed, and let go of the store."""
        try:
            self.seal()
        finally:
            self._store.close()


@dataclass(frozen=True, slots=True)
class _Waiting:
    answers: Sequence[Answered]
    kept: asyncio.Future[list[Position]]


class GroupWriter:
    """Writes what callers of one event loop have to log, in groups, in a thread."""

    def __init__(self, chronicle: Chronicle, failed: Callable[[LogError], None]) -> None:
        self._chronicle = chronicle
        self._failed = failed
        self._waiting: list[_Waiting] = []
        self._come = asyncio.Event()
        self._closing = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="licet-log")
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._write_forever())
        self.error: LogError | None = None
        """Why the log cannot be written now, or None."""

    def put(self, answers: Sequence[Answered]) -> asyncio.Future[list[Position]]:
        """Take answers to log; the future is done when they are on disk, or raises `LogError`."""
        if sum(len(each.answers) for each in self._waiting) > MOST_WAITING:
            raise LogUnavailableError(f"{MOST_WAITING} answers wait for the decision log")
        kept: asyncio.Future[list[Position]] = self._loop.create_future()
        self._waiting.append(_Waiting(answers, kept))
        self._come.set()
        return kept

    async def keep_rule_set(self, kept: KeptRuleSet) -> None:
        """Keep a rule set before answers of it come; raises `LogError`."""
        await self._in_thread(lambda: self._chronicle.keep_rule_set(kept))
        if self.error is not None:
            raise self.error

    async def _write_forever(self) -> None:
        while self._waiting or not self._closing:
            try:
                await asyncio.wait_for(self._come.wait(), SEAL_EVERY)
            except TimeoutError:
                await self._in_thread(self._chronicle.seal)
                continue
            await asyncio.sleep(GATHER)
            await self._write_group()

    async def _write_group(self) -> None:
        group = self._next()
        answers = [each for waiting in group for each in waiting.answers]
        found = await self._in_thread(lambda: self._chronicle.append(answers)) if answers else []
        for waiting in group:
            if found is None:
                _end(waiting.kept, self.error)
                continue
            own, found = found[: len(waiting.answers)], found[len(waiting.answers) :]
            if not waiting.kept.done():  # its caller may have gone
                waiting.kept.set_result(own)

    def _next(self) -> list[_Waiting]:
        """Take as many as make a group, and one at least."""
        taken, size = 0, 0
        for waiting in self._waiting:
            if taken and size + len(waiting.answers) > GROUP:
                break
            taken, size = taken + 1, size + len(waiting.answers)
        group, self._waiting = self._waiting[:taken], self._waiting[taken:]
        if not self._waiting:
            self._come.clear()
        return group

    async def _in_thread(self, work: Callable[[], list[Position] | None]) -> list[Position] | None:
        """Return what some work in the thread gives, or None where it failed."""
        try:
            found = await self._loop.run_in_executor(self._thread, work)
        except Exception as error:  # noqa: BLE001 (INVARIANT: whoever waits is told)
            self.error = error if isinstance(error, LogError) else _unforeseen(error)
            self._failed(self.error)
            return None
        self.error = None
        return found

    async def close(self) -> None:
        """Write what waits, seal it, and let go of the store."""
        self._closing = True
        self._come.set()
        await self._task
        await self._in_thread(self._chronicle.close)
        self._thread.shutdown(wait=False)


def _end(kept: asyncio.Future[list[Position]], error: LogError | None) -> None:
    if not kept.done():
        kept.set_exception(error or LogUnavailableError("the decision log failed"))
        kept.exception()  # asked for, as nobody may be waiting


def _unforeseen(error: Exception) -> LogError:
    return LogUnavailableError(f"the decision log failed: {type(error).__name__}")
