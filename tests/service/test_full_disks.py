"""A full disk under what a server says of itself takes lines away, and nothing else."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import grpc
from licet.v1.service_pb2 import DecideRequest, GetStatusRequest, GetStatusResponse
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub, StatusServiceStub
from licet_server.service.call_log import json_logger
from listed_law import LISTED
from serving import COMMAND
from small_disks import fill, small_disk
from small_rules import SmallRules, put, small_sale

PATIENCE = 60.0


class Beside:
    """A server whose stderr is a file on a small disk."""

    def __init__(self, process: subprocess.Popen[bytes], said: Path) -> None:
        self.process = process
        self.said = said
        self.address: str = self.until("listening")["address"]

    def lines(self) -> list[dict[str, Any]]:
        """What it said that is whole; spaces are ours."""
        lines = self.said.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip().endswith("}")]

    def until(self, event: str) -> dict[str, Any]:
        """The last line of an event, once there is one."""
        assert within(lambda: any(line["event"] == event for line in self.lines()))
        return [line for line in self.lines() if line["event"] == event][-1]

    def asked(self, n: int) -> str:
        """The status of a call."""
        with grpc.insecure_channel(self.address) as channel:
            request = DecideRequest(sale=small_sale("Acme Telecom", f"SO-{n}"))
            try:
                LicenseDecisionServiceStub(channel).Decide(request, timeout=5)
            except grpc.RpcError as error:
                return str(error.code().name)
        return "OK"

    def status(self) -> GetStatusResponse:
        """What a worker says of itself."""
        with grpc.insecure_channel(self.address) as channel:
            ask = StatusServiceStub(channel).GetStatus
            return ask(GetStatusRequest(), timeout=PATIENCE, wait_for_ready=True)

    def filled(self) -> Path:
        """Fill the disk, and what is left of the last page of what was said."""
        filler = fill(self.said.parent)
        room = -self.said.stat().st_size % os.sysconf("SC_PAGE_SIZE")
        with self.said.open("ab", buffering=0) as file:
            file.write(b" " * (room - 1) + b"\n" if room else b"")
        return filler

    def worker(self) -> int:
        """The process of the only worker, or 0."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return int(children[0]) if children else 0


def within(true: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    end = monotonic() + seconds
    while not true():
        if monotonic() > end:
            return False
        sleep(0.1)
    return True


@contextmanager
def beside(tmp_path: Path, rules: SmallRules, log: Path) -> Iterator[Beside]:
    """A server of one worker whose stderr is on a small disk, and perhaps its log."""
    said = tmp_path / "disk" / "server.log"
    command = [str(COMMAND), "serve", *rules.flags(), "--workers", "1", "--listen", "127.0.0.1:0"]
    keeping = ("--log", str(log), "--log-key", str(tmp_path / "key.pem"))
    around = os.environ | {"XDG_STATE_HOME": str(tmp_path / "state")}
    with (
        small_disk(tmp_path / "disk", 8),
        said.open("a") as err,
        subprocess.Popen([*command, *keeping], stderr=err, env=around) as process,
    ):
        try:
            yield Beside(process, said)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


def test_a_disk_that_is_full_of_the_log_and_of_stderr_stops_answers_until_there_is_room(
    tmp_path: Path,
) -> None:
    rules = SmallRules(tmp_path / "rules")
    with beside(tmp_path, rules, tmp_path / "disk" / "log") as server:
        assert server.asked(0) == "OK"
        filler = server.filled()
        full = [server.asked(n) for n in range(1, 30)]
        assert full[-1] == "RESOURCE_EXHAUSTED", full
        assert "DEADLINE_EXCEEDED" not in full
        filler.unlink()
        assert within(lambda: server.asked(100) == "OK")
        assert server.asked(101) == "OK"
        assert not server.status().HasField("log_error")
        assert any(line.get("dropped", 0) > 0 for line in server.lines())
        server.filled()  # and it can stop on a full disk, and say with 0 that it did


def test_rules_are_refused_and_loaded_and_workers_replaced_while_stderr_is_full(
    tmp_path: Path,
) -> None:
    rules = SmallRules(tmp_path / "rules")
    with beside(tmp_path, rules, tmp_path / "log") as server:
        first = server.status().revision
        server.filled()
        put(rules.provision, LISTED.replace("effect:", "efect:"))
        assert within(lambda: server.status().HasField("refused"))
        assert server.status().revision == first
        put(rules.provision, LISTED)
        second = rules.name("Acme Telecom", "Beta Telecom")
        assert within(lambda: server.status().revision == second)
        assert not server.status().HasField("refused")
        killed = server.worker()
        os.kill(killed, signal.SIGKILL)
        assert within(lambda: server.worker() not in (0, killed))
        assert server.status().revision == second
        assert server.status().worker_pid != killed


def test_lines_that_find_no_room_are_counted_in_the_next_that_does() -> None:
    class Full(io.StringIO):
        full = True

        def write(self, text: str) -> int:
            if self.full:
                raise OSError(28, "No space left on device")
            return super().write(text)

    file = Full()
    logger = json_logger(file, pid=1)
    logger.info("lost")
    logger.error("lost", reason="as well")
    file.full = False
    logger.info("found")
    logger.info("found")
    first, second = (json.loads(line) for line in file.getvalue().splitlines())
    assert (first["event"], first["dropped"], first["pid"]) == ("found", 2, 1)
    assert "dropped" not in second


def test_half_a_line_does_not_spoil_the_next(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1) as disk, (disk / "said").open("w") as file:
        logger = json_logger(file)
        filler = fill(disk)
        logger.info("half", words="x" * 6000)
        filler.unlink()
        logger.info("whole")
        *_, last = (disk / "said").read_text("utf-8").splitlines()
    assert json.loads(last)["event"] == "whole"


def test_a_pipe_that_nobody_reads_any_more_raises_nothing() -> None:
    read, write = os.pipe()
    with os.fdopen(write, "w") as file:
        logger = json_logger(file)
        os.close(read)
        logger.warning("nobody hears it")
    logger.critical("nor this, to a file that was closed")
