"""The client with asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

import grpc
from licet.v1.rule_set_pb2 import Provision, RuleSet
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub, RuleSetServiceStub

from licet_client import asking, reading
from licet_client.answers import BatchDecided, Decided, Explained, Result
from licet_client.asking import UNPINNED, Pins, SaleLike
from licet_client.async_client_stream import AsyncClientStream, closing_named
from licet_client.paging import Pages
from licet_client.patience import DEFAULT_RETRIES, DEFAULT_TIMEOUTS, Patience, Retries, Timeouts
from licet_client.reading import Told
from licet_client.statuses import failed_call, received_id, sent_metadata
from licet_client.streaming import Answering
from licet_client.targets import Tls, way

if TYPE_CHECKING:  # the generated code has one class for both kinds of channel
    from licet.v1.service_pb2_grpc import LicenseDecisionServiceAsyncStub, RuleSetServiceAsyncStub

RequestT = TypeVar("RequestT")
ResponseT = TypeVar("ResponseT")


@dataclass(frozen=True, slots=True)
class _Opened:
    """A channel and its stubs."""

    channel: grpc.aio.Channel
    decisions: LicenseDecisionServiceAsyncStub
    rules: RuleSetServiceAsyncStub


class AsyncClient:
    """Asks a server for decisions from an event loop; it is `Client` with `await`.

    It connects in the loop that first asks, and belongs to that loop from then on. Raises
    `InvalidTarget`, `InsecureTarget`, and `OSError` or `ValueError` for bad certificates.
    """

    def __init__(
        self,
        target: str,
        *,
        tls: Tls | None = None,
        plaintext: bool = False,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        retries: Retries = DEFAULT_RETRIES,
    ) -> None:
        self._way = way(target, tls, plaintext=plaintext)
        self._timeouts = timeouts
        self._retries = retries
        self._closed = False
        self._opened: _Opened | None = None

    async def decide(
        self,
        sale: SaleLike,
        *,
        pins: Pins = UNPINNED,
        timeout: float | None = None,  # noqa: ASYNC109 (as the client without asyncio has it)
        request_id: str | None = None,
    ) -> Decided:
        """Return the decision on one sale; raises `NoDecision`."""
        request = asking.decide_request(sale, pins)
        patience = self._patience(self._timeouts.decide, timeout)
        told = await self._ask(self._open().decisions.Decide, request, patience, request_id)
        return reading.decided(request, told)

    async def batch_decide(
        self,
        sales: Iterable[SaleLike],
        *,
        pins: Pins = UNPINNED,
        timeout: float | None = None,  # noqa: ASYNC109 (as the client without asyncio has it)
        request_id: str | None = None,
    ) -> BatchDecided:
        """Return for each sale its decision or why there is none, all from one revision.

        Raises `NoDecision` where the whole batch has no answer.
        """
        batch = asking.batch(sales, pins)
        patience = self._patience(self._timeouts.batch_decide, timeout)
        if not batch.asks:
            return reading.nothing_asked(batch)
        told = await self._ask(
            self._open().decisions.BatchDecide, batch.request, patience, request_id
        )
        return reading.batch_decided(batch, told)

    def stream_decide(
        self,
        sales: AsyncIterable[SaleLike] | Iterable[SaleLike],
        *,
        pins: Pins = UNPINNED,
        timeout: float | None = None,
        request_id: str | None = None,
    ) -> AsyncGenerator[Result, None]:
        """Give for each sale as it comes its decision or why there is none, in the order asked.

        `timeout` is how long each next answer may take once its sale is there; the stream itself
        may last for ever. `sales` is read some hundred sales ahead. Where the server goes away,
        what is unanswered is asked again. Raises `NoDecision` where the stream breaks off, and
        what `sales` raises. Close the generator (`contextlib.aclosing`) to leave early.
        """
        patience = self._patience(self._timeouts.stream_decide, timeout)
        entries = asking.stream_entries_async(sales, pins)
        answering = Answering(patience, request_id)
        return AsyncClientStream(self._open().decisions.StreamDecide, entries, answering).results()

    async def explain(
        self,
        sale: SaleLike,
        *,
        pins: Pins = UNPINNED,
        timeout: float | None = None,  # noqa: ASYNC109 (as the client without asyncio has it)
        request_id: str | None = None,
    ) -> Explained:
        """Return the decision on one sale and the reasons behind it; raises `NoDecision`."""
        request = asking.explain_request(sale, pins)
        patience = self._patience(self._timeouts.explain, timeout)
        told = await self._ask(self._open().decisions.Explain, request, patience, request_id)
        return reading.explained(request, told)

    async def get_rule_set(
        self,
        revision: str | None = None,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 (as the client without asyncio has it)
        request_id: str | None = None,
    ) -> RuleSet:
        """Return the rule set of a revision, or the active one; raises `NoDecision`."""
        request = asking.rule_set_request(revision)
        patience = self._patience(self._timeouts.rules, timeout)
        told = await self._ask(self._open().rules.GetRuleSet, request, patience, request_id)
        return reading.rule_set(request, told)

    def list_provisions(
        self,
        revision: str | None = None,
        *,
        timeout: float | None = None,
        request_id: str | None = None,
    ) -> AsyncGenerator[Provision, None]:
        """Give the provisions of a revision, or of the active one, by their ids.

        They come page by page; `timeout` is for each page. Raises `NoDecision` on the way.
        """
        pages = Pages(revision)
        patience = self._patience(self._timeouts.rules, timeout)
        return self._provisions(pages, patience, request_id)

    async def close(self) -> None:
        """Close the connection; calls that are under way end without an answer."""
        self._closed = True
        if self._opened is not None:
            await self._opened.channel.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def _provisions(
        self, pages: Pages, patience: Patience, request_id: str | None
    ) -> AsyncGenerator[Provision, None]:
        while pages.request is not None:
            patience.renew()
            told = await self._ask(
                self._open().rules.ListProvisions, pages.request, patience, request_id
            )
            pages.turn(told)
            for provision in told.response.provisions:
                yield provision

    def _patience(self, default: float, timeout: float | None) -> Patience:
        return Patience(self._retries, default if timeout is None else timeout)

    async def _ask(
        self,
        method: grpc.aio.UnaryUnaryMultiCallable[RequestT, ResponseT],
        request: RequestT,
        patience: Patience,
        request_id: str | None,
    ) -> Told[ResponseT]:
        metadata = sent_metadata(request_id)
        while True:
            self._open()
            call = method(request, timeout=patience.left, metadata=metadata)
            try:
                with closing_named(request_id):
                    response = await call
            except grpc.RpcError as error:
                pause = patience.pause(failed_call(error, request_id))
            else:
                headers, trailers = await call.initial_metadata(), await call.trailing_metadata()
                return Told(response, received_id(headers, trailers) or request_id)
            await asyncio.sleep(pause)

    def _open(self) -> _Opened:
        """Return the channel, opened where a loop runs: before, it would belong to none."""
        if self._closed:
            raise RuntimeError("the client is closed")
        if self._opened is None:
            channel = self._way.async_channel()
            decisions = LicenseDecisionServiceStub(channel)
            self._opened = _Opened(channel, decisions, RuleSetServiceStub(channel))
        return self._opened
