"""Orders that come out otherwise, as they are told: what they are, and what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

import numpy as np
from licet_engine.sale import Sale
from licet_replay.chunked_books import BookChunk
from licet_replay.chunks import Rows
from licet_replay.orders import Order
from licet_workbench.impact.counting import ERROR, Changed, Impact
from licet_workbench.impact.deciding import Ruled

from licet_cli.impact_comparing import Comparing
from licet_cli.impact_kinds import Sales, Verdict
from licet_cli.impact_legible import is_free

_SHOWN = 20
_VERDICTS = 4096
_ROLE = re.compile(r"parties\[([0-9]+)\]\.role")
_VALUE = re.compile(r"lines\[[0-9]+\]\.value")


def settle(
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
    known_on = sale.known_on or comparing.default or sale.sale_date
    customer = next((p.name for p in sale.parties if p.role == "buyer"), None)
    told = order.number, sale.sale_id, sale.sale_date, known_on, customer
    return _told(told, _values(sale), verdict, why)


_Provisions = frozenset[tuple[str, str]]
_Head = tuple[int, str | None, date, date, str | None]


def _told(
    told: _Head, values: tuple[tuple[str, Decimal], ...], verdict: Verdict, why: str | None
) -> Changed:
    old, new = (each.provisions if isinstance(each, Ruled) else frozenset() for each in verdict)
    left, come, citations = _apart(old, new)
    return Changed(
        *told,
        values=values,
        old_outcome=outcome_of(verdict[0]),
        new_outcome=outcome_of(verdict[1]),
        old_provisions=left,
        new_provisions=come,
        citations=citations,
        error=why,
    )


@lru_cache(_VERDICTS)
def _apart(old: _Provisions, new: _Provisions) -> tuple[tuple[str, ...], ...]:
    """Return the provisions on which only the one rests, only the other, and what they cite."""
    citations = tuple(sorted({authority for _, authority in old ^ new}))
    return _named(old - new), _named(new - old), citations


def outcome_of(ruled: Ruled | str) -> str:
    """Return the bare outcome of what an order comes to, or `ERROR`."""
    return ERROR if isinstance(ruled, str) else ruled.outcome.value


def _named(provisions: _Provisions) -> tuple[str, ...]:
    return tuple(sorted(name for name, _ in provisions))


def _values(sale: Sale) -> tuple[tuple[str, Decimal], ...]:
    return _summed((line.currency, line.value) for line in sale.lines)


def _summed(
    lines: Iterable[tuple[str | None, Decimal | None]],
) -> tuple[tuple[str, Decimal], ...]:
    found: dict[str, Decimal] = {}
    for currency, value in lines:
        if value is not None and currency is not None:
            found[currency] = found.get(currency, Decimal(0)) + value
    return tuple(sorted(found.items()))


class Columns:
    """Orders that surely can be read but for their free texts, told by their cells."""

    def __init__(self, book: BookChunk, comparing: Comparing) -> None:
        self._book = book
        self._legible = comparing.legible
        names = book.header.names
        self._texts = [name for name in names if is_free(name)]
        roles = (met for name in names if (met := _ROLE.fullmatch(name)))
        self._roles = [met[0] for met in sorted(roles, key=lambda met: int(met[1]))]
        self._values = [name for name in names if _VALUE.fullmatch(name)]
        self._columns: dict[str, list[object]] = {}

    def clear(self, rows: Rows) -> Rows:
        """Return those of some orders of which every free text is one."""
        found = np.ones(len(rows), dtype=bool)
        for name in self._texts:
            codes, values = self._book.cells(name)
            met, which = np.unique(codes[rows], return_inverse=True)
            absent = int((met < 0).sum())
            told = [values[code] for code in met[absent:].tolist()]
            read = [True] * absent + self._legible.clear(name, told)
            found &= np.array(read, dtype=bool)[which]
        return np.asarray(rows[found])

    def changed(self, row: int, days: tuple[int, int], verdict: Verdict) -> Changed:
        """Return an order that comes out otherwise; its days are the sale's, and the known one."""
        buyers = (name for name in self._roles if self._cell(name, row) == "buyer")
        buyer = next(buyers).removesuffix("role") + "name"
        lines = (
            (self._text(f"{name.removesuffix('value')}currency", row), self._cell(name, row))
            for name in self._values
        )
        sold, known = map(date.fromordinal, days)
        number = self._book.number(row)
        told = number, self._text("sale_id", row), sold, known, self._text(buyer, row)
        values = ((c, None if v is None else Decimal(str(v))) for c, v in lines)
        return _told(told, _summed(values), verdict, None)

    def _text(self, name: str, row: int) -> str | None:
        found = self._cell(name, row)
        return None if found is None else str(found)

    def _cell(self, name: str, row: int) -> object:
        if name not in self._columns:
            self._columns[name] = self._column(name)
        return self._columns[name][row]

    def _column(self, name: str) -> list[object]:
        if name not in self._book.header.names:
            return [None] * self._book.size
        codes, values = self._book.cells(name)
        told = [*values, None]
        return [told[code] for code in codes.tolist()]
