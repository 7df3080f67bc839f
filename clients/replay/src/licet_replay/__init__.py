"""Order books in, decisions out.

An *order book* is a file of sales; an *order* one record of it; an *annotation* what stands
beside the sale and is no part of it, such as the outcome somebody expects. An *answer* is the
decision on an order, or the violations for which there is none.
"""

from licet_replay.asking import Answer, AsOf, Source
from licet_replay.books import OrderBook, order_book
from licet_replay.embedded import Embedded, decided
from licet_replay.orders import BookError, Order
from licet_replay.over_the_wire import OverTheWire
from licet_replay.replaying import replay
from licet_replay.summing import Comparison, Difference, Summary, summary_json
from licet_replay.watch_rows import watch_file, watch_rows
from licet_replay.watching import Change, Watched, watch

__all__ = [
    "Answer",
    "AsOf",
    "BookError",
    "Change",
    "Comparison",
    "Difference",
    "Embedded",
    "Order",
    "OrderBook",
    "OverTheWire",
    "Source",
    "Summary",
    "Watched",
    "decided",
    "order_book",
    "replay",
    "summary_json",
    "watch",
    "watch_file",
    "watch_rows",
]
