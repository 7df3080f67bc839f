"""A running server: who answers, what it logs, and what it says of itself."""

from __future__ import annotations

import json
import re
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest
from grpc_reflection.v1alpha.reflection_pb2_grpc import ServerReflectionStub
from licet.v1 import service_pb2
from licet.v1.service_pb2 import BatchDecideRequest, DecideRequest, ExplainRequest
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub
from licet_server.service.serving import SERVICES
from service_sales import PARTY, PATIENCE, asking, sale, status
from serving import Running

HEADER = "x-request-id"


def logged(running: Running, wanted: str) -> dict[str, Any]:
    """The line of the call with a request id."""
    while True:
        line = running.until("call")
        if line["request_id"] == wanted:
            return line


def told_id(licet: LicenseDecisionServiceStub, given: str) -> str:
    _, call = licet.Decide.with_call(
        DecideRequest(sale=sale()), timeout=PATIENCE, metadata=((HEADER, given),)
    )
    return str(dict(call.trailing_metadata())[HEADER])


def test_both_workers_answer(running: Running) -> None:
    workers = set()
    for n in range(40):
        with asking(running.address) as licet:
            told_id(licet, f"both-{n}")
        workers.add(logged(running, f"both-{n}")["pid"])
        if len(workers) == 2:
            break
    assert len(workers) == 2
    assert running.process.pid not in workers


@pytest.mark.parametrize("given", ["order-4711", "a", "x" * 128, "A.b_c:d/e+f=g-h"])
def test_a_request_id_goes_back_and_into_the_log(
    running: Running, licet: LicenseDecisionServiceStub, given: str
) -> None:
    assert told_id(licet, given) == given
    line = logged(running, given)
    assert line["method"] == "/licet.v1.LicenseDecisionService/Decide"
    assert (line["code"], line["level"]) == ("OK", "info")
    assert line["ms"] > 0
    assert "127.0.0.1" in line["peer"]


@pytest.mark.parametrize(
    "given", ["", " ", "x" * 129, "x" * 7000, 'a"b', "a{}b", "a b", "a\\nb", "%0a", "<script>"]
)
def test_a_hostile_request_id_is_replaced(
    running: Running, licet: LicenseDecisionServiceStub, given: str
) -> None:
    replaced = told_id(licet, given)
    assert re.fullmatch("[0-9a-f]{32}", replaced)
    assert logged(running, replaced)["code"] == "OK"


def test_a_request_id_beyond_what_headers_hold_ends_the_call_alone(running: Running) -> None:
    with asking(running.address) as licet:
        try:
            told = told_id(licet, "x" * 10_240)
        except grpc.RpcError as error:
            told = error.code().name
        assert re.fullmatch("[0-9a-f]{32}|RESOURCE_EXHAUSTED", told)
        assert told_id(licet, "after") == "after"


def test_a_refusal_carries_the_request_id_and_is_logged_with_its_code(
    running: Running, licet: LicenseDecisionServiceStub
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        licet.Decide(
            DecideRequest(sale=sale(sale_date="soon")),
            timeout=PATIENCE,
            metadata=((HEADER, "refused-1"),),
        )
    assert dict(caught.value.trailing_metadata())[HEADER] == "refused-1"
    assert status(caught.value).code == 3
    assert logged(running, "refused-1")["code"] == "INVALID_ARGUMENT"


def test_no_word_of_a_sale_is_in_the_log_and_each_line_is_json(
    running: Running, licet: LicenseDecisionServiceStub
) -> None:
    named = sale(sale_id="SECRET-ORDER")
    broken = sale(sale_date="SECRET-DAY", destination={"country": "SECRET"})
    licet.Decide(DecideRequest(sale=named), timeout=PATIENCE)
    licet.Explain(ExplainRequest(sale=named), timeout=PATIENCE)
    licet.BatchDecide(BatchDecideRequest(sales=[named, broken]), timeout=PATIENCE)
    for request in (DecideRequest(sale=broken), DecideRequest(sale=named, revision="SECRET")):
        with pytest.raises(grpc.RpcError):
            licet.Decide(request, timeout=PATIENCE)
    told_id(licet, "the-last-of-them")
    logged(running, "the-last-of-them")
    for line in running.lines:
        assert isinstance(json.loads(line), dict)
        assert PARTY not in line
        assert "SECRET" not in line


@pytest.mark.parametrize("name", ["", *SERVICES])
def test_the_server_says_that_it_is_healthy(running: Running, name: str) -> None:
    with grpc.insecure_channel(running.address) as channel:
        told = HealthStub(channel).Check(HealthCheckRequest(service=name), timeout=PATIENCE)
    assert told.status == HealthCheckResponse.SERVING


def test_reflection_lists_the_services_and_resolves_their_descriptors(running: Running) -> None:
    asked = [
        ServerReflectionRequest(list_services=""),
        *(ServerReflectionRequest(file_containing_symbol=name) for name in SERVICES),
        ServerReflectionRequest(file_containing_symbol="licet.v1.Decision"),
    ]
    with grpc.insecure_channel(running.address) as channel:
        stub = ServerReflectionStub(channel)
        listed, *found = stub.ServerReflectionInfo(iter(asked), timeout=PATIENCE)
    names = {service.name for service in listed.list_services_response.service}
    assert {*SERVICES, "grpc.health.v1.Health"} <= names
    for answer in found:
        files = answer.file_descriptor_response.file_descriptor_proto
        assert all(FileDescriptorProto.FromString(file).package for file in files)
    first = FileDescriptorProto.FromString(
        found[0].file_descriptor_response.file_descriptor_proto[0]
    )
    assert first.name == service_pb2.DESCRIPTOR.name


def test_a_method_that_nobody_serves_is_unimplemented(running: Running) -> None:
    with grpc.insecure_channel(running.address) as channel:
        call = channel.unary_unary("/licet.v1.LicenseDecisionService/Approve")
        with pytest.raises(grpc.RpcError) as caught:
            call(b"", timeout=PATIENCE)
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
