"""Goods that leave: which moves do, on which day, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from licet_tryton import gate
from licet_tryton.questions import (
    digest,
    of_moves,
    of_shipment,
    of_shipped_sale,
    own_today,
    today,
)
from licet_tryton.saying import Question

_OUTSIDE = {"customer", "supplier"}
HELD = frozenset({"confirmed", "processing", "done"})
"""The states in which a sale is held to its answer."""


class Leaving(NamedTuple):
    """What is asked before goods leave, and of what the answers are kept."""

    questions: list[Question]
    sale: Any
    shipment: Any

    def let_go(self) -> None:
        """Ask; raises `ExportRefusedError`."""
        about = {
            "asked_for": "shipment",
            "sale": self.sale and self.sale.id,
            "shipment": self.shipment and str(self.shipment),
        }
        acknowledged = (self.sale and self.sale.licet_acknowledged) or ""
        gate.passed(self.questions, about, acknowledged.splitlines())


def leaves(move: Any) -> bool:
    """Tell whether the goods of a move go out to somebody."""
    to: str = move.to_location.type
    return to in _OUTSIDE and move.from_location.type != to


def contents(shipment: Any, moves: Iterable[Any]) -> str:
    """Return what is equal while the same goods leave in the same shipment to the same place."""
    goods = sorted((m.id, m.product.id, str(m.quantity), m.unit.id) for m in moves)
    to = (getattr(shipment, name, None) for name in ("customer", "supplier", "delivery_address"))
    return digest(str(shipment), [record and record.id for record in to], goods)


def let_go(shipment: Any, moves: Iterable[Any]) -> None:
    """Let goods of one shipment leave, or of none, on a go; raises `ExportRefusedError`."""
    own = tuple(moves)
    key = contents(shipment, own)
    left = gate.asked().left
    if key in left:
        return
    for each in _leaving(shipment, own):
        each.let_go()
    left.add(key)


def _leaving(shipment: Any, moves: tuple[Any, ...]) -> Iterator[Leaving]:
    company = moves[0].company
    days = sorted({day for move in moves for day in _days(move, shipment, company)})
    for sale in dict.fromkeys(_sale(move) for move in moves):
        own = [move for move in moves if _sale(move) == sale]
        if sale:
            if sale.state not in HELD:
                gate.refuse(sale.rec_name, "Its goods leave, and it was never confirmed.")
            asked = [of_shipped_sale(sale, shipment, own, day) for day in days]
        elif shipment:
            asked = [of_shipment(shipment, own, day) for day in days]
        else:
            asked = [of_moves(own, company, day) for day in days]
        yield Leaving(asked, sale, shipment)


def _sale(move: Any) -> Any:
    """Return the sale that a move is of, whoever may read it."""
    origin = move.origin
    return origin.sale if getattr(origin, "__name__", None) == "sale.line" else None


def _days(move: Any, shipment: Any, company: Any) -> set[date]:
    """Return the days on which a move leaves by the clock and by what was written down.

    A day gone by stays one, and nothing goes on it; a day to come does not make it leave later.
    """
    now, own = today(company), own_today(company)
    said: date | None = move.effective_date or getattr(shipment, "effective_date", None)
    if said is None or said == own:
        return {now}
    return {said, now} if said > own else {said}
