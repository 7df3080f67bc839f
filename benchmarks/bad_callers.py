"""What callers with bad manners cost the others, and how soon the server is rid of them.

Run as `python benchmarks/bad_callers.py`, with `--quick` for a first look, and with names of
manners for those alone; needs `h2load`. Good callers ask a steady few questions met before, alone
and beside the bad ones in turn, on loopback. Only ratios are worth comparing.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import NamedTuple

import heavy_callers
import manners
from closing_callers import KINDS as CLOSED
from closing_callers import closing_table
from loading_callers import Load, Question, answered_share, h2load, p99, took, written
from prepared_questions import answer, asked, usual_sale
from raw_callers import Caller
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from running_servers import Served, licet

GOOD, RATE = 4, 50
"""Good callers, and how often each asks in a second."""
SECONDS, ROUNDS = 2, 3
QUICK_SECONDS, QUICK_ROUNDS = 1, 1
BAR = 2.0
PAUSE, LOOK = 0.02, 1.0
SETTLE = 1.0
"""How long bad callers are at it before the others are measured."""

Beside = Callable[[str, Event], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of bad callers: its name, how many there are, and what each does until stopped."""

    name: str
    callers: int
    does: Beside


def lives(manner: manners.Manner, address: str, stop: Event) -> None:
    """Connect again and again, each time with the same manner, until told to stop."""
    asks = manners.prepared()
    while not stop.wait(PAUSE):
        with Caller(address) as caller:
            for _ in manner(caller, asks):
                if stop.wait(LOOK) or not caller.is_open():
                    break


def ill_mannered(manner: manners.Manner, callers: int) -> Kind:
    """Return the kind of callers with a manner."""
    return Kind(manner.__name__, callers, partial(lives, manner))


KINDS = (
    ill_mannered(manners.asks_and_goes, 4),
    ill_mannered(manners.asks_a_batch_and_goes, 4),
    ill_mannered(manners.never_reads_a_stream, 16),
    ill_mannered(manners.never_reads_a_batch, 16),
    ill_mannered(manners.opens_no_window_for_a_stream, 16),
    ill_mannered(manners.opens_no_window_for_batches, 16),
    ill_mannered(manners.dribbles_hello, 32),
    ill_mannered(manners.dribbles_a_frame, 32),
    ill_mannered(manners.dribbles_frames, 32),
    ill_mannered(manners.leaves_streams_open, 8),
    Kind("asks_long_orders", 1, heavy_callers.asks_long_orders),
    Kind("asks_long_batches", 1, heavy_callers.asks_long_batches),
)


class Heard(NamedTuple):
    """What the good callers got: seconds of p99, and the share of calls that were answered."""

    p99: float
    answered: float


@contextmanager
def beside(kind: Kind, address: str) -> Iterator[None]:
    """Keep callers of a kind at it for the length of the block."""
    stop = Event()
    threads = [Thread(target=kind.does, args=(address, stop)) for _ in range(kind.callers)]
    for thread in threads:
        thread.start()
    try:
        stop.wait(SETTLE)
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def heard(server: Served, question: Question, seconds: int, times: Path) -> Heard:
    """Return what good callers get in some seconds."""
    load = Load(GOOD, GOOD * RATE * seconds)
    told = h2load(server.address, question, load, times, (f"--rps={RATE}",))
    return Heard(p99(took(times)), answered_share(told, question, load.requests))


@dataclass(frozen=True, slots=True)
class Row:
    """What good callers get alone and beside a kind, round by round."""

    kind: Kind
    alone: list[Heard]
    together: list[Heard]

    def shown(self) -> tuple[str, ...]:
        """Return it as a row of the table."""
        ratios = [b.p99 / a.p99 for a, b in zip(self.alone, self.together, strict=True)]
        ratio, least = median(ratios), min(each.answered for each in self.together)
        met = ratio <= BAR and least == 1
        return (
            f"{self.kind.callers} x {self.kind.name}",
            f"{median(each.p99 for each in self.alone) * 1000:.1f}",
            f"{median(each.p99 for each in self.together) * 1000:.1f}",
            f"{ratio:.2f} ({min(ratios):.2f}-{max(ratios):.2f})",
            f"{least:.0%}",
            "met" if met else "MISSED",
        )


def compared(kind: Kind, good: Callable[[], Heard], address: str, rounds: int) -> Row:
    """Return what good callers get alone and beside, in turn."""
    alone, together = [], []
    for number in range(rounds):
        if number % 2:
            alone.append(good())
        with beside(kind, address):
            together.append(good())
        if not number % 2:
            alone.append(good())
    return Row(kind, alone, together)


def met(server: Served, frame: Path) -> Question:
    """Return the question of the good callers; the server has met it, and those of the bad."""
    for batch in (manners.prepared().hundred, manners.prepared().many):
        answer(server.address, "BatchDecide", batch)
    method, request = asked([usual_sale()])
    return written(method, request, answer(server.address, method, request), frame)


def table(kinds: list[Kind], seconds: int, rounds: int) -> Table:
    """Return the table of what the kinds cost the good callers."""
    found = Table(title=f"p99 of {GOOD} good callers of {RATE} calls/s, beside : alone")
    for heading in ("bad callers", "ms alone", "ms beside", "ratio", "answered", f"bar {BAR:g}x"):
        found.add_column(heading)
    with (
        tempfile.TemporaryDirectory() as name,
        licet(Path(name) / "licet.log") as server,
        Progress(console=Console(stderr=True), transient=True) as progress,
    ):
        task = progress.add_task("kinds", total=len(kinds))
        question = met(server, Path(name) / "frame")
        good = partial(heard, server, question, seconds, Path(name) / "times")
        good()  # what comes first warms up
        for kind in kinds:
            found.add_row(*compared(kind, good, server.address, rounds).shown())
            progress.advance(task)
    return found


def main() -> None:
    """Print what bad callers cost the good ones, and when each connection is closed."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only manners of these names")
    given = parser.parse_args()
    kinds = [kind for kind in KINDS if not given.names or kind.name in given.names]
    closed = [kind for kind in CLOSED if not given.names or kind.name in given.names]
    length = (QUICK_SECONDS, QUICK_ROUNDS) if given.quick else (SECONDS, ROUNDS)
    console = Console()
    console.print(table(kinds, *length))
    if closed:
        console.print(closing_table(closed))


if __name__ == "__main__":
    main()
