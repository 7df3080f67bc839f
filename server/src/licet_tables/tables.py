"""The tables of a pack: their columns, their keys, and how they stand in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from licet_tables.findings import refusal
from licet_tables.sheets import read_csv

Row = dict[str, str]
NOTHING = "none"
EDITION = "edition"
EDITIONS = "editions"


@dataclass(frozen=True, slots=True)
class Table:
    """A table that an importer owns: its file, its columns, and the columns that name a row."""

    file: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def shared(self) -> bool:
        """Whether a row that is the same in several editions stands once, with all of them."""
        return EDITIONS in self.columns

    def key_of(self, row: Row) -> tuple[str, ...]:
        """Return what names a row within its edition, numbers as numbers when sorted."""
        return tuple(row[column] for column in self.key)


CHART = Table(
    "country_chart.csv",
    ("country", "columns", "footnotes", "refers_to", EDITION, "source"),
    ("country",),
    ("country",),
)
GROUPS = Table(
    "country_groups.csv", ("country", "groups", EDITION, "source"), ("country",), ("country",)
)
CONTROLS = Table(
    "control_list.csv",
    (
        "eccn", "reason", "requirement", "paragraphs", "except", "for", "narrowed", EDITIONS, "row",
        "source",
    ),
    ("eccn", "row", "reason", "requirement", "paragraphs", "narrowed"),
    ("eccn", "row", "reason"),
)  # fmt: skip
EXCEPTIONS = Table(
    "license_exceptions.csv",
    ("eccn", "paragraphs", "except", "exception", "value", "not_for", EDITION, "source"),
    ("eccn", "exception", "paragraphs"),
    ("eccn", "exception", "paragraphs"),
)


def read_table(table: Table, directory: Path) -> tuple[Row, ...]:
    """Return the rows of a table, one for each edition that has it; none where there is no file.

    Raises `ImportRefused` for a file that is no such table.
    """
    path = directory / table.file
    if not path.exists():
        return ()
    sheet = read_csv(path, table.columns)
    for line in sheet.lines:
        for column, cell in line.cells.items():
            if not cell:
                raise refusal(line.at(column), f"`{column}`: a blank says nothing; write `none`")
    rows = [dict(line.cells) for line in sheet.lines]
    return tuple(_by_edition(rows) if table.shared else rows)


def text_of(table: Table, rows: Iterable[Row]) -> str:
    """Return a table as the text of its file: sorted by key, LF, no blank cell."""
    stands = list(_shared(rows)) if table.shared else list(rows)
    stands.sort(key=lambda row: _order(table, row))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([row[column] or NOTHING for column in table.columns] for row in stands)
    return out.getvalue()


def _by_edition(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        for edition in row[EDITIONS].split():
            yield {c: v for c, v in row.items() if c != EDITIONS} | {EDITION: edition}


def _shared(rows: Iterable[Row]) -> Iterator[Row]:
    editions: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for row in rows:
        content = tuple((c, v) for c, v in row.items() if c != EDITION)
        editions.setdefault(content, []).append(row[EDITION])
    for content, found in editions.items():
        yield dict(content) | {EDITIONS: " ".join(sorted(found))}


def _order(table: Table, row: Row) -> tuple[str, ...]:
    edition = row[EDITIONS] if table.shared else row[EDITION]
    return (*table.key_of(row), edition)
