"""CPU seconds and peak memory of `licet rules check`, `prove` and `diff`, and how they grow.

First the commands as a person runs them, loading and all, on the shipped packs. Then each step in
memory, on a law of 1, 10 and 100 times the provisions: copies of the shipped ones under other ids
and tags, on other days, of other regimes, categories and places. The lists and tables stay as
they are. Each figure is of a process of its own; one that needs more CPU seconds than `--limit`,
or more memory than `--memory`, is told with how far it came, and never estimated.

    python benchmarks/workbench.py [--times 1,10,100] [--steps compile,check,diff,prove]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import NoReturn

from licet_cli.judging import Judge
from licet_durable import Limits
from licet_durable.plan import Layout
from licet_engine.lists import Knowledge
from licet_engine.provisions.model import Pack, Version
from licet_engine.provisions.ruleset import RuleSet
from licet_server.app import formula_names
from licet_server.loading.packs import load_packs
from licet_server.sales.words import FIRST_DAY
from licet_server.settings import ALL_PACKS, shipped_rules
from licet_workbench.checking import check
from licet_workbench.proving.changes import Changes
from licet_workbench.proving.difference import difference
from licet_workbench.proving.proof import prove, steps
from workbench_laws import grown

BARS = {"check": 3.0, "diff": 10.0, "prove": 60.0}
MEGABYTES = 1000
_TGL = "us_ear.744.huawei_tgl_networks"
_LATER = timedelta(days=90)


def extended(pack: Pack) -> Pack:
    """Return a pack whose license for Huawei's networks ends 90 days later."""
    return replace(
        pack,
        provisions=tuple(
            replace(p, versions=(*p.versions[:-1], _longer(p.versions[-1]))) if p.id == _TGL else p
            for p in pack.provisions
        ),
    )


def _longer(version: Version) -> Version:
    return replace(version, through=version.through and version.through + _LATER)


class Taking:
    """One step in this process: when it began, and how far it came."""

    def __init__(self, limit: int, memory: int) -> None:
        self.done, self.of, self.began = 0, 0, time.process_time()
        signal.signal(signal.SIGXCPU, self._stopped)
        self._limit = limit
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory * 1_000_000, most))

    def begin(self, of: int = 0) -> None:
        """Start to count, of so many parts; what was made before is not counted."""
        self.of, self.began = of, time.process_time()
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(self.began) + self._limit, most))

    def part(self, _: str) -> None:
        """Count a part as done."""
        self.done += 1

    def told(self, stopped: str | None = None) -> dict[str, object]:
        """Return what was measured."""
        return {
            "seconds": time.process_time() - self.began,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "stopped": stopped
            and f"{stopped}{f', {self.done} of {self.of} parts' * bool(self.of)}",
        }

    def _how_far(self) -> str:
        return f", {self.done} of {self.of} parts done" if self.of else ""

    def _stopped(self, _: int, __: FrameType | None) -> NoReturn:
        # Whatever runs, a diagram of it may be half made: nothing but the figures is told.
        print(json.dumps(self.told("out of time")), flush=True)
        os._exit(0)


def taken(step: str, times: int, limit: int, memory: int) -> dict[str, object]:
    """Return what one step takes on a law of so many times the provisions."""
    packs = grown(load_packs(shipped_rules(), ALL_PACKS).packs, times)
    taking = Taking(limit, memory)
    try:
        _STEPS[step](packs, taking)
    except MemoryError:
        return taking.told("out of memory")
    return taking.told()


def _compile(packs: tuple[Pack, ...], taking: Taking) -> None:
    taking.begin()
    RuleSet(packs)


def _check(packs: tuple[Pack, ...], taking: Taking) -> None:
    """What is found of packs, without the compiling that the command does behind it."""
    taking.begin()
    check(packs)


def _plan(packs: tuple[Pack, ...], taking: Taking) -> None:
    """Whether the compiled matcher has room for the conditions, which `check` asks as well."""
    rules = RuleSet(packs)
    taking.begin()
    Layout(len(rules.atoms.atoms), formula_names(rules), Limits()).plan(rules.formulas)


def _diff(packs: tuple[Pack, ...], taking: Taking) -> None:
    old, new = RuleSet(packs), RuleSet(map(extended, packs))
    taking.begin()
    first = Judge(old)
    judges = (first, Judge(new, first))
    found = difference(
        Changes(old, new), FIRST_DAY, Knowledge.ANNOUNCED, lambda side, asked: judges[side](asked)
    )
    assert found.changed


def _prove(packs: tuple[Pack, ...], taking: Taking) -> None:
    rules = RuleSet(packs)
    taking.begin(steps(rules))
    prove(rules, FIRST_DAY, Knowledge.ANNOUNCED, Judge(rules), taking.part)


_STEPS: dict[str, Callable[[tuple[Pack, ...], Taking], None]] = {
    "compile": _compile,
    "check": _check,
    "plan": _plan,
    "diff": _diff,
    "prove": _prove,
}


def commands() -> bool:
    """Print what the commands take on the shipped packs; tell whether a bar is missed."""
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder, "changed")
        shutil.copytree(shipped_rules(), changed)
        file = changed / "us_ear/part_744/huawei_tgl_networks.yaml"
        file.write_text(file.read_text().replace("through: 2020-08-13", "through: 2020-11-11"))
        for name, *flags in (["check"], ["diff", "shipped", str(changed)], ["prove"]):
            command = [sys.executable, "-m", "licet_cli", "rules", name, *flags]
            cpu, most = _of_command(command)
            missed |= cpu > BARS[name] or most > MEGABYTES
            print(
                f"rules {name:<6} {cpu:8.2f} s CPU (bar {BARS[name]:.0f} s), "
                f"{most:5.0f} MB (bar {MEGABYTES} MB)",
                flush=True,
            )
    return missed


def _of_command(command: list[str]) -> tuple[float, float]:
    """Return CPU seconds and peak megabytes of a command; `diff` exits 1 for what it finds."""
    ran = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 (our own interpreter)
    _, status, used = os.wait4(ran.pid, 0)
    ran.returncode = os.waitstatus_to_exitcode(status)
    if ran.returncode not in (0, 1):
        raise subprocess.CalledProcessError(ran.returncode, command)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def growth(asked: argparse.Namespace) -> None:
    """Print what each step takes on laws of several sizes, and how many times the first that is."""
    print(f"\n{'step':<8} {'times':>5} {'CPU s':>9} {'ratio':>7} {'MB':>6}")
    for step in asked.steps.split(","):
        first: float | None = None
        for times in map(int, asked.times.split(",")):
            command = [sys.executable, __file__, "--one", step, str(times)]
            command += ["--limit", str(asked.limit), "--memory", str(asked.memory)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode or not done.stdout:
                print(f"{step:<8} {times:>5}   failed: {done.stderr.strip()[-200:]}", flush=True)
                break
            told = json.loads(done.stdout)
            first = first or told["seconds"]
            figures = f"{told['seconds']:>9.2f} {told['seconds'] / first:>7.1f}"
            said = f"  {told['stopped']}" if told["stopped"] else ""
            print(f"{step:<8} {times:>5} {figures} {told['megabytes']:>6.0f}{said}", flush=True)
            if told["stopped"]:
                break


def main() -> int:
    """Print the figures; end with 1 where a bar is missed on the shipped packs."""
    asked = _arguments()
    if asked.one:
        step, times = asked.one
        print(json.dumps(taken(step, int(times), asked.limit, asked.memory)))
        return 0
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"load of this machine over 1, 5, 15 minutes: {load} on {os.cpu_count()} cores")
    missed = commands() if asked.commands else False
    growth(asked)
    return int(missed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", default="1,10,100")
    parser.add_argument("--steps", default=",".join(_STEPS))
    parser.add_argument("--limit", type=int, default=600, help="CPU seconds of a step")
    parser.add_argument("--memory", type=int, default=6000, help="megabytes of a step")
    parser.add_argument("--no-commands", dest="commands", action="store_false")
    parser.add_argument("--one", nargs=2, metavar=("STEP", "TIMES"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
