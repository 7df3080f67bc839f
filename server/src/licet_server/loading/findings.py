"""What is wrong with a rule file, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from licet_engine.errors import RuleSetError
from rapidfuzz import fuzz, process

_NEAR = 60
_MOST_WORDS = 20
_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; lines and columns count from 1."""

    file: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong, at its place."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class RuleFilesError(RuleSetError):
    """Rule files with findings are refused whole; every finding is named."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(sorted(set(findings)))
        super().__init__("\n".join(str(finding) for finding in self.findings))


def quoted(given: object) -> str:
    """Return what was written, in backticks, on one line and cut to a length one can read."""
    return f"`{shown(given)}`"


def shown(given: object) -> str:
    """Return what was written on one line, printable, and cut to a length one can read."""
    text = " ".join(str(given).split())
    cut = f"{text[:_LONGEST_QUOTE]}..." if len(text) > _LONGEST_QUOTE else text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)


def around(cell: str) -> str:
    """Return what is wrong with a cell that has blanks around it, which nobody sees."""
    return f"{quoted(cell)} has a blank before or behind it; take it out"


def nearest(word: str, words: Iterable[str]) -> str:
    """Return `; did you mean ...` with the nearest right word, or the words if they are few."""
    choices = sorted(words)
    found = near(word, choices)
    if found or not choices:
        return found
    if len(choices) > _MOST_WORDS:
        return f"; write one of the {len(choices)} words that `vocabulary.yaml` declares"
    return f"; write one of {', '.join(choices)}"


def near(word: str, words: Iterable[str]) -> str:
    """Return `; did you mean ...` where some right word is near, or nothing."""
    asked = word[:_LONGEST_QUOTE]
    found = process.extractOne(asked, sorted(words), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return f"; did you mean `{found[0]}`?" if found else ""
