"""A real server in processes of its own, on loopback, stopped by its id."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any, Self

COMMAND = Path(sys.executable).parent / "licet-server"
PATIENCE = 60.0


class Running:
    """A server that was started: its log so far, and its address once it listens."""

    def __init__(self, process: subprocess.Popen[str], kept: Path) -> None:
        self.process = process
        self._kept = kept
        self.lines: list[str] = []
        self._queue: Queue[str | None] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.address = ""
        self.revision = ""

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._queue.put(line)
        self._queue.put(None)

    def until(self, event: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """Return the next log line of an event; fails where the server ends or says nothing."""
        while True:
            try:
                line = self._queue.get(timeout=seconds)
            except Empty:
                raise AssertionError(f"no `{event}` in {self.lines}") from None
            assert line is not None, f"the server ended before `{event}`: {self.lines}"
            self.lines.append(line)
            if line.startswith("{") and json.loads(line)["event"] == event:
                found: dict[str, Any] = json.loads(line)
                return found

    def rest(self) -> list[dict[str, Any]]:
        """Return the log lines from here to the end of a server that has ended."""
        found = []
        while (line := self._queue.get(timeout=PATIENCE)) is not None:
            self.lines.append(line)
            found.append(json.loads(line))
        return found

    def so_far(self) -> list[dict[str, Any]]:
        """Return what was said so far, and let go of it: a server under load says a lot."""
        said, self.lines = self.lines, []
        for _ in range(self._queue.qsize()):
            line = self._queue.get()
            if line is None:
                self._queue.put(None)
            else:
                said.append(line)
        return [json.loads(line) for line in said]

    def listening(self) -> Self:
        """Wait until the server listens."""
        told = self.until("listening")
        self.address, self.revision = told["address"], told["revision"]
        return self

    def children(self) -> list[int]:
        """Return the processes of its workers, and of a trial while one runs."""
        pid = self.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def stop(self) -> int:
        """Stop the server as an operator does, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self._reader.join(PATIENCE)
            assert self.process.stderr is not None
            self.process.stderr.close()
            shutil.rmtree(self._kept, ignore_errors=True)


def launch(*flags: str, **environment: str) -> Running:
    """Start a server without waiting for it; whoever starts it stops it.

    What it keeps, such as its log unless flags say where, goes into a directory that goes with it.
    """
    kept = Path(tempfile.mkdtemp(prefix="licet-state-"))
    command = [
        str(COMMAND),
        "serve",
        *(flags if "--listen" in flags else (*flags, "--listen", "127.0.0.1:0")),
    ]
    around = os.environ | {"XDG_STATE_HOME": str(kept)} | environment
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=around)
    return Running(process, kept)


@contextmanager
def serving(*flags: str) -> Iterator[Running]:
    """Run a server of the shipped rules for the length of a block."""
    running = launch(*flags)
    try:
        yield running.listening()
    finally:
        running.stop()
