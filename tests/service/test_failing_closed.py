"""Whatever an answer needs fails: there is a status of its own, and then answers again."""

from __future__ import annotations

import shutil
from pathlib import Path
from time import monotonic, sleep

import grpc
import pytest
from licet.v1.service_pb2 import (
    BatchDecideRequest,
    DecideRequest,
    GetStatusRequest,
    StreamDecideRequest,
)
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub, StatusServiceStub
from licet_server.decision_log.writing import SEAL_AFTER
from postgresql import database
from service_sales import asking, info, sale, status
from serving import launch, serving
from small_disks import fill, small_disk

PATIENCE = 30.0
BATCH = 100


def go(licet: LicenseDecisionServiceStub) -> int:
    """The place of an answer in the log."""
    return licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE).log_position.seq


def refused(licet: LicenseDecisionServiceStub, most: int = 1) -> tuple[str, str]:
    """The code and the reason of the first refusal of an answer."""
    for _ in range(most):
        try:
            licet.BatchDecide(BatchDecideRequest(sales=[sale()] * BATCH), timeout=PATIENCE)
        except grpc.RpcError as error:
            return error.code().name, info(status(error)).reason  # type: ignore[attr-defined]
    raise AssertionError(f"{most} batches were answered")


def in_a_stream(licet: LicenseDecisionServiceStub) -> str:
    """The reason of the error that stands in a stream in place of an answer."""
    asked = iter([StreamDecideRequest(sale=sale())])
    (told,) = licet.StreamDecide(asked, timeout=PATIENCE)
    assert not told.HasField("decision")
    return info(told.error).reason


def flags(log: Path | str, kept: Path, *more: str) -> tuple[str, ...]:
    return ("--workers", "1", "--log", f"{log}", "--log-key", f"{kept / 'key.pem'}", *more)


def test_a_full_disk_has_its_status_until_there_is_room(tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "disk", 8) as disk,
        serving(*flags(disk / "log", tmp_path)) as running,
        asking(running.address) as licet,
    ):
        assert go(licet) == 1
        filler = fill(disk)
        told = ("RESOURCE_EXHAUSTED", "ERROR_REASON_LOG_FULL")
        assert refused(licet, 100) == told
        assert in_a_stream(licet) == told[1]
        assert running.until("decision log failed")["kind"] == "LogFullError"
        filler.unlink()
        assert go(licet) > 1


def test_a_lost_database_has_its_status_until_it_is_back(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    with (
        database(tmp_path / "server") as server,
        serving(*flags(server.url, tmp_path)) as running,
        asking(running.address) as licet,
    ):
        assert go(licet) == 1
        server.stop()
        assert refused(licet) == ("UNAVAILABLE", "ERROR_REASON_LOG_UNAVAILABLE")
        server.start()
        assert go(licet) == 2


def test_a_database_that_hangs_has_its_status_and_is_told_of_until_it_is_back(
    tmp_path: Path,
) -> None:
    (tmp_path / "server").mkdir()
    with (
        database(tmp_path / "server") as server,
        serving(*flags(server.url, tmp_path)) as running,
        asking(running.address) as licet,
        grpc.insecure_channel(running.address) as channel,
    ):
        assert go(licet) == 1
        said = StatusServiceStub(channel)
        with server.hanging():
            for _ in range(2):
                assert refused(licet) == ("UNAVAILABLE", "ERROR_REASON_LOG_UNAVAILABLE")
            told = said.GetStatus(GetStatusRequest(), timeout=PATIENCE).log_error
            assert "has not answered within" in told
            assert running.until("decision log failed")["said"] == told
        end = monotonic() + PATIENCE
        while said.GetStatus(GetStatusRequest(), timeout=PATIENCE).HasField("log_error"):
            assert monotonic() < end
            sleep(0.1)
        assert go(licet) > 1


def test_a_lost_witness_has_its_status_after_the_entries_of_a_seal(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    with (
        serving(*flags(tmp_path / "log", tmp_path, "--witness", f"{witness}")) as running,
        asking(running.address) as licet,
    ):
        assert go(licet) == 1
        shutil.rmtree(witness)
        told = ("FAILED_PRECONDITION", "ERROR_REASON_WITNESS_UNAVAILABLE")
        assert refused(licet, SEAL_AFTER // BATCH + 2) == told
        witness.mkdir()
        assert go(licet) > 1


@pytest.mark.parametrize("policy", ["async", "off"])
def test_a_weaker_promise_is_told_in_every_answer(tmp_path: Path, policy: str) -> None:
    with (
        serving(*flags(tmp_path / "log", tmp_path, "--log-policy", policy)) as running,
        asking(running.address) as licet,
    ):
        one = licet.Decide(DecideRequest(sale=sale()), timeout=PATIENCE)
        many = licet.BatchDecide(BatchDecideRequest(sales=[sale()]), timeout=PATIENCE)
        (each,) = licet.StreamDecide(iter([StreamDecideRequest(sale=sale())]), timeout=PATIENCE)
        assert {told.log_policy.policy for told in (one, many, each)} == {policy}
        assert not one.HasField("log_position")


@pytest.mark.parametrize(
    "log",
    [
        "postgresql+psycopg://licet@127.0.0.1:1/licet?connect_timeout=2",
        "/proc/licet/log",
        "no://such",
    ],
)
def test_without_its_log_a_server_does_not_start_and_says_why(tmp_path: Path, log: str) -> None:
    running = launch(*flags(log, tmp_path))
    assert running.process.wait(PATIENCE) == 2
    assert running.process.stderr is not None
    running._reader.join(PATIENCE)
    said = "".join(filter(None, iter(running._queue.get_nowait, None)))
    assert "decision log cannot be used" in said or "cannot be made" in said
    running.process.stderr.close()
