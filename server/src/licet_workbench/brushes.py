"""What every picture over time is drawn with: texts, boxes, arrows and the scale of quarters."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from types import MappingProxyType

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Polygon, Rectangle
from matplotlib.textpath import TextPath

from licet_workbench.lanes import Kind
from licet_workbench.layout import ARROW, LEFT, RIGHT, WIDTH
from licet_workbench.quarters import Scale

DPI = 100
FONT = "DejaVu Sans"
INK, FAINT, LINE = "#1a1a1a", "#666666", "#d0d0d0"
_POINT = DPI / 72
_BOLDER = 1.12  # texts are measured in the regular face, and some are drawn in the bold one
_YEAR = "#9a9a9a"
_LEAST_QUARTER = 7
# Okabe and Ito's palette, told apart by every common kind of color vision; the hatches and
# the words tell the kinds apart without color.
LOOK = MappingProxyType(
    {
        Kind.LISTED: ("#bdbdbd", ""),
        Kind.CONTROLLED: ("#f0e442", ""),
        Kind.DENIES: ("#d55e00", "xxx"),
        Kind.REQUIRES: ("#e69f00", "///"),
        Kind.PERMITS: ("#56b4e9", ""),
        Kind.CLEARS: ("#4cbf9c", "..."),
        Kind.BARS: ("#cc79a7", "\\\\\\"),
    }
)


@lru_cache(4096)
def text_width(text: str, size: float) -> float:
    """Return the width in pixels of a text of a size in points."""
    drawn = TextPath((0, 0), text.replace("$", r"\$"), size=size, prop=FontProperties(family=FONT))
    return float(drawn.get_extents().width) * _POINT * _BOLDER + 3


def sheet(height: float) -> tuple[Figure, Axes]:
    """Return an empty picture of a height in pixels, and axes that count them from above."""
    figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return figure, axes


def put(  # noqa: PLR0913 (a text is its place and its look)
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    color: str = INK,
    weight: str = "normal",
    align: str = "left",
    grounded: bool = False,
) -> None:
    """Draw a text at its left edge, middle or right edge, and the middle of its row."""
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


def box(  # noqa: PLR0913 (a box is its four edges and its look)
    x: float, y: float, width: float, height: float, color: str, hatch: str, *, dashed: bool = False
) -> Rectangle:
    """Return a box; what counts no more is dashed."""
    return Rectangle(
        (x, y),
        width,
        height,
        facecolor=color,
        edgecolor=INK,
        hatch=hatch or None,
        linewidth=0.8,
        linestyle="--" if dashed else "-",
        zorder=4,
    )


def veil(x: float, y: float, width: float, height: float) -> Rectangle:
    """Return what lies over days that had passed when something became known for them."""
    return Rectangle(
        (x, y),
        width,
        height,
        facecolor=(1, 1, 1, 0.6),
        edgecolor=INK,
        hatch="|||||",
        linewidth=0.8,
        zorder=5,
    )


def arrow(x: float, y: float, height: float, color: str = "#bdbdbd") -> Polygon:
    """Return the head of a bar that goes on without an end."""
    points = [(x, y), (x + ARROW, y + height / 2), (x, y + height)]
    return Polygon(points, facecolor=color, edgecolor=INK, linewidth=0.8, zorder=4)


def word(axes: Axes, x: float, y: float, text: str) -> float:
    """Draw a word of a legend; return where the next entry begins."""
    put(axes, x, y, text, 8)
    return x + text_width(text, 8) + 22


def draw_kinds(axes: Axes, kinds: Iterable[Kind], y: float) -> float:
    """Draw a legend of kinds of lanes; return where the next entry begins."""
    x = 20.0
    for kind in sorted(set(kinds), key=list(Kind).index):
        axes.add_patch(box(x, y - 7, 26, 14, *LOOK[kind]))
        put(axes, x + 32, y, kind.value, 8)
        x += 32 + text_width(kind.value, 8) + 18
    return x


def draw_quarters(axes: Axes, scale: Scale, top: float, bottom: float) -> None:
    """Draw the scale over and under everything, and a line where a quarter begins."""
    for quarter in scale.quarters:
        first, width = quarter.number == 1, quarter.right - quarter.left
        if first or width >= _LEAST_QUARTER:
            axes.plot(
                [quarter.left] * 2,
                [top, bottom],
                color=_YEAR if first and width >= _LEAST_QUARTER else LINE,
                lw=1.0 if first and width >= _LEAST_QUARTER else 0.6,
                zorder=1,
            )
        name = f"Q{quarter.number}"
        if text_width(name, 7) + 4 <= width:
            middle = (quarter.left + quarter.right) / 2
            for y in (top - 8, bottom + 9):
                put(axes, middle, y, name, 7, align="center", color=FAINT)
    axes.plot([LEFT, RIGHT], [top] * 2, color=_YEAR, lw=1)
    axes.plot([LEFT, RIGHT], [bottom] * 2, color=_YEAR, lw=1)
    _draw_years(axes, scale, top, bottom)


def _draw_years(axes: Axes, scale: Scale, top: float, bottom: float) -> None:
    free = 0.0
    for year in sorted({quarter.start.year for quarter in scale.quarters}):
        own = [quarter for quarter in scale.quarters if quarter.start.year == year]
        middle, width = (own[0].left + own[-1].right) / 2, text_width(str(year), 9)
        # The first year is always told; another where it has room, or none told lies near.
        roomy = width + 4 <= own[-1].right - own[0].left
        if (roomy or middle - width * 1.5 > free) and middle - width / 2 > free:
            for y in (top - 22, bottom + 25):
                put(axes, middle, y, str(year), 9, align="center", weight="bold")
            free = middle + width / 2 + 6
