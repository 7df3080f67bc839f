"""Facts that the law derives from others: what is regulated, where it goes, who stands in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from licet_engine.facts.values import UNKNOWN_FLAG, Value, known
from licet_engine.sale import Line, Party, Place, Sale, country_of

REGULATED = frozenset({"export", "reexport", "in-country-transfer", "deemed-export"})
RECEIVERS = frozenset({"ultimate_consignee", "end_user"})
_PASSING_ON = frozenset({"intermediate_consignee", "purchasing_agent", "forwarder"})
HOME = "US"


@dataclass(frozen=True, slots=True)
class Assumption:
    """What was taken to be so because the sale did not say: where, what, and on what ground."""

    path: str
    reads_as: str
    reason: str


def assume(sale: Sale) -> tuple[Sale, tuple[Assumption, ...]]:
    """Return the sale with its silent parts filled in, and a list of what was filled in."""
    made: list[Assumption] = []
    if sale.transaction is None:
        sale = replace(sale, transaction="export")
        made.append(Assumption("transaction", "export", "an absent transaction reads as export"))
    if sale.ship_from.country is None and sale.transaction != "import":
        sale = replace(sale, ship_from=Place(HOME))
        made.append(
            Assumption("ship_from.country", HOME, "an absent place of shipment reads as US")
        )
    if sale.exporter is not None:
        exporter = Party("exporter", sale.exporter, sale.ship_from)
        sale = replace(sale, parties=(*sale.parties, exporter))
    if not any(party.role in RECEIVERS for party in sale.parties):
        made.append(
            Assumption(
                "parties", "buyer", "no end user or ultimate consignee is named: the buyer is both"
            )
        )
    if sale.destination == Place() and sale.transaction not in ("import", "domestic"):
        made.append(
            Assumption(
                "destination", "parties", "no destination is given: the receivers' countries are it"
            )
        )
    return sale, tuple(made)


def country_at(place: Place) -> str | None:
    """Return the country of a place, read out of its region where only that is given."""
    return place.country or (country_of(place.region) if place.region else None)


def receivers(sale: Sale) -> tuple[int, ...]:
    """Return the indexes of the parties whose countries are destinations of the sale."""
    named = tuple(n for n, party in enumerate(sale.parties) if party.role in RECEIVERS)
    return named or tuple(n for n, party in enumerate(sale.parties) if party.role == "buyer")


def roles(sale: Sale, number: int) -> frozenset[str]:
    """Return the roles of a party, those it is taken for included."""
    own = frozenset({sale.parties[number].role})
    stands_in = own == {"buyer"} and number in receivers(sale)
    return own | RECEIVERS if stands_in else own


def regulated_transfer(sale: Sale) -> Value:
    """Tell whether the sale moves an item in a way the EAR regulate (15 CFR 734.13-734.16).

    An import into the US and a sale within the US without known onward export are not; what
    is called one, but goes elsewhere, is regulated. Where it goes is unknown if neither a
    destination nor a receiver's country is given.
    """
    if sale.transaction in REGULATED:
        return known(raw=True)
    if sale.transaction == "domestic" and sale.ship_from.country not in (None, HOME):
        return known(raw=True)
    receiving = {country_at(sale.parties[n].place) for n in receivers(sale)}
    onward = {country_at(p.place) for p in sale.parties if p.role in _onward_roles(sale)}
    if (onward | {country_at(sale.destination)}) - {None, HOME}:
        return known(raw=True)
    silent = sale.destination == Place() and None in receiving
    return UNKNOWN_FLAG if silent else known(raw=False)


def _onward_roles(sale: Sale) -> frozenset[str]:
    """Return the roles whose place, if it is abroad, makes it known that the goods go abroad.

    Who buys what is brought into the US may be abroad: the goods are not, unless someone else
    named abroad receives them or passes them on.
    """
    inward = sale.transaction == "import" and country_at(sale.destination) == HOME
    return RECEIVERS | _PASSING_ON | (frozenset() if inward else frozenset({"buyer"}))


def subject_to_ear(sale: Sale, line: Line, attested: bool | None) -> Value:
    """Tell whether an item is subject to the EAR apart from direct-product rules (734.3(a)).

    What is in the US is; what is of US origin is, wherever it is; the rest only if attested.
    """
    if HOME in (sale.ship_from.country, line.origin):
        return known(raw=True)
    return UNKNOWN_FLAG if attested is None else known(attested)


def attested(name: str, *holders: Party | Line | Sale) -> bool | None:
    """Return an attestation by name, the first holder's own winning, or None where not made."""
    for holder in holders:
        for key, value in holder.attestations:
            if key == name:
                return value
    return None
