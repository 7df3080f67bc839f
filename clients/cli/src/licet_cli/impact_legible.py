"""Which orders can surely be read, by their cells: each way to fill a cell in is read once.

What a sale is refused for hangs on one cell, on two that contradict each other, or on which
lines and parties there are. An order of which any of it is in doubt is read for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

import numpy as np
from licet_engine.vocabulary import Vocabulary
from licet_replay.cells import Cells, Codes
from licet_replay.chunked_books import BookChunk
from licet_server.sales.models import read_day
from licet_workbench.impact.side_by_side import ABSENT, distinct
from numpy.typing import NDArray

from licet_cli.impact_probing import FLAGS, Probes, Told

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


def is_free(column: str) -> bool:
    """Tell whether a column holds free text."""
    return _PLACE.sub("[]", column) in _UNREAD


class Legible:
    """Tells which orders of a book surely can be read."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._probes = Probes(vocabulary)

    def of(self, book: BookChunk) -> Flags:
        """Tell of each order whether it surely can be read, and none of its parties is owned."""
        found = _whole(book) & ~book.crooked
        names = [name for name in book.header.names if not name.endswith(".")]
        ways = [_ways(book, together) for together in _columns(names)]
        read = iter(self._read([told for all_told, _ in ways for told in all_told]))
        for all_told, which in ways:
            found &= np.array([next(read) for _ in all_told], dtype=bool)[which]
        return found

    def clear(self, name: str, cells: Sequence[object]) -> list[bool]:
        """Tell of what stands in a column of free text whether it is one that is read."""
        # A flag is no text, though its cell reads like one.
        texts = [isinstance(cell, str) and cell not in FLAGS for cell in cells]
        if _PLACE.sub("[]", name) not in _NAMES:
            short = (len(str(cell)) <= _SURE and str(cell).isprintable() for cell in cells)
            return [is_text and fits for is_text, fits in zip(texts, short, strict=True)]
        column = _PLACE.sub("[0]", name)
        pairs = zip(texts, cells, strict=True)
        read = iter(self._probes.reads([((column, cell),) for is_text, cell in pairs if is_text]))
        return [is_text and next(read) for is_text in texts]

    def _read(self, all_told: Sequence[Told]) -> list[bool]:
        sure = [_sure(told) for told in all_told]
        pairs = zip(all_told, sure, strict=True)
        probed = iter(self._probes.reads([told for told, known in pairs if known is None]))
        return [next(probed) if known is None else known for known in sure]


def _ways(book: BookChunk, names: Sequence[str]) -> tuple[list[Told], Codes]:
    """Return each way in which some columns are filled in, and which of them each order has."""
    cells = [book.cells(name) for name in names]
    if len(cells) == 1:
        column = _PLACE.sub("[0]", names[0])
        # Where there is none the code is -1, which is the last.
        return [*(((column, value),) for value in cells[0].values), ()], cells[0].codes
    first, which = distinct([each.codes for each in cells])
    columns = [_PLACE.sub("[0]", name) for name in names]
    ways = []
    for row in first.tolist():
        codes = [int(each.codes[row]) for each in cells]
        told = zip(columns, cells, codes, strict=True)
        ways.append(tuple((name, c.values[code]) for name, c, code in told if code != ABSENT))
    return ways, which


def _sure(told: Told) -> bool | None:
    """Tell whether cells can be read, where it takes no sale to know that; else None."""
    if not told:
        return True
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
    return None


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
