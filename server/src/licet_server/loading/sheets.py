"""CSV files of rules: one header line, no blank cells, no line breaks in cells."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from licet_server.loading.findings import Finding, Place, RuleFilesError, near, quoted
from licet_server.loading.texts import MOST_CSV_BYTES, read_text

Lines = list[tuple[int, list[str]]]


def read_lines(path: Path, columns: tuple[str, ...]) -> Lines:
    """Return the lines of a file below its header, each with its number.

    Raises `RuleFilesError` for what is no CSV, or has another header.
    """
    text = read_text(path, MOST_CSV_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        place = Place(path, reader.line_num, 1)
        raise RuleFilesError([Finding(place, f"not CSV: {error}")]) from error
    _check_header(path, lines[0][1] if lines else [], columns)
    empty = [number for number, cells in lines[1:] if not any(map(str.strip, cells))]
    if empty:
        raise RuleFilesError(
            [Finding(Place(path, number, 1), "the line is empty; take it out") for number in empty]
        )
    return lines[1:]


def _check_header(path: Path, cells: list[str], columns: tuple[str, ...]) -> None:
    if tuple(cells) == columns:
        return
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(cells) == 1 and len(cells[0].split(sign)) == len(columns):
            message = f"the cells are parted by {name}; save the file with commas between them"
            raise RuleFilesError([Finding(Place(path, 1, 1), message)])
    for number, (cell, column) in enumerate(zip(cells, columns, strict=False), start=1):
        if cell != column:
            meant = near(cell, columns) if cell not in columns else ""
            message = f"the header has {quoted(cell)} where `{column}` is due{meant}"
            raise RuleFilesError([Finding(Place(path, 1, number), message)])
    message = f"the header has {len(cells)} cells and needs {len(columns)}: {','.join(columns)}"
    raise RuleFilesError([Finding(Place(path, 1, 1), message)])
