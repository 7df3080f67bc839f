"""Decisions out: JSON lines or Parquet, whole under their final name or not there at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, Self

import pyarrow as pa
import pyarrow.parquet as pq
from licet_server.rendering import decision_json

from licet_replay.asking import Answer
from licet_replay.orders import BookError
from licet_replay.rows import SCHEMA, decision_row

OUT_ENDINGS = (".jsonl", ".parquet")
_BATCH = 2048


class Sink(Protocol):
    """Something that answers are written to, in order."""

    def write(self, answer: Answer) -> None:
        """Write one answer."""


@contextmanager
def decisions_file(path: Path) -> Iterator[Sink]:
    """Open a file for answers; it takes its name only when the block ends without an error.

    Raises `BookError` for a name of no format that is written here, or a place that takes none.
    """
    if path.suffix.lower() not in OUT_ENDINGS:
        raise BookError(f"cannot write decisions to `{path}`: its name ends in .jsonl or .parquet")
    # The final name appears by a rename, so a killed run leaves no half file under it.
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with _opened(partial, path.suffix.lower()) as sink:
            yield sink
        partial.replace(path)
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or error
        raise BookError(f"cannot write decisions to `{path}`: {reason}") from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _opened(partial: Path, ending: str) -> Iterator[Sink]:
    with partial.open("wb") as file:
        with JsonLines(file) if ending == ".jsonl" else ParquetTable(file) as sink:
            yield sink
        file.flush()
        os.fsync(file.fileno())


class JsonLines:
    """One JSON object a line: a Decision, or the id, line and error of an order without one."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, answer: Answer) -> None:
        """Write one answer."""
        self._file.write(json_text(answer).encode() + b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the file to whoever opened it."""


def json_text(answer: Answer) -> str:
    """Return an answer as one line of JSON, without the line break."""
    if answer.decision is not None:
        return json.dumps(decision_json(answer.decision), ensure_ascii=False)
    given = {} if answer.sale_id is None else {"sale_id": answer.sale_id}
    line = {"input_line": answer.order.number, "error": answer.error}
    return json.dumps(given | line, ensure_ascii=False)


class ParquetTable:
    """Flat columns for analysis, written a batch at a time."""

    def __init__(self, file: Any) -> None:
        self._writer = pq.ParquetWriter(file, SCHEMA, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def write(self, answer: Answer) -> None:
        """Write one answer."""
        self._rows.append(decision_row(answer, json_text(answer)))
        if len(self._rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, SCHEMA))
        self._rows = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Write what is left, and the footer without which a file is no Parquet."""
        self._flush()
        self._writer.close()
