"""A worker exchanges its rules when all have loaded the next, and lets running calls finish."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from licet_server import reloading
from licet_server.decision_log.errors import LogFullError
from licet_server.decision_log.keeping import LogSettings
from licet_server.decision_log.policy import LogPolicy
from licet_server.exchanging import Exchange, RulesAt
from licet_server.listening import Address
from licet_server.posts import Duty, NotLoadedError, WorkerGoneError
from licet_server.reloading import Reloader, Source
from licet_server.service.current import Current
from licet_server.service.limits import Limits
from licet_server.service.memory import Memory
from licet_server.service.standing import Refused, Standing
from licet_server.service.timing import Timing
from licet_server.settings import Settings
from licet_server.snapshots import Snapshots
from licet_server.trying import Trial
from licet_server.worker import Assignment
from serving_inside import UNLOGGED
from structlog.testing import CapturingLogger

REFUSED = Refused("2026-08-07T00:00:00+00:00", ("law/a.yaml:1:1: wrong",), "")


class Some:
    """Answers that only know whether they have ended."""

    def __init__(self) -> None:
        self.memory = Memory(0)
        self.ended = False

    def end(self) -> None:
        self.ended = True

    def close(self) -> None:
        """Nothing runs."""


def test_answers_end_once_others_are_current_and_the_last_call_has_gone() -> None:
    first: Any = Some()
    second: Any = Some()
    current = Current(first, lambda answers: answers.end())
    with current.taken() as taken, current.taken():
        current.swap(second)
        with current.taken() as later:
            assert (taken, later) == (first, second)
        assert not first.ended
    assert first.ended
    assert not second.ended


def told(
    lines: list[dict[str, Any]], load: Callable[[RulesAt], Any], log: Any = UNLOGGED
) -> tuple[Exchange, Some, Any]:
    """An exchange after its parent said some lines, what it had first, and how healthy it was."""
    first: Any = Some()
    healthy: list[bool] = []

    async def tell(well: bool) -> None:
        healthy.append(well)

    async def run() -> Exchange:
        exchange = Exchange(first, ("law",), load, log, Standing("then"))
        reader = asyncio.StreamReader()
        reader.feed_data("".join(json.dumps(line) + "\n" for line in lines).encode())
        reader.feed_eof()
        await exchange.obey(reader, tell)
        await asyncio.gather(*exchange._retiring)
        return exchange

    return asyncio.run(run()), first, healthy


LOAD = {"load": 1, "directory": "/rules", "revision": "1" * 64}


def test_rules_are_taken_up_when_told_and_not_before(capsys: pytest.CaptureFixture[str]) -> None:
    following = Some()
    exchange, first, _ = told([LOAD], lambda _: following)
    assert exchange.current.answers is first
    exchange, first, healthy = told([LOAD, {"swap": 1, "since": "now"}], lambda _: following)
    assert exchange.current.answers is following
    assert (first.ended, following.ended, healthy) == (True, False, [True])
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said == [{"loaded": 1}, {"loaded": 1}, {"swapped": 1}]


def test_rules_that_do_not_load_or_are_dropped_leave_what_answers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def failing(_: RulesAt) -> Any:
        raise MemoryError

    exchange, first, _ = told([LOAD, {"drop": 1}], failing)
    assert exchange.current.answers is first
    assert json.loads(capsys.readouterr().out) == {"failed": 1, "reason": "MemoryError"}
    following = Some()
    exchange, first, _ = told([LOAD, {"drop": 2}, {"drop": 1}], lambda _: following)
    assert exchange.current.answers is first
    assert (first.ended, following.ended) == (False, True)


def test_rules_that_the_log_cannot_keep_never_answer(capsys: pytest.CaptureFixture[str]) -> None:
    class Full:
        async def keep_rule_set(self, _: object) -> None:
            raise LogFullError("the decision log has no room left")

    following = Some()
    exchange, first, _ = told([LOAD], lambda _: following, Full())
    assert exchange.current.answers is first
    assert (first.ended, following.ended) == (False, True)
    reason = "the decision log has no room left"
    assert json.loads(capsys.readouterr().out) == {"failed": 1, "reason": reason}


def test_what_is_refused_is_known_until_rules_are_taken_up() -> None:
    line = {"since": REFUSED.since, "reasons": list(REFUSED.reasons), "revision": ""}
    exchange, _, healthy = told([{"refused": line}], lambda _: Some())
    assert (exchange._standing.refused, healthy) == (REFUSED, [False])
    lines = [{"refused": line}, LOAD, {"swap": 1, "since": "now"}]
    exchange, _, healthy = told(lines, lambda _: Some())
    assert (exchange._standing, healthy) == (Standing("now"), [False, True])


class Place:
    """A post whose worker loads rules, or does not."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles = list(troubles)
        self.lines: list[dict[str, Any]] = []
        self.worker = self
        self.number = 0

    async def load(self, assignment: Assignment) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.number = assignment.number

    def has_loaded(self, assignment: Assignment) -> bool:
        return self.number == assignment.number

    def tell(self, **line: Any) -> None:
        self.lines.append(line)

    def tell_refused(self, refused: Refused | None) -> None:
        self.tell(refused=refused)

    async def until(self, *_: object) -> None:
        """It has swapped."""


UNKEPT = LogSettings(LogPolicy.OFF, "", Path("key.pem"))
ASSIGNMENT = Assignment(
    Settings(), "0" * 64, Address("127.0.0.1", 0), None, Limits(), Timing(), UNKEPT
)


def taken_up(*places: Place) -> tuple[bool, Duty]:
    duty: Any = Duty(ASSIGNMENT)
    with Snapshots() as snapshots:
        source = Source(Path("rules"), snapshots, (), active=True, watched=False, settle=0.1)
        posts: Any = places
        reloader = Reloader(source, duty, posts, CapturingLogger())
        good = Trial("1" * 64, active=True)
        return asyncio.run(reloader._taken_up(good, Path("copy"))), duty


def test_a_worker_that_cannot_load_calls_the_swap_off_for_all() -> None:
    able, unable = Place(), Place(NotLoadedError("no memory"))
    swapped, duty = taken_up(able, unable)
    assert not swapped
    assert duty.assignment == ASSIGNMENT
    assert duty.refused.reasons == ("a worker could not load the rules: no memory",)
    for place in (able, unable):
        assert [set(line) for line in place.lines] == [{"drop"}, {"refused"}]


def test_a_worker_that_ends_while_it_loads_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reloading, "_AGAIN", 0.0)
    gone = [WorkerGoneError("a worker ended")]
    place, other = Place(*gone), Place()
    swapped, duty = taken_up(place, other)
    assert swapped
    assert replace(duty.assignment, since="") == replace(
        ASSIGNMENT,
        settings=replace(ASSIGNMENT.settings, rules=Path("copy")),
        revision="1" * 64,
        number=1,
        since="",
    )
    assert [set(line) for line in place.lines + other.lines] == [{"swap", "since"}] * 2
    swapped, duty = taken_up(Place(*gone * 3), Place())
    assert (swapped, duty.assignment) == (False, ASSIGNMENT)
