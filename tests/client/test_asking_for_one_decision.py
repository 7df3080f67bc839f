from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, date, datetime
from typing import Any

import grpc
import pytest
from fake_licet import ORDER, QUICK, REVISION, Asker, Blocking, FakeLicet, WithAsyncio, serving
from licet.v1 import decision_pb2, service_pb2
from licet.v1.decision_pb2 import Decision
from licet_client import (
    AsyncClient,
    Client,
    DeadlineExceeded,
    InvalidRequest,
    Pins,
    Refused,
    ServerFault,
    Timeouts,
    decision_dict,
    sale_message,
)

Asking = Blocking | WithAsyncio
PINS = Pins("0F3A", date(2019, 11, 3), "published")


def test_a_sale_given_as_json_or_as_a_message_is_one_question(
    asking: Asking, fake: FakeLicet
) -> None:
    given = asking.ask("decide", ORDER)
    message = asking.ask("decide", sale_message(ORDER))
    assert given == message
    assert fake.requests[0] == fake.requests[1]
    assert given.decision.sale_id == "SO-1"
    assert given.may_confirm is True


def test_what_is_pinned_is_sent_and_what_is_not_is_absent(asking: Asking, fake: FakeLicet) -> None:
    asking.ask("decide", ORDER, pins=PINS)
    asking.ask("explain", ORDER)
    pinned, unpinned = fake.requests
    assert (pinned.revision, pinned.known_on, pinned.knowledge) == (
        "0F3A",
        "2019-11-03",
        "published",
    )
    assert [f.name for f, _ in unpinned.ListFields()] == ["sale"]


def test_a_pinned_day_is_a_day_and_no_time_of_day() -> None:
    with pytest.raises(TypeError, match="known_on"):
        Pins(known_on=datetime(2019, 11, 3, tzinfo=UTC))
    with pytest.raises(TypeError, match="known_on"):
        Pins(known_on="2019-11-03")  # type: ignore[arg-type]


def test_a_pin_that_is_no_text_is_refused_without_asking(asking: Asking, fake: FakeLicet) -> None:
    with pytest.raises(InvalidRequest) as refused:
        asking.ask("decide", ORDER, pins=Pins(revision="\ud800"))
    assert [v.path for v in refused.value.violations] == ["revision"]
    with pytest.raises(InvalidRequest):
        asking.ask("get_rule_set", "a\0")
    assert fake.calls == 0


def test_an_explanation_holds_its_decision_and_its_subjects(
    asking: Asking, fake: FakeLicet
) -> None:
    def with_subject(_: Any, response: Any) -> Any:
        response.subjects.add()
        return response

    fake.reply = with_subject
    explained = asking.ask("explain", ORDER)
    assert explained.may_confirm
    assert len(explained.subjects) == 1
    assert explained.decision.decision_id == "id of SO-1"


def test_where_a_decision_is_logged_is_absent_until_the_server_says(
    asking: Asking, fake: FakeLicet
) -> None:
    assert asking.ask("decide", ORDER).log_position is None

    def logged(_: Any, response: Any) -> Any:
        response.log_position.SetInParent()
        response.log_policy.SetInParent()
        return response

    fake.reply = logged
    told = asking.ask("decide", ORDER)
    assert told.log_position == service_pb2.LogPosition()
    assert told.log_policy == service_pb2.LogPolicy()


def test_a_request_id_is_sent_and_the_servers_own_comes_back(
    asking: Asking, fake: FakeLicet
) -> None:
    assert asking.ask("decide", ORDER).request_id is None
    assert asking.ask("decide", ORDER, request_id="mine-1").request_id == "mine-1"
    assert fake.metadata[-1]["x-request-id"] == "mine-1"
    fake.headers = (("x-request-id", "theirs-2"),)
    assert asking.ask("explain", ORDER, request_id="mine-1").request_id == "theirs-2"
    fake.headers = ()
    fake.before = lambda context: context.set_trailing_metadata((("x-request-id", "theirs-3"),))
    assert asking.ask("batch_decide", [ORDER], request_id="mine-1").request_id == "theirs-3"


@pytest.mark.parametrize("request_id", ["", "two words", "ü", "line\nbreak", "\ud800"])
def test_a_request_id_that_no_header_can_hold_is_refused(
    asking: Asking, fake: FakeLicet, request_id: str
) -> None:
    with pytest.raises(ValueError, match="visible ASCII"):
        asking.ask("decide", ORDER, request_id=request_id)
    assert fake.calls == 0


def _slow(fake: FakeLicet) -> threading.Event:
    over = threading.Event()

    def late(_: Any, response: Any) -> Any:
        over.wait(5)
        return response

    fake.reply = late
    return over


@pytest.mark.parametrize(
    ("method", "given", "limit"),
    [
        ("decide", ORDER, "decide"),
        ("batch_decide", [ORDER], "batch_decide"),
        ("explain", ORDER, "explain"),
        ("get_rule_set", REVISION, "rules"),
    ],
)
def test_every_call_ends_in_time_by_the_clients_own_limit(
    asker: Asker, fake: FakeLicet, method: str, given: Any, limit: str
) -> None:
    over = _slow(fake)
    began = time.monotonic()
    with pytest.raises(DeadlineExceeded) as late:
        asker(fake.target, timeouts=Timeouts(**{limit: 0.1})).ask(method, given)
    over.set()
    assert time.monotonic() - began < 2
    assert late.value.code is grpc.StatusCode.DEADLINE_EXCEEDED
    assert fake.calls <= 1


def test_a_call_may_have_a_limit_of_its_own(asking: Asking, fake: FakeLicet) -> None:
    over = _slow(fake)
    with pytest.raises(DeadlineExceeded):
        asking.ask("decide", ORDER, timeout=0.1)
    over.set()


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan"), 1e9])
def test_a_limit_that_bounds_nothing_is_refused(asking: Asking, timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout"):
        asking.ask("decide", ORDER, timeout=timeout)
    with pytest.raises(ValueError, match="timeout"):
        asking.stream([ORDER], timeout=timeout)
    with pytest.raises(ValueError, match="timeout"):
        Timeouts(rules=timeout)


def _changed(**fields: Any) -> Any:
    def reply(_: Any, response: Any) -> Any:
        response.decision.MergeFrom(Decision(**fields))
        return response

    return reply


def _without_decision(_: Any, response: Any) -> Any:
    response.ClearField("decision")
    return response


def _empty_decision(_: Any, response: Any) -> Any:
    response.decision.Clear()
    response.decision.SetInParent()
    return response


def _without_outcome(_: Any, response: Any) -> Any:
    response.decision.ClearField("outcome")
    return response


@pytest.mark.parametrize("method", ["decide", "explain"])
@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (_without_decision, "nothing in it"),
        (_empty_decision, "nothing in it"),
        (_without_outcome, "nothing in it"),
        (_changed(sale_id="SO-2"), "`sale_id` is `SO-2`"),
        (_changed(sale_date="2019-12-02"), "`sale_date` is `2019-12-02`"),
        (_changed(lines=[decision_pb2.LineDecision(line_id="2")]), "`lines`"),
        (_changed(revision="77"), "`revision` is `77`"),
        (_changed(known_on="2019-11-04"), "`known_on` is `2019-11-04`"),
        (_changed(knowledge="announced"), "`knowledge` is `announced`"),
    ],
)
def test_an_answer_that_is_none_to_the_question_is_no_decision(
    asking: Asking, fake: FakeLicet, method: str, reply: Any, said: str
) -> None:
    fake.reply = reply
    fake.headers = (("x-request-id", "r-1"),)
    with pytest.raises(ServerFault, match=said) as fault:
        asking.ask(method, ORDER, pins=Pins("0f3a", date(2019, 11, 3), "published"))
    assert fault.value.request_id == "r-1"


def test_the_sales_own_day_of_knowledge_wins_over_the_pinned_one(asking: Asking) -> None:
    told = asking.ask("decide", ORDER | {"known_on": "2019-11-20"}, pins=PINS)
    assert told.decision.known_on == "2019-11-20"


def test_an_answer_larger_than_grpcs_own_limit_comes_through(
    asking: Asking, fake: FakeLicet
) -> None:
    fake.reply = _changed(caveats=["x" * 1_000_000] * 8)
    assert len(asking.ask("decide", ORDER).decision.caveats) == 8


def test_a_decision_is_shown_as_json_with_false_and_empty_and_without_absent(
    asking: Asking,
) -> None:
    shown = decision_dict(asking.ask("decide", ORDER).decision)
    assert shown["outcome"] == "OUTCOME_NO_LICENSE_NEEDED"
    assert shown["hypothetical"] is False
    assert shown["missing_facts"] == []
    assert shown["lines"][0]["line_id"] == "1"
    assert "valid_from" not in shown
    assert "next_change" not in shown


def test_rule_sets_and_provisions_are_of_the_revision_asked_for(
    asking: Asking, fake: FakeLicet
) -> None:
    assert asking.ask("get_rule_set").revision == REVISION
    assert asking.ask("get_rule_set", "77").revision == "77"
    assert asking.provisions("77") == ["p00", "p01", "p10", "p11", "p20", "p21"]
    assert {request.revision for request in fake.requests[1:]} == {"77"}
    assert [request.page_token for request in fake.requests[2:]] == ["", "1", "2"]


def test_pages_that_do_not_fit_together_are_a_fault(asking: Asking, fake: FakeLicet) -> None:
    def other_rules(request: Any, response: Any) -> Any:
        response.revision = f"rules {request.page_token}"
        return response

    def circle(_: Any, response: Any) -> Any:
        response.MergeFrom(service_pb2.ListProvisionsResponse(next_page_token="1"))  # noqa: S106 (no password)
        return response

    fake.reply = other_rules
    with pytest.raises(ServerFault, match="others than on the page before"):
        asking.provisions()
    fake.reply = circle
    with pytest.raises(ServerFault, match="circle"):
        asking.provisions()


def test_a_rule_set_without_a_revision_or_of_another_is_a_fault(
    asking: Asking, fake: FakeLicet
) -> None:
    fake.reply = lambda *_: service_pb2.GetRuleSetResponse()
    with pytest.raises(ServerFault, match="nothing in it"):
        asking.ask("get_rule_set")
    fake.reply = lambda *_: service_pb2.GetRuleSetResponse(rule_set={"revision": "88"})
    with pytest.raises(ServerFault, match="another question"):
        asking.ask("get_rule_set", "77")


def test_a_closed_client_asks_nothing(fake: FakeLicet) -> None:
    client = Client(fake.target)
    client.close()
    client.close()
    with pytest.raises(RuntimeError, match="closed"):
        client.decide(ORDER)
    with pytest.raises(RuntimeError, match="closed"):
        client.stream_decide([ORDER])

    async def asked() -> None:
        unused = AsyncClient(fake.target)
        await unused.close()
        with pytest.raises(RuntimeError, match="closed"):
            await unused.decide(ORDER)

    asyncio.run(asked())
    assert fake.calls == 0


def _called(fake: FakeLicet) -> threading.Event:
    called = threading.Event()
    fake.before = lambda _: called.set()
    return called


def test_closing_a_client_ends_calls_under_way_without_an_answer(fake: FakeLicet) -> None:
    over, called = _slow(fake), _called(fake)
    client = Client(fake.target)
    closing = threading.Thread(target=lambda: called.wait(5) and client.close())
    closing.start()
    with pytest.raises(Refused) as closed:
        client.decide(ORDER)
    over.set()
    closing.join()
    assert closed.value.code is grpc.StatusCode.CANCELLED


@pytest.mark.parametrize("method", ["decide", "stream_decide"])
def test_closing_a_client_with_asyncio_ends_calls_under_way_without_an_answer(
    fake: FakeLicet, method: str
) -> None:
    over, called = _slow(fake), _called(fake)
    fake.streams = lambda requests, _: (over.wait(5) and fake.streamed(r) for r in requests)

    async def asked() -> None:
        client = AsyncClient(fake.target)

        async def close() -> None:
            await asyncio.to_thread(called.wait, 5)
            await client.close()

        closing = asyncio.create_task(close())
        try:
            if method == "decide":
                await client.decide(ORDER)
            else:
                await anext(client.stream_decide([ORDER]))
        finally:
            over.set()
            await closing

    with pytest.raises(Refused) as closed:
        asyncio.run(asked())
    assert closed.value.code is grpc.StatusCode.CANCELLED


def test_a_cancelled_task_stays_a_cancelled_task(fake: FakeLicet) -> None:
    over = _slow(fake)

    async def asked() -> None:
        async with AsyncClient(fake.target) as client:
            await asyncio.wait_for(client.decide(ORDER), 0.1)

    with pytest.raises(TimeoutError):
        asyncio.run(asked())
    over.set()


def test_an_asyncio_client_may_be_made_before_its_loop_runs(fake: FakeLicet) -> None:
    client = AsyncClient(fake.target)

    async def asked() -> bool:
        async with client:
            return (await client.decide(ORDER)).may_confirm

    assert asyncio.run(asked())


def test_threads_may_share_a_client(fake: FakeLicet) -> None:
    found = []
    with Client(fake.target) as client:

        def ask(number: int) -> None:
            found.append(client.decide(ORDER | {"sale_id": f"{number}"}).decision.sale_id)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == [str(number) for number in range(8)]


def test_a_server_that_comes_up_late_is_found(asker: Asker) -> None:
    with serving(FakeLicet()) as first:
        target = first.target
    started = threading.Event()
    over = threading.Event()

    def serve() -> None:
        time.sleep(0.3)
        with serving(FakeLicet(), target):
            started.set()
            over.wait(5)

    thread = threading.Thread(target=serve)
    thread.start()
    retries = type(QUICK)(attempts=12, first_pause=0.1, longest_pause=0.2)
    try:
        assert asker(target, retries=retries).ask("decide", ORDER).may_confirm
    finally:
        over.set()
        thread.join()
