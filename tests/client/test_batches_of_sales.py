from __future__ import annotations

from typing import Any

import pytest
from fake_licet import (
    ORDER,
    Blocking,
    FakeLicet,
    WithAsyncio,
    decision_on,
    malformed,
    order,
    status,
)
from google.rpc.status_pb2 import Status
from grpc import StatusCode
from licet.v1 import service_pb2
from licet_client import (
    Decided,
    FieldViolation,
    InvalidRequest,
    InvalidSale,
    NoDecision,
    NotDecided,
    Pins,
    Refused,
    ServerFault,
    sale_message,
)

Asking = Blocking | WithAsyncio
MALFORMED = malformed("ERROR_REASON_MALFORMED_SALE", ("sale.lines[0].category", "no ECCN"))


def errors_for(bad: dict[str, Status]) -> Any:
    """Answer the sales with these ids with these errors, and all others with a go."""

    def answer(sale: Any, asked: Any) -> Any:
        return bad.get(sale.sale_id) or decision_on(sale, asked)

    return answer


def test_a_bad_sale_sinks_alone_and_the_order_is_kept(asking: Asking, fake: FakeLicet) -> None:
    fake.answer = errors_for({"SO-1": MALFORMED})
    fake.headers = (("x-request-id", "r-1"),)
    batch = asking.ask("batch_decide", [order(0), order(1), sale_message(order(2))])
    first, second, third = batch
    assert isinstance(first, Decided)
    assert isinstance(second, NotDecided)
    assert isinstance(second.error, InvalidSale)
    assert second.error.violations == (FieldViolation("lines[0].category", "no ECCN"),)
    assert third.decision.sale_id == "SO-2"
    assert [result.may_confirm for result in batch] == [True, False, True]
    assert batch.request_id == first.request_id == second.error.request_id == "r-1"
    with pytest.raises(InvalidSale):
        _ = second.decision


def test_a_sale_that_cannot_be_sent_keeps_its_place(asking: Asking, fake: FakeLicet) -> None:
    sales = [{"sale_id": 1}, order(1), {"exporter": "\ud800"}, order(3), 4]
    batch = asking.ask("batch_decide", iter(sales))
    assert [type(result) for result in batch] == [
        NotDecided,
        Decided,
        NotDecided,
        Decided,
        NotDecided,
    ]
    assert batch[2].error.violations[0].path == "exporter"
    assert batch[3].decision.sale_id == "SO-3"
    assert len(fake.requests[0].sales) == 2


def test_a_batch_of_nothing_that_can_be_sent_asks_nothing(asking: Asking, fake: FakeLicet) -> None:
    batch = asking.ask("batch_decide", [{"sale_id": 1}])
    assert isinstance(batch[0].error, InvalidSale)
    assert fake.calls == 0


def test_a_batch_of_no_sales_is_the_servers_to_refuse(asking: Asking, fake: FakeLicet) -> None:
    fake.failures.append(malformed("ERROR_REASON_MALFORMED_REQUEST", ("sales", "is empty")))
    with pytest.raises(InvalidRequest, match="sales: is empty"):
        asking.ask("batch_decide", [])


def test_the_pins_of_a_batch_are_checked_in_every_item(asking: Asking, fake: FakeLicet) -> None:
    assert asking.ask("batch_decide", [ORDER], pins=Pins("77"))[0].decision.revision == "77"
    fake.answer = lambda sale, _: decision_on(sale, service_pb2.DecideRequest(revision="88"))
    with pytest.raises(ServerFault, match="revision"):
        asking.ask("batch_decide", [ORDER], pins=Pins("77"))


@pytest.mark.parametrize("code", [c.value[0] for c in StatusCode] + [99])
def test_an_error_of_an_item_is_never_a_go_whatever_its_code(
    asking: Asking, fake: FakeLicet, code: int
) -> None:
    fake.answer = lambda *_: Status(code=code, message="so it is")
    result = asking.ask("batch_decide", [ORDER])[0]
    assert isinstance(result, NotDecided)
    assert isinstance(result.error, NoDecision)
    assert result.may_confirm is False
    assert fake.calls == 1


def _drop_one(_: Any, response: Any) -> Any:
    del response.items[0]
    return response


def _add_one(_: Any, response: Any) -> Any:
    response.items.append(response.items[0])
    return response


def _swap(_: Any, response: Any) -> Any:
    items = list(reversed(response.items))
    return service_pb2.BatchDecideResponse(items=items)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (_drop_one, "1 answers came to 2 sales"),
        (_add_one, "3 answers came to 2 sales"),
        (_swap, "another question"),
        (lambda *_: service_pb2.BatchDecideResponse(), "0 answers"),
    ],
)
def test_answers_that_do_not_fit_the_sales_are_a_fault_of_the_whole_batch(
    asking: Asking, fake: FakeLicet, reply: Any, said: str
) -> None:
    fake.reply = reply
    with pytest.raises(ServerFault, match=said):
        asking.ask("batch_decide", [order(0), order(1)])


def test_an_item_with_neither_decision_nor_error_is_not_decided(
    asking: Asking, fake: FakeLicet
) -> None:
    def emptied(_: Any, response: Any) -> Any:
        response.items[0].Clear()
        return response

    fake.reply = emptied
    batch = asking.ask("batch_decide", [order(0), order(1)])
    assert isinstance(batch[0].error, ServerFault)
    assert batch[1].may_confirm


def test_where_the_items_are_logged_comes_with_them(asking: Asking, fake: FakeLicet) -> None:
    def logged(_: Any, response: Any) -> Any:
        response.log_policy.SetInParent()
        response.items[0].log_position.SetInParent()
        return response

    fake.reply = logged
    batch = asking.ask("batch_decide", [order(0), order(1)])
    assert batch.log_policy is not None
    assert [result.log_position is None for result in batch] == [False, True]


def test_a_whole_batch_may_be_refused(asking: Asking, fake: FakeLicet) -> None:
    fake.failures.append(status(StatusCode.UNAUTHENTICATED, "who are you"))
    with pytest.raises(Refused, match="who are you"):
        asking.ask("batch_decide", [ORDER])
