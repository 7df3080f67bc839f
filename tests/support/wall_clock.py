"""A wall clock that is moved by a file, for the processes that are started with it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

_SOURCE = Path(__file__).with_suffix(".c")


@dataclass(frozen=True, slots=True)
class WallClock:
    """A library that moves the wall clock of a process, and no other clock, and the file it reads.

    libfaketime would do it, were it not that with a true monotonic clock every sleep fails there.
    """

    preloaded: Path
    moved_by: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a process is started with, whose clock is to be moved."""
        return {"LD_PRELOAD": str(self.preloaded), "WALL_CLOCK": str(self.moved_by)}

    def move(self, seconds: int) -> None:
        """Move the clock by so many seconds from the true time, at once."""
        # One that is read while it is written would be no number for a moment.
        written = self.moved_by.with_suffix(".new")
        written.write_text(f"{seconds}\n")
        written.replace(self.moved_by)

    def set(self, day: date) -> None:
        """Set the clock to noon of a day, UTC."""
        noon = datetime.combine(day, time(12), UTC)
        self.move(round((noon - datetime.now(UTC)).total_seconds()))


def wall_clock(directory: Path) -> WallClock:
    """Return a clock in a directory, not moved yet."""
    library = directory / "wall_clock.so"
    made = ["gcc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(library), str(_SOURCE)]
    subprocess.run(made, check=True)
    clock = WallClock(library, directory / "clock")
    clock.move(0)
    return clock
