"""The share of questions that is answered, quarter by quarter, and what the others turn on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from types import MappingProxyType

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from licet_workbench.coverage.grounds import SAYS, Ground
from licet_workbench.coverage.survey import Share
from licet_workbench.quarters import next_quarter, quarter_of

_INK, _FAINT = "#1a1a1a", "#666666"
_ANSWERED = "#e4efe4"
# Warm and gray for law that is not held, blue for what a word of the sale would answer; the
# hatches tell neighbours apart without color.
_LOOK = MappingProxyType(
    {
        Ground.NO_EDITION: ("#3d3d3d", ""),
        Ground.NO_REASON: ("#8c8c8c", "..."),
        Ground.CHANGED: ("#5c3317", "///"),
        Ground.BEGAN: ("#d9d9d9", ""),
        Ground.ENDED: ("#bfa98f", "xxx"),
        Ground.NOT_ENCODED: ("#d55e00", ""),
        Ground.EDITIONS: ("#cc79a7", "\\\\\\"),
        Ground.STAND_IN: ("#a6192e", "///"),
        Ground.CELLS: ("#e69f00", ""),
        Ground.PARAGRAPH: ("#0072b2", ""),
        Ground.IN_SCOPE: ("#56b4e9", "..."),
        Ground.TOLD: ("#b3d9f2", "///"),
    }
)


def quarters(first: date, last: date) -> Iterator[date]:
    """Yield the first day that is asked about in each quarter: its own, or the first of all."""
    start = quarter_of(first)
    while start <= last:
        yield max(start, first)
        start = next_quarter(start)


def figure(shares: Sequence[Share], asked: str) -> Figure:
    """Return the picture of shares in the order of their days; `asked` says what was asked."""
    made = Figure(figsize=(14, 8), facecolor="white")
    FigureCanvasAgg(made)
    axes = made.add_axes((0.055, 0.31, 0.925, 0.55))
    grounds = [g for g in Ground if any(g in dict(share.open) for share in shares)]
    _draw_bars(axes, shares, grounds)
    _draw_scales(axes, shares)
    made.text(0.055, 0.945, "What the rules answer, by quarter", size=14, weight="bold", color=_INK)
    made.text(0.055, 0.905, asked, size=9, color=_FAINT)
    made.legend(
        handles=list(_legend(shares[-1], grounds)),
        loc="upper left",
        bbox_to_anchor=(0.05, 0.255),
        ncols=2,
        fontsize=8.5,
        frameon=False,
        handlelength=2.6,
        handleheight=1.3,
        columnspacing=3,
    )
    return made


def _draw_bars(axes: Axes, shares: Sequence[Share], grounds: Sequence[Ground]) -> None:
    lefts = [_place(share.on) for share in shares]
    floors = [share.answered / share.questions for share in shares]
    axes.bar(lefts, floors, 0.25, align="edge", color=_ANSWERED, linewidth=0)
    axes.step([*lefts, lefts[-1] + 0.25], [*floors, floors[-1]], where="post", color=_INK, lw=1.2)
    for ground in reversed(grounds):
        heights = [dict(share.open).get(ground, 0) / share.questions for share in shares]
        color, hatch = _LOOK[ground]
        axes.bar(
            lefts,
            heights,
            0.25,
            bottom=floors,
            align="edge",
            color=color,
            hatch=hatch or None,
            edgecolor="white" if hatch else color,
            linewidth=0,
        )
        floors = [floor + height for floor, height in zip(floors, heights, strict=True)]


def _draw_scales(axes: Axes, shares: Sequence[Share]) -> None:
    first, last = shares[0].on.year, shares[-1].on.year
    axes.set_xlim(_place(shares[0].on), _place(shares[-1].on) + 0.25)
    axes.set_ylim(0, 1)
    axes.set_xticks(range(first + 1, last + 1))
    axes.set_xticklabels([str(year) for year in range(first + 1, last + 1)], rotation=45)
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.set_yticks([n / 10 for n in range(11)])
    axes.tick_params(labelsize=9, color=_FAINT, labelcolor=_INK)
    axes.grid(axis="y", color=_FAINT, alpha=0.3, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)


def _place(day: date) -> float:
    """Return the place of the quarter that a day is in, in years."""
    return day.year + (quarter_of(day).month - 1) / 12


def _legend(last: Share, grounds: Sequence[Ground]) -> Iterator[Patch]:
    yield Patch(
        facecolor=_ANSWERED,
        edgecolor=_INK,
        label=f"answered ({last.answered / last.questions:.1%} on {last.on})",
    )
    for ground in grounds:
        color, hatch = _LOOK[ground]
        count = dict(last.open).get(ground, 0) / last.questions
        yield Patch(
            facecolor=color,
            edgecolor="white" if hatch else color,
            hatch=hatch or None,
            label=f"{SAYS[ground]} ({count:.1%})".replace("`", ""),
        )
