"""An edition of a list, and what it does to a row that is held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from licet_tables.parties.columns import NOTHING, Row

ENDING = ("through", "end_announced", "end_published")


@dataclass(frozen=True, slots=True)
class Edition:
    """The day of an edition, and whether it is later than the one that is held."""

    day: str
    later: bool

    @property
    def eve(self) -> str:
        """The day before it: the last on which what it lacks may have been listed."""
        return (date.fromisoformat(self.day) - timedelta(days=1)).isoformat()


def closed(row: Row, edition: Edition) -> Row:
    """Return a row that an edition lacks, as ended on the eve of it."""
    ending = dict(zip(ENDING, (edition.eve, edition.day, NOTHING), strict=True))
    return row | ending | {"date_confidence": "low"}


def addressed(former: list[Row], held: list[Row]) -> Iterator[Row]:
    """Yield former rows as the sources have them, with the addresses that are held."""
    for row in former:
        same = next((each for each in held if each["from"] == row["from"]), row)
        yield row if row["address"] != NOTHING else row | {"address": same["address"]}
