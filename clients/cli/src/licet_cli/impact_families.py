"""Orders on which the provisions that changed come to the same: these come out as before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from licet_engine.sale import Sale
from licet_replay.chunked_books import BookChunk
from licet_replay.chunks import Chunk, Rows
from licet_workbench.impact.asks import NEVER
from licet_workbench.impact.families import Said, Weighed, changed_families
from licet_workbench.impact.glimpses import Glimpse

from licet_cli.impact_comparing import Comparing, Kind
from licet_cli.impact_keys import amounts, hits

_LINE = re.compile(r"lines\[[0-9]+\]")
_FIRST = "lines[0]"
Numbers = dict[object, int]


@dataclass(slots=True)
class _Line:
    """Lines that a changed family cannot tell apart: whether it comes to the same, by the day."""

    kind: Kind
    number: int
    same: dict[object, bool] = field(default_factory=dict)


class Weighing:
    """Weighs the family of a change on the lines of orders, under both rule sets."""

    def __init__(self, comparing: Comparing) -> None:
        self._comparing = comparing
        rules = (side.rules for side in comparing.sides)
        families = changed_families(*rules, comparing.reach.provisions)
        self._weighed = tuple(map(Weighed, families))
        self._glimpse = Glimpse(families, comparing.alike.row_days)
        self._numbers: dict[str, Numbers] = {}
        self._lines: dict[bytes, _Line] = {}

    def otherwise(self, asked: Chunk, chunk: BookChunk, rows: Rows) -> Rows:
        """Return the orders of which the family may come to something else than before."""
        laid_out = self._comparing.reach.laid_out
        if not len(rows):
            return rows
        kept = asked.nobody() if laid_out == NEVER else laid_out.of(asked, rows)
        rest = np.setdiff1d(rows, kept, assume_unique=True)
        return asked.either([kept, rest[self._differ(asked, chunk, rest)]]) if len(rest) else kept

    def _differ(self, asked: Chunk, chunk: BookChunk, rows: Rows) -> Rows:
        sold, known = asked.days(rows)
        readable = (sold > 0) & (known > 0)
        found = ~readable
        shared, of_lines = self._columns(asked, chunk, rows, known)
        for line, columns in of_lines.items():
            there = readable & ~found
            if line != _FIRST:
                there &= asked.has(rows, line)
            keys = np.stack([*shared, *columns], axis=1)
            number = int(line.removeprefix("lines[").removesuffix("]"))
            found[there] = self._lines_differ(
                chunk, keys[there], number, rows[there], sold[there].tolist()
            )
        return np.asarray(found)

    def _lines_differ(
        self, chunk: BookChunk, keys: Rows, number: int, rows: Rows, days: Sequence[int]
    ) -> list[bool]:
        told = [key.tobytes() for key in keys]
        firsts: dict[bytes, int] = {}
        for key, row in zip(told, rows.tolist(), strict=True):
            if key not in self._lines:
                firsts.setdefault(key, row)
        orders = chunk.orders(np.fromiter(firsts.values(), dtype=np.int64))
        for key, order in zip(firsts, orders, strict=True):
            self._lines[key] = _Line(self._comparing.kind_of(order), number)
        return [
            not self._same(self._lines[key], date.fromordinal(day))
            for key, day in zip(told, days, strict=True)
        ]

    def _same(self, line: _Line, day: date) -> bool:
        kind = line.kind
        if any(isinstance(sale, str) for sale in kind.sales):
            return False
        place = self._comparing.stretches(kind, day)
        if place not in line.same:
            old, new = self._said(line, day)
            line.same[place] = old is not None and old == new
        return line.same[place]

    def _said(self, line: _Line, day: date) -> Iterator[Said | None]:
        for weighed, laid in zip(self._weighed, self._comparing.facts(line.kind, day), strict=True):
            if isinstance(laid, str) or line.number >= len(laid):
                yield None
            else:
                yield weighed.said(laid[line.number], day, line.kind.as_known)

    def _columns(
        self, asked: Chunk, chunk: BookChunk, rows: Rows, known: Rows
    ) -> tuple[list[Rows], dict[str, list[Rows]]]:
        """Return what the family sees of each order, and of each of its lines, as numbers."""
        comparing = self._comparing
        days = map(date.fromordinal, np.maximum(known, 1).tolist())
        shared = [
            self._classes("header", [chunk.header.names] * len(rows)),
            self._classes("known", map(comparing.alike.known, days)),
        ]
        shared += (self._classes(n, cells) for n, cells in hits(comparing, asked, chunk, rows))
        for entity in chunk.header.entities():
            if not _LINE.match(entity):
                shared.append(asked.has(rows, entity).astype(np.int64))
        if self._glimpse.amounts:
            shared.append(self._classes("amounts", amounts(comparing, asked, chunk, rows)))
        of_lines: dict[str, list[Rows]] = {_FIRST: []}
        for name in chunk.header.names:
            seen = self._glimpse.seen(name, comparing.alike.seen(name))
            line = _LINE.match(name)
            own = of_lines.setdefault(line[0], []) if line else shared
            if seen is not None:
                own.append(asked.classes(rows, name, seen, self._of(_LINE.sub("lines[]", name))))
        return shared, of_lines

    def _of(self, field: str) -> Numbers:
        return self._numbers.setdefault(field, {})

    def _classes(self, field: str, cells: Iterable[object]) -> Rows:
        of = self._of(field)
        return np.array([of.setdefault(cell, len(of)) for cell in cells], dtype=np.int64)
