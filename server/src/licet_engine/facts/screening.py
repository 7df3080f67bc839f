"""What screening a name yields; the screener itself is handed in by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class MatchStatus(Enum):
    """How sure it is that a party is the one a row names."""

    MATCH = "match"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Hit:
    """A list row that a name matched; `score` is 0 to 100.

    `at_listed_address` tells that the party's address is like the row's own.
    """

    row_id: str
    status: MatchStatus
    score: int
    explanation: str
    at_listed_address: bool = False


Screen = Callable[[str, str | None, str | None], tuple[Hit, ...]]
"""Name, country and address in; the rows they match or may match out."""
