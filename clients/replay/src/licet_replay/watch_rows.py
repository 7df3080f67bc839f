"""What a watch found as flat rows: one for each change, and one for each order with an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
from licet_server.whole_files import whole

from licet_replay.orders import BookError
from licet_replay.telling import authorizations
from licet_replay.watching import Change, Watched

WATCH_ENDINGS = (".csv", ".parquet")
_TEXTS = pa.list_(pa.string())
_SCHEMA = pa.schema(
    {
        "on": pa.date32(),
        "sale_id": pa.string(),
        "buyer": pa.string(),
        "before": pa.string(),
        "after": pa.string(),
        "starts": _TEXTS,
        "ends": _TEXTS,
        "first_day": pa.date32(),
        "first_authorization": pa.string(),
        "known_on": pa.date32(),
        "revision": pa.string(),
        "input_line": pa.int64(),
        "error": pa.string(),
    }
)
Row = Mapping[str, Any]


def watch_rows(found: Iterable[Watched]) -> tuple[Row, ...]:
    """Return a row for each change, by day and then as in the book; behind them the errors."""
    told = list(found)
    changes = sorted(
        (row for one in told for row in _changes(one)),
        key=lambda row: (row["on"], row["input_line"]),
    )
    return (*changes, *(_row(one) | {"error": one.error} for one in told if one.error is not None))


def _changes(one: Watched) -> Iterator[dict[str, Any]]:
    return (_row(one) | _changed(change) for change in one.changes)


def _changed(change: Change) -> dict[str, Any]:
    return {
        "on": change.on,
        "before": change.before.value,
        "after": change.after.value,
        "starts": list(change.starts),
        "ends": list(change.ends),
    }


def _row(one: Watched) -> dict[str, Any]:
    row = dict.fromkeys(_SCHEMA.names)
    row |= {"sale_id": one.order.sale_id, "buyer": one.buyer, "input_line": one.order.number}
    if one.first is None:
        return row
    return row | {
        "first_day": one.first.sale_date,
        "first_authorization": "; ".join(authorizations(one.first)) or None,
        "known_on": one.first.known_on,
        "revision": one.first.revision,
    }


def watch_file(path: Path, rows: Sequence[Row]) -> None:
    """Write rows as CSV or Parquet, by the ending of the path: whole, or not at all.

    In CSV several provisions of one cell are set apart by `; `. Raises `BookError` for another
    ending, or a place that takes no file.
    """
    ending = path.suffix.lower()
    if ending not in WATCH_ENDINGS:
        raise BookError(f"cannot write changes to `{path}`: its name ends in .csv or .parquet")
    table = pa.Table.from_pylist([dict(row) for row in rows], _SCHEMA)
    try:
        with whole(path) as file:
            if ending == ".parquet":
                pq.write_table(table, file, compression="zstd")
            else:
                _write_csv(table, file)
    except OSError as error:
        raise BookError(f"cannot write changes to `{path}`: {error.strerror or error}") from error


def _write_csv(table: pa.Table, file: IO[bytes]) -> None:
    from pyarrow import csv  # noqa: PLC0415 (other commands should not wait for it)

    for name in ("starts", "ends"):
        joined = pa.array(
            ["; ".join(cell) if cell else None for cell in table[name].to_pylist()], pa.string()
        )
        table = table.set_column(table.schema.get_field_index(name), name, joined)
    csv.write_csv(table, file)
