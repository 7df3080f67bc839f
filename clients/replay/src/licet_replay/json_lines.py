"""Order books of JSON lines: one sale a line, plain or gzipped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from licet_engine.errors import FieldViolation, SaleError
from licet_server.sales.annotated import taken_apart

from licet_replay.orders import Order, parsed, readable_id

_LONGEST_LINE = 8 * 1024 * 1024
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_SALE_ID = re.compile(r'"sale_id"\s*:\s*("(?:[^"\\]|\\.)*")')


def json_orders(text: BinaryIO, raw: BinaryIO, annotations: tuple[str, ...]) -> Iterator[Order]:
    """Give the orders of a stream of JSON lines; `raw` is the file whose position counts."""
    for number, line in enumerate(_lines(text), start=1):
        if line is None:
            reason = f"the line is longer than {_LONGEST_LINE} bytes"
            yield Order(number, raw.tell(), problems=(FieldViolation("", reason),))
        elif line.strip():
            yield _order(number, raw.tell(), line, annotations)


def _lines(text: BinaryIO) -> Iterator[bytes | None]:
    """Give each line, or None for one that is too long to be an order."""
    while line := text.readline(_LONGEST_LINE):
        whole = line.endswith(b"\n") or len(line) < _LONGEST_LINE
        while not line.endswith(b"\n") and len(line) == _LONGEST_LINE:
            line = text.readline(_LONGEST_LINE)
        yield line if whole else None


def _order(number: int, position: int, line: bytes, annotations: tuple[str, ...]) -> Order:
    try:
        text = line.decode("utf-8").removeprefix(_BYTE_ORDER_MARK if number == 1 else "")
        value, beside = taken_apart(parsed(text.rstrip("\r\n")), annotations)
    except UnicodeDecodeError:
        problem = FieldViolation("", "not JSON: the bytes are not UTF-8")
        return Order(number, position, sale_id=_found_id(line), problems=(problem,))
    except SaleError as error:
        return Order(number, position, sale_id=_found_id(line), problems=error.violations)
    return Order(number, position, value, readable_id(value), annotations=beside)


def _found_id(line: bytes) -> str | None:
    """Return the `sale_id` of a line that is no JSON, where it names exactly one."""
    found = set(_SALE_ID.findall(line.decode("utf-8", "replace")))
    if len(found) != 1:
        return None
    try:
        return readable_id({"sale_id": json.loads(found.pop())})
    except ValueError:
        return None
