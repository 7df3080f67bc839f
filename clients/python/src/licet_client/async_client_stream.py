"""One stream of decisions with asyncio, resumed where a server goes away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar

import grpc
from licet.v1.service_pb2 import StreamDecideRequest, StreamDecideResponse

from licet_client.answers import NotDecided, Result
from licet_client.errors import Refused, Said
from licet_client.reading import Told
from licet_client.statuses import SentMetadata, received_id
from licet_client.streaming import Answering, Backlog, Entry

Method: TypeAlias = "grpc.aio.StreamStreamMultiCallable[StreamDecideRequest, StreamDecideResponse]"

ValueT = TypeVar("ValueT")
_FAILED_WRITE = (grpc.StatusCode.INTERNAL, "Internal error from Core")
_STATUS_WAIT = 1.0
"""How long the server's own status may lag behind a failed write, in seconds."""


class AsyncClientStream:
    """The sales of one stream on their way to results, over as many calls as it takes."""

    def __init__(self, method: Method, entries: AsyncIterator[Entry], answering: Answering) -> None:
        self._method = method
        self._entries = entries
        self._answering = answering
        self._backlog = Backlog()
        self._changed = asyncio.Condition()
        self._call: _Call | None = None
        self._stopped = False

    async def results(self) -> AsyncGenerator[Result, None]:
        """Give what becomes of each sale, in the order asked; closing it ends the call."""
        taking = asyncio.create_task(self._take())
        try:
            while (entry := await self._head()) is not None:
                result = entry if isinstance(entry, NotDecided) else await self._result(entry)
                await self._settle()
                yield result
            await self._finish()
        finally:
            await self._stop(taking)

    async def _take(self) -> None:
        """Take sales from their source until it ends or nobody reads the results any more."""
        fault = None
        try:
            async for entry in self._entries:
                await self._add(entry)
        except BaseException as error:  # whatever the source raises is the reader's
            if self._stopped:
                raise
            fault = error
        async with self._changed:
            self._backlog.end(fault)
            if self._call is not None:
                self._call.send(None)
            self._changed.notify_all()

    async def _add(self, entry: Entry) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: not self._backlog.full)
            self._backlog.add(entry)
            if self._call is not None and not isinstance(entry, NotDecided):
                self._call.send(entry)
            self._changed.notify_all()

    async def _head(self) -> Entry | None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._backlog.ready)
            return self._backlog.head()

    async def _settle(self) -> None:
        async with self._changed:
            self._backlog.settle()
            self._changed.notify_all()

    async def _result(self, request: StreamDecideRequest) -> Result:
        self._answering.begin()
        while True:
            try:
                told = await self._next(self._call or self._open())
                return self._answering.result(request, told)
            except grpc.RpcError as error:
                pause = self._answering.pause(error)
            self._drop()
            await asyncio.sleep(pause)

    async def _finish(self) -> None:
        self._answering.begin()
        try:
            if self._call is not None:
                self._answering.finish(await self._next(self._call))
        except grpc.RpcError as error:
            self._answering.finish_failed(error)

    async def _next(self, call: _Call) -> Told[StreamDecideResponse] | None:
        try:
            async with asyncio.timeout(self._answering.left):
                with closing_named(self._answering.request_id):
                    return await call.next()
        except TimeoutError:
            raise self._answering.too_late() from None

    def _open(self) -> _Call:
        self._call = _Call(self._method, self._answering.metadata)
        for request in self._backlog.unanswered:
            self._call.send(request)
        return self._call

    def _drop(self) -> None:
        call, self._call = self._call, None
        if call is not None:
            call.close()

    async def _stop(self, taking: asyncio.Task[None]) -> None:
        self._stopped = True
        self._drop()
        taking.cancel()
        await asyncio.wait([taking])


@contextmanager
def closing_named(request_id: str | None) -> Iterator[None]:
    """Name the closing of the client in calls under way, which asyncio takes for a cancelled task.

    Raises `Refused`; a task that was cancelled, or timed out, goes on being so.
    """
    try:
        yield
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        said = Said(grpc.StatusCode.CANCELLED, request_id=request_id)
        raise Refused("the client was closed before the answer came", said) from None


class _Call:
    """One call of a stream, and what is to be sent on it."""

    def __init__(self, method: Method, metadata: SentMetadata) -> None:
        self._outbox: asyncio.Queue[StreamDecideRequest | None] = asyncio.Queue()
        self._call = method(self._sent(), metadata=metadata)
        self._responses = aiter(self._call)
        self._end: asyncio.Future[grpc.aio.AioRpcError] = asyncio.Future()
        self._call.add_done_callback(self._ended)

    def send(self, request: StreamDecideRequest | None) -> None:
        """Send a request, or None for the end of them; never blocks."""
        self._outbox.put_nowait(request)

    async def next(self) -> Told[StreamDecideResponse] | None:
        """Return the next response, or None at the end; raises `RpcError`."""
        try:
            response = await anext(self._responses)
        except StopAsyncIteration:
            return None
        except grpc.aio.AioRpcError as error:
            end = await self._servers_end(error)
            if end.code() is grpc.StatusCode.OK:
                return None
            raise end from None
        return Told(response, received_id(await self._call.initial_metadata()))

    def close(self) -> None:
        """End the call, and what sends on it."""
        self._outbox.put_nowait(None)
        self._call.cancel()

    async def _sent(self) -> AsyncIterator[StreamDecideRequest]:
        while (request := await self._outbox.get()) is not None:
            yield request

    async def _servers_end(self, error: grpc.aio.AioRpcError) -> grpc.aio.AioRpcError:
        """Return the status that the server ended the call with.

        A request that is sent while the server ends the call fails, and grpc.aio then puts an
        INTERNAL of its own before or in the place of the server's status (grpc issue 36066).
        """
        if not _is_failed_write(error):
            return error
        try:
            async with asyncio.timeout(_STATUS_WAIT):
                return await self._end
        except TimeoutError:
            return error

    def _ended(self, call: grpc.aio.StreamStreamCall[Any, Any]) -> None:
        """Keep the server's status; gRPC calls this at once for every status that it sets."""
        end = grpc.aio.AioRpcError(
            _at_once(call.code()),
            _at_once(call.initial_metadata()),
            _at_once(call.trailing_metadata()),
            _at_once(call.details()),
        )
        if not self._end.done() and not _is_failed_write(end):
            self._end.set_result(end)


def _is_failed_write(error: grpc.aio.AioRpcError) -> bool:
    """Whether a status is grpc.aio's own word for a request that could not be sent."""
    return (error.code(), error.details()) == _FAILED_WRITE


def _at_once(ready: Coroutine[Any, Any, ValueT]) -> ValueT:
    """Return what a coroutine gives that has nothing to wait for, as of a call that has ended."""
    try:
        ready.send(None)
    except StopIteration as given:
        value: ValueT = given.value
        return value
    raise RuntimeError("a call that had ended had no status")
