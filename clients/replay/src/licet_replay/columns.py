"""Dotted columns: `parties[0].role` is one scalar of a sale, typed as the Sale model says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from typing import Any, get_args, get_origin

from licet_engine.errors import FieldViolation, SaleError
from licet_server.sales.models import Percent, SaleModel

Step = str | int
_STEP = re.compile(r"(?P<name>[A-Za-z0-9_-]+)(\[(?P<index>0|[1-9][0-9]{0,2})\])?")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Leaf(Enum):
    """What a scalar of a sale is in JSON: a string, a number, or true or false."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"


class ColumnError(ValueError):
    """A column names no scalar of a sale."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an order book and the place in a sale that it fills."""

    name: str
    steps: tuple[Step, ...]
    leaf: Leaf


def sale_column(name: str) -> Column:
    """Return the place that a dotted name stands for; raises `ColumnError` for none."""
    steps: list[Step] = []
    at: Any = SaleModel
    for part in name.split("."):
        found = _STEP.fullmatch(part)
        if found is None:
            raise ColumnError(f"`{name[:80]}` is not a column such as lines[0].category")
        at = _member(name, at, found["name"])
        steps.append(found["name"])
        at = _element(name, at, found["index"])
        if found["index"] is not None:
            steps.append(int(found["index"]))
    return Column(name, tuple(steps), _leaf(name, at))


def _member(name: str, at: Any, step: str) -> Any:
    """Return the type of one field; any name is a place in a map of attestations."""
    if get_origin(at) is dict:
        return get_args(at)[1]
    fields: Mapping[str, Any] = getattr(at, "model_fields", {})
    if step not in fields:
        near = get_close_matches(step[:80], fields, n=1)
        advice = f"; did you mean `{near[0]}`?" if near else ""
        raise ColumnError(f"`{name[:80]}` is no field of a sale{advice}")
    return fields[step].annotation


def _element(name: str, at: Any, index: str | None) -> Any:
    if (get_origin(at) is list) != (index is not None):
        advice = "a place such as [0] is missing" if index is None else "it is not a list"
        raise ColumnError(f"`{name[:80]}` is no field of a sale: {advice}")
    return get_args(at)[0] if index is not None else at


def _leaf(name: str, at: Any) -> Leaf:
    if hasattr(at, "model_fields") or get_origin(at) is dict:
        raise ColumnError(f"`{name[:80]}` holds several fields: write one column for each")
    kinds = get_args(at) or (at,)
    if Percent in kinds:
        return Leaf.NUMBER
    return Leaf.FLAG if bool in kinds else Leaf.TEXT


def cell(value: object, leaf: Leaf) -> Any:
    """Return a cell as the JSON value its field wants, or None where the cell is empty.

    A cell that cannot be read so is passed on as text: the Sale model refuses it by name.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if leaf is Leaf.FLAG:
        return _flag(value)
    if leaf is Leaf.NUMBER:
        return _number(value)
    return _text(value)


def _flag(value: object) -> object:
    spelled = {"true": True, "false": False}
    return spelled.get(value.strip().lower(), value) if isinstance(value, str) else value


def _number(value: object) -> object:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    return float(value) if isinstance(value, Decimal) else value


def _text(value: object) -> object:
    """Dates and amounts are strings in JSON, whatever a Parquet column holds them as."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return format(value, "f" if isinstance(value, Decimal) else "d")
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else value


def nested(cells: Iterable[tuple[Column, object]]) -> dict[str, Any]:
    """Return the sale that the cells of one row make; raises `SaleError` for a gap in a list."""
    root: dict[Step, Any] = {}
    for column, value in cells:
        given = cell(value, column.leaf)
        if given is not None:
            put(root, column.steps, given)
    settled = _settled(root, "")
    assert isinstance(settled, dict)
    return settled


def put(root: dict[Step, Any], steps: tuple[Step, ...], value: object) -> None:
    """Put a value at its place; a place in a list is a key that is a number."""
    at = root
    for step in steps[:-1]:
        at = at.setdefault(step, {})
    at[steps[-1]] = value


def _settled(value: object, path: str) -> Any:
    if not isinstance(value, Mapping):
        return value
    if any(isinstance(key, int) for key in value):
        return _list(value, path)
    return {key: _settled(member, f"{path}.{key}".lstrip(".")) for key, member in value.items()}


def _list(members: Mapping[int, object], path: str) -> list[Any]:
    last = max(members)
    for place in range(last):
        if place not in members:
            reason = f"is empty, but `{path}[{last}]` is not"
            raise SaleError((FieldViolation(f"{path}[{place}]", reason),))
    return [_settled(members[place], f"{path}[{place}]") for place in range(last + 1)]
