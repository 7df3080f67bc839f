"""An edition of a list and the rows that are held become the rows that stand after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from licet_tables.parties.columns import NOTHING, WHAT_IT_ASKS, PartyList, Row, parts_of
from licet_tables.parties.editions import Edition, addressed, closed
from licet_tables.parties.listing import Listed
from licet_tables.parties.names import names_of_both
from licet_tables.parties.standing import orders_after

Party = tuple[str, str, str]
"""The list, the name in small letters, and the country: who a row is of."""

_BEGINNING = ("from", "announced", "published", "authority", "date_confidence")
_IN_PLACE = ("ground", "regime")


def party_of(row: Row) -> Party:
    """Return who a row is of."""
    return row["list"], row["name"].casefold(), row["country"]


def by_party(rows: Iterable[Row]) -> Mapping[Party, list[Row]]:
    """Return rows by who they are of."""
    found: dict[Party, list[Row]] = defaultdict(list)
    for row in rows:
        found[party_of(row)].append(row)
    return found


def merged(
    held: Iterable[Row], listed: Iterable[Listed], former: Iterable[Row], edition: Edition
) -> Iterator[Row]:
    """Yield the rows that stand after an edition: none is lost, ended ones stay as they are."""
    before, former_of = by_party(held), by_party(former)
    now: dict[Party, list[Listed]] = defaultdict(list)
    for each in listed:
        now[party_of(each.row)].append(each)
    for party in {**before, **now, **former_of}:
        rows, known = before.get(party, []), former_of.get(party, [])
        if party[0] == PartyList.DENIED.value:
            yield from orders_after(rows, now.get(party, []), known, edition)
        else:
            yield from _listings(rows, now.get(party, []), known, edition)


def _listings(
    held: list[Row], listed: list[Listed], former: list[Row], edition: Edition
) -> Iterator[Row]:
    days = {row["from"] for row in former}
    ended = [row for row in held if row["through"] != NOTHING and row["from"] not in days]
    open_rows = [row for row in held if row["through"] == NOTHING and row["from"] not in days]
    for each, row in _paired(open_rows, listed):
        if each is not None and row is not None:
            yield from _continued(row, each, ended, edition)
        elif each is not None:
            yield _new(each, [*ended, *former], edition)
        elif row is not None:
            yield closed(row, edition)
    yield from ended
    yield from addressed(former, held)


def _paired(held: list[Row], listed: list[Listed]) -> Iterator[tuple[Listed | None, Row | None]]:
    """Yield each row of the edition with the one it goes on from: the likest first."""
    free, waiting = list(held), list(listed)
    for told in ((*_BEGINNING, *WHAT_IT_ASKS), ("from", *WHAT_IT_ASKS), ()):
        for each in list(waiting):
            same = next((row for row in free if _same(row, each.row, told)), None)
            if same is not None:
                waiting.remove(each)
                free.remove(same)
                yield each, same
    yield from ((each, None) for each in waiting)
    yield from ((None, row) for row in free)


def _same(row: Row, other: Row, told: Iterable[str]) -> bool:
    return all(row[column] == other[column] for column in told)


def _continued(row: Row, each: Listed, ended: list[Row], edition: Edition) -> Iterator[Row]:
    """Yield a row that is still listed; what it asks for otherwise is a listing of its own.

    A name that was printed once goes on to name the party.
    """
    after = row | {column: each.row[column] for column in _IN_PLACE} | {"name": each.row["name"]}
    after["aliases"] = names_of_both(each.row["aliases"], row["aliases"])
    if each.addressed and each.row["address"] != NOTHING:
        after["address"] = each.row["address"]
    if each.sourced and _dates_better(each.row, row) and not _follows(row, ended):
        after |= {column: each.row[column] for column in _BEGINNING}
    changed = {column: each.row[column] for column in WHAT_IT_ASKS}
    if all(row[column] == cell for column, cell in changed.items()):
        yield after
    elif edition.later and row["from"] < edition.day:
        yield closed(row, edition)
        yield after | changed | _begun(edition)
    else:
        yield after | changed


def _dates_better(row: Row, held: Row) -> bool:
    """Tell whether a sourced day is to stand for one of low confidence, or for a later one."""
    if row["date_confidence"] == "low":
        return False
    return held["date_confidence"] == "low" or row["from"] < held["from"]


def _follows(row: Row, ended: list[Row]) -> bool:
    """Tell whether a row took the place of one that an edition closed."""
    return any(row["from"] == each["end_announced"] for each in ended)


def _new(each: Listed, ended: list[Row], edition: Edition) -> Row:
    """Return a row that was not listed: one that is listed again is so from the edition's day."""
    again = any(each.row["from"] <= row["through"] for row in ended if row["through"] != NOTHING)
    return each.row | _begun(edition) if again else each.row


def _begun(edition: Edition) -> Row:
    cells = (edition.day, edition.day, NOTHING)
    return dict(zip(("from", "announced", "published"), cells, strict=True)) | {
        "date_confidence": "low"
    }


def filled(held: Iterable[Row], listed: Iterable[Listed]) -> Iterator[Row]:
    """Yield the rows that are held, with the addresses of an older edition where they have none."""
    known: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for each in listed:
        known[each.row["list"], each.row["name"].casefold()].append(each.row)
    for row in held:
        same = known.get((row["list"], row["name"].casefold()), [])
        found = [each["address"] for each in same if _near(each, row)]
        addresses = sorted({part for cell in found for part in parts_of(cell)})
        if row["address"] == NOTHING and addresses:
            yield row | {"address": ";".join(addresses)}
        else:
            yield row


def _near(row: Row, other: Row) -> bool:
    """Tell whether two rows of one name are of one country; Hong Kong was a country until 2020."""
    one, two = ({"CN" if c == "HK" else c for c in parts_of(r["country"])} for r in (row, other))
    return not one or not two or bool(one & two)
