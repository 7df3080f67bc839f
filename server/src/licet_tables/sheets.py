"""A sheet is what an importer reads: lines of cells under known columns, each with its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from licet_tables.findings import Place, quoted, refusal

MOST_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: its cells by column, and where it stands."""

    place: Place
    cells: Mapping[str, str]

    def at(self, column: str) -> Place:
        """Return the place of one of its cells."""
        number = list(self.cells).index(column) + 1
        return Place(self.place.file, self.place.line, number)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a file, and the file."""

    path: Path
    lines: tuple[Line, ...]

    @property
    def end(self) -> Place:
        """The place of the last line there is."""
        return self.lines[-1].place if self.lines else Place(self.path, 1)


def read_bytes(path: Path) -> bytes:
    """Return what a file holds; raises `ImportRefused` where it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise refusal(Place(path, 1), f"is larger than {MOST_BYTES} bytes; split it")
        return path.read_bytes()
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise refusal(Place(path, 1), f"cannot be read: {said}") from error


def read_csv(path: Path, columns: tuple[str, ...]) -> Sheet:
    """Return the lines of a CSV file that has exactly these columns.

    Raises `ImportRefused` for another header, a line with more or fewer cells, and an end that
    is cut off.
    """
    return parse_csv(path, decoded(path, read_bytes(path)), columns)


def parse_csv(path: Path, text: str, columns: tuple[str, ...]) -> Sheet:
    """Return the lines of the text of a CSV file; raises `ImportRefused` as `read_csv` does."""
    lines = list(_lines(path, text))
    _check_header(path, lines[0][1] if lines else [], columns)
    if not text.endswith("\n"):
        message = "the last line has no end: the file is cut off; fetch it again"
        raise refusal(Place(path, lines[-1][0]), message)
    return Sheet(path, tuple(_line(path, number, cells, columns) for number, cells in lines[1:]))


def decoded(path: Path, raw: bytes) -> str:
    """Return the text of a file's bytes; raises `ImportRefused` for what is no UTF-8."""
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        raise refusal(Place(path, line), "holds a NUL byte; fetch the file again")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"the byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise refusal(Place(path, line), message) from error


def _lines(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = 0
    try:
        for cells in reader:
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise refusal(Place(path, before + 1), f"not CSV: {error}") from error


def _check_header(path: Path, cells: list[str], columns: tuple[str, ...]) -> None:
    if tuple(cells) == columns:
        return
    pairs = enumerate(zip(cells, columns, strict=False), start=1)
    for number, (cell, column) in pairs:
        if cell != column:
            message = f"the header has {quoted(cell)} where `{column}` is due"
            raise refusal(Place(path, 1, number), message)
    message = f"the header has {len(cells)} cells and needs {len(columns)}: {','.join(columns)}"
    raise refusal(Place(path, 1), message)


def _line(path: Path, number: int, cells: list[str], columns: tuple[str, ...]) -> Line:
    place = Place(path, number)
    if len(cells) != len(columns):
        message = f"{len(cells)} cells where the header has {len(columns)}"
        raise refusal(Place(path, number, len(cells) or 1), message)
    return Line(place, dict(zip(columns, (cell.strip() for cell in cells), strict=True)))
