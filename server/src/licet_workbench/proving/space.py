"""The space of questions as decision diagrams: regions, their exact sizes, and their boxes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import prod
from typing import Any

from dd import cudd

from licet_workbench.proving.axes import Axis

Region = Any
"""A set of questions: a node of a decision diagram, equal to another where the sets are."""
Cells = Mapping[str, frozenset[int]]
"""For some axes the numbers of the choices that are meant; of an axis that is left out, all."""


def apart(one: Region, other: Region) -> Region:
    """Return the cells that are in one of two regions and not in the other."""
    return (one & ~other) | (other & ~one)


class Space:
    """The product of some axes; a region is any set of its cells.

    Each axis is as many bits as number its choices; numbers beyond them belong to no cell.
    Regions are exact: nothing is sampled, and equal sets are equal nodes.
    """

    def __init__(self, axes: Sequence[Axis]) -> None:
        self.axes = tuple(axes)
        self._named = {axis.name: axis for axis in self.axes}
        self._diagram = cudd.BDD()
        self._diagram.configure(reordering=False)
        self._bits: dict[str, list[str]] = {}
        for number, axis in enumerate(self.axes):
            names = [f"a{number}_{bit}" for bit in range((len(axis) - 1).bit_length())]
            self._diagram.declare(*names)
            self._bits[axis.name] = names
        self._width = sum(map(len, self._bits.values()))
        self.none: Region = self._diagram.false
        self.every: Region = self._diagram.true
        self._single: dict[tuple[str, int], Region] = {}
        for axis in self.axes:
            self.every &= self.among(axis.name, range(len(axis)))

    def __contains__(self, name: str) -> bool:
        return name in self._named

    def axis(self, name: str) -> Axis:
        """Return an axis by its name."""
        return self._named[name]

    @property
    def size(self) -> int:
        """How many cells there are: the product of the axes."""
        return prod(map(len, self.axes))

    def constant(self, value: object) -> Region:
        """Return all cells, or none."""
        return self._diagram.true if value else self._diagram.false

    def among(self, name: str, numbers: Iterable[int]) -> Region:
        """Return the cells in which an axis is one of some choices."""
        found = self._diagram.false
        for number in numbers:
            found |= self._one(name, number)
        return found

    def _one(self, name: str, number: int) -> Region:
        key = (name, number)
        if key not in self._single:
            bits = self._bits[name]
            self._single[key] = self._diagram.cube(
                {bit: bool(number >> (len(bits) - 1 - place) & 1) for place, bit in enumerate(bits)}
            )
        return self._single[key]

    def without(self, region: Region, names: Iterable[str]) -> Region:
        """Return the cells that a region has for some choice of the axes left out."""
        bits = [bit for name in names for bit in self._bits[name]]
        return self._diagram.exist(bits, region & self.every) if bits else region

    def support(self, region: Region) -> frozenset[str]:
        """Return the axes that a region turns on."""
        inside = region & self.every
        read = self._diagram.support(inside)
        asked = [name for name, bits in self._bits.items() if read.intersection(bits)]
        return frozenset(n for n in asked if self.without(inside, [n]) & self.every != inside)

    def choices(self, region: Region) -> dict[str, frozenset[int]]:
        """Return for each axis the choices that some cell of a region has."""
        inside = region & self.every
        read = self._diagram.support(inside)
        return {axis.name: self._met(inside, axis, read) for axis in self.axes}

    def _met(self, inside: Region, axis: Axis, read: frozenset[str]) -> frozenset[int]:
        own = self._bits[axis.name]
        if read.isdisjoint(own) and inside != self.none:
            return frozenset(range(len(axis)))
        # Looked at one by one, choices would cost a look at the whole region each.
        alone = self._diagram.exist(read.difference(own), inside)
        return frozenset(n for _, numbers in self._ways(alone, axis) for n in numbers)

    def count(self, region: Region) -> int:
        """Return how many cells a region has, exactly."""
        return _Counting(self._diagram, self._width).of(region & self.every)

    def boxes(self, region: Region) -> Iterator[dict[str, frozenset[int]]]:
        """Yield boxes that share no cell and together are the region, in the order of the axes."""
        yield from self._below(region & self.every, 0, {})

    def _below(
        self, region: Region, place: int, found: dict[str, frozenset[int]]
    ) -> Iterator[dict[str, frozenset[int]]]:
        if region == self._diagram.false:
            return
        if place == len(self.axes):
            yield dict(found)
            return
        axis = self.axes[place]
        for rest, numbers in self._ways(region, axis):
            whole = len(numbers) == len(axis)
            inside = found if whole else {**found, axis.name: frozenset(numbers)}
            yield from self._below(rest, place + 1, inside)

    def _ways(self, region: Region, axis: Axis) -> list[tuple[Region, list[int]]]:
        """Return what a region comes to for each choice of an axis, equal ones together.

        The bits are walked down together: choices that the region does not tell apart cost one
        look, however many they are.
        """
        bits = self._bits[axis.name]
        ways: dict[Region, list[int]] = {}
        open_ways = [(region, 0, 0)]
        while open_ways:
            rest, place, first = open_ways.pop()
            width = 1 << (len(bits) - place)
            if first >= len(axis) or rest == self._diagram.false:
                continue
            if rest.var not in bits[place:]:
                ways.setdefault(rest, []).extend(range(first, min(first + width, len(axis))))
                continue
            low, high = self._branches(rest, bits[place])
            open_ways += [(high, place + 1, first + width // 2), (low, place + 1, first)]
        return list(ways.items())

    def _branches(self, region: Region, bit: str) -> tuple[Region, Region]:
        """Return a region with a bit unset and set, before which it turns on no other."""
        if region.var != bit:
            return region, region
        if region.negated:
            return ~region.low, ~region.high
        return region.low, region.high

    def pick(self, region: Region, rank: Callable[[str, int], int]) -> dict[str, int] | None:
        """Return a cell of a region, on each axis in turn the choice of the least rank there is."""
        rest = region & self.every
        if rest == self.none:
            return None
        found: dict[str, int] = {}
        for axis in self.axes:
            ways = self._ways(rest, axis)
            own = ((n, place) for place, (_, numbers) in enumerate(ways) for n in numbers)
            best = min((rank(axis.name, n), n, place) for n, place in own)
            found[axis.name] = best[1]
            rest = ways[best[2]][0]
        return found

    def cell(self, cells: Cells) -> Region:
        """Return the region of a box."""
        found = self._diagram.true
        for name, numbers in cells.items():
            found &= self.among(name, numbers)
        return found

    def nodes(self, region: Region) -> int:
        """Return how large the diagram of a region is."""
        return int(region.dag_size)


class _Counting:
    """Counts the assignments of bits in whole numbers: a float would round large counts.

    While the root is held, each node below keeps its number, and is counted once.
    """

    def __init__(self, diagram: Any, width: int) -> None:
        self._diagram = diagram
        self._width = width
        self._seen: dict[int, int] = {}

    def of(self, region: Region) -> int:
        return self._below(region) << self._level(region)

    def _level(self, region: Region) -> int:
        return self._width if region.var is None else int(region.level)

    def _below(self, region: Region) -> int:
        """Return the assignments of the bits from a node's own on."""
        if region.var is None:
            return int(region == self._diagram.true)
        key = int(region)
        if key not in self._seen:
            level = int(region.level)
            low, high = region.low, region.high
            if region.negated:
                low, high = ~low, ~high
            self._seen[key] = (self._below(low) << (self._level(low) - level - 1)) + (
                self._below(high) << (self._level(high) - level - 1)
            )
        return self._seen[key]
