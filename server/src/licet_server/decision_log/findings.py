"""What verifying finds in a log."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

MOST_FOUND = 1_000
"""Findings of a chain that are told one by one; further ones are counted."""


class Kind(Enum):
    """What was done to a log."""

    CHANGED = "changed"
    DROPPED = "dropped"
    REORDERED = "reordered"
    DUPLICATED = "duplicated"
    CUT = "cut"
    FORGED = "forged"
    UNWITNESSED = "unwitnessed"
    """The log holds seals that its witness lacks, which hears of each before the log does."""
    UNKEPT = "unkept"
    """The rule set that answered is not kept, or is not the one that it is kept as."""
    DIFFERS = "differs"
    """Deciding again gives another answer."""


class Found(NamedTuple):
    """One thing that does not fit: in which chain, at which entry, and in words."""

    chain: str
    seq: int
    kind: Kind
    words: str


@dataclass(slots=True)
class Findings:
    """What was found in one chain so far; `untold` are those beyond the most that are told."""

    chain: str
    told: list[Found] = field(default_factory=list)
    untold: int = 0

    def add(self, seq: int, kind: Kind, words: str) -> None:
        """Add a finding."""
        if len(self.told) < MOST_FOUND:
            self.told.append(Found(self.chain, seq, kind, words))
        else:
            self.untold += 1


@dataclass(frozen=True, slots=True)
class Checked:
    """A chain that was checked: how far it is sealed, and what was found.

    `sealed` is the last entry under a seal that fits, or None where none does; `unsealed` are
    the entries after it, `erased` the fields that were erased, `revisions` the rule sets named,
    and `torn` the pieces of lines in the witness that hold no seal.
    """

    chain: str
    entries: int
    sealed: int | None
    sealed_at: str | None
    unsealed: int
    erased: int
    revisions: frozenset[str]
    found: tuple[Found, ...]
    untold: int
    torn: int = 0
