"""`licet-server serve` as it is typed: what is refused at the start, and who is answered."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest
import trustme
from licet_client import Client, Tls, Unavailable
from licet_server.app import Licet
from licet_server.listening import Address, ListenError, refuse_plaintext
from licet_server.settings import Settings, shipped_rules
from serving import Running, launch, serving

GO = {
    "sale_id": "SO-7",
    "sale_date": "2099-01-01",
    "destination": {"country": "DE"},
    "attestations": {"ownership_determined": True},
    "parties": [{"role": "buyer", "name": "Blumen Krause GmbH", "country": "DE"}],
    "lines": [{"line_id": "1", "category": "EAR99", "origin": "US"}],
}
PATIENCE = 30.0


def test_a_port_that_somebody_listens_on_is_refused() -> None:
    with serving("--workers", "1") as running:
        second = launch("--workers", "1", "--listen", running.address)
        assert second.process.wait(PATIENCE) == 2
        second.stop()
    assert "cannot listen on" in _said(second)
    with socket.create_server(("127.0.0.1", 0)) as other:
        third = launch("--listen", f"127.0.0.1:{other.getsockname()[1]}")
        assert third.process.wait(PATIENCE) == 2
        third.stop()


def _said(running: Running) -> str:
    while (line := running._queue.get(timeout=PATIENCE)) is not None:
        running.lines.append(line)
    return "".join(running.lines)


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--listen", "127.0.0.1"), "write HOST:PORT"),
        (("--listen", "127.0.0.1:99999"), "write HOST:PORT"),
        (("--listen", "0.0.0.0:0"), "--plaintext-beyond-loopback"),
        (("--listen", "[::]:0"), "--tls-cert"),
        (("--rules", "nowhere"), "nowhere"),
        (("--packs", "us_eat"), "us_eat"),
        (("--packs", ","), "name at least one pack"),
        (("--workers", "0"), "--workers"),
        (("--drain", "nan"), "--drain"),
        (("--age", "inf"), "--age"),
        (("--handshake", "-1"), "--handshake"),
        (("--tls-cert", "none.pem"), "needs both --tls-cert and --tls-key"),
        (("--tls-cert", "none.pem", "--tls-key", "none.key"), "cannot use `none.pem`"),
    ],
)
def test_what_cannot_serve_is_refused_before_anything_listens(
    flags: tuple[str, ...], said: str
) -> None:
    running = launch(*flags)
    assert running.process.wait(PATIENCE) == 2
    running.stop()
    told = _said(running)
    assert said in " ".join(told.replace("│", " ").split())
    assert "Traceback" not in told


def test_rules_with_an_error_serve_nobody_and_are_named_by_file_and_line(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(shipped_rules(), rules)
    broken = next((rules / "us_ear").glob("part_744/*.yaml"))
    broken.write_text(broken.read_text().replace("effect:", "effekt:", 1))
    running = launch("--rules", str(rules))
    assert running.process.wait(PATIENCE) == 2
    running.stop()
    assert f"{broken}:" in _said(running)


def test_plain_text_beyond_this_machine_must_be_said_explicitly() -> None:
    for host in ("0.0.0.0", "192.0.2.1", "::", "erp", "127.0.0.1.example"):  # noqa: S104 (nothing is bound)
        with pytest.raises(ListenError, match="--plaintext-beyond-loopback"):
            refuse_plaintext(Address(host, 1), None, allowed=False)
        refuse_plaintext(Address(host, 1), None, allowed=True)
    for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost"):
        refuse_plaintext(Address(host, 1), None, allowed=False)


def test_a_server_with_tls_answers_who_trusts_it_and_asks_callers_for_a_certificate(
    tmp_path: Path,
) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    own = authority.issue_cert("erp")
    for name, blob in (
        ("ca.pem", authority.cert_pem),
        ("cert.pem", certificate.cert_chain_pems[0]),
        ("key.pem", certificate.private_key_pem),
        ("own.pem", own.cert_chain_pems[0]),
        ("own.key", own.private_key_pem),
    ):
        blob.write_to_path(tmp_path / name)
    ca = tmp_path / "ca.pem"
    flags = ("--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem"))
    with serving("--workers", "1", *flags, "--tls-client-ca", str(ca)) as running:
        known = Tls(ca, tmp_path / "own.pem", tmp_path / "own.key")
        with Client(running.address, tls=known) as client:
            assert client.decide(GO).may_confirm
        for stranger in (Tls(ca), None):
            with Client(running.address, tls=stranger) as client, pytest.raises(Unavailable):
                client.decide(GO, timeout=2.0)


def test_rules_of_an_own_directory_are_the_active_ones_where_an_operator_serves_them() -> None:
    served = Settings(rules=shipped_rules(), active=True)
    with Licet(served, rehearsed=False) as licet:
        assert licet.active
    for settings in (
        Settings(rules=shipped_rules()),
        Settings(rules=shipped_rules(), packs=("us_ear",), active=True),
        Settings(packs=("us_ear",)),
    ):
        with Licet(settings, rehearsed=False) as licet:
            assert not licet.active
