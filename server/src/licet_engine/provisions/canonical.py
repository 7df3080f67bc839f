"""A canonical text of any value object: equal values have equal texts, on every machine."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Context, Decimal
from enum import Enum
from typing import Any

_EXACT = Context(prec=100)
_SORTED_BY_TEXT = frozenset(
    {
        *("provisions", "rows", "facts", "gaps", "versions", "aliases", "parts", "clearances"),
        *("chart", "groups", "changes", "rules", "controls", "entry_changes", "exceptions"),
    }
)


def canonical_text(value: Any) -> str:
    """Return the value as compact JSON with sorted keys, sets and unordered collections."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {"": type(value).__name__} | {
            f.name: _member(f.name, getattr(value, f.name)) for f in fields(value)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize(_EXACT))
    if isinstance(value, frozenset):
        return sorted((_plain(v) for v in value), key=_text)
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value


def _member(name: str, value: Any) -> Any:
    plain = _plain(value)
    if name in _SORTED_BY_TEXT and isinstance(value, tuple):
        return sorted(plain, key=_text)
    return plain


def _text(plain: Any) -> str:
    return json.dumps(plain, sort_keys=True, ensure_ascii=False)
