"""A server of the shipped rules, in processes of its own, for as long as a command needs it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from typing import IO

from licet_engine.errors import EngineFault

_STOP = 60.0


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a server listens, and which revision answers there."""

    address: str
    revision: str
    workers: int


@contextmanager
def serving() -> Iterator[Listening]:
    """Run `licet-server serve` on a free port of this machine; raises `EngineFault` if it ends."""
    command = [sys.executable, "-m", "licet_server.entry", "serve", "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 (ours)
        assert process.stderr is not None
        try:
            yield _listening(process.stderr)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_STOP)
            process.kill()


def _listening(log: IO[str]) -> Listening:
    said = []
    for line in log:
        said.append(line)
        with suppress(ValueError):
            told = json.loads(line)
            if told["event"] == "listening":
                Thread(target=log.read, daemon=True).start()  # a full pipe would stop the server
                return Listening(told["address"], told["revision"], told["workers"])
    raise EngineFault(f"the server ended before it listened: {' '.join(said)}")
