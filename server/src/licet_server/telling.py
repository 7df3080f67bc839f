"""`licet-server status`: how a running server fares, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import grpc
import typer
from google.protobuf.json_format import MessageToDict
from grpc_health.v1 import health_pb2, health_pb2_grpc
from licet.v1 import service_pb2, service_pb2_grpc
from licet_engine.errors import LicetError

from licet_server.listening import USUALLY_AT, ListenError, address
from licet_server.service.serving import LOG_HEALTH, RULES_HEALTH

_SECONDS = 10.0
_ASKED = {"server": "", "rules": RULES_HEALTH, "log": LOG_HEALTH}


class UnhealthyError(LicetError):
    """A server refused rules, or cannot log answers."""


class UnreachableError(LicetError):
    """No server answers, or it is none of ours."""


def _option(help_: str, metavar: str) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(help=help_, metavar=metavar)
    return found


Target = Annotated[str, _option("Where the server listens.", "HOST:PORT")]
Authorities = Annotated[Path | None, _option("TLS: certificates to trust, PEM.", "FILE")]
Certificate = Annotated[Path | None, _option("TLS: a certificate to show, PEM.", "FILE")]
PrivateKey = Annotated[Path | None, _option("TLS: its private key, PEM.", "FILE")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")]


def status(
    *,
    target: Target = USUALLY_AT,
    tls_ca: Authorities = None,
    tls_cert: Certificate = None,
    tls_key: PrivateKey = None,
    as_json: AsJson = False,
) -> None:
    """Tell how a server fares: 0 fine, 1 rules refused or answers not logged, 2 out of reach."""
    told = asked(str(address(target)), _trust(tls_ca, tls_cert, tls_key))
    typer.echo(json_of(told) if as_json else "\n".join(in_words(told)))
    if not told.fine:
        raise UnhealthyError(f"not all is well with `{target}`")


@dataclass(frozen=True, slots=True)
class Trust:
    """Certificates for a server behind TLS: whom to trust, and who asks; PEM."""

    authorities: bytes
    key: bytes | None = None
    certificate: bytes | None = None


def _trust(ca: Path | None, certificate: Path | None, key: Path | None) -> Trust | None:
    if ca is None:
        return None
    try:
        own = [None if file is None else file.read_bytes() for file in (key, certificate)]
        return Trust(ca.read_bytes(), *own)
    except OSError as error:
        raise ListenError(f"cannot be read for TLS: {error}") from error


@dataclass(frozen=True, slots=True)
class Told:
    """What a server says of itself, and whether what it is asked for is healthy."""

    status: service_pb2.GetStatusResponse
    healthy: dict[str, bool]

    @property
    def fine(self) -> bool:
        """Whether nothing was refused, and answers can be logged."""
        own = self.status
        return (
            all(self.healthy.values())
            and not own.HasField("refused")
            and not own.HasField("log_error")
        )


def asked(target: str, trust: Trust | None) -> Told:
    """Return what the server at an address says of itself; raises `UnreachableError`."""
    try:
        with _channel(target, trust) as channel:
            ask = service_pb2_grpc.StatusServiceStub(channel).GetStatus
            status = ask(service_pb2.GetStatusRequest(), timeout=_SECONDS)
            return Told(status, {name: _is_healthy(channel, _ASKED[name]) for name in _ASKED})
    except grpc.RpcError as error:
        code, said = error.code().name, error.details()
        raise UnreachableError(f"no status from `{target}`: {code}: {said}") from error


def _channel(target: str, trust: Trust | None) -> grpc.Channel:
    if trust is None:
        return grpc.insecure_channel(target)
    known = grpc.ssl_channel_credentials(trust.authorities, trust.key, trust.certificate)
    return grpc.secure_channel(target, known)


def _is_healthy(channel: grpc.Channel, service: str) -> bool:
    asked_for = health_pb2.HealthCheckRequest(service=service)
    stub: Any = health_pb2_grpc.HealthStub(channel)  # its types know no methods
    told = stub.Check(asked_for, timeout=_SECONDS)
    return bool(told.status == health_pb2.HealthCheckResponse.SERVING)


def json_of(told: Told) -> str:
    """Return what a server says as one JSON object."""
    found: dict[str, Any] = {"fine": told.fine, "healthy": told.healthy}
    return json.dumps(found | MessageToDict(told.status, preserving_proto_field_name=True))


def in_words(told: Told) -> Iterator[str]:
    """Yield what a server says, line by line, what is wrong first."""
    own = told.status
    if own.HasField("refused"):
        yield from _refused(own.refused)
    if own.HasField("log_error"):
        yield f"ANSWERS ARE NOT LOGGED: {own.log_error}"
    for name in (name for name, healthy in told.healthy.items() if not healthy):
        yield f"NOT HEALTHY: {name}"
    yield f"rules     {own.revision} since {own.active_since}"
    yield f"packs     {', '.join(own.packs)}"
    yield f"log       {own.log_policy.policy}"
    yield f"licet     {own.version}, worker {own.worker_pid}"


def _refused(refused: service_pb2.RefusedRuleSet) -> Iterator[str]:
    of = f" of revision {refused.revision}" if refused.revision else ""
    yield f"RULES REFUSED{of} since {refused.since}; the last good ones still answer"
    yield from (f"  {reason}" for reason in refused.reasons)
