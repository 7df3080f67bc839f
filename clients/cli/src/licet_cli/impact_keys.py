"""By what the orders of a book are told apart, before any of them is decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from licet_replay.chunked_books import BookChunk
from licet_replay.chunks import Chunk, Rows
from licet_workbench.impact.amounts import Priced
from licet_workbench.impact.names import EXPORTER, NAME

from licet_cli.impact_comparing import Comparing
from licet_cli.impact_kinds import Key

_TOGETHER = 5_000
"""Orders of which the subjects are laid out side by side: some 50 MB."""


def keys_of(
    comparing: Comparing, chunk: BookChunk, rows: Rows, days: tuple[Rows, Rows]
) -> list[Key]:
    """Return by what orders are told apart: those that surely can be read, by columns."""
    sold, known = days
    keys: list[Key] = [()] * len(rows)
    plain = np.zeros(len(rows), dtype=bool)
    if comparing.by_columns:
        plain = comparing.legible.of(chunk)[rows]
    told = np.flatnonzero(plain)
    for first in range(0, len(told), _TOGETHER):
        part = told[first : first + _TOGETHER]
        some = chunk if len(part) == chunk.size else chunk.taken(rows[part])
        seen = comparing.seen(some, sold[part], known[part])
        for place, key in zip(part.tolist(), seen, strict=True):
            keys[place] = key
    rest = np.flatnonzero(~plain)
    if len(rest):
        asked = chunk.asked(comparing.default)
        apart = _apart(comparing, asked, chunk, rows[rest], known[rest])
        for place, key in zip(rest.tolist(), apart, strict=True):
            keys[place] = key
    return keys


def _hits(
    comparing: Comparing, asked: Chunk, chunk: BookChunk, rows: Rows
) -> Iterator[tuple[str, list[object]]]:
    """Yield for each party what its name is to rules; where goods leave is no exporter's home."""
    for name in chunk.header.places(NAME):
        party = name.removesuffix(".name")
        fields = ("name", "country", "region", "address", "role")
        cells = (asked.texts(rows, f"{party}.{field}") for field in fields)
        yield party, [comparing.hits(*told) for told in zip(*cells, strict=True)]
    exporters = asked.texts(rows, EXPORTER)
    yield EXPORTER, [comparing.hits(name, None, None, None, EXPORTER) for name in exporters]


def _amounts(comparing: Comparing, asked: Chunk, chunk: BookChunk, rows: Rows) -> list[object]:
    fields = (f"lines[].{field}" for field in Priced._fields)
    of_fields = [
        [asked.texts(rows, place) for place in chunk.header.places(field)] for field in fields
    ]
    of_lines = [zip(*cells, strict=True) for cells in zip(*of_fields, strict=True)]
    return [
        comparing.alike.amounts([Priced(*line) for line in lines if any(line)])
        for lines in zip(*of_lines, strict=True)
    ]


def _refusals(comparing: Comparing, chunk: BookChunk, rows: Rows) -> list[object]:
    """Return why each order is no sale under either rule set, or None for one that is.

    It may be for a cell that no rule sees: each is read.
    """
    return [
        tuple(sale for sale in comparing.read(order) if isinstance(sale, str)) or None
        for order in chunk.orders(rows)
    ]


def _apart(
    comparing: Comparing, asked: Chunk, chunk: BookChunk, rows: Rows, known: Rows
) -> list[Key]:
    """Return what rules see of each order, but for the sale date."""
    columns: list[tuple[str, list[object]]] = []
    for name in chunk.header.names:
        seen = comparing.alike.seen(name)
        if seen is not None:
            columns.append((name, asked.seen(rows, name, seen)))
    columns += ((entity, asked.there(rows, entity)) for entity in chunk.header.entities())
    columns += ((f"{party}.hits", cells) for party, cells in _hits(comparing, asked, chunk, rows))
    columns.append(("amounts", _amounts(comparing, asked, chunk, rows)))
    columns.append(("refused", _refusals(comparing, chunk, rows)))
    told = [(name, cells) for name, cells in columns if any(cell is not None for cell in cells)]
    names = tuple(name for name, _ in told)
    stretches = map(comparing.alike.known, map(date.fromordinal, known.tolist()))
    together = zip(stretches, *(cells for _, cells in told), strict=True)
    return [
        (stretch, *((n, cell) for n, cell in zip(names, row, strict=True) if cell is not None))
        for stretch, *row in together
    ]
