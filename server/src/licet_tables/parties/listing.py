"""Entries of the official lists become rows of the list files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from licet_tables.findings import Place
from licet_tables.parties.citations import Dated, cited, dated
from licet_tables.parties.columns import COLUMNS, NOTHING, SURER, PartyList, Row, parts_of, several
from licet_tables.parties.dating import began
from licet_tables.parties.names import named, tidy
from licet_tables.parties.official import Entry
from licet_tables.parties.orders import Denial, denials
from licet_tables.parties.places import country_codes
from licet_tables.parties.sources import Order, Sources
from licet_tables.parties.texts import Asked, asked

_OF_A_LISTING = tuple(
    column
    for column in COLUMNS
    if column not in ("address", "announced", "published", "authority", "date_confidence")
)
_TOLD = ("high", "medium")
"""A ground of low confidence is no ground."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row that stands on an official list, and what may be held against it.

    `sourced` tells whether something says its first day, `addressed` whether its file holds
    addresses at all.
    """

    place: Place
    row: Row
    sourced: bool
    addressed: bool
    not_mapped: tuple[str, ...]


def listed(
    entries: Iterable[Entry], sources: Sources, held: Iterable[Row], unknown: str | None
) -> tuple[Listed, ...]:
    """Return the rows of the entries; a day that nothing tells is `unknown`, see `began`.

    Denial orders that are held with their days are still known when the list names newer ones.
    """
    denied: dict[str, list[Entry]] = defaultdict(list)
    found = []
    for entry in entries:
        if entry.list is PartyList.DENIED:
            denied[named(entry.name, ()).name.casefold()].append(entry)
        else:
            found.append(_listed(entry, sources, unknown))
    known = _orders_held(held)
    for name, of_one in denied.items():
        found += _denied(of_one, sources, known.get(name, ()))
    return tuple(_each_once(found))


def _each_once(found: Iterable[Listed]) -> Iterator[Listed]:
    """Yield each listing once, the surest first, with all its addresses.

    A list may have a row for each address, or one that was printed again with a misprint.
    """
    alike: dict[tuple[str, ...], list[Listed]] = defaultdict(list)
    for each in found:
        alike[tuple(each.row[column] for column in _OF_A_LISTING)].append(each)
    for rows in alike.values():
        surest = max(rows, key=lambda each: SURER.index(each.row["date_confidence"]))
        addresses = several(part for each in rows for part in parts_of(each.row["address"]))
        yield replace(surest, row=surest.row | {"address": addresses})


def _listed(entry: Entry, sources: Sources, unknown: str | None) -> Listed:
    who = _who([entry], sources)
    start = began(entry, who["name"], who["country"], sources, unknown)
    what = _asked(entry, who, sources)
    row = who | {
        "from": start.start,
        "through": NOTHING,
        "announced": start.announced,
        "published": start.published,
        "end_announced": NOTHING,
        "end_published": NOTHING,
        "authority": start.authority,
        "date_confidence": start.confidence,
        "scope": what.scope,
        "except": what.exclusions,
        "footnotes": what.footnotes,
        "exceptions_allowed": what.exceptions_allowed,
        "policies": what.policies,
        "ground": _ground(entry, who, what, start.authority, sources),
        "regime": _regime(who, what, sources),
    }
    addressed = entry.addresses is not None
    return Listed(entry.place, row, start.sourced, addressed, what.not_mapped)


def _who(entries: Sequence[Entry], sources: Sources) -> Row:
    """Return the cells that say who a party is, of all entries for it."""
    names = [named(entry.name, entry.aliases) for entry in entries]
    country = country_codes(code for entry in entries for code in entry.countries)
    key = (entries[0].list.value, names[0].name, country)
    aliases = [
        *(alias for each in names for alias in each.aliases),
        *sources.other_names.get(key, ()),
    ]
    addresses = [tidy(address) for entry in entries for address in entry.addresses or ()]
    return {
        "list": entries[0].list.value,
        "name": names[0].name,
        "aliases": several(aliases),
        "country": country,
        "address": several(addresses),
    }


def _asked(entry: Entry, who: Row, sources: Sources) -> Asked:
    if entry.list is PartyList.UNVERIFIED:
        return Asked()  # 15 CFR 744.15 bars exceptions and asks for a statement: no requirement
    what = asked(entry.requirement, entry.policy, sources.texts)
    first = next(iter(cited(entry.citations)), NOTHING)
    listing = sources.listings.get((who["list"], who["name"], who["country"], first))
    if listing is None or listing["policies"] == NOTHING:
        return what
    return Asked(
        what.scope, what.exclusions, what.footnotes, what.exceptions_allowed,
        listing["policies"], what.ground, what.not_mapped,
    )  # fmt: skip


def _ground(entry: Entry, who: Row, what: Asked, authority: str, sources: Sources) -> str:
    """Return why a party was listed: as its texts show, or else as its rule was explained."""
    if what.ground != NOTHING:
        return what.ground
    first = next(iter(cited(entry.citations)), NOTHING)
    for row in (*sources.grounds.get(first, ()), *sources.grounds.get(authority, ())):
        here = row["country"] == "any" or set(parts_of(who["country"])) <= set(
            parts_of(row["country"])
        )
        if here and row["date_confidence"] in _TOLD:
            return row["ground"]
    return "unstated"


def _regime(who: Row, what: Asked, sources: Sources) -> str:
    names = {who["name"].casefold()}
    found = [
        row["regime"]
        for row in sources.regimes
        if row["list"] == who["list"]
        and row["footnote"] in ("any", what.footnotes)
        and (row["name"] == "any" or row["name"].casefold() in names)
    ]
    return several(found)


def _orders_held(held: Iterable[Row]) -> Mapping[str, list[Order]]:
    found: dict[str, list[Order]] = defaultdict(list)
    for row in held:
        whole = row["through"] != NOTHING and row["date_confidence"] in _TOLD
        if row["list"] == PartyList.DENIED.value and whole:
            found[row["name"].casefold()].append(Order.of(row["from"], row["through"]))
    return found


def _denied(entries: Sequence[Entry], sources: Sources, held: Sequence[Order]) -> Iterator[Listed]:
    who = _who(entries, sources)
    printed = [*dated(" ".join(entry.citations for entry in entries)), *_unended(entries)]
    stated = list(_orders_of(entries))
    orders = _first_told(stated, sources.orders.get(who["name"].casefold(), ()), held)
    addressed = any(entry.addresses is not None for entry in entries)
    for denial in denials(orders, sorted(printed)):
        cells = who | _order_cells(denial)
        yield Listed(entries[0].place, cells, sourced=True, addressed=addressed, not_mapped=())


def _first_told(*sources: Sequence[Order]) -> list[Order]:
    """Return all orders; where several sources tell of one, as the first of them does."""
    told: list[Order] = []
    for orders in sources:
        days = {order.start for order in told}
        told += [order for order in orders if order.start not in days]
    return told


def _orders_of(entries: Iterable[Entry]) -> Iterator[Order]:
    for entry in entries:
        if entry.start and entry.end:
            yield Order.of(entry.start, entry.end)


def _unended(entries: Iterable[Entry]) -> Iterator[Dated]:
    """Yield the first days of orders whose last day the list does not give."""
    for entry in entries:
        if entry.start and not entry.end:
            yield Dated(date.fromisoformat(entry.start), "", printed=False)


def _order_cells(denial: Denial) -> Row:
    start = denial.start.isoformat()
    published = denial.published.isoformat() if denial.published else NOTHING
    ends = denial.through is not None
    return {
        "from": start,
        "through": denial.through.isoformat() if denial.through else NOTHING,
        "announced": start,
        "published": published,
        # An order says how long it runs.
        "end_announced": start if ends else NOTHING,
        "end_published": published if ends else NOTHING,
        "authority": denial.authority,
        "date_confidence": "high" if denial.sourced else "low",
        "scope": "all_items",
        "except": NOTHING,
        "footnotes": NOTHING,
        "exceptions_allowed": NOTHING,
        "policies": NOTHING,
        "ground": "unstated",
        "regime": NOTHING,
    }
