"""When a listing began, on both time axes, and how well that is sourced."""

from __future__ import annotations

from typing import NamedTuple

from licet_tables.parties.citations import cited
from licet_tables.parties.columns import LISTS, NOTHING, PartyList, Row
from licet_tables.parties.official import Entry
from licet_tables.parties.sources import Sources


class Began(NamedTuple):
    """The first day of a listing, when it could be known, and by what authority.

    `sourced` is false where nothing tells the day.
    """

    start: str
    announced: str
    published: str
    authority: str
    confidence: str
    sourced: bool


def began(entry: Entry, name: str, country: str, sources: Sources, unknown: str | None) -> Began:
    """Return when a listing began.

    What is known of the listing itself beats the day of its first citation. Where nothing
    tells the day it is `unknown`, or without that the first day of the whole list: a party
    whose day is not known counts as listed always.
    """
    first = next(iter(cited(entry.citations)), NOTHING)
    listing = sources.listings.get((entry.list.value, name, country, first))
    if listing is not None:
        return Began(
            listing["from"],
            listing["announced"],
            listing["published"],
            listing["authority"],
            listing["date_confidence"],
            sourced=True,
        )
    register = sources.register.get(first)
    if register is not None:
        return _by_register(entry, first, register)
    if entry.start:
        authority = first if first != NOTHING else LISTS[entry.list].authority
        return Began(entry.start, entry.start, NOTHING, authority, "medium", sourced=True)
    return _unknown(entry.list, first, unknown)


def _by_register(entry: Entry, first: str, register: Row) -> Began:
    """Return the day that the Federal Register gives, unless the list itself names an earlier one.

    The list drops citations: an earlier day of the official file is that of one it dropped.
    """
    authority = register["corrected"] if register["corrected"] != NOTHING else first
    if entry.start and entry.start < min(register["effective"], register["published"]):
        return Began(entry.start, entry.start, NOTHING, authority, "medium", sourced=True)
    announced = register["announced"]
    if announced == NOTHING:
        announced = min(register["effective"], register["published"])
    return Began(
        register["effective"],
        announced,
        register["published"],
        authority,
        register["date_confidence"],
        sourced=True,
    )


def _unknown(party_list: PartyList, first: str, unknown: str | None) -> Began:
    day = unknown or LISTS[party_list].first_day
    authority = first if first != NOTHING else LISTS[party_list].authority
    return Began(day, day, NOTHING, authority, "low", sourced=False)
