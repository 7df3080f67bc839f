"""The picture of how law became known: days of effect to the right, days of knowledge down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from licet_workbench.brushes import (
    FAINT,
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
from licet_workbench.drawing import Picture
from licet_workbench.knowledge import Cell, KnownLane, State, Step
from licet_workbench.lanes import Kind, Lane
from licet_workbench.layout import ARROW, LEFT, NAME_SIZE, RIGHT, WIDTH
from licet_workbench.quarters import Scale, scale_of

_ONE_DAY = timedelta(days=1)
_TOP, _HEAD, _ROW, _BOX, _PADDING = 146, 20, 19, 15, 7
_TINT = 0.72
_HEADING = (
    "Each row is the law as known from the day at its left until the day of the next row: read "
    "across for the day on which goods leave. The black mark in a row is the day itself; what is "
    "left of it had passed."
)


def known_picture(lanes: Sequence[KnownLane], title: str, said: str) -> Picture:
    """Return the picture of lanes over both time axes; lanes, not days, decide its height."""
    scale = scale_of(_days(lanes), LEFT, RIGHT)
    titles = {name: _told(lane.lane, step, cell) for name, lane, step, cell in _named(lanes)}
    return Picture(lambda: _figure(lanes, scale, title, said), titles)


def _days(lanes: Sequence[KnownLane]) -> Iterator[date]:
    for step in (step for each in lanes for step in each.steps):
        yield step.known
        for cell in step.cells:
            yield cell.start
            if cell.through is not None and cell.state is not State.GONE:
                yield cell.through + _ONE_DAY


def _named(lanes: Sequence[KnownLane]) -> Iterator[tuple[str, KnownLane, Step, Cell]]:
    cells = ((each, step, cell) for each in lanes for step in each.steps for cell in step.cells)
    return ((f"cell-{number}", *cell) for number, cell in enumerate(cells, start=1))


def _told(lane: Lane, step: Step, cell: Cell) -> str:
    """Return all of a cell in a sentence."""
    told = f"{lane.id} as known from {step.known}: {cell.name}, {cell.start} to"
    late = f"; retroactive through {cell.retroactive_through}" if cell.retroactive_through else ""
    return f"{told} {cell.through or 'no end'} ({cell.state.value}){late}"


def _figure(lanes: Sequence[KnownLane], scale: Scale, title: str, said: str) -> Figure:
    bottom = _TOP + sum(map(_height, lanes))
    figure, axes = sheet(bottom + 60)
    put(axes, 20, 28, title, 14, weight="bold")
    put(axes, 20, 50, said, 8, color=FAINT)
    put(axes, 20, 66, _HEADING, 8, color=FAINT)
    _draw_legend(axes, {each.lane.kind for each in lanes})
    draw_quarters(axes, scale, _TOP, bottom)
    names = (name for name, *_ in _named(lanes))
    top = float(_TOP)
    for number, each in enumerate(lanes):
        _draw_lane(axes, each, (top, scale, names), shaded=number % 2 == 0)
        top += _height(each)
    return figure


def _height(each: KnownLane) -> float:
    return _HEAD + len(each.steps) * _ROW + _PADDING


def _draw_legend(axes: Axes, kinds: set[Kind]) -> None:
    y = 94
    x = draw_kinds(axes, kinds, y)
    color, hatch = LOOK[Kind.REQUIRES]
    axes.add_patch(box(x, y - 7, 26, 14, _tinted(color), hatch))
    x = word(axes, x + 32, y, "pale: known before")
    axes.add_patch(box(x, y - 7, 26, 14, "white", "", dashed=True))
    x = word(axes, x + 32, y, "no longer said")
    axes.add_patch(veil(x, y - 7, 26, 14))
    x = word(axes, x + 32, y, "retroactive: these days had passed")
    _draw_now(axes, x + 4, y - 8, 16)
    word(axes, x + 14, y, "the day it became known")


def _draw_lane(
    axes: Axes, each: KnownLane, at: tuple[float, Scale, Iterator[str]], *, shaded: bool
) -> None:
    top, scale, names = at
    color = "#f5f5f5" if shaded else "white"
    axes.add_patch(Rectangle((0, top), WIDTH, _height(each), color=color, lw=0, zorder=0))
    lane = each.lane
    kind = f"{lane.kind.value}: " if lane.kind is not Kind.LISTED else ""
    head = f"{kind}{lane.title}"
    put(axes, 20, top + 12, head, 8, weight="bold", grounded=True)
    if lane.kind is not Kind.LISTED:
        put(axes, 40 + text_width(head, 8), top + 12, lane.id, 6.5, color=FAINT, grounded=True)
    y = top + _HEAD
    for step in each.steps:
        put(axes, LEFT - 12, y + _ROW / 2, _label(step), NAME_SIZE, align="right")
        for cell in step.cells:
            _draw_cell(axes, cell, (y + (_ROW - _BOX) / 2, scale, next(names)), lane.kind)
        _draw_now(axes, scale(step.known), y, _ROW)
        y += _ROW


def _label(step: Step) -> str:
    """Return what is said anew on a step, as far as there is room, and the day."""
    kept = {word for cell in step.cells if cell.state is State.KEPT for word in _words(cell)}
    new = [word for cell in step.cells if cell.state is State.NEW for word in _words(cell)]
    fresh = list(dict.fromkeys(word for word in new if word not in kept))
    said = "; ".join(fresh or dict.fromkeys(new)) or "no longer"
    room = LEFT - 40 - text_width(f"..., known {step.known}", NAME_SIZE)
    if text_width(said, NAME_SIZE) > room:
        while text_width(said, NAME_SIZE) > room:
            said = said[:-1]
        said = f"{said.rstrip(' ;')}..."
    return f"{said}, known {step.known}"


def _words(cell: Cell) -> list[str]:
    return cell.name.split("; ")


def _draw_now(axes: Axes, x: float, top: float, height: float) -> None:
    axes.plot([x, x], [top, top + height], color=INK, lw=2.2, zorder=9, solid_capstyle="butt")


def _draw_cell(axes: Axes, cell: Cell, at: tuple[float, Scale, str], kind: Kind) -> None:
    top, scale, name = at
    left = scale(cell.start)
    right = max(scale(cell.through + _ONE_DAY) if cell.through else scale.right, left + 2)
    body = right - left - (0 if cell.through else ARROW)
    color, hatch = _look(cell, kind)
    drawn = box(left, top, body, _BOX, color, hatch, dashed=cell.state is State.GONE)
    drawn.set_gid(name)
    axes.add_patch(drawn)
    if cell.through is None:
        axes.add_patch(arrow(right - ARROW, top, _BOX, color))
    if cell.retroactive_through is not None:
        width = max(scale(cell.retroactive_through + _ONE_DAY) - left, 2)
        axes.add_patch(veil(left, top, width, _BOX))
    if text_width(cell.name, NAME_SIZE) + 6 <= body:
        put(axes, left + 4, top + _BOX / 2, cell.name, NAME_SIZE, grounded=True)


def _look(cell: Cell, kind: Kind) -> tuple[str, str]:
    color, hatch = LOOK[kind]
    if cell.state is State.GONE:
        return "white", ""
    return (color, hatch) if cell.state is State.NEW else (_tinted(color), hatch)


def _tinted(color: str) -> str:
    parts = (round(255 * (part + (1 - part) * _TINT)) for part in to_rgb(color))
    return "#" + "".join(f"{part:02x}" for part in parts)
