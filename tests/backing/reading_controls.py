"""The Control List, read from its CSV files with nothing of Licet: what may control an item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from reading_days import Cells, Known, day_of, read_cells, words


class NoRowSpeaks(Exception):  # noqa: N818 (an answer, no fault)
    """Nothing of the tables says for the day what the item is controlled for."""


class Control(NamedTuple):
    """A reason for which an item may be controlled, and what it asks."""

    reason: str
    requirement: str
    narrowed: bool
    sure: bool
    """Whether it reaches every paragraph that the category may mean."""


class ControlList:
    """Tells for what reasons an item may be controlled on a day."""

    def __init__(self, tables: Path) -> None:
        self.rows: defaultdict[str, list[Cells]] = defaultdict(list)
        self.changes: defaultdict[str, list[Cells]] = defaultdict(list)
        for row in read_cells(tables / "control_list.csv"):
            self.rows[row["eccn"]].append(row)
        for row in read_cells(tables / "control_list_changes.csv"):
            for eccn in row["eccn"].split():
                self.changes[eccn].append(row)
        days = {day for rows in self.rows.values() for row in rows for day in _editions(row)}
        self.editions = sorted(days)

    def controls(self, category: str, day: date, known: Known) -> tuple[Control, ...]:
        """Return what may control an item; raises `NoRowSpeaks` where that is not told."""
        eccn, _, paragraph = category.partition(".")
        if eccn not in self.rows and eccn not in self.changes:
            raise NoRowSpeaks(f"{eccn} is in no edition")
        below = {p for p in self._paragraphs(eccn) if p != paragraph and is_below(p, paragraph)}
        readings = [self._of(eccn, paragraph, day, known)]
        there = (each for each in sorted(below) if self._in_list(eccn, each, day, known))
        readings += [self._of(eccn, each, day, known) for each in there]
        found = {control for reading in readings for control in reading}
        return tuple(
            Control(*control, sure=all(control in reading for reading in readings))
            for control in sorted(found)
        )

    def _paragraphs(self, eccn: str) -> Iterator[str]:
        for row in (*self.rows[eccn], *self.changes[eccn]):
            yield from (p for p in words(row["paragraphs"]) if p != "all")
            yield from words(row.get("except", "none"))

    def _in_list(self, eccn: str, paragraph: str, day: date, known: Known) -> bool:
        for row in self.changes[eccn]:
            if row["reason"] != "none" or not _names(row, paragraph):
                continue
            begun = day >= day_of(row) and known.has(row)
            if row["event"] == ("ended" if begun else "began"):
                return False
        return True

    def _of(
        self, eccn: str, paragraph: str, day: date, known: Known
    ) -> frozenset[tuple[str, str, bool]]:
        if not self._in_list(eccn, paragraph, day, known):
            raise NoRowSpeaks(f"{eccn}.{paragraph} is not in the list on that day")
        told = [row for row in self.changes[eccn] if row["reason"] != "none"]
        told = [row for row in told if _names(row, paragraph)]
        if any(day < day_of(row) and self._is_first(row, told) for row in told):
            raise NoRowSpeaks(f"what {eccn}.{paragraph} was controlled for before is not told")
        dated = self._dated(told, day, known)
        found = {(reason, row["requirement"], False) for reason, row in dated.items()}
        here, then = self._speaking(day, known)
        before, after = (
            {
                (row["reason"], row["requirement"], row["narrowed"] != "no")
                for row in self.rows[eccn]
                if edition in _editions(row) and row["reason"] not in dated
                if row["reason"] != "none" and _names(row, paragraph)
                if not any(is_below(paragraph, p) for p in words(row["except"]))
            }
            for edition in (here, then)
        )
        if before != after:
            raise NoRowSpeaks(f"editions differ on {eccn}.{paragraph}")
        if not found | before:
            raise NoRowSpeaks(f"{eccn}.{paragraph} has no control")
        return frozenset(found | before)

    def _is_first(self, row: Cells, told: list[Cells]) -> bool:
        """Tell whether a control began for good: what was before it is not told."""
        ends = (other for other in told if other["event"] == "ended")
        same = (o for o in ends if o["reason"] == row["reason"] and day_of(o) > day_of(row))
        return row["event"] == "began" and not any(same)

    def _dated(self, told: list[Cells], day: date, known: Known) -> dict[str, Cells]:
        """Return what changes say by reason, each until the next edition or change."""
        found: dict[str, Cells] = {}
        for row in sorted(told, key=day_of):
            edition = min((e for e in self.editions if e > day_of(row)), default=date.max)
            if day_of(row) <= day < edition and known.has(row) and not self._is_first(row, told):
                found[row["reason"]] = row
        return {reason: row for reason, row in found.items() if row["event"] != "ended"}

    def _speaking(self, day: date, known: Known) -> tuple[date, date]:
        editions = [e for e in self.editions if e <= known.on] or self.editions[:1]
        past = [e for e in editions if e <= day]
        later = [e for e in editions if e > day]
        if not past:
            return editions[0], editions[0]
        return past[-1], later[0] if later else past[-1]


def _editions(row: Cells) -> list[date]:
    return [date.fromisoformat(day) for day in row["editions"].split()]


def is_below(paragraph: str, above: str) -> bool:
    """Tell whether a paragraph is another or lies below it; the entry is above them all."""
    return not above or paragraph == above or paragraph.startswith(f"{above}.")


def _names(row: Cells, paragraph: str) -> bool:
    named = words(row["paragraphs"])
    return named == ["all"] or any(is_below(paragraph, each) for each in named)
