"""All workers take up rules at once or none does, and what broke off is tried again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from licet_server import posts, reloading, trying
from licet_server.listening import Address
from licet_server.posts import Duty, NotLoadedError, Post, Worker, WorkerGoneError
from licet_server.reloading import Reloader, Source
from licet_server.service.limits import Limits
from licet_server.service.timing import Timing
from licet_server.settings import Settings
from licet_server.snapshots import Snapshots
from licet_server.trying import Trial
from licet_server.worker import Assignment
from serving_inside import UNKEPT
from structlog.testing import CapturingLogger

ASSIGNMENT = Assignment(
    Settings(), "0" * 64, Address("127.0.0.1", 0), None, Limits(), Timing(), UNKEPT
)


class Lines:
    """A worker's process: what it is told, line by line."""

    def __init__(self) -> None:
        self.pid = 1
        self.stdin = self
        self.told: list[dict[str, Any]] = []
        self.hears: Callable[[dict[str, Any]], None] = lambda _: None

    def write(self, line: bytes) -> None:
        self.told.append(json.loads(line))
        self.hears(self.told[-1])


class Place(Post):
    """A post whose worker loads rules after a while, or ends, or cannot."""

    def __init__(self, *troubles: Exception, seconds: float = 0.0) -> None:
        super().__init__(Duty(ASSIGNMENT), asyncio.Event(), None)
        self.troubles = list(troubles)
        self.seconds = seconds
        self.told: list[dict[str, Any]] = []
        self.come()

    def come(self) -> None:
        """A worker comes."""
        lines: Any = Lines()
        lines.told, lines.hears = self.told, self.hear
        self.worker = Worker(lines, ASSIGNMENT.number)
        self._here.set()

    def hear(self, line: dict[str, Any]) -> None:
        said = {"swap": "swapped", "load": "loaded"}
        for word in said.keys() & line.keys():
            seconds = self.seconds if word == "load" else 0.01
            asyncio.get_running_loop().call_later(seconds, self.say, said[word], line[word])

    def say(self, word: str, number: int) -> None:
        assert self.worker is not None
        trouble = self.troubles.pop(0) if self.troubles and word == "loaded" else None
        if trouble is None:
            self.worker._take({word: number})
        elif isinstance(trouble, NotLoadedError):
            self.worker._take({"failed": number, "reason": str(trouble)})
        else:
            gone = self.worker
            self.come()
            posts._end(gone._waiting.get(("loaded", number)), WorkerGoneError("a worker ended"))


def reloader(kept: Path, places: Sequence[Place], rules: Path = Path("rules")) -> Reloader:
    source = Source(rules, Snapshots(kept), (), active=True, watched=False, settle=0.01)
    return Reloader(source, Duty(ASSIGNMENT), places, CapturingLogger())


def taken_up(kept: Path, *places: Callable[[], Place]) -> tuple[bool, Duty, list[Place]]:
    """Whether rules were taken up by places, what their duty is then, and the places."""

    async def run() -> tuple[bool, Duty, list[Place]]:
        made = [place() for place in places]
        found = reloader(kept, made)
        good = Trial("1" * 64, active=True)
        return await found._taken_up(good, Path("copy")), found.duty, made

    return asyncio.run(run())


def words(place: Place) -> list[str]:
    """What the workers of a place were told to do."""
    return [next(iter(line)) for line in place.told]


def test_a_worker_that_cannot_load_calls_the_swap_off_for_all(tmp_path: Path) -> None:
    unable = partial(Place, NotLoadedError("no memory"))
    swapped, duty, places = taken_up(tmp_path, Place, unable)
    assert not swapped
    assert duty.assignment == ASSIGNMENT
    assert duty.refused is not None
    assert duty.refused.reasons == ("a worker could not load the rules: no memory",)
    assert [words(place) for place in places] == [["load", "drop", "refused"]] * 2


def test_a_worker_that_ends_while_it_loads_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reloading, "_AGAIN", 0.0)
    gone = [WorkerGoneError("a worker ended")]
    swapped, duty, places = taken_up(tmp_path, partial(Place, *gone), Place)
    assert swapped
    assert replace(duty.assignment, since="") == replace(
        ASSIGNMENT,
        settings=replace(ASSIGNMENT.settings, rules=Path("copy")),
        revision="1" * 64,
        number=1,
        since="",
    )
    assert [words(place) for place in places] == [["load", "load", "swap"], ["load", "swap"]]
    swapped, duty, _ = taken_up(tmp_path, partial(Place, *gone * 3), Place)
    assert (swapped, duty.assignment) == (False, ASSIGNMENT)


def test_a_worker_that_is_still_loading_is_not_told_again_when_another_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reloading, "_AGAIN", 0.01)
    gone = [WorkerGoneError("a worker ended")] * 2
    slow = partial(Place, seconds=0.3)
    swapped, _, places = taken_up(tmp_path, partial(Place, *gone), slow)
    assert swapped
    assert [words(place) for place in places] == [[*["load"] * 3, "swap"], ["load", "swap"]]


GOOD = Trial("1" * 64, active=True)
SAME = Trial(ASSIGNMENT.revision, active=True)
BROKEN = Trial(reasons=("the trial ended with code -9",), fault=True, broken=True)
BAD = Trial(reasons=("law/a.yaml:1:1: wrong",))


class Trials:
    """Trials that end one after another as a test tells, and then always as the last did."""

    def __init__(self, *found: Trial) -> None:
        self.found = list(found)
        self.times: list[float] = []

    async def __call__(self, _: Settings) -> Trial:
        self.times.append(monotonic())
        return self.found.pop(0) if len(self.found) > 1 else self.found[0]


@pytest.fixture
def looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Have rules tried for a while once somebody has asked; returns what was said."""
    monkeypatch.setattr(reloading, "_FIRST_PAUSE", 0.05)
    monkeypatch.setattr(reloading, "_LONGEST_PAUSE", 0.2)
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "a.yaml").write_text("a", "utf-8")

    def run(trials: Trials, *troubles: Exception, seconds: float = 1.0) -> list[str]:
        monkeypatch.setattr(reloading, "tried", trials)

        async def ask() -> list[str]:
            found = reloader(tmp_path / "kept", [Place(*troubles)], rules)
            running = asyncio.create_task(found.run())
            found.ask()
            await asyncio.wait((running,), timeout=seconds)
            running.cancel()
            return [call.args[0] for call in found.logger.calls]

        return asyncio.run(ask())

    return run


def test_a_trial_that_broke_off_is_tried_again_and_told_once(looked: Any) -> None:
    trials = Trials(BROKEN, BROKEN, BROKEN, SAME)
    assert looked(trials) == ["rules refused", "rules unchanged"]
    pauses = [after - before for before, after in pairwise(trials.times)]
    assert len(pauses) == 3
    assert all(pause > at_least for pause, at_least in zip(pauses, (0.05, 0.1, 0.2), strict=True))


def test_a_trial_that_could_not_be_started_or_takes_too_long_says_nothing_of_the_rules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def full(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "no process left")

    monkeypatch.setattr(trying, "_SECONDS", 0.01)
    late = asyncio.run(trying.tried(Settings()))
    assert late == Trial(
        reasons=("the trial took more than 0.01 seconds",), fault=True, broken=True
    )
    monkeypatch.setattr(asyncio, "create_subprocess_exec", full)
    none = asyncio.run(trying.tried(Settings()))
    assert (none.broken, none.reasons) == (
        True,
        ("the trial could not be started: [Errno 11] no process left",),
    )


def test_rules_that_are_bad_are_not_tried_again_before_they_change(looked: Any) -> None:
    trials = Trials(BAD)
    assert looked(trials) == ["rules refused"]
    assert len(trials.times) == 1


def test_what_keeps_workers_from_good_rules_is_told_once_and_tried_again_after_longer_pauses(
    looked: Any,
) -> None:
    trials = Trials(GOOD)
    down = [NotLoadedError("the decision log has no room left")] * 4
    assert looked(trials, *down, seconds=2.0) == ["rules refused", "rules loaded"]
    assert len(trials.times) == 5
    assert trials.times[-1] - trials.times[0] > 0.05 + 0.1 + 0.2 + 0.2
