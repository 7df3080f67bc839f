"""Order books cut into chunks: Parquet by its row groups, everything else by so many orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache, cached_property
from itertools import islice
from typing import Any, BinaryIO, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from licet_replay.books import OrderBook
from licet_replay.cells import ABSENT, Cells, cells_of, flattened, is_straight
from licet_replay.chunks import Chunk, DaysTold, Header, Rows
from licet_replay.orders import Order
from licet_replay.row_groups import row_groups
from licet_replay.tables import read_header

_BATCH = 4096
_REPEATING = 4
"""Bytes of an order in a column that repeats itself: it is but the number of what is said."""


class BookChunk(Protocol):
    """Some orders of a book, in a row."""

    header: Header
    size: int
    names: Sequence[str]

    @property
    def unread(self) -> Rows:
        """The orders that are no sale, whatever their cells may be."""

    @property
    def crooked(self) -> NDArray[np.bool_]:
        """Of each order whether it tells anything that its cells do not."""

    def asked(self, default: date | None) -> Chunk:
        """Return the orders as what can be asked, `default` being known of those that say none."""

    def cells(self, name: str) -> Cells:
        """Return one column."""

    def orders(self, rows: Rows) -> list[Order]:
        """Return some of the orders."""

    def number(self, row: int) -> int:
        """Return an order's line or row in the file, from 1."""

    def taken(self, rows: Rows) -> BookChunk:
        """Return some of the orders by themselves."""

    def beside(self, others: Sequence[Any]) -> BookChunk:
        """Return these orders and after them others of the same book."""


def book_chunks(book: OrderBook) -> Iterator[BookChunk]:
    """Give a book's chunks from its beginning to its end; raises `BookError` where it breaks off.

    Memory does not grow with the book, but with the largest row group of a Parquet file.
    """
    with book.opened() as raw:
        yield from (_of_parquet if book.ending == ".parquet" else _of_orders)(book, raw)


def _of_orders(book: OrderBook, raw: BinaryIO) -> Iterator[BookChunk]:
    for some in _batches(book.orders_of(raw)):
        yield Records(some)


def _of_parquet(book: OrderBook, raw: BinaryIO) -> Iterator[BookChunk]:
    # A file of Arrow's own is read without a word of Python.
    with _plain_memory(), pa.OSFile(str(book.path)) as file:
        texts = _repeating(pq.read_metadata(file))
        # What is read ahead is read by threads, for columns that are asked for one by one.
        table = pq.ParquetFile(file, read_dictionary=texts, pre_buffer=False)
        columns = read_header(table.schema_arrow.names, book.annotations)
        if not columns.whole:
            yield from row_groups(table, columns)
            return
    yield from _of_orders(book, raw)


@contextmanager
def _plain_memory() -> Iterator[None]:
    """Lay columns into memory as the system's C library hands it out.

    Arrow's own choice may ask for pages of 2 MB, which a virtual machine clears at great length: to
    read a book took half as long again, or twice as long, as the machine had them at hand or not.
    """
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _repeating(told: pq.FileMetaData) -> list[str]:
    """Return the columns of text that say the same over and over, by how few bytes they take.

    Where each order says something else, as its id, to look for what is the same takes long.
    """
    sizes: Counter[str] = Counter()
    for number in range(told.num_row_groups):
        group = told.row_group(number)
        for column in map(group.column, range(group.num_columns)):
            sizes[column.path_in_schema] += column.total_uncompressed_size
    fields = told.schema.to_arrow_schema()
    texts = (field.name for field in fields if pa.types.is_string(field.type))
    return [name for name in texts if sizes[name] < _REPEATING * told.num_rows]


def _batches(orders: Iterator[Order]) -> Iterator[tuple[Order, ...]]:
    while some := tuple(islice(orders, _BATCH)):
        yield some


class Records:
    """Orders that are read one by one, by the cells of their JSON."""

    def __init__(self, orders: Sequence[Order]) -> None:
        self.size = len(orders)
        self._orders = orders
        flat = [{} if order.problems else flattened(order.value) for order in orders]
        self.names: Sequence[str] = tuple(dict.fromkeys(name for row in flat for name in row))
        self.header = Header(tuple(self.names))
        self.cells = cache(lambda name: cells_of(row.get(name) for row in flat))

    @property
    def unread(self) -> Rows:
        """The orders that could not be read, or are no JSON object: no cell tells of one."""
        bad = [
            number
            for number, order in enumerate(self._orders)
            if order.problems or not isinstance(order.value, Mapping)
        ]
        return np.array(bad, dtype=np.int64)

    @cached_property
    def crooked(self) -> NDArray[np.bool_]:
        """Of each order whether its JSON says what no cell does, such as an empty list."""
        return np.array([not is_straight(order.value) for order in self._orders], dtype=bool)

    def filled(self, name: str, /) -> NDArray[np.bool_]:
        """Tell which orders have a column filled in."""
        return np.asarray(self.cells(name).codes != ABSENT)

    def days_told(self, _: str, /) -> DaysTold | None:
        """Return nothing: which days orders tell is known when they are read."""
        return None

    def asked(self, default: date | None) -> Chunk:
        """Return the orders as what can be asked."""
        return Chunk(self, self.header, default)

    def orders(self, rows: Rows) -> list[Order]:
        """Return some of the orders."""
        return [self._orders[row] for row in rows]

    def number(self, row: int) -> int:
        """Return an order's line or row in the file."""
        return self._orders[row].number

    def taken(self, rows: Rows) -> Records:
        """Return some of the orders by themselves."""
        return Records(self.orders(rows))

    def beside(self, others: Sequence[Records]) -> Records:
        """Return these orders and after them others."""
        if not others:
            return self
        return type(self)(
            [order for each in (self, *others) for order in each.orders(np.arange(each.size))]
        )
