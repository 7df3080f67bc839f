"""The log as the service sees it: answers go in, and where they stand comes out."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from licet_server.decision_log.entries import Answered
from licet_server.decision_log.errors import LogError
from licet_server.decision_log.grouping import WITHIN, GroupWriter
from licet_server.decision_log.meaning import meant
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.sealing import signing_key
from licet_server.decision_log.store import KeptRuleSet, Started, Store, chain_id, file_of, file_url
from licet_server.decision_log.witness import DirectoryWitness
from licet_server.decision_log.writing import Chronicle, Position, utc_now
from licet_server.whole_files import whole

EMPTY = ".empty"
"""The file of a log without entries, in the layout of this Licet: each worker begins with it."""


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Where the log is kept: a directory, or a database's URL; and under which key.

    `witness` is a second place for its seals, or None.
    """

    policy: LogPolicy
    where: str
    key: Path
    witness: Path | None = None

    @property
    def is_directory(self) -> bool:
        """Whether each worker keeps a file of its own."""
        return "://" not in self.where


class DecisionLog:
    """Logs answers by a policy; with `off` there is nothing to keep them in.

    An answer waits for the log for `within` seconds at most.
    """

    def __init__(
        self,
        policy: LogPolicy,
        chronicle: Chronicle | None,
        failed: Callable[[LogError], None],
        within: float = WITHIN,
    ) -> None:
        self.policy = policy
        self._writer = None if chronicle is None else GroupWriter(chronicle, failed, policy, within)

    async def keep(self, answers: Sequence[Answered]) -> list[Position] | None:
        """Log answers, and return where they stand once they are on disk.

        None where they may leave before, or are not logged. Raises `LogError`: then none of
        them may be given.
        """
        if self._writer is None:
            return None
        try:
            kept = self._writer.put(answers)
        except LogError:
            if self.policy is LogPolicy.BEFORE_ANSWER:
                raise
            self._writer.give_up(answers)
            return None
        return await kept if self.policy is LogPolicy.BEFORE_ANSWER else None

    async def keep_rule_set(self, rule_set: Callable[[], KeptRuleSet]) -> None:
        """Keep a rule set that is to answer, made in a thread; raises `LogError`."""
        if self._writer is not None:
            await self._writer.keep_rule_set(await asyncio.to_thread(rule_set))

    @property
    def error(self) -> LogError | None:
        """Why nothing can be logged now, or None."""
        return None if self._writer is None else self._writer.error

    async def close(self) -> None:
        """Write and seal what waits."""
        if self._writer is not None:
            await self._writer.close()


def opened(settings: LogSettings, rule_set: Callable[[], KeptRuleSet]) -> Chronicle | None:
    """Return a chain of its own for a worker, with its rule set kept; None with `off`.

    Raises `LogError`.
    """
    if settings.policy is LogPolicy.OFF:
        return None
    key, started = signing_key(settings.key), _begun_here()
    store = Store(
        _begun_in(Path(settings.where), started.id) if settings.is_directory else settings.where,
        WITHIN,
    )
    store.keep_rule_set(rule_set())
    witness = None if settings.witness is None else DirectoryWitness(settings.witness)
    return Chronicle(store, key, witness, started)


def _begun_in(directory: Path, chain: str) -> str:
    """Begin a chain's file as a copy of the one without entries, and return its URL."""
    try:
        empty = (directory / EMPTY).read_bytes()
        with whole(file_of(directory, chain)) as file:
            file.write(empty)
    except OSError as error:
        raise meant(error) from error
    return file_url(directory, chain)


def _begun_here() -> Started:
    began = (utc_now(), socket.gethostname(), os.getpid(), version("licet"))
    return Started(chain_id(*began), *began)
