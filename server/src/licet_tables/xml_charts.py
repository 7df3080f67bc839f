"""Supplement No. 1 to Part 738 as a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from licet_tables.charts import INPUT, REFERRAL
from licet_tables.findings import Place, quoted, refusal
from licet_tables.markup import Grid, Row, Supplement
from licet_tables.requirements import COLUMNS
from licet_tables.sheets import Line, Sheet

_COLUMN = re.compile(r"(?P<reason>[A-Z]{2}) ?(?:Column ?)?(?P<number>\d)")
_COUNTRY = "country"


def chart_sheet(supplement: Supplement, edition: str) -> Sheet:
    """Return the chart as a sheet; raises `ImportRefused` where its table is no chart."""
    lines: list[Line] = []
    columns: tuple[str, ...] = ()
    for grid in supplement.pieces:
        if isinstance(grid, Grid):
            columns = _columns(grid) or columns
            lines += _lines(grid, columns, edition)
    return Sheet(supplement.path, tuple(lines))


def _columns(grid: Grid) -> tuple[str, ...]:
    """Return the columns that the head of a table names; none where it names none."""
    cells = [cell for row in grid.rows if row.heading for cell in row.cells]
    codes = [m["reason"] + m["number"] for c in cells if (m := _COLUMN.fullmatch(c.text))]
    if not codes:
        return ()
    unknown = [code for code in codes if code not in COLUMNS]
    if unknown or sorted(codes) != sorted(COLUMNS):
        named = quoted(unknown[0]) if unknown else f"{len(codes)} columns"
        said = f"the head of the chart has {named}; the columns are {', '.join(COLUMNS)}"
        raise refusal(grid.place, said)
    return tuple(codes)


def _lines(grid: Grid, columns: tuple[str, ...], edition: str) -> Iterator[Line]:
    for row in grid.rows:
        if not row.heading:
            if not columns:
                raise refusal(row.place, "a row stands before any head of the chart")
            yield _line(row, columns, edition)


def _line(row: Row, columns: tuple[str, ...], edition: str) -> Line:
    country, *marks = row.cells
    cells = dict.fromkeys(INPUT, "") | {
        _COUNTRY: country.text,
        "footnotes": ";".join(country.raised),
        "edition": edition,
    }
    if len(marks) == 1:
        cells[REFERRAL] = marks[0].text
    elif len(marks) == len(columns):
        cells |= {c: cell.text.upper() for c, cell in zip(columns, marks, strict=True)}
    else:
        said = f"{len(row.cells)} cells where the head has {len(columns) + 1}"
        raise refusal(Place(row.place.file, row.place.line, len(row.cells)), said)
    return Line(row.place, cells)
