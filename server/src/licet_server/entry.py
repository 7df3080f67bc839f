"""The `licet-server` command.

Exit codes: 0 stopped as told; 1 a fault, as rules that fail their rehearsal; 2 wrong use, or
rules or files that cannot be read.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from licet_engine.errors import EngineFault, LicetError, RuleSetError
from licet_engine.lists import Knowledge
from structlog.typing import FilteringBoundLogger

from licet_server.decision_log.keeping import LogSettings
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.preparing import prepare
from licet_server.decision_log.writing import utc_now
from licet_server.listening import (
    USUALLY_AT,
    ListenError,
    Tls,
    address,
    read_tls,
    refuse_plaintext,
    reserved,
)
from licet_server.log_commands.commands import log_app
from licet_server.posts import WorkerError
from licet_server.reloading import Source
from licet_server.service.call_log import Libraries, json_logger
from licet_server.service.limits import Limits
from licet_server.service.timing import Timing
from licet_server.settings import ALL_PACKS, Settings, state
from licet_server.snapshots import Seen, Snapshots, named_from
from licet_server.supervising import Supervisor, hangups
from licet_server.telling import UnhealthyError, status
from licet_server.trying import Trial, tried
from licet_server.watching import copied, still_written
from licet_server.worker import Assignment

_FAULT, _BAD_INPUT = 1, 2
_USUAL = Timing()
_EVERY_PACK = ",".join(ALL_PACKS)
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(log_app, name="log")


def main() -> None:
    """Run the command that the arguments name, and end the process."""
    logging.basicConfig(handlers=[Libraries(json_logger(sys.stderr, pid=os.getpid()))])
    sys.exit(run())


def run(arguments: list[str] | None = None) -> int:
    """Return the exit code of a command."""
    try:
        app(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else _BAD_INPUT
    except (EngineFault, WorkerError, UnhealthyError) as error:
        return _said(_FAULT, error)
    except LicetError as error:
        return _said(_BAD_INPUT, error)
    return 0


def _said(code: int, error: Exception) -> int:
    for line in str(error).splitlines():
        sys.stderr.write(f"licet-server: {line}\n")
    return code


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"licet-server {version('licet')}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Answer ERP systems whether sales may go out."""


def _option(help_: str, metavar: str | None = None) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(help=help_, metavar=metavar)
    return found


def _seconds(help_: str) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(min=0.1, max=86_400.0, help=f"Seconds: {help_}")
    return found


Rules = Annotated[Path | None, _option("Rules other than the shipped ones.", "DIR")]
Packs = Annotated[str, _option("Packs of rules, by comma.", "NAMES")]
Known = Annotated[Knowledge, _option("Known from its announcement, or from its publication.")]
Listen = Annotated[str, _option("Port 0: any free one.", "HOST:PORT")]
Workers = Annotated[
    int | None, typer.Option(min=1, max=256, help="Processes; without it, one a core.")
]
Certificate = Annotated[Path | None, _option("Certificate chain, PEM.", "FILE")]
PrivateKey = Annotated[Path | None, _option("Its private key, PEM.", "FILE")]
ClientCa = Annotated[
    Path | None, _option("Take only callers with a certificate of these, PEM.", "FILE")
]
Plaintext = Annotated[
    bool, typer.Option("--plaintext-beyond-loopback", help="Listen to others without TLS.")
]
Handshake = Annotated[float, _seconds("For a caller to say hello.")]
PingAfter = Annotated[float, _seconds("Of silence, to a ping.")]
PingTimeout = Annotated[float, _seconds("For the answer to a ping.")]
Age = Annotated[float, _seconds("That a connection may last.")]
AgeGrace = Annotated[float, _seconds("More, for its calls.")]
Drain = Annotated[float, _seconds("For running calls at a stop.")]
Reload = Annotated[bool, typer.Option(help="Take up rules when they change; SIGHUP always does.")]
Settle = Annotated[float, _seconds("For rule files to lie still, before they are tried.")]
Policy = Annotated[LogPolicy, _option("Answers leave logged, perhaps unlogged, or are not logged.")]
LogPlace = Annotated[
    str | None, _option("Decision log: a directory, or a URL of PostgreSQL.", "DIR|URL")
]
LogKey = Annotated[Path | None, _option("Key that signs the log, PEM; made if not there.", "FILE")]
Witness = Annotated[Path | None, _option("A second place for the log's seals.", "DIR")]
Metrics = Annotated[str | None, _option("Figures for Prometheus, over HTTP.", "HOST:PORT")]


app.command()(status)


@app.command()
def serve(  # noqa: PLR0913 (one parameter for each flag)
    *,
    rules: Rules = None,
    packs: Packs = _EVERY_PACK,
    knowledge: Known = Knowledge.ANNOUNCED,
    listen: Listen = USUALLY_AT,
    workers: Workers = None,
    tls_cert: Certificate = None,
    tls_key: PrivateKey = None,
    tls_client_ca: ClientCa = None,
    plaintext_beyond_loopback: Plaintext = False,
    handshake: Handshake = _USUAL.handshake,
    ping_after: PingAfter = _USUAL.ping_after,
    ping_timeout: PingTimeout = _USUAL.ping_timeout,
    age: Age = _USUAL.age,
    age_grace: AgeGrace = _USUAL.age_grace,
    drain: Drain = _USUAL.drain,
    log_policy: Policy = LogPolicy.BEFORE_ANSWER,
    log: LogPlace = None,
    log_key: LogKey = None,
    witness: Witness = None,
    reload: Reload = True,
    settle: Settle = 1.0,
    metrics: Metrics = None,
) -> None:
    """Answer over gRPC until SIGTERM, which lets running calls finish."""
    at = address(listen)
    tls = _tls(tls_cert, tls_key, tls_client_ca)
    refuse_plaintext(at, tls, allowed=plaintext_beyond_loopback)
    timing = Timing(handshake, ping_after, ping_timeout, age, age_grace, drain)
    settings = Settings(rules, _names(packs), knowledge=knowledge, active=True)
    kept = LogSettings(
        log_policy, log or str(state() / "log"), log_key or state() / "log-key.pem", witness
    )
    wanted = Assignment(settings, "", at, tls, Limits(), timing, kept)
    _serve(wanted, workers or len(os.sched_getaffinity(0)), _Watch(reload, settle), metrics)


@dataclass(frozen=True, slots=True)
class _Watch:
    """Whether changes of the rules are looked for, and for how long they must lie still."""

    watched: bool
    settle: float


def _serve(wanted: Assignment, workers: int, watch: _Watch, metrics: str | None) -> None:
    """Try the rules, keep the port, and keep workers at it."""
    metered_at = None if metrics is None else address(metrics)
    logger = json_logger(sys.stderr, pid=os.getpid())
    with hangups() as asked, Snapshots(state() / "rules") as snapshots:
        prepare(wanted.log)
        source, first = _tried(wanted.settings, snapshots, watch, logger)
        if not source.active:
            logger.warning("not every pack is served: no decision may be acted on")
        kept, found = reserved(wanted.address)
        with kept:
            assignment = replace(
                wanted,
                settings=replace(wanted.settings, rules=first.snapshot),
                revision=first.revision,
                address=found,
                since=utc_now(),
            )
            asyncio.run(Supervisor(assignment, workers, logger, source, metered_at, asked).run())


@dataclass(frozen=True, slots=True)
class _First:
    """The rules that serve first: a copy of them, and its revision."""

    snapshot: Path
    revision: str


def _tried(
    settings: Settings, snapshots: Snapshots, watch: _Watch, logger: FilteringBoundLogger
) -> tuple[Source, _First]:
    """Try the rules on a copy, before any worker loads it; raises `LicetError` with the reasons."""
    directory = settings.directory
    waiting = partial(still_written, logger, directory)

    async def result() -> tuple[tuple[Seen, ...], Path, Trial]:
        found, snapshot = await copied(directory, snapshots, watch.settle, waiting)
        return found, snapshot, await tried(replace(settings, rules=snapshot))

    found, snapshot, trial = asyncio.run(result())
    if trial.reasons:
        said = named_from("\n".join(trial.reasons), snapshot, str(directory))
        raise (EngineFault if trial.fault else RuleSetError)(said)
    source = Source(directory, snapshots, found, trial.active, watch.watched, watch.settle)
    return source, _First(snapshot, trial.revision)


def _names(packs: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in packs.split(",")))
    if not all(names):
        raise typer.BadParameter("name at least one pack, such as us_ear", param_hint="--packs")
    return names


def _tls(certificate: Path | None, key: Path | None, client_ca: Path | None) -> Tls | None:
    if certificate is None and key is None and client_ca is None:
        return None
    if certificate is None or key is None:
        raise ListenError("TLS needs both --tls-cert and --tls-key")
    return read_tls(certificate, key, client_ca)


if __name__ == "__main__":
    main()
