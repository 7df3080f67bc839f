"""An order book by chunks of columns: orders are asked about many at once, unread.

A chunk answers questions of raw cells. A cell is asked by its text, as the sale's JSON would
have it, or by None where it is not filled in; one that is no text is never ruled out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from licet_replay.cells import ABSENT, Cells

Rows = NDArray[np.int64]
Met = Callable[[str | None], bool]
_UNREADABLE = -2
_ALWAYS_THERE = ("lines[0]", "parties[0]")
_INDEX = re.compile(r"\[[0-9]+\]")


class DaysTold(NamedTuple):
    """The first and the last of the days of a column, and whether each order tells one."""

    first: date
    last: date
    everywhere: bool


class Box(Protocol):
    """Sale dates and days of knowledge, the days until which are outside."""

    @property
    def first(self) -> date:
        """The first sale date inside."""

    @property
    def until(self) -> date | None:
        """The first sale date outside again."""

    @property
    def known_from(self) -> date:
        """The first day of knowledge inside."""

    @property
    def known_until(self) -> date | None:
        """The first day of knowledge outside again."""


class Columns(Protocol):
    """The columns of a chunk."""

    @property
    def size(self) -> int:
        """How many orders there are."""

    @property
    def names(self) -> Sequence[str]:
        """The columns by their dotted names."""

    def cells(self, name: str) -> Cells:
        """Return one column."""

    def filled(self, name: str, /) -> NDArray[np.bool_]:
        """Tell which orders may have a column filled in; all others have not."""

    def days_told(self, name: str, /) -> DaysTold | None:
        """Return which days a column tells, where it is known before it is read that it tells days.

        None for a column of which that is not known.
        """


@dataclass(frozen=True, slots=True)
class Header:
    """Which columns there are of each field, and what stands together."""

    names: tuple[str, ...]

    def places(self, field: str) -> tuple[str, ...]:
        """Return the columns of a field, those among them that the book does not have.

        A field of lines is one column for each line of which there is any column.
        """
        if "[]" not in field:
            return (field,)
        pattern = re.escape(field.rpartition("[]")[0]).replace(r"\[\]", r"\[[0-9]+\]")
        entity = re.compile(rf"({pattern}\[[0-9]+\])\.")
        found = dict.fromkeys(m[1] for name in self.names if (m := entity.match(name)))
        return tuple(f"{prefix}{field.rpartition('[]')[2]}" for prefix in found)

    def entities(self) -> tuple[str, ...]:
        """Return the lines, parties and owners that an order may have or not."""
        found = dict.fromkeys(map(entity_of, self.names))
        return tuple(entity for entity in found if entity not in ("", *_ALWAYS_THERE))

    def beside(self, column: str) -> tuple[str, ...]:
        """Return the columns of the line, party or owner that a column is of."""
        prefix = entity_of(column)
        return tuple(name for name in self.names if prefix and name.startswith(f"{prefix}."))


def entity_of(column: str) -> str:
    """Return the line, party or owner that a column is of; nothing for the sale's own."""
    ends = [found.end() for found in _INDEX.finditer(column)]
    return column[: ends[-1]] if ends else ""


class Chunk:
    """Orders side by side, which answer an ask: `default` is known where a sale does not say.

    Without a default, each sale is asked about as known on its own date.
    """

    def __init__(self, columns: Columns, header: Header, default: date | None) -> None:
        self._columns = columns
        self._header = header
        self._default = default
        # No `cache` of a method: a chunk that holds itself stays in memory when it is done with.
        self._known_there: dict[str, NDArray[np.bool_]] = {}
        self._known_days: dict[str, NDArray[np.int64]] = {}

    def every(self) -> Rows:
        """Return all orders."""
        return np.arange(self._columns.size, dtype=np.int64)

    def nobody(self) -> Rows:
        """Return no orders."""
        return np.empty(0, dtype=np.int64)

    def either(self, several: Sequence[Rows]) -> Rows:
        """Return the orders that are among any of several."""
        if len(several) == 1:
            return several[0]
        found = np.zeros(self._columns.size, dtype=bool)
        for rows in several:
            found[rows] = True
        return np.flatnonzero(found)

    def within(self, rows: Rows, boxes: Iterable[Box]) -> Rows:
        """Return the orders whose days are in one of some boxes, or cannot be read."""
        boxes = tuple(boxes)
        if self._are_outside(boxes):
            return self.nobody()
        sold, known = self.days(rows)
        met = (sold < 0) | (known < 0)
        for box in boxes:
            inside = (sold >= box.first.toordinal()) & (known >= box.known_from.toordinal())
            if box.until is not None:
                inside &= sold < box.until.toordinal()
            if box.known_until is not None:
                inside &= known < box.known_until.toordinal()
            met |= inside
        return np.asarray(rows[met])

    def _are_outside(self, boxes: Sequence[Box]) -> bool:
        """Tell whether all days can surely be read, and no order is of a sale date in the boxes."""
        sold = self._columns.days_told("sale_date")
        if sold is None or not sold.everywhere:
            return False
        known = "known_on" not in self._header.names or self._columns.days_told("known_on")
        return bool(known) and all(
            box.first > sold.last or (box.until is not None and box.until <= sold.first)
            for box in boxes
        )

    def days(self, rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return sale dates and days of knowledge as ordinals; below zero for none that is one."""
        sold = self._of_days("sale_date")[rows]
        told = self._of_days("known_on")[rows]
        default = sold if self._default is None else np.int64(self._default.toordinal())
        return sold, np.where(told == ABSENT, default, told)

    def meeting(self, rows: Rows, field: str, met: Met) -> Rows:
        """Return the orders of which some cell of a field is met."""
        if not len(rows):
            return rows
        places = self._header.places(field)
        if not places:
            return rows if met(None) else self.nobody()
        found = np.zeros(len(rows), dtype=bool)
        for place in places:
            left = np.flatnonzero(~found)
            found[left] = self._met(rows[left], place, met)
        return np.asarray(rows[found])

    def several(self, rows: Rows, fields: tuple[str, ...]) -> Rows:
        """Return the orders that have two cells of some fields that are not the same."""
        if not len(rows):
            return rows
        numbers: dict[object, int] = {}
        columns = []
        for place in (place for field in fields for place in self._header.places(field)):
            codes, values = self._cells(place)
            own = [numbers.setdefault(value, len(numbers)) for value in values]
            columns.append(np.array([*own, ABSENT], dtype=np.int64)[codes[rows]])
        if not columns:
            return self.nobody()
        together = np.stack(columns)
        highest = together.max(axis=0)
        lowest = np.where(together == ABSENT, highest, together).min(axis=0)
        return np.asarray(rows[highest != lowest])

    def _met(self, rows: Rows, place: str, met: Met) -> NDArray[np.bool_]:
        codes, values = self._cells(place)
        asked = codes[rows]
        answers = np.zeros(len(values) + 1, dtype=bool)
        for code in _met(asked, len(values)):
            value = None if code == ABSENT else values[code]
            answers[code] = met(value) if value is None or isinstance(value, str) else True
        found = answers[asked]
        if answers[ABSENT] and entity_of(place) not in ("", *_ALWAYS_THERE):
            found &= (asked != ABSENT) | self._there(entity_of(place))[rows]
        return np.asarray(found)

    def _cells(self, name: str) -> Cells:
        if name in self._header.names:
            return self._columns.cells(name)
        return Cells(np.full(self._columns.size, ABSENT, dtype=np.int64), ())

    def there(self, rows: Rows, entity: str) -> list[object]:
        """Tell of some orders whether they have a line, a party or an owner; None where not."""
        return [there or None for there in self._there(entity)[rows].tolist()]

    def seen(self, rows: Rows, column: str, seen: Callable[[str | None], object]) -> list[object]:
        """Return what is seen in a column of some orders."""
        codes, values = self._cells(column)
        asked = codes[rows]
        met: list[object] = [None] * (len(values) + 1)
        for code in _met(asked, len(values)):
            value = None if code == ABSENT else values[code]
            met[code] = seen(value) if value is None or isinstance(value, str) else value
        return [met[code] for code in asked.tolist()]

    def texts(self, rows: Rows, column: str) -> list[str | None]:
        """Return the texts of a column of some orders; what is none is told as Python does."""
        codes, values = self._cells(column)
        told = [*(v if isinstance(v, str) else repr(v) for v in values), None]
        return [told[code] for code in codes[rows].tolist()]

    def _there(self, entity: str) -> NDArray[np.bool_]:
        if entity not in self._known_there:
            self._known_there[entity] = self._exists(entity)
        return self._known_there[entity]

    def _exists(self, entity: str) -> NDArray[np.bool_]:
        found = np.zeros(self._columns.size, dtype=bool)
        for name in self._header.beside(f"{entity}."):
            # Most columns tell of no order more, which is known before they are cells.
            if (self._columns.filled(name) & ~found).any():
                found |= self._columns.cells(name).codes != ABSENT
        return found

    def _of_days(self, name: str) -> NDArray[np.int64]:
        if name not in self._known_days:
            self._known_days[name] = self._days(name)
        return self._known_days[name]

    def _days(self, name: str) -> NDArray[np.int64]:
        codes, values = self._cells(name)
        days = [_ordinal(value) for value in values]
        found: Rows = np.array([*days, ABSENT], dtype=np.int64)[codes]
        return found


def _met(codes: NDArray[np.int64], size: int) -> list[int]:
    """Return which of so many codes stand in a column, the absent one last."""
    there = np.zeros(size + 1, dtype=bool)
    there[codes] = True
    return [code if code < size else ABSENT for code in np.flatnonzero(there).tolist()]


def _ordinal(value: object) -> int:
    try:
        return date.fromisoformat(value).toordinal() if isinstance(value, str) else _UNREADABLE
    except ValueError:
        return _UNREADABLE
