"""Where the server is, and whether the way to it may be plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from ipaddress import IPv6Address, ip_address
from pathlib import Path

import grpc

from licet_client.errors import InsecureTarget, InvalidTarget

_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?")
_PORT = re.compile(r"[0-9]{1,5}")
_LAST_PORT = 65_535
_LARGEST_ANSWER = 64 * 1024 * 1024
_PEM = b"-----BEGIN "


@dataclass(frozen=True, slots=True)
class Tls:
    """What proves who is who: PEM as bytes, or a file that holds it.

    `ca` is whom to trust with the server's certificate, None for gRPC's own roots. `certificate`
    and `key` are the client's own, both or neither. Raises `ValueError` for one without the other.
    """

    ca: bytes | Path | None = None
    certificate: bytes | Path | None = None
    key: bytes | Path | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("a client's certificate needs its key, and a key its certificate")

    def credentials(self) -> grpc.ChannelCredentials:
        """Return the credentials of a channel; raises `OSError` and `ValueError` for bad files."""
        return grpc.ssl_channel_credentials(
            root_certificates=_pem(self.ca, "ca"),
            private_key=_pem(self.key, "key"),
            certificate_chain=_pem(self.certificate, "certificate"),
        )


@dataclass(frozen=True, slots=True)
class Way:
    """How a server is reached, in gRPC's words; `local` if the way never leaves this machine."""

    uri: str
    local: bool
    credentials: grpc.ChannelCredentials | None = None

    @property
    def options(self) -> tuple[tuple[str, int], ...]:
        """The options of a channel."""
        options = (
            ("grpc.max_receive_message_length", _LARGEST_ANSWER),
            ("grpc.max_send_message_length", -1),
            # Clients of one target do not share a connection: each may come to another worker.
            ("grpc.use_local_subchannel_pool", 1),
            # A restarted server is found soon; gRPC itself would stay away for up to two minutes.
            ("grpc.initial_reconnect_backoff_ms", 100),
            ("grpc.max_reconnect_backoff_ms", 5_000),
        )
        # INVARIANT: plain text for this machine is not handed to a proxy from the environment.
        return (*options, ("grpc.enable_http_proxy", 0)) if self.local else options

    def channel(self) -> grpc.Channel:
        """Return a channel, which connects when it is first used."""
        if self.credentials is None:
            return grpc.insecure_channel(self.uri, self.options)
        return grpc.secure_channel(self.uri, self.credentials, self.options)

    def async_channel(self) -> grpc.aio.Channel:
        """Return a channel of the running event loop, which connects when it is first used."""
        if self.credentials is None:
            return grpc.aio.insecure_channel(self.uri, self.options)
        return grpc.aio.secure_channel(self.uri, self.credentials, self.options)


def way(target: str, tls: Tls | None, *, plaintext: bool) -> Way:
    """Return the way to a target, which is encrypted, or local, or was asked to be plain text.

    Raises `InvalidTarget`, `InsecureTarget`, and `OSError` or `ValueError` for bad certificates.
    """
    found = _way(target)
    if tls is not None and plaintext:
        raise ValueError("give `tls` or `plaintext=True`, not both")
    if tls is None and not (found.local or plaintext):
        raise InsecureTarget(
            f"`{target}` is beyond this machine and nothing would encrypt the way to it: "
            "give `tls`, or `plaintext=True` where the way is safe"
        )
    return found if tls is None else replace(found, credentials=tls.credentials())


def _way(target: str) -> Way:
    """Read `host:port`, `[v6]:port` or `unix:/path`; raises `InvalidTarget`."""
    if target.startswith("unix:"):
        if not Path(target.removeprefix("unix:").removeprefix("//")).is_absolute():
            raise _invalid(target, "a socket is given by its whole path")
        return Way(target, local=True)
    host, separator, port = target.rpartition(":")
    if not separator or not host:
        raise _invalid(target, "it has no host or no port")
    if not _PORT.fullmatch(port) or not 0 < int(port) <= _LAST_PORT:
        raise _invalid(target, f"a port is a number from 1 to {_LAST_PORT}")
    return Way(f"dns:///{target}", local=_is_local(target, host))


def _is_local(target: str, host: str) -> bool:
    if host.startswith("[") and host.endswith("]"):
        return _v6(target, host[1:-1]).is_loopback
    if ":" in host and "/" not in host:
        raise _invalid(target, "an IPv6 address stands in brackets, as in [::1]:50051")
    if not _HOST.fullmatch(host):
        raise _invalid(target, "its host is no name and no address")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower().removesuffix(".") == "localhost"


def _v6(target: str, written: str) -> IPv6Address:
    try:
        found = IPv6Address(written)
    except ValueError:
        raise _invalid(target, "what stands in brackets is no IPv6 address") from None
    if found.scope_id is not None:
        raise _invalid(target, "an IPv6 address with a zone is not taken")
    return found


def _invalid(target: str, why: str) -> InvalidTarget:
    return InvalidTarget(f"`{target}` is no target: {why}; write host:port or unix:/path")


def _pem(given: bytes | Path | None, name: str) -> bytes | None:
    content = given.read_bytes() if isinstance(given, Path) else given
    if content is not None and _PEM not in content:
        raise ValueError(f"`{name}` is not PEM: it has no line that begins with -----BEGIN")
    return content
