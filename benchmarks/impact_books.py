"""Order books of any size in the manner of the shipped one, streamed into Parquet.

Names are those of the shipped book: some 200 firms, each written as people type it, so that the
names which differ by a letter, a blank or a legal form grow with the book: some 1,700 among
20,000 orders, and more among more (`distinct_names` counts them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from licet_orderbook import orders

SEED = 20_160_308
_ROWS = 50_000
_PARTIES, _LINES = 2, 3
_DATES = ("sale_date", "known_on", "ordered_on", "contracted_on", "on_dock_on", "laden_on")
_DAY = pa.date32()
_NAME = re.compile(r"parties\[[0-9]\]\.name")


def book_of(count: int, folder: Path) -> Path:
    """Return an order book of so many orders, written where it is not there yet."""
    path = folder / f"orders_{count}.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        _write(count, partial)
        partial.replace(path)
    return path


def distinct_names(path: Path) -> int:
    """Return how many ways of writing a party's name stand in a book."""
    columns = [name for name in pq.read_schema(path).names if _NAME.fullmatch(name)]
    table = pq.read_table(path, columns=columns)
    together = pa.chunked_array([chunk for each in table.columns for chunk in each.chunks])
    return len(pc.unique(together.drop_null()))


def _write(count: int, path: Path) -> None:
    schema = _schema()
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        source = orders(SEED, count)
        while rows := [dict(_cells(order, "")) for order in islice(source, _ROWS)]:
            writer.write_table(pa.Table.from_pylist(rows, schema))


def _cells(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _cells(member, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for place, member in enumerate(value):
            yield from _cells(member, f"{path}[{place}]")
    else:
        kind = _kind(path)
        yield path, date.fromisoformat(str(value)) if kind == _DAY else value


def _kind(path: str) -> pa.DataType:
    if path.rpartition(".")[2] in _DATES or path.endswith(("_public_on", "_began_on")):
        return _DAY
    if ".attestations." in f".{path}":
        return pa.bool_()
    return pa.float64() if path.endswith(".percent") else pa.string()


def _schema() -> pa.Schema:
    """Return the columns that the first orders of a book have, wherever they stand."""
    found: dict[str, None] = {}
    for order in orders(SEED, 10_000):
        for name, _ in _cells(order, ""):
            of_line = re.sub(r"^lines\[[0-9]\]", "lines[{}]", name)
            of_party = re.sub(r"^parties\[[0-9]\]", "parties[{}]", of_line)
            places = _LINES if "lines[{}]" in of_party else _PARTIES
            found |= dict.fromkeys(of_party.format(place) for place in range(places))
    return pa.schema([(name, _kind(name)) for name in sorted(found)])
