"""Historical orders to replay, made without asking any engine.

An *order book* is what the ERP of a US seller of network equipment holds of 2016 to 2021. Its
*core* is the 300 orders whose outcome follows from a dated fact; each names that fact as its
`source` and the outcome as `expected`. A *boundary* is a day on which the law for Huawei or ZTE
changes, a *situation* the kind of business an order is, a *claim* a fact that only helps the
seller, a *spelling* a company's name as typed, a *ware* an item of the catalogue, a *scenario*
one core order. A *draw* is a choice that a seed decides.
"""

from licet_orderbook.book import orders
from licet_orderbook.scenarios import core_orders
from licet_orderbook.shipped import (
    book_bytes,
    book_resource,
    core_bytes,
    core_resource,
    open_book,
    open_core,
)

__all__ = [
    "book_bytes",
    "book_resource",
    "core_bytes",
    "core_orders",
    "core_resource",
    "open_book",
    "open_core",
    "orders",
]
