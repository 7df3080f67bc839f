"""Changed orders drawn: by month and outcome pair, and of whom there are most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from textwrap import shorten

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from licet_workbench.impact.counting import Pair

_INK, _FAINT = "#1a1a1a", "#666666"
# Okabe and Ito's palette; the hatches tell neighbours apart without color.
_LOOKS = (
    *(("#0072b2", ""), ("#e69f00", "///"), ("#56b4e9", "..."), ("#d55e00", "xxx")),
    *(("#009e73", "\\\\\\"), ("#cc79a7", ""), ("#8c8c8c", "///"), ("#3d3d3d", "")),
)
_MOST_MONTHS = 24
_LONGEST_NAME = 40
_NOT_DRAWN = "\u0530"
"""Beyond Latin, Greek and Cyrillic the font has not every letter."""


def months_figure(
    months: Sequence[tuple[str, Counter[Pair]]], pairs: Sequence[tuple[Pair, str]]
) -> Figure:
    """Return the changed orders of each month, stacked by outcome pair, in the pairs' order."""
    made, axes = _figure((9, 4.6))
    stacked = [0] * len(months)
    for number, (pair, said) in enumerate(pairs):
        color, hatch = _LOOKS[number % len(_LOOKS)]
        counts = [counts[pair] for _, counts in months]
        axes.bar(
            range(len(months)), counts, bottom=stacked, color=color, hatch=hatch,
            edgecolor="white", linewidth=0.5, label=said,
        )  # fmt: skip
        stacked = [before + count for before, count in zip(stacked, counts, strict=True)]
    every = max(1, -(-len(months) // _MOST_MONTHS))
    axes.set_xticks(range(0, len(months), every), [month for month, _ in months][::every])
    axes.tick_params(axis="x", labelrotation=60)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel("orders", color=_FAINT)
    if months:
        axes.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(0, 1.18), ncols=2)
    return made


def customers_figure(customers: Mapping[str, int]) -> Figure:
    """Return how many orders of each customer change, in the order given."""
    made, axes = _figure((9, 0.9 + 0.34 * len(customers)))
    names = [_label(number, name) for number, name in enumerate(customers, start=1)]
    bars = axes.barh(range(len(names)), list(customers.values()), color=_LOOKS[0][0])
    axes.bar_label(bars, fmt="{:,.0f}", padding=3, fontsize=8, color=_INK)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("orders", color=_FAINT)
    return made


def _label(number: int, name: str) -> str:
    """Return a name as the font can draw it, or else its place in the table beside the picture."""
    if any(c >= _NOT_DRAWN and not "\u2000" <= c <= "\u206f" for c in name):
        return f"number {number} of the table"
    told = shorten(name, _LONGEST_NAME, placeholder="…") or "(no name)"
    return told.replace("$", r"\$")  # or else it begins a formula


def _figure(size: tuple[float, float]) -> tuple[Figure, Axes]:
    made = Figure(figsize=size, facecolor="white", layout="constrained")
    FigureCanvasAgg(made)
    axes = made.add_subplot()
    axes.tick_params(labelsize=8, colors=_INK)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return made, axes
