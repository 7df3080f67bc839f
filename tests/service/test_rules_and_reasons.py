"""What a server says of its rules, and of why they spoke: the embedded engine's words."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import grpc
import pytest
from beside_the_log import apart
from google.protobuf.json_format import ParseDict
from licet.v1.sale_pb2 import Sale
from licet.v1.service_pb2 import (
    DecideRequest,
    ExplainRequest,
    ExplainResponse,
    GetRuleSetRequest,
    ListProvisionsRequest,
)
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub, RuleSetServiceStub
from licet_orderbook import open_core
from licet_server.app import Licet
from licet_server.service.converting import decision_message, explained_message, sale_of
from licet_server.service.limits import Limits
from licet_server.settings import Settings
from service_sales import PATIENCE, info, paths, status
from serving import Running


@pytest.fixture(scope="module")
def engine() -> Iterator[Licet]:
    with Licet(Settings(active=True), rehearsed=False) as loaded:
        yield loaded


@pytest.fixture
def rules(running: Running) -> Iterator[RuleSetServiceStub]:
    with grpc.insecure_channel(running.address) as channel:
        yield RuleSetServiceStub(channel)


def explained(engine: Licet, given: bytes) -> ExplainResponse:
    sale = sale_of(given, engine.rules.vocabulary, Limits())
    today = date.today()  # noqa: DTZ011 (a business day)
    subjects = engine.explain(sale, today=today)
    return ExplainResponse(
        decision=decision_message(engine.decide(sale, today=today)),
        subjects=[explained_message(each, engine.places) for each in subjects],
    )


def test_reasons_are_those_of_the_embedded_engine_and_the_decision_is_decides(
    engine: Licet, licet: LicenseDecisionServiceStub
) -> None:
    for line in islice(open_core(), 0, None, 20):
        order = json.loads(line)
        sale = ParseDict({k: order[k] for k in order.keys() - {"expected", "source"}}, Sale())
        told = licet.Explain(ExplainRequest(sale=sale), timeout=PATIENCE)
        here = explained(engine, sale.SerializeToString())
        assert apart(told).SerializeToString(deterministic=True) == here.SerializeToString(
            deterministic=True
        )
        assert told.decision == licet.Decide(DecideRequest(sale=sale), timeout=PATIENCE).decision
        places = [each.at for subject in told.subjects for each in subject.provisions]
        assert places
        assert not any(place.startswith("/") for place in places)


def test_a_rule_set_is_told_with_its_packs(
    engine: Licet, rules: RuleSetServiceStub, running: Running
) -> None:
    told = rules.GetRuleSet(GetRuleSetRequest(), timeout=PATIENCE).rule_set
    assert told.revision == running.revision == engine.rules.revision
    assert [(pack.name, pack.provision_count, pack.list_row_count) for pack in told.packs] == [
        (pack.name, len(pack.provisions), len(pack.rows)) for pack in engine.rules.packs
    ]
    assert {pack.name: pack.may_loosen for pack in told.packs} == {"us_ear": True, "house": False}


@pytest.mark.parametrize("size", [1, 7, 1000, 2**31 - 1, 0])
def test_pages_of_any_size_hold_every_provision_once_by_its_id(
    engine: Licet, rules: RuleSetServiceStub, size: int
) -> None:
    found: list[str] = []
    token = ""
    while token or not found:
        request = ListProvisionsRequest(page_size=size, page_token=token)
        page = rules.ListProvisions(request, timeout=PATIENCE)
        assert page.revision == engine.rules.revision
        assert 0 < len(page.provisions) <= (size or len(engine.rules.provisions))
        found += [provision.provision_id for provision in page.provisions]
        token = page.next_page_token
    assert found == sorted(provision.id for provision in engine.rules.provisions)


def test_a_provision_is_told_with_all_its_versions(
    engine: Licet, rules: RuleSetServiceStub
) -> None:
    told = rules.ListProvisions(ListProvisionsRequest(page_size=1000), timeout=PATIENCE)
    for given, said in zip(engine.rules.provisions, told.provisions, strict=True):
        assert (said.title, said.pack) == (given.title, given.pack)
        assert said.effect == given.effect.value
        assert [(v.version, v.in_force_from, v.authority) for v in said.versions] == [
            (v.name, v.start.isoformat(), v.authority) for v in given.versions
        ]


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"page_size": -1}, "page_size"),
        ({"page_token": "next"}, "page_token"),
        ({"page_token": base64.urlsafe_b64encode(b"us_ear.absent").decode()}, "page_token"),
        ({"revision": "latest"}, "revision"),
    ],
)
def test_a_page_that_nobody_can_give_is_refused_under_its_path(
    rules: RuleSetServiceStub, asked: dict[str, Any], path: str
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        rules.ListProvisions(ListProvisionsRequest(**asked), timeout=PATIENCE)
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert info(status(caught.value)).reason == "ERROR_REASON_MALFORMED_REQUEST"
    assert paths(status(caught.value)) == [path]


def test_pages_of_another_revision_are_not_found(rules: RuleSetServiceStub) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        rules.ListProvisions(ListProvisionsRequest(revision="0" * 64), timeout=PATIENCE)
    assert caught.value.code() is grpc.StatusCode.NOT_FOUND
    assert info(status(caught.value)).reason == "ERROR_REASON_UNKNOWN_REVISION"
