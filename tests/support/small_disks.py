"""A disk of a few megabytes, in memory, for the length of a block."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_ROOT = 0


@contextmanager
def small_disk(directory: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk at a directory; skips where that is not allowed."""
    directory.mkdir()
    if os.geteuid() != _ROOT:
        pytest.skip("only root may mount a small disk")
    mounting = ("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(directory))
    done = subprocess.run(mounting, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    try:
        yield directory
    finally:
        subprocess.run(("umount", "-l", str(directory)), check=True)


def fill(directory: Path) -> Path:
    """Take what room is left, and return the file that takes it."""
    filler = directory / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(65536))
    return filler
