"""How long screening a name takes, and what the index costs, as shipped and at 26,000 entries.

Run as `python benchmarks/screening.py`. Times are CPU time of this process; no name is written
twice, so nothing is remembered. Memory is the resident set of a process that holds the index.
"""

from __future__ import annotations

import gc
import resource
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from time import process_time, thread_time

from licet_engine.lists import ListRow
from licet_screening.screen import NameScreen
from screening_names import invented, plausible, typo
from screening_quality import SEED, shipped_rows

GROWN = 26_000
NAMES = 4000
ROUNDS = 3
PAGE_KIB = 1024


def resident() -> float:
    """MiB that this process has had in memory at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / PAGE_KIB


def grown(rows: Sequence[ListRow]) -> list[ListRow]:
    """The rows, and made-up ones in their likeness up to 26,000."""
    random = Random(SEED)  # noqa: S311 (no secrets)
    more = list(rows)
    while len(more) < GROWN:
        row = random.choice(rows)
        names = [
            f"{invented(random)} {name.split(' ', 1)[-1]}" for name in (row.name, *row.aliases)
        ]
        made = replace(row, id=f"{row.id}:{len(more)}", name=names[0], aliases=tuple(names[1:]))
        more.append(made)
    return more


def asked(rows: Sequence[ListRow]) -> tuple[list[str], list[str]]:
    """Listed names with a slip in each, and names of firms that are on no list."""
    random = Random(SEED)  # noqa: S311 (no secrets)
    names = [name for row in rows for name in (row.name, *row.aliases)]
    slips = [typo(name, random) or name for name in random.sample(names, NAMES)]
    return list(dict.fromkeys(slips)), list(dict.fromkeys(plausible(random) for _ in range(NAMES)))


def one_round(screen: NameScreen, names: Sequence[str], number: int) -> list[float]:
    """Milliseconds of each name; blanks behind it make it another name in each round."""
    times = []
    for name in [name + " " * number for name in names]:
        start = thread_time()
        screen(name, None, None)
        times.append((thread_time() - start) * 1000)
    return times


def timed(screen: NameScreen, names: Sequence[str]) -> tuple[float, float]:
    """Milliseconds of one name: half of them take no longer, and 99 of 100.

    All names are asked in turn, several times over, and nothing is remembered in between: what
    counts of a name is its quickest round, for other work on the machine slows some of them.
    """
    rounds = [one_round(screen, names, number) for number in range(ROUNDS)]
    times = sorted(map(min, zip(*rounds, strict=True)))
    return times[len(times) // 2], times[len(times) * 99 // 100]


def settled() -> None:
    """Set aside what is loaded, as a worker does, so that no answer pays for looking at it."""
    gc.collect()
    gc.freeze()


def measured(told: str, rows: Sequence[ListRow]) -> None:
    """Print what an index of some rows costs, and how long its answers take."""
    gc.collect()
    before, start = resident(), process_time()
    screen = NameScreen(rows)
    built, held = process_time() - start, resident() - before
    hits, misses = asked(rows)
    screen(hits[0], None, None)
    settled()
    print(f"{told}: {len(rows)} rows, built in {built:.2f} s, {held:.0f} MiB")
    for kind, names in (("listed, with a slip", hits), ("on no list", misses)):
        half, most = timed(screen, names)
        print(f"  {kind:20} p50 {half:.2f} ms, p99 {most:.2f} ms (bar: p99 under 1 ms)")


def main() -> None:
    """Print the figures beside their bars."""
    rows = shipped_rows()
    measured("as shipped (bars: 2 s, 150 MB)", rows)
    measured("grown (bar: 150 MB)", grown(rows))


if __name__ == "__main__":
    main()
