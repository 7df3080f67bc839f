"""Hits that a clearance takes away again: on which days, and what is left of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from licet_engine.clearances import Clearance, uncleared
from licet_engine.facts.deriving import country_at
from licet_engine.facts.ownership import OWNING_LISTS
from licet_engine.facts.screening import Hit, MatchStatus, Screen
from licet_engine.lists import HELPING_LISTS, AsKnown, ListRow
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Owner, Party

_AS_LISTED = 95
"""The least score of a name as listed, its legal form aside, that no country speaks against."""


class Cleared(NamedTuple):
    """A clearance of a hit, with its first and its last day as known."""

    clearance: Clearance
    first: date
    last: date

    def on(self, day: date) -> bool:
        """Tell whether it holds on the day."""
        return self.first <= day <= self.last


class Screened(NamedTuple):
    """A list row that the name of a party, or of one of its owners, matched or may have matched."""

    name: str
    row: ListRow
    hit: Hit
    cleared: tuple[Cleared, ...]
    owner: int | None = None

    @property
    def certain(self) -> bool:
        """Whether the name is one of the row's."""
        return self.hit.status is MatchStatus.MATCH

    def clearing(self, day: date) -> tuple[Cleared, ...]:
        """Return the clearances that hold on a day."""
        return tuple(each for each in self.cleared if each.on(day))

    def windows(self, as_known: AsKnown) -> Iterator[tuple[date, date | None]]:
        """Yield the days on which the row is listed and the name is not cleared of it."""
        facts = self.row.facts
        cleared = ((each.first, each.last) for each in self.cleared)
        return uncleared(facts.start, facts.last_day(as_known), cleared)


class _Name(NamedTuple):
    """Who is screened: an owner has no address, so that none is cleared by its address.

    `home` is the country that speaks for or against a row.
    """

    name: str
    country: str | None
    home: str | None
    address: str | None = None
    owner: int | None = None


def screened_party(
    party: Party, rules: RuleSet, screen: Screen, as_known: AsKnown
) -> tuple[Screened, ...]:
    """Return every row known of by then that a party's name hits, with the clearances of it."""
    if party.name is None:
        return ()
    country = country_at(party.place)
    # Where goods are shipped from need not be where their exporter is at home.
    home = None if party.role == "exporter" else country
    return _screened(_Name(party.name, country, home, party.address), rules, screen, as_known)


def screened_owners(
    party: Party, rules: RuleSet, screen: Screen, as_known: AsKnown
) -> tuple[tuple[Screened, ...], ...]:
    """Return, for each owner of a party, the rows of lists that flow down to what it owns."""
    owners = enumerate(party.owners)
    return tuple(_screened_owner(owner, n, rules, screen, as_known) for n, owner in owners)


def _screened_owner(
    owner: Owner, number: int, rules: RuleSet, screen: Screen, as_known: AsKnown
) -> tuple[Screened, ...]:
    if not owner.name:
        return ()
    who = _Name(owner.name, owner.country, owner.country, owner=number)
    found = _screened(who, rules, screen, as_known)
    return tuple(each for each in found if each.row.facts.list in OWNING_LISTS)


def _screened(
    who: _Name, rules: RuleSet, screen: Screen, as_known: AsKnown
) -> tuple[Screened, ...]:
    return tuple(
        Screened(who.name, row, hit, tuple(_cleared(who, hit, row, rules, as_known)), who.owner)
        for hit in screen(who.name, who.home, who.address)
        for row in (rules.row_by_id[hit.row_id],)
        if row.facts.known(as_known) and _counts(row, hit)
    )


def _counts(row: ListRow, hit: Hit) -> bool:
    """Tell whether a hit may put a party on a list.

    For a list that helps the seller it is a match of the name as listed: one with a slip, or with
    words in another order, may be another firm of the same group.
    """
    if row.facts.list not in HELPING_LISTS:
        return True
    return hit.status is MatchStatus.MATCH and hit.score >= _AS_LISTED


def _cleared(
    who: _Name, hit: Hit, row: ListRow, rules: RuleSet, as_known: AsKnown
) -> Iterator[Cleared]:
    """Yield what clears a hit; at the row's own address nobody is cleared for any address."""
    for clearance in rules.clearances_of.get(row.id, ()):
        days = clearance.days(as_known)
        elsewhere = clearance.address is not None or not hit.at_listed_address
        if days is not None and elsewhere and clearance.is_of(who.name, who.country, who.address):
            yield Cleared(clearance, *days)
