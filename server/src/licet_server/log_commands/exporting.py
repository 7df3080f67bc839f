"""Entries of a log as a table: Parquet, or one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import IO, Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import DecodeError, Message
from licet.v1.decision_pb2 import Decision, Outcome
from licet.v1.sale_pb2 import Sale

from licet_server.decision_log.entries import Entry
from licet_server.decision_log.errors import LogUnavailableError
from licet_server.decision_log.store import PAGE
from licet_server.log_commands.formats import Format

M = TypeVar("M", bound=Message)
Row = dict[str, Any]
_FULL_WIDTH = ("\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Equals, plus, minus and at, as some spreadsheets take them for the narrow ones."""
_FORMULA = ("=", "+", "-", "@", "\t", "\n", "\r", *_FULL_WIDTH)
_TIME = pa.timestamp("us", "UTC")
SCHEMA = pa.schema(
    [
        ("entry_id", pa.string()),
        ("chain", pa.string()),
        ("seq", pa.int64()),
        ("received_at", _TIME),
        ("answered_at", _TIME),
        ("method", pa.string()),
        ("caller", pa.string()),
        ("request_id", pa.string()),
        ("revision", pa.string()),
        ("known_on", pa.date32()),
        ("knowledge", pa.string()),
        ("asked_on", pa.date32()),
        ("sale", pa.string()),
        ("decision_id", pa.string()),
        ("outcome", pa.string()),
        ("may_confirm", pa.bool_()),
        ("decision", pa.string()),
        ("screening", pa.string()),
    ]
)


def exported(entries: Iterable[Entry], file: IO[bytes], as_: Format) -> int:
    """Write entries to a file in batches, and return how many; raises `LogError`."""
    return (_parquet if as_ is Format.PARQUET else _json_lines)(map(_row, entries), file)


def _parquet(rows: Iterator[Row], file: IO[bytes]) -> int:
    written = 0
    with pq.ParquetWriter(file, SCHEMA, compression="zstd") as writer:
        while batch := list(islice(rows, PAGE)):
            writer.write_batch(pa.RecordBatch.from_pylist(batch, SCHEMA))
            written += len(batch)
    return written


def _json_lines(rows: Iterator[Row], file: IO[bytes]) -> int:
    written = 0
    for row in rows:
        plain = {name: _plain(value) for name, value in row.items()}
        file.write(json.dumps(plain, ensure_ascii=False).encode() + b"\n")
        written += 1
    return written


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _row(entry: Entry) -> Row:
    """Return an entry as a row; what was erased of it is None."""
    try:
        return {name: safe(value) for name, value in _cells(entry).items()}
    except (DecodeError, ValueError, TypeError, AttributeError) as error:
        raise LogUnavailableError(
            f"entry {entry.seq} of chain {entry.chain} is not as it was logged: {error}; verify it"
        ) from error


def safe(value: Any) -> Any:
    """Return a value such that no spreadsheet takes a text for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _cells(entry: Entry) -> Row:
    answered = entry.answered
    decision, screening = _read(Decision, answered.decision), _read(Decision, answered.screening)
    return {
        "entry_id": entry.entry_id,
        "chain": entry.chain,
        "seq": entry.seq,
        "received_at": datetime.fromisoformat(answered.received_at),
        "answered_at": datetime.fromisoformat(answered.answered_at),
        "method": answered.method,
        "caller": answered.caller,
        "request_id": answered.request_id,
        "revision": answered.revision,
        "known_on": date.fromisoformat(answered.known_on),
        "knowledge": answered.knowledge,
        "asked_on": date.fromisoformat(answered.asked_on),
        "sale": _text(_read(Sale, answered.sale), _object),
        "decision_id": _text(decision, lambda read: read.decision_id),
        "outcome": _text(decision, lambda read: Outcome.Name(read.outcome)),
        "may_confirm": None if decision is None else decision.may_confirm,
        "decision": _text(decision, _object),
        "screening": _text(screening, lambda read: _json(_value(read).get("screening", []))),
    }


def _read(kind: type[M], held: bytes | None) -> M | None:
    return None if held is None else kind.FromString(held)


def _text(read: M | None, told: Callable[[M], str]) -> str | None:
    return None if read is None else told(read)


def _value(message: Message) -> dict[str, Any]:
    return MessageToDict(message, preserving_proto_field_name=True)


def _object(message: Message) -> str:
    return _json(_value(message))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
