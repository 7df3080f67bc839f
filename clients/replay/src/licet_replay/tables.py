"""Order books as tables: CSV and Parquet with dotted columns, or one column of JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from licet_engine.errors import FieldViolation, SaleError
from licet_server.sales.annotated import taken_apart

from licet_replay.columns import Column, ColumnError, nested, sale_column
from licet_replay.orders import BookError, Order, parsed, readable_id

if TYPE_CHECKING:
    from _csv import Reader

_BATCH = 1024
_WHOLE_SALE = "sale"


@dataclass(frozen=True, slots=True)
class Header:
    """What the columns of a table are: places in a sale, or annotations beside it.

    `whole` tells that one column holds each sale as JSON, which may hold annotations too.
    """

    columns: tuple[Column, ...]
    beside: tuple[str, ...]
    annotations: tuple[str, ...]
    whole: bool


def read_header(names: Sequence[str], annotations: tuple[str, ...]) -> Header:
    """Return what columns mean; raises `BookError` for one that is no field of a sale."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BookError(f"the column `{twice[0][:80]}` stands twice")
    beside = tuple(name for name in names if name in annotations)
    fields = [name for name in names if name not in annotations]
    if fields == [_WHOLE_SALE]:
        return Header((), beside, annotations, whole=True)
    try:
        columns = tuple(map(sale_column, fields))
    except ColumnError as error:
        raise BookError(f"column {error}") from error
    return Header(columns, beside, annotations, whole=False)


def csv_orders(text: BinaryIO, raw: BinaryIO, annotations: tuple[str, ...]) -> Iterator[Order]:
    """Give the orders of a CSV stream; `raw` is the file whose position counts."""
    wrapped = io.TextIOWrapper(text, "utf-8-sig", errors="surrogateescape", newline="")
    try:
        reader = csv.reader(wrapped, strict=True)
        names = _first(reader)
        header = read_header(names, annotations)
        for number, cells in _records(reader):
            if isinstance(cells, csv.Error):
                problem = FieldViolation("", f"not CSV: {cells}")
                yield Order(number, raw.tell(), problems=(problem,))
            elif cells:
                yield _csv_order(header, names, cells, number, raw.tell())
    finally:
        wrapped.detach()  # whoever opened the file closes it


def _records(reader: Reader) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Give each record, or what is wrong with it, with the line it begins on."""
    while True:
        number = reader.line_num + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, error


def _first(reader: Reader) -> list[str]:
    try:
        return next(reader)
    except StopIteration:
        raise BookError("there is no header line: name the columns in the first line") from None
    except csv.Error as error:
        raise BookError(f"the header line is not CSV: {error}") from error


def _csv_order(
    header: Header, names: list[str], cells: list[str], number: int, position: int
) -> Order:
    row = dict(zip(names, cells, strict=False))
    if len(cells) != len(names):
        problem = FieldViolation("", f"has {len(cells)} cells, the header has {len(names)}")
        return Order(number, position, sale_id=readable_id(row), problems=(problem,))
    return _order(header, row, number, position)


def parquet_rows(file: BinaryIO) -> int:
    """Return how many rows a Parquet file holds; raises `BookError` where it is none."""
    try:
        return int(pq.ParquetFile(file).metadata.num_rows)
    except pa.ArrowException as error:
        raise BookError(f"not Parquet: {error}") from error


def parquet_orders(file: BinaryIO, annotations: tuple[str, ...]) -> Iterator[Order]:
    """Give the orders of a Parquet file, batch by batch; positions are rows."""
    table = pq.ParquetFile(file)
    header = read_header(table.schema_arrow.names, annotations)
    number = 0
    for batch in table.iter_batches(_BATCH):
        for row in batch.to_pylist():
            number += 1
            yield order_of_row(header, row, number)


def order_of_row(header: Header, row: Mapping[str, object], number: int) -> Order:
    """Return the order that a row of a table holds; its position is its number."""
    return _order(header, row, number, number)


def _order(header: Header, row: Mapping[str, object], number: int, position: int) -> Order:
    beside = {name: row[name] for name in header.beside if row.get(name) not in (None, "")}
    try:
        value, inside = _value(header, row)
    except SaleError as error:
        return Order(number, position, None, readable_id(row), error.violations, beside)
    return Order(number, position, value, readable_id(value), annotations=inside | beside)


def _value(header: Header, row: Mapping[str, object]) -> tuple[object, dict[str, object]]:
    if not header.whole:
        filled = ((column, row.get(column.name)) for column in header.columns)
        return nested(pair for pair in filled if pair[1] is not None), {}
    return taken_apart(parsed(str(row[_WHOLE_SALE]), _WHOLE_SALE), header.annotations)
