"""Files that appear whole, and on disk, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def whole(target: Path) -> Iterator[IO[bytes]]:
    """Give a file that takes its name only once it is whole and on disk; raises `OSError`."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
        settle(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def settle(directory: Path) -> None:
    """Make the new name of a file safe on its disk; raises `OSError`."""
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
