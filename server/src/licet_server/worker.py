"""One worker of a server: a process that loads the rules, and answers until it is told to stop.

It is told what to do on stdin, says on stdout what it has done, and logs to stderr. When stdin
closes, whoever started it is gone, and so it stops as well.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import pickle
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Protocol

import grpc
import uvloop
from licet_engine.errors import EngineFault, LicetError
from structlog.typing import FilteringBoundLogger

from licet_server.app import Licet
from licet_server.decision_log.archiving import archived
from licet_server.decision_log.errors import LogError
from licet_server.decision_log.keeping import DecisionLog, LogSettings, opened
from licet_server.decision_log.writing import utc_now
from licet_server.exchanging import LONGEST, Exchange, RulesAt, say, settle
from licet_server.listening import Address, Tls
from licet_server.service.answers import Answers
from licet_server.service.call_log import Libraries, json_logger
from licet_server.service.failures import log_fault
from licet_server.service.limits import Limits
from licet_server.service.serving import LOG_HEALTH, RULES_HEALTH, Server, licet_server
from licet_server.service.standing import Standing
from licet_server.service.timing import Timing
from licet_server.service.turns import Turns
from licet_server.settings import Settings

UNSOUND = 3
"""The exit code of a worker whose engine has failed: another one must take its place."""
DEAF = 4
"""The exit code of a worker whose gRPC has stopped by itself: likewise."""
ALLOCATIONS = 20_000
"""Objects that a worker makes before cycles are looked for among them."""
_REFUSED = 2
_LOOK = 0.5
_SWITCH = 0.001


class Sound(Protocol):
    """What a worker watches while it answers."""

    def ensure_sound(self) -> None:
        """Raise `EngineFault` once the engine has failed."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a worker is told: where to listen, and the rules that it must find there."""

    settings: Settings
    revision: str
    address: Address
    tls: Tls | None
    limits: Limits
    timing: Timing
    log: LogSettings
    number: int = 0
    """Of the rules: those that take their place have the next."""
    since: str = field(default_factory=utc_now)
    """Since when these rules answer."""


def main() -> None:
    """Work as stdin says, and end the process."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a terminal tells the parent too, which decides
    assignment: Assignment = pickle.load(sys.stdin.buffer)  # noqa: S301 (our parent's)
    # Calls must not wait long for a thread that decides.
    sys.setswitchinterval(_SWITCH)
    logger = json_logger(sys.stderr, pid=os.getpid())
    logging.basicConfig(handlers=[Libraries(logger)])
    try:
        code = uvloop.run(_work(assignment, logger))
    except LicetError as error:
        logger.critical("refused", reason=str(error))
        code = _REFUSED
    sys.exit(code)


async def _work(assignment: Assignment, logger: FilteringBoundLogger) -> int:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    first = RulesAt(assignment.settings.directory, assignment.revision)
    load = partial(_loaded, assignment, logger, Turns())
    answers = load(first)
    settle()
    # An answer makes few cycles and many tuples: looked for less often, they cost a tenth less.
    gc.set_threshold(ALLOCATIONS)
    log = _log(assignment, logger)
    standing = Standing(assignment.since)
    exchange = Exchange(answers, assignment.settings.packs, load, log, standing)
    server = licet_server(exchange.current, logger, assignment.timing, log, standing)
    _listen(server, assignment)
    await server.start()
    beside = (
        asyncio.create_task(_obey(exchange, server, stop)),
        asyncio.create_task(_tell_of(log, server)),
    )
    say(ready=os.getpid())
    code = await _until(stop, exchange.current, server.listens)
    for task in beside:
        task.cancel()
    await server.drain()
    await exchange.close()
    await log.close()
    return code


def _loaded(
    assignment: Assignment, logger: FilteringBoundLogger, turns: Turns, rules: RulesAt
) -> Answers:
    """Return the answers of rules; raises `LicetError` for rules that are not those meant."""
    settings = replace(assignment.settings, rules=rules.directory)
    licet = Licet(settings, rehearsed=False, between=turns.pause)
    try:
        refuse_other_rules(licet, rules.revision)
    except EngineFault:
        licet.close()
        raise
    return Answers(licet, assignment.limits, turns, date.today, partial(log_fault, logger))


def _log(assignment: Assignment, logger: FilteringBoundLogger) -> DecisionLog:
    """Return the log of this worker, with the rules in it; raises `LogError`."""
    settings = assignment.settings
    rules = partial(archived, assignment.revision, settings.packs, settings.directory)
    chronicle = opened(assignment.log, rules)
    return DecisionLog(assignment.log.policy, chronicle, partial(_log_failed, logger))


async def _obey(exchange: Exchange, server: Server, stop: asyncio.Event) -> None:
    """Do what the parent says, and stop once it has gone."""
    reader = asyncio.StreamReader(limit=LONGEST)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )

    async def tell(healthy: bool) -> None:
        await server.tell(RULES_HEALTH, healthy=healthy)

    try:
        await exchange.obey(reader, tell)
    finally:
        stop.set()


async def _tell_of(log: DecisionLog, server: Server) -> None:
    """Keep telling whether answers can be logged."""
    while True:
        await server.tell(LOG_HEALTH, healthy=log.error is None)
        await asyncio.sleep(_LOOK)


def _log_failed(logger: FilteringBoundLogger, error: LogError) -> None:
    logger.error("decision log failed", kind=type(error).__name__, said=str(error))


def refuse_other_rules(licet: Licet, revision: str) -> None:
    """Raise `EngineFault` for rules other than those that were rehearsed."""
    if licet.rules.revision != revision:
        raise EngineFault(
            f"the rules are of revision {licet.rules.revision}, and {revision} was rehearsed: "
            "the files changed while the server started"
        )


def _listen(server: Server, assignment: Assignment) -> None:
    tls, where = assignment.tls, str(assignment.address)
    if tls is None:
        server.grpc.add_insecure_port(where)
        return
    credentials = grpc.ssl_server_credentials(
        [(tls.key, tls.certificate)], tls.client_ca, tls.client_ca is not None
    )
    server.grpc.add_secure_port(where, credentials)


async def _until(
    stop: asyncio.Event, rules: Sound, listens: Callable[[], bool] = lambda: True
) -> int:
    """Wait to be told to stop, and return 0, or for a failure, and return `UNSOUND` or `DEAF`."""
    while not stop.is_set():
        if not listens():
            return DEAF
        try:
            rules.ensure_sound()
            await asyncio.wait_for(stop.wait(), _LOOK)
        except TimeoutError:
            continue
        except EngineFault:
            return UNSOUND
    return 0


if __name__ == "__main__":
    main()
