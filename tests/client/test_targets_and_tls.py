from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import grpc
import pytest
import trustme
from fake_licet import ORDER, Asker, FakeLicet, serving
from licet_client import (
    AsyncClient,
    Client,
    InsecureTarget,
    InvalidTarget,
    Retries,
    Tls,
    Unavailable,
)
from licet_client.targets import way

ONCE = Retries(attempts=1)
LOCAL = [
    "localhost:50051",
    "LocalHost.:50051",
    "127.0.0.1:1",
    "127.8.9.10:65535",
    "[::1]:50051",
    "unix:/run/licet.sock",
    "unix:///run/licet.sock",
]
REMOTE = [
    "licet.example:50051",
    "licet:50051",
    "licet_1:50051",
    "10.0.0.1:50051",
    "0.0.0.0:50051",
    "128.0.0.1:50051",
    "127.1:50051",
    "[2001:db8::1]:50051",
    "[::]:50051",
    "localhost.licet.example:50051",
    "127.0.0.1.licet.example:50051",
]
WRONG = [
    "",
    "localhost",
    ":50051",
    "localhost:",
    "localhost:0",
    "localhost:65536",
    "localhost:http",
    "localhost:+1",
    "localhost:\uff15\uff10",
    "::1:50051",
    "[::1]",
    "[::1:50051",
    "[localhost]:50051",
    "[fe80::1%eth0]:50051",
    "http://localhost:50051",
    "dns:///localhost:50051",
    "local host:50051",
    "localhost\n:50051",
    "localhost,licet.example:50051",
    "licet.example/path:50051",
    "lícet.example:50051",
    "unix:",
    "unix:relative.sock",
    "unix://host/licet.sock",
]


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


def credentials(ca: trustme.CA, *, mutual: bool = False) -> grpc.ServerCredentials:
    issued = ca.issue_cert("localhost", "127.0.0.1")
    chain = b"".join(pem.bytes() for pem in issued.cert_chain_pems)
    root = ca.cert_pem.bytes() if mutual else None
    return grpc.ssl_server_credentials(
        [(issued.private_key_pem.bytes(), chain)],
        root_certificates=root,
        require_client_auth=mutual,
    )


@pytest.mark.parametrize("target", LOCAL)
def test_plain_text_stays_on_this_machine_without_a_word(target: str) -> None:
    Client(target).close()
    assert way(target, None, plaintext=False).local


@pytest.mark.parametrize("client", [Client, AsyncClient])
@pytest.mark.parametrize("target", REMOTE)
def test_plain_text_goes_further_only_if_asked_for(client: Any, target: str) -> None:
    with pytest.raises(InsecureTarget, match="plaintext=True"):
        client(target)
    assert not way(target, None, plaintext=True).local
    assert not way(target, Tls(), plaintext=False).local


@pytest.mark.parametrize("client", [Client, AsyncClient])
@pytest.mark.parametrize("target", WRONG)
def test_what_is_no_target_is_refused_before_anything_is_sent(client: Any, target: str) -> None:
    for options in ({}, {"plaintext": True}, {"tls": Tls()}):
        with pytest.raises(InvalidTarget, match="no target") as refused:
            client(target, **options)
        assert not isinstance(refused.value, InsecureTarget)


def test_a_server_on_ipv6_is_reached(asker: Asker) -> None:
    with serving(FakeLicet(), "[::1]:0") as fake:
        assert asker(fake.target).ask("decide", ORDER).may_confirm


def test_a_server_on_a_socket_is_reached(asker: Asker, tmp_path: Path) -> None:
    with serving(FakeLicet(), f"unix:{tmp_path}/licet.sock") as fake:
        assert asker(fake.target).ask("decide", ORDER).may_confirm


def test_what_is_local_is_not_handed_to_a_proxy(
    asker: Asker, fake: FakeLicet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "grpc_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("no_proxy", "no_grpc_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert asker(fake.target).ask("decide", ORDER).may_confirm


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_server_is_known_by_its_certificate(asker: Asker, ca: trustme.CA, host: str) -> None:
    tls = Tls(ca=ca.cert_pem.bytes())
    with serving(FakeLicet(), f"{host}:0", credentials(ca)) as fake:
        assert asker(fake.target, tls=tls).ask("decide", ORDER).may_confirm
        assert asker(fake.target, tls=tls).stream([ORDER])[0].may_confirm


def test_a_server_that_somebody_else_vouches_for_is_not_asked(asker: Asker, ca: trustme.CA) -> None:
    with serving(FakeLicet(), credentials=credentials(ca)) as fake:
        for tls in (Tls(ca=trustme.CA().cert_pem.bytes()), Tls(), None):
            with pytest.raises(Unavailable):
                asker(fake.target, tls=tls, retries=ONCE).ask("decide", ORDER)
    assert fake.calls == 0


def test_a_client_is_known_by_its_certificate(asker: Asker, ca: trustme.CA, tmp_path: Path) -> None:
    own = ca.issue_cert("erp.example")
    places = {name: tmp_path / f"{name}.pem" for name in ("ca", "certificate", "key")}
    ca.cert_pem.write_to_path(places["ca"])
    own.cert_chain_pems[0].write_to_path(places["certificate"])
    own.private_key_pem.write_to_path(places["key"])
    with serving(FakeLicet(), credentials=credentials(ca, mutual=True)) as fake:
        assert asker(fake.target, tls=Tls(**places)).ask("decide", ORDER).may_confirm
        with pytest.raises(Unavailable):
            asker(fake.target, tls=Tls(ca=places["ca"]), retries=ONCE).ask("decide", ORDER)
    assert fake.calls == 1


def test_certificates_that_are_none_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="its key"):
        Tls(certificate=b"-----BEGIN CERTIFICATE-----")
    with pytest.raises(ValueError, match="its certificate"):
        Tls(key=tmp_path / "key.pem")
    with pytest.raises(ValueError, match="`ca` is not PEM"):
        Client("localhost:50051", tls=Tls(ca=b"\x30\x82"))
    with pytest.raises(FileNotFoundError, match=r"ca\.pem"):
        AsyncClient("localhost:50051", tls=Tls(ca=tmp_path / "ca.pem"))
    with pytest.raises(ValueError, match="not both"):
        Client("licet.example:50051", tls=Tls(), plaintext=True)


def test_a_key_is_never_shown() -> None:
    tls = Tls(certificate=b"-----BEGIN CERTIFICATE-----", key=b"-----BEGIN PRIVATE KEY-----")
    assert "PRIVATE" not in repr(tls)


def test_a_client_that_never_asked_closes_quietly(fake: FakeLicet) -> None:
    with Client(fake.target):
        pass

    async def unused() -> None:
        async with AsyncClient(fake.target):
            pass

    asyncio.run(unused())
    assert fake.calls == 0
