"""Timelines as lists: every lane with its versions, or with what was known of it from which day."""

from __future__ import annotations

from collections.abc import Sequence

from licet_workbench.knowledge import Cell, KnownLane
from licet_workbench.timeline import Bar, Lane, gaps
from rich.console import Console
from rich.text import Text

from licet_cli.consoles import shown


def show_lanes(console: Console, lanes: Sequence[Lane]) -> None:
    """Print lanes with their versions by the days of effect, then days without a license."""
    for lane in lanes:
        _head(console, lane)
        for bar in lane.bars:
            _line(console, 1, _version(bar))
        if lane.unknown:
            _line(console, 1, f"{lane.unknown} not known yet")
    for gap in gaps(lanes):
        console.print(Text(shown(str(gap)), style="red"))


def show_known(console: Console, lanes: Sequence[KnownLane]) -> None:
    """Print lanes with what was known of them, from which day on."""
    for each in lanes:
        _head(console, each.lane)
        for step in each.steps:
            _line(console, 1, f"known from {step.known}:")
            for cell in step.cells:
                _line(console, 2, _cell(cell))


def _head(console: Console, lane: Lane) -> None:
    said = f"{lane.id} ({lane.kind.value}): {lane.title}"
    console.print(Text(shown(said), style="bold"), soft_wrap=True)


def _line(console: Console, level: int, said: str) -> None:
    console.print(Text(shown("  " * level + said)), soft_wrap=True)


def _version(bar: Bar) -> str:
    past = f", superseded by {bar.superseded_by}" if bar.superseded_by else ""
    ended = f"to {bar.until}" if bar.until else "with no end"
    return f"{bar.start} {ended}: {bar.name}{past}, {_known(bar)}; {bar.authority}"


def _known(bar: Bar) -> str:
    late = f", retroactive through {bar.retroactive_through}" if bar.retroactive_through else ""
    if bar.published is None:
        return f"announced {bar.announced}{late}"
    return f"announced {bar.announced}, published {bar.published}{late}"


def _cell(cell: Cell) -> str:
    ended = f"to {cell.through}" if cell.through else "with no end"
    late = f", retroactive through {cell.retroactive_through}" if cell.retroactive_through else ""
    return f"{cell.start} {ended}: {cell.name} ({cell.state.value}{late})"
