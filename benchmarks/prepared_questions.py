"""Questions about real orders: sales of the shipped book as requests, and as frames of gRPC."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from typing import Any

import grpc
from google.protobuf.json_format import ParseDict
from licet.v1 import sale_pb2, service_pb2
from licet_orderbook import open_core

SERVICE = service_pb2.DESCRIPTOR.services_by_name["LicenseDecisionService"].full_name
ANNOTATIONS = ("expected", "source")
_PATIENCE = 60.0


def orders() -> Iterator[dict[str, Any]]:
    """Yield the orders of the shipped core as sales, without what it says about them."""
    for line in open_core():
        order = json.loads(line)
        yield {name: value for name, value in order.items() if name not in ANNOTATIONS}


def sales(count: int) -> list[sale_pb2.Sale]:
    """Return so many sales of the core, which starts again where it ends."""
    return [ParseDict(order, sale_pb2.Sale()) for order in islice(cycle(orders()), count)]


def usual_sale() -> sale_pb2.Sale:
    """Return the sale of the core that half the others are no longer than."""
    every = sorted(sales(sum(1 for _ in orders())), key=lambda sale: sale.ByteSize())
    return every[len(every) // 2]


def asked(given: Iterable[sale_pb2.Sale]) -> tuple[str, bytes]:
    """Return the method that answers on sales, and the bytes of its request."""
    every = list(given)
    if len(every) == 1:
        return "Decide", service_pb2.DecideRequest(sale=every[0]).SerializeToString()
    return "BatchDecide", service_pb2.BatchDecideRequest(sales=every).SerializeToString()


def framed(message: bytes) -> bytes:
    """Return a message in its frame: not compressed, its length, itself."""
    return struct.pack(">BI", 0, len(message)) + message


def answer(address: str, method: str, request: bytes) -> bytes:
    """Return the bytes that a server answers; raises `grpc.RpcError` for a status."""
    with grpc.insecure_channel(address, [("grpc.max_receive_message_length", -1)]) as channel:
        given: bytes = channel.unary_unary(f"/{SERVICE}/{method}")(request, timeout=_PATIENCE)
        return given
