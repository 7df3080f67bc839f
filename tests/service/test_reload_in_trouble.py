"""Trials and workers that die, and early signals, keep good rules from nobody for long."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest
from serving import Running, launch, serving
from small_rules import SmallRules
from test_reload import answering, each_worker, told_of_rules

SOON = 30.0


@pytest.fixture
def rules(tmp_path: Path) -> SmallRules:
    return SmallRules(tmp_path / "rules")


def children(running: Running, module: str) -> set[int]:
    """The processes of a server that run a module: its workers, or a trial."""
    return {each for each in running.children() if module.encode() in _command(each)}


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it has ended
        return b""


def until(true: Callable[[], bool]) -> None:
    """Wait for something, by looking often: a trial is short."""
    end = monotonic() + SOON
    while not true():
        assert monotonic() < end
        sleep(0.001)


def tried(running: Running) -> set[int]:
    """The trial that runs, once one does."""
    until(lambda: bool(children(running, "licet_server.trying")))
    return children(running, "licet_server.trying")


def test_every_worker_answers_by_new_rules_once_they_are_loaded_though_one_died_loading(
    rules: SmallRules,
) -> None:
    with serving(*rules.flags(), "--workers", "2") as running:
        second = rules.name("Acme Telecom", "Beta Telecom")
        assert running.until("rules loaded")["revision"] == second
        assert answering(running) == {second}

        workers = children(running, "licet_server.worker")
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)  # told to load, neither gets to it
        third = rules.name("Acme Telecom", "Gamma Telecom")
        tried(running)
        until(lambda: not children(running, "licet_server.trying"))
        slow, dies = sorted(workers)
        sleep(0.2)
        os.kill(dies, signal.SIGKILL)
        running.until("worker ended")
        until(lambda: len(children(running, "licet_server.worker")) == len(workers))
        sleep(2.0)  # the one in its place loads, while the other is still at it
        os.kill(slow, signal.SIGCONT)
        assert running.until("rules loaded")["revision"] == third
        assert answering(running) == {third}
        pids = {status.worker_pid for status in each_worker(running)}
        assert slow in pids
        assert dies not in pids


def test_good_rules_whose_trial_was_killed_are_tried_again_and_loaded(rules: SmallRules) -> None:
    with serving(*rules.flags(), "--workers", "1") as running:
        second = rules.name("Acme Telecom", "Beta Telecom")
        for pid in tried(running):
            os.kill(pid, signal.SIGKILL)
        told = running.until("rules refused")
        assert told["reasons"] == ["the trial ended with code -9"]
        assert running.until("rules loaded")["revision"] == second
        assert told_of_rules(running) == ["rules refused", "rules loaded"]
        assert not any(status.HasField("refused") for status in each_worker(running))


def test_sighup_while_a_server_starts_is_remembered(rules: SmallRules) -> None:
    running = launch(*rules.flags(), "--workers", "1", "--no-reload")
    try:
        tried(running)
        running.process.send_signal(signal.SIGHUP)
        second = rules.name("Acme Telecom", "Beta Telecom")
        running.listening()
        assert running.until("rules loaded")["revision"] == second
    finally:
        running.stop()


def test_what_workers_load_lies_with_the_state_and_goes_with_the_server_or_the_next(
    rules: SmallRules, tmp_path: Path
) -> None:
    def lying() -> list[Path]:
        return sorted(each.parent.parent for each in tmp_path.rglob("state/**/law/listed.yaml"))

    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    flags = (*rules.flags(), "--workers", "1")
    running = launch(*flags, **state)
    try:
        running.listening()
        (left,) = lying()
    finally:
        running.process.kill()
        running.stop()
    assert lying() == [left]
    running = launch(*flags, **state)
    try:
        running.listening()
        (only,) = lying()
        assert left not in (only, only.parent)
        (worker,) = children(running, "licet_server.worker")
        os.kill(worker, signal.SIGKILL)
        running.until("worker ended")
        assert answering(running) == {running.revision}
    finally:
        running.stop()
    assert lying() == []
