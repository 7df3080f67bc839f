"""Callers as `h2load` makes them: each asks one prepared question again when it is answered."""

from __future__ import annotations

import math
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prepared_questions import SERVICE, framed
from running_servers import PATIENCE, Served

P99 = 0.99
_DONE = re.compile(r"finished in [^,]+, ([0-9.]+) req/s")
_COUNTS = re.compile(r"(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout")
_STATUSES = re.compile(r"status codes: (\d+) 2xx")
_DATA = re.compile(r"\((\d+)\) data")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as callers ask it: the method, the file of the frame, the bytes answered."""

    method: str
    frame: Path
    answer: bytes


@dataclass(frozen=True, slots=True)
class Load:
    """How many callers ask how often, all together."""

    callers: int
    requests: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a load made of a server: answers a second, CPU seconds an answer, seconds of p99."""

    rate: float
    cpu: float
    p99: float


def written(method: str, request: bytes, answer: bytes, frame: Path) -> Question:
    """Return a question whose frame is written into a file."""
    frame.write_bytes(framed(request))
    return Question(method, frame, answer)


def loaded(server: Served, question: Question, load: Load, times: Path) -> Figures:
    """Load a server; ends the run where a call has failed or an answer is of another length."""
    since = server.cpu()
    told = h2load(server.address, question, load, times)
    cpu = server.cpu() - since
    _refuse_failures(told, question, load.requests)
    found = _DONE.search(told)
    rate = float(found[1]) if found else 0.0
    return Figures(rate, cpu / load.requests, p99(took(times)))


def h2load(
    address: str, question: Question, load: Load, times: Path, extra: Sequence[str] = ()
) -> str:
    """Return what `h2load` tells of a load; it writes the times into a file."""
    times.unlink(missing_ok=True)
    command = [
        "h2load", f"-n{load.requests}", f"-c{load.callers}", "-m1", f"--data={question.frame}",
        "--header=content-type: application/grpc", "--header=te: trailers",
        f"--log-file={times}", *extra, f"http://{address}/{SERVICE}/{question.method}",
    ]  # fmt: skip
    done = subprocess.run(  # noqa: S603 (our own command)
        command, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    return done.stdout


def _refuse_failures(told: str, question: Question, requests: int) -> None:
    counts, statuses, data = _COUNTS.search(told), _STATUSES.search(told), _DATA.search(told)
    expected = requests * len(framed(question.answer))
    if (
        counts is None
        or counts.groups() != (str(requests), "0", "0", "0")
        or statuses is None
        or int(statuses[1]) != requests
        or data is None
        or int(data[1]) != expected
    ):
        raise SystemExit(f"not every call was answered with {expected} bytes in all:\n{told}")


def answered_share(told: str, question: Question, requests: int) -> float:
    """Return how many of the calls were answered; a refused one is answered with no bytes."""
    data = _DATA.search(told)
    return int(data[1]) / (requests * len(framed(question.answer))) if data else 0.0


def took(times: Path) -> list[float]:
    """Return the seconds that each call took, from the log of `h2load`."""
    return [int(line.split("\t")[2]) / 1e6 for line in times.read_text().splitlines()]


def p99(seconds: Sequence[float]) -> float:
    """Return the time within which 99 of 100 calls were answered."""
    ordered = sorted(seconds)
    return ordered[math.ceil(len(ordered) * P99) - 1]
