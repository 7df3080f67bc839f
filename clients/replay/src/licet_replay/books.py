"""An order book is a file of orders in any of the formats that its name's ending says."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa
from licet_server.sales.annotated import ANNOTATIONS
from licet_server.sales.models import SaleModel

from licet_replay.json_lines import json_orders
from licet_replay.orders import BookError, Order
from licet_replay.tables import csv_orders, parquet_orders, parquet_rows

BOOK_ENDINGS = (".jsonl", ".csv", ".parquet", ".jsonl.gz", ".csv.gz")


@dataclass(frozen=True, slots=True)
class OrderBook:
    """A file of orders, read from its beginning to its end; `size` is in its own units.

    `compare` is the annotation that holds the outcome somebody expects.
    """

    path: Path
    ending: str
    size: int
    compare: str | None

    @property
    def annotations(self) -> tuple[str, ...]:
        """The names that stand beside a sale and are no part of it."""
        return ANNOTATIONS if self.compare is None else (*ANNOTATIONS, self.compare)

    def orders(self) -> Iterator[Order]:
        """Give the orders as the file holds them; raises `BookError` where it breaks off."""
        with self.opened() as raw:
            yield from self.orders_of(raw)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Open the file; raises `BookError` for whatever keeps it from being read meanwhile."""
        with _faults_named(self.path), self.path.open("rb") as raw:
            yield raw

    def orders_of(self, raw: BinaryIO) -> Iterator[Order]:
        """Give the orders of the opened file."""
        if self.ending == ".parquet":
            return parquet_orders(raw, self.annotations)
        text = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if self.ending.endswith(".gz") else raw
        read = csv_orders if self.ending.startswith(".csv") else json_orders
        return read(text, raw, self.annotations)


def order_book(path: Path, compare: str | None = None) -> OrderBook:
    """Return the order book of a path.

    Raises `BookError` for a file that is not there, or of no format that is read here.
    """
    name = path.name.lower()
    endings = [ending for ending in BOOK_ENDINGS if name.endswith(ending)]
    if not endings:
        raise BookError(f"`{path}` is no order book: its name ends in {_listed(BOOK_ENDINGS)}")
    if compare in SaleModel.model_fields:
        raise BookError(f"`{compare}` is a field of the sale: compare with a column beside it")
    ending = max(endings, key=len)
    return OrderBook(path, ending, _size(path, ending), compare)


def _listed(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _size(path: Path, ending: str) -> int:
    with _faults_named(path), path.open("rb") as raw:
        return parquet_rows(raw) if ending == ".parquet" else raw.seek(0, 2)


@contextmanager
def _faults_named(path: Path) -> Iterator[None]:
    """Name the file in whatever keeps it from being read."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, pa.ArrowException) as error:
        raise BookError(f"`{path}` is damaged: {error}") from error
    except OSError as error:
        raise BookError(f"`{path}` cannot be read: {error.strerror or error}") from error
    except BookError as error:
        raise BookError(f"`{path}`: {error}") from error
