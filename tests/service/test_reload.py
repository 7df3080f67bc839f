"""Rule files change under a running server: good ones are taken up, and no others."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from socket import socket
from time import sleep
from typing import Any
from urllib.request import urlopen

import grpc
import pytest
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub
from licet.v1.service_pb2 import DecideRequest, GetStatusRequest, GetStatusResponse
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub, StatusServiceStub
from listed_law import LISTED
from serving import COMMAND, Running, launch, serving
from small_rules import SmallRules, put, rows, small_sale

PATIENCE = 30.0
CONNECTIONS = 12
"""As many meet both of two workers: the kernel gives each connection to either."""
_ALONE = [("grpc.use_local_subchannel_pool", 1)]


@pytest.fixture
def rules(tmp_path: Path) -> SmallRules:
    return SmallRules(tmp_path / "rules")


@contextmanager
def reloading(rules: SmallRules, *flags: str, workers: int = 2) -> Iterator[Running]:
    with serving(*rules.flags(), "--workers", str(workers), *flags) as running:
        yield running


def each_worker(running: Running) -> list[GetStatusResponse]:
    """What workers say of themselves, on as many connections as meet them all."""
    found = []
    for _ in range(CONNECTIONS):
        with grpc.insecure_channel(running.address, _ALONE) as channel:
            ask = StatusServiceStub(channel).GetStatus
            found.append(ask(GetStatusRequest(), timeout=PATIENCE, wait_for_ready=True))
    return found


def answering(running: Running) -> set[str]:
    """The revisions that answer."""
    found = set()
    for n in range(CONNECTIONS):
        with grpc.insecure_channel(running.address, _ALONE) as channel:
            request = DecideRequest(sale=small_sale("Blumen Krause GmbH", f"SO-{n}"))
            ask = LicenseDecisionServiceStub(channel).Decide
            found.add(ask(request, timeout=PATIENCE, wait_for_ready=True).decision.revision)
    return found


def is_healthy(running: Running, name: str) -> bool:
    with grpc.insecure_channel(running.address, _ALONE) as channel:
        told = HealthStub(channel).Check(HealthCheckRequest(service=name), timeout=PATIENCE)
    return bool(told.status == HealthCheckResponse.SERVING)


def said_of_itself(running: Running, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [str(COMMAND), "status", "--target", running.address, *flags]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def figures(port: int) -> dict[str, float]:
    """What the parent tells Prometheus, by name."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
        lines = answer.read().decode().splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def free_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def told_of_rules(running: Running) -> list[str]:
    """What the log has said of rules so far."""
    events = [json.loads(line)["event"] for line in running.lines if line.startswith("{")]
    return [event for event in events if event.startswith("rules")]


def others(running: Running, but: set[int]) -> set[int]:
    return set(running.children()) - but


def killed(running: Running) -> None:
    """Kill a worker, and wait for the one in its place."""
    before = {status.worker_pid for status in each_worker(running)}
    os.kill(min(before), signal.SIGKILL)
    running.until("worker ended")
    for _ in range(300):
        if {status.worker_pid for status in each_worker(running)} - before:
            return
        sleep(0.1)
    pytest.fail("no worker came in the place of the one that was killed")


def test_a_bad_set_keeps_the_last_good_serving_and_is_told_everywhere(rules: SmallRules) -> None:
    port = free_port()
    with reloading(rules, "--metrics", f"127.0.0.1:{port}") as running:
        second = rules.name("Acme Telecom", "Beta Telecom")
        assert second != running.revision
        told = running.until("rules loaded")
        assert told["revision"] == second
        assert answering(running) == {second}
        fine = said_of_itself(running)
        assert (fine.returncode, second in fine.stdout) == (0, True), fine.stderr

        put(rules.provision, LISTED.replace("effect:", "efect:"))
        told = running.until("rules refused")
        assert (told["level"], told["serving"]) == ("error", second)
        reason = "law/listed.yaml:3:1: unknown key `efect`; did you mean `effect`?"
        assert reason in told["reasons"]
        killed(running)
        assert answering(running) == {second}
        for status in each_worker(running):
            assert (status.revision, status.refused.since) == (second, told["since"])
            assert reason in status.refused.reasons
        health = {name: is_healthy(running, name) for name in ("", "licet.rules", "licet.log")}
        assert health == {"": True, "licet.rules": False, "licet.log": True}
        told_in_figures = figures(port)
        assert told_in_figures["licet_rules_refused"] == 1
        since = datetime.fromisoformat(told["since"]).timestamp()
        assert told_in_figures["licet_rules_refused_since_seconds"] == pytest.approx(since, abs=1)
        assert told_in_figures[f'licet_rules_info{{packs="law",revision="{second}"}}'] == 1
        loud = said_of_itself(running)
        assert loud.returncode == 1
        assert "RULES REFUSED since" in loud.stdout
        assert reason in loud.stdout
        assert json.loads(said_of_itself(running, "--json").stdout)["refused"]["reasons"]

        put(rules.provision, LISTED)
        assert running.until("rules unchanged")["revision"] == second
        assert not any(status.HasField("refused") for status in each_worker(running))
        assert is_healthy(running, "licet.rules")
        assert figures(port)["licet_rules_refused"] == 0
        assert said_of_itself(running).returncode == 0
        gone = running.address
    running.address = gone
    assert said_of_itself(running).returncode == 2


def test_a_failing_own_case_refuses_and_a_worker_comes_back_with_the_current_set(
    rules: SmallRules,
) -> None:
    with reloading(rules) as running:
        rules.expect("DENIED", "Acme Telecom")
        told = running.until("rules refused")
        assert told["revision"] == running.revision
        said = "cases/own.jsonl:1:1: `SO-1`: expected DENIED, and came LICENSE_REQUIRED"
        assert told["reasons"] == [said]
        rules.expect("LICENSE_REQUIRED", "Beta Telecom")
        second = rules.name("Acme Telecom", "Beta Telecom")
        assert running.until("rules loaded")["revision"] == second
        killed(running)
        assert answering(running) == {second}
        assert {status.revision for status in each_worker(running)} == {second}


def test_a_half_written_file_is_never_served(rules: SmallRules) -> None:
    first, second = rows("Acme Telecom"), rows("Acme Telecom", "Beta Telecom")
    half = second[: len(first) - len("\n")]
    with reloading(rules, workers=1) as running:
        with rules.list.open("w", encoding="utf-8") as writer:
            writer.write(second.splitlines(keepends=True)[0])
            writer.flush()
            sleep(2.0)  # a writer who has it open is waited for, however long
            assert answering(running) == {running.revision}
            writer.write(second.removeprefix(second.splitlines(keepends=True)[0]))
        assert running.until("rules loaded")["revision"] == rules.revision()
        assert told_of_rules(running) == ["rules loaded"]
        last = rows("Acme Telecom", "Gamma Telecom")
        for end in range(len(half), len(last), 12):  # and one who comes back, for a while
            rules.list.write_text(last[:end], "utf-8")
            sleep(0.1)
        rules.list.write_text(last, "utf-8")
        assert running.until("rules loaded")["revision"] == rules.revision()
        assert told_of_rules(running) == ["rules loaded"] * 2


def test_sighup_reloads_where_nobody_watches_and_all_or_none_swap_while_a_worker_dies(
    rules: SmallRules,
) -> None:
    with reloading(rules, "--no-reload") as running:
        second = rules.name("Beta Telecom", "Acme Telecom", "Gamma Telecom")
        sleep(1.5)
        assert answering(running) == {running.revision}
        os.kill(min(others(running, set())), signal.SIGKILL)
        running.process.send_signal(signal.SIGHUP)
        assert running.until("rules loaded")["revision"] == second
        assert answering(running) == {second}
        running.process.send_signal(signal.SIGHUP)
        assert running.until("rules unchanged")["revision"] == second


def ended(*flags: str) -> tuple[int, str]:
    """The exit code of a server that does not start, and what it says."""
    running = launch(*flags)
    try:
        code = running.process.wait(PATIENCE)
        running._reader.join(PATIENCE)
        said: list[Any] = list(running._queue.queue)
        return code, "".join(line for line in said if line)
    finally:
        running.stop()


def test_a_server_does_not_start_with_a_bad_set(rules: SmallRules) -> None:
    rules.expect("NO_LICENSE_NEEDED", "Acme Telecom")
    code, said = ended(*rules.flags())
    assert code == 1
    assert f"{rules.cases}:1:1: `SO-1`: expected NO_LICENSE_NEEDED" in said
    rules.expect("LICENSE_REQUIRED", "Acme Telecom")
    put(rules.provision, LISTED.replace("effect:", "efect:"))
    code, said = ended(*rules.flags())
    assert code == 2
    assert f"{rules.provision}:3:1: unknown key `efect`" in said
