"""A thread that does one thing after another, and keeps no process from ending."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

R = TypeVar("R")


class OneThread:
    """Does what it is given in one thread; whoever gives it waits on the loop.

    What hangs there dies with the process: a pool's thread would be waited for.
    """

    def __init__(self, name: str) -> None:
        self._given: SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = SimpleQueue()
        Thread(target=self._do_forever, name=name, daemon=True).start()

    def do(self, work: Callable[[], R]) -> asyncio.Future[R]:
        """Return what some work comes to, or raises."""
        done: Future[R] = Future()
        self._given.put((work, done))
        return asyncio.wrap_future(done)

    def _do_forever(self) -> None:
        while (given := self._given.get()) is not None:
            work, done = given
            if not done.set_running_or_notify_cancel():
                continue
            try:
                done.set_result(work())
            except BaseException as error:  # noqa: BLE001 (INVARIANT: whoever waits is told)
                done.set_exception(error)

    def close(self) -> None:
        """End the thread once it has done what it was given."""
        self._given.put(None)
