"""A server inside this process, with the limits and the engine that a test needs."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import uvloop
from licet_engine.decision.model import Decision
from licet_server.app import Licet
from licet_server.decision_log.keeping import DecisionLog, LogSettings
from licet_server.decision_log.policy import LogPolicy
from licet_server.service.answers import Answers
from licet_server.service.call_log import json_logger
from licet_server.service.current import Current
from licet_server.service.failures import log_fault
from licet_server.service.limits import Limits
from licet_server.service.serving import licet_server
from licet_server.service.standing import Standing
from licet_server.service.timing import Timing
from licet_server.service.turns import Turns

T = TypeVar("T")
PATIENCE = 60.0
LIMITS = Limits()
UNLOGGED = DecisionLog(LogPolicy.OFF, None, print)
UNKEPT = LogSettings(LogPolicy.OFF, "", Path())
TIMING = Timing(drain=5.0)


class Loop:
    """A loop as a worker has one, in a thread of its own."""

    def __init__(self) -> None:
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="loop", daemon=True)
        self._thread.start()
        self._up.wait(PATIENCE)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._live())

    async def _live(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._up.set()
        await self._end.wait()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what some work on the loop comes to."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def close(self) -> None:
        """End the loop and its thread."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


class Failing:
    """An engine that fails each time with the same error."""

    def __init__(self, licet: Licet, error: Exception) -> None:
        self.rules, self.places = licet.rules, licet.places
        self._error = error

    def ensure_sound(self) -> None:
        """It takes itself for sound."""

    def decide(self, *_: Any, **__: Any) -> Decision:
        """Fail."""
        raise self._error

    def explain(self, *_: Any, **__: Any) -> Any:
        """Fail."""
        raise self._error


class Inside:
    """A server that answers here: its address, and its log."""

    def __init__(self) -> None:
        self.address = ""
        self.log = io.StringIO()

    def lines(self, event: str) -> list[dict[str, Any]]:
        """The lines of the log of one event."""
        every = [json.loads(line) for line in self.log.getvalue().splitlines()]
        return [line for line in every if line["event"] == event]


@contextmanager
def serving_inside(
    loop: Loop, decider: Any, limits: Limits = LIMITS, turns: Turns | None = None
) -> Iterator[Inside]:
    """Serve a decider for the length of a block."""
    found = Inside()
    logger = json_logger(found.log)
    noticed = partial(log_fault, logger)
    answers = Answers(decider, limits, turns or Turns(), date.today, noticed)

    async def start() -> Any:
        server = licet_server(Current(answers), logger, TIMING, UNLOGGED, Standing(""))
        found.address = f"127.0.0.1:{server.grpc.add_insecure_port('127.0.0.1:0')}"
        await server.start()
        return server

    server = loop.do(start())
    try:
        yield found
    finally:
        loop.do(server.drain())
        answers.close()
