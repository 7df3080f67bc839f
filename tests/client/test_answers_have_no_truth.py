from __future__ import annotations

from typing import Any

import pytest
from fake_licet import ORDER, Blocking, FakeLicet, WithAsyncio, decision_on
from licet.v1.decision_pb2 import Outcome
from licet.v1.service_pb2 import DecideRequest
from licet_client import (
    BatchDecided,
    Decided,
    Explained,
    NoDecision,
    NotDecided,
    ServerFault,
    sale_message,
)

Asking = Blocking | WithAsyncio
GO = {"OUTCOME_NO_LICENSE_NEEDED", "OUTCOME_TEMPORARY_LICENSE"}
OUTCOMES = {**dict(Outcome.items()), "OUTCOME_OF_A_LATER_SERVER": 99}


def decision(**fields: Any) -> Any:
    made = decision_on(sale_message(ORDER), DecideRequest())
    for name, value in fields.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    "answer",
    [
        Decided(decision()),
        Decided(decision(may_confirm=False)),
        NotDecided(ServerFault("engine fault")),
        Explained(decision(), ()),
        BatchDecided((Decided(decision()),)),
        BatchDecided(()),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_no_answer_is_true_or_false(answer: Any) -> None:
    with pytest.raises(TypeError, match=r"\.may_confirm"):
        bool(answer)
    with pytest.raises(TypeError, match=r"\.may_confirm"):
        assert not answer
    with pytest.raises(TypeError, match=r"\.may_confirm"):
        list(filter(None, [answer]))


@pytest.mark.parametrize("kind", [Decided, lambda d: Explained(d, ())], ids=["one", "explained"])
@pytest.mark.parametrize(("name", "number"), OUTCOMES.items(), ids=OUTCOMES)
def test_an_order_may_be_confirmed_on_a_go_that_says_so_and_on_nothing_else(
    kind: Any, name: str, number: int
) -> None:
    assert kind(decision(outcome=number)).may_confirm is (name in GO)
    assert kind(decision(outcome=number, may_confirm=False)).may_confirm is False
    assert kind(decision(outcome=number, hypothetical=True)).may_confirm is False


def test_an_outcome_of_a_later_server_is_a_decision_and_no_go(
    asking: Asking, fake: FakeLicet
) -> None:
    def answer(sale: Any, asked: Any) -> Any:
        made = decision_on(sale, asked)
        made.outcome = 99  # type: ignore[assignment]
        return made

    fake.answer = answer
    told = asking.ask("decide", ORDER)
    assert told.decision.outcome == 99
    assert told.decision.may_confirm
    assert told.may_confirm is False


def test_what_was_not_decided_may_not_be_confirmed_and_raises_its_error_when_read() -> None:
    error = ServerFault("engine fault")
    answer = NotDecided(error)
    assert answer.may_confirm is False
    with pytest.raises(NoDecision) as raised:
        _ = answer.decision
    assert raised.value is error


def test_a_batch_is_read_by_place() -> None:
    results = (Decided(decision()), NotDecided(ServerFault("engine fault")))
    batch = BatchDecided(results)
    assert len(batch) == 2
    assert batch[1] is results[1]
    assert tuple(batch) == results
    assert [result.may_confirm for result in batch] == [True, False]
