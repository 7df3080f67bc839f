from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, closing
from queue import SimpleQueue
from typing import Any

import pytest
from fake_licet import (
    ORDER,
    QUICK,
    Asker,
    Blocking,
    FakeLicet,
    WithAsyncio,
    decision_on,
    malformed,
    order,
    serving,
    status,
)
from grpc import StatusCode
from grpc_status import rpc_status
from licet.v1 import service_pb2
from licet_client import (
    AsyncClient,
    Client,
    DeadlineExceeded,
    Decided,
    InvalidRequest,
    InvalidSale,
    NoDecision,
    NotDecided,
    Pins,
    Retries,
    ServerFault,
    Unavailable,
)

Asking = Blocking | WithAsyncio
FAILURES = [c for c in StatusCode if c not in (StatusCode.OK, StatusCode.UNAVAILABLE)]


def ids(results: list[Any]) -> list[str]:
    return [result.decision.sale_id for result in results]


def going_away(fake: FakeLicet, *answered: int, code: StatusCode = StatusCode.UNAVAILABLE) -> None:
    """Break off the first streams after so many answers each; later ones go on to their end."""
    left = list(answered)

    def stream(requests: Iterator[Any], context: Any) -> Iterator[Any]:
        limit = left.pop(0) if left else None
        for n, request in enumerate(requests):
            if n == limit:
                context.abort_with_status(rpc_status.to_status(status(code, "going away")))
            fake.requests.append(request)
            yield fake.streamed(request)

    fake.streams = stream


def test_every_sale_gets_its_result_in_the_order_asked(asking: Asking, fake: FakeLicet) -> None:
    def answer(sale: Any, asked: Any) -> Any:
        bad = sale.sale_id == "SO-500"
        wrong = malformed("ERROR_REASON_MALFORMED_SALE", ("sale.lines", "is empty"))
        return wrong if bad else decision_on(sale, asked)

    fake.answer = answer
    results = asking.stream((order(n) for n in range(1_000)), pins=Pins("77"))
    assert len(results) == 1_000
    bad = results.pop(500)
    assert isinstance(bad, NotDecided)
    assert isinstance(bad.error, InvalidSale)
    assert ids(results) == [f"SO-{n}" for n in range(1_000) if n != 500]
    assert {result.decision.revision for result in results} == {"77"}
    assert fake.calls == 1


def test_a_stream_of_no_sales_asks_nothing(asking: Asking, fake: FakeLicet) -> None:
    assert asking.stream([]) == []
    assert fake.calls == 0


def test_a_sale_that_cannot_be_sent_keeps_its_place(asking: Asking, fake: FakeLicet) -> None:
    results = asking.stream([{"sale_id": 1}, order(1), {"lines": [None]}, 7, order(4), {"x": 1}])
    assert [isinstance(result, Decided) for result in results] == [
        False,
        True,
        False,
        False,
        True,
        False,
    ]
    assert results[2].error.violations[0].path == "lines[0]"
    assert len(fake.requests) == 2


def test_request_ids_travel_both_ways(asking: Asking, fake: FakeLicet) -> None:
    fake.headers = (("x-request-id", "theirs"),)
    results = asking.stream([ORDER], request_id="mine")
    assert results[0].request_id == "theirs"
    assert fake.metadata[0]["x-request-id"] == "mine"
    fake.headers = ()
    assert asking.stream([ORDER], request_id="mine")[0].request_id == "mine"


def test_a_pin_that_is_no_text_ends_the_stream(asking: Asking, fake: FakeLicet) -> None:
    with pytest.raises(InvalidRequest):
        asking.stream([ORDER], pins=Pins(knowledge="\ud800"))
    assert fake.calls == 0


def test_answers_come_before_the_next_sale_is_there(fake: FakeLicet) -> None:
    waiting: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
    with Client(fake.target) as client, closing(client.stream_decide(iter(waiting.get, None))) as s:
        for n in range(3):
            waiting.put(order(n))
            assert next(s).decision.sale_id == f"SO-{n}"
        waiting.put(None)
        assert list(s) == []


def test_answers_come_before_the_next_sale_is_there_with_asyncio(fake: FakeLicet) -> None:
    async def asked() -> None:
        waiting: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

        async def arriving() -> AsyncIterator[dict[str, Any]]:
            while (sale := await waiting.get()) is not None:
                yield sale

        async with (
            AsyncClient(fake.target) as client,
            aclosing(client.stream_decide(arriving())) as stream,
        ):
            for n in range(3):
                waiting.put_nowait(order(n))
                assert (await anext(stream)).decision.sale_id == f"SO-{n}"
            waiting.put_nowait(None)
            assert [result async for result in stream] == []

    asyncio.run(asked())


def test_asyncio_takes_sales_from_a_plain_list_too(fake: FakeLicet) -> None:
    async def asked() -> list[Any]:
        async with AsyncClient(fake.target) as client:
            return [result async for result in client.stream_decide([order(1), order(2)])]

    assert ids(asyncio.run(asked())) == ["SO-1", "SO-2"]


@pytest.mark.parametrize("answered", [(0,), (1,), (7,), (3, 0, 2), (0, 0, 0), (9, 9, 9, 9, 9, 1)])
def test_a_stream_goes_on_where_the_server_went_away(
    asking: Asking, fake: FakeLicet, answered: tuple[int, ...]
) -> None:
    going_away(fake, *answered)
    results = asking.stream(order(n) for n in range(60))
    assert ids(results) == [f"SO-{n}" for n in range(60)]
    assert fake.calls == len(answered) + 1


def test_a_stream_goes_on_with_a_sale_between_that_cannot_be_sent(
    asking: Asking, fake: FakeLicet
) -> None:
    going_away(fake, 1, 1)
    results = asking.stream([order(0), {"x": 1}, order(1), {"x": 2}, order(2)])
    assert [type(result) for result in results] == [
        Decided,
        NotDecided,
        Decided,
        NotDecided,
        Decided,
    ]
    assert ids(results[::2]) == ["SO-0", "SO-1", "SO-2"]


def test_a_stream_goes_on_where_the_server_was_restarted(asker: Asker) -> None:
    first, second = FakeLicet(), FakeLicet()
    halfway, started = threading.Event(), threading.Event()
    first.answer = lambda sale, asked: (
        halfway.set() if sale.sale_id == "SO-50" else None,
        time.sleep(0.002),
        decision_on(sale, asked),
    )[-1]

    def restart(over: threading.Event) -> None:
        with serving(first):
            started.set()
            halfway.wait(5)
        with serving(second, first.target):
            over.wait(5)

    over = threading.Event()
    server = threading.Thread(target=restart, args=(over,))
    server.start()
    started.wait(5)
    try:
        patient = asker(first.target, retries=Retries(20, 0.05, 0.2))
        results = patient.stream(order(n) for n in range(300))
    finally:
        over.set()
        server.join()
    assert ids(results) == [f"SO-{n}" for n in range(300)]
    assert (first.calls, second.calls) == (1, 1)


def test_a_stream_without_progress_ends(asking: Asking, fake: FakeLicet) -> None:
    going_away(fake, 2, 0, 0, 0, 0, 0, 0)
    with pytest.raises(Unavailable, match="going away"):
        asking.stream(order(n) for n in range(9))
    assert fake.calls == 4


@pytest.mark.parametrize("code", FAILURES, ids=lambda code: code.name)
def test_a_stream_that_fails_in_any_other_way_is_not_asked_again(
    asking: Asking, fake: FakeLicet, code: StatusCode
) -> None:
    going_away(fake, 1, code=code)
    with pytest.raises(NoDecision, match="going away") as error:
        asking.stream(order(n) for n in range(3))
    assert error.value.code is code
    assert fake.calls == 1


def test_a_server_may_go_away_when_everything_is_answered(asking: Asking, fake: FakeLicet) -> None:
    def stream(code: StatusCode) -> Any:
        def streamed(requests: Iterator[Any], context: Any) -> Iterator[Any]:
            yield from map(fake.streamed, requests)
            context.abort(code, "at the end")

        return streamed

    fake.streams = stream(StatusCode.UNAVAILABLE)
    assert ids(asking.stream([ORDER])) == ["SO-1"]
    assert fake.calls == 1
    fake.streams = stream(StatusCode.INTERNAL)
    with pytest.raises(ServerFault, match="at the end"):
        asking.stream([ORDER])


def _one_short(fake: FakeLicet) -> Any:
    return lambda requests, _: iter([fake.streamed(next(requests))])


def _one_more(fake: FakeLicet) -> Any:
    def stream(requests: Iterator[Any], _: Any) -> Iterator[Any]:
        for request in requests:
            yield fake.streamed(request)
        yield fake.streamed(request)

    return stream


def _swapped(fake: FakeLicet) -> Any:
    def stream(requests: Iterator[Any], _: Any) -> Iterator[Any]:
        first, second = next(requests), next(requests)
        yield fake.streamed(second)
        yield fake.streamed(first)

    return stream


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (_one_short, "ended before"),
        (_one_more, "more answers than sales"),
        (_swapped, "another question"),
    ],
)
def test_answers_that_do_not_fit_the_sales_end_the_stream(
    asking: Asking, fake: FakeLicet, made: Any, said: str
) -> None:
    fake.streams = made(fake)
    with pytest.raises(ServerFault, match=said):
        asking.stream([order(0), order(1)])
    assert fake.calls == 1


def test_a_response_with_neither_decision_nor_error_is_not_decided(
    asking: Asking, fake: FakeLicet
) -> None:
    fake.streams = lambda requests, _: (service_pb2.StreamDecideResponse() for _ in requests)
    results = asking.stream([ORDER])
    assert isinstance(results[0], NotDecided)
    assert isinstance(results[0].error, ServerFault)


def test_each_next_answer_has_a_limit_and_the_stream_has_none(
    asker: Asker, fake: FakeLicet
) -> None:
    over = threading.Event()
    pauses = {"SO-3": 30.0}

    def answer(sale: Any, asked: Any) -> Any:
        over.wait(pauses.get(sale.sale_id, 0.4))
        return decision_on(sale, asked)

    fake.answer = answer
    assert len(asker(fake.target).stream([order(0), order(1), order(2)], timeout=1)) == 3
    began = time.monotonic()
    with pytest.raises(DeadlineExceeded, match="in time"):
        asker(fake.target).stream([order(3)], timeout=0.2)
    assert time.monotonic() - began < 2
    over.set()


def test_what_the_source_raises_is_raised_in_its_place(asking: Asking) -> None:
    def breaking() -> Iterator[Any]:
        yield order(0)
        raise ZeroDivisionError("of the caller")

    with pytest.raises(ZeroDivisionError, match="of the caller"):
        asking.stream(breaking())


def test_results_before_the_source_broke_are_given(fake: FakeLicet) -> None:
    def breaking() -> Iterator[Any]:
        yield order(0)
        yield order(1)
        raise KeyError("of the caller")

    with Client(fake.target) as client:
        stream = client.stream_decide(breaking())
        assert ids([next(stream), next(stream)]) == ["SO-0", "SO-1"]
        with pytest.raises(KeyError):
            next(stream)


def test_a_stream_reads_no_more_than_it_has_answers_for(fake: FakeLicet) -> None:
    taken = []

    def endless() -> Iterator[Any]:
        n = 0
        while True:
            taken.append(n)
            yield order(n)
            n += 1

    with Client(fake.target) as client, closing(client.stream_decide(endless())) as stream:
        assert ids([next(stream) for _ in range(50)]) == [f"SO-{n}" for n in range(50)]
        time.sleep(0.1)
        assert len(taken) < 400


def test_leaving_early_ends_the_call_and_every_thread(fake: FakeLicet) -> None:
    over = threading.Event()

    def stream(requests: Iterator[Any], context: Any) -> Iterator[Any]:
        context.add_callback(over.set)
        yield from map(fake.streamed, requests)

    fake.streams = stream
    with Client(fake.target, retries=QUICK) as client:
        answers = client.stream_decide(order(n) for n in range(10_000))
        next(answers)
        answers.close()
        assert over.wait(5)
    ours = [thread for thread in threading.enumerate() if thread.name.startswith("licet-")]
    for thread in ours:
        thread.join(5)
    assert not any(thread.is_alive() for thread in ours)


def test_leaving_early_with_asyncio_leaves_no_task(fake: FakeLicet) -> None:
    async def asked() -> set[str]:
        async with AsyncClient(fake.target) as client:
            async with aclosing(client.stream_decide(order(n) for n in range(9_000))) as stream:
                async for _ in stream:
                    break
            await asyncio.sleep(0.05)
            return {task.get_name() for task in asyncio.all_tasks()} - {
                asyncio.current_task().get_name()  # type: ignore[union-attr]
            }

    assert asyncio.run(asked()) == set()
    gc.collect()


def test_a_cancelled_stream_stays_cancelled(fake: FakeLicet) -> None:
    over = threading.Event()
    fake.answer = lambda sale, asked: (over.wait(5), decision_on(sale, asked))[1]

    async def asked() -> None:
        async with AsyncClient(fake.target) as client, asyncio.timeout(0.1):
            async for _ in client.stream_decide([ORDER]):
                pass

    with pytest.raises(TimeoutError):
        asyncio.run(asked())
    over.set()
