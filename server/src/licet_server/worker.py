"""One worker of a server: a process that loads the rules, and answers until it is told to stop.

It is told what to do on stdin, says on stdout that it is ready, and logs to stderr. When stdin
closes, whoever started it is gone, and so it stops as well.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import pickle
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import grpc
import uvloop
from licet_engine.errors import EngineFault, LicetError
from structlog.typing import FilteringBoundLogger

from licet_server.app import Licet
from licet_server.decision_log.archiving import archived
from licet_server.decision_log.errors import LogError
from licet_server.decision_log.keeping import DecisionLog, LogSettings, opened
from licet_server.listening import Address, Tls
from licet_server.service.answers import Answers
from licet_server.service.call_log import Libraries, json_logger
from licet_server.service.failures import log_fault
from licet_server.service.limits import Limits
from licet_server.service.serving import Server, licet_server
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


def main() -> None:
    """Work as stdin says, and end the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells the parent too, which decides
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
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    turns = Turns()
    with Licet(assignment.settings, rehearsed=False, between=turns.pause) as licet:
        refuse_other_rules(licet, assignment.revision)
        noticed = partial(log_fault, logger)
        # What is loaded stays: the collector need not walk it again, which stops every thread.
        gc.collect()
        gc.freeze()
        # An answer makes few cycles and many tuples: looked for less often, they cost a tenth less.
        gc.set_threshold(ALLOCATIONS)
        rules = partial(
            archived, assignment.revision, assignment.settings.packs, licet.settings.directory
        )
        chronicle = opened(assignment.log, rules)
        log = DecisionLog(assignment.log.policy, chronicle, partial(_log_failed, logger))
        answers = Answers(licet, assignment.limits, turns, date.today, noticed)
        server = licet_server(answers, logger, assignment.timing, log)
        _listen(server, assignment)
        await server.start()
        _stop_with_parent(loop, stop)
        sys.stdout.write(json.dumps({"ready": os.getpid()}) + "\n")
        sys.stdout.flush()
        code = await _until(stop, licet, server.listens)
        await server.drain()
        answers.close()
        await log.close()
    return code


def _log_failed(logger: FilteringBoundLogger, error: LogError) -> None:
    logger.error("decision log failed", kind=type(error).__name__, said=str(error))


def _stop_with_parent(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Stop once stdin closes, and hear it once: a closed stdin says so for ever."""
    stdin = sys.stdin.fileno()

    def closed() -> None:
        loop.remove_reader(stdin)
        stop.set()

    loop.add_reader(stdin, closed)


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
    stop: asyncio.Event, licet: Licet, listens: Callable[[], bool] = lambda: True
) -> int:
    """Wait to be told to stop, and return 0, or for a failure, and return `UNSOUND` or `DEAF`."""
    while not stop.is_set():
        if not listens():
            return DEAF
        try:
            licet.ensure_sound()
            await asyncio.wait_for(stop.wait(), _LOOK)
        except TimeoutError:
            continue
        except EngineFault:
            return UNSOUND
    return 0


if __name__ == "__main__":
    main()
