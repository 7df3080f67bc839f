"""What entries say of license exceptions, read from the CSV file with nothing of Licet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from reading_controls import Control, is_below
from reading_days import Cells, Known, read_cells, words

CLOSED, MAYBE = "no", "maybe"


class ExceptionList:
    """Tells whether an entry opens an exception for an item on a day, and up to how much."""

    def __init__(self, tables: Path) -> None:
        self.rows: defaultdict[str, list[Cells]] = defaultdict(list)
        for row in read_cells(tables / "license_exceptions.csv"):
            self.rows[row["eccn"]].append(row)
        (self.edition,) = {
            date.fromisoformat(r["edition"]) for rows in self.rows.values() for r in rows
        }

    def says(
        self, category: str, symbol: str, day: date, known: Known, controls: Iterable[Control]
    ) -> str:
        """Return `no`, `maybe`, `yes` or an amount such as `USD 500`."""
        eccn, _, paragraph = category.partition(".")
        if min(day, known.on) < self.edition or eccn not in self.rows:
            return MAYBE
        rows = [row for row in self.rows[eccn] if row["exception"] == symbol]
        named = {p for row in rows for p in (*words(row["paragraphs"]), *words(row["except"]))}
        asked = {paragraph} | {p for p in named if p != "all" and is_below(p, paragraph)}
        found = {self._of(rows, each, {*controls}) for each in asked}
        return found.pop() if len(found) == 1 else MAYBE

    def _of(self, rows: list[Cells], paragraph: str, controls: set[Control]) -> str:
        reaching = [
            row
            for row in rows
            if not any(is_below(paragraph, p) for p in words(row["except"]))
            if row["paragraphs"] == "all"
            or any(is_below(paragraph, p) for p in words(row["paragraphs"]))
        ]
        if len(reaching) != 1:
            return MAYBE if reaching else CLOSED
        (row,) = reaching
        left_out = [c for c in controls if c.reason in words(row["not_for"])]
        if row["value"] == "no" or any(c.sure and not c.narrowed for c in left_out):
            return CLOSED
        unknown = any(c.requirement == "not_held" for c in controls) and row["not_for"] != "none"
        return MAYBE if row["value"] == "partly" or left_out or unknown else row["value"]
