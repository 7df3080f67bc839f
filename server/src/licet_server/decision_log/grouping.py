"""Entries are committed in groups: what comes while one group is written goes with the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from licet_server.decision_log.entries import Answered
from licet_server.decision_log.errors import LogError, LogUnavailableError
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.store import KeptRuleSet
from licet_server.decision_log.threads import OneThread
from licet_server.decision_log.writing import Chronicle, Position

R = TypeVar("R")
GATHER = 0.001
"""Seconds for others to come, before a group is written."""
GROUP = 100
MOST_WAITING = 10_000
WITHIN = 10.0
"""Seconds that an answer waits for the log: after these it is not given."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    answers: Sequence[Answered]
    kept: asyncio.Future[list[Position]]
    came: float


class GroupWriter:
    """Writes what callers of one event loop have to log, in groups, in a thread.

    What hangs is waited for, and nothing is written beside it; who waits is refused after
    `within` seconds, and so is whoever comes meanwhile. Answers that have been given already
    (`async`) wait on, as many as there is room for.
    """

    def __init__(
        self,
        chronicle: Chronicle,
        failed: Callable[[LogError], None],
        policy: LogPolicy = LogPolicy.BEFORE_ANSWER,
        within: float = WITHIN,
    ) -> None:
        self._chronicle = chronicle
        self._failed = failed
        self._given = policy is LogPolicy.ASYNC
        self._within = within
        self._waiting: list[_Waiting] = []
        self._writing: list[_Waiting] = []
        self._come = asyncio.Event()
        self._closing = False
        self._lost = 0
        self._hung: LogError | None = None
        self._unwritten: LogError | None = None
        self._unsealed: LogError | None = None
        self._thread = OneThread("licet-log")
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._write_forever())

    @property
    def error(self) -> LogError | None:
        """Why the log cannot be written or sealed now, or None."""
        return self._hung or self._unwritten or self._unsealed

    def put(self, answers: Sequence[Answered]) -> asyncio.Future[list[Position]]:
        """Take answers to log; the future is done when they are on disk, or raises `LogError`.

        Raises `LogError` where no more can wait.
        """
        if self._hung is not None and not self._given:
            raise self._hung
        if sum(len(each.answers) for each in self._waiting) > MOST_WAITING:
            raise LogUnavailableError(f"{MOST_WAITING} answers wait for the decision log")
        kept: asyncio.Future[list[Position]] = self._loop.create_future()
        self._waiting.append(_Waiting(answers, kept, self._loop.time()))
        self._come.set()
        return kept

    def give_up(self, answers: Sequence[Answered]) -> None:
        """Count answers that were given and cannot wait: with the next failure it is told of."""
        self._lost += len(answers)

    async def keep_rule_set(self, kept: KeptRuleSet) -> None:
        """Keep a rule set before answers of it come; raises `LogError`."""
        if self._hung is not None:
            raise self._hung
        keeping = asyncio.ensure_future(
            self._in_thread(lambda: self._chronicle.keep_rule_set(kept), self._loop.time())
        )
        try:
            await asyncio.wait_for(asyncio.shield(keeping), self._within)
        except TimeoutError:
            raise self._hung or self._overdue() from None

    async def _write_forever(self) -> None:
        while self._waiting or not self._closing:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._come.wait(), self._chronicle.seal_in())
            if self._waiting:
                await asyncio.sleep(GATHER)
                await self._write_group()
            if not self._chronicle.seal_in():
                await self._seal()

    async def _write_group(self) -> None:
        self._writing = group = self._next()
        answers = [each for waiting in group for each in waiting.answers]
        since = self._loop.time() if self._given else group[0].came
        try:
            found = await self._in_thread(lambda: self._chronicle.append(answers), since)
        except LogError as error:
            self._unwritten = error
            self._lost += len(answers)
            self._tell(error)
            for waiting in group:
                _end(waiting.kept, error)
            return
        finally:
            self._writing = []
        self._unwritten = None
        for waiting in group:
            own, found = found[: len(waiting.answers)], found[len(waiting.answers) :]
            if not waiting.kept.done():  # its caller may have gone, or been refused
                waiting.kept.set_result(own)
        if self._lost:
            self._tell(LogUnavailableError("the decision log was not written for a while"))

    async def _seal(self) -> None:
        try:
            await self._in_thread(self._chronicle.seal, self._loop.time())
        except LogError as error:
            self._unsealed = error
            self._tell(error)
        else:
            self._unsealed = None

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

    async def _in_thread(self, work: Callable[[], R], since: float) -> R:
        """Return what some work in the thread gives; raises `LogError`."""
        overdue = self._loop.call_at(since + self._within, self._hang)
        try:
            return await self._thread.do(work)
        except LogError:
            raise
        except Exception as error:
            raise LogUnavailableError(f"the decision log failed: {type(error).__name__}") from error
        finally:
            overdue.cancel()
            self._hung = None

    def _hang(self) -> None:
        """Refuse whoever waits, and whoever comes before the thread is free again."""
        if self._hung is not None:
            return
        self._hung = self._overdue()
        refused = self._writing
        if not self._given:
            self._lost += sum(len(waiting.answers) for waiting in self._waiting)
            refused, self._waiting = [*self._writing, *self._waiting], []
            self._come.clear()
        for waiting in refused:
            _end(waiting.kept, self._hung)
        self._tell(self._hung)

    def _overdue(self) -> LogError:
        return LogUnavailableError(
            f"the decision log has not answered within {self._within:g} seconds"
        )

    def _tell(self, error: LogError) -> None:
        """Tell of a failure, and of how many answers it keeps from being logged."""
        lost, self._lost = self._lost, 0
        counted = f"{lost} answer is" if lost == 1 else f"{lost} answers are"
        self._failed(type(error)(f"{error}; {counted} not logged") if lost else error)

    async def close(self) -> None:
        """Write what waits, seal it, and let go of the store; what hangs is left behind."""
        self._closing = True
        self._come.set()
        ending = asyncio.ensure_future(self._end())
        while not (await asyncio.wait((ending,), timeout=self._within))[0]:
            if self._hung is not None:
                self._task.cancel()
                ending.cancel()
                break
        self._thread.close()

    async def _end(self) -> None:
        await self._task
        try:
            await self._in_thread(self._chronicle.close, self._loop.time())
        except LogError as error:
            self._tell(error)


def _end(kept: asyncio.Future[list[Position]], error: LogError) -> None:
    if not kept.done():
        kept.set_exception(error)
        kept.exception()  # asked for, as nobody may be waiting
