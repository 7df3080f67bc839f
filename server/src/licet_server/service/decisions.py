"""`LicenseDecisionService`: bytes in, questions asked, bytes out."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
from licet.v1 import service_pb2

from licet_server.service.answers import error_item
from licet_server.service.current import Current
from licet_server.service.errors import DrainingError, LimitError, TimeLimitError
from licet_server.service.logged import Logging
from licet_server.service.questions import keys, known_by, question
from licet_server.service.statuses import status_of
from licet_server.service.twins import envelope
from licet_server.service.unread import Unread

Context = Any


class LicenseDecisions:
    """The calls of the service, each on the bytes of its request."""

    def __init__(
        self, current: Current, draining: asyncio.Event, unread: Unread, logging: Logging
    ) -> None:
        self._current = current
        self._logging = logging
        self._limits = current.answers.limits
        self._draining = draining
        self._unread = unread

    async def decide(self, request: bytes, context: Context) -> bytes:
        """Answer one question."""
        asked = question(request)
        with self._current.taken() as answers:
            day = answers.begin()
            call = self._logging.call("Decide", context, day)
            item = await answers.item(asked, day)
        beside = service_pb2.DecideResponse(
            log_position=await self._logging.position(call, asked, item),
            log_policy=self._logging.policy,
        )
        return item + beside.SerializeToString()

    async def batch_decide(self, request: bytes, context: Context) -> bytes:
        """Answer many questions, in their order; what is wrong with one is told in its item."""
        asked = keys(request)
        if len(asked) > self._limits.sales:
            raise LimitError("sales", self._limits.sales, len(asked), "sales")
        with self._current.taken() as answers:
            day = answers.begin()
            call = self._logging.call("BatchDecide", context, day)
            items = await answers.items(asked, day)
        given = sum(map(len, items))
        if given > self._limits.response_bytes:
            raise LimitError("sales", self._limits.response_bytes, given, "bytes of answers")
        positions = await self._logging.positions(call, [known_by(one) for one in asked], items)
        answer: bytes = envelope(service_pb2.BatchDecideResponse)(
            items=[_placed(*each) for each in zip(items, positions, strict=True)],
            log_policy=[self._logging.policy.SerializeToString()],
        ).SerializeToString()
        return answer

    async def stream_decide(self, _: object, context: Context) -> None:
        """Answer questions as they come, until the caller has no more or the service stops."""
        draining = asyncio.ensure_future(self._draining.wait())
        # A status cannot follow a first answer that is stuck on its way, unless headers went ahead.
        await context.send_initial_metadata(())
        try:
            while (request := await _read(context, draining)) is not None:
                item, size = await self._item_or_error(request, context)
                await self._write(item, size, context)
        finally:
            draining.cancel()

    async def _write(self, item: bytes, size: int, context: Context) -> None:
        seconds = self._limits.unread_seconds
        try:
            async with asyncio.timeout(seconds):
                await context.write(item)
        except TimeoutError:
            kept, size = size, 0  # gRPC keeps it until the caller goes
            context.add_done_callback(lambda _: self._unread.give(kept))
            raise TimeLimitError(seconds) from None
        finally:
            self._unread.give(size)

    async def _item_or_error(self, request: bytes, context: Context) -> tuple[bytes, int]:
        """Return an item, and its size as it counts while its caller has not taken it."""
        try:
            asked = question(request)
            with self._current.taken() as answers:
                day = answers.begin()
                call = self._logging.call("StreamDecide", context, day)
                item = await answers.item(asked, day)
            position = await self._logging.position(call, asked, item)
            size = self._unread.take(item)
        except Exception as error:  # noqa: BLE001 (INVARIANT: a bad sale sinks itself, not the stream)
            self._current.answers.noticed(error)
            item, size, position = error_item(status_of(error)), 0, None
        beside = service_pb2.StreamDecideResponse(
            log_position=position, log_policy=self._logging.policy
        )
        return item + beside.SerializeToString(), size

    async def explain(self, request: bytes, context: Context) -> bytes:
        """Answer one question with all its reasons."""
        asked = question(request)
        with self._current.taken() as answers:
            day = answers.begin()
            call = self._logging.call("Explain", context, day)
            told = await answers.explained(asked, day)
        beside = service_pb2.ExplainResponse(
            log_position=await self._logging.position(call, asked, told),
            log_policy=self._logging.policy,
        )
        return told + beside.SerializeToString()


def _placed(item: bytes, position: service_pb2.LogPosition | None) -> bytes:
    if position is None:
        return item
    return item + service_pb2.BatchDecideItem(log_position=position).SerializeToString()


async def _read(context: Context, draining: asyncio.Future[Any]) -> bytes | None:
    """Return the next request of a stream, or None after the last; raises `DrainingError`."""
    reading = asyncio.ensure_future(context.read())
    try:
        await asyncio.wait((reading, draining), return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not reading.done():
            reading.cancel()
    if reading.cancelled() or not reading.done():
        raise DrainingError
    request = reading.result()
    return None if request is grpc.aio.EOF else request
