"""The server: services, health, reflection, interceptors and limits put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
import structlog
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from licet.v1 import service_pb2

from licet_server.decision_log.keeping import DecisionLog
from licet_server.service.call_log import CallLog
from licet_server.service.current import Current
from licet_server.service.decisions import LicenseDecisions
from licet_server.service.errors import DrainingError
from licet_server.service.failures import Failures
from licet_server.service.limits import Limits
from licet_server.service.logged import Logging
from licet_server.service.request_ids import identified
from licet_server.service.rule_sets import RuleSets
from licet_server.service.standing import Standing
from licet_server.service.status import Status
from licet_server.service.timing import Timing
from licet_server.service.unread import Unread
from licet_server.service.whole import whole
from licet_server.service.wrapping import Context, Interceptor

Handler = Callable[[Any, Any], Any]
_SERVICES = service_pb2.DESCRIPTOR.services_by_name
_DECISIONS = _SERVICES["LicenseDecisionService"].full_name
_RULE_SETS = _SERVICES["RuleSetService"].full_name
_STATUS = _SERVICES["StatusService"].full_name
SERVICES = (_DECISIONS, _RULE_SETS, _STATUS)
RULES_HEALTH, LOG_HEALTH = "licet.rules", "licet.log"
"""Not healthy while the rule files hold what was refused, or answers cannot be logged."""
_SECOND = 1000


class Watches:
    """Calls that no answer ends, as health's watches: a server that stops ends them itself.

    They are those of other services than `own`, whose calls are let finish.
    """

    def __init__(self, own: Collection[str]) -> None:
        self._own = own
        self._bounds: set[asyncio.Timeout] = set()

    @asynccontextmanager
    async def bounded(self, method: str, _: Context) -> AsyncIterator[None]:
        """Bound a call by the life of the server; raises `DrainingError` at its end."""
        if method.split("/")[1] in self._own:
            yield
            return
        bound = asyncio.timeout(None)
        self._bounds.add(bound)
        try:
            async with bound:
                yield
        except TimeoutError:
            raise DrainingError from None
        finally:
            self._bounds.discard(bound)

    def end(self) -> None:
        """End them all."""
        for bound in self._bounds:
            bound.reschedule(0)


@dataclass(slots=True)
class Server:
    """A server that is put together and not yet started; `drain` stops it."""

    grpc: Any
    health: health.aio.HealthServicer
    draining: asyncio.Event
    timing: Timing = field(default_factory=Timing)
    watches: Watches = field(default_factory=lambda: Watches(SERVICES))

    async def start(self) -> None:
        """Answer calls from now on."""
        await self.grpc.start()
        for name in ("", *SERVICES, RULES_HEALTH, LOG_HEALTH):
            await self.tell(name, healthy=True)

    async def tell(self, name: str, *, healthy: bool) -> None:
        """Tell how something is, to those who ask for its health."""
        told = health_pb2.HealthCheckResponse
        await self.health.set(name, told.SERVING if healthy else told.NOT_SERVING)

    def listens(self) -> bool:
        """Tell whether calls are taken; gRPC stops by itself where a caller's path is no UTF-8."""
        return bool(self.grpc._server.is_running())  # noqa: SLF001 (nothing public tells)

    async def drain(self) -> None:
        """Take no new calls, finish those that run, and stop; streams are ended."""
        await self.health.enter_graceful_shutdown()
        self.draining.set()
        self.watches.end()
        await self.grpc.stop(self.timing.drain)


def options(limits: Limits, timing: Timing) -> list[tuple[str, int]]:
    """Return what gRPC itself enforces."""
    return [
        ("grpc.so_reuseport", 1),
        ("grpc.max_receive_message_length", limits.request_bytes),
        ("grpc.max_send_message_length", -1),
        ("grpc.max_concurrent_streams", limits.streams),
        ("grpc.server_handshake_timeout_ms", int(timing.handshake * _SECOND)),
        ("grpc.keepalive_time_ms", int(timing.ping_after * _SECOND)),
        ("grpc.keepalive_timeout_ms", int(timing.ping_timeout * _SECOND)),
        # gRPC waits for the answer to a ping by a time of its own, unless both are set.
        ("grpc.http2.ping_timeout_ms", int(timing.ping_timeout * _SECOND)),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_recv_ping_interval_without_data_ms", 10 * _SECOND),
        ("grpc.max_connection_age_ms", int(timing.age * _SECOND)),
        ("grpc.max_connection_age_grace_ms", int(timing.age_grace * _SECOND)),
    ]


def assembled(
    handlers: Mapping[str, Mapping[str, Any]],
    logger: structlog.typing.FilteringBoundLogger,
    limits: Limits,
    timing: Timing,
) -> Server:
    """Return a server of some services, by name and method, with all that goes around calls."""
    watches = Watches(frozenset(handlers))
    around = (identified, CallLog(logger).logged, Failures(logger).told, watches.bounded)
    server = grpc.aio.server(
        interceptors=[Interceptor(each) for each in around],
        options=options(limits, timing),
    )
    for name, methods in handlers.items():
        generic = grpc.method_handlers_generic_handler(name, dict(methods))
        server.add_generic_rpc_handlers((generic,))
    answers_health = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(answers_health, server)
    names = (*handlers, health.SERVICE_NAME, reflection.SERVICE_NAME)
    reflection.enable_server_reflection(names, server)
    return Server(server, answers_health, asyncio.Event(), timing, watches)


def licet_server(
    current: Current,
    logger: structlog.typing.FilteringBoundLogger,
    timing: Timing,
    log: DecisionLog,
    standing: Standing,
) -> Server:
    """Return a server of Licet's own services."""
    limits = current.answers.limits
    draining, unread = asyncio.Event(), Unread(limits.unread_bytes)
    status = Status(current, log, standing)
    handlers = {
        _DECISIONS: decision_handlers(current, draining, unread, log),
        _RULE_SETS: rule_handlers(current, unread),
        _STATUS: {"GetStatus": whole(status.get_status, limits, unread)},
    }
    server = assembled(handlers, logger, limits, timing)
    server.draining = draining
    return server


def decision_handlers(
    current: Current, draining: asyncio.Event, unread: Unread, log: DecisionLog
) -> dict[str, Any]:
    """Return the handlers of `LicenseDecisionService`, on bytes."""
    calls = LicenseDecisions(current, draining, unread, Logging(log))
    limits = current.answers.limits
    return {
        "Decide": whole(calls.decide, limits, unread),
        "BatchDecide": whole(calls.batch_decide, limits, unread),
        "StreamDecide": grpc.stream_stream_rpc_method_handler(calls.stream_decide),
        "Explain": whole(calls.explain, limits, unread),
    }


def rule_handlers(current: Current, unread: Unread) -> dict[str, Any]:
    """Return the handlers of `RuleSetService`, on bytes."""
    calls, limits = RuleSets(current), current.answers.limits
    return {
        "GetRuleSet": whole(calls.get_rule_set, limits, unread),
        "ListProvisions": whole(calls.list_provisions, limits, unread),
    }
