"""The parent of a server's workers: it starts them, replaces those that die, and stops them all.

It answers no call itself, and so it cannot be brought down by one.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

from licet_engine.errors import LicetError

from licet_server.worker import DEAF, Assignment

_START = 60.0
_KILL_AFTER = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_SETTLED = 60.0
_KEEPS_BLOCKS = {
    "MALLOC_MMAP_THRESHOLD_": str(64 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
}
"""Answers of megabytes use the same memory again; glibc would fetch it anew for each."""


class WorkerError(LicetError):
    """A worker did not come up."""


@dataclass(slots=True)
class Supervisor:
    """Keeps so many workers at one assignment."""

    assignment: Assignment
    workers: int
    logger: Any

    async def run(self) -> None:
        """Keep the workers running until SIGTERM or SIGINT; raises `WorkerError`."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        posts = [_Post(self.assignment, stop, self.logger) for _ in range(self.workers)]
        kept = [asyncio.create_task(post.keep()) for post in posts]
        told = asyncio.create_task(self._listening(posts))
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((*kept, stopped), return_when=asyncio.FIRST_COMPLETED)
        finally:
            told.cancel()
            stop.set()
            self.logger.info("draining", workers=self.workers)
            await asyncio.gather(*(post.stop() for post in posts))
        await asyncio.gather(*kept)

    async def _listening(self, posts: Sequence[_Post]) -> None:
        """Say when all workers are ready."""
        for post in posts:
            await post.ready.wait()
        self._say_listening()

    def _say_listening(self) -> None:
        self.logger.info(
            "listening",
            address=str(self.assignment.address),
            tls=self.assignment.tls is not None,
            packs=list(self.assignment.settings.packs),
            revision=self.assignment.revision,
            workers=self.workers,
        )


class _Post:
    """A place that one worker after another holds."""

    def __init__(self, assignment: Assignment, stop: asyncio.Event, logger: Any) -> None:
        self.ready = asyncio.Event()
        self._assignment = assignment
        self._stop = stop
        self._logger = logger
        self._process: Process | None = None

    async def keep(self) -> None:
        """Keep a worker here until the stop; raises `WorkerError` if the first never comes up."""
        pause = _FIRST_PAUSE
        while not self._stop.is_set():
            since = monotonic()
            worker, code = await self._one()
            if self._stop.is_set():
                return
            if not self.ready.is_set():
                raise WorkerError(f"a worker ended with code {code} before it was ready")
            settled = monotonic() - since > _SETTLED
            pause = _FIRST_PAUSE if settled else min(pause * 2, _LONGEST_PAUSE)
            # One that is deaf did no wrong, its caller did: who waits then lets callers shut it.
            again_in = 0.0 if code == DEAF else pause
            self._logger.error("worker ended", worker=worker, code=code, again_in=again_in)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), again_in)

    async def _one(self) -> tuple[int | None, int | None]:
        """Start a worker and return its id and exit code once it has ended; None for no worker."""
        try:
            process = self._process = await _started(self._assignment)
        except OSError as error:  # as when there is no memory or process left for one
            self._logger.critical("worker not started", reason=str(error))
            return None, None
        with suppress(ProcessLookupError):
            if self._stop.is_set():  # it was not there yet when `stop` looked
                process.terminate()
            if await _said_ready(process):
                self.ready.set()
        return process.pid, await process.wait()

    async def stop(self) -> None:
        """Let the worker finish its calls and end; one that does not is killed."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), self._assignment.timing.drain + _KILL_AFTER)
        except TimeoutError:
            self._logger.warning("worker killed", worker=process.pid)
            process.kill()
            await process.wait()


async def _started(assignment: Assignment) -> Process:
    path = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    environment = _KEEPS_BLOCKS | os.environ | path
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "licet_server.worker"),
        stdin=PIPE,
        stdout=PIPE,
        env=environment,
    )
    assert process.stdin is not None
    process.stdin.write(pickle.dumps(assignment))
    with suppress(ConnectionError):
        await process.stdin.drain()
    return process


async def _said_ready(process: Process) -> bool:
    assert process.stdout is not None
    try:
        return bool(await asyncio.wait_for(process.stdout.readline(), _START))
    except TimeoutError:
        process.kill()  # not one that has ended: to signal it would take its exit code away
        return False
