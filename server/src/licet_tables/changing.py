"""What an import would change in a table, and the change itself, made whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from licet_tables.findings import Place, refusal
from licet_tables.tables import EDITION, EDITIONS, Row, Table, text_of

_SILENT = frozenset({EDITION, EDITIONS, "source"})


class Kind(Enum):
    """How a row differs from the one that stood there."""

    ADDED = "+"
    REMOVED = "-"
    CHANGED = "~"


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that would be added, removed or changed: its key, and its cells, before to after."""

    kind: Kind
    key: tuple[str, ...]
    cells: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind.value} {' '.join(self.key)}: {', '.join(self.cells)}"


@dataclass(frozen=True, slots=True)
class Change:
    """A table as it would stand after an import, and how it differs from the one there is.

    `compared_with` is the edition that the new one was compared with, or None for the first.
    """

    table: Table
    path: Path
    edition: str
    compared_with: str | None
    differences: tuple[Difference, ...]
    text: str
    stands: bool

    @property
    def is_new(self) -> bool:
        """Whether the table holds no such edition yet."""
        return self.compared_with != self.edition


def change_of(
    table: Table, directory: Path, before: tuple[Row, ...], edition: str, rows: tuple[Row, ...]
) -> Change:
    """Return what replacing the rows of one edition would change."""
    compared = _compared_with({row[EDITION] for row in before}, edition)
    old = [row for row in before if row[EDITION] == compared]
    kept = [row for row in before if row[EDITION] != edition]
    text = text_of(table, (*kept, *rows))
    path = directory / table.file
    return Change(
        table=table,
        path=path,
        edition=edition,
        compared_with=compared,
        differences=tuple(_differences(table, old, rows)),
        text=text,
        stands=path.exists() and path.read_bytes() == text.encode(),
    )


def write(change: Change) -> None:
    """Replace the file of a table in one step; raises `ImportRefused` where that cannot be done."""
    replace_files({change.path: change.text})


def replace_files(texts: Mapping[Path, str]) -> None:
    """Replace files by texts, none before all are written in full, and each in one step.

    Raises `ImportRefused` where that cannot be done; a text is then in none of them, or in each
    of those before the one that could not be replaced.
    """
    written: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            written[path] = _written(path, text)
        for path, file in written.items():
            file.replace(path)
    except OSError as error:
        place = Place(next((p for p in texts if p not in written), next(iter(written), Path())), 1)
        said = f"cannot be written: {(error.strerror or str(error)).lower()}"
        raise refusal(place, said) from error
    finally:
        for file in written.values():
            file.unlink(missing_ok=True)


def _written(path: Path, text: str) -> Path:
    """Return a file beside another that holds a text, safe on its disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        beside = Path(file.name)
        try:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
            beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    return beside


def _compared_with(editions: set[str], edition: str) -> str | None:
    """Return the edition itself where it is held, else the last before it, else the first after."""
    if edition in editions:
        return edition
    earlier = [each for each in editions if each < edition]
    return max(earlier, default=None) or min(editions, default=None)


def _differences(table: Table, old: Iterable[Row], new: Iterable[Row]) -> Iterator[Difference]:
    before, after = _keyed(table, old), _keyed(table, new)
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        name = tuple(part for part in key if part)
        if was is None and now is not None:
            yield Difference(Kind.ADDED, name, tuple(_shown(table, now)))
        elif now is None and was is not None:
            yield Difference(Kind.REMOVED, name, tuple(_shown(table, was)))
        elif was is not None and now is not None and (cells := _changed(table, was, now)):
            yield Difference(Kind.CHANGED, name, cells)


def _keyed(table: Table, rows: Iterable[Row]) -> dict[tuple[str, ...], Row]:
    """Return rows by what names them; where one name has several, they are numbered in order."""
    named: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=table.key_of):
        named[tuple(row[column] for column in table.names)].append(row)
    return {
        (*name, "" if number == 1 else f"({number})"): row
        for name, found in named.items()
        for number, row in enumerate(found, start=1)
    }


def _shown(table: Table, row: Row) -> Iterator[str]:
    return (f"{column} {row[column]}" for column in _told(table))


def _changed(table: Table, was: Row, now: Row) -> tuple[str, ...]:
    told = (*_told(table), "source")
    return tuple(f"{c} {was[c]} -> {now[c]}" for c in told if was[c] != now[c])


def _told(table: Table) -> tuple[str, ...]:
    return tuple(c for c in table.columns if c not in _SILENT and c not in table.names)
