"""What is exported, and as what."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum


class Format(Enum):
    """What an export is written as."""

    PARQUET = "parquet"
    JSONL = "jsonl"


def bounds(first: date, last: date) -> tuple[str, str]:
    """Return the texts between which all times of some days lie, UTC, the last day included."""
    return first.isoformat(), (last + timedelta(days=1)).isoformat()
