"""When rule files may have changed, and when those who write them are done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from time import time_ns
from typing import Any

from watchfiles import awatch

from licet_server.snapshots import Seen, Snapshots, seen, written_now

_GATHER_MS, _STEP_MS = 400, 100
_LOOK_AGAIN = 2.0
_WAITED = 30.0


async def changes(directory: Path) -> AsyncIterator[None]:
    """Yield when something in a directory may have changed, and every few seconds besides.

    Nothing tells of a directory that another one took the place of, or that is not there.
    """
    while True:
        watched = awatch(
            directory,
            watch_filter=None,
            debounce=_GATHER_MS,
            step=_STEP_MS,
            rust_timeout=int(_LOOK_AGAIN * 1000),
            yield_on_timeout=True,
        )
        try:
            async for _ in watched:
                yield
        except (OSError, RuntimeError):  # it is not there, or the system lets no more be watched
            pass
        await asyncio.sleep(_LOOK_AGAIN)
        yield


async def settled(
    directory: Path, quiet: float, waiting: Callable[[Path | None], None]
) -> tuple[Seen, ...]:
    """Return what a directory holds after `quiet` seconds without a change or an open writer.

    `waiting` is told from time to time that it still waits, and for which file as far as it is
    known. Raises `SnapshotError`.
    """
    waited, before = 0.0, seen(directory)
    if _is_old(before, quiet) and written_now(directory) is None:
        return before
    while True:
        await asyncio.sleep(quiet)
        waited += quiet
        now, writing = seen(directory), written_now(directory)
        if now == before and writing is None:
            return now
        before = now
        if waited % _WAITED < quiet:
            waiting(writing)


async def copied(
    directory: Path, snapshots: Snapshots, quiet: float, waiting: Callable[[Path | None], None]
) -> tuple[tuple[Seen, ...], Path]:
    """Return what a directory holds once it is whole, and a copy of just that.

    Raises `SnapshotError`.
    """
    while True:
        found = await settled(directory, quiet, waiting)
        snapshot = await asyncio.to_thread(snapshots.take, directory)
        if seen(directory) == found and written_now(directory) is None:
            return found, snapshot
        snapshots.drop(snapshot)  # it changed while it was copied


def still_written(logger: Any, directory: Path, file: Path | None) -> None:
    """Log that rules cannot be tried yet, and for which file as far as it is known."""
    name = file.relative_to(directory).as_posix() if file else None
    logger.warning("rules are still being written", file=name)


def _is_old(found: tuple[Seen, ...], quiet: float) -> bool:
    """Tell whether everything was as it is for long enough already."""
    return time_ns() - max((file.changed_ns for file in found), default=0) > quiet * 1e9
