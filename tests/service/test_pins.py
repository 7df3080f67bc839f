"""A request may pin what answers; what is not today's law as known today may not be acted on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import grpc
import pytest
from licet.v1.decision_pb2 import Decision
from licet.v1.service_pb2 import (
    BatchDecideRequest,
    DecideRequest,
    ExplainRequest,
    GetRuleSetRequest,
    ListProvisionsRequest,
    StreamDecideRequest,
)
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub, RuleSetServiceStub
from service_sales import PATIENCE, TODAY, asking, info, paths, sale, status
from serving import Running

YESTERDAY = (TODAY - timedelta(days=1)).isoformat()
OTHER = "0" * 64


def decided(licet: LicenseDecisionServiceStub, **asked: Any) -> Decision:
    request = DecideRequest(**({"sale": sale()} | asked))
    return licet.Decide(request, timeout=PATIENCE).decision


def refused(licet: LicenseDecisionServiceStub, **asked: Any) -> grpc.RpcError:
    with pytest.raises(grpc.RpcError) as caught:
        decided(licet, **asked)
    return caught.value


def test_a_go_of_today_may_be_confirmed_and_names_what_answered(
    licet: LicenseDecisionServiceStub, running: Running
) -> None:
    answer = decided(licet)
    assert (answer.may_confirm, answer.hypothetical) == (True, False)
    assert answer.revision == running.revision
    assert (answer.known_on, answer.knowledge) == (TODAY.isoformat(), "announced")


def test_what_is_in_effect_may_be_pinned_and_is_not_hypothetical(
    licet: LicenseDecisionServiceStub, running: Running
) -> None:
    pins = {
        "revision": running.revision,
        "known_on": TODAY.isoformat(),
        "knowledge": "announced",
    }
    for name, value in pins.items():
        answer = decided(licet, **{name: value})
        assert (answer.may_confirm, answer.hypothetical) == (True, False), name
    assert decided(licet, **pins) == decided(licet)


@pytest.mark.parametrize(
    ("asked", "known_on", "knowledge"),
    [
        ({"known_on": YESTERDAY}, YESTERDAY, "announced"),
        ({"known_on": "2020-01-10"}, "2020-01-10", "announced"),
        ({"knowledge": "published"}, TODAY.isoformat(), "published"),
        ({"sale": sale(known_on=YESTERDAY)}, YESTERDAY, "announced"),
        (
            {"sale": sale(known_on=YESTERDAY), "known_on": TODAY.isoformat()},
            YESTERDAY,
            "announced",
        ),
    ],
)
def test_as_known_otherwise_it_is_hypothetical_and_may_not_be_confirmed(
    licet: LicenseDecisionServiceStub, asked: dict[str, Any], known_on: str, knowledge: str
) -> None:
    answer = decided(licet, **asked)
    assert (answer.known_on, answer.knowledge) == (known_on, knowledge)
    assert (answer.may_confirm, answer.hypothetical) == (False, True)


def test_the_sales_own_day_wins_over_the_requests(licet: LicenseDecisionServiceStub) -> None:
    own = sale(known_on=TODAY.isoformat())
    answer = decided(licet, sale=own, known_on=YESTERDAY)
    assert (answer.known_on, answer.may_confirm) == (TODAY.isoformat(), True)
    batch = BatchDecideRequest(sales=[own, sale()], known_on=YESTERDAY)
    items = licet.BatchDecide(batch, timeout=PATIENCE).items
    assert [item.decision.known_on for item in items] == [TODAY.isoformat(), YESTERDAY]
    assert [item.decision.may_confirm for item in items] == [True, False]


def test_goods_that_left_yesterday_are_no_question_of_today(
    licet: LicenseDecisionServiceStub,
) -> None:
    answer = decided(licet, sale=sale(sale_date=YESTERDAY))
    assert (answer.may_confirm, answer.hypothetical) == (False, True)


def test_a_revision_that_is_not_loaded_is_not_found_by_any_call(
    licet: LicenseDecisionServiceStub, running: Running
) -> None:
    for call, request in (
        (licet.Decide, DecideRequest(sale=sale(), revision=OTHER)),
        (licet.Explain, ExplainRequest(sale=sale(), revision=OTHER)),
    ):
        with pytest.raises(grpc.RpcError) as caught:
            call(request, timeout=PATIENCE)
        assert caught.value.code() is grpc.StatusCode.NOT_FOUND
        told = info(status(caught.value))
        assert told.reason == "ERROR_REASON_UNKNOWN_REVISION"
        assert told.metadata == {"revision": OTHER}
    batch = licet.BatchDecide(BatchDecideRequest(sales=[sale()], revision=OTHER), timeout=PATIENCE)
    asked = iter([StreamDecideRequest(sale=sale(), revision=OTHER)])
    for item in (*batch.items, *licet.StreamDecide(asked, timeout=PATIENCE)):
        assert item.WhichOneof("result") == "error"
        assert item.error.code == grpc.StatusCode.NOT_FOUND.value[0]
        assert info(item.error).reason == "ERROR_REASON_UNKNOWN_REVISION"
    with grpc.insecure_channel(running.address) as channel:
        rules = RuleSetServiceStub(channel)
        with pytest.raises(grpc.RpcError) as caught:
            rules.GetRuleSet(GetRuleSetRequest(revision=OTHER), timeout=PATIENCE)
        assert caught.value.code() is grpc.StatusCode.NOT_FOUND
        found = rules.GetRuleSet(GetRuleSetRequest(revision=running.revision), timeout=PATIENCE)
        assert found.rule_set.revision == running.revision


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"revision": "latest"}, "revision"),
        ({"revision": OTHER[:-1]}, "revision"),
        ({"revision": OTHER[:-1] + "A"}, "revision"),
        ({"known_on": "tomorrow"}, "known_on"),
        ({"known_on": "2020-02-30"}, "known_on"),
        ({"known_on": "1901-01-01"}, "known_on"),
        ({"knowledge": "rumoured"}, "knowledge"),
        ({"revision": ""}, "revision"),
        ({"known_on": ""}, "known_on"),
        ({"knowledge": ""}, "knowledge"),
    ],
)
def test_a_malformed_pin_is_refused_under_its_path(
    licet: LicenseDecisionServiceStub, asked: dict[str, Any], path: str
) -> None:
    error = refused(licet, **asked)
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert info(status(error)).reason == "ERROR_REASON_MALFORMED_REQUEST"
    assert paths(status(error)) == [path]


def test_an_empty_pin_is_refused_by_every_call(
    licet: LicenseDecisionServiceStub, running: Running
) -> None:
    batch = BatchDecideRequest(sales=[sale()], known_on="")
    with pytest.raises(grpc.RpcError) as caught:
        licet.BatchDecide(batch, timeout=PATIENCE)
    assert paths(status(caught.value)) == ["known_on"]
    with pytest.raises(grpc.RpcError) as caught:
        licet.Explain(ExplainRequest(sale=sale(), knowledge=""), timeout=PATIENCE)
    assert paths(status(caught.value)) == ["knowledge"]
    asked = iter([StreamDecideRequest(sale=sale(), revision="")])
    (item,) = licet.StreamDecide(asked, timeout=PATIENCE)
    assert paths(item.error) == ["revision"]
    with grpc.insecure_channel(running.address) as channel:
        rules = RuleSetServiceStub(channel)
        for call, request in (
            (rules.GetRuleSet, GetRuleSetRequest(revision="")),
            (rules.ListProvisions, ListProvisionsRequest(revision="")),
        ):
            with pytest.raises(grpc.RpcError) as caught:
                call(request, timeout=PATIENCE)
            assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT, request


def test_a_malformed_sale_is_refused_under_its_paths(running: Running) -> None:
    broken = sale(sale_date="soon", destination={"country": "ZZ"})
    with asking(running.address) as licet:
        error = refused(licet, sale=broken)
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert info(status(error)).reason == "ERROR_REASON_MALFORMED_SALE"
    assert "sale.sale_date" in paths(status(error))
