"""The picture of a regime over time, drawn with matplotlib on its own canvas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Polygon, Rectangle
from matplotlib.textpath import TextPath

from licet_workbench.lanes import Kind, Lane
from licet_workbench.layout import (
    ARROW,
    BAR,
    CITED_SIZE,
    LEFT,
    NAME_SIZE,
    RIGHT,
    WIDTH,
    Layout,
    PlacedBar,
    PlacedLane,
    lay_out,
)
from licet_workbench.quarters import Scale

_DPI = 100
_POINT = _DPI / 72
_BOLDER = 1.12  # texts are measured in the regular face, and some are drawn in the bold one
_FONT = "DejaVu Sans"
_INK, _FAINT, _LINE = "#1a1a1a", "#666666", "#d0d0d0"
_GAP = "#c0392b"
_ONE_DAY = timedelta(days=1)
# Okabe and Ito's palette, told apart by every common kind of color vision; the hatches and
# the words tell the kinds apart without color.
_LOOK = {
    Kind.LISTED: ("#bdbdbd", ""),
    Kind.DENIES: ("#d55e00", "xxx"),
    Kind.REQUIRES: ("#e69f00", "///"),
    Kind.PERMITS: ("#56b4e9", ""),
    Kind.CLEARS: ("#4cbf9c", "..."),
    Kind.BARS: ("#cc79a7", "\\\\\\"),
}
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "licet",
    "svg.fonttype": "path",
    "font.family": _FONT,
    "hatch.linewidth": 0.5,
    "path.simplify": False,
}


def draw(lanes: Sequence[Lane], title: str, path: Path) -> None:
    """Write the picture of lanes to a `.svg` or `.png` file: equal lanes, equal bytes.

    Raises `ValueError` for another kind of file, and `OSError` where it cannot be written.
    """
    write(lambda: _figure(lay_out(lanes, text_width), title), path)


def write(made: Callable[[], Figure], path: Path) -> None:
    """Write a picture to a `.svg` or `.png` file; equal pictures are equal bytes.

    Raises `ValueError` for another kind of file, and `OSError` where it cannot be written.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in ("svg", "png"):
        raise ValueError(f"`{path.name}` is neither .svg nor .png; write one of the two")
    with mpl.rc_context(_SETTINGS):
        silent = {"Date": None} if kind == "svg" else {"Software": None}
        made().savefig(path, format=kind, dpi=_DPI, metadata=silent)


@lru_cache(4096)
def text_width(text: str, size: float) -> float:
    """Return the width in pixels of a text of a size in points."""
    drawn = TextPath((0, 0), text, size=size, prop=FontProperties(family=_FONT))
    return float(drawn.get_extents().width) * _POINT * _BOLDER + 3


def _figure(layout: Layout, title: str) -> Figure:
    height = layout.bottom + 60
    figure = Figure(figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    _draw_heading(axes, layout, title)
    for number, lane in enumerate(layout.lanes):
        _draw_ground(axes, lane, shaded=number % 2 == 0)
    _draw_quarters(axes, layout)
    _draw_gaps(axes, layout)
    for lane in layout.lanes:
        _draw_lane(axes, lane, layout.scale)
    return figure


def _draw_heading(axes: Axes, layout: Layout, title: str) -> None:
    _text(axes, 20, 28, title, 14, weight="bold")
    said = (
        "Bars run from the first to the last day of effect, as known today. The name of the "
        "version and its citation stand in a bar or below it. Quarters in which little changes "
        "are drawn narrow."
    )
    _text(axes, 20, 52, said, 8, color=_FAINT)
    _draw_legend(axes, {lane.lane.kind for lane in layout.lanes})


def _draw_legend(axes: Axes, kinds: Iterable[Kind]) -> None:
    x, y = 20.0, 80.0
    for kind in sorted(kinds, key=list(Kind).index):
        color, hatch = _LOOK[kind]
        axes.add_patch(_box(x, y - 7, 26, 14, color, hatch))
        _text(axes, x + 32, y, kind.value, 8)
        x += 32 + text_width(kind.value, 8) + 18
    axes.add_patch(_box(x, y - 7, 26, 14, "white", "", dashed=True))
    x = _word(axes, x + 32, y, "superseded: restated by a later version")
    axes.add_patch(_arrow(x, y - 7, 14))
    x = _word(axes, x + 12, y, "no end")
    _draw_lag(axes, x, x + 16, y)
    x = _word(axes, x + 26, y, "announced, and later published")
    axes.add_patch(Rectangle((x, y - 7), 8, 14, color=_GAP, alpha=0.35, lw=0))
    _word(axes, x + 14, y, "nothing authorised")


def _word(axes: Axes, x: float, y: float, text: str) -> float:
    _text(axes, x, y, text, 8)
    return x + text_width(text, 8) + 22


def _draw_ground(axes: Axes, placed: PlacedLane, *, shaded: bool) -> None:
    height = placed.bottom - placed.top
    color = "#f5f5f5" if shaded else "white"
    axes.add_patch(Rectangle((0, placed.top), WIDTH, height, color=color, lw=0, zorder=0))
    kind = f"{placed.lane.kind.value}: " if placed.lane.kind is not Kind.LISTED else ""
    lines = wrap(f"{kind}{placed.lane.title}", 50)[:2]
    y = placed.top + 15
    for line in lines:
        _text(axes, 20, y, line, 8, weight="bold")
        y += 13
    if placed.lane.kind is not Kind.LISTED:
        _text(axes, 20, y, placed.lane.id, 6.5, color=_FAINT)


def _draw_quarters(axes: Axes, layout: Layout) -> None:
    for quarter in layout.scale.quarters:
        first = quarter.number == 1
        axes.plot(
            [quarter.left] * 2,
            [layout.top, layout.bottom],
            color="#9a9a9a" if first else _LINE,
            lw=1.0 if first else 0.6,
            zorder=1,
        )
        word = f"Q{quarter.number}"
        if text_width(word, 7) + 4 <= quarter.right - quarter.left:
            middle = (quarter.left + quarter.right) / 2
            _text(axes, middle, layout.top - 8, word, 7, align="center", color=_FAINT)
            _text(axes, middle, layout.bottom + 9, word, 7, align="center", color=_FAINT)
    axes.plot([LEFT, RIGHT], [layout.top] * 2, color="#9a9a9a", lw=1)
    axes.plot([LEFT, RIGHT], [layout.bottom] * 2, color="#9a9a9a", lw=1)
    _draw_years(axes, layout)


def _draw_years(axes: Axes, layout: Layout) -> None:
    quarters = layout.scale.quarters
    for year in sorted({quarter.start.year for quarter in quarters}):
        own = [quarter for quarter in quarters if quarter.start.year == year]
        if text_width(str(year), 9) + 4 <= own[-1].right - own[0].left:
            middle = (own[0].left + own[-1].right) / 2
            for y in (layout.top - 22, layout.bottom + 25):
                _text(axes, middle, y, str(year), 9, align="center", weight="bold")


def _draw_gaps(axes: Axes, layout: Layout) -> None:
    height = layout.bottom - layout.top
    for gap in layout.gaps:
        left, right = layout.scale(gap.start), layout.scale(gap.through + _ONE_DAY)
        for alpha, depth in ((0.35, 2), (0.15, 6)):  # below the bars, and faintly over them
            band = Rectangle((left, layout.top), right - left, height, color=_GAP, lw=0)
            band.set(alpha=alpha, zorder=depth)
            axes.add_patch(band)
    for note in layout.notes:
        axes.plot([note.anchor] * 2, [note.y + 6, layout.top], color=_GAP, lw=0.8, zorder=6)
        _text(axes, note.x, note.y, note.text, NAME_SIZE, color=_GAP, weight="bold")


def _draw_lane(axes: Axes, placed: PlacedLane, scale: Scale) -> None:
    for label in placed.labels:
        _draw_leader(axes, placed, label.anchor, label.y)
        _text(axes, label.x + 3, label.y, label.text, CITED_SIZE, grounded=True)
    for bar in placed.bars:
        _draw_bar(axes, bar, *_LOOK[placed.lane.kind])
        known = (bar.bar.announced, bar.bar.published or bar.bar.announced)
        if known != (bar.bar.start, bar.bar.start):
            _draw_lag(axes, scale(known[0]), scale(known[1]), bar.top - 2)


def _draw_bar(axes: Axes, placed: PlacedBar, color: str, hatch: str) -> None:
    superseded = placed.bar.superseded_by is not None
    if superseded:
        color, hatch = "white", ""
    body = placed.right - placed.left - (ARROW if placed.goes_on else 0)
    axes.add_patch(_box(placed.left, placed.top, body, BAR, color, hatch, dashed=superseded))
    if placed.goes_on:
        axes.add_patch(_arrow(placed.right - ARROW, placed.top, BAR, color))
    _draw_inside(axes, placed)


def _draw_leader(axes: Axes, placed: PlacedLane, x: float, y: float) -> None:
    spoken = [bar for bar in placed.bars if bar.left == x]
    top = min(bar.top for bar in spoken) + BAR
    axes.plot([x + 1] * 2, [top, y + 4], color=_FAINT, lw=0.7, zorder=2)


def _draw_inside(axes: Axes, placed: PlacedBar) -> None:
    middle = placed.top + BAR / 2
    both = len(placed.inside) > 1
    sizes = (NAME_SIZE, CITED_SIZE)
    for line, (text, size) in enumerate(zip(placed.inside, sizes, strict=False)):
        y = middle + (-5.5 if line == 0 else 6) * both
        weight = "bold" if line == 0 else "normal"
        _text(axes, placed.left + 4, y, text, size, weight=weight, grounded=True)


def _draw_lag(axes: Axes, announced: float, published: float, y: float) -> None:
    axes.plot([announced, published], [y, y], color=_INK, lw=1.2, zorder=7)
    axes.plot([announced], [y], marker="v", color=_INK, ms=3.5, mew=0.8, zorder=7)
    if published > announced:
        axes.plot([published], [y], marker="o", color=_INK, mfc="white", ms=3.5, mew=0.8, zorder=7)


def _box(  # noqa: PLR0913 (a box is its four edges and its look)
    x: float, y: float, width: float, height: float, color: str, hatch: str, *, dashed: bool = False
) -> Rectangle:
    return Rectangle(
        (x, y),
        width,
        height,
        facecolor=color,
        edgecolor=_INK,
        hatch=hatch or None,
        linewidth=0.8,
        linestyle="--" if dashed else "-",
        zorder=4,
    )


def _arrow(x: float, y: float, height: float, color: str = "#bdbdbd") -> Polygon:
    points = [(x, y), (x + ARROW, y + height / 2), (x, y + height)]
    return Polygon(points, facecolor=color, edgecolor=_INK, linewidth=0.8, zorder=4)


def _text(  # noqa: PLR0913 (a text is its place and its look)
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    color: str = _INK,
    weight: str = "normal",
    align: str = "left",
    grounded: bool = False,
) -> None:
    ground = {"facecolor": "white", "alpha": 0.75, "pad": 0.6, "linewidth": 0} if grounded else None
    axes.text(
        x,
        y,
        text.replace("$", r"\$"),
        fontsize=size,
        color=color,
        weight=weight,
        ha=align,
        va="center",
        bbox=ground,
        zorder=8,
    )
