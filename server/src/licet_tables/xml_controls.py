"""Supplement No. 1 to Part 774 as a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from licet_tables.controls import INPUT
from licet_tables.findings import Place, refusal
from licet_tables.markup import Block, Grid, Row, Supplement
from licet_tables.sheets import Line, Sheet

_ENTRY = re.compile(r"(?P<eccn>\d[A-E]\d{3})\b[. ]*(?P<heading>.*)")
_REASONS = re.compile(r"(?i)reasons? for control: ?(?P<reasons>.*)")
_REASON = re.compile(r"\b[A-Z]{2}\b")
_CONTROLS = re.compile(r"(?i)control\(s\)|controls?\b.*country chart")
_CHART = re.compile(r"(?P<reason>[A-Z]{2}) Column (?P<number>\d)\.?")
_REQUIRED_CELLS = 2


@dataclass(slots=True)
class _Entry:
    place: Place
    eccn: str
    heading: str
    reasons: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def lines(self, edition: str) -> Iterator[Line]:
        if not self.rows:
            yield Line(self.place, self._cells(0, "", "", edition))
        for number, row in enumerate(self.rows, start=1):
            scope, required = (cell.text for cell in row.cells)
            yield Line(row.place, self._cells(number, scope, required, edition))

    def _cells(self, number: int, scope: str, required: str, edition: str) -> dict[str, str]:
        chart = _CHART.fullmatch(required)
        values = (
            self.eccn,
            self.heading,
            ";".join(self.reasons),
            str(number),
            scope,
            required,
            chart["reason"] + chart["number"] if chart else "",
            "" if self.rows else "1",
            edition,
        )
        return dict(zip(INPUT, values, strict=True))


def controls_sheet(supplement: Supplement, edition: str) -> Sheet:
    """Return the license requirements of every entry as a sheet; raises `ImportRefused` by row."""
    entries: list[_Entry] = []
    for piece in supplement.pieces:
        if isinstance(piece, Block):
            _read_block(piece, entries)
        elif entries:
            entries[-1].rows += _required(piece, entries[-1].eccn)
    return Sheet(supplement.path, tuple(li for entry in entries for li in entry.lines(edition)))


def _read_block(block: Block, entries: list[_Entry]) -> None:
    begins = _ENTRY.match(block.text) if _ENTRY.match(block.marked) else None
    reasons = _REASONS.match(block.text)
    if begins:
        entries.append(_Entry(block.place, begins["eccn"], begins["heading"]))
    elif reasons and entries and not entries[-1].reasons:
        entries[-1].reasons += _REASON.findall(reasons["reasons"])


def _required(grid: Grid, eccn: str) -> Iterator[Row]:
    """Yield the rows of a table of license requirements; other tables of an entry hold none."""
    head = " ".join(cell.text for row in grid.rows[:1] for cell in row.cells)
    if not _CONTROLS.search(head):
        return
    for row in grid.rows[1:]:
        if len(row.cells) != _REQUIRED_CELLS:
            said = f"{len(row.cells)} cells in a row of `{eccn}`; a control and its chart are due"
            raise refusal(Place(row.place.file, row.place.line, len(row.cells)), said)
        yield row
