"""A server that answers as it is told, and a way to put one question through either client."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status
from grpc_status import rpc_status
from licet.v1 import decision_pb2, rule_set_pb2, service_pb2, service_pb2_grpc
from licet.v1.decision_pb2 import Decision
from licet.v1.sale_pb2 import Sale
from licet_client import AsyncClient, Client, Result, Retries

REVISION = "0f3a9c"
QUICK = Retries(attempts=4, first_pause=0.01, longest_pause=0.02)
ORDER: dict[str, Any] = {
    "sale_id": "SO-1",
    "sale_date": "2019-12-01",
    "destination": {"country": "DE"},
    "parties": [{"role": "buyer", "name": "Blumen Krause GmbH", "country": "DE"}],
    "lines": [{"line_id": "1", "category": "EAR99", "attestations": {"food": True}}],
}


def order(number: int) -> dict[str, Any]:
    return ORDER | {"sale_id": f"SO-{number}"}


def decision_on(sale: Sale, asked: Any) -> Decision:
    """Return a go that repeats the question, as the service does."""
    lines = [
        decision_pb2.LineDecision(line_id=line.line_id, outcome="OUTCOME_NO_LICENSE_NEEDED")
        for line in sale.lines
    ]
    return Decision(
        decision_id=f"id of {sale.sale_id}",
        sale_id=sale.sale_id if sale.HasField("sale_id") else None,
        outcome="OUTCOME_NO_LICENSE_NEEDED",
        may_confirm=True,
        lines=lines,
        revision=asked.revision or REVISION,
        sale_date=sale.sale_date,
        known_on=sale.known_on or asked.known_on or "2026-01-01",
        knowledge=asked.knowledge or "announced",
    )


def status(code: grpc.StatusCode, message: str, *details: Message) -> Status:
    made = Status(code=code.value[0], message=message)
    for detail in details:
        packed = Packed()
        packed.Pack(detail)
        made.details.append(packed)
    return made


def malformed(reason: str, *fields: tuple[str, str]) -> Status:
    """Return the status of a malformed sale or request."""
    violations = [BadRequest.FieldViolation(field=f, description=d) for f, d in fields]
    return status(
        grpc.StatusCode.INVALID_ARGUMENT,
        "malformed",
        BadRequest(field_violations=violations),
        ErrorInfo(reason=reason, domain="licet"),
    )


@dataclass
class FakeLicet(
    service_pb2_grpc.LicenseDecisionServiceServicer, service_pb2_grpc.RuleSetServiceServicer
):
    """Answers each sale with a go, fails as often as it is told, and remembers what it was asked.

    `failures` are used up call by call, before the call is answered; `before` is
    handed its context; `answer` and `reply` make what goes into a response and the response.
    """

    target: str = ""
    requests: list[Any] = field(default_factory=list)
    metadata: list[dict[str, str | bytes]] = field(default_factory=list)
    failures: deque[Status] = field(default_factory=deque)
    headers: tuple[tuple[str, str], ...] = ()
    answer: Callable[[Sale, Any], Any] = decision_on
    reply: Callable[[Any, Any], Any] = lambda _, response: response
    streams: Callable[[Iterator[Any], grpc.ServicerContext], Iterator[Any]] | None = None
    before: Callable[[Any], None] = lambda _: None
    calls: int = 0

    def Decide(self, request: Any, context: Any) -> Any:  # noqa: N802 (the service's name)
        self._called(request, context)
        decision = self.answer(request.sale, request)
        return self.reply(request, service_pb2.DecideResponse(decision=decision))

    def Explain(self, request: Any, context: Any) -> Any:  # noqa: N802 (the service's name)
        self._called(request, context)
        decision = self.answer(request.sale, request)
        return self.reply(request, service_pb2.ExplainResponse(decision=decision))

    def BatchDecide(self, request: Any, context: Any) -> Any:  # noqa: N802 (the service's name)
        self._called(request, context)
        items = [self._item(sale, request) for sale in request.sales]
        return self.reply(request, service_pb2.BatchDecideResponse(items=items))

    def StreamDecide(self, requests: Iterator[Any], context: Any) -> Iterator[Any]:  # noqa: N802 (the service's name)
        self._called(None, context)
        if self.streams is not None:
            yield from self.streams(requests, context)
            return
        for request in requests:
            self.requests.append(request)
            yield self.streamed(request)

    def GetRuleSet(self, request: Any, context: Any) -> Any:  # noqa: N802 (the service's name)
        self._called(request, context)
        rule_set = rule_set_pb2.RuleSet(revision=request.revision or REVISION)
        return self.reply(request, service_pb2.GetRuleSetResponse(rule_set=rule_set))

    def ListProvisions(self, request: Any, context: Any) -> Any:  # noqa: N802 (the service's name)
        self._called(request, context)
        page = int(request.page_token or 0)
        provisions = [rule_set_pb2.Provision(provision_id=f"p{page}{n}") for n in range(2)]
        response = service_pb2.ListProvisionsResponse(
            provisions=provisions,
            revision=request.revision or REVISION,
            next_page_token=str(page + 1) if page < 2 else "",
        )
        return self.reply(request, response)

    def streamed(self, request: Any) -> Any:
        """Return the response to one request of a stream."""
        result = self.answer(request.sale, request)
        if isinstance(result, Decision):
            return service_pb2.StreamDecideResponse(decision=result)
        return service_pb2.StreamDecideResponse(error=result)

    def _item(self, sale: Sale, request: Any) -> Any:
        result = self.answer(sale, request)
        if isinstance(result, Decision):
            return service_pb2.BatchDecideItem(decision=result)
        return service_pb2.BatchDecideItem(error=result)

    def _called(self, request: Any, context: Any) -> None:
        self.calls += 1
        self.metadata.append(dict(context.invocation_metadata()))
        if request is not None:
            self.requests.append(request)
        if self.headers:
            context.send_initial_metadata(self.headers)
        self.before(context)
        if self.failures:
            context.abort_with_status(rpc_status.to_status(self.failures.popleft()))


@contextmanager
def serving(
    fake: FakeLicet, place: str = "127.0.0.1:0", credentials: grpc.ServerCredentials | None = None
) -> Iterator[FakeLicet]:
    """Serve on loopback for as long as the context lasts."""
    with ThreadPoolExecutor(8) as threads:
        server = grpc.server(threads)
        service_pb2_grpc.add_LicenseDecisionServiceServicer_to_server(fake, server)
        service_pb2_grpc.add_RuleSetServiceServicer_to_server(fake, server)
        if credentials is None:
            port = server.add_insecure_port(place)
        else:
            port = server.add_secure_port(place, credentials)
        fake.target = place if place.startswith("unix:") else f"{place.rpartition(':')[0]}:{port}"
        server.start()
        try:
            yield fake
        finally:
            server.stop(0).wait()


class Blocking:
    """Asks through `Client`."""

    def __init__(self, target: str, **options: Any) -> None:
        self._target = target
        self._options = {"retries": QUICK} | options

    def ask(self, method: str, *given: Any, **options: Any) -> Any:
        with Client(self._target, **self._options) as client:
            return getattr(client, method)(*given, **options)

    def stream(self, sales: Iterable[Any], **options: Any) -> list[Result]:
        with Client(self._target, **self._options) as client:
            return list(client.stream_decide(sales, **options))

    def provisions(self, *given: Any) -> list[str]:
        with Client(self._target, **self._options) as client:
            return [provision.provision_id for provision in client.list_provisions(*given)]


class WithAsyncio:
    """Asks through `AsyncClient`."""

    def __init__(self, target: str, **options: Any) -> None:
        self._target = target
        self._options = {"retries": QUICK} | options

    def ask(self, method: str, *given: Any, **options: Any) -> Any:
        async def asked() -> Any:
            async with AsyncClient(self._target, **self._options) as client:
                return await getattr(client, method)(*given, **options)

        return asyncio.run(asked())

    def stream(self, sales: Iterable[Any], **options: Any) -> list[Result]:
        async def asked() -> list[Result]:
            async with AsyncClient(self._target, **self._options) as client:
                return [result async for result in client.stream_decide(each(sales), **options)]

        return asyncio.run(asked())

    def provisions(self, *given: Any) -> list[str]:
        async def asked() -> list[str]:
            async with AsyncClient(self._target, **self._options) as client:
                return [found.provision_id async for found in client.list_provisions(*given)]

        return asyncio.run(asked())


async def each(sales: Iterable[Any]) -> AsyncIterator[Any]:
    for sale in sales:
        yield sale


Asker = type[Blocking] | type[WithAsyncio]
