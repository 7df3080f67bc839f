"""Supplement No. 1 to Part 740 as a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from licet_tables.findings import Place, quoted, refusal
from licet_tables.markup import Block, Grid, Row, Supplement
from licet_tables.sheets import Line, Sheet

_GROUP = re.compile(r"\[?(?P<letter>[A-E]): ?(?P<number>\d)\]?")
_TITLE = re.compile(r"(?i)country group (?P<letter>[A-E])\b")
_LISTED = "B"
"""The one group that is a list of countries and has no columns."""


def groups_sheet(supplement: Supplement, edition: str) -> Sheet:
    """Return the members of all groups as a sheet; raises `ImportRefused` by row."""
    lines: list[Line] = []
    letter = ""
    for piece in supplement.pieces:
        if isinstance(piece, Block):
            title = _TITLE.match(piece.text)
            letter = title["letter"].upper() if title else letter
        else:
            lines += _members(piece, letter, edition)
    return Sheet(supplement.path, tuple(lines))


def _members(grid: Grid, letter: str, edition: str) -> Iterator[Line]:
    groups = _groups(grid)
    for row in grid.rows:
        if row.heading:
            continue
        if groups:
            yield from _marked(row, groups, edition)
        elif letter == _LISTED:
            names = (cell.text for cell in row.cells if cell.text)
            yield from (_line(row, _LISTED, name, edition) for name in names)
        else:
            raise refusal(row.place, "a row stands under no group such as `[A:1]`")


def _groups(grid: Grid) -> tuple[str, ...]:
    cells = [cell.text for row in grid.rows if row.heading for cell in row.cells]
    found = (_GROUP.match(text) for text in cells)
    return tuple(f"{m['letter']}:{m['number']}" for m in found if m)


def _marked(row: Row, groups: tuple[str, ...], edition: str) -> Iterator[Line]:
    country, *marks = row.cells
    if len(marks) != len(groups):
        said = f"{len(row.cells)} cells where the head has {len(groups) + 1}"
        raise refusal(Place(row.place.file, row.place.line, len(row.cells)), said)
    for number, (group, cell) in enumerate(zip(groups, marks, strict=True), start=2):
        if cell.text.upper() not in ("X", ""):
            said = f"{quoted(cell.text)} is no mark; `X` or nothing is due"
            raise refusal(Place(row.place.file, row.place.line, number), said)
        if cell.text:
            yield _line(row, group, country.text, edition)


def _line(row: Row, group: str, country: str, edition: str) -> Line:
    cells = {"group": group, "group_label": "", "country": country, "edition": edition}
    return Line(row.place, cells)
