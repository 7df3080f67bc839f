"""One row of an official list, in whichever format it came."""

from __future__ import annotations

from dataclasses import dataclass

from licet_tables.findings import Place
from licet_tables.parties.columns import LISTS, PartyList


@dataclass(frozen=True, slots=True)
class Entry:
    """What an official list says of one party.

    `addresses` is None where the file has none at all. Days are ISO, or blank.
    """

    place: Place
    list: PartyList
    name: str
    aliases: tuple[str, ...]
    countries: tuple[str, ...]
    addresses: tuple[str, ...] | None
    citations: str
    requirement: str
    policy: str
    start: str
    end: str


def list_of(source: str) -> PartyList | None:
    """Return which of our lists a row is of, by the official name of its list."""
    return next((each for each, known in LISTS.items() if source.startswith(known.official)), None)
