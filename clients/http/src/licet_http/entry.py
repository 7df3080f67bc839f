"""The `licet-server` command with the door in front of it: `licet-server http`.

The door is a caller of the server, which therefore does not know it; what the server's own command
can do is taken as it is.
"""

from __future__ import annotations

import json
import signal
import socket
import ssl
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from licet_client import InvalidTarget
from licet_client import Tls as Papers
from licet_client.targets import Way, way
from licet_server.entry import app
from licet_server.entry import main as server_main
from licet_server.listening import (
    USUALLY_AT,
    Address,
    ListenError,
    Tls,
    address,
    read_tls,
    refuse_plaintext,
)

from licet_http.door import Bounds, Door
from licet_http.listening import Unspoken
from licet_http.transcoding import write_envoy

_USUALLY_AT = "127.0.0.1:8080"
_KEPT_ALIVE = 5
_DRAIN = 30
_ANSWERING = 60.0

Listen = Annotated[str, typer.Option(metavar="HOST:PORT", help="Port 0: any free one.")]
Target = Annotated[str, typer.Option(metavar="HOST:PORT", help="The server that is asked.")]
TargetCa = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Whom to trust with its certificate, PEM.")
]
TargetCertificate = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The door's own certificate for it, PEM.")
]
TargetKey = Annotated[Path | None, typer.Option(metavar="FILE", help="The key of that, PEM.")]
TargetPlaintext = Annotated[
    bool, typer.Option("--target-plaintext", help="Ask it in plain text beyond this machine.")
]
Certificate = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Certificate chain for callers, PEM.")
]
PrivateKey = Annotated[Path | None, typer.Option(metavar="FILE", help="Its private key, PEM.")]
ClientCa = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Take only callers with a certificate of these, PEM."),
]
Plaintext = Annotated[
    bool, typer.Option("--plaintext-beyond-loopback", help="Listen to others without TLS.")
]
Answering = Annotated[
    float, typer.Option(min=0.1, max=86_400.0, help="Seconds: Until an answer must be there.")
]


@app.command("http")
def serve(  # noqa: PLR0913 (a command has as many parameters as options)
    *,
    listen: Listen = _USUALLY_AT,
    target: Target = USUALLY_AT,
    target_ca: TargetCa = None,
    target_cert: TargetCertificate = None,
    target_key: TargetKey = None,
    target_plaintext: TargetPlaintext = False,
    tls_cert: Certificate = None,
    tls_key: PrivateKey = None,
    tls_client_ca: ClientCa = None,
    plaintext_beyond_loopback: Plaintext = False,
    timeout: Answering = _ANSWERING,
) -> None:
    """Take questions as JSON over HTTP, and put each to a server, until SIGTERM."""
    at = address(listen)
    if (tls_cert is None) != (tls_key is None):
        raise ListenError("--tls-cert needs --tls-key, and --tls-key needs --tls-cert")
    tls = read_tls(tls_cert, tls_key, tls_client_ca) if tls_cert and tls_key else None
    refuse_plaintext(at, tls, allowed=plaintext_beyond_loopback)
    papers = Papers(target_ca, target_cert, target_key) if target_ca else None
    door = Door(_way(target, papers, target_plaintext), Bounds(answering=timeout), _said)
    config = uvicorn.Config(
        door.app(),
        log_config=None,
        access_log=False,
        server_header=False,
        http=Unspoken,
        ws="none",
        lifespan="on",
        timeout_keep_alive=_KEPT_ALIVE,
        timeout_graceful_shutdown=_DRAIN,
        ssl_certfile=tls_cert,
        ssl_keyfile=str(tls_key) if tls_key else None,
        ssl_ca_certs=str(tls_client_ca) if tls_client_ca else None,
        ssl_cert_reqs=ssl.CERT_REQUIRED if tls_client_ca else ssl.CERT_NONE,
    )
    _serve(config, at, tls)


@app.command("envoy")
def write_example(
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the files are written.")],
) -> None:
    """Write what Envoy needs in the place of `http`: its config, the services, and a guard."""
    write_envoy(out)


def _serve(config: uvicorn.Config, at: Address, tls: Tls | None) -> None:
    kept = _bound(at)
    host, port = kept.getsockname()[:2]
    scheme = "https" if tls else "http"
    _said({"event": "listening", "address": str(Address(host, port)), "scheme": scheme})
    # Once it has stopped, uvicorn sends itself again what it was stopped by: that is no fault.
    for stopping in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stopping, lambda _number, _frame: None)
    uvicorn.Server(config).run(sockets=[kept])


def _way(target: str, papers: Papers | None, plaintext: bool) -> Way:
    try:
        return way(target, papers, plaintext=plaintext)
    except (InvalidTarget, OSError, ValueError) as error:
        raise ListenError(f"--target: {error}") from error


def _bound(at: Address) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in at.host else socket.AF_INET
        return socket.create_server((at.host, at.port), family=family)
    except OSError as error:
        raise ListenError(f"cannot listen on `{at}`: {error.strerror or error}") from error


def _said(told: dict[str, object]) -> None:
    sys.stderr.write(f"{json.dumps(told)}\n")
    sys.stderr.flush()


def main() -> None:
    """Run the command that the arguments name, and end the process."""
    server_main()
