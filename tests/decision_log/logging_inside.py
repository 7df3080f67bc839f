"""A decision log inside this process, and answers to put into it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from licet_server.decision_log.entries import Answered
from licet_server.decision_log.errors import LogError
from licet_server.decision_log.grouping import WITHIN
from licet_server.decision_log.keeping import DecisionLog, LogSettings, opened
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.preparing import prepare
from licet_server.decision_log.store import KeptRuleSet, Store, stores

T = TypeVar("T")
RULES = KeptRuleSet("0" * 64, "us_ear", b"an archive")


def answered(number: int = 0) -> Answered:
    """An answer that is another for each number."""
    return Answered(
        method="Decide",
        caller=f"caller {number}",
        request_id=f"request {number}",
        sale=b"a sale of %d" % number,
        revision=RULES.revision,
        known_on="2026-11-24",
        knowledge="announced",
        asked_on="2026-11-24",
        decision=b"a decision on %d" % number,
        screening=b"",
        received_at=f"2026-11-24T12:00:00.{number:06}+00:00",
        answered_at=f"2026-11-24T12:00:01.{number:06}+00:00",
    )


def at(where: str | Path, **changed: object) -> LogSettings:
    """Settings of a log that is kept there, its key beside it."""
    key = Path(str(where)) if "://" not in str(where) else Path(str(changed.pop("beside")))
    usual = {"policy": LogPolicy.BEFORE_ANSWER, "where": str(where), "key": key / "key.pem"}
    return LogSettings(**(usual | changed))  # type: ignore[arg-type]


def logged(
    settings: LogSettings, work: Callable[[DecisionLog], Awaitable[T]], within: float = WITHIN
) -> tuple[T, list[LogError]]:
    """Open a log, do some work with it, and close it; with what it said of failures."""
    failed: list[LogError] = []

    async def run() -> T:
        log = DecisionLog(settings.policy, opened(settings, lambda: RULES), failed.append, within)
        try:
            return await work(log)
        finally:
            await log.close()

    prepare(settings)
    return asyncio.run(run()), failed


def read(settings: LogSettings) -> list[Store]:
    """The databases of a log."""
    return list(stores(settings.where))
