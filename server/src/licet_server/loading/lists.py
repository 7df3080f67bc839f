"""CSV files become list rows."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

from licet_engine.lists import Confidence, ListRow, RowClass
from licet_engine.vocabulary import Vocabulary

from licet_server.loading.cells import COLUMNS, NOTHING, SEVERAL, CheckedCells, Record
from licet_server.loading.findings import Finding, Place, RuleFilesError
from licet_server.loading.sheets import read_lines


def read_list(path: Path, vocabulary: Vocabulary) -> tuple[tuple[ListRow, Place], ...]:
    """Return the rows of a list file, each with its place.

    One header line, no blank cells (`any` or `none` is written out), no line breaks in
    cells, several values of a cell parted by `;`. A place's column is the number of the cell.
    Raises `RuleFilesError` by line.
    """
    return _rows(path, read_lines(path, COLUMNS), vocabulary)


def _rows(
    path: Path, lines: list[tuple[int, list[str]]], vocabulary: Vocabulary
) -> tuple[tuple[ListRow, Place], ...]:
    findings: list[Finding] = []
    rows = []
    checked = CheckedCells(vocabulary)
    for line, cells in lines:
        found = [Finding(Place(path, line, n), m) for n, m in checked.findings_of(cells)]
        findings += found
        if not found:
            rows.append((_row(dict(zip(COLUMNS, cells, strict=True))), Place(path, line, 1)))
    if findings:
        raise RuleFilesError(findings)
    return tuple(rows)


def _row(record: Record) -> ListRow:
    facts = RowClass(
        list=record["list"],
        start=date.fromisoformat(record["from"]),
        through=_day(record["through"]),
        announced=date.fromisoformat(record["announced"]),
        published=_day(record["published"]),
        end_announced=_day(record["end_announced"]),
        end_published=_day(record["end_published"]),
        date_confidence=Confidence(record["date_confidence"]),
        scope=record["scope"],
        exclusions=_several(record["except"]),
        footnotes=_several(record["footnotes"]),
        exceptions_allowed=_several(record["exceptions_allowed"]),
        policies=_several(record["policies"]),
        ground=record["ground"],
        regimes=_several(record["regime"]),
    )
    return ListRow(
        id=_row_id(record),
        name=record["name"],
        aliases=_several(record["aliases"]),
        country=";".join(part.strip() for part in record["country"].split(";")),
        address=record["address"],
        authority=record["authority"],
        facts=facts,
    )


def _row_id(record: Record) -> str:
    """Return an id made from a row's content, so that it is the same wherever the row stands."""
    cells = [
        list(_several(record[column])) if column in SEVERAL else record[column]
        for column in COLUMNS
    ]
    content = json.dumps(cells, ensure_ascii=False)
    return f"{record['list']}:{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def _day(text: str) -> date | None:
    return None if text == NOTHING else date.fromisoformat(text)


def _several(text: str) -> tuple[str, ...]:
    if text == NOTHING:
        return ()
    return tuple(sorted(part.strip() for part in text.split(";")))
