"""What deciding costs beside an echo: the server and an echo with the same wire, in one run.

Run as `python benchmarks/unary.py`, with `--quick` for a first look; needs `h2load`. Callers ask
questions met before, on loopback. Only ratios are worth comparing: both servers share this
machine with whatever else it does.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from statistics import median
from typing import NamedTuple

from loading_callers import Figures, Load, Question, loaded, written
from prepared_questions import answer, asked, sales, usual_sale
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from running_servers import Served, echo, licet

BATCHES = (1, 100, 1_000)
LIVES, ROUNDS = 3, 5
"""How often the servers are started, and rounds each time: memory is laid out as luck has it."""
QUICK_PART = 2
MILLION = 1_000_000


class Servers(NamedTuple):
    """The servers that are compared; the raw echo, which reads nothing, is for information."""

    licet: Served
    parsing: Served
    raw: Served


@dataclass(frozen=True, slots=True)
class Trial:
    """A load of questions about so many sales, and the throughput it must keep, if any."""

    sales: int
    load: Load
    bar: float | None = None


TRIALS = (
    Trial(1, Load(1, 400), 0.85),
    Trial(1, Load(16, 1000), 0.85),
    Trial(1, Load(64, 1000), 0.85),
    Trial(100, Load(4, 200)),
    Trial(1_000, Load(4, 32), 1.0),
)


class Pair(NamedTuple):
    """Figures of the server and of an echo, taken one right after the other."""

    licet: Figures
    echo: Figures

    def of(self, figure: str) -> float:
        """Return the ratio of a figure, server to echo."""
        return float(getattr(self.licet, figure) / (getattr(self.echo, figure) or 1e-9))


def questions(server: Served, directory: Path) -> dict[int, Question]:
    """Return the questions with the answers of the server, and write both for the echoes."""
    found = {}
    for size in BATCHES:
        method, request = asked([usual_sale()] if size == 1 else sales(size))
        answered = answer(server.address, method, request)
        (directory / f"{size}.request").write_bytes(request)
        (directory / f"{size}.answer").write_bytes(answered)
        found[size] = written(method, request, answered, directory / f"{size}.frame")
    return found


@contextmanager
def running(directory: Path) -> Iterator[tuple[Servers, dict[int, Question]]]:
    """Run all servers and yield them with the questions, which all answer with the same bytes."""
    with licet(directory / "licet.log") as server:
        asks, same = questions(server, directory), server.environment()
        with (
            echo("parsing", directory, directory / "parsing.log", same) as parsing,
            echo("raw", directory, directory / "raw.log", same) as raw,
        ):
            servers = Servers(server, parsing, raw)
            for one in servers:
                for size, question in asks.items():
                    request = (directory / f"{size}.request").read_bytes()
                    if answer(one.address, question.method, request) != question.answer:
                        raise SystemExit(f"another answer to {size} sales: {one.log}")
            yield servers, asks


def measured(servers: Servers, question: Question, load: Load, times: Path) -> list[list[Pair]]:
    """Return pairs with the parsing echo, before and after the server, and one with the raw."""
    before, first, second, after, raw = (
        loaded(server, question, load, times)
        for server in (
            servers.parsing, servers.licet, servers.licet, servers.parsing, servers.raw,
        )
    )  # fmt: skip
    return [[Pair(first, before), Pair(second, after)], [Pair(second, raw)]]


def tried(rounds: int, part: int, directory: Path) -> Iterator[list[list[list[Pair]]]]:
    """Start the servers, and yield for each round the pairs of every trial.

    Every round tries each, so that all meet the same noise; one before them warms up.
    """
    times = directory / "times"
    with running(directory) as (servers, asks):
        for number in range(rounds + 1):
            loads = [replace(one.load, requests=one.load.requests // part) for one in TRIALS]
            made = [
                measured(servers, asks[trial.sales], load, times)
                for trial, load in zip(TRIALS, loads, strict=True)
            ]
            if number:
                yield made


def results(lives: int, rounds: int, part: int) -> list[list[list[Pair]]]:
    """Return the pairs of every trial, with the parsing echo and with the raw."""
    pairs: list[list[list[Pair]]] = [[[], []] for _ in TRIALS]
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("rounds", total=lives * rounds)
        for _ in range(lives):
            with tempfile.TemporaryDirectory() as name:
                for made in tried(rounds, part, Path(name)):
                    for met, new in zip(pairs, made, strict=True):
                        met[0] += new[0]
                        met[1] += new[1]
                    progress.advance(task)
    return pairs


def spread(pairs: list[Pair], figure: str) -> str:
    """Return the median of a ratio, and its least and greatest."""
    ratios = [pair.of(figure) for pair in pairs]
    return f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"


def shown(trial: Trial, pairs: list[list[Pair]]) -> tuple[str, ...]:
    """Return the row of a trial."""
    parsing, raw = pairs
    kept = median(pair.of("rate") for pair in parsing)
    bar = "" if trial.bar is None else f"{trial.bar:.2f} {'met' if kept >= trial.bar else 'MISSED'}"
    usual = [median(map(attrgetter(f"{one}.rate"), parsing)) for one in ("licet", "echo")]
    costs = [median(map(attrgetter(f"{one}.cpu"), parsing)) for one in ("licet", "echo")]
    return (
        f"{trial.sales:,} x {trial.load.callers}",
        spread(parsing, "rate"),
        bar,
        spread(parsing, "cpu"),
        spread(parsing, "p99"),
        f"{median(pair.of('rate') for pair in raw):.2f}",
        " / ".join(f"{rate:.0f}" for rate in usual),
        " / ".join(f"{cpu * MILLION:.0f}" for cpu in costs),
    )


def main() -> None:
    """Print the ratios of every trial, with their spread over the pairs."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    quick = parser.parse_args().quick
    found = results(1, 2, QUICK_PART) if quick else results(LIVES, ROUNDS, 1)
    table = Table(title="server : echo, median of paired ratios (least-greatest)")
    for heading in (
        "sales x callers", "throughput", "bar", "CPU a call", "p99", "to raw", "calls/s", "us CPU",
    ):  # fmt: skip
        table.add_column(heading)
    for trial, pairs in zip(TRIALS, found, strict=True):
        table.add_row(*shown(trial, pairs))
    Console().print(table)


if __name__ == "__main__":
    main()
