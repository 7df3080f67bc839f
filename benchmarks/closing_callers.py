"""How soon the server closes connections with bad manners, with short times set."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import manners
from licet_server.service.timing import Timing
from raw_callers import Caller
from rich.table import Table
from running_servers import licet

SHORT = Timing(handshake=2, ping_after=3, ping_timeout=2, age=10, age_grace=3)
JITTER = 1.1
"""gRPC spreads ages over a tenth more or less."""
SLACK = 2.0
LOOK = 0.25
LONGEST = 75.0

Bound = Callable[[Timing], float]


def by_handshake(timing: Timing) -> float:
    """Return when a caller that has not said hello is closed."""
    return timing.handshake


def by_ping(timing: Timing) -> float:
    """Return when a caller that answers no ping, or takes no bytes, is closed."""
    return timing.ping_after + timing.ping_timeout


def by_age(timing: Timing) -> float:
    """Return when any caller is closed."""
    return timing.age * JITTER + timing.age_grace


@dataclass(frozen=True, slots=True)
class Kind:
    """A manner, and what is stated about when it ends."""

    manner: manners.Manner
    bound: Bound

    @property
    def name(self) -> str:
        """The name of the manner."""
        return self.manner.__name__


KINDS = (
    Kind(manners.says_nothing, by_handshake),
    Kind(manners.dribbles_hello, by_handshake),
    Kind(manners.is_idle, by_ping),
    Kind(manners.dribbles_a_frame, by_ping),
    Kind(manners.never_reads_a_stream, by_ping),
    Kind(manners.never_reads_a_batch, by_ping),
    Kind(manners.is_idle_and_answers, by_age),
    Kind(manners.dribbles_frames, by_age),
    Kind(manners.opens_no_window_for_a_stream, by_age),
    Kind(manners.opens_no_window_for_batches, by_age),
    Kind(manners.leaves_streams_open, by_age),
)


def closed_after(address: str, kind: Kind, asks: manners.Asks) -> float:
    """Return after how many seconds the server has closed a connection; `LONGEST` if not."""
    since = time.monotonic()
    with Caller(address) as caller:
        for _ in kind.manner(caller, asks):
            time.sleep(LOOK)
            if not caller.is_kept() or time.monotonic() - since > LONGEST:
                break
    return time.monotonic() - since


def closing_table(kinds: Sequence[Kind]) -> Table:
    """Return the table of when each manner is closed, all tried at once on one server."""
    flags = [
        f"--{name.replace('_', '-')}={getattr(SHORT, name)}"
        for name in ("handshake", "ping_after", "ping_timeout", "age", "age_grace")
    ]
    asks = manners.prepared()
    with (
        tempfile.TemporaryDirectory() as name,
        licet(Path(name) / "licet.log", *flags) as server,
        ThreadPoolExecutor(len(KINDS)) as threads,
    ):
        seconds = list(threads.map(lambda kind: closed_after(server.address, kind, asks), kinds))
    found = Table(title="seconds until the server closes the connection")
    for heading in ("manner", "closed", "stated", "", "with the defaults", "closed by"):
        found.add_column(heading)
    for kind, after in zip(kinds, seconds, strict=True):
        stated = kind.bound(SHORT)
        found.add_row(
            kind.name,
            f"{after:.1f}" if after < LONGEST else "NEVER",
            f"{stated:.0f}",
            "met" if after <= stated + SLACK else "MISSED",
            f"{kind.bound(Timing()):.0f}",
            kind.bound.__name__.removeprefix("by_"),
        )
    return found
