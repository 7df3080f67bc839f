"""A worker exchanges its rules when told, frees what answers no more, and lets calls finish."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from licet_server.decision_log.errors import LogFullError
from licet_server.exchanging import Exchange, RulesAt
from licet_server.service.current import Current
from licet_server.service.memory import Memory
from licet_server.service.standing import Refused, Standing
from serving_inside import UNLOGGED

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


def test_a_worker_that_is_told_twice_to_load_loads_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made: list[Some] = []

    def load(_: RulesAt) -> Any:
        made.append(Some())
        return made[-1]

    exchange, first, _ = told([LOAD, LOAD, {"swap": 1, "since": "now"}], load)
    assert [exchange.current.answers] == made
    assert (first.ended, made[0].ended) == (True, False)
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said == [{"loaded": 1}, {"loaded": 1}, {"swapped": 1}]
    exchange, _, _ = told([LOAD, LOAD | {"load": 2}, {"swap": 2, "since": "now"}], load)
    assert [each.ended for each in made[1:]] == [True, False]
    assert exchange.current.answers is made[-1]


def test_a_third_rule_set_waits_until_the_calls_of_the_first_have_ended() -> None:
    made: list[Some] = []

    def load(_: RulesAt) -> Any:
        made.append(Some())
        return made[-1]

    async def tell(_: bool) -> None:
        """Nobody listens."""

    async def run() -> tuple[int, int]:
        first: Any = Some()
        exchange = Exchange(first, ("law",), load, UNLOGGED, Standing("then"))
        lines = [LOAD, {"swap": 1, "since": "now"}, LOAD | {"load": 2}]
        reader = asyncio.StreamReader()
        reader.feed_data("".join(json.dumps(line) + "\n" for line in lines).encode())
        reader.feed_eof()
        with exchange.current.taken():
            obeying = asyncio.create_task(exchange.obey(reader, tell))
            await asyncio.wait((obeying,), timeout=0.3)
            during = len(made)
        await asyncio.wait_for(obeying, 10)
        assert first.ended
        await exchange.close()
        return during, len(made)

    assert asyncio.run(run()) == (1, 2)


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
