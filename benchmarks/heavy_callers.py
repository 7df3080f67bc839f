"""Callers who ask honestly and much: each question is new to the server."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from threading import Event

import grpc
from new_sales import Draw
from prepared_questions import SERVICE, asked

LINES = SALES = 1_000
_LOOK = 0.1
_numbers = itertools.count()


def asks_long_orders(address: str, stop: Event) -> None:
    """Ask about an order of a thousand lines, and then the next, until told to stop."""
    draw = Draw(next(_numbers))
    _asking(address, stop, lambda: asked([draw.sale(LINES)]))


def asks_long_batches(address: str, stop: Event) -> None:
    """Ask about a thousand sales, and then the next, until told to stop."""
    draw = Draw(next(_numbers))
    _asking(address, stop, lambda: asked(draw.sales(SALES)))


def _asking(address: str, stop: Event, drawn: Callable[[], tuple[str, bytes]]) -> None:
    options = [("grpc.max_receive_message_length", -1), ("grpc.use_local_subchannel_pool", 1)]
    with grpc.insecure_channel(address, options) as channel:
        while not stop.is_set():
            method, request = drawn()
            call = channel.unary_unary(f"/{SERVICE}/{method}").future(request)
            while not call.done() and not stop.wait(_LOOK):
                pass
            call.cancel()
