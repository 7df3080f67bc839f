"""Real sales for cells, with what tables and lists have that is like them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice, product
from types import MappingProxyType
from typing import Any, NamedTuple

from licet_engine.lists import AsKnown, Knowledge, ListRow, RowClass
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Sale

from licet_workbench.proving.axes import ITEM, OWN_PLACE, PLACE, ROW
from licet_workbench.proving.making import Cell, Making, Told
from licet_workbench.proving.periods import DAY, KNOWN
from licet_workbench.proving.possible import is_home
from licet_workbench.proving.questions import Questions

_ALIKE = 4
_TRIED = 24
"""Sales tried for one cell, of places, items, rows and days that look alike to the rules."""


class Witness(NamedTuple):
    """A sale, and as of when it is asked about."""

    sale: Sale
    as_known: AsKnown


class Witnesses:
    """Makes sales of cells under one rule set; `before` tells what rows were in an older one."""

    def __init__(
        self,
        asked: Questions,
        rules: RuleSet,
        before: Mapping[ListRow, ListRow] = MappingProxyType({}),
    ) -> None:
        self._before = before
        self._asked = asked
        self._space = asked.space
        self._rules = rules
        self._rows: dict[RowClass, list[ListRow]] = {}
        for row in rules.rows:
            self._rows.setdefault(row.facts, []).append(row)
        self._told = Told(asked)

    def of(self, cell: Cell) -> Iterator[Witness]:
        """Yield sales that are like a cell, as far as tables and lists have anything like it."""
        if any(self._space.axis(n).name.startswith("another party") and v for n, v in cell.items()):
            return
        axis = self._asked.periods.axis
        rows = (
            (days, self.row(kind, days, axis))
            for days in self._days(cell)
            for kind in self._said(cell, ROW)
            if kind is None or self.row(kind, days, axis) is not None
        )
        ways = product(
            islice(rows, _TRIED),
            self._said(cell, ITEM)[:_ALIKE],
            self._places(cell, PLACE),
            self._places(cell, OWN_PLACE),
        )
        for ((day, known), row), item, place, own_place in islice(ways, _TRIED):
            was = self._was(row, cell)
            sale = Making(
                self._told, self._rules, cell, day, known, item, place, own_place, row, was
            ).sale()
            if sale is not None:
                yield Witness(sale, AsKnown(known, axis))

    def _was(self, row: ListRow | None, cell: Cell) -> ListRow | None:
        """Return what a row was, where a cell says that it had other days."""
        moved = row is not None and cell.get(ROW) in self._asked.moved
        return self._before.get(row) if moved and row is not None else None

    def row(self, kind: object, days: tuple[date, date], axis: Knowledge) -> ListRow | None:
        """Return a list row of a kind that runs on a day, as known on another."""
        if isinstance(kind, ListRow):
            return kind
        as_known = AsKnown(days[1], axis)
        if not isinstance(kind, RowClass) or not kind.known(as_known) or days[0] < kind.start:
            return None
        last = kind.last_day(as_known)
        runs = last is None or days[0] <= last
        return next(iter(self._rows.get(kind, ())), None) if runs else None

    def _days(self, cell: Cell) -> Iterator[tuple[date, date]]:
        day, known = self._told.choice(cell, DAY), self._told.choice(cell, KNOWN)
        assert day is not None
        assert known is not None
        for each in (day.says[0], day.says[1]):
            for since in (known.says[0], known.says[1]):
                if isinstance(each, date) and isinstance(since, date):
                    yield each, since

    def _said(self, cell: Cell, name: str) -> tuple[Any, ...]:
        choice = self._told.choice(cell, name)
        return choice.says if choice is not None else (None,)

    def _places(self, cell: Cell, name: str) -> tuple[Any, ...]:
        """Return a few places of a cell: the US first for what stays, else where a row names."""
        regulated = self._told.choice(cell, "regulated_transfer")
        said = self._said(cell, name)
        if regulated is not None and regulated.says[0] is False:
            return tuple(sorted(said, key=lambda codes: not is_home(codes)))[:_ALIKE]
        listed = {
            country
            for row in self._said(cell, ROW)
            if isinstance(row, ListRow)
            for country in row.country.split(";")
        }
        return tuple(sorted(said, key=lambda codes: not (codes and codes & listed)))[:_ALIKE]
