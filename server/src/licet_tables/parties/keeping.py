"""What the rules hold on to although an edition lacks it: told, so that somebody looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from licet_tables.parties.columns import NOTHING, PartyList, Row, parts_of
from licet_tables.parties.listing import Listed
from licet_tables.parties.merging import Party, by_party, party_of


def kept(
    rows: Iterable[Row], now: Iterable[Listed], day: str, former: Iterable[Row]
) -> Iterator[str]:
    """Yield each order that runs on without its party, and each name that is printed no more."""
    told: dict[Party, set[str]] = defaultdict(set)
    for each in now:
        told[party_of(each.row)] |= {name.casefold() for name in parts_of(each.row["aliases"])}
    ended = {(party_of(row), row["from"]) for row in former}
    running = [row for row in rows if row["through"] == NOTHING or row["through"] >= day]
    for party, of_it in by_party(running).items():
        if party in told:
            yield from _names(of_it, told[party])
        else:
            yield from _orders(row for row in of_it if (party, row["from"]) not in ended)


def _names(rows: Sequence[Row], told: set[str]) -> Iterator[str]:
    names = sorted({name for row in rows for name in parts_of(row["aliases"])})
    for name in names:
        if name.casefold() not in told:
            yield f"{_who(rows[0])}: `{name}` is not printed any more, and is kept as its name"


def _orders(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        if row["list"] == PartyList.DENIED.value:
            days = f"{row['from']} through {row['through']}"
            yield f"{_who(row)}: is not on this edition; its order of {days} is kept"


def _who(row: Row) -> str:
    return f"{row['list']} {row['name']} ({row['country']})"
