"""Proves at length what the tests prove in short, and writes down what came of it.

Run as `make proof`, with everything committed: it takes about an hour, and writes
docs/reliability.md. With `--short DIRECTORY` it does a hundredth, and writes into the directory.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import NamedTuple, TypeVar

import rubbish
from covered import REPORT, digest
from fuzzing import fuzzed
from killing import WORKERS, killed_under_load
from licet_server.entry import run
from reloads import reloaded
from reporting import Proofs, commit, write
from rich.progress import Progress
from soaking import soaked

T = TypeVar("T")
Tick = Callable[[int], None]
LOOKS = 60


class Scale(NamedTuple):
    """How much is done."""

    kills: int = 200
    reloads: int = 1_000
    messages: int = 1_000_000
    seconds: int = 600


SHORT = Scale(8, 10, 10_000, 12)


def verified(kept: Path) -> int:
    """The exit code of a check of the log in a directory."""
    return run(["log", "verify", "--log", f"{kept / 'log'}", "--key", f"{kept / 'key.pem'}"])


def proved(scale: Scale, directory: Path, bars: Progress) -> Proofs:
    """Do everything, one after the other."""
    minutes: list[float] = []

    def timed(what: str, total: int, work: Callable[[Tick], T]) -> T:
        bar, start = bars.add_task(what, total=total), monotonic()
        done = work(lambda count: bars.advance(bar, count))
        minutes.append((monotonic() - start) / 60)
        return done

    servers = scale.kills // WORKERS
    killed, changed, soak = (directory / name for name in ("killed", "changed", "soaked"))
    for kept in (killed, changed, soak):
        kept.mkdir()
    found = (
        timed("kills", scale.kills, lambda tick: killed_under_load(killed, servers, tick)),
        timed("reloads", scale.reloads, lambda tick: reloaded(changed, scale.reloads, tick)),
        timed("messages", scale.messages, lambda tick: fuzzed(rubbish.many(scale.messages), tick)),
        timed("soak", scale.seconds, lambda tick: soaked(soak, scale.seconds, LOOKS, tick)),
    )
    return Proofs(*found, [verified(kept) for kept in (killed, changed, soak)], minutes)


def main() -> None:
    """Prove, and write down what came of it; ends with 1 where something is wrong."""
    short = sys.argv[1:2] == ["--short"]
    into = Path(sys.argv[2]) if short else REPORT.parent
    scale = SHORT if short else Scale()
    of = "of a short run" if short else commit()
    code = digest()
    with tempfile.TemporaryDirectory() as name, Progress() as bars:
        proofs = proved(scale, Path(name), bars)
    wrong = proofs.wrong(scale.messages)
    if wrong:
        raise SystemExit("\n".join(wrong[:20]))
    if digest() != code:
        raise SystemExit("the code was changed meanwhile: what was proved is not what is here")
    write(proofs, of, into)


if __name__ == "__main__":
    main()
