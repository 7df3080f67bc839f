"""A place that one worker after another holds, and the lines between it and its parent."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

from licet_engine.errors import LicetError

from licet_server.service.standing import Refused
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


class WorkerGoneError(LicetError):
    """A worker ended before it did what it was told: another one takes its place."""


class NotLoadedError(LicetError):
    """A worker could not load rules."""


@dataclass(slots=True)
class Duty:
    """What every worker is told that starts now; another assignment means other rules."""

    assignment: Assignment
    refused: Refused | None = None


class Worker:
    """A worker that is ready: it is told things by lines, and says what it has done."""

    def __init__(self, process: Process, number: int) -> None:
        self.pid = process.pid
        self.loaded = number
        """The number of the last rules that it could answer by."""
        self._told = number
        self._failed: tuple[int, str] | None = None
        self._process = process
        self._waiting: dict[tuple[str, int], asyncio.Future[None]] = {}

    def tell(self, **line: Any) -> None:
        """Say something; one that has ended hears nothing."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line).encode() + b"\n")

    def tell_refused(self, refused: Refused | None) -> None:
        """Say which rules are refused."""
        self.tell(refused=None if refused is None else asdict(refused))

    async def load(self, assignment: Assignment) -> None:
        """Have rules loaded, and wait for it; one that was told so before is not told again.

        Raises `WorkerGoneError` and `NotLoadedError`.
        """
        number = assignment.number
        if self.loaded == number:
            return
        if self._failed is not None and self._failed[0] == number:
            raise NotLoadedError(self._failed[1])
        if self._told != number:
            self._told = number
            self.tell(
                load=number,
                directory=str(assignment.settings.directory),
                revision=assignment.revision,
            )
        await self.until("loaded", number)

    async def until(self, word: str, number: int) -> None:
        """Wait until it has done something; raises `WorkerGoneError` and `NotLoadedError`."""
        done = asyncio.get_running_loop().create_future()
        self._waiting[word, number] = done
        try:
            await done
        finally:
            self._waiting.pop((word, number), None)

    async def hear(self) -> None:
        """Take what it says until it ends."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            with suppress(ValueError):  # what a library prints is no line of ours
                self._take(json.loads(line))
        for done in self._waiting.values():
            _end(done, WorkerGoneError("a worker ended"))

    def _take(self, said: dict[str, Any]) -> None:
        match said:
            case {"loaded": int(number)}:
                self.loaded = number
                _end(self._waiting.get(("loaded", number)))
            case {"failed": int(number), "reason": str(reason)}:
                self._failed = number, reason
                _end(self._waiting.get(("loaded", number)), NotLoadedError(reason))
            case {"swapped": int(number)}:
                _end(self._waiting.get(("swapped", number)))

    def kill(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError):
            self._process.kill()


def _end(done: asyncio.Future[None] | None, error: LicetError | None = None) -> None:
    if done is None or done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


class Post:
    """A place that one worker after another holds."""

    def __init__(self, duty: Duty, stop: asyncio.Event, logger: Any) -> None:
        self.ready = asyncio.Event()
        self.worker: Worker | None = None
        """The worker that is here and ready, if any."""
        self._here = asyncio.Event()
        self._duty = duty
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
        assignment = self._duty.assignment
        try:
            process = self._process = await started(assignment)
        except OSError as error:  # as when there is no memory or process left for one
            self._logger.critical("worker not started", reason=str(error))
            return None, None
        with suppress(ProcessLookupError):
            if self._stop.is_set():  # it was not there yet when `stop` looked
                process.terminate()
            if await _said_ready(process):
                await self._at_work(Worker(process, assignment.number))
        return process.pid, await process.wait()

    async def _at_work(self, worker: Worker) -> None:
        """Have a worker that is ready here until it ends."""
        worker.tell_refused(self._duty.refused)
        self.worker = worker
        self.ready.set()
        self._here.set()
        try:
            await worker.hear()
        finally:
            self.worker = None
            self._here.clear()

    async def load(self, assignment: Assignment) -> None:
        """Have rules loaded by the worker that is here, or comes.

        Raises `WorkerGoneError` and `NotLoadedError`.
        """
        while self.worker is None:
            await self._here.wait()
        await self.worker.load(assignment)

    def has_loaded(self, assignment: Assignment) -> bool:
        """Tell whether a worker is here that could answer by some rules at once."""
        return self.worker is not None and self.worker.loaded == assignment.number

    async def stop(self) -> None:
        """Let the worker finish its calls and end; one that does not is killed."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        drain = self._duty.assignment.timing.drain
        try:
            await asyncio.wait_for(process.wait(), drain + _KILL_AFTER)
        except TimeoutError:
            self._logger.warning("worker killed", worker=process.pid)
            process.kill()
            await process.wait()


async def started(assignment: Assignment) -> Process:
    """Start a worker at an assignment."""
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
