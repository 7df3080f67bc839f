"""Where no answer comes, for whatever reason, a real Tryton confirms nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from xmlrpc.client import Fault

import pytest
import trustme
from erp import SELLER, Erp, running
from serving import Running, serving

GO = ("Blumen Krause GmbH", "Cable tester")
NO_ANSWER = [("confirmation", "no_answer", False)]
SECONDS = 2.0


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def licet(ca: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("tls")
    issued = ca.issue_cert("localhost")
    issued.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
    issued.private_key_pem.write_to_path(str(folder / "key.pem"))
    flags = ("--tls-cert", f"{folder / 'cert.pem'}", "--tls-key", f"{folder / 'key.pem'}")
    with serving("--workers", "1", *flags) as found:
        yield found


@pytest.fixture
def asking(
    request: pytest.FixtureRequest, company: Path, licet: Running, ca: trustme.CA, tmp_path: Path
) -> Iterator[Erp]:
    """Run a Tryton that trusts a certificate, or asks for a port where nobody listens."""
    trusted, port = request.param
    authority = ca if trusted == "the right one" else trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    own = licet.address.rpartition(":")[2] if port is None else port
    settings = f"ca = {tmp_path / 'ca.pem'}\ntimeout = {SECONDS}\n"
    with running(tmp_path / "db", company, f"localhost:{own}", settings) as found:
        yield found


def outcome(erp: Erp) -> tuple[str, list[tuple[str, str, bool]], str]:
    with erp.user(SELLER) as seller:
        sale = seller.quotation(*GO)
        try:
            sale.click("confirm")
            said = ""
        except Fault as fault:
            said = str(fault)
        sale.reload()
        return sale.state, seller.decisions(sale), said


@pytest.mark.parametrize("asking", [("the right one", None)], indirect=True)
def test_a_server_that_is_stopped_on_the_way_blocks_within_the_deadline(
    asking: Erp, licet: Running
) -> None:
    assert outcome(asking)[0] == "processing"
    processes = [licet.process.pid, *licet.children()]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        started = time.monotonic()
        state, kept, said = outcome(asking)
        took = time.monotonic() - started
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)
    assert (state, kept) == ("quotation", NO_ANSWER)
    assert "No answer, so no go" in said
    assert took < 5 * SECONDS
    assert outcome(asking)[0] == "processing"


@pytest.mark.parametrize(
    "asking", [("another", None), ("the right one", "1")], indirect=True, ids=["wrong", "down"]
)
def test_a_wrong_certificate_and_a_server_that_is_down_block(asking: Erp) -> None:
    state, kept, said = outcome(asking)
    assert (state, kept) == ("quotation", NO_ANSWER)
    assert "No answer, so no go" in said


@pytest.mark.parametrize(
    ("settings", "target"),
    [("", ""), ("", "nowhere"), ("", "198.51.100.7:50051"), ("ca = missing.pem\n", "localhost:1")],
    ids=["nothing", "no-target", "nothing-encrypts", "no-file"],
)
def test_a_config_that_cannot_be_read_blocks(
    company: Path, tmp_path: Path, settings: str, target: str
) -> None:
    with running(tmp_path / "db", company, target, settings) as erp:
        state, kept, said = outcome(erp)
    assert (state, kept) == ("quotation", NO_ANSWER)
    assert "No answer, so no go" in said
