"""A canonical text of any value object: equal values have equal texts, on every machine."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Context, Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

_EXACT = Context(prec=100)
_compact = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_AS_THEY_ARE = frozenset({str, bool, int, type(None)})
_KINDS = 256
"""Types of values that are looked at once; a rule set has some fifty."""
_SORTED_BY_TEXT = frozenset(
    {
        *("provisions", "rows", "facts", "gaps", "versions", "aliases", "parts", "clearances"),
        *("chart", "groups", "changes", "rules", "controls", "entry_changes", "exceptions"),
    }
)


def canonical_text(value: Any) -> str:
    """Return the value as compact JSON with sorted keys, sets and unordered collections."""
    return _compact(_plain(value))


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is tuple:
        return [_plain(member) for member in value]
    members = _members(kind)
    if members is None:
        return _simple(value)
    plain = {name: _member(name, getattr(value, name)) for name in members}
    plain[""] = kind.__name__
    return plain


def _simple(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize(_EXACT))
    assert isinstance(value, frozenset), f"{type(value)} has no canonical text"
    return sorted((_plain(member) for member in value), key=_text)


@lru_cache(_KINDS)
def _members(kind: type) -> tuple[str, ...] | None:
    """Return the names of a value object's fields, or None for what is none."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else None


def _member(name: str, value: Any) -> Any:
    if type(value) in _AS_THEY_ARE:
        return value
    plain = _plain(value)
    if name in _SORTED_BY_TEXT and isinstance(value, tuple):
        return sorted(plain, key=_text)
    return plain


def _text(plain: Any) -> str:
    return plain if type(plain) is str else json.dumps(plain, sort_keys=True, ensure_ascii=False)
