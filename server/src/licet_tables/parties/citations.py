"""Citations of the Federal Register, as the lists print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_CITED = re.compile(r"\b(\d{2,3})\s*F\.?\s*R\.?,?\s*(\d{2,6})\b")
_DATED = re.compile(
    r"(?:\b(?P<volume>\d{2,3})\s*F\.?\s*R\.?,?\s*(?P<page>\d{2,6})[,.]?\s*\(?)?"
    r"(?<!\d)(?P<month>\d{1,2})/{1,2}(?P<day>\d{1,2})/{1,2}(?P<year>\d{4}|\d{2})(?!\d)"
)
_FIRST_OF_1900 = 79
"""Years of two digits are 1979 to 2078: no order on the lists is older than the Act of 1979."""


class Dated(NamedTuple):
    """A citation with the day that is printed beside it."""

    day: date
    citation: str


def cited(text: str) -> tuple[str, ...]:
    """Return the citations of a text as `84 FR 22961`, in its order."""
    return tuple(f"{volume} FR {int(page)}" for volume, page in _CITED.findall(text))


def dated(text: str) -> tuple[Dated, ...]:
    """Return the citations that a text prints with their days, the earliest first.

    A day without a whole citation before it is one of `a citation that is not printed whole`.
    """
    return tuple(sorted(set(_dated(text))))


def _dated(text: str) -> Iterator[Dated]:
    for found in _DATED.finditer(text):
        year = int(found["year"])
        if year < 100:
            year += 1900 if year >= _FIRST_OF_1900 else 2000
        try:
            day = date(year, int(found["month"]), int(found["day"]))
        except ValueError:
            continue
        page = f"{found['volume']} FR {int(found['page'])}" if found["page"] else ""
        yield Dated(day, page)
