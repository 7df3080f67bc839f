"""What is wrong with a file that is to be imported, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from licet_engine.errors import LicetError

_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; lines count from 1, and a column is the number of a cell."""

    file: Path
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong, at its place."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class ImportRefused(LicetError):  # noqa: N818 (a refusal, as the commands call it)
    """A file with findings is imported not at all; every finding is named."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(sorted(set(findings)))
        super().__init__("\n".join(str(finding) for finding in self.findings))


def refusal(place: Place, message: str) -> ImportRefused:
    """Return the refusal of a file for one thing that is wrong with it."""
    return ImportRefused([Finding(place, message)])


def quoted(given: str) -> str:
    """Return what was written, in backticks, on one line and cut to a length one can read."""
    text = " ".join(given.split())
    cut = f"{text[:_LONGEST_QUOTE]}..." if len(text) > _LONGEST_QUOTE else text
    return f"`{''.join(c if c.isprintable() else ascii(c)[1:-1] for c in cut)}`"
