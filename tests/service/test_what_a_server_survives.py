"""What harms a worker or the files under it: another worker takes over, or none does."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from licet.v1.service_pb2 import DecideRequest
from licet_server import posts, supervising, worker
from licet_server.listening import Address
from licet_server.service.call_log import json_logger
from licet_server.service.limits import Limits
from licet_server.service.timing import Timing
from licet_server.settings import Settings, shipped_rules
from rubbish_frames import HEADERS, Caller, prefixed
from service_sales import PATIENCE, asking, sale
from serving import Running, serving
from serving_inside import UNKEPT

SOON = 20.0
ASSIGNMENT = worker.Assignment(
    Settings(), "0" * 64, Address("127.0.0.1", 0), None, Limits(), Timing(drain=5.0), UNKEPT
)
READY = "print('ready', flush=True); "
WAIT = "import time; time.sleep(60)"


def workers(running: Running) -> set[int]:
    return set(running.children())


def asked(running: Running) -> str:
    """The revision that answers a sale, however long it takes to be answered."""
    with asking(running.address) as licet:
        request = DecideRequest(sale=sale())
        answer = licet.Decide(request, timeout=PATIENCE, wait_for_ready=True)
    return str(answer.decision.revision)


def test_a_path_that_is_no_text_stops_grpc_and_another_worker_takes_over() -> None:
    with serving("--workers", "1", "--drain", "2") as running:
        (before,) = workers(running)
        with closing(Caller(running.address)) as caller:
            path = HEADERS[":path"].encode() + b"\xff"
            caller.h2.config.header_encoding = None
            caller.h2.config.validate_outbound_headers = False
            headers = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k != ":path"]
            caller.h2.send_headers(1, [*headers[:2], (b":path", path), *headers[2:]])
            caller.h2.send_data(1, prefixed(b""), end_stream=True)
            caller.socket.sendall(caller.h2.data_to_send())
            told = running.until("worker ended")
        assert (told["worker"], told["code"]) == (before, worker.DEAF)
        assert asked(running) == running.revision
        assert before not in workers(running)
        assert running.stop() == 0
        running.rest()
    assert all(isinstance(json.loads(line), dict) for line in running.lines)


def test_a_worker_is_replaced_by_one_of_the_rules_that_were_tried_whatever_the_files_hold(
    tmp_path: Path,
) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(shipped_rules(), rules)
    with serving("--no-reload", "--workers", "2", "--rules", str(rules)) as running:
        shutil.rmtree(rules)
        os.kill(min(workers(running)), signal.SIGKILL)
        assert running.until("worker ended")["code"] == -signal.SIGKILL
        assert {asked(running) for _ in range(5)} == {running.revision}
        end = monotonic() + SOON
        while len(workers(running)) < 2:
            assert monotonic() < end
            sleep(0.1)
        assert {asked(running) for _ in range(5)} == {running.revision}


class Starts:
    """Starts processes that say and do as a test tells, instead of workers."""

    def __init__(self, *codes: str | OSError) -> None:
        self.processes: list[Process] = []
        self._codes = list(codes)

    async def __call__(self, _: worker.Assignment) -> Process:
        code = self._codes.pop(0)
        if isinstance(code, OSError):
            raise code
        command = (sys.executable, "-c", code)
        started = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        self.processes.append(started)
        return started


Supervised = Callable[..., tuple[Starts, list[dict[str, Any]]]]


@pytest.fixture
def supervised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Supervised:
    """Supervise what is started until so many were, then tell the supervisor to stop."""
    monkeypatch.setattr(posts, "_FIRST_PAUSE", 0.01)

    def run(*codes: str | OSError, until: Callable[[Starts, str], bool]) -> Any:
        starts, log = Starts(*codes), tmp_path / "log"
        monkeypatch.setattr(posts, "started", starts)

        async def stopped() -> None:
            with log.open("w") as file:
                supervisor = supervising.Supervisor(ASSIGNMENT, 1, json_logger(file))
                running = asyncio.create_task(supervisor.run())
                end = monotonic() + SOON
                while not running.done() and not until(starts, log.read_text()):
                    assert monotonic() < end
                    await asyncio.sleep(0.02)
                if not running.done():
                    os.kill(os.getpid(), signal.SIGTERM)
                await asyncio.wait_for(running, SOON)

        asyncio.run(stopped())
        return starts, [json.loads(line) for line in log.read_text().splitlines()]

    return run


def never(_: Starts, __: str) -> bool:
    return False


def test_a_server_that_is_still_starting_stops_at_once(supervised: Supervised) -> None:
    starts, log = supervised(WAIT, until=lambda starts, _: bool(starts.processes))
    assert [line["event"] for line in log] == ["draining"]
    assert [each.returncode for each in starts.processes] == [-signal.SIGTERM]


def test_a_worker_that_never_comes_up_is_killed_and_ends_the_server(
    supervised: Supervised, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posts, "_START", 0.5)
    with pytest.raises(posts.WorkerError, match="ended with code -9 before it was ready"):
        supervised(WAIT, until=never)


def test_a_worker_that_cannot_be_started_ends_a_server_that_is_just_starting(
    supervised: Supervised, tmp_path: Path
) -> None:
    with pytest.raises(posts.WorkerError):
        supervised(BlockingIOError(11, "no process left"), until=never)
    assert "no process left" in (tmp_path / "log").read_text()


def test_a_worker_that_cannot_be_replaced_yet_is_replaced_later(
    supervised: Supervised, tmp_path: Path
) -> None:
    # A worker that ended at once might have ended before it was told that it listened.
    waits = f"while 'listening' not in open({str(tmp_path / 'log')!r}).read(): time.sleep(0.01)"
    gone = f"{READY}\nimport time\n{waits}\nraise SystemExit(7)"
    full, stays = OSError(12, "no memory"), READY + WAIT
    starts, log = supervised(gone, full, stays, until=lambda starts, _: len(starts.processes) == 2)
    told = [(line["event"], line.get("code")) for line in log]
    assert told == [
        ("listening", None),
        ("worker ended", 7),
        ("worker not started", None),
        ("worker ended", None),
        ("draining", None),
    ]
    assert [each.returncode for each in starts.processes] == [7, -signal.SIGTERM]


def test_a_worker_that_dies_again_and_again_is_started_more_and_more_seldom(
    supervised: Supervised,
) -> None:
    dies = READY + "raise SystemExit(7)"
    _, log = supervised(*[dies] * 9, until=lambda _, log: log.count("worker ended") == 4)
    pauses = [line["again_in"] for line in log if line["event"] == "worker ended"]
    assert pauses[:4] == [0.02, 0.04, 0.08, 0.16]


def test_a_worker_that_a_caller_made_deaf_is_replaced_at_once(supervised: Supervised) -> None:
    deaf, dies = READY + f"raise SystemExit({worker.DEAF})", READY + "raise SystemExit(7)"
    _, log = supervised(
        deaf, deaf, dies, deaf, dies, until=lambda _, log: log.count("worker ended") == 5
    )
    pauses = [line["again_in"] for line in log if line["event"] == "worker ended"]
    assert [pause > 0 for pause in pauses] == [False, False, True, False, True]


def test_a_worker_that_does_not_stop_when_told_is_killed(
    supervised: Supervised, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posts, "_KILL_AFTER", -4.5)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + READY + WAIT
    starts, log = supervised(deaf, until=lambda _, log: "listening" in log)
    assert [line["event"] for line in log] == ["listening", "draining", "worker killed"]
    assert starts.processes[0].returncode == -signal.SIGKILL


def test_no_file_where_a_server_is_started_takes_the_place_of_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "structlog.py").write_text("raise SystemExit(77)")
    (tmp_path / "pickle.py").write_text("raise SystemExit(78)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])

    async def code() -> int:
        process = await posts.started(ASSIGNMENT)
        return await asyncio.wait_for(process.wait(), PATIENCE)

    assert asyncio.run(code()) == 2
