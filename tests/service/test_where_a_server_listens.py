"""Where a server listens is one address that it keeps, and its key opens without asking anybody."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from licet_server.listening import Address, ListenError, address, read_tls, reserved


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
def test_a_name_becomes_the_one_address_that_is_kept(name: str) -> None:
    kept, at = reserved(address(f"{name}:0"))
    with kept:
        assert (at.host, at.port) == kept.getsockname()[:2]
        assert at.host in ("127.0.0.1", "::1")
        assert address(str(at)) == at
        assert at.is_loopback


@pytest.mark.parametrize("host", ["a" * 64, "..", "192.0.2.1", "2001:db8::1"])
def test_a_host_that_is_not_here_is_refused_by_name(host: str) -> None:
    with pytest.raises(ListenError, match="cannot listen on"):
        reserved(Address(host, 0))


def test_a_port_that_another_program_shares_is_refused_all_the_same() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ListenError, match="in use"):
            reserved(Address("127.0.0.1", other.getsockname()[1]))


def test_a_key_with_a_password_is_refused_and_asked_of_nobody(tmp_path: Path) -> None:
    issued = trustme.CA().issue_cert("127.0.0.1")
    certificate, locked = tmp_path / "cert.pem", tmp_path / "locked.pem"
    certificate.write_bytes(issued.cert_chain_pems[0].bytes())
    key = load_pem_private_key(issued.private_key_pem.bytes(), None)
    how = (Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    locked.write_bytes(key.private_bytes(*how))
    with pytest.raises(ListenError, match="for TLS"):
        read_tls(certificate, locked, None)


def test_certificates_are_served_as_they_were_read(tmp_path: Path) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    files = {
        "cert.pem": issued.cert_chain_pems[0].bytes(),
        "key.pem": issued.private_key_pem.bytes(),
        "ca.pem": authority.cert_pem.bytes(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    found = read_tls(tmp_path / "cert.pem", tmp_path / "key.pem", tmp_path / "ca.pem")
    assert [found.certificate, found.key, found.client_ca] == list(files.values())
