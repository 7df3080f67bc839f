"""The Country Chart and the country groups, read from their CSV files with nothing of Licet.

What marks a cell on a day is the latest row that had begun by then and was known. Where none had,
a later change tells what was before it, and an edition counts only for what requires: a blank of
it leaves the cell open (design, 11).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

from reading_days import Cells, Known, Truth, day_of, read_cells, some, turned, words

HELPING = "AB"
"""The groups that help a seller: their members count where they are known, and not before."""


class Chart:
    """Tells whether a column is marked for a country, or a country is in a group."""

    def __init__(self, tables: Path) -> None:
        self._said: defaultdict[tuple[str, str], list[tuple[date, Cells]]] = defaultdict(list)
        self._rules: defaultdict[str, list[Cells]] = defaultdict(list)
        self._refers: defaultdict[str, list[tuple[date, Cells, str]]] = defaultdict(list)
        self.countries = set[str]()
        self._steady = date.max
        for row in read_cells(tables / "column_rules.csv"):
            self._rules[row["column"]].append(row)
        columns = {c for r in read_cells(tables / "country_chart.csv") for c in words(r["columns"])}
        self.columns = columns | set(self._rules)
        self.groups = set[str]()
        self._read_editions(tables)
        self._read_changes(tables)

    def _read_editions(self, tables: Path) -> None:
        rows = read_cells(tables / "country_groups.csv")
        self.groups = {group for row in rows for group in words(row["groups"])}
        for marks, own, asked in (
            ("columns", read_cells(tables / "country_chart.csv"), self.columns),
            ("groups", rows, self.groups),
        ):
            for row in own:
                self.countries.add(row["country"])
                edition = row | {"announced": row["edition"], "marks": row[marks]}
                for mark in asked:
                    self._said[row["country"], mark].append((day_of(row, "edition"), edition))
                if row.get("refers_to", "none") not in ("none", "part_746"):
                    told = (day_of(row, "edition"), edition, row["refers_to"])
                    self._refers[row["country"]].append(told)

    def _read_changes(self, tables: Path) -> None:
        for row in read_cells(tables / "country_chart_changes.csv"):
            if row["column"] == "row":
                self._refers[row["country"]].append((day_of(row), row, row["marked"]))
            else:
                said = (day_of(row), row | {"is": row["marked"]})
                self._said[row["country"], row["column"]].append(said)
        for row in read_cells(tables / "country_group_changes.csv"):
            if row["country"] == "any":
                self._steady = day_of(row)
            else:
                said = (day_of(row), row | {"is": row["member"]})
                self._said[row["country"], row["group"]].append(said)

    def marked(self, country: str, mark: str, day: date, known: Known) -> Truth:
        """Tell whether a column is marked for a country, or it is in a group, on a day."""
        if mark in self.groups:
            return self._member(country, mark, day, known)
        if country == "US":
            return False
        referring = [
            (start, other)
            for start, row, other in self._refers[country]
            if start <= day and known.has(row)
        ]
        counting = max(referring)[1] if referring else country
        rules = [(day_of(rule), rule) for rule in self._rules[mark]]
        said = sorted([*self._said[counting, mark], *rules], key=lambda pair: pair[0])
        told = [row for start, row in said if start <= day and known.has(row)]
        if told:
            return self._says(told[-1], counting, mark, day, known)
        if not said:
            return None
        start, first = said[0]
        if "is" in first:
            return first["is"] == "no"
        return self._says(first, counting, mark, start, known) or None

    def _says(self, row: Cells, country: str, mark: str, day: date, known: Known) -> Truth:
        if "is" in row:
            return row["is"] == "yes"
        if "marks" in row:
            return mark in words(row["marks"])
        codes = words(row["codes"])
        groups = [code for code in codes if ":" in code]
        named = some(
            [country in codes, *(self._member(country, group, day, known) for group in groups)]
        )
        return named if row["rule"] == "only" else turned(named)

    def _member(self, country: str, group: str, day: date, known: Known) -> Truth:
        said = sorted(self._said[country, group], key=lambda pair: pair[0])
        told = [row for start, row in said if start <= day and known.has(row)]
        if told:
            return self._says(told[-1], country, group, day, known)
        first = said[0][1] if said else None
        if first is not None and "is" in first:
            return first["is"] == "no"
        member = first is not None and group in words(first["marks"])
        if first is not None and day >= self._steady:
            return member
        if group[0] in HELPING:
            return None if member else False
        return True if member else None
