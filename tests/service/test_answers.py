"""Answers: remembered for a day in so many bytes, bounded in time, and never given by a fault."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from licet.v1.service_pb2 import (
    BatchDecideItem,
    BatchDecideRequest,
    BatchDecideResponse,
    DecideRequest,
    DecideResponse,
    ExplainResponse,
)
from licet_engine.decision.model import Decision
from licet_engine.errors import EngineFault, SaleError
from licet_server.app import Licet
from licet_server.service.answers import Answers
from licet_server.service.current import Current
from licet_server.service.decisions import LicenseDecisions
from licet_server.service.errors import FieldsError, LimitError, TimeLimitError
from licet_server.service.limits import Limits
from licet_server.service.logged import Asked, Logging
from licet_server.service.memory import Memory
from licet_server.service.questions import Question
from licet_server.service.turns import Turns
from licet_server.service.unread import Unread
from service_sales import TODAY, heavy, info, sale
from serving_inside import UNLOGGED

LIMITS = Limits()


class Slow:
    """The engine, which counts what it decides and can be made to fail or to take its time."""

    def __init__(self, licet: Licet, turns: Turns) -> None:
        self.licet = licet
        self.rules, self.places = licet.rules, licet.places
        self.asked = 0
        self.failed = False
        self.endless = False
        self.began, self.stopped = threading.Event(), threading.Event()
        self._turns = turns

    def ensure_sound(self) -> None:
        if self.failed:
            raise EngineFault("the matcher was poisoned")

    def decide(self, asked: Any, **pins: Any) -> Decision:
        self.asked += 1
        self.began.set()
        self.ensure_sound()
        try:
            while self.endless:
                time.sleep(0.001)
                self._turns.pause()
        finally:
            self.stopped.set()
        return self.licet.decide(asked, **pins)

    def explain(self, asked: Any, **pins: Any) -> Any:
        return self.licet.explain(asked, **pins)


@pytest.fixture(scope="session")
def licet() -> Iterator[Licet]:
    with Licet(rehearsed=False) as loaded:
        yield loaded


class Day:
    def __init__(self) -> None:
        self.now = TODAY

    def __call__(self) -> date:
        return self.now


@contextmanager
def answering(licet: Licet, limits: Limits = LIMITS) -> Iterator[tuple[Answers, Slow, Day]]:
    turns, day = Turns(), Day()
    decider = Slow(licet, turns)
    answers = Answers(decider, limits, turns, day)
    try:
        yield answers, decider, day
    finally:
        answers.close()


def asked(**more: Any) -> Question:
    return Question(sale(**more).SerializeToString())


def test_a_question_met_before_has_the_same_bytes_without_the_engine(licet: Licet) -> None:
    with answering(licet) as (answers, decider, _):

        async def twice() -> tuple[bytes, bytes, list[bytes]]:
            one = await answers.item(asked(), answers.begin())
            return (
                one,
                await answers.item(asked(), answers.begin()),
                await answers.items([asked().sale] * 3, answers.begin()),
            )

        first, second, batch = asyncio.run(twice())
    assert first == second
    assert batch == [first] * 3
    assert decider.asked == 1
    assert BatchDecideItem.FromString(first).decision.may_confirm


def test_a_pin_makes_another_question(licet: Licet) -> None:
    yesterday = str(TODAY - timedelta(days=1)).encode()
    with answering(licet) as (answers, decider, _):

        async def both() -> list[bytes]:
            pinned = asked()._replace(known_on=yesterday)
            return [
                await answers.item(asked(), answers.begin()),
                await answers.item(pinned, answers.begin()),
            ]

        plain, pinned = asyncio.run(both())
    assert decider.asked == 2
    assert BatchDecideItem.FromString(plain).decision.may_confirm
    assert not BatchDecideItem.FromString(pinned).decision.may_confirm


def test_a_new_day_forgets_what_may_have_been_confirmed(licet: Licet) -> None:
    with answering(licet) as (answers, decider, day):

        async def overnight() -> list[bytes]:
            before = await answers.item(asked(), answers.begin())
            day.now = TODAY + timedelta(days=1)
            return [
                before,
                await answers.item(asked(), answers.begin()),
                *await answers.items([asked().sale], answers.begin()),
            ]

        items = [BatchDecideItem.FromString(item) for item in asyncio.run(overnight())]
    assert decider.asked == 2
    assert [item.decision.may_confirm for item in items] == [True, False, False]
    assert items[1].decision.known_on == str(TODAY + timedelta(days=1))


class Midnight(Day):
    """A clock on which it is tomorrow for whoever looks a second time."""

    def __call__(self) -> date:
        told = self.now
        self.now += timedelta(days=1)
        return told


@pytest.mark.parametrize("method", ["decide", "batch_decide", "explain"])
def test_a_call_at_midnight_is_answered_and_logged_on_one_and_the_same_day(
    licet: Licet, method: str
) -> None:
    class Noted(Logging):
        def call(self, method: str, context: Any, day: date) -> Asked:
            days.append(day)
            return super().call(method, context, day)

    days: list[date] = []
    requests = {"batch_decide": BatchDecideRequest(sales=[sale()])}
    request = requests.get(method, DecideRequest(sale=sale()))
    with answering(licet) as (_, decider, _):
        clock = Midnight()
        answers = Answers(decider, LIMITS, Turns(), clock)
        clock.now = TODAY
        calls = LicenseDecisions(Current(answers), asyncio.Event(), Unread(10**6), Noted(UNLOGGED))
        told = asyncio.run(getattr(calls, method)(request.SerializeToString(), None))
        answers.close()
    found = {
        "decide": lambda: DecideResponse.FromString(told).decision,
        "batch_decide": lambda: BatchDecideResponse.FromString(told).items[0].decision,
        "explain": lambda: ExplainResponse.FromString(told).decision,
    }[method]()
    assert [str(day) for day in days] == [found.known_on] == [str(TODAY)]


def test_an_answer_that_took_until_the_next_day_is_not_remembered(licet: Licet) -> None:
    with answering(licet) as (answers, decider, day):
        decider.endless = True

        async def across_midnight() -> None:
            waiting = asyncio.create_task(answers.item(asked(), answers.begin()))
            await asyncio.to_thread(decider.began.wait, 20)
            day.now = TODAY + timedelta(days=1)
            answers.begin()
            decider.endless = False
            await waiting

        asyncio.run(across_midnight())
        assert len(answers.memory) == 0


def test_what_is_remembered_is_bounded_in_bytes(licet: Licet) -> None:
    limits = replace(LIMITS, memo_bytes=20_000)
    with answering(licet, limits) as (answers, decider, _):

        async def many() -> None:
            for n in range(30):
                await answers.item(asked(sale_id=f"{n}"), answers.begin())
                assert answers.memory.bytes_held <= limits.memo_bytes

        asyncio.run(many())
        assert 0 < len(answers.memory) < 30
        before = decider.asked
        asyncio.run(_item(answers, asked(sale_id="29")))
        assert decider.asked == before
        asyncio.run(_item(answers, asked(sale_id="0")))
        assert decider.asked == before + 1


async def _item(answers: Answers, question: Question) -> bytes:
    return await answers.item(question, answers.begin())


def test_an_answer_that_is_larger_than_the_memory_is_not_remembered(licet: Licet) -> None:
    with answering(licet, replace(LIMITS, memo_bytes=100)) as (answers, decider, _):
        for _ in range(2):
            asyncio.run(_item(answers, asked()))
        assert (decider.asked, len(answers.memory)) == (2, 0)


def test_an_entry_takes_no_more_memory_than_it_is_counted_as() -> None:
    many = 4000
    for pinned in (False, True):
        memory = Memory(1 << 40)
        gc.collect()
        tracemalloc.start()
        for n in range(many):
            question = Question(b"%06d" % n * 50, b"%064d" % n, b"2020-01-10", b"announced")
            memory.put(question if pinned else question.sale, b"%08d" % n * 100)
        taken, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert taken <= memory.bytes_held, f"{(taken - memory.bytes_held) / many} more an entry"


def test_a_failed_engine_refuses_even_what_it_answered_before(licet: Licet) -> None:
    with answering(licet) as (answers, decider, _):
        asyncio.run(_item(answers, asked()))
        decider.failed = True
        with pytest.raises(EngineFault):
            asyncio.run(_item(answers, asked()))
        with pytest.raises(EngineFault):
            asyncio.run(answers.items([asked().sale], answers.begin()))
        with pytest.raises(EngineFault):
            asyncio.run(answers.explained(asked(), answers.begin()))


def test_an_engine_that_fails_within_a_batch_gives_faults_and_remembers_none(
    licet: Licet,
) -> None:
    with answering(licet) as (answers, decider, _):

        async def failing() -> list[bytes]:
            decider.ensure_sound = lambda: None  # type: ignore[method-assign]
            decider.licet = None  # type: ignore[assignment]
            return await answers.items([asked().sale], answers.begin())

        (item,) = asyncio.run(failing())
        told = BatchDecideItem.FromString(item)
        assert info(told.error).reason == "ERROR_REASON_ENGINE_FAULT"
        assert len(answers.memory) == 0


def test_refusals_are_not_remembered(licet: Licet) -> None:
    with answering(licet) as (answers, _, _):
        bad = asked(sale_date="soon")
        for _ in range(2):
            with pytest.raises(SaleError):
                asyncio.run(_item(answers, bad))
        good = asked()
        items = asyncio.run(answers.items([bad.sale, good.sale], answers.begin()))
        told = [BatchDecideItem.FromString(item).WhichOneof("result") for item in items]
        assert told == ["error", "decision"]
        assert len(answers.memory) == 1


def test_a_call_that_takes_too_long_is_given_up_and_its_work_stops(licet: Licet) -> None:
    with answering(licet, replace(LIMITS, call_seconds=0.2)) as (answers, decider, _):
        decider.endless = True
        for ask in (
            answers.item(asked(), answers.begin()),
            answers.items([asked().sale], answers.begin()),
        ):
            decider.stopped.clear()
            with pytest.raises(TimeLimitError) as caught:
                asyncio.run(ask)
            assert caught.value.seconds == 0.2
            assert decider.stopped.wait(10)
        assert len(answers.memory) == 0


def test_a_caller_who_goes_stops_the_work(licet: Licet) -> None:
    with answering(licet) as (answers, decider, _):
        decider.endless = True

        async def leaving() -> None:
            waiting = asyncio.create_task(answers.item(asked(), answers.begin()))
            await asyncio.to_thread(decider.began.wait, 20)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

        asyncio.run(leaving())
        assert decider.stopped.wait(10)


def test_a_short_question_is_answered_while_a_long_one_is_worked_on() -> None:
    turns = Turns()
    with Licet(rehearsed=False, between=turns.pause) as pausing:
        answers = Answers(pausing, LIMITS, turns, date.today)

        async def both() -> bool:
            long = Question(heavy("beside", lines=600).SerializeToString())
            working = asyncio.create_task(answers.item(long, answers.begin()))
            await asyncio.sleep(0.3)
            await answers.item(asked(), answers.begin())
            first = not working.done()
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            return first

        assert asyncio.run(both())
        answers.close()


def calling(answers: Any) -> LicenseDecisions:
    return LicenseDecisions(Current(answers), asyncio.Event(), Unread(10**6), Logging(UNLOGGED))


def test_a_batch_of_too_many_sales_or_too_long_answers_is_refused_whole(licet: Licet) -> None:
    limits = replace(LIMITS, sales=2, response_bytes=2500)
    request = [sale(sale_id=f"{n}") for n in range(3)]
    with answering(licet, limits) as (answers, _, _):
        calls = calling(answers)

        def batch(count: int) -> bytes:
            asking = BatchDecideRequest(sales=request[:count]).SerializeToString()
            return asyncio.run(calls.batch_decide(asking, None))

        assert batch(1)
        with pytest.raises(LimitError) as caught:
            batch(3)
        assert (caught.value.field, caught.value.limit, caught.value.given) == ("sales", 2, 3)
        with pytest.raises(LimitError) as caught:
            batch(2)
        assert (caught.value.field, caught.value.limit) == ("sales", 2500)


def test_what_is_no_request_is_refused(licet: Licet) -> None:
    with answering(licet) as (answers, decider, _):
        calls = calling(answers)
        strange = DecideRequest(sale=sale()).SerializeToString() + b"\xfa\x07\x01x"
        for request in (b"\xff\xff", strange):
            with pytest.raises(FieldsError):
                asyncio.run(calls.decide(request, None))
        assert decider.asked == 0


def test_an_explanation_that_is_too_long_is_refused(licet: Licet) -> None:
    with answering(licet) as (answers, _, _):
        told = ExplainResponse.FromString(asyncio.run(answers.explained(asked(), answers.begin())))
        assert told.decision.may_confirm
        assert told.subjects
    with answering(licet, replace(LIMITS, response_bytes=1000)) as (answers, _, _):
        with pytest.raises(LimitError) as caught:
            asyncio.run(answers.explained(asked(), answers.begin()))
        assert (caught.value.field, caught.value.limit) == ("sale.lines", 1000)
