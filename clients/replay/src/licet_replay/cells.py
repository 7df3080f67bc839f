"""What a sale's JSON is as cells: each scalar by the dotted name of its column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

ABSENT = -1
"""The number of a cell that is not filled in."""
_THERE = "there"
_EMPTY: Mapping[str, object] = MappingProxyType(
    {
        "attestations": {},
        "lines[].attestations": {},
        "parties[].attestations": {},
        "parties[].owners": [],
    }
)
"""What may be told with nothing in it: that is as if it were not told."""
_UNTOLD = frozenset({"", "true", "false"})
_PATHLESS = re.compile(r"[^.\[\]]+")


Codes: TypeAlias = NDArray[np.signedinteger[Any]]
"""For each row the number of a value, in as many bits as it was read in."""


class Cells(NamedTuple):
    """One column: for each row the number of its value, -1 where there is none."""

    codes: Codes
    values: Sequence[object]


def cells_of(values: Iterable[object]) -> Cells:
    """Return a column of values as cells; None is one that is not filled in."""
    numbers: dict[Any, int] = {}
    codes = [
        ABSENT if value is None else numbers.setdefault(_hashable(value), len(numbers))
        for value in values
    ]
    return Cells(np.array(codes, dtype=np.int64), tuple(numbers))


def _hashable(value: object) -> object:
    """A flag is told apart from a number, and what is no scalar is told apart from all."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else (type(value).__name__, repr(value))


def flattened(value: object) -> Mapping[str, object]:
    """Return the cells of a sale's JSON by the dotted names of their columns."""
    found: dict[str, object] = {}
    _flatten(value, "", found)
    return found


def is_straight(value: object, path: str = "") -> bool:
    """Tell whether a sale's JSON says nothing but what its cells say.

    What is empty, blank or `null` leaves no cell, but may be refused; a text that reads like a
    flag has the cell of one; a key that reads like a path has the cell of another.
    """
    if isinstance(value, Mapping | list) and not value:
        return _EMPTY.get(path) == value
    if isinstance(value, Mapping):
        keys = all(_PATHLESS.fullmatch(str(key)) for key in value)
        named = ((f"{path}.{key}" if path else str(key), each) for key, each in value.items())
        return keys and all(is_straight(each, name) for name, each in named)
    if isinstance(value, list):
        return all(is_straight(member, f"{path}[]") for member in value)
    return value is not None and not (isinstance(value, str) and value.strip() in _UNTOLD)


def _flatten(value: object, path: str, found: dict[str, object]) -> None:
    if isinstance(value, Mapping):
        if path:
            found[f"{path}."] = _THERE  # what has no cell of its own is there all the same
        for name, member in value.items():
            _flatten(member, f"{path}.{name}" if path else str(name), found)
    elif isinstance(value, list):
        for place, member in enumerate(value):
            _flatten(member, f"{path}[{place}]", found)
    elif value is not None:
        found[path] = value
