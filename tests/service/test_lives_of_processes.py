"""A server's processes: they end as told, are replaced where they die, and outlive nobody."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import grpc
import pytest
import trustme
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub
from licet.v1.service_pb2 import DecideRequest, DecideResponse, StreamDecideRequest
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub
from service_sales import PATIENCE, asking, heavy, info, sale, status
from serving import Running, launch, serving

SOON = 15.0
LINES = 500
"""Of a sale that a worker is at for a second; an answer on more would be too long to receive."""
_TICKS = os.sysconf("SC_CLK_TCK")


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def cpu_seconds(pids: list[int]) -> float:
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / _TICKS


def within(seconds: float, true: Callable[[], bool]) -> bool:
    """Whether something comes true in time."""
    end = monotonic() + seconds
    while monotonic() < end:
        if true():
            return True
        sleep(0.05)
    return False


def is_still(pids: list[int]) -> bool:
    before = cpu_seconds(pids)
    sleep(0.5)
    return cpu_seconds(pids) - before < 0.1


class Held:
    """A stream that stays open: its caller has more to ask, and does not say when."""

    def __init__(self, licet: LicenseDecisionServiceStub) -> None:
        self._more = threading.Event()
        self.answers = licet.StreamDecide(self._asked(), timeout=60)
        assert next(self.answers).WhichOneof("result") == "decision"

    def _asked(self) -> Iterator[StreamDecideRequest]:
        yield StreamDecideRequest(sale=sale())
        self._more.wait(60)

    def ended(self) -> grpc.RpcError:
        with pytest.raises(grpc.RpcError) as caught:
            next(self.answers)
        self._more.set()
        return caught.value


def test_work_stops_when_the_callers_deadline_has_passed(running: Running) -> None:
    pids = running.children()
    order = DecideRequest(sale=heavy("deadline", parties=18))
    with asking(running.address) as licet:
        with pytest.raises(grpc.RpcError) as caught:
            licet.Decide(order, timeout=0.7)
        assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        assert within(5.0, lambda: is_still(pids))
        assert licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE).decision.may_confirm


def test_work_stops_when_the_caller_hangs_up(running: Running) -> None:
    pids = running.children()
    with asking(running.address) as licet:
        call = licet.Decide.future(DecideRequest(sale=heavy("hung up", parties=18)))
        assert within(SOON, lambda: not is_still(pids))
        call.cancel()
        assert within(5.0, lambda: is_still(pids))


def finished_while_draining(running: Running) -> tuple[DecideResponse, grpc.RpcError]:
    """What becomes of a running call and of an open stream when a server is told to stop."""
    pids = running.children()
    watching = [("grpc.use_local_subchannel_pool", 1)]
    with (
        asking(running.address) as licet,
        asking(running.address) as other,
        grpc.insecure_channel(running.address, watching) as channel,
    ):
        held = Held(licet)
        watched = HealthStub(channel).Watch(HealthCheckRequest(), timeout=60)
        assert next(watched).status == HealthCheckResponse.SERVING
        assert within(SOON, lambda: is_still(pids)), "a worker goes on loading"
        before = cpu_seconds(pids)
        call = other.Decide.future(DecideRequest(sale=heavy("running", lines=LINES)), timeout=60)
        assert within(SOON, lambda: cpu_seconds(pids) - before > 0.2)
        running.process.send_signal(signal.SIGTERM)
        answered, ended = call.result(), held.ended()
        assert next(watched).status == HealthCheckResponse.NOT_SERVING
        assert running.process.wait(SOON) == 0
        return answered, ended


def test_a_dead_worker_is_replaced_and_sigterm_lets_calls_finish() -> None:
    with serving("--workers", "2") as running:
        dead, other = running.children()
        os.kill(dead, signal.SIGKILL)
        told = running.until("worker ended")
        assert (told["worker"], told["code"], told["level"]) == (dead, -9, "error")
        assert within(SOON, lambda: len(set(running.children()) - {dead, other}) == 1)
        pids = running.children()
        with asking(running.address) as licet:
            assert licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE, wait_for_ready=True)
        answer, ended = finished_while_draining(running)
        assert len(answer.decision.lines) == LINES
        assert ended.code() is grpc.StatusCode.UNAVAILABLE
        assert info(status(ended)).reason == "ERROR_REASON_DRAINING"
        assert not any(map(lives, pids))
        assert "draining" in [line["event"] for line in running.rest()]
        with asking(running.address) as licet, pytest.raises(grpc.RpcError) as caught:
            licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE)
        assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


def test_fewer_packs_confirm_nothing_and_sigint_stops() -> None:
    running = launch("--packs", "us_ear", "--workers", "1")
    try:
        told = running.until("not every pack is served: no decision may be acted on")
        assert told["level"] == "warning"
        running.listening()
        pids = running.children()
        with asking(running.address) as licet:
            answer = licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE).decision
            assert (answer.may_confirm, answer.hypothetical) == (False, True)
            held = Held(licet)
            running.process.send_signal(signal.SIGINT)
            assert info(status(held.ended())).reason == "ERROR_REASON_DRAINING"
        assert running.process.wait(SOON) == 0
        assert not any(map(lives, pids))
    finally:
        running.stop()


def written(directory: Path, name: str, pem: bytes) -> str:
    (directory / name).write_bytes(pem)
    return str(directory / name)


def test_mutual_tls_takes_known_callers_alone_and_workers_do_not_outlive_their_parent(
    tmp_path: Path,
) -> None:
    ca, stranger = trustme.CA(), trustme.CA()
    server, caller = ca.issue_cert("127.0.0.1"), ca.issue_cert("erp.example")
    chain = b"".join(pem.bytes() for pem in server.cert_chain_pems)
    flags = {
        "--tls-cert": written(tmp_path, "cert.pem", chain),
        "--tls-key": written(tmp_path, "key.pem", server.private_key_pem.bytes()),
        "--tls-client-ca": written(tmp_path, "ca.pem", ca.cert_pem.bytes()),
    }
    given = [part for flag in flags.items() for part in flag]
    root, request = ca.cert_pem.bytes(), DecideRequest(sale=sale())
    known = (caller.private_key_pem.bytes(), caller.cert_chain_pems[0].bytes())
    unknown = stranger.issue_cert("erp.example")
    strange = (unknown.private_key_pem.bytes(), unknown.cert_chain_pems[0].bytes())
    with serving("--workers", "1", *given) as running:
        for key, certificate in ((None, None), strange, known):
            credentials = grpc.ssl_channel_credentials(root, key, certificate)
            with grpc.secure_channel(running.address, credentials) as channel:
                ask = LicenseDecisionServiceStub(channel).Decide
                if key is known[0]:
                    assert ask(request, timeout=PATIENCE).decision.may_confirm
                    continue
                with pytest.raises(grpc.RpcError) as caught:
                    ask(request, timeout=PATIENCE)
                assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
        with asking(running.address) as licet, pytest.raises(grpc.RpcError):
            licet.Decide(request, timeout=PATIENCE)
        pids = running.children()
        running.process.kill()
        assert within(SOON, lambda: not any(map(lives, pids)))
