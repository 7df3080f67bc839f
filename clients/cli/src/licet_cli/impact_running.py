"""An order book decided under two rule sets, as far as their difference can touch it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import numpy as np
from licet_replay.books import OrderBook
from licet_replay.chunked_books import BookChunk, book_chunks
from licet_replay.chunks import Rows
from licet_replay.orders import Order
from licet_workbench.impact.counting import Impact

from licet_cli.impact_comparing import Comparing
from licet_cli.impact_keys import keys_of
from licet_cli.impact_kinds import Key, Sales, Seen, Verdict
from licet_cli.impact_telling import Columns, outcome_of, settle

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
    readable = (sold > 0) & (known > 0) & ~chunk.crooked
    alone = np.flatnonzero(~readable).tolist()
    rows = np.flatnonzero(readable)
    keys, which = _numbered(keys_of(comparing, chunk, rows, (sold[rows], known[rows])))
    read = _meet(comparing, chunk, keys, which, (rows, sold[rows]))
    columns = Columns(chunk, comparing)
    by_columns = np.array([isinstance(key, Seen) for key in keys], dtype=bool)[which]
    clear = {*columns.clear(rows[by_columns]).tolist()}
    otherwise: dict[int, Verdict] = {}
    kinds = [comparing.kinds[key] for key in keys]
    told_of = zip(which, rows.tolist(), sold[rows].tolist(), by_columns.tolist(), strict=True)
    for number, row, day, seen in told_of:
        if seen and row not in clear:
            alone.append(row)
            continue
        verdict = kinds[number].settled or comparing.verdict(kinds[number], date.fromordinal(day))
        if any(isinstance(ruled, str) for ruled in verdict):
            alone.append(row)
        elif outcome_of(verdict[0]) != outcome_of(verdict[1]):
            otherwise[row] = verdict
    told = sorted((*alone, *otherwise))
    plain = clear & otherwise.keys()
    missing = [row for row in told if row not in read and row not in plain]
    orders = dict(zip(missing, chunk.orders(_rows(missing)), strict=True))
    for row in told:
        if row in plain:
            days = int(sold[row]), int(known[row])
            impact.changed.append(columns.changed(row, days, otherwise[row]))
            continue
        order, sales = read.get(row) or (orders[row], None)
        settle(impact, comparing, order, sales, otherwise.get(row))


Read = dict[int, tuple[Order, Sales]]


def _numbered(keys: list[Key]) -> tuple[list[Key], list[int]]:
    """Return each key once, and for each order the number of its own: they are long to compare."""
    numbers: dict[Key, int] = {}
    which = [numbers.setdefault(key, len(numbers)) for key in keys]
    return list(numbers), which


def _meet(
    comparing: Comparing,
    chunk: BookChunk,
    keys: list[Key],
    which: list[int],
    when: tuple[Rows, Rows],
) -> Read:
    """Read and decide the first order of each kind that was not met before, and return those."""
    met = [comparing.met(k) if isinstance(k, Seen) else k in comparing.kinds for k in keys]
    firsts: dict[int, tuple[int, int]] = {}
    for number, row, day in zip(which, *(each.tolist() for each in when), strict=True):
        if not met[number]:
            firsts.setdefault(number, (row, day))
    orders = chunk.orders(_rows(row for row, _ in firsts.values()))
    read: Read = {}
    for (number, (row, day)), order in zip(firsts.items(), orders, strict=True):
        key = keys[number]
        if isinstance(key, Seen):
            # What was decided since may tell of this kind too.
            if not comparing.met(key):
                read[row] = order, comparing.decide(key, order, date.fromordinal(day))
        else:
            comparing.kinds[key] = kind = comparing.kind_of(order)
            read[row] = order, kind.sales
    return read


def _rows(rows: Iterable[int]) -> Rows:
    return np.fromiter(rows, dtype=np.int64)
