"""Regions as boxes that people can read: each axis that counts, with the choices that are meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from math import prod

from licet_workbench.proving.periods import DAY, KNOWN
from licet_workbench.proving.questions import ITEM, PLACE, ROLE, ROW
from licet_workbench.proving.space import Region, Space

MOST = 400
"""Boxes that are taken out of one region; how many cells are left is told."""
_WORDS = 4
_FIRST = (ROW, ROLE, "license_exception", ITEM, PLACE)


@dataclass(frozen=True, slots=True)
class Box:
    """Cells that differ in no way that counts: for some axes the choices that are meant.

    `cells` is how many questions of the space it has.
    """

    choices: Mapping[str, frozenset[int]]
    cells: int


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes that share no cell, and how many cells of their region are in none of them."""

    shown: tuple[Box, ...]
    left: int

    @property
    def cells(self) -> int:
        """How many cells the region has."""
        return sum(box.cells for box in self.shown) + self.left


def boxes(space: Space, region: Region, most: int = MOST) -> Boxes:
    """Return a region as boxes, those that differ in one axis alone put together."""
    whole = space.count(region)
    merged = _merged(list(islice(space.boxes(region), most)), space)
    found = [Box(choices, _cells(space, choices)) for choices in merged]
    found.sort(key=lambda box: (-box.cells, sorted(box.choices)))
    return Boxes(tuple(found), whole - sum(box.cells for box in found))


def _cells(space: Space, choices: Mapping[str, frozenset[int]]) -> int:
    return prod(len(choices.get(axis.name, axis.choices)) for axis in space.axes)


def _merged(
    found: list[dict[str, frozenset[int]]], space: Space
) -> list[dict[str, frozenset[int]]]:
    """Put boxes together that differ in one axis alone, axis by axis until nothing changes."""
    before = len(found) + 1
    while len(found) < before:
        before = len(found)
        for axis in space.axes:
            found = _merged_along(found, axis.name, len(axis))
    return found


def _merged_along(
    found: Iterable[dict[str, frozenset[int]]], name: str, size: int
) -> list[dict[str, frozenset[int]]]:
    every = frozenset(range(size))
    together: dict[tuple[tuple[str, tuple[int, ...]], ...], frozenset[int]] = {}
    for box in found:
        rest = tuple(sorted((n, tuple(sorted(v))) for n, v in box.items() if n != name))
        together[rest] = together.get(rest, frozenset()) | box.get(name, every)
    merged: list[dict[str, frozenset[int]]] = []
    for rest, numbers in together.items():
        box = {n: frozenset(v) for n, v in rest}
        if numbers != every:
            box[name] = numbers
        merged.append(box)
    return merged


def box_words(space: Space, box: Box) -> str:
    """Return what a box is about, in words: days first, then for whom, what and where."""
    told = [*_days(space, box)]
    rest = [name for name in box.choices if name not in (DAY, KNOWN)]
    for name in sorted(rest, key=lambda n: (_FIRST.index(n) if n in _FIRST else len(_FIRST), n)):
        told.append(_axis_words(space, name, box.choices[name]))
    return "; ".join(told)


def _axis_words(space: Space, name: str, numbers: frozenset[int]) -> str:
    axis = space.axis(name)
    labels = [axis.choices[n].label for n in sorted(numbers)]
    others = [choice.label for n, choice in enumerate(axis.choices) if n not in numbers]
    if len(labels) > _WORDS and len(others) < len(labels):
        return f"{name} not {_or(others)}"
    return f"{name} {_or(labels)}"


def _or(labels: Sequence[str]) -> str:
    shown = labels[:_WORDS]
    more = f" or {len(labels) - _WORDS} others" if len(labels) > _WORDS else ""
    return f"{' or '.join(shown)}{more}"


def _days(space: Space, box: Box) -> Iterator[str]:
    """Yield the days of a box as spans: those of the sale, and those that count as known."""
    for name, said in ((DAY, ""), (KNOWN, "known on ")):
        if name in box.choices:
            found = [_span(start, end) for start, end in spans(space, box, name)]
            yield f"{said}{' and '.join(found)}"


def spans(space: Space, box: Box, name: str) -> tuple[tuple[date, date | None], ...]:
    """Return the days of a box on one axis of time, stretches that touch as one."""
    numbers = sorted(box.choices.get(name, range(len(space.axis(name)))))
    found: list[tuple[date, date | None]] = []
    last = -2
    for number in numbers:
        start, end = space.axis(name).choices[number].says
        assert isinstance(start, date)
        assert end is None or isinstance(end, date)
        if number == last + 1:
            start = found.pop()[0]
        found.append((start, end))
        last = number
    return tuple(found)


def _span(start: date, end: date | None) -> str:
    if end is None:
        return f"from {start}"
    return f"on {start}" if start == end else f"{start} to {end}"
