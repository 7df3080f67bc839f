"""The `licet-server` command.

Exit codes: 0 stopped as told; 1 a fault, as rules that fail their rehearsal; 2 wrong use, or
rules or files that cannot be read.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from licet_engine.errors import EngineFault, LicetError
from licet_engine.lists import Knowledge

from licet_server.app import Licet
from licet_server.listening import (
    ListenError,
    Tls,
    address,
    read_tls,
    refuse_plaintext,
    reserved,
)
from licet_server.service.call_log import json_logger
from licet_server.service.limits import Limits
from licet_server.service.timing import Timing
from licet_server.settings import ALL_PACKS, Settings
from licet_server.supervising import Supervisor, WorkerError
from licet_server.worker import Assignment

_FAULT, _BAD_INPUT = 1, 2
_USUAL = Timing()
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def main() -> None:
    """Run the command that the arguments name, and end the process."""
    sys.exit(run())


def run(arguments: list[str] | None = None) -> int:
    """Return the exit code of a command."""
    try:
        app(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else _BAD_INPUT
    except (EngineFault, WorkerError) as error:
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


@app.command()
def serve(  # noqa: PLR0913 (one parameter for each flag)
    *,
    rules: Annotated[Path | None, _option("Rules other than the shipped ones.", "DIR")] = None,
    packs: Annotated[str, _option("Packs of rules, by comma.", "NAMES")] = ",".join(ALL_PACKS),
    knowledge: Annotated[
        Knowledge, _option("Known from its announcement, or from its publication.")
    ] = Knowledge.ANNOUNCED,
    listen: Annotated[str, _option("Port 0: any free one.", "HOST:PORT")] = "127.0.0.1:50051",
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes; without it, one a core.")
    ] = None,
    tls_cert: Annotated[Path | None, _option("Certificate chain, PEM.", "FILE")] = None,
    tls_key: Annotated[Path | None, _option("Its private key, PEM.", "FILE")] = None,
    tls_client_ca: Annotated[
        Path | None, _option("Take only callers with a certificate of these, PEM.", "FILE")
    ] = None,
    plaintext_beyond_loopback: Annotated[
        bool, typer.Option("--plaintext-beyond-loopback", help="Listen to others without TLS.")
    ] = False,
    handshake: Annotated[float, _option("Seconds for a caller to say hello.")] = _USUAL.handshake,
    ping_after: Annotated[float, _option("Seconds of silence to a ping.")] = _USUAL.ping_after,
    ping_timeout: Annotated[float, _option("Seconds for its answer.")] = _USUAL.ping_timeout,
    age: Annotated[float, _option("Seconds that a connection may last.")] = _USUAL.age,
    age_grace: Annotated[float, _option("Seconds more for its calls.")] = _USUAL.age_grace,
    drain: Annotated[float, _option("Seconds for running calls at a stop.")] = _USUAL.drain,
) -> None:
    """Answer over gRPC until SIGTERM, which lets running calls finish."""
    at = address(listen)
    tls = _tls(tls_cert, tls_key, tls_client_ca)
    refuse_plaintext(at, tls, allowed=plaintext_beyond_loopback)
    timing = Timing(handshake, ping_after, ping_timeout, age, age_grace, drain)
    settings = Settings(rules, _names(packs), knowledge=knowledge, active=True)
    logger = json_logger(sys.stderr, pid=os.getpid())
    rehearsed = _rehearsed(settings)
    if not rehearsed.active:
        logger.warning("not every pack is served: no decision may be acted on")
    kept, found = reserved(at)
    with kept:
        assignment = Assignment(settings, rehearsed.revision, found, tls, Limits(), timing)
        count = workers or len(os.sched_getaffinity(0))
        asyncio.run(Supervisor(assignment, count, logger).run())


@dataclass(frozen=True, slots=True)
class _Rehearsed:
    revision: str
    active: bool


def _rehearsed(settings: Settings) -> _Rehearsed:
    """Try the rules in a child process before any worker loads them."""
    with Licet(settings) as licet:
        return _Rehearsed(licet.rules.revision, licet.active)


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
