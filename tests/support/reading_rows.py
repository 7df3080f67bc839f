"""List files read with nothing of Licet: what a row says of a sale on a day, as known on another.

The answers come from the cells alone and from what 15 CFR says of each list.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

LISTS = Path(__file__).parents[2] / "rules" / "us_ear" / "lists"
SEVERITY = ("NO_LICENSE_NEEDED", "TEMPORARY_LICENSE", "LICENSE_REQUIRED", "DENIED")
RECEIVING = frozenset(
    {
        "buyer",
        "end_user",
        "ultimate_consignee",
        "intermediate_consignee",
        "purchasing_agent",
        "forwarder",
    }
)
"""Those of whom 15 CFR 748.5(c) to (f) speaks; who sells or exports is none of them."""
OPEN = ("NO_LICENSE_NEEDED", "LICENSE_REQUIRED")
ZTE_ORDER_ENDS, ZTE_ORDER_ENDED = date(2025, 3, 13), date(2018, 7, 13)
"""The order against ZTE was to run to the first day, and was ended on the second."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list file."""

    file: str
    line: int
    cells: Mapping[str, str]

    @property
    def days(self) -> tuple[date, ...]:
        """Every day that stands in the row."""
        names = ("from", "through", "announced", "published", "end_announced", "end_published")
        return tuple(day for name in names if (day := self.day(name)))

    def day(self, name: str) -> date | None:
        """The day in a cell, or None."""
        return None if self.cells[name] == "none" else date.fromisoformat(self.cells[name])

    def known(self, what: str, known_on: date, axis: str) -> bool:
        """Tell whether the listing, or its end, had been announced or published by a day."""
        prefix = "" if what == "start" else "end_"
        announced, published = self.day(f"{prefix}announced"), self.day(f"{prefix}published")
        day = published if axis == "published" and published else announced
        return day is not None and day <= known_on

    def runs(self, day: date, known_on: date, axis: str = "announced") -> bool:
        """Tell whether the party is listed on a day, as far as was known on another."""
        start, through = self.day("from"), self.day("through")
        assert start is not None
        if not self.known("start", known_on, axis) or day < start:
            return False
        if "zte-denial-order" in self.cells["regime"] and not self.known("end", known_on, axis):
            return day <= ZTE_ORDER_ENDS
        return through is None or day <= through or not self.known("end", known_on, axis)

    def says(self, category: str, role: str) -> tuple[str, ...]:
        """Return what the row may ask for of an item of US origin while it runs."""
        if self.cells["list"] == "denied_persons":
            return ("DENIED",)  # 15 CFR 736.2(b)(4): whoever takes part
        if role not in RECEIVING:
            return ("NO_LICENSE_NEEDED",)
        match self.cells["scope"]:
            case "all_items":
                return ("LICENSE_REQUIRED",)
            case "ccl_and_supp_7":
                return OPEN if category == "EAR99" else ("LICENSE_REQUIRED",)
            case "projects_746_8" | "entry_specific":
                return OPEN
            case "supp_2":
                return ("LICENSE_REQUIRED",) if category == "3A991" else ("NO_LICENSE_NEEDED",)
            case scope:
                assert scope == "none"
                return ("NO_LICENSE_NEEDED",)


def read_rows(folder: Path = LISTS) -> dict[tuple[str, int], Listed]:
    """Return every row of the list files of a folder, by file and line."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line, cells in enumerate(csv.DictReader(file), start=2):
                found[path.name, line] = Listed(path.name, line, cells)
    return found


def together(ways: Iterable[Iterable[str]]) -> frozenset[str]:
    """Return what things may come to together, each of which may come to several."""
    return frozenset(max(chosen, key=SEVERITY.index) for chosen in product(*ways))


def concluded(possible: frozenset[str]) -> str:
    """Return the one answer to several that are possible."""
    worst = max(possible, key=SEVERITY.index)
    confirmable = SEVERITY.index(worst) < SEVERITY.index("LICENSE_REQUIRED")
    return worst if len(possible) == 1 or confirmable else "UNDETERMINED"
