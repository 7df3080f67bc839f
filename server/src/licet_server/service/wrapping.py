"""An interceptor is something that happens around every call."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import grpc

Context = Any
Around = Callable[[str, Context], AbstractAsyncContextManager[None]]
_KINDS = {
    (False, False): ("unary_unary", grpc.unary_unary_rpc_method_handler),
    (False, True): ("unary_stream", grpc.unary_stream_rpc_method_handler),
    (True, False): ("stream_unary", grpc.stream_unary_rpc_method_handler),
    (True, True): ("stream_stream", grpc.stream_stream_rpc_method_handler),
}


class Interceptor(grpc.aio.ServerInterceptor):
    """Wraps every call in a block that is told the method and the call's context."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._wrapped: dict[str, tuple[Any, Any]] = {}

    async def intercept_service(
        self, continuation: Callable[[Any], Awaitable[Any]], details: Any
    ) -> Any:
        """Return the handler of a call, wrapped; None for a method that nobody serves."""
        handler = await continuation(details)
        if handler is None:
            return None
        inner, wrapped = self._wrapped.get(details.method, (None, None))
        if inner is not handler:
            wrapped = _wrapped(handler, details.method, self._around)
            self._wrapped[details.method] = handler, wrapped
        return wrapped


def _wrapped(handler: Any, method: str, around: Around) -> Any:
    name, made = _KINDS[handler.request_streaming, handler.response_streaming]
    behaviour = getattr(handler, name)
    wrap = _generating if inspect.isasyncgenfunction(behaviour) else _awaiting
    return made(
        wrap(behaviour, method, around), handler.request_deserializer, handler.response_serializer
    )


def _awaiting(behaviour: Any, method: str, around: Around) -> Any:
    async def call(request: Any, context: Context) -> Any:
        async with around(method, context):
            return await behaviour(request, context)

    return call


def _generating(behaviour: Any, method: str, around: Around) -> Any:
    async def call(request: Any, context: Context) -> AsyncIterator[Any]:
        async with around(method, context):
            async for response in behaviour(request, context):
                yield response

    return call
