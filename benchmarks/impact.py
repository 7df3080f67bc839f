"""CPU seconds of `licet rules impact`, by phase, from rules loaded to the last row written.

A rule set counts as loaded where a running Licet has it: compiled, and its list rows ready for
screening. Books are made once in the manner of the shipped one (see `impact_books.py`); nothing is
kept between runs, each of which is a process of its own. The bar is for a change of one provision.

Last comes what it takes on the largest book under a law of 1, 10 and 100 times the provisions,
which `workbench.py` tells of.

    python benchmarks/impact.py [FOLDER] [--runs N] [--orders 10000,100000,1000000]
        [--times 1,10,100]
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import gettempdir

from impact_books import book_of, distinct_names
from licet_cli.collecting import rules_staying
from licet_cli.impact_comparing import Comparing, Screens
from licet_cli.impact_files import write_table
from licet_cli.impact_running import impact_of
from licet_engine.provisions.conditions import All, Condition, Not, Test
from licet_engine.provisions.model import Pack, Provision, Version
from licet_engine.provisions.ruleset import RuleSet
from licet_replay.asking import AsOf
from licet_replay.books import order_book
from licet_replay.chunks import Chunk, Rows
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules
from workbench_laws import grown

BAR_SECONDS, BAR_MEGABYTES = 1.0, 1000
_TODAY = date(2026, 1, 1)
_TGL = "us_ear.744.huawei_tgl_networks"
_5G = "us_ear.744.huawei_tgl_5g_standards"


def _of_versions(name: str, change: Callable[[Version], Version]) -> Callable[[Pack], Pack]:
    def changed(provision: Provision) -> Provision:
        if provision.id != name:
            return provision
        return replace(provision, versions=tuple(map(change, provision.versions)))

    return lambda pack: replace(pack, provisions=tuple(map(changed, pack.provisions)))


def _longer(last: date) -> Callable[[Version], Version]:
    later = last + timedelta(days=90)
    return lambda v: replace(v, through=later) if v.through == last else v


def _another_country(condition: Condition) -> Condition:
    match condition:
        case Test() if condition.fact == "destination":
            return replace(condition, operand=condition.codes | {"RU"})
        case All(parts):
            return All(tuple(map(_another_country, parts)))
        case Not(part):
            return Not(_another_country(part))
    return condition


def _without_row(pack: Pack) -> Pack:
    return replace(
        pack, rows=tuple(r for r in pack.rows if not r.name.startswith("HiSilicon Technologies"))
    )


_ONE_PROVISION = "the networks license extended by 90 days"
_NO_PROVISION = "a list row taken out"
CHANGES: dict[str, Callable[[Pack], Pack]] = {
    _ONE_PROVISION: _of_versions(_TGL, _longer(date(2020, 8, 13))),
    "the 5G license extended by 90 days": _of_versions(_5G, _longer(date(2019, 8, 18))),
    "a country more in a condition": _of_versions(
        _TGL, lambda v: replace(v, condition=_another_country(v.condition))
    ),
    _NO_PROVISION: _without_row,
}
PHASES = ("ask", "filter", "decide", "write", "whole")


def measured(change: str, path: Path, times: int = 1) -> dict[str, float]:
    """Return CPU seconds by phase, the peak of memory in megabytes, and how many orders.

    The law has so many `times` the provisions of the shipped one.
    """
    packs = grown(load_packs(shipped_rules(), ALL_PACKS).packs, times)
    old = RuleSet(packs)
    new = RuleSet(CHANGES[change](p) if p.name == "us_ear" else p for p in packs)
    screens = Comparing.screens(old, new)
    gc.collect()
    with rules_staying(), tempfile.TemporaryDirectory() as folder:
        return _measured((old, new, screens), path, Path(folder))


def _measured(
    loaded: tuple[RuleSet, RuleSet, Screens], path: Path, folder: Path
) -> dict[str, float]:
    old, new, screens = loaded
    started = time.process_time()
    comparing = Comparing(old, new, AsOf(_TODAY), screens)
    asked = time.process_time()
    filtering = _Timed(comparing)
    found = impact_of(order_book(path), comparing)
    decided = time.process_time()
    write_table(folder / "changed.parquet", found.changed)
    written = time.process_time()
    return {
        "ask": asked - started,
        "filter": filtering.seconds,
        "decide": decided - asked - filtering.seconds,
        "write": written - decided,
        "whole": written - started,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "touched": found.touched,
        "kinds": found.decided,
        "changed": len(found.changed),
    }


class _Timed:
    """Adds up the CPU seconds in which a book is asked what a change can touch."""

    def __init__(self, comparing: Comparing) -> None:
        self.seconds = 0.0
        self._touched = comparing.touched
        # The time of one method is taken from outside: the product measures nothing of itself.
        comparing.touched = self  # type: ignore[assignment,method-assign]

    def __call__(self, asked: Chunk) -> Rows:
        started = time.process_time()
        try:
            return self._touched(asked)
        finally:
            self.seconds += time.process_time() - started


def _run(change: str, path: Path, times: int = 1) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", change, str(path), str(times)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (ours)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> int:
    """Print the figures; end with 1 where a bar is missed on a million orders."""
    asked = _arguments()
    if asked.one:
        change, path, times = asked.one
        print(json.dumps(measured(change, Path(path), int(times))))
        return 0
    missed = False
    books = [book_of(count, asked.folder) for count in map(int, asked.orders.split(","))]
    for path in books:
        print(f"\n{path.stem}, {distinct_names(path):,} distinct names", flush=True)
        for change in CHANGES:
            runs = [_run(change, path) for _ in range(asked.runs)]
            middle = {name: median(run[name] for run in runs) for name in runs[0]}
            missed |= _told(change, middle, barred=change != _NO_PROVISION)
    print(f"\n{books[-1].stem}, {_ONE_PROVISION}, by the size of the law", flush=True)
    for times in map(int, asked.times.split(",")):
        of_law = _run(_ONE_PROVISION, books[-1], times)
        _told(f"{times} times the provisions", of_law, barred=False)
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, nargs="?", default=Path(gettempdir()) / "licet-books")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--orders", default="10000,100000,1000000")
    parser.add_argument("--times", default="1,10,100")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args()


def _told(change: str, found: dict[str, float], *, barred: bool) -> bool:
    """Print what was measured; tell whether it is over the bar, if there is one."""
    seconds = ", ".join(f"{name} {found[name]:.2f} s" for name in PHASES)
    slow = barred and (found["whole"] > BAR_SECONDS or found["megabytes"] > BAR_MEGABYTES)
    print(
        f"  {change}: {seconds}, {found['megabytes']:.0f} MB; {found['touched']:,.0f} touched, "
        f"{found['kinds']:,.0f} kinds, {found['changed']:,.0f} changed{' (over)' if slow else ''}",
        flush=True,
    )
    return slow


if __name__ == "__main__":
    sys.exit(main())
