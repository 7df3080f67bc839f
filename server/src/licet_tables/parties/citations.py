"""Citations of the Federal Register, as the lists print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_CITED = re.compile(r"\b(\d{2})\s*F\.?\s*R\.?,?\s*(\d{2,6})\b")
_DATED = re.compile(
    r"(?:\b(?P<volume>\d{2})\s*F\.?\s*R\.?,?\s*(?P<page>\d{2,6})[,.]?\s*\(?)?"
    r"(?<!\d)(?P<month>\d{1,2})/{1,2}(?P<day>\d{1,2})/{1,2}(?P<year>\d{4}|\d{2})(?!\d)"
)
_YEAR_OF_VOLUME_0 = 1935
_FIRST_OF_1900 = 79
"""Years of two digits are 1979 to 2078: no order on the lists is older than the Act of 1979."""


class Dated(NamedTuple):
    """A citation with the day that is printed beside it, or a day that only the list gives."""

    day: date
    citation: str
    printed: bool = True


def cited(text: str) -> tuple[str, ...]:
    """Return the citations of a text as `84 FR 22961`, in its order."""
    return tuple(f"{volume} FR {int(page)}" for volume, page in _CITED.findall(text))


def dated(text: str) -> tuple[Dated, ...]:
    """Return the citations that a text prints with their days, the earliest first.

    A day may stand there without a whole citation. Where no day is printed at all, each
    citation is of the first day of its volume's year: it was not printed before.
    """
    found = sorted(set(_dated(text)))
    return tuple(found) or tuple(sorted(Dated(_first_day(each), each) for each in cited(text)))


def order_of(citation: str) -> tuple[int, int]:
    """Return the volume and page of a citation, which stand in the order of printing."""
    volume, page = citation.split(" FR ")
    return int(volume), int(page)


def year_of(citation: str) -> int:
    """Return the year of a citation's volume."""
    return order_of(citation)[0] + _YEAR_OF_VOLUME_0


def _first_day(citation: str) -> date:
    return date(year_of(citation), 1, 1)


def _dated(text: str) -> Iterator[Dated]:
    for found in _DATED.finditer(text):
        year = int(found["year"])
        if len(found["year"]) == len("79"):
            year += 1900 if year >= _FIRST_OF_1900 else 2000
        try:
            day = date(year, int(found["month"]), int(found["day"]))
        except ValueError:
            continue
        page = f"{found['volume']} FR {int(found['page'])}" if found["page"] else ""
        yield Dated(day, page)
