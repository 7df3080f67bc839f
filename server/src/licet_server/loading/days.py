"""Days in rule files: written 2019-05-16 and in no other way."""

from __future__ import annotations

from datetime import date

from licet_server.loading.findings import quoted

FIRST_YEAR, LAST_YEAR = 1900, 2100
_NOTHING = frozenset({"", "~", "null", "none"})


def read_day(text: object) -> date:
    """Return the day that a text says; raises `ValueError` with what to write instead."""
    if not isinstance(text, str):
        raise ValueError("expected a day; write it as 2019-05-16")  # noqa: TRY004 (pydantic's)
    if text.strip().lower() in _NOTHING:
        raise ValueError("holds no day; leave the key out where there is none")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise ValueError(f"{quoted(text)} is not a day; write it as 2019-05-16")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = f"{quoted(text)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(message)
    return day
