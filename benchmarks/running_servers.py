"""Servers in processes of their own, on loopback, with their log in a file; stopped by their id."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).parent / "licet-server"
ECHO = Path(__file__).parent / "echo_server.py"
PATIENCE = 60.0
LOOK = 0.05
UNLOGGED = ("--log-policy", "off")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A server that listens: where, the process that answers, and the file of its log."""

    address: str
    worker: int
    log: Path

    def environment(self) -> dict[str, str]:
        """Return the environment of the process that answers, so that another can have the same."""
        told = Path(f"/proc/{self.worker}/environ").read_bytes().decode()
        return dict(line.split("=", 1) for line in told.split("\0") if "=" in line)

    def cpu(self) -> float:
        """Return the CPU seconds that the process that answers has taken so far."""
        fields = Path(f"/proc/{self.worker}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def licet(
    log: Path, *flags: str, workers: int = 1, decisions: Sequence[str] = UNLOGGED
) -> Iterator[Served]:
    """Run a server of the shipped rules for the length of a block.

    `decisions` are the flags of its decision log. With several workers, one stands for all.
    """
    usual = ("--workers", str(workers), "--listen", "127.0.0.1:0")
    command = (str(COMMAND), "serve", *usual, *decisions, *flags)
    with _running(command, log) as (process, address):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        yield Served(address, int(children.split()[0]), log)


@contextmanager
def echo(kind: str, answers: Path, log: Path, environment: Mapping[str, str]) -> Iterator[Served]:
    """Run an echo of a kind, `parsing` or `raw`, for the length of a block."""
    command = (sys.executable, str(ECHO), kind, str(answers))
    with _running(command, log, environment) as (process, address):
        yield Served(address, process.pid, log)


@contextmanager
def _running(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with log.open("wb") as file:
        process = subprocess.Popen(command, stderr=file, env=environment)  # noqa: S603 (ours)
    try:
        yield process, _address(process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until a server says where it listens; fails where it ends or says nothing."""
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        for line in log.read_text().splitlines():
            if line.startswith("{") and (told := json.loads(line))["event"] == "listening":
                return str(told["address"])
        time.sleep(LOOK)
    raise SystemExit(f"the server does not listen: {log.read_text()}")
