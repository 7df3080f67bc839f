"""Decisions as JSON objects: snake_case names, ISO dates, the proto's outcome names."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from licet_engine.decision.model import Decision
from licet_engine.resolution.outcome import Outcome


def decision_json(decision: Decision) -> dict[str, Any]:
    """Return a decision as a JSON object; absent values are left out, false and empty are not."""
    rendered = plain(decision)
    assert isinstance(rendered, dict)
    return rendered


def plain(value: object) -> Any:
    """Return a value object as JSON values, one that is absent left out of its object."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {name: plain(member) for name, member in pairs if member is not None}
    if isinstance(value, Outcome):
        return f"OUTCOME_{value.value}"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(member) for member in value]
    return value
