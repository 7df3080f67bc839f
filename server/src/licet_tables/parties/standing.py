"""The denial orders that are held, and those of an edition, become the orders that stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from licet_tables.parties.citations import cited, order_of, year_of
from licet_tables.parties.columns import LISTS, NOTHING, PartyList, Row
from licet_tables.parties.editions import ENDING, Edition, addressed, closed
from licet_tables.parties.listing import Listed
from licet_tables.parties.names import names_of_both

_UNCITED = LISTS[PartyList.DENIED].authority
_DAY = timedelta(days=1)


def orders_after(
    held: list[Row], listed: list[Listed], former: list[Row], edition: Edition
) -> Iterator[Row]:
    """Yield the orders against one party: no day on which one ran is lost.

    Where the edition lacks the party, an order of known end keeps that end, for an order says
    how long it runs; one without an end is closed. Only former listings end an order sooner.
    """
    days = {row["from"] for row in former}
    own = [row for row in held if row["from"] not in days]
    if listed:
        rows = _beside_held([each.row for each in listed], own, edition)
        yield from _listed_still(own, rows, edition)
    else:
        yield from (closed(row, edition) if row["through"] == NOTHING else row for row in own)
    yield from addressed(former, held)


def _beside_held(rows: list[Row], held: list[Row], edition: Edition) -> list[Row]:
    """Return the rows of an edition; one that tells no day says less than what is held.

    Where an order runs on it says nothing new, else the party is listed again from that day on.
    """
    told = [row for row in rows if not _untold(row)]
    if len(told) == len(rows) or not held:
        return rows
    if any(row["through"] == NOTHING for row in held):
        return told
    again = {"from": edition.day, "announced": edition.day}
    return [*told, *(row | again for row in rows if _untold(row))]


def _untold(row: Row) -> bool:
    known = LISTS[PartyList.DENIED]
    return row["from"] == known.first_day and row["authority"] == known.authority


def _listed_still(held: list[Row], rows: list[Row], edition: Edition) -> Iterator[Row]:
    firm = [row for row in rows if not _taken(row)]
    days = {row["from"] for row in firm}
    yield from (row for row in held if not _taken(row) and row["from"] not in days)
    for row in firm:
        beside = next((each for each in held if each["from"] == row["from"]), None)
        yield _known(_named(row, held), beside, _told_by(row, held, rows), edition)
    for row in _runs(held, rows, edition):
        yield _named(row, held)


def _taken(row: Row) -> bool:
    """Tell whether an order is only taken to run, from what the list cites."""
    return row["date_confidence"] == "low"


def _named(row: Row, held: list[Row]) -> Row:
    """Return an order with the names and addresses by which the party is known already."""
    aliases, address = row["aliases"], row["address"]
    for each in held:
        aliases = names_of_both(aliases, each["aliases"])
        address = each["address"] if address == NOTHING else address
    return row | {"aliases": aliases, "address": address}


def _told_by(row: Row, held: list[Row], rows: list[Row]) -> Row | None:
    """Return the run that turns out to be of a known order, which its citation printed."""
    within = (r for r in held if _taken(r) and row["from"] <= r["from"] <= row["through"])
    return next((run for run in within if _told_anew(run, rows)), None)


def _known(row: Row, held: Row | None, run: Row | None, edition: Edition) -> Row:
    """Return a known order, its end known with it unless a later edition moved that end."""
    before = held or run
    after = row if before is None else row | _evidence(row, before)
    if held is None:
        return after
    if held["through"] == row["through"]:
        return after | {column: held[column] for column in ENDING}
    if _taken(held):
        return after
    return after | {"end_announced": edition.day, "end_published": NOTHING}


def _evidence(row: Row, held: Row) -> Row:
    """Return where an order was printed: the earliest that is known, though its list drops it."""
    printed = held["published"]
    if printed != NOTHING and (row["published"] == NOTHING or printed < row["published"]):
        return {"published": printed, "authority": _cited_first(held, row)}
    return {"authority": _cited_first(row, held)}


def _cited_first(row: Row, other: Row) -> str:
    return row["authority"] if row["authority"] != _UNCITED else other["authority"]


def _runs(held: list[Row], rows: list[Row], edition: Edition) -> Iterator[Row]:
    """Yield the runs that are held, joined with those of the edition that go on from them."""
    taken = [row for row in held if _taken(row) and not _corrected(row, rows, edition)]
    told = [row for row in taken if _told_anew(row, rows)]
    kept = [_followed(row, rows, edition) for row in taken if row not in told]
    for run in (row for row in rows if _taken(row)):
        same = next((row for row in told if row["from"] == run["from"]), None)
        if same is not None:
            yield run | _joined_beginning(same, run) | _ending_told(same, run, edition)
            continue
        over = next((row for row in kept if _overlap(row, run)), None)
        if over is None:
            yield run
        else:
            kept[kept.index(over)] = run | _joined_beginning(over, run) | _later_end(over, run)
    yield from kept


def _corrected(row: Row, rows: list[Row], edition: Edition) -> bool:
    """Tell whether a day that nothing told is told now, by the same edition read better."""
    ran_on = _untold(row) and row["through"] == NOTHING
    return ran_on and not edition.later and any(not _taken(each) for each in rows)


def _told_anew(run: Row, rows: list[Row]) -> bool:
    """Tell whether the orders of an edition hold every day of a run.

    One that ran on is told where a known order, no older than its last citation, ended it. Runs
    that follow each other, without a known order between, do not tell it: it was one.
    """
    day, last = run["from"], None
    for row in sorted(rows, key=lambda each: each["from"]):
        follows = last is not None and _taken(last) and _taken(row)
        if row["from"] <= day and row["through"] == NOTHING:
            return not follows
        if row["from"] <= day <= row["through"]:
            if follows:
                return False
            day, last = _after(row["through"]), row
    if run["through"] != NOTHING:
        return day > run["through"]
    return last is not None and not _taken(last) and _last_year(run) <= last["through"][:4]


def _followed(run: Row, rows: Iterable[Row], edition: Edition) -> Row:
    """Return a run that ran on as ended by the known order that came after its last citation."""
    starts = [
        row["from"]
        for row in rows
        if not _taken(row) and row["from"] > run["from"] and row["from"][:4] > _last_year(run)
    ]
    if run["through"] != NOTHING or not starts:
        return run
    eve = (date.fromisoformat(min(starts)) - _DAY).isoformat()
    return run | {"through": eve, "end_announced": edition.day}


def _overlap(one: Row, other: Row) -> bool:
    return all(
        a["through"] == NOTHING or b["from"] <= a["through"]
        for a, b in ((one, other), (other, one))
    )


def _joined_beginning(held: Row, run: Row) -> Row:
    """Return the earlier beginning, and all that the two cite."""
    first = run if run["from"] < held["from"] else held
    published = first["published"] if first["published"] != NOTHING else held["published"]
    beginning = {column: first[column] for column in ("from", "announced")}
    return beginning | {"published": published, "authority": _authority(held, run)}


def _authority(held: Row, run: Row) -> str:
    if held["authority"] == run["authority"]:
        return held["authority"]
    citations = sorted({*cited(held["authority"]), *cited(run["authority"])}, key=order_of)
    if not citations[1:]:
        return _cited_first(held, run)
    return f"{citations[0]} to {citations[-1]}"


def _ending_told(held: Row, run: Row, edition: Edition) -> Row:
    """Return the end that is told, known from the edition on where the run was known to run on."""
    of = held if held["through"] == run["through"] else run
    ending = {column: of[column] for column in ENDING}
    if held["through"] == NOTHING != run["through"]:
        return ending | {"end_announced": edition.day, "end_published": NOTHING}
    return ending


def _later_end(held: Row, run: Row) -> Row:
    """Return the end of a run that is held, or that of one which runs on or is cited after it."""
    later = run["through"] > held["through"] and _last_cited(run) > _last_cited(held)
    of = run if held["through"] != NOTHING and (run["through"] == NOTHING or later) else held
    return {column: of[column] for column in ENDING}


def _last_cited(run: Row) -> tuple[int, int]:
    return max(map(order_of, cited(run["authority"])), default=(0, 0))


def _last_year(run: Row) -> str:
    return max((str(year_of(each)) for each in cited(run["authority"])), default="")


def _after(day: str) -> str:
    return (date.fromisoformat(day) + _DAY).isoformat()
