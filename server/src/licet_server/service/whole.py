"""Calls of one request, which must come whole and in time.

gRPC itself would wait for the rest of a torn request as long as its connection lasts, before any
code of ours is asked; so these calls are served as streams of which one message is read. On the
wire that is the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
from licet_engine.errors import FieldViolation

from licet_server.service.errors import FieldsError, TimeLimitError
from licet_server.service.limits import Limits
from licet_server.service.unread import Unread
from licet_server.service.wrapping import Context

Call = Callable[[bytes, Context], Awaitable[bytes]]


def whole(call: Call, limits: Limits, unread: Unread) -> Any:
    """Return a handler of calls whose request comes whole within some seconds, or not at all."""

    async def handled(_: object, context: Context) -> bytes:
        answer = await call(await _request(context, limits.request_seconds), context)
        size = unread.take(answer)
        if size:
            context.add_done_callback(lambda _: unread.give(size))
        return answer

    return grpc.stream_unary_rpc_method_handler(handled)


async def _request(context: Context, seconds: float) -> bytes:
    """Read the request; as `asyncio.timeout` does it, at a fifth of its cost to every call."""
    reader, late = asyncio.current_task(), False
    assert reader is not None

    def give_up() -> None:
        nonlocal late
        late = True
        reader.cancel()

    timer = asyncio.get_running_loop().call_later(seconds, give_up)
    try:
        request = await context.read()
    except asyncio.CancelledError:
        if not late or reader.uncancel():
            raise
        raise TimeLimitError(seconds) from None
    finally:
        timer.cancel()
    if request is grpc.aio.EOF:
        raise FieldsError((FieldViolation("", "no whole request came"),))
    found: bytes = request
    return found
