"""How the rows of a list differ from those that stood there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet_tables.changing import Difference, Kind
from licet_tables.parties.columns import COLUMNS, NOTHING, Row, in_order
from licet_tables.parties.merging import by_party

_WHO = ("list", "name", "country")
_TOLD = tuple(column for column in COLUMNS if column not in _WHO)


def differences(before: Iterable[Row], after: Iterable[Row]) -> Iterator[Difference]:
    """Yield each row that is added, removed or changed, by party and day."""
    was, now = by_party(in_order(before)), by_party(in_order(after))
    for party in sorted({*was, *now}):
        yield from _of_party(was.get(party, []), now.get(party, []))


def _of_party(before: list[Row], after: list[Row]) -> Iterator[Difference]:
    gone = [row for row in before if row not in after]
    come = [row for row in after if row not in before]
    for row in come:
        same = next((each for each in gone if each["from"] == row["from"]), None)
        if same is None:
            yield Difference(Kind.ADDED, _key(row), tuple(_cells(row)))
        else:
            gone.remove(same)
            yield Difference(Kind.CHANGED, _key(row), tuple(_changes(same, row)))
    for row in gone:
        yield Difference(Kind.REMOVED, _key(row), tuple(_cells(row)))


def _key(row: Row) -> tuple[str, ...]:
    return (row["list"], row["name"], f"({row['country']})")


def _cells(row: Row) -> Iterator[str]:
    return (f"{column} {row[column]}" for column in _TOLD if row[column] != NOTHING)


def _changes(was: Row, now: Row) -> Iterator[str]:
    columns = ("name", *_TOLD)
    return (f"{c} {was[c]} -> {now[c]}" for c in columns if was[c] != now[c])
