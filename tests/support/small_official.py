"""Small official tables, sound but for what a test changes in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from licet_tables.charts import INPUT as CHART
from licet_tables.controls import INPUT as CONTROLS
from licet_tables.exceptions import INPUT as EXCEPTIONS
from licet_tables.groups import GROUPS
from licet_tables.groups import INPUT as MEMBERS

EDITION = "2026-08-07"
Cells = dict[str, str]


def text(columns: tuple[str, ...], rows: Iterable[Cells]) -> str:
    """Return lines under a header, as the official files have them."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def country(name: str, marks: str = "", **cells: str) -> Cells:
    """Return a row of the chart."""
    return {"country": name, "edition": EDITION} | dict.fromkeys(marks.split(), "X") | cells


def chart(*rows: Cells) -> str:
    """Return a chart from Afghanistan to Zimbabwe."""
    first, last = country("Afghanistan", "CB1 NS1"), country("Zimbabwe", "CB1 NS1 RS1")
    return text(CHART, [first, *rows, last])


def member(group: str, name: str, edition: str = EDITION) -> Cells:
    """Return a row of the groups."""
    return {"group": group, "country": name, "edition": edition}


def groups(*rows: Cells) -> str:
    """Return groups of which each has a member."""
    return text(MEMBERS, [*(member(group, "Cuba") for group in GROUPS), *rows])


def control(eccn: str, row: int, scope: str, required: str, column: str = "") -> Cells:
    """Return a row of the license requirements of an entry."""
    return {
        "eccn": eccn,
        "row_no": str(row),
        "scope_text": scope,
        "requirement_text": required,
        "chart_column_or_blank": column,
        "edition": EDITION,
    }


LAST_ENTRY = control("9E993", 1, "AT applies to entire entry", "AT Column 1", "AT1") | {
    "reasons_for_control": "AT"
}


def control_list(*rows: Cells) -> str:
    """Return a control list that ends where a list ends."""
    return text(CONTROLS, [*rows, LAST_ENTRY])


def exceptions(*rows: Cells) -> str:
    """Return the exceptions of entries, ending where a list ends."""
    return text(EXCEPTIONS, [*rows, {"eccn": "9E993", "TSR": "N/A"}])


def contents(directory: Path) -> dict[str, bytes]:
    """Return every file of a directory with its bytes."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
