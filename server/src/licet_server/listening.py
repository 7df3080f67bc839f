"""Where a server listens, and what makes it safe to."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from licet_engine.errors import LicetError

_ADDRESS = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s:\[\]]+)):(?P<port>[0-9]{1,5})")
USUALLY_AT = "127.0.0.1:50051"
_LAST_PORT = 65535
_LOOPBACK_NAMES = ("localhost", "ip6-localhost", "ip6-loopback")


class ListenError(LicetError):
    """A server cannot listen as it is told to, or should not."""


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port; port 0 stands for any that is free."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host.lower() in _LOOPBACK_NAMES:
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def address(text: str) -> Address:
    """Return the address that a text names; raises `ListenError` for none."""
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found["port"]) > _LAST_PORT:
        raise ListenError(f"`{text}` is no address: write HOST:PORT, such as 127.0.0.1:50051")
    return Address(found["v6"] or found["host"], int(found["port"]))


@dataclass(frozen=True, slots=True)
class Tls:
    """A certificate with its key; with a `client_ca`, callers must show one that it signed."""

    certificate: bytes
    key: bytes
    client_ca: bytes | None = None


def read_tls(certificate: Path, key: Path, client_ca: Path | None) -> Tls:
    """Return what files hold; raises `ListenError` where they cannot serve."""
    try:
        # An empty password refuses a key that has one, which would be asked for at the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
        authorities = client_ca.read_bytes() if client_ca is not None else None
        if authorities is not None:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_verify_locations(
                cadata=authorities.decode()
            )
        return Tls(certificate.read_bytes(), key.read_bytes(), authorities)
    except (OSError, ValueError) as error:
        files = ", ".join(f"`{file}`" for file in (certificate, key, client_ca) if file)
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ListenError(f"cannot use {files} for TLS: {reason}") from error


def refuse_plaintext(at: Address, tls: Tls | None, *, allowed: bool) -> None:
    """Raise `ListenError` for sales in plain text beyond this machine, unless said explicitly."""
    if tls is None and not allowed and not at.is_loopback:
        raise ListenError(
            f"`{at}` can be reached from other machines, and without TLS whoever is on the way "
            "can turn a stop into a go: give --tls-cert and --tls-key, or say "
            "--plaintext-beyond-loopback"
        )


def reserved(at: Address) -> tuple[socket.socket, Address]:
    """Return a socket that keeps a port for the workers, and its address in numbers.

    A name could mean several addresses, of which others would not be kept. The socket never
    listens: the kernel spreads calls over the workers alone. Raises `ListenError` where somebody
    else listens already: two servers on one port would share its callers between them.
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            at.host, at.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
        kept = socket.socket(family, kind, protocol)
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        kept.bind(where)
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ListenError(f"cannot listen on `{at}`: {reason}") from error
    return kept, Address(*kept.getsockname()[:2])
