"""A server that cannot serve what it is told to, or should not, does not start, and says why."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trustme
from licet_engine.errors import EngineFault
from licet_server import entry, posts, supervising, trying, worker
from licet_server.app import Licet
from licet_server.listening import Address, ListenError, Tls, address, refuse_plaintext, reserved
from licet_server.reloading import Source
from licet_server.service.call_log import json_logger
from licet_server.service.limits import Limits
from licet_server.service.timing import Timing
from licet_server.settings import Settings, shipped_rules
from licet_server.snapshots import Snapshots
from serving import Running
from serving_inside import UNKEPT

FREE = "127.0.0.1:0"
SOME_TLS = Tls(b"certificate", b"key")


@pytest.fixture
def rehearsed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The rules are taken for rehearsed, and no worker is ever started."""
    with Snapshots(tmp_path / "kept") as snapshots:
        source = Source(Path("none"), snapshots, (), active=True, watched=False, settle=0.1)
        found = source, entry._First(Path("none"), "0" * 64)
        monkeypatch.setattr(entry, "_tried", lambda *_: found)
        monkeypatch.setattr(entry, "Supervisor", None)
        yield


def refused(capsys: pytest.CaptureFixture[str], *flags: str, code: int = 2) -> str:
    """What a server says that ends at once with a code."""
    given = flags if "--listen" in flags else (*flags, "--listen", FREE)
    assert entry.run(["serve", *given]) == code
    return " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    "given",
    ["50051", "localhost", "127.0.0.1:", ":50051", "127.0.0.1:65536", "127.0.0.1:-1", "::1:50051",
     "[::1]", "127.0.0.1:http", "", "http://127.0.0.1:1", "127.0.0.1:1 "],
)  # fmt: skip
def test_what_is_no_address_is_refused(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ListenError):
        address(given)
    assert "is no address: write HOST:PORT" in refused(capsys, "--listen", given)


@pytest.mark.parametrize(
    ("given", "host", "loopback"),
    [
        ("127.0.0.1:1", "127.0.0.1", True),
        ("127.9.9.9:1", "127.9.9.9", True),
        ("[::1]:1", "::1", True),
        ("localhost:1", "localhost", True),
        ("LocalHost:1", "LocalHost", True),
        ("0.0.0.0:1", "0.0.0.0", False),  # noqa: S104 (nothing listens)
        ("[::]:1", "::", False),
        ("licet.example:1", "licet.example", False),
        ("localhost.example:1", "localhost.example", False),
        ("10.0.0.1:1", "10.0.0.1", False),
        ("[::ffff:10.0.0.1]:1", "::ffff:10.0.0.1", False),
    ],
)
def test_beyond_loopback_plain_text_is_refused_unless_said_explicitly(
    given: str, host: str, *, loopback: bool
) -> None:
    at = address(given)
    assert (at, str(at), at.is_loopback) == (Address(host, 1), given, loopback)
    refuse_plaintext(at, None, allowed=True)
    refuse_plaintext(at, SOME_TLS, allowed=False)
    if loopback:
        refuse_plaintext(at, None, allowed=False)
        return
    with pytest.raises(ListenError):
        refuse_plaintext(at, None, allowed=False)


@pytest.mark.parametrize("given", ["0.0.0.0:0", "[::]:0", "licet.example:50051"])
def test_a_server_that_others_can_reach_names_what_would_make_it_safe(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, "--listen", given)
    assert "--tls-cert and --tls-key" in said
    assert "--plaintext-beyond-loopback" in said


@pytest.mark.usefixtures("rehearsed")
def test_a_port_in_use_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        assert f"cannot listen on `{where}`" in refused(capsys, "--listen", where)


@pytest.mark.usefixtures("rehearsed")
def test_a_second_server_on_the_port_of_a_first_is_refused(
    running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "cannot listen on" in refused(capsys, "--listen", running.address)


def test_a_reserved_port_is_nobody_elses_and_takes_no_calls() -> None:
    kept, at = reserved(Address("127.0.0.1", 0))
    with kept:
        assert at.port > 0
        with pytest.raises(ListenError):
            reserved(at)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((at.host, at.port), 5)


def test_a_directory_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "absent" in refused(capsys, "--rules", str(tmp_path / "absent"))


def test_a_pack_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "us_eat" in refused(capsys, "--packs", "us_eat,house")
    assert "--packs" in refused(capsys, "--packs", "us_ear,,house")


def test_rules_with_errors_are_refused_at_their_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(shipped_rules(), rules)
    broken = rules / "house" / "national_security.yaml"
    broken.write_text(broken.read_text("utf-8").replace("effect:", "efect:", 1), "utf-8")
    line = next(n for n, t in enumerate(broken.read_text("utf-8").splitlines(), 1) if "efect" in t)
    said = refused(capsys, "--rules", str(rules))
    assert f"national_security.yaml:{line}:" in said
    assert "efect" in said


@pytest.mark.parametrize("flags", [("--workers", "0"), ("--workers", "many"), ("--colour", "x")])
def test_flags_that_mean_nothing_are_refused(
    flags: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert flags[0] in refused(capsys, *flags)


def test_rules_that_fail_their_rehearsal_are_a_fault_and_nothing_listens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise EngineFault("the rules fail their rehearsal")

    async def tried_here(settings: Settings) -> trying.Trial:
        return trying.trial(settings)

    monkeypatch.setattr("licet_server.app._rehearsed", failing)
    monkeypatch.setattr(entry, "tried", tried_here)
    monkeypatch.setattr(entry, "reserved", lambda _: pytest.fail("it listens"))
    assert "fail their rehearsal" in refused(capsys, code=1)


def pem(directory: Path, name: str, content: bytes) -> Path:
    (directory / name).write_bytes(content)
    return directory / name


def test_certificates_that_cannot_serve_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ca = trustme.CA()
    one, other = ca.issue_cert("127.0.0.1"), ca.issue_cert("127.0.0.1")
    certificate = pem(tmp_path, "cert.pem", one.cert_chain_pems[0].bytes())
    key = pem(tmp_path, "key.pem", one.private_key_pem.bytes())
    wrong = pem(tmp_path, "wrong.pem", other.private_key_pem.bytes())
    rubbish = pem(tmp_path, "rubbish.pem", b"\xff\x00 no certificate")
    for pair in (
        (certificate, wrong, None),
        (rubbish, key, None),
        (certificate, tmp_path / "absent.pem", None),
        (certificate, key, rubbish),
        (certificate, key, tmp_path),
        (certificate, key, key),
    ):
        names = ("--tls-cert", "--tls-key", "--tls-client-ca")
        given = [(name, str(file)) for name, file in zip(names, pair, strict=True) if file]
        said = refused(capsys, *(part for flag in given for part in flag))
        assert "for TLS" in said, pair
    for alone in (
        ("--tls-cert", certificate),
        ("--tls-key", key),
        ("--tls-client-ca", certificate),
    ):
        assert "both --tls-cert and --tls-key" in refused(capsys, alone[0], str(alone[1]))


@pytest.fixture(scope="session")
def licet() -> Any:
    with Licet(rehearsed=False) as loaded:
        yield loaded


def test_a_worker_refuses_other_rules_than_were_rehearsed(licet: Licet) -> None:
    worker.refuse_other_rules(licet, licet.rules.revision)
    with pytest.raises(EngineFault, match="the files changed"):
        worker.refuse_other_rules(licet, "0" * 64)


class Unsound:
    """An engine that fails after it was asked so often whether it is sound."""

    def __init__(self, after: int) -> None:
        self.left = after

    def ensure_sound(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise EngineFault("the matcher was poisoned")


def test_a_worker_whose_engine_has_failed_ends_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "_LOOK", 0.01)

    async def until(engine: Any, *, told: bool) -> int:
        stop = asyncio.Event()
        if told:
            stop.set()
        return await asyncio.wait_for(worker._until(stop, engine), 20)

    assert asyncio.run(until(Unsound(after=2), told=False)) == worker.UNSOUND
    assert asyncio.run(until(Unsound(after=0), told=False)) == worker.UNSOUND
    assert asyncio.run(until(Unsound(after=9), told=True)) == 0


ASSIGNMENT = worker.Assignment(
    Settings(), "0" * 64, Address("127.0.0.1", 0), None, Limits(), Timing(drain=5.0), UNKEPT
)


def test_workers_that_find_other_rules_end_the_server(
    running: Running, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    at = address(running.address)
    with (tmp_path / "log").open("w") as file:
        supervisor = supervising.Supervisor(replace(ASSIGNMENT, address=at), 2, json_logger(file))
        with pytest.raises(posts.WorkerError, match="ended with code 2 before it was ready"):
            asyncio.run(supervisor.run())
    assert "the files changed while the server started" in capfd.readouterr().err
    assert '"listening"' not in (tmp_path / "log").read_text("utf-8")


def test_a_worker_that_is_just_starting_is_stopped_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_to_start, start = asyncio.Event(), posts.started

    async def late(assignment: worker.Assignment) -> Any:
        ready_to_start.set()
        await asyncio.sleep(0.2)
        return await start(assignment)

    monkeypatch.setattr(posts, "started", late)

    async def stopped(file: Any) -> None:
        stop = asyncio.Event()
        post = posts.Post(posts.Duty(ASSIGNMENT), stop, json_logger(file))
        kept = asyncio.create_task(post.keep())
        await ready_to_start.wait()
        stop.set()
        await post.stop()
        await asyncio.wait_for(kept, 20)

    with (tmp_path / "log").open("w") as file:
        asyncio.run(stopped(file))
