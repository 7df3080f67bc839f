"""What was known on a day, and how truths that may be open go together: with nothing of Licet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

Truth = bool | None
"""True, false, or None where it may be either."""
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A day, and whether what was announced by then counts, or what was published."""

    on: date
    axis: str

    def has(self, cells: Cells) -> bool:
        """Tell whether a row or version with these days was known."""
        published = cells.get("published", "none")
        told = published if self.axis == "published" and published != "none" else None
        return date.fromisoformat(told or cells["announced"]) <= self.on


def read_cells(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(cell: str) -> list[str]:
    """Return the words of a cell."""
    return [] if cell == "none" else cell.split()


def day_of(cells: Cells, name: str = "from") -> date:
    """Return the day in a cell."""
    return date.fromisoformat(cells[name])


def every(truths: Iterable[Truth]) -> Truth:
    """All are true; false where one is."""
    found = set(truths)
    return False if False in found else None if None in found else True


def some(truths: Iterable[Truth]) -> Truth:
    """One is true; false where none may be."""
    found = set(truths)
    return True if True in found else None if None in found else False


def turned(truth: Truth) -> Truth:
    """The opposite; what is open stays so."""
    return None if truth is None else not truth


def one_of(truths: Iterable[Truth]) -> Truth:
    """What all of them are; open where they differ, or where there are none."""
    found = set(truths)
    return found.pop() if len(found) == 1 else None
