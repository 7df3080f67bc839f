"""Orders as rows of a table, and the row groups of a Parquet file, read as they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from licet_replay.cells import ABSENT, Cells, Codes, cells_of
from licet_replay.chunks import Chunk, DaysTold, Header, Rows
from licet_replay.columns import Column, Leaf, cell
from licet_replay.orders import Order
from licet_replay.tables import Header as Columns
from licet_replay.tables import order_of_row

Array: TypeAlias = pa.Array | None
"""A column as the file's format has it; None where nothing is filled in."""
Raw = tuple[Codes, Sequence[object]]
"""A column as it stands: for each row the number of its value, and the values."""


class TableRows:
    """Rows of a table by their columns; `numbers` are those of the rows in the file.

    A column is None where nothing of it is filled in.
    """

    def __init__(
        self, columns: Columns, header: Header, numbers: Rows, arrays: dict[str, Array]
    ) -> None:
        self.size = len(numbers)
        self.header = header
        self.names: Sequence[str] = header.names
        self._columns = columns
        self.numbers = numbers
        self._of = {column.name: column for column in columns.columns}
        self._arrays = arrays
        self._raw: dict[str, Raw] = {}
        self._cells: dict[str, Cells] = {}

    @property
    def unread(self) -> Rows:
        """No orders: each row is read by its cells."""
        return np.empty(0, dtype=np.int64)

    @property
    def crooked(self) -> NDArray[np.bool_]:
        """No order: a row is nothing but its cells."""
        return np.zeros(self.size, dtype=bool)

    def asked(self, default: date | None) -> Chunk:
        """Return the orders as what can be asked."""
        return Chunk(self, self.header, default)

    def array(self, name: str) -> Array:
        """Return a column as the file's format has it."""
        return self._arrays[name]

    def raw(self, name: str) -> Raw:
        """Return a column as it stands in the file."""
        if name not in self._raw:
            codes, dictionary = _encoded(self.array(name), self.size)
            self._raw[name] = codes, [] if dictionary is None else dictionary.to_pylist()
        return self._raw[name]

    def cells(self, name: str) -> Cells:
        """Return one column."""
        if name not in self._cells:
            self._cells[name] = _texts(*self.raw(name), self._of[name])
        return self._cells[name]

    def filled(self, name: str, /) -> NDArray[np.bool_]:
        """Tell which orders may have a column filled in: one that is blank is not, as a cell."""
        array = self.array(name)
        if array is None or array.null_count == self.size:
            return np.zeros(self.size, dtype=bool)
        bits = array.buffers()[0]
        if bits is None:
            return np.ones(self.size, dtype=bool)
        # A bit of each, as Arrow has them: to be told by Arrow takes ten times as long.
        told = np.unpackbits(np.frombuffer(bits, dtype=np.uint8), bitorder="little")
        return told[array.offset : array.offset + self.size].view(np.bool_)

    def days_told(self, _: str, /) -> DaysTold | None:
        """Return nothing: which days a column tells is known when it is read."""
        return None

    def orders(self, rows: Rows) -> list[Order]:
        """Return some of the orders."""
        if not len(rows):
            return []
        found: list[dict[str, object]] = [{} for _ in rows]
        for name in (*self.names, *self._columns.beside):
            codes, values = self.raw(name)
            for order, code in zip(found, codes[rows].tolist(), strict=True):
                if code >= 0:
                    order[name] = values[code]
        return [
            order_of_row(self._columns, order, number)
            for order, number in zip(found, self.numbers[rows].tolist(), strict=True)
        ]

    def number(self, row: int) -> int:
        """Return the row's number in the file."""
        return int(self.numbers[row])

    def taken(self, rows: Rows) -> TableRows:
        """Return some of the orders by themselves: nothing of the others is kept."""
        names = (*self.names, *self._columns.beside)
        places = pa.array(rows)
        arrays = {name: _some(self._passing(name), places) for name in names}
        return TableRows(self._columns, self.header, self.numbers[rows], arrays)

    def _passing(self, name: str) -> Array:
        """Return a column, which need not be kept: it is not asked for again."""
        return self.array(name)

    def beside(self, others: Sequence[TableRows]) -> TableRows:
        """Return these orders and after them those of others of the same file."""
        if not others:
            return self
        together = (self, *others)
        names = (*self.names, *self._columns.beside)
        arrays = {name: _joined(name, together) for name in names}
        numbers = np.concatenate([each.numbers for each in together])
        return TableRows(self._columns, self.header, numbers, arrays)


def _some(column: Array, places: pa.Array) -> Array:
    if column is None:
        return None
    taken = column.take(places)
    return taken.dictionary_decode() if pa.types.is_dictionary(taken.type) else taken


def _joined(name: str, together: Sequence[TableRows]) -> Array:
    arrays = [(each.array(name), each.size) for each in together]
    told = next((array.type for array, _ in arrays if array is not None), None)
    if told is None:
        return None
    return pa.concat_arrays([pa.nulls(size, told) if a is None else a for a, size in arrays])


class _File(NamedTuple):
    """A Parquet file, and the place of each column in what is counted; of nested ones none is."""

    table: pq.ParquetFile
    leaves: Mapping[str, int]
    columns: Columns
    header: Header


class _RowGroup(TableRows):
    """A row group of a Parquet file, of which only what is asked for is read."""

    def __init__(self, file: _File, group: int, before: int) -> None:
        self._table = file.table
        self._group = group
        self._told = file.table.metadata.row_group(group)
        self._leaves = file.leaves
        numbers = np.arange(before + 1, before + self._told.num_rows + 1, dtype=np.int64)
        # No `cache` of a method: a group that holds itself stays in memory when it is done with.
        super().__init__(file.columns, file.header, numbers, {})

    def array(self, name: str) -> Array:
        """Return a column, read where it was not yet."""
        # What is asked of a column is seldom all that is wanted of it: it is read once.
        if name not in self._arrays:
            self._arrays[name] = self._read(name)
        return self._arrays[name]

    def _passing(self, name: str) -> Array:
        # What is let go at once makes room for the next column: fresh memory is slow.
        return self._arrays[name] if name in self._arrays else self._read(name)

    def days_told(self, name: str, /) -> DaysTold | None:
        """Return which days a column tells, by what is counted of it, unread."""
        counted = self._counted(name)
        if counted is None or not (counted.has_min_max and counted.has_null_count):
            return None
        if not pa.types.is_date32(self._table.schema_arrow.field(name).type):
            return None
        with suppress(OverflowError):  # a day of the year 10,000 is found when it is read
            return DaysTold(counted.min, counted.max, counted.null_count == 0)
        return None

    def _counted(self, name: str) -> pq.Statistics | None:
        """Return what is counted of a column, or None where nothing is."""
        leaf = self._leaves.get(name)
        return None if leaf is None else self._told.column(leaf).statistics

    def _read(self, name: str) -> Array:
        """Return a column, or None for one in which nothing is filled in."""
        # What is counted is never read: most fields of a second line stand nowhere at all.
        counted = self._counted(name)
        if counted is not None and counted.has_null_count and counted.null_count == self.size:
            return None
        # To share a column out among threads takes longer than to read it.
        read = self._table.read_row_group(self._group, columns=[name], use_threads=False).column(0)
        return read.combine_chunks() if read.num_chunks != 1 else read.chunk(0)


def _encoded(found: Array, size: int) -> tuple[Codes, pa.Array | None]:
    if found is None or pa.types.is_null(found.type):
        return np.full(size, ABSENT, dtype=np.int64), None
    if not pa.types.is_dictionary(found.type):
        found = found.dictionary_encode()
    told = found.indices if found.null_count == 0 else found.indices.fill_null(ABSENT)
    codes = told.to_numpy(zero_copy_only=False)
    # A day is a text in JSON: to make them all texts at once takes a tenth of the time.
    days = pa.types.is_date32(found.dictionary.type)
    values = found.dictionary.cast(pa.string()) if days else found.dictionary
    # Numbers of 32 bits are told as Arrow has them, uncopied; narrower ones could run over.
    return (codes if codes.dtype == np.int32 else codes.astype(np.int64)), values


def _texts(codes: Codes, values: Sequence[object], column: Column) -> Cells:
    """Return cells by their text; values that come to the same text, or to none, are one."""
    if column.leaf is Leaf.TEXT and _are_texts(values):
        return Cells(codes, values)
    own = cells_of(cell(value, column.leaf) for value in values)
    return Cells(np.append(own.codes, ABSENT)[codes], own.values)


def _are_texts(values: Sequence[object]) -> bool:
    """Tell whether values are texts already, each another one and none of them blank."""
    texts = all(isinstance(value, str) and value and not value.isspace() for value in values)
    return texts and len(set(values)) == len(values)


def _leaves(table: pq.ParquetFile) -> Mapping[str, int]:
    """Return where each column that has no parts is counted: what has some is counted by these."""
    paths = [table.schema.column(n).path for n in range(len(table.schema))]
    met = Counter(paths)
    flat = {field.name for field in table.schema_arrow if not pa.types.is_nested(field.type)}
    return {path: n for n, path in enumerate(paths) if path in flat and met[path] == 1}


def row_groups(table: pq.ParquetFile, columns: Columns) -> Iterator[TableRows]:
    """Give the row groups of a Parquet file in turn, unread."""
    header = Header(tuple(column.name for column in columns.columns))
    file = _File(table, _leaves(table), columns, header)
    before = 0
    for number in range(table.num_row_groups):
        group = _RowGroup(file, number, before)
        before += group.size
        yield group
