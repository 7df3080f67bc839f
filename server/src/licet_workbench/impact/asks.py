"""What is asked of orders as a book holds them, before any of them is read as a sale.

An ask is answered by a `Book` for many orders at once. It asks of raw cells, so that it can only
say that an order *may* be one that is looked for; `None` is a cell that is not filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Protocol, TypeVar

Rows = TypeVar("Rows")
Met = Callable[[str | None], bool]
"""Tells whether a cell may be what is looked for, by its text: dates are ISO, flags `true`."""


class Cost(IntEnum):
    """How dear an ask is: the cheap are put first, for the others to be put of fewer orders."""

    DAYS = 0
    CELLS = 1
    NAMES = 2


@dataclass(frozen=True, slots=True)
class Box:
    """Sale dates and days of knowledge; first days are inside, the days until which are not."""

    first: date
    until: date | None
    known_from: date
    known_until: date | None


class Book(Protocol[Rows]):
    """Orders as a book holds them, some of which may be looked at."""

    def nobody(self) -> Rows:
        """Return no orders."""

    def either(self, several: Sequence[Rows]) -> Rows:
        """Return the orders that are among any of several."""

    def within(self, rows: Rows, boxes: tuple[Box, ...]) -> Rows:
        """Return the orders whose days are in one of some boxes, or cannot be read."""

    def meeting(self, rows: Rows, field: str, met: Met) -> Rows:
        """Return the orders of which some cell of a field is met.

        A field such as `lines[].category` is filled in once for each line there is; one that no
        order has is not filled in.
        """

    def several(self, rows: Rows, fields: tuple[str, ...]) -> Rows:
        """Return the orders that have two cells of some fields that are not the same."""


class Ask(Protocol):
    """One question put to a book."""

    @property
    def cost(self) -> Cost:
        """How dear it is."""

    def of(self, book: Book[Rows], rows: Rows) -> Rows:
        """Return those of some orders of which it holds."""


@dataclass(frozen=True, slots=True)
class Always:
    """Any order."""

    cost = Cost.DAYS

    def of(self, book: Book[Rows], rows: Rows) -> Rows:
        """Return all orders."""
        del book
        return rows


@dataclass(frozen=True, slots=True)
class Within:
    """Orders of some days."""

    boxes: tuple[Box, ...]
    cost = Cost.DAYS

    def of(self, book: Book[Rows], rows: Rows) -> Rows:
        """Return the orders in the boxes."""
        return book.within(rows, self.boxes)


@dataclass(frozen=True, slots=True)
class Meets:
    """Orders of which some cell of a field is met."""

    field: str
    met: Met
    cost: Cost = Cost.CELLS

    def of(self, book: Book[Rows], rows: Rows) -> Rows:
        """Return the orders of which a cell is met."""
        return book.meeting(rows, self.field, self.met)


@dataclass(frozen=True, slots=True)
class Several:
    """Orders of which the cells of some fields are not all the same."""

    fields: tuple[str, ...]
    cost = Cost.CELLS

    def of(self, book: Book[Rows], rows: Rows) -> Rows:
        """Return the orders of which two cells differ."""
        return book.several(rows, self.fields)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Orders of which every part holds."""

    parts: tuple[Ask, ...]

    @property
    def cost(self) -> Cost:
        """That of the dearest part."""
        return max((part.cost for part in self.parts), default=Cost.DAYS)

    def of(self, book: Book[Rows], rows: Rows) -> Rows:
        """Return the orders of which all holds, the dear asked last and of the fewest."""
        for part in sorted(self.parts, key=lambda part: part.cost):
            rows = part.of(book, rows)
        return rows


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Orders of which some part holds; no parts hold of none."""

    parts: tuple[Ask, ...]

    @property
    def cost(self) -> Cost:
        """That of the dearest part."""
        return max((part.cost for part in self.parts), default=Cost.DAYS)

    def of(self, book: Book[Rows], rows: Rows) -> Rows:
        """Return the orders of which something holds."""
        if not self.parts:
            return book.nobody()
        return book.either([part.of(book, rows) for part in self.parts])


ALWAYS: Ask = Always()
NEVER: Ask = AnyOf(())


def all_of(*parts: Ask) -> Ask:
    """Return a question of which every part must hold, as short as it is."""
    told = tuple(part for part in parts if part != ALWAYS)
    if NEVER in told:
        return NEVER
    return told[0] if len(told) == 1 else AllOf(told) if told else ALWAYS


def any_of(*parts: Ask) -> Ask:
    """Return a question of which some part must hold, as short as it is."""
    told = tuple(part for part in parts if part != NEVER)
    if ALWAYS in told:
        return ALWAYS
    return told[0] if len(told) == 1 else AnyOf(told) if told else NEVER
