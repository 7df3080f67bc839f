"""Where everything in the picture of a timeline stands, in pixels from the upper left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from licet_workbench.gaps import Gap, gaps
from licet_workbench.lanes import Bar, Lane
from licet_workbench.quarters import Scale, scale_of

WIDTH = 1600
LEFT, RIGHT = 340, 1570
TRACK, BAR, ROW, PADDING, ARROW = 34, 26, 14, 8, 8
NAME_SIZE, CITED_SIZE = 7.5, 6.5
_TOP = 118
_NOTE_ROW = 17
_LEAST_HEIGHT = 54
_INSET = 4
_SPACE = 8
_ONE_DAY = timedelta(days=1)
_PARENTHESIS = re.compile(r"\s+\([^)]*\)")
_LONGEST_CITATION = 64
Measure = Callable[[str, float], float]
"""The width in pixels of a text of a size in points."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text at its left edge and the middle of its row; `anchor` is what it speaks of."""

    text: str
    x: float
    y: float
    anchor: float


@dataclass(frozen=True, slots=True)
class PlacedBar:
    """A bar in its track, with the texts that fit into it."""

    bar: Bar
    left: float
    right: float
    top: float
    goes_on: bool
    inside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacedLane:
    """A lane with its bars, and below them the labels that did not fit into bars."""

    lane: Lane
    top: float
    bottom: float
    bars: tuple[PlacedBar, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture."""

    scale: Scale
    lanes: tuple[PlacedLane, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[Label, ...]
    top: float
    bottom: float


def lay_out(lanes: Sequence[Lane], measure: Measure) -> Layout:
    """Return where everything stands; no label lies on another."""
    scale = scale_of(_days(lanes), LEFT, RIGHT)
    found = gaps(lanes)
    notes = _packed(
        [(str(gap), scale(gap.start)) for gap in found], lambda text: measure(text, NAME_SIZE)
    )
    rows = 1 + max((row for row, _, _, _ in notes), default=-1)
    top = _TOP + rows * _NOTE_ROW + ROW * 2
    placed = []
    y = float(top)
    for lane in lanes:
        placed.append(_place_lane(lane, y, scale, measure))
        y = placed[-1].bottom
    last = _TOP + (rows - 1) * _NOTE_ROW
    labels = (Label(t, x, last - row * _NOTE_ROW, anchor) for row, t, x, anchor in notes)
    return Layout(scale, tuple(placed), found, tuple(labels), top, y)


def _days(lanes: Iterable[Lane]) -> frozenset[date]:
    """Return the days on which something changes; the nominal end of what was restated is none."""
    bars = [bar for lane in lanes for bar in lane.bars]
    starts = {bar.start for bar in bars}
    ends = {bar.through + _ONE_DAY for bar in bars if bar.through and bar.superseded_by is None}
    return frozenset(starts | ends)


def _place_lane(lane: Lane, top: float, scale: Scale, measure: Measure) -> PlacedLane:
    bars = []
    tracks: list[float] = []
    for bar in sorted(lane.bars, key=lambda b: b.superseded_by is not None):
        left, right, goes_on = _extent(bar, scale)
        track = next((n for n, end in enumerate(tracks) if end <= left + 1), len(tracks))
        tracks[track : track + 1] = [right]
        y = top + PADDING + track * TRACK
        inside = _fitting(
            _texts(bar), right - left - 2 * _INSET - (ARROW if goes_on else 0), measure
        )
        bars.append(PlacedBar(bar, left, right, y, goes_on, inside))
    below = top + PADDING + len(tracks) * TRACK
    labels = _labels(bars, below, measure)
    rows = len({label.y for label in labels})
    height = max(below - top + rows * ROW + PADDING / 2, _LEAST_HEIGHT)
    return PlacedLane(lane, top, top + height, tuple(bars), labels)


def _extent(bar: Bar, scale: Scale) -> tuple[float, float, bool]:
    """Return the edges of a bar, and whether it goes on past the right edge."""
    end = bar.until + _ONE_DAY if bar.until else scale.end
    return scale(bar.start), max(scale(end), scale(bar.start) + 3), not bar.until or end > scale.end


def _texts(bar: Bar) -> tuple[str, str]:
    name = bar.name
    if bar.superseded_by:
        ended = f" (through {bar.through})" if bar.through else ""
        name = f"{bar.name}{ended}, superseded by {bar.superseded_by}"
    return name, citation(bar.authority)


def citation(authority: str) -> str:
    """Return the first citation of an authority, without its asides, cut to a readable length."""
    first = _PARENTHESIS.sub("", authority.partition(";")[0]).strip()
    if len(first) <= _LONGEST_CITATION:
        return first
    return first[:_LONGEST_CITATION].rpartition(", ")[0] or f"{first[:_LONGEST_CITATION]}..."


def _fitting(texts: tuple[str, str], width: float, measure: Measure) -> tuple[str, ...]:
    name, cited = texts
    if measure(name, NAME_SIZE) > width:
        return ()
    return (name, cited) if measure(cited, CITED_SIZE) <= width else (name,)


def _labels(bars: Sequence[PlacedBar], below: float, measure: Measure) -> tuple[Label, ...]:
    wanted = []
    for placed in bars:
        texts = _texts(placed.bar)
        if placed.inside != texts:
            wanted.append((": ".join(texts), placed.left))
    packed = _packed(wanted, lambda text: measure(text, CITED_SIZE))
    return tuple(Label(t, x, below + (row + 0.5) * ROW, at) for row, t, x, at in packed)


def _packed(
    wanted: Sequence[tuple[str, float]], width: Callable[[str], float]
) -> list[tuple[int, str, float, float]]:
    """Return each text with a row and a left edge, so that no two lie on each other.

    Rows count from what the texts speak of. Texts are placed from right to left, each where
    it also lies on no line that leads to a text in a farther row.
    """
    placed: list[tuple[int, str, float, float]] = []
    for text, anchor in sorted(wanted, key=lambda w: w[1], reverse=True):
        x = min(anchor, RIGHT - width(text))
        taken = {row for row, _, edge, _ in placed if edge < x + width(text) + _SPACE}
        crossed = [row for row, _, _, line in placed if x - 1 <= line <= x + width(text) + 1]
        row = next(n for n in count() if n not in taken and n >= max(crossed, default=0))
        placed.append((row, text, x, anchor))
    return placed
