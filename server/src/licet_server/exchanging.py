"""A worker loads the next rule set beside the one that answers, and takes it up when told.

Its parent tells it what to do by lines of JSON, and it says by others what it has done: each
has loaded a rule set before the first is told to answer by it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from licet_server.decision_log.archiving import archived
from licet_server.decision_log.keeping import DecisionLog
from licet_server.service.answers import Answers
from licet_server.service.current import Current
from licet_server.service.standing import Refused, Standing

LONGEST = 1 << 20
"""Bytes of a line that a worker is told; reasons are cut well before."""


class RulesAt(NamedTuple):
    """Rules that are to answer: where they lie, and the revision that they must be of."""

    directory: Path
    revision: str


@dataclass(frozen=True, slots=True)
class _Next:
    number: int
    answers: Answers


class Exchange:
    """What a worker answers by, and what it would answer by next.

    `load` makes the answers of other rules, in a thread; `tell` tells whether the rules are
    healthy, which they are not while some are refused.
    """

    def __init__(
        self,
        answers: Answers,
        packs: tuple[str, ...],
        load: Callable[[RulesAt], Answers],
        log: DecisionLog,
        standing: Standing,
    ) -> None:
        self.current = Current(answers, self._retire)
        self._packs = packs
        self._load = load
        self._log = log
        self._standing = standing
        self._next: _Next | None = None
        self._retiring: set[asyncio.Task[None]] = set()
        self._alone = asyncio.Event()
        self._alone.set()

    async def obey(
        self, reader: asyncio.StreamReader, tell: Callable[[bool], Awaitable[None]]
    ) -> None:
        """Do what the parent says, one thing after another, until it has gone."""
        while line := await reader.readline():
            told = json.loads(line)
            match told:
                case {"load": int(number), "directory": str(place), "revision": str(revision)}:
                    await self._take(number, RulesAt(Path(place), revision))
                case {"swap": int(number), "since": str(since)}:
                    self._swap(number, since)
                    await tell(True)
                case {"drop": int(number)}:
                    await self._drop(number)
                case {"refused": refused}:
                    self._standing.refused = refused_in(refused)
                    await tell(refused is None)

    async def _take(self, number: int, rules: RulesAt) -> None:
        """Load rules, and keep them for the log, before any answer of theirs is logged."""
        if self._next is not None:
            if self._next.number == number:
                say(loaded=number)
                return
            await self._drop(self._next.number)
        # Two rule sets fit into memory; a third waits for the first to go, and that for its calls.
        await self._alone.wait()
        try:
            answers = await asyncio.to_thread(self._load, rules)
            self._next = _Next(number, answers)
            await self._log.keep_rule_set(
                lambda: archived(rules.revision, self._packs, rules.directory)
            )
        except Exception as error:  # noqa: BLE001 (INVARIANT: what fails here never answers)
            await self._drop(number)
            say(failed=number, reason=str(error) or type(error).__name__)
            return
        say(loaded=number)

    def _swap(self, number: int, since: str) -> None:
        assert self._next is not None
        assert self._next.number == number
        answers, self._next = self._next.answers, None
        self._standing.since, self._standing.refused = since, None
        self._alone.clear()
        self.current.swap(answers)
        say(swapped=number)

    async def _drop(self, number: int) -> None:
        if self._next is not None and self._next.number == number:
            answers, self._next = self._next.answers, None
            await _ended(answers)

    def _retire(self, answers: Answers) -> None:
        task = asyncio.get_running_loop().create_task(self._gone(answers))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    async def _gone(self, answers: Answers) -> None:
        try:
            await _ended(answers)
        finally:
            self._alone.set()

    async def close(self) -> None:
        """Free what answers, and what would have answered next."""
        await asyncio.gather(*self._retiring)
        if self._next is not None:
            await self._drop(self._next.number)
        self.current.answers.close()
        self.current.answers.end()


async def _ended(answers: Answers) -> None:
    """Free a rule set that answers no more."""
    await asyncio.to_thread(answers.end)
    answers.memory.clear()
    del answers
    gc.unfreeze()
    settle()


def settle() -> None:
    """Let the collector pass over what is loaded: it stays, and each walk stops every thread."""
    gc.collect()
    gc.freeze()


def say(**line: Any) -> None:
    """Tell the parent something."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def refused_in(told: dict[str, Any] | None) -> Refused | None:
    """Return what a line tells of rules that were refused."""
    if told is None:
        return None
    return Refused(told["since"], tuple(told["reasons"]), told["revision"])
