"""Files that appear whole, and on disk, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO


@contextmanager
def whole(target: Path, mode: int = 0o666) -> Iterator[IO[bytes]]:
    """Give a file that takes its name only once it is whole and on disk; raises `OSError`.

    `mode` says who may use it, less what the process takes away from all of its files.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with open(unfinished, "wb", opener=partial(os.open, mode=mode)) as file:
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
