"""How far it is, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from licet_server.decision_log.rows import Tick


@contextmanager
def bar(label: str, total: int | None) -> Iterator[Tick]:
    """Show on stderr how many rows of all are read while the block runs; only on a terminal."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    shown = Progress(
        *columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal
    )
    with shown:
        task = shown.add_task(label, total=total)
        yield lambda rows: shown.update(task, advance=rows)
