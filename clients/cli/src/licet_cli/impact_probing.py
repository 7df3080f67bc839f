"""Whether cells can be read: in sales that tell nothing but them and what no sale goes without.

Lines, and parties, do not hang on one another: many are read in one sale, and singly only where
one of them is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from licet_engine.errors import SaleError
from licet_engine.vocabulary import Vocabulary
from licet_replay.columns import Column, ColumnError, Leaf, nested, sale_column
from licet_server.sales.reading import read_sale

Told = tuple[tuple[str, object], ...]
"""Some cells by their columns; those of a line or party stand in its first place."""
FLAGS = {"true": True, "false": False}
_SIDE_BY_SIDE = ("lines", "parties")
_TOGETHER = 64


class Probes:
    """Reads cells, and remembers which of them it could read."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._read: dict[Told, bool] = {}

    def reads(self, all_told: Sequence[Told]) -> list[bool]:
        """Tell of each of some cells whether they can be read together."""
        unknown = [told for told in dict.fromkeys(all_told) if told not in self._read]
        for together in _side_by_side(unknown):
            self._probe(together)
        return [self._read[told] for told in all_told]

    def _probe(self, together: Sequence[Told]) -> None:
        if self._can_be_read(together):
            self._read |= dict.fromkeys(together, True)
        elif len(together) == 1:
            self._read[together[0]] = False
        else:
            half = len(together) // 2
            self._probe(together[:half])
            self._probe(together[half:])

    def _can_be_read(self, together: Sequence[Told]) -> bool:
        try:
            cells = [cell for place, told in enumerate(together) for cell in _cells(told, place)]
            made = nested(cells)
            buyer = {"role": "buyer"}
            parties = [*(buyer | party for party in made.get("parties", ())), buyer]
            read_sale({**_LEAST, **made, "parties": parties}, self._vocabulary)
        except (ColumnError, SaleError):
            return False
        return True


_LEAST: dict[str, Any] = {"sale_date": "2019-05-16", "lines": [{}]}


def _side_by_side(all_told: Sequence[Told]) -> Iterator[list[Told]]:
    """Yield cells that are read in one sale: those of several lines, or of several parties."""
    of: dict[str, list[Told]] = {}
    for told in all_told:
        entity = told[0][0].partition("[0].")[0]
        of.setdefault(entity if entity in _SIDE_BY_SIDE else "", []).append(told)
    yield from _of_sales(of.pop("", []))
    for own in of.values():
        yield from (own[first : first + _TOGETHER] for first in range(0, len(own), _TOGETHER))


def _of_sales(all_told: Sequence[Told]) -> Iterable[list[Told]]:
    """Return cells of sales themselves that are read in one sale: none fills a column twice.

    Some that contradict each other may be among them: these are then read singly.
    """
    filled: dict[str, int] = {}
    found: dict[int, list[Told]] = {}
    for told in all_told:
        names = [name for name, _ in told]
        place = max(filled.get(name, 0) for name in names)
        filled |= dict.fromkeys(names, place + 1)
        found.setdefault(place, []).append(told)
    return found.values()


def _cells(told: Told, place: int) -> Iterator[tuple[Column, object]]:
    for name, value in told:
        column = _column(name, place)
        flag = FLAGS.get(str(value), value) if column.leaf is Leaf.FLAG else value
        yield column, flag


@lru_cache(4096)
def _column(name: str, place: int) -> Column:
    """Return the column of a cell, its line or party put in a place."""
    column = sale_column(name)
    if column.steps[0] not in _SIDE_BY_SIDE:
        return column
    return replace(column, steps=(column.steps[0], place, *column.steps[2:]))
