"""The picture of what concerns a question over time, drawn with matplotlib on its own canvas."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from textwrap import wrap
from types import MappingProxyType
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from licet_workbench.brushes import (
    DPI,
    FAINT,
    FONT,
    INK,
    LOOK,
    arrow,
    box,
    draw_kinds,
    draw_quarters,
    put,
    sheet,
    text_width,
    veil,
    word,
)
from licet_workbench.lanes import Bar, Kind, Lane
from licet_workbench.layout import (
    ARROW,
    BAR,
    CITED_SIZE,
    NAME_SIZE,
    WIDTH,
    Layout,
    PlacedBar,
    PlacedLane,
    lay_out,
)
from licet_workbench.quarters import Scale

_GAP = "#c0392b"
_KINDS_BESIDE_MARKS = 6
_ONE_DAY = timedelta(days=1)
_NO_TITLES: Mapping[str, str] = MappingProxyType({})
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "licet",
    "svg.fonttype": "path",
    "font.family": FONT,
    "hatch.linewidth": 0.5,
    "path.simplify": False,
}
_HEADING = (
    "Bars run from the first to the last day of effect. The name of the version and its citation "
    "stand in a bar or below it. Quarters in which little changes are drawn narrow."
)


class Picture(NamedTuple):
    """A picture and, by the id of a part, what the part tells when it is pointed at."""

    made: Callable[[], Figure]
    titles: Mapping[str, str]


def draw(lanes: Sequence[Lane], title: str, said: str, path: Path) -> None:
    """Write the picture of lanes to a `.svg` or `.png` file: equal lanes, equal bytes.

    `said` is what was asked, and as known when. Raises `ValueError` for another kind of file, and
    `OSError` where it cannot be written.
    """
    made, titles = picture(lanes, title, said)
    write(made, path, titles)


def write(made: Callable[[], Figure], path: Path, titles: Mapping[str, str] = _NO_TITLES) -> None:
    """Write a picture to a `.svg` or `.png` file; equal pictures are equal bytes.

    Raises `ValueError` for another kind of file, and `OSError` where it cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in (".svg", ".png"):
        raise ValueError(f"`{path.name}` is neither .svg nor .png; write one of the two")
    path.write_bytes(svg(made, titles).encode() if kind == ".svg" else _saved(made, "png"))


def svg(made: Callable[[], Figure], titles: Mapping[str, str] = _NO_TITLES) -> str:
    """Return a picture as SVG, whose parts tell their titles."""
    drawn = _saved(made, "svg").decode()
    for name, title in titles.items():
        part = f'<g id="{name}">'
        drawn = drawn.replace(part, f"{part}<title>{escape(title)}</title>", 1)
    return drawn


def _saved(made: Callable[[], Figure], kind: str) -> bytes:
    saved = io.BytesIO()
    with mpl.rc_context(_SETTINGS):
        silent = {"Date": None} if kind == "svg" else {"Software": None}
        made().savefig(saved, format=kind, dpi=DPI, metadata=silent)
    return saved.getvalue()


def picture(lanes: Sequence[Lane], title: str, said: str) -> Picture:
    """Return the picture of lanes by the days of effect."""
    layout = lay_out(lanes, text_width)
    titles = {name: _told(placed.lane, bar.bar) for name, placed, bar in _named(layout)}
    return Picture(lambda: _figure(layout, title, said), titles)


def _named(layout: Layout) -> Iterator[tuple[str, PlacedLane, PlacedBar]]:
    bars = ((lane, bar) for lane in layout.lanes for bar in lane.bars)
    return ((f"bar-{n}", lane, bar) for n, (lane, bar) in enumerate(bars, start=1))


def _told(lane: Lane, bar: Bar) -> str:
    """Return all of a bar in a sentence."""
    told = [f"{lane.id} {bar.name}: {bar.start} to {bar.until or 'no end'}"]
    told.append(f"announced {bar.announced}")
    told += [f"published {bar.published}"] if bar.published else []
    if bar.retroactive_through:
        told.append(f"retroactive through {bar.retroactive_through}")
    told += [f"superseded by {bar.superseded_by}"] if bar.superseded_by else []
    return "; ".join((*told, bar.authority))


def _figure(layout: Layout, title: str, said: str) -> Figure:
    figure, axes = sheet(layout.bottom + 60)
    _draw_heading(axes, layout, title, said)
    for number, lane in enumerate(layout.lanes):
        _draw_ground(axes, lane, shaded=number % 2 == 0)
    draw_quarters(axes, layout.scale, layout.top, layout.bottom)
    _draw_gaps(axes, layout)
    for lane in layout.lanes:
        for label in lane.labels:
            _draw_leader(axes, lane, label.anchor, label.y)
            put(axes, label.x + 3, label.y, label.text, CITED_SIZE, grounded=True)
    for name, lane, bar in _named(layout):
        _draw_bar(axes, bar, name, *LOOK[lane.lane.kind])
        _draw_lateness(axes, bar, layout.scale)
    return figure


def _draw_heading(axes: Axes, layout: Layout, title: str, said: str) -> None:
    put(axes, 20, 28, title, 14, weight="bold")
    put(axes, 20, 52, f"{said} {_HEADING}", 8, color=FAINT)
    kinds = {lane.lane.kind for lane in layout.lanes}
    x = draw_kinds(axes, kinds, 80)
    _draw_marks(axes, layout, *((x, 80) if len(kinds) <= _KINDS_BESIDE_MARKS else (20, 100)))


def _draw_marks(axes: Axes, layout: Layout, x: float, y: float) -> None:
    """Draw a legend of the marks that this picture has."""
    bars = [bar for lane in layout.lanes for bar in lane.lane.bars]
    if any(bar.superseded_by for bar in bars):
        axes.add_patch(box(x, y - 7, 26, 14, "white", "", dashed=True))
        x = word(axes, x + 32, y, "superseded: restated later")
    if any(bar.retroactive_through for bar in bars):
        axes.add_patch(veil(x, y - 7, 26, 14))
        x = word(axes, x + 32, y, "retroactive: not known yet on these days")
    axes.add_patch(arrow(x, y - 7, 14))
    x = word(axes, x + 12, y, "no end")
    _draw_lag(axes, x, x + 16, y)
    x = word(axes, x + 26, y, "announced, and later published")
    if layout.gaps:
        axes.add_patch(Rectangle((x, y - 7), 8, 14, color=_GAP, alpha=0.35, lw=0))
        word(axes, x + 14, y, "nothing authorised")


def _draw_ground(axes: Axes, placed: PlacedLane, *, shaded: bool) -> None:
    height = placed.bottom - placed.top
    color = "#f5f5f5" if shaded else "white"
    axes.add_patch(Rectangle((0, placed.top), WIDTH, height, color=color, lw=0, zorder=0))
    kind = f"{placed.lane.kind.value}: " if placed.lane.kind is not Kind.LISTED else ""
    lines = wrap(f"{kind}{placed.lane.title}", 50)[:2]
    y = placed.top + 15
    for line in lines:
        put(axes, 20, y, line, 8, weight="bold")
        y += 13
    unknown = placed.lane.unknown
    told = [placed.lane.id] if placed.lane.kind is not Kind.LISTED else []
    told += [f"{unknown} not known yet"] if unknown else []
    put(axes, 20, y, ", ".join(told), 6.5, color=FAINT)


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
        put(axes, note.x, note.y, note.text, NAME_SIZE, color=_GAP, weight="bold")


def _draw_bar(axes: Axes, placed: PlacedBar, name: str, color: str, hatch: str) -> None:
    superseded = placed.bar.superseded_by is not None
    if superseded:
        color, hatch = "white", ""
    body = placed.right - placed.left - (ARROW if placed.goes_on else 0)
    drawn = box(placed.left, placed.top, body, BAR, color, hatch, dashed=superseded)
    drawn.set_gid(name)
    axes.add_patch(drawn)
    if placed.goes_on:
        axes.add_patch(arrow(placed.right - ARROW, placed.top, BAR, color))
    _draw_inside(axes, placed)


def _draw_lateness(axes: Axes, placed: PlacedBar, scale: Scale) -> None:
    """Draw when a bar was announced and published, and a veil over what was too late."""
    bar = placed.bar
    late = bar.retroactive_through
    if late is not None:
        width = max(scale(late + _ONE_DAY) - placed.left, 2)
        axes.add_patch(veil(placed.left, placed.top, width, BAR))
    known = (bar.announced, bar.published or bar.announced)
    if known != (bar.start, bar.start):
        _draw_lag(axes, scale(known[0]), scale(known[1]), placed.top - 2)


def _draw_leader(axes: Axes, placed: PlacedLane, x: float, y: float) -> None:
    spoken = [bar for bar in placed.bars if bar.left == x]
    top = min(bar.top for bar in spoken) + BAR
    axes.plot([x + 1] * 2, [top, y + 4], color=FAINT, lw=0.7, zorder=2)


def _draw_inside(axes: Axes, placed: PlacedBar) -> None:
    middle = placed.top + BAR / 2
    both = len(placed.inside) > 1
    sizes = (NAME_SIZE, CITED_SIZE)
    for line, (text, size) in enumerate(zip(placed.inside, sizes, strict=False)):
        y = middle + (-5.5 if line == 0 else 6) * both
        weight = "bold" if line == 0 else "normal"
        put(axes, placed.left + 4, y, text, size, weight=weight, grounded=True)


def _draw_lag(axes: Axes, announced: float, published: float, y: float) -> None:
    axes.plot([announced, published], [y, y], color=INK, lw=1.2, zorder=7)
    axes.plot([announced], [y], marker="v", color=INK, ms=3.5, mew=0.8, zorder=7)
    if published > announced:
        axes.plot([published], [y], marker="o", color=INK, mfc="white", ms=3.5, mew=0.8, zorder=7)
