"""What the proofs came to, as a page with a picture."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
from covered import PICTURE, REPORT, ROOT, digest, marked
from fuzzing import Fuzz
from killing import Kills
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from reloads import Reloads
from soaking import Soak

_GB = 1_000_000_000
_WORKERS, _PARENT = "#0072b2", "#d55e00"


class Proofs(NamedTuple):
    """Everything that was proved, and how many minutes each took."""

    kills: Kills
    reloads: Reloads
    fuzz: Fuzz
    soak: Soak
    verified: list[int]
    minutes: list[float]

    def wrong(self, messages: int) -> list[str]:
        """What is wrong, if anything is, where so many messages were to be sent."""
        found = [*self.kills.wrong, *self.reloads.wrong, *self.fuzz.wrong(messages)]
        found += self.soak.wrong
        found += [f"`licet-server log verify` ended with {code}" for code in self.verified if code]
        return found


def commit() -> str:
    """Return the commit that is proved; raises `SystemExit` where the code is no commit's."""
    changed = _git("status", "--porcelain", "--", "server", "protos", "tests")
    if changed:
        raise SystemExit(f"commit first, so that it can be said what was proved:\n{changed}")
    return _git("rev-parse", "HEAD")


def _git(*words: str) -> str:
    ran = subprocess.run(
        ["git", "-C", str(ROOT), *words], check=True, capture_output=True, text=True
    )
    return ran.stdout.strip()


def machine() -> str:
    """Return the machine in a line, without its name."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / _GB
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    return (
        f"{os.cpu_count()} cores ({cpu}), {memory:.0f} GB, {system}, "
        f"Linux {platform.release().partition('-')[0]}, Python {platform.python_version()}"
    )


def write(proofs: Proofs, of: str, into: Path) -> None:
    """Write the page and its picture into a directory."""
    (into / REPORT.name).write_text(_page(proofs, of), "utf-8")
    _draw(proofs, into / PICTURE)


def _killed(kills: Kills) -> tuple[str, str]:
    done = f"{kills.kills} workers killed (SIGKILL) at random moments under load"
    came = (
        f"{kills.answers:,} answers were told to callers; each is in the log, in its place and to "
        f"the byte; {kills.entries:,} entries in {kills.chains} chains, all intact, no id twice"
    )
    return done, came


def _reloaded(reloads: Reloads) -> tuple[str, str]:
    tenth = len(reloads.workers) // 10
    done = f"{reloads.reloads:,} rule sets taken up under load, each tried in a child first"
    came = (
        f"{reloads.answers:,} answers, no call failed, no batch by two rule sets; "
        f"{reloads.answered_by:,} of them were met answering, and each is kept beside its answers; "
        f"two workers held {reloads.workers[tenth]:.0f} MiB after a tenth and "
        f"{reloads.workers[-1]:.0f} in the end, their parent {reloads.parent[tenth]:.0f} and "
        f"{reloads.parent[-1]:.0f}"
    )
    return done, came


def _fuzzed(fuzz: Fuzz) -> tuple[str, str]:
    came = (
        f"{fuzz.refused:,} refused with a reason and a path, the others answered as the cleaned "
        f"message is; no worker ended; two workers held {fuzz.held:.0f} MiB in the end"
    )
    return f"{fuzz.messages:,} fuzzed messages", came


def _soaked(soak: Soak) -> tuple[str, str]:
    grown = soak.held[-1] - soak.held[len(soak.held) // 2]
    came = (
        f"{soak.answers:,} answers, {soak.entries:,} entries; two workers held "
        f"{soak.held[-1]:.0f} MiB in the end, {grown:+.0f} in the second half"
    )
    return f"{soak.seconds / 60:.0f} minutes of load, all rules", came


def _page(proofs: Proofs, of: str) -> str:
    kills, reloads, fuzz, soak, _, minutes = proofs
    rows = (_killed(kills), _reloaded(reloads), _fuzzed(fuzz), _soaked(soak))
    listed = "\n".join(
        f"| {done} | {came} | {took:.0f} min |"
        for (done, came), took in zip(rows, minutes, strict=True)
    )
    return f"""# Reliability

What `make proof` did last: real servers of real processes, on loopback, asked by real callers.
After kills, reloads and load `licet-server log verify` found nothing. The tests do the same with
fewer (20 kills, 50 reloads, 20,000 messages, a minute), and fail while this page is of other code
than what is here.

| Proof | What came of it | Took |
|---|---|---|
{listed}

![Memory over {reloads.reloads:,} reloads, and over the minutes of load]({PICTURE})

Made on {datetime.now(UTC).date()}, of commit `{of}`,
on {machine()}.

{marked(digest())} is the SHA-256 of what serves, logs, reloads and matches, of the protocol, and of
the proofs.
"""


def _draw(proofs: Proofs, into: Path) -> None:
    """Draw what processes held as time went by."""
    with mpl.rc_context({"font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(9, 3.4), layout="constrained")
        left, right = figure.subplots(1, 2)
        _draw_reloads(left, proofs.reloads)
        _draw_soak(right, proofs.soak)
        for axes in (left, right):
            axes.set_ylim(0, axes.get_ylim()[1] * 1.15)
            axes.set_ylabel("MiB")
            axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(into, dpi=120, metadata={"Software": None})


def _draw_reloads(axes: Axes, reloads: Reloads) -> None:
    numbers = range(1, len(reloads.workers) + 1)
    axes.set(title="Reloads under load, small rules", xlabel="reloads")
    for name, held, color in (
        ("two workers", reloads.workers, _WORKERS),
        ("parent", reloads.parent, _PARENT),
    ):
        axes.plot(numbers, held, color=color, linewidth=1)
        axes.annotate(
            name,
            (numbers[-1], held[-1]),
            (0, 6),
            ha="right",
            textcoords="offset points",
            color=color,
        )


def _draw_soak(axes: Axes, soak: Soak) -> None:
    minutes = [soak.seconds / 60 * (n + 1) / len(soak.held) for n in range(len(soak.held))]
    axes.set(title="Load, all rules, two workers", xlabel="minutes")
    axes.plot(minutes, soak.held, color=_WORKERS, marker="o", markersize=3, linewidth=1)
