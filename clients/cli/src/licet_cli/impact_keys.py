"""What rules see of orders side by side: those of which they see the same are of one kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from licet_replay.chunked_books import BookChunk
from licet_replay.chunks import Chunk, Rows
from licet_workbench.impact.amounts import Priced
from licet_workbench.impact.names import EXPORTER, NAME

from licet_cli.impact_comparing import Comparing, Key


def hits(
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


def amounts(comparing: Comparing, asked: Chunk, chunk: BookChunk, rows: Rows) -> list[object]:
    """Return what rules see of the amounts of each order."""
    fields = (f"lines[].{field}" for field in Priced._fields)
    of_fields = [
        [asked.texts(rows, place) for place in chunk.header.places(field)] for field in fields
    ]
    of_lines = [zip(*cells, strict=True) for cells in zip(*of_fields, strict=True)]
    return [
        comparing.alike.limits.seen([Priced(*line) for line in lines if any(line)])
        for lines in zip(*of_lines, strict=True)
    ]


def keys_of(
    comparing: Comparing, asked: Chunk, chunk: BookChunk, rows: Rows, known: Rows
) -> list[Key]:
    """Return what rules see of each order, but for the sale date."""
    columns: list[tuple[str, list[object]]] = []
    for name in chunk.header.names:
        seen = comparing.alike.seen(name)
        if seen is not None:
            columns.append((name, asked.seen(rows, name, seen)))
    columns += ((entity, asked.there(rows, entity)) for entity in chunk.header.entities())
    columns += ((f"{party}.hits", cells) for party, cells in hits(comparing, asked, chunk, rows))
    columns.append(("amounts", amounts(comparing, asked, chunk, rows)))
    told = [(name, cells) for name, cells in columns if any(cell is not None for cell in cells)]
    names = tuple(name for name, _ in told)
    stretches = map(comparing.alike.known, map(date.fromordinal, known.tolist()))
    together = zip(stretches, *(cells for _, cells in told), strict=True)
    return [
        (stretch, *((n, cell) for n, cell in zip(names, row, strict=True) if cell is not None))
        for stretch, *row in together
    ]
