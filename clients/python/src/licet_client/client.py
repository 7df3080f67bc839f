"""The client without asyncio."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable
from types import TracebackType
from typing import Self, TypeVar

import grpc
from licet.v1.rule_set_pb2 import Provision, RuleSet
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub, RuleSetServiceStub

from licet_client import asking, reading
from licet_client.answers import BatchDecided, Decided, Explained, Result
from licet_client.asking import UNPINNED, Pins, SaleLike
from licet_client.client_stream import ClientStream
from licet_client.paging import Pages
from licet_client.patience import DEFAULT_RETRIES, DEFAULT_TIMEOUTS, Patience, Retries, Timeouts
from licet_client.reading import Told
from licet_client.statuses import failed_call, received_id, sent_metadata
from licet_client.streaming import Answering
from licet_client.targets import Tls, way

RequestT = TypeVar("RequestT")
ResponseT = TypeVar("ResponseT")


class Client:
    """Asks a server for decisions; close it, or use it as a context, to free its connection.

    `target` is `host:port`, `[v6]:port` or `unix:/path`. Beyond this machine it takes `tls`, or
    `plaintext=True` where the way is safe by other means. Methods raise `NoDecision` where there
    is no answer, and `ValueError` for a `timeout` in seconds that bounds nothing or a
    `request_id` that no header can hold. Questions are put again to a server that is unavailable,
    and for no other reason. Threads may share a client.

    Raises `InvalidTarget`, `InsecureTarget`, and `OSError` or `ValueError` for bad certificates.
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
        self._timeouts = timeouts
        self._retries = retries
        self._closed = False
        self._channel = way(target, tls, plaintext=plaintext).channel()
        self._decisions = LicenseDecisionServiceStub(self._channel)
        self._rules = RuleSetServiceStub(self._channel)

    def decide(
        self,
        sale: SaleLike,
        *,
        pins: Pins = UNPINNED,
        timeout: float | None = None,
        request_id: str | None = None,
    ) -> Decided:
        """Return the decision on one sale; raises `NoDecision`."""
        request = asking.decide_request(sale, pins)
        patience = self._patience(self._timeouts.decide, timeout)
        told = self._ask(self._decisions.Decide, request, patience, request_id)
        return reading.decided(request, told)

    def batch_decide(
        self,
        sales: Iterable[SaleLike],
        *,
        pins: Pins = UNPINNED,
        timeout: float | None = None,
        request_id: str | None = None,
    ) -> BatchDecided:
        """Return for each sale its decision or why there is none, all from one revision.

        Raises `NoDecision` where the whole batch has no answer.
        """
        batch = asking.batch(sales, pins)
        patience = self._patience(self._timeouts.batch_decide, timeout)
        if not batch.asks:
            return reading.nothing_asked(batch)
        told = self._ask(self._decisions.BatchDecide, batch.request, patience, request_id)
        return reading.batch_decided(batch, told)

    def stream_decide(
        self,
        sales: Iterable[SaleLike],
        *,
        pins: Pins = UNPINNED,
        timeout: float | None = None,
        request_id: str | None = None,
    ) -> Generator[Result, None, None]:
        """Give for each sale as it comes its decision or why there is none, in the order asked.

        `timeout` is how long each next answer may take once its sale is there; the stream itself
        may last for ever. `sales` is read in a thread, some hundred sales ahead. Where the server
        goes away, what is unanswered is asked again. Raises `NoDecision` where the stream breaks
        off, and what `sales` raises. Close the generator to leave early.
        """
        self._ensure_open()
        patience = self._patience(self._timeouts.stream_decide, timeout)
        entries = asking.stream_entries(sales, pins)
        answering = Answering(patience, request_id)
        return ClientStream(self._decisions.StreamDecide, entries, answering).results()

    def explain(
        self,
        sale: SaleLike,
        *,
        pins: Pins = UNPINNED,
        timeout: float | None = None,
        request_id: str | None = None,
    ) -> Explained:
        """Return the decision on one sale and the reasons behind it; raises `NoDecision`."""
        request = asking.explain_request(sale, pins)
        patience = self._patience(self._timeouts.explain, timeout)
        told = self._ask(self._decisions.Explain, request, patience, request_id)
        return reading.explained(request, told)

    def get_rule_set(
        self,
        revision: str | None = None,
        *,
        timeout: float | None = None,
        request_id: str | None = None,
    ) -> RuleSet:
        """Return the rule set of a revision, or the active one; raises `NoDecision`."""
        request = asking.rule_set_request(revision)
        patience = self._patience(self._timeouts.rules, timeout)
        told = self._ask(self._rules.GetRuleSet, request, patience, request_id)
        return reading.rule_set(request, told)

    def list_provisions(
        self,
        revision: str | None = None,
        *,
        timeout: float | None = None,
        request_id: str | None = None,
    ) -> Generator[Provision, None, None]:
        """Give the provisions of a revision, or of the active one, by their ids.

        They come page by page; `timeout` is for each page. Raises `NoDecision` on the way.
        """
        pages = Pages(revision)
        patience = self._patience(self._timeouts.rules, timeout)
        return self._provisions(pages, patience, request_id)

    def close(self) -> None:
        """Close the connection; calls that are under way end without an answer."""
        self._closed = True
        self._channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _provisions(
        self, pages: Pages, patience: Patience, request_id: str | None
    ) -> Generator[Provision, None, None]:
        while pages.request is not None:
            patience.renew()
            told = self._ask(self._rules.ListProvisions, pages.request, patience, request_id)
            pages.turn(told)
            yield from told.response.provisions

    def _patience(self, default: float, timeout: float | None) -> Patience:
        return Patience(self._retries, default if timeout is None else timeout)

    def _ask(
        self,
        method: grpc.UnaryUnaryMultiCallable[RequestT, ResponseT],
        request: RequestT,
        patience: Patience,
        request_id: str | None,
    ) -> Told[ResponseT]:
        metadata = sent_metadata(request_id)
        while True:
            self._ensure_open()
            try:
                response, call = method.with_call(request, timeout=patience.left, metadata=metadata)
            except grpc.RpcError as error:
                pause = patience.pause(failed_call(error, request_id))
            else:
                received = received_id(call.initial_metadata(), call.trailing_metadata())
                return Told(response, received or request_id)
            time.sleep(pause)

    def _ensure_open(self) -> None:
        if self._closed:
            raise RuntimeError("the client is closed")
