"""What a check finds in a rule set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from licet_engine.provisions.model import Provision, Version
from rapidfuzz import fuzz, process

_NEAR = 60
Path = tuple[str | int, ...]


class Severity(Enum):
    """Whether rules with a finding may serve: an error says no."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: in which provision, list row or clearance, and where in its file.

    `path` leads through the keys of the provision's file; `word` is what stands wrong there.
    A finding without any of the three is about the pack.
    """

    message: str
    pack: str
    provision: str | None = None
    version: str | None = None
    row: str | None = None
    path: Path = ()
    word: str | None = None
    severity: Severity = Severity.ERROR
    clearance: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """One version under check, with its number in its provision's file."""

    provision: Provision
    number: int

    @property
    def version(self) -> Version:
        """The version under check."""
        return self.provision.versions[self.number]

    def finding(self, key: str, message: str, severity: Severity = Severity.ERROR) -> Finding:
        """Return a finding at a key of this version."""
        return Finding(
            message,
            self.provision.pack,
            self.provision.id,
            self.version.name,
            path=("versions", self.number, *key.split(".")),
            severity=severity,
        )


def nearest(word: str, words: Iterable[str]) -> str:
    """Return `; did you mean ...` with the nearest right word, or nothing."""
    found = process.extractOne(word, sorted(words), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return f"; did you mean `{found[0]}`?" if found else ""
