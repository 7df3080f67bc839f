"""How long verifying a decision log takes, beside the bar: a million entries in a minute.

Run as `python benchmarks/log_verifying.py [entries]`. The log is made in a temporary directory,
with entries of the size of real ones, and is a chain for each core.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter

from licet_server.decision_log.entries import Answered
from licet_server.decision_log.keeping import LogSettings, opened
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.preparing import prepare
from licet_server.decision_log.rows import Tick
from licet_server.decision_log.spreading import cores, spread
from licet_server.decision_log.store import KeptRuleSet
from licet_server.decision_log.verifying import Place, checked, tasks, together
from licet_server.decision_log.writing import utc_now

BAR = 60.0
"""Seconds for a million entries, on two cores."""
MILLION = 1_000_000
SALE, DECISION, SCREENING = 400, 2_300, 60
GROUP = 256
RULES = KeptRuleSet("0" * 64, "us_ear,house", b"")


@dataclass(frozen=True, slots=True)
class Filling:
    """A chain to make: where, and of how many entries."""

    log: LogSettings
    entries: int


def answered(number: int) -> Answered:
    """Return an answer of the size of a real one."""
    now, mark = utc_now(), b"%d" % number
    return Answered(
        "/licet.v1.LicenseDecisionService/Decide",
        "erp.example",
        f"request-{number}",
        mark.ljust(SALE, b"s"),
        RULES.revision,
        "2026-11-24",
        "announced",
        "2026-11-24",
        mark.ljust(DECISION, b"d"),
        mark.ljust(SCREENING, b"h"),
        now,
        now,
    )


def fill(filling: Filling, tick: Tick) -> None:
    """Make one chain."""
    chronicle = opened(filling.log, lambda: RULES)
    assert chronicle is not None
    for first in range(0, filling.entries, GROUP):
        many = min(GROUP, filling.entries - first)
        chronicle.append([answered(first + n) for n in range(many)])
        tick(many)
    chronicle.close()


def main() -> None:
    """Make a log, verify it, and print how long that took."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else MILLION
    with TemporaryDirectory() as scratch:
        root = Path(scratch)
        log = LogSettings(
            LogPolicy.BEFORE_ANSWER, str(root / "log"), root / "key.pem", root / "witness"
        )
        prepare(log)
        start = perf_counter()
        spread(fill, [Filling(log, entries // cores())] * cores())
        print(f"made {entries:,} entries in {perf_counter() - start:.1f} s")
        report(Place(log.where, log.key, log.witness))


def report(place: Place) -> None:
    """Verify a log, and print how long that took."""
    start = perf_counter()
    found = together(place, spread(checked, tasks(place)))
    took = perf_counter() - start
    count = sum(each.entries for each in found)
    assert count
    assert not any(each.found for each in found)
    peak = max(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN)) / 1024
    print(f"{date.today()}: {len(found)} chains, {cores()} cores, Python {sys.version.split()[0]}")  # noqa: DTZ011 (the day here)
    print(f"verified {count:,} entries in {took:.1f} s: {count / took:,.0f} a second")
    print(f"a million: {took * MILLION / count:.1f} s (bar: under {BAR:.0f} s on 2 cores)")
    print(f"peak of one process: {peak:.0f} MB, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
