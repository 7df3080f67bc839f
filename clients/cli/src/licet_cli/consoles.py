"""Where words go: answers to stdout, everything about the run to stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

_FILE_WIDTH = 100


def out() -> Console:
    """Return a console on stdout that takes no user's text for markup."""
    return _console(stderr=False)


def err() -> Console:
    """Return a console on stderr that takes no user's text for markup."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and not os.environ.get("COLUMNS"):
        console.width = _FILE_WIDTH
    return console


def print_json(value: Any) -> None:
    """Print JSON for machines: never folded, never coloured, readable in any encoding."""
    utf8 = sys.stdout.encoding.lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not utf8, indent=2) + "\n")


def shown(text: str) -> str:
    """Return a text with whatever could move a cursor written out."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


class Bar:
    """A progress bar that is told how far along it is."""

    def __init__(self, progress: Progress, total: int, label: str) -> None:
        self._progress = progress
        self._task = progress.add_task(label, total=total)

    def __call__(self, position: int) -> None:
        """Move to a position."""
        self._progress.update(self._task, completed=position)

    def of(self, position: int, total: int) -> None:
        """Move to a position, of so many as are known by now."""
        self._progress.update(self._task, completed=position, total=total)


@contextmanager
def progress_bar(label: str, total: int) -> Iterator[Bar]:
    """Show a progress bar on stderr while the block runs, on a terminal or with FORCE_COLOR."""
    console = err()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield Bar(progress, total, label)
