"""An order book decided under two rule sets, as far as their difference can touch it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal

import numpy as np
from licet_engine.sale import Sale
from licet_replay import Order, OrderBook
from licet_replay.chunked_books import BookChunk, book_chunks
from licet_replay.chunks import Chunk, Rows
from licet_workbench.impact.amounts import Priced
from licet_workbench.impact.counting import ERROR, Changed, Impact
from licet_workbench.impact.deciding import Ruled
from licet_workbench.impact.names import EXPORTER, NAME

from licet_cli.impact_comparing import Comparing, Key, Kind, Sales, Seen, Verdict

_SHOWN = 20
_TOGETHER = 16_384
"""Orders that are looked at side by side."""


def impact_of(
    book: OrderBook, comparing: Comparing, progress: Callable[[int], None] = lambda _: None
) -> Impact:
    """Return the orders of a book that come out otherwise; raises `BookError` where it breaks off.

    `progress` is told how many orders have been looked at.
    """
    impact = Impact()
    waiting: list[BookChunk] = []
    for chunk in book_chunks(book):
        asked = chunk.asked(comparing.default)
        rows = asked.either([comparing.touched(asked), chunk.unread])
        impact.touched += len(rows)
        if len(rows):
            waiting.append(chunk.taken(rows))
        if sum(each.size for each in waiting) >= _TOGETHER:
            _add(impact, comparing, waiting)
            waiting = []
        impact.orders += chunk.size
        progress(impact.orders)
    _add(impact, comparing, waiting)
    impact.decided = len(comparing.kinds)
    return impact


def _add(impact: Impact, comparing: Comparing, chunks: list[BookChunk]) -> None:
    """Decide orders that may be touched, those that come out the same but once."""
    if not chunks:
        return
    chunk = chunks[0].beside(chunks[1:])
    sold, known = chunk.asked(comparing.default).days(np.arange(chunk.size, dtype=np.int64))
    readable = (sold > 0) & (known > 0)
    alone = np.flatnonzero(~readable).tolist()
    rows = np.flatnonzero(readable)
    keys = _keys(comparing, chunk, rows, (sold[rows], known[rows]))
    read = _meet(comparing, chunk, keys, (rows, sold[rows]))
    otherwise: dict[int, Verdict] = {}
    for key, row, day in zip(keys, rows.tolist(), sold[rows].tolist(), strict=True):
        verdict = comparing.verdict(comparing.kinds[key], date.fromordinal(day))
        if any(isinstance(ruled, str) for ruled in verdict):
            alone.append(row)
        elif outcome_of(verdict[0]) != outcome_of(verdict[1]):
            otherwise[row] = verdict
    told = sorted((*alone, *otherwise))
    missing = [row for row in told if row not in read]
    orders = dict(zip(missing, chunk.orders(_rows(missing)), strict=True))
    for row in told:
        order, sales = read.get(row) or (orders[row], None)
        _settle(impact, comparing, order, sales, otherwise.get(row))


def _keys(comparing: Comparing, chunk: BookChunk, rows: Rows, days: tuple[Rows, Rows]) -> list[Key]:
    """Return by what orders are told apart: those that surely can be read, by columns."""
    sold, known = days
    keys: list[Key] = [()] * len(rows)
    some = comparing.legible.of(chunk)[rows]
    plain = np.flatnonzero(some)
    seen = comparing.seen(chunk.taken(rows[plain]), sold[plain], known[plain]) if len(plain) else []
    rest = np.flatnonzero(~some) if seen is not None else np.arange(len(rows))
    for place, key in zip(plain.tolist(), seen or (), strict=False):
        keys[place] = key
    if len(rest):
        asked = chunk.asked(comparing.default)
        apart = _apart(comparing, asked, chunk, rows[rest], known[rest])
        for place, key in zip(rest.tolist(), apart, strict=True):
            keys[place] = key
    return keys


Read = dict[int, tuple[Order, Sales]]


def _meet(comparing: Comparing, chunk: BookChunk, keys: list[Key], when: tuple[Rows, Rows]) -> Read:
    """Read the first order of each kind that was not met before, and return those."""
    firsts: dict[Key, tuple[int, int]] = {}
    for key, row, day in zip(keys, *(each.tolist() for each in when), strict=True):
        if key in comparing.kinds:
            continue
        if isinstance(key, Seen) and key.verdict is not None:
            comparing.kinds[key] = Kind.of(key.verdict)
        else:
            firsts.setdefault(key, (row, day))
    orders = chunk.orders(_rows(row for row, _ in firsts.values()))
    for (key, (_, day)), order in zip(firsts.items(), orders, strict=True):
        comparing.kinds[key] = kind = comparing.kind_of(order)
        if isinstance(key, Seen):
            kind.settled = comparing.verdict(kind, date.fromordinal(day))
    return {
        row: (order, comparing.kinds[key].sales)
        for (key, (row, _)), order in zip(firsts.items(), orders, strict=True)
    }


def _settle(
    impact: Impact,
    comparing: Comparing,
    order: Order,
    sales: Sales | None,
    verdict: Verdict | None,
) -> None:
    """Note an order that comes out otherwise, or for which there is no decision.

    Of what rules do not see a cell may be wrong: each order is read for itself before it is told.
    """
    sales = comparing.read(order) if sales is None else sales
    told = next((sale for sale in sales if isinstance(sale, Sale)), None)
    if verdict is None:
        day = told.sale_date if told is not None else date.min
        verdict = comparing.verdict(comparing.kind_of(order), day)
    if any(isinstance(sale, str) for sale in sales):
        verdict = _refused(sales[0], verdict[0]), _refused(sales[1], verdict[1])
    why = next((ruled for ruled in verdict if isinstance(ruled, str)), None)
    if why is not None:
        impact.undecided += 1
        if len(impact.first_errors) < _SHOWN:
            impact.first_errors.append(f"line {order.number}: {why}")
    if outcome_of(verdict[0]) != outcome_of(verdict[1]):
        assert told is not None
        impact.changed.append(_changed(order, told, comparing, verdict, why))


def _refused(sale: Sale | str, ruled: Ruled | str) -> Ruled | str:
    return sale if isinstance(sale, str) else ruled


def _changed(
    order: Order, sale: Sale, comparing: Comparing, verdict: Verdict, why: str | None
) -> Changed:
    old, new = (each.provisions if isinstance(each, Ruled) else frozenset() for each in verdict)
    return Changed(
        number=order.number,
        sale_id=sale.sale_id,
        sale_date=sale.sale_date,
        known_on=sale.known_on or comparing.default or sale.sale_date,
        customer=next((p.name for p in sale.parties if p.role == "buyer"), None),
        values=_values(sale),
        old_outcome=outcome_of(verdict[0]),
        new_outcome=outcome_of(verdict[1]),
        old_provisions=_named(old - new),
        new_provisions=_named(new - old),
        citations=tuple(sorted({authority for _, authority in old ^ new})),
        error=why,
    )


def outcome_of(ruled: Ruled | str) -> str:
    """Return the bare outcome of what an order comes to, or `ERROR`."""
    return ERROR if isinstance(ruled, str) else ruled.outcome.value


def _named(provisions: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(name for name, _ in provisions))


def _values(sale: Sale) -> tuple[tuple[str, Decimal], ...]:
    found: dict[str, Decimal] = {}
    for line in sale.lines:
        if line.value is not None and line.currency is not None:
            found[line.currency] = found.get(line.currency, Decimal(0)) + line.value
    return tuple(sorted(found.items()))


def _hits(
    comparing: Comparing, asked: Chunk, chunk: BookChunk, rows: Rows
) -> Iterator[tuple[str, list[object]]]:
    """Yield for each party what its name is to rules; where goods leave is no exporter's home."""
    for name in chunk.header.places(NAME):
        party = name.removesuffix(".name")
        fields = ("name", "country", "region", "address", "role")
        cells = (asked.texts(rows, f"{party}.{field}") for field in fields)
        yield party, [comparing.hits(*told) for told in zip(*cells, strict=True)]
    exporters = asked.texts(rows, EXPORTER)
    yield EXPORTER, [comparing.hits(name, None, None, None, EXPORTER) for name in exporters]


def _amounts(comparing: Comparing, asked: Chunk, chunk: BookChunk, rows: Rows) -> list[object]:
    fields = (f"lines[].{field}" for field in Priced._fields)
    of_fields = [
        [asked.texts(rows, place) for place in chunk.header.places(field)] for field in fields
    ]
    of_lines = [zip(*cells, strict=True) for cells in zip(*of_fields, strict=True)]
    return [
        comparing.alike.limits.seen([Priced(*line) for line in lines if any(line)])
        for lines in zip(*of_lines, strict=True)
    ]


def _rows(rows: Iterable[int]) -> Rows:
    return np.fromiter(rows, dtype=np.int64)


def _apart(
    comparing: Comparing, asked: Chunk, chunk: BookChunk, rows: Rows, known: Rows
) -> list[Key]:
    """Return what rules see of each order, but for the sale date."""
    columns: list[tuple[str, list[object]]] = []
    for name in chunk.header.names:
        seen = comparing.alike.seen(name)
        if seen is not None:
            columns.append((name, asked.seen(rows, name, seen)))
    columns += ((entity, asked.there(rows, entity)) for entity in chunk.header.entities())
    columns += ((f"{party}.hits", cells) for party, cells in _hits(comparing, asked, chunk, rows))
    columns.append(("amounts", _amounts(comparing, asked, chunk, rows)))
    told = [(name, cells) for name, cells in columns if any(cell is not None for cell in cells)]
    names = tuple(name for name, _ in told)
    stretches = map(comparing.alike.known, map(date.fromordinal, known.tolist()))
    together = zip(stretches, *(cells for _, cells in told), strict=True)
    return [
        (stretch, *((n, cell) for n, cell in zip(names, row, strict=True) if cell is not None))
        for stretch, *row in together
    ]
