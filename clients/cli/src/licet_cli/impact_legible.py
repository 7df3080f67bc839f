"""Which orders can surely be read, by their cells: each way to fill a cell in is read once.

What a sale is refused for hangs on one cell, on two that contradict each other, or on which
lines and parties there are. An order of which any of it is in doubt is read for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from licet_engine.errors import SaleError
from licet_engine.vocabulary import Vocabulary
from licet_replay.chunked_books import BookChunk
from licet_replay.chunks import Cells
from licet_replay.columns import ColumnError, Leaf, nested, sale_column
from licet_server.sales.models import read_day
from licet_server.sales.reading import read_sale
from licet_workbench.impact.side_by_side import ABSENT, distinct
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
_PLACE = re.compile(r"\[[0-9]+\]")
_ENTITY = re.compile(r"((lines|parties)\[([0-9]+)\])\.(.*)")
_AMOUNT = re.compile(r"[0-9]{1,14}(\.[0-9]{1,14})?")
_DAYS = ("ordered_on", "contracted_on", "on_dock_on", "laden_on")
_UNREAD = (
    "sale_id",
    "exporter",
    "parties[].name",
    "parties[].address",
    "parties[].party_id",
    *(f"lines[].{field}" for field in ("line_id", "description", "unit")),
)
"""Columns of free text: whatever stands there is read when the order is told."""
_NAMES = ("exporter", "parties[].name")
_SURE = 1000
"""The length of a text that is not too long for any field."""
_TOGETHER = (
    ("category", "kind"),
    ("origin", "attestations.subject_to_ear"),
    ("country", "region"),
)
_FLAGS = {"true": True, "false": False}


def is_free(column: str) -> bool:
    """Tell whether a column holds free text."""
    return _PLACE.sub("[]", column) in _UNREAD


class Legible:
    """Tells which orders of a book surely can be read."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[tuple[tuple[str, object], ...], bool] = {}

    def of(self, book: BookChunk) -> Flags:
        """Tell of each order whether it surely can be read, and none of its parties is owned."""
        found = _whole(book)
        names = [name for name in book.header.names if not name.endswith(".")]
        for together in _columns(names):
            cells = [book.cells(name) for name in together]
            first, which = distinct([each.codes for each in cells])
            read = [self._reads(together, cells, row) for row in first.tolist()]
            found &= np.array(read, dtype=bool)[which]
        return found

    def clear(self, name: str, cell: object) -> bool:
        """Tell whether what stands in a column of free text is one that is read."""
        # A flag is no text, though its cell reads like one.
        if not isinstance(cell, str) or cell in _FLAGS:
            return False
        field = _PLACE.sub("[]", name)
        if field in _NAMES:
            key = ((_PLACE.sub("[0]", name), cell),)
            if key not in self._known:
                self._known[key] = self._probed(key)
            return self._known[key]
        return len(cell) <= _SURE and cell.isprintable()

    def _reads(self, names: Sequence[str], cells: Sequence[Cells], row: int) -> bool:
        codes = [int(each.codes[row]) for each in cells]
        told = tuple(
            (name, each.values[code])
            for name, each, code in zip(names, cells, codes, strict=True)
            if code != ABSENT
        )
        key = tuple((_PLACE.sub("[0]", name), value) for name, value in told)
        if key not in self._known:
            self._known[key] = not key or self._is_read(key)
        return self._known[key]

    def _is_read(self, told: tuple[tuple[str, object], ...]) -> bool:
        name, value = told[0]
        field = _PLACE.sub("[]", name)
        if ".owners" in field or not isinstance(value, str):
            return False
        if field in ("lines[].value", "lines[].quantity"):
            return _AMOUNT.fullmatch(value) is not None
        if field in _DAYS or field.endswith(("_public_on", "_began_on")):
            with suppress(ValueError):
                return bool(read_day(value))
            return False
        return self._probed(told)

    def _probed(self, told: tuple[tuple[str, object], ...]) -> bool:
        """Read a sale in which nothing is told but some cells, and what none goes without."""
        try:
            cells = ((sale_column(name), value) for name, value in told)
            made: dict[str, Any] = nested((c, _json(c.leaf, value)) for c, value in cells)
            parties = made.get("parties", [])
            rest = {"sale_date": "2019-05-16", "lines": [{}]} | made
            buyer = {"role": "buyer"}
            read_sale(
                rest | {"parties": [*({**buyer, **p} for p in parties), buyer]}, self._vocabulary
            )
        except (ColumnError, SaleError):
            return False
        return True


def _json(leaf: Leaf, value: object) -> object:
    return _FLAGS.get(str(value), value) if leaf is Leaf.FLAG else value


def _columns(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the columns that are read by themselves, and those that may contradict each other."""
    done: set[str] = set()
    for name in names:
        prefix = name[: name.rindex("].") + 2] if "]." in name else name.rpartition(".")[0] + "."
        for fields in _TOGETHER:
            if name in done or name.removeprefix(prefix) not in fields:
                continue
            own = tuple(f"{prefix}{field}" for field in fields if f"{prefix}{field}" in names)
            done |= {*own}
            yield own
        if name not in done and _PLACE.sub("[]", name) not in _UNREAD:
            yield (name,)


def _whole(book: BookChunk) -> Flags:
    """Tell which orders have lines and parties without a gap, and each what it needs."""
    there: dict[tuple[str, int], Flags] = {}
    for name in book.header.names:
        met = _ENTITY.match(name)
        if met is not None:
            own = there.setdefault((met[2], int(met[3])), np.zeros(book.size, dtype=bool))
            own |= book.cells(name).codes != ABSENT
    found = np.ones(book.size, dtype=bool)
    bought = np.zeros(book.size, dtype=bool)
    for kind in ("lines", "parties"):
        found &= there.get((kind, 0), np.zeros(book.size, dtype=bool))
        last = max((number for name, number in there if name == kind), default=0)
        for number in range(1, last + 1):
            own = there.get((kind, number), np.zeros(book.size, dtype=bool))
            found &= ~own | there.get((kind, number - 1), np.zeros(book.size, dtype=bool))
    for (kind, number), own in there.items():
        if kind == "parties":
            role = f"parties[{number}].role"
            codes, values = (
                book.cells(role) if role in book.header.names else Cells(_none(book), ())
            )
            found &= ~own | (codes != ABSENT)
            bought |= np.isin(codes, [n for n, value in enumerate(values) if value == "buyer"])
    return found & bought & _named_once(book, there)


def _none(book: BookChunk) -> NDArray[np.int64]:
    return np.full(book.size, ABSENT, dtype=np.int64)


def _named_once(book: BookChunk, there: dict[tuple[str, int], Flags]) -> Flags:
    """Tell which orders have no two lines of one id."""
    numbers: dict[object, int] = {}
    columns = []
    for number in sorted(number for kind, number in there if kind == "lines"):
        name = f"lines[{number}].line_id"
        if name in book.header.names:
            codes, values = book.cells(name)
            own = [numbers.setdefault(value, len(numbers)) for value in values]
            columns.append(np.array([*own, ABSENT], dtype=np.int64)[codes])
    twice = np.zeros(book.size, dtype=bool)
    for n, column in enumerate(columns):
        for other in columns[:n]:
            twice |= (column != ABSENT) & (column == other)
    return ~twice
