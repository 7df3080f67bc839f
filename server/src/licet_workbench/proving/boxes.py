"""Regions as boxes that people can read: each axis that counts, with the choices that are meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import prod

from licet_workbench.proving.axes import (
    ITEM,
    PLACE,
    ROLE,
    ROW,
    Axis,
    Choice,
    Span,
    joined,
    span_words,
)
from licet_workbench.proving.periods import DAY, KNOWN
from licet_workbench.proving.space import Region, Space

MOST = 400
"""Boxes that are taken out of one region; how many cells are left is told."""
_WORDS = 4
_FIRST = (ROW, ROLE, "license_exception", ITEM, PLACE)


Choices = dict[str, frozenset[int]]
_Row = tuple[frozenset[int], ...]
"""The choices of a box on each axis in turn."""


@dataclass(frozen=True, slots=True)
class Box:
    """Cells that differ in no way that counts: for some axes the choices that are meant.

    `cells` is how many questions of the space it has.
    """

    choices: Mapping[str, frozenset[int]]
    cells: int


Axes = Mapping[str, Axis]
"""The axes of a space by their names, in their order."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes that share no cell, and how many cells of their region are in none of them."""

    axes: Axes
    shown: tuple[Box, ...]
    left: int

    @property
    def cells(self) -> int:
        """How many cells the region has."""
        return sum(box.cells for box in self.shown) + self.left


def boxes(space: Space, region: Region, most: int = MOST) -> Boxes:
    """Return a region as boxes, those that differ in one axis alone put together."""
    whole = space.count(region)
    merged = _merged(list(islice(space.boxes(region), most)), space.axes)
    found = [Box(choices, _cells(space.axes, choices)) for choices in merged]
    found.sort(key=lambda box: (-box.cells, sorted(box.choices)))
    return Boxes(axes_of(space), tuple(found), whole - sum(box.cells for box in found))


def axes_of(space: Space) -> Axes:
    """Return the axes of a space by their names."""
    return {axis.name: axis for axis in space.axes}


def _cells(axes: Iterable[Axis], choices: Mapping[str, frozenset[int]]) -> int:
    return prod(len(choices.get(axis.name, axis.choices)) for axis in axes)


def _merged(found: list[Choices], axes: Iterable[Axis]) -> list[Choices]:
    """Put boxes together that differ in one axis alone, axis by axis until nothing changes."""
    read = [axis for axis in axes if any(axis.name in box for box in found)]
    every = tuple(frozenset(range(len(axis))) for axis in read)
    rows = [
        tuple(box.get(axis.name, whole) for axis, whole in zip(read, every, strict=True))
        for box in found
    ]
    before = len(rows) + 1
    while len(rows) < before:
        before = len(rows)
        for place in range(len(read)):
            rows = _merged_along(rows, place)
    # Most boxes of a region share most of their choices: a proof keeps thousands of them.
    once: dict[frozenset[int], frozenset[int]] = {}
    return [
        {
            axis.name: once.setdefault(numbers, numbers)
            for axis, numbers, whole in zip(read, row, every, strict=True)
            if numbers != whole
        }
        for row in rows
    ]


def _merged_along(rows: Iterable[_Row], place: int) -> list[_Row]:
    together: dict[tuple[_Row, _Row], frozenset[int]] = {}
    for row in rows:
        rest = row[:place], row[place + 1 :]
        together[rest] = together.get(rest, frozenset()) | row[place]
    return [(*start, numbers, *end) for (start, end), numbers in together.items()]


def box_words(axes: Axes, box: Box) -> str:
    """Return what a box is about, in words: days first, then for whom, what and where."""
    told = [*_days(axes, box)]
    rest = [name for name in box.choices if name not in (DAY, KNOWN)]
    order = sorted(rest, key=lambda n: (_FIRST.index(n) if n in _FIRST else len(_FIRST), n))
    told += (_axis_words(axes[name], box.choices[name]) for name in order)
    return "; ".join(told) or "always"


def _axis_words(axis: Axis, numbers: frozenset[int]) -> str:
    name = axis.name
    meant = [choice for n, choice in enumerate(axis.choices) if n in numbers]
    others = [choice for n, choice in enumerate(axis.choices) if n not in numbers]
    if any(choice.spans for choice in axis.choices):
        return f"{name} {_or(_day_words(meant))}"
    if name == ROW and len(meant) > 1:
        return f"{name} {_common(meant)}"
    few = sum(len(choice.says) for choice in others) < sum(len(choice.says) for choice in meant)
    if few and len(axis) > _WORDS - 2:
        return f"{name} not {_or([choice.label for choice in others])}"
    return f"{name} {_or([choice.label for choice in meant])}"


def _day_words(choices: Sequence[Choice]) -> list[str]:
    spans = joined(span for choice in choices for span in choice.spans)
    silent = ["not given"] if any(None in choice.says for choice in choices) else []
    return [*silent, *map(span_words, spans)]


def _common(choices: Sequence[Choice]) -> str:
    """Return what kinds of list row have in common, and how many kinds they are."""
    parts = [set(choice.label.split("; ")) for choice in choices]
    shared = set[str].intersection(*parts)
    return f"{'; '.join(sorted(shared)) or 'any'} ({len(choices)} kinds)"


def _or(labels: Sequence[str]) -> str:
    shown = labels[:_WORDS]
    more = f" or {len(labels) - _WORDS} others" if len(labels) > _WORDS else ""
    return f"{' or '.join(shown)}{more}"


def _days(axes: Axes, box: Box) -> Iterator[str]:
    """Yield the days of a box as spans: those of the sale, and those that count as known."""
    for name, said in ((DAY, ""), (KNOWN, "as known ")):
        if name in box.choices:
            yield f"{said}{' and '.join(map(span_words, spans(axes, box, name)))}"


def spans(axes: Axes, box: Box, name: str) -> tuple[Span, ...]:
    """Return the days of a box on one axis of time, stretches that touch as one."""
    choices = axes[name].choices
    numbers = box.choices.get(name, frozenset(range(len(choices))))
    return joined(span for n in numbers for span in choices[n].spans)


def bounds(space: Space, region: Region) -> Box:
    """Return the smallest box around a region: what it leaves out, no cell of the region has."""
    whole = space.choices(region)
    counting = {name: own for name, own in whole.items() if len(own) < len(space.axis(name))}
    return Box(counting, _cells(space.axes, counting))
