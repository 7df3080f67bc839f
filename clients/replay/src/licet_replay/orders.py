"""An order as an order book holds it: a sale not yet read, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from json import JSONDecodeError
from typing import Any

from licet_engine.errors import FieldViolation, SaleError
from licet_server.sales.reading import parse_json

_LONGEST_ID = 4096


class BookError(Exception):
    """An order book cannot be read at all, or its answers cannot be written."""


@dataclass(frozen=True, slots=True)
class Order:
    """One record of an order book.

    `number` is its line or row in the file, from 1; `position` how far into the file it ends, in
    the units of the book's size. Without `problems` the `value` is the JSON value of a sale.
    """

    number: int
    position: int
    value: object = None
    sale_id: str | None = None
    problems: tuple[FieldViolation, ...] = ()
    annotations: Mapping[str, object] = field(default_factory=dict)


def parsed(text: str, path: str = "") -> object:
    """Return the JSON value of one record; raises `SaleError` that names one place in it.

    The record is named by its own line, so what is wrong within is named by its character.
    """
    try:
        return parse_json(text)
    except SaleError as error:
        cause = error.__cause__
        said = [violation.reason for violation in error.violations]
        if isinstance(cause, JSONDecodeError):
            wrong = cause.msg.lower().removesuffix(" at")
            said = [f"not JSON: {wrong} at character {cause.pos + 1}"]
        raise SaleError(tuple(FieldViolation(path, reason) for reason in said)) from error


def readable_id(value: Any) -> str | None:
    """Return the `sale_id` of a JSON value, where it is one that can be written down."""
    found = value.get("sale_id") if isinstance(value, Mapping) else None
    if not isinstance(found, str) or not 0 < len(found) <= _LONGEST_ID:
        return None
    return found if found == clean(found) else None


def clean(text: str) -> str:
    """Return a text that every file can hold: a lone surrogate becomes its escape."""
    return text.encode("utf-8", "backslashreplace").decode()
