"""Changed orders as a table for other programs: CSV or Parquet, every one of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from licet_replay.orders import BookError
from licet_workbench.impact.counting import Changed

TABLES = (".csv", ".parquet")
_TEXT = pa.string()
_COLUMNS = {
    "line": pa.int64(),
    "sale_id": _TEXT,
    "sale_date": pa.date32(),
    "known_on": pa.date32(),
    "customer": _TEXT,
    "value": _TEXT,
    "old_outcome": _TEXT,
    "new_outcome": _TEXT,
    "old_provisions": _TEXT,
    "new_provisions": _TEXT,
    "citations": _TEXT,
    "error": _TEXT,
}
_SEPARATOR = "; "


def write_table(path: Path, changed: list[Changed]) -> None:
    """Write every changed order, whole or not at all; raises `BookError` where it cannot be."""
    table = pa.table(
        {name: pa.array(_column(name, changed), kind) for name, kind in _COLUMNS.items()}
    )
    with _replaced(path) as partial:
        if path.suffix.lower() == ".csv":
            pa_csv.write_csv(table, partial)
        else:
            pq.write_table(table, partial, compression="zstd")


def _column(name: str, changed: list[Changed]) -> list[object]:
    match name:
        case "line":
            return [each.number for each in changed]
        case "value":
            return [values_said(each) or None for each in changed]
        case "old_provisions" | "new_provisions" | "citations":
            return [_SEPARATOR.join(getattr(each, name)) or None for each in changed]
        case _:
            return [getattr(each, name) for each in changed]


def values_said(changed: Changed) -> str:
    """Return what an order is worth, each currency for itself."""
    return _SEPARATOR.join(f"{amount:f} {currency}" for currency, amount in changed.values)


@contextmanager
def _replaced(path: Path) -> Iterator[Path]:
    """The final name appears by a rename, so that a killed run leaves no half file under it."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        raise BookError(f"`{path}` cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
