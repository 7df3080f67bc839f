"""The party lists as a person asks them: which rows, listed on a day, a name is or is near."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from licet_engine.facts.screening import Hit, MatchStatus
from licet_engine.lists import ListRow
from licet_screening.screen import NameScreen

_NEAR = 3
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Party:
    """A party as it is asked about."""

    name: str
    country: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that a name is, may be, or is merely near: then its status is `none`."""

    row: ListRow
    status: str
    score: int
    why: str

    @property
    def hit(self) -> bool:
        """Whether the party is listed, or may be."""
        return self.status != "none"


class ScreenedLists:
    """Rows of party lists, to be asked for a name on a day."""

    def __init__(self, rows: Iterable[ListRow]) -> None:
        self._rows = {row.id: row for row in rows}
        self._screen = NameScreen(self._rows.values())

    def hits(self, party: Party, on: date) -> list[Candidate]:
        """Return the rows listed on a day that a party is or may be, the surest first."""
        hits = self._screen(party.name, party.country, party.address)
        found = (self._candidate(hit) for hit in hits if _listed(self._rows[hit.row_id], on))
        return sorted(found, key=_surest_first)

    def candidates(self, party: Party, on: date) -> list[Candidate]:
        """Return the hits of a party, and behind them the few rows that are merely near."""
        hits = self.hits(party, on)
        known = {candidate.row.id for candidate in hits}
        near = [
            Candidate(
                self._rows[each.row_id], "none", each.score // 2, f"looks like `{each.listed}`"
            )
            for each in self._screen.nearest(party.name, len(hits) + _LOOKED_AT)
            if each.row_id not in known and _listed(self._rows[each.row_id], on)
        ]
        return hits + near[:_NEAR]

    def _candidate(self, hit: Hit) -> Candidate:
        return Candidate(self._rows[hit.row_id], hit.status.value, hit.score, hit.explanation)


def _listed(row: ListRow, on: date) -> bool:
    return row.facts.start <= on and (row.facts.through is None or on <= row.facts.through)


def _surest_first(candidate: Candidate) -> tuple[bool, int, int, str]:
    """Of names that are as like, the one that says least beside it is the plainest."""
    certain = candidate.status == MatchStatus.MATCH.value
    return not certain, -candidate.score, len(candidate.row.name), candidate.row.id
