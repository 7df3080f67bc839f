"""`rules timeline`: a regime over time, as lanes, as a listing and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from licet_workbench.drawing import draw
from licet_workbench.gaps import Gap, gaps
from licet_workbench.lanes import Bar, Kind, Lane, UnknownRegimeError, lanes

__all__ = [
    "COLUMNS",
    "Bar",
    "Gap",
    "Kind",
    "Lane",
    "UnknownRegimeError",
    "draw",
    "gaps",
    "lanes",
    "listing",
]
COLUMNS = (
    "lane",
    "effect",
    "version",
    "from",
    "through",
    "until",
    "announced",
    "published",
    "superseded_by",
    "authority",
)


def listing(lanes: Sequence[Lane]) -> tuple[tuple[str, ...], ...]:
    """Return what the picture shows as rows of text under `COLUMNS`; open and absent are blank."""
    return tuple(_row(lane, bar) for lane in lanes for bar in lane.bars)


def _row(lane: Lane, bar: Bar) -> tuple[str, ...]:
    return (
        lane.id,
        lane.kind.value,
        bar.name,
        bar.start.isoformat(),
        _day(bar.through),
        _day(bar.until),
        bar.announced.isoformat(),
        _day(bar.published),
        bar.superseded_by or "",
        bar.authority,
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
