"""Orders side by side: their fields as columns, those of all lines and of all parties as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.ma  # `unique` asks for it: it is loaded now, and not over a book
from licet_engine.facts.deriving import HOME, RECEIVERS
from numpy.typing import NDArray

from licet_workbench.impact.names import EXPORTER

Ints = NDArray[np.int64]
Codes = NDArray[np.signedinteger[Any]]
"""Numbers of values, in as many bits as they were read in: 32 at least."""
ABSENT = -1
_INDEX = re.compile(r"(lines|parties)\[([0-9]+)\]\.")
_MOST = 2**62
_FEW = 16
_BITS = 2
"""Those of a truth."""
_A_TIME = 30
"""Truths that are one number."""


class Cells(Protocol):
    """One column: for each order the number of its value, below zero where it tells none."""

    @property
    def codes(self) -> Codes:
        """The numbers."""

    @property
    def values(self) -> Sequence[object]:
        """The values."""


class Columns(Protocol):
    """Some orders by their cells, each with the texts of a sale's JSON."""

    @property
    def size(self) -> int:
        """How many orders there are."""

    @property
    def names(self) -> Sequence[str]:
        """The columns by their dotted names."""

    def cells(self, name: str) -> Cells:
        """Return one column."""


class Told(NamedTuple):
    """A field of some entities: for each the number of its value, -1 where it is not told."""

    codes: Codes
    values: tuple[object, ...]

    def at(self, number: int) -> object:
        """Return what is told of one entity; None for nothing."""
        code = int(self.codes[number])
        return None if code == ABSENT else self.values[code]


def distinct(columns: Sequence[Codes]) -> tuple[Ints, Ints]:
    """Return where each way that columns stand together is first met, and which each row is of.

    INVARIANT: what is multiplied stays a number of 64 bits. Where it might not, both factors are
    numbered anew, and are then no more than there are rows.
    """
    together, ways = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        low = int(column.min(initial=0))
        width = int(column.max(initial=0)) - low + 1
        own = column - np.int64(low)
        if ways * width > _MOST:
            together, ways = _numbered(together)
            own, width = _numbered(own)
        together = together * width + own
        ways *= width
    if ways > _FEW * len(together):
        _, first, which = np.unique(together, return_index=True, return_inverse=True)
        return first, which
    # So few ways are sooner laid out than sorted; of each, the first to stand there is kept.
    firsts = np.full(ways, ABSENT, dtype=np.int64)
    firsts[together[::-1]] = np.arange(len(together) - 1, -1, -1)
    met = np.flatnonzero(firsts != ABSENT)
    places = np.empty(ways, dtype=np.int64)
    places[met] = np.arange(len(met))
    return firsts[met], places[together]


def _numbered(column: Codes) -> tuple[Ints, int]:
    """Return numbers as few as can be that tell a column's apart, and how many there are."""
    met, numbers = np.unique(column, return_inverse=True)
    return numbers, len(met)


def distinct_rows(rows: NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Return where each row of truths is first met, and which each row is of."""
    # Of all the law little is true of anybody: most columns say nothing.
    rows = rows[:, rows.any(axis=0)]
    columns = [np.zeros(len(rows), dtype=np.int64)]
    for start in range(0, rows.shape[1], _A_TIME):
        some = rows[:, start : start + _A_TIME]
        columns.append(some @ np.int64(1 << _BITS) ** np.arange(some.shape[1], dtype=np.int64))
    return distinct(columns)


class Entities:
    """The lines, or the parties, of some orders: those of one order side by side."""

    def __init__(self, places: Iterable[tuple[str, Ints]]) -> None:
        self._places = tuple(places)
        orders = np.concatenate([rows for _, rows in self._places])
        self._sorted = np.argsort(orders, kind="stable")
        self.orders: Ints = orders[self._sorted]

    def told(self, columns: Orders, field: str) -> Told:
        """Return what is told of each in one field."""
        numbers: dict[object, int] = {}
        codes = []
        for place, rows in self._places:
            cells = columns.of(place, field)
            own = [numbers.setdefault(value, len(numbers)) for value in cells.values]
            codes.append(np.array([*own, ABSENT], dtype=np.int64)[cells.codes[rows]])
        return Told(np.concatenate(codes)[self._sorted], tuple(numbers))


class Orders:
    """Some orders of a book, none of them without a line and a party.

    A named exporter is a party, as the engine has it.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._names = frozenset(columns.names)
        self.size = columns.size
        self.shipped_from = self._shipped_from()
        self.lines = Entities(self._places("lines"))
        exporting = np.flatnonzero(self.told(EXPORTER).codes != ABSENT)
        self.parties = Entities((*self._places("parties"), (EXPORTER, exporting)))

    def told(self, name: str) -> Told:
        """Return what orders tell in a column of their own."""
        if name not in self._names:
            return Told(np.full(self.size, ABSENT, dtype=np.int64), ())
        cells = self._columns.cells(name)
        return Told(cells.codes, tuple(cells.values))

    def of(self, place: str, field: str) -> Told:
        """Return what is told of the line or party of a place, such as `lines[0]`."""
        if place != EXPORTER:
            return self.told(f"{place}.{field}")
        if field == "name":
            return self.told(EXPORTER)
        if field == "country":
            return self.shipped_from
        if field == "role":
            return Told(np.zeros(self.size, dtype=np.int64), (EXPORTER,))
        return Told(np.full(self.size, ABSENT, dtype=np.int64), ())

    def _shipped_from(self) -> Told:
        """An absent place of shipment reads as home, but for what is brought in."""
        codes, values = self.told("ship_from.country")
        moved = self.told("transaction")
        brought_in = [n for n, value in enumerate(moved.values) if value == "import"]
        at_home = (codes == ABSENT) & ~np.isin(moved.codes, brought_in)
        return Told(np.where(at_home, len(values), codes), (*values, HOME))

    def _places(self, kind: str) -> list[tuple[str, Ints]]:
        """Return each place with the orders that have a line, or a party, there."""
        there: dict[int, NDArray[np.bool_]] = {}
        for name in self._names:
            met = _INDEX.match(name)
            if met is not None and met[1] == kind:
                codes = self._columns.cells(name).codes
                number = int(met[2])
                there[number] = there.get(number, np.zeros(self.size, dtype=bool)) | (
                    codes != ABSENT
                )
        return [(f"{kind}[{n}]", np.flatnonzero(there[n])) for n in sorted(there)]


def receiving(orders: Orders) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which orders name a receiver, and which parties receive: else the buyer does."""
    role = orders.parties.told(orders, "role")
    named = np.isin(role.codes, [n for n, value in enumerate(role.values) if value in RECEIVERS])
    bought = np.isin(role.codes, [n for n, value in enumerate(role.values) if value == "buyer"])
    some = np.zeros(orders.size, dtype=bool)
    some[orders.parties.orders[named]] = True
    return some, named | (bought & ~some[orders.parties.orders])
