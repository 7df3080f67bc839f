"""Orders that are decided under both rule sets, each for itself."""

from __future__ import annotations

from collections.abc import Iterable

from licet_cli.impact_comparing import Comparing
from licet_cli.impact_telling import outcome_of
from licet_engine.sale import Sale
from licet_replay.orders import Order

Pairs = dict[int, tuple[str, str]]


def pair_of(order: Order, comparing: Comparing) -> tuple[str, str]:
    """Return what an order comes to before and after."""
    kind = comparing.kind_of(order)
    sale = kind.sales[0]
    assert isinstance(sale, Sale)
    old, new = comparing.verdict(kind, sale.sale_date)
    return outcome_of(old), outcome_of(new)


def replayed(orders: Iterable[Order], comparing: Comparing) -> Pairs:
    """Return what changes, by the numbers of the orders."""
    pairs = {order.number: pair_of(order, comparing) for order in orders}
    return {number: pair for number, pair in pairs.items() if pair[0] != pair[1]}
