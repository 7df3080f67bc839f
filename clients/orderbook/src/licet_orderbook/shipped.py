"""The shipped books: 10,000 orders of 2016 to 2021, and 300 with the outcome the law gives."""

import gzip
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from licet_orderbook.book import orders
from licet_orderbook.sale import json_line
from licet_orderbook.scenarios import core_orders

SEED = 20160308
COUNT = 10_000
BOOK_NAME = "orders_2016_2021.jsonl.gz"
CORE_NAME = "core_300.jsonl"


def book_resource() -> Traversable:
    """Give the shipped book, gzipped JSON lines, wherever the package is installed."""
    return files("licet_orderbook") / "data" / BOOK_NAME


def core_resource() -> Traversable:
    """Give the shipped core, plain JSON lines, wherever the package is installed."""
    return files("licet_orderbook") / "data" / CORE_NAME


def open_book() -> Iterator[str]:
    """Give the shipped orders, one JSON object a line, without line breaks."""
    yield from gzip.decompress(book_resource().read_bytes()).decode().splitlines()


def open_core() -> Iterator[str]:
    """Give the shipped core orders, one JSON object a line, without line breaks."""
    yield from core_resource().read_text(encoding="utf-8").splitlines()


def book_bytes() -> bytes:
    """Make the book's JSON lines anew."""
    return _lines(orders(SEED, COUNT))


def core_bytes() -> bytes:
    """Make the core's JSON lines anew."""
    return _lines(core_orders())


def write_books(folder: Path) -> tuple[Path, Path]:
    """Write both books into `folder`; the gzip holds no name and no time."""
    book, core = folder / BOOK_NAME, folder / CORE_NAME
    book.write_bytes(gzip.compress(book_bytes(), compresslevel=9, mtime=0))
    core.write_bytes(core_bytes())
    return book, core


def _lines(rows: Iterator[dict[str, object]]) -> bytes:
    return "".join(json_line(row) + "\n" for row in rows).encode()
