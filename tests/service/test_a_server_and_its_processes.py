"""Processes that come and go: starting, stopping, dying, and what is refused at the start."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Timer

import grpc
import pytest
import trustme
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from licet.v1 import service_pb2, service_pb2_grpc
from licet_client import Client, Pins, Retries, Tls, Unavailable, UnknownRevision
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


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with serving("--workers", "2") as running:
        yield running


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def eventually_gone(pids: list[int]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not all(map(gone, pids)):
        time.sleep(0.1)
    return all(map(gone, pids))


def test_a_go_of_today_under_all_packs_may_be_confirmed(server: Running) -> None:
    with Client(server.address) as client:
        answer = client.decide(GO)
        assert answer.may_confirm
        assert not answer.decision.hypothetical
        assert answer.decision.revision == server.revision
        pinned = client.decide(GO, pins=Pins(revision=server.revision))
        assert pinned.decision == answer.decision


def test_a_day_of_knowledge_or_a_revision_that_is_pinned_is_no_way_to_a_go(
    server: Running,
) -> None:
    with Client(server.address) as client:
        told = client.decide(GO, pins=Pins(known_on=date(2020, 1, 1)))
        assert told.decision.hypothetical
        assert told.decision.known_on == "2020-01-01"
        assert not told.may_confirm
        own = client.decide(GO | {"known_on": "2021-01-01"}, pins=Pins(known_on=date(2020, 1, 1)))
        assert own.decision.known_on == "2021-01-01"
        with pytest.raises(UnknownRevision) as error:
            client.decide(GO, pins=Pins(revision="0" * 64))
        assert error.value.code is grpc.StatusCode.NOT_FOUND


def test_without_the_house_nothing_may_be_confirmed() -> None:
    with serving("--workers", "1", "--packs", "us_ear") as running:
        warned = [line for line in running.lines if "no decision may be acted on" in line]
        with Client(running.address) as client:
            assert not client.decide(GO).may_confirm
    assert warned


def test_health_and_reflection_are_served(server: Running) -> None:
    names = [s.full_name for s in service_pb2.DESCRIPTOR.services_by_name.values()]
    with grpc.insecure_channel(server.address) as channel:
        health = health_pb2_grpc.HealthStub(channel)
        for name in ("", *names):
            told = health.Check(health_pb2.HealthCheckRequest(service=name), timeout=PATIENCE)
            assert told.status == health_pb2.HealthCheckResponse.SERVING
        stub = reflection_pb2_grpc.ServerReflectionStub(channel)
        asked = [
            reflection_pb2.ServerReflectionRequest(list_services=""),
            reflection_pb2.ServerReflectionRequest(file_containing_symbol=names[0]),
        ]
        listed, file = stub.ServerReflectionInfo(iter(asked), timeout=PATIENCE)
    assert set(names) <= {s.name for s in listed.list_services_response.service}
    assert any(b"licet.v1" in one for one in file.file_descriptor_response.file_descriptor_proto)


def test_a_request_id_comes_back_and_stands_in_the_log() -> None:
    with serving("--workers", "1") as running:
        with Client(running.address) as client:
            assert client.decide(GO, request_id="order-4711").request_id == "order-4711"
        with grpc.insecure_channel(running.address) as channel:
            stub = service_pb2_grpc.LicenseDecisionServiceStub(channel)
            for hostile in ("a b", "x" * 500):
                request = service_pb2.DecideRequest()
                with pytest.raises(grpc.RpcError) as error:
                    stub.Decide(request, timeout=PATIENCE, metadata=(("x-request-id", hostile),))
                given = dict(error.value.trailing_metadata())["x-request-id"]
                assert given not in ("", hostile)
    calls = [line for line in running.rest() if line["event"] == "call"]
    assert calls[0]["request_id"] == "order-4711"
    assert {"method", "code", "ms", "peer", "pid"} <= calls[0].keys()
    assert [call["code"] for call in calls] == ["OK", "INVALID_ARGUMENT", "INVALID_ARGUMENT"]
    assert not any("Blumen" in line for line in running.lines)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_ends_its_streams_and_its_workers(number: int) -> None:
    with serving("--workers", "2") as running:
        workers = children(running.process.pid)
        with grpc.insecure_channel(running.address) as channel:
            stub = service_pb2_grpc.LicenseDecisionServiceStub(channel)
            release = time.monotonic() + PATIENCE

            def asked() -> Iterator[service_pb2.StreamDecideRequest]:
                yield service_pb2.StreamDecideRequest()
                while time.monotonic() < release and running.process.poll() is None:
                    time.sleep(0.05)

            answers = stub.StreamDecide(asked(), timeout=PATIENCE)
            assert next(answers).error.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
            running.process.send_signal(number)
            with pytest.raises(grpc.RpcError) as error:
                next(answers)
        assert error.value.code() is grpc.StatusCode.UNAVAILABLE
        assert "the service is stopping" in error.value.details()
        assert running.process.wait(PATIENCE) == 0
    assert len(workers) == 2
    assert eventually_gone(workers)


def test_a_running_call_is_answered_before_the_server_stops() -> None:
    days = [f"20{n % 20:02}-0{n % 9 + 1}-01" for n in range(600)]
    lines = [{"line_id": str(n), "model_public_on": day} for n, day in enumerate(days)]
    with serving("--workers", "1") as running, Client(running.address) as client:
        stop = Timer(0.3, running.process.terminate)
        stop.start()
        answer = client.decide(GO | {"lines": lines}, timeout=PATIENCE)
        stop.join()
        assert len(answer.decision.lines) == 600
        assert running.process.wait(PATIENCE) == 0


def test_workers_end_by_themselves_when_their_parent_is_killed() -> None:
    running = launch("--workers", "2")
    try:
        running.listening()
        workers = children(running.process.pid)
        running.process.kill()
        assert eventually_gone(workers)
    finally:
        running.stop()


def test_a_worker_that_is_killed_is_replaced() -> None:
    patient = Retries(attempts=60)
    with serving("--workers", "1") as running, Client(running.address, retries=patient) as client:
        before = client.decide(GO).decision
        (worker,) = children(running.process.pid)
        os.kill(worker, signal.SIGKILL)
        told = running.until("worker ended")
        assert told["worker"] == worker
        assert client.decide(GO, timeout=PATIENCE).decision == before
        assert children(running.process.pid) != [worker]


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
