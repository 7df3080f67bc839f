"""JSON over HTTP gets the server's own answers, and no answer where there is none."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
import trustme
from doors import BATCH, DECIDE, PATIENCE, Door, door
from google.protobuf.json_format import Parse, ParseDict
from google.rpc.error_details_pb2 import BadRequest
from grpc_status import rpc_status
from licet.v1.service_pb2 import DecideRequest, DecideResponse
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub
from licet_orderbook.shipped import open_core
from licet_server.entry import run
from plain_sale import SALE
from serving import Running, serving

PROBLEM = "application/problem+json"


def asked_of_the_server(licet: Running, request: dict[str, Any]) -> DecideResponse:
    with grpc.insecure_channel(licet.address) as channel:
        message = ParseDict(request, DecideRequest())
        answer: DecideResponse = LicenseDecisionServiceStub(channel).Decide(
            message, timeout=PATIENCE
        )
        return answer


def refused(response: httpx.Response, status: int) -> dict[str, Any]:
    assert (response.status_code, response.headers["content-type"]) == (status, PROBLEM)
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert "decision" not in found
    return found


def test_a_go_is_the_servers_own_answer_with_its_place_in_the_log(
    http: Door, licet: Running
) -> None:
    response = http.post(DECIDE, {"sale": SALE})
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    told = response.json()
    assert told["decision"]["may_confirm"] is True
    assert told["decision"]["hypothetical"] is False
    assert int(told["log_position"]["seq"]) >= 1
    assert Parse(response.text, DecideResponse()).decision == (
        asked_of_the_server(licet, {"sale": SALE}).decision
    )


def test_the_shipped_orders_are_answered_as_over_grpc(http: Door, licet: Running) -> None:
    orders = [json.loads(line) for line in open_core()][::10]
    assert len(orders) >= 30
    with httpx.Client() as client:
        for order in orders:
            request = {"sale": {k: v for k, v in order.items() if k not in {"expected", "source"}}}
            told = client.post(f"{http.url}{DECIDE}", json=request, timeout=PATIENCE)
            assert Parse(told.text, DecideResponse()).decision == (
                asked_of_the_server(licet, request).decision
            )


def test_names_in_lower_camel_case_are_protobufs_json_as_well(http: Door) -> None:
    told = http.post(DECIDE, {"sale": SALE, "knownOn": "2026-11-24"}).json()
    assert told["decision"]["known_on"] == "2026-11-24"
    assert told["decision"]["may_confirm"] is False


@pytest.mark.parametrize(
    ("change", "violations"),
    [
        ({"sale_date": "yesterday"}, {"sale.sale_date"}),
        ({"parties": [], "lines": []}, {"sale.parties", "sale.lines"}),
        ({"sale_date": "x", "ordered_on": "y"}, {"sale.sale_date", "sale.ordered_on"}),
    ],
)
def test_what_is_wrong_with_a_sale_is_told_as_over_grpc(
    http: Door, licet: Running, change: dict[str, Any], violations: set[str]
) -> None:
    told = refused(http.post(DECIDE, {"sale": SALE | change}), 400)
    with pytest.raises(grpc.RpcError) as error:
        asked_of_the_server(licet, {"sale": SALE | change})
    status = rpc_status.from_call(error.value)  # type: ignore[arg-type]
    request = BadRequest()
    assert status is not None
    assert any(detail.Unpack(request) for detail in status.details)
    assert told["violations"] == [
        {"field": v.field, "description": v.description} for v in request.field_violations
    ]
    assert {v["field"] for v in told["violations"]} == violations
    assert told["detail"] == status.message
    assert (told["code"], told["reason"]) == ("INVALID_ARGUMENT", "ERROR_REASON_MALFORMED_SALE")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"sale": SALE | {"categry": "EAR99"}}, ["sale.categry"]),
        ({"sale": SALE, "pin": "x"}, ["pin"]),
        (
            {"sale": SALE | {"lines": [{"categry": "a"}, {"unit": 1}]}},
            ["sale.lines[0].categry", "sale.lines[1].unit"],
        ),
        ({"sale": SALE | {"attestations": {"a": "yes"}}}, ["sale.attestations.a"]),
        ({"sale": SALE | {"attestations": []}}, ["sale.attestations"]),
        ({"sale": SALE | {"lines": {"0": {}}}}, ["sale.lines"]),
        ({"sale": SALE | {"parties": [None]}}, ["sale.parties[0]"]),
        (
            {"sale": SALE | {"parties": [{"owners": [{"percent": []}]}]}},
            ["sale.parties[0].owners[0].percent"],
        ),
        ({"sale": 3}, ["sale"]),
        ([], [""]),
        (None, [""]),
        (b"", [""]),
        (b"{", [""]),
        (b"\xff\xfe", [""]),
        (b'{"sale": {"sale_id": "a", "sale_id": "b"}}', [""]),
        (b'{"sale": {"sale_id": "a", "saleId": "b"}}', [""]),
        (b'{"sale": {"sale_id": "\\ud800"}}', [""]),
        (b'{"sale": {"parties": [{"owners": [{"percent": NaN}]}]}}', [""]),
        (b'{"sale": {"parties": [{"owners": [{"percent": ' + b"9" * 5000 + b"}]}]}}", [""]),
        (b"[" * 100_000, [""]),
        (b'{"sale":' * 500 + b"1" + b"}" * 500, ["sale.sale"]),
        (
            {"sale": SALE | {"parties": [{"owners": [{"percent": "6_2"}]}]}},
            ["sale.parties[0].owners[0].percent"],
        ),
        (b'{"\\ud800": 1}', ["\ud800"]),
        (json.dumps({f"x{n}": 1 for n in range(100_000)}).encode(), [f"x{n}" for n in range(20)]),
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused_with_every_field_that_is_wrong(
    http: Door, body: object, fields: list[str]
) -> None:
    told = refused(http.post(DECIDE, body), 400)
    assert [each["field"] for each in told["violations"]] == fields
    assert all(each["description"] for each in told["violations"])


def test_a_sale_of_a_batch_that_is_wrong_has_its_error_in_its_place(http: Door) -> None:
    told = http.post(BATCH, {"sales": [SALE, SALE | {"sale_date": "soon"}]}).json()
    one, other = told["items"]
    assert one["decision"]["may_confirm"] is True
    assert other["error"]["code"] == 3
    (request,) = [each for each in other["error"]["details"] if "field_violations" in each]
    assert request["@type"] == "type.googleapis.com/google.rpc.BadRequest"


def test_limits_are_those_of_the_server(http: Door) -> None:
    told = refused(http.post(BATCH, {"sales": [SALE] * 1001}), 400)
    assert told["reason"] == "ERROR_REASON_LIMIT_EXCEEDED"
    assert told["metadata"]["limit"] == "1000"
    great = json.dumps({"sale": SALE | {"exporter": "x" * (8 * 1024 * 1024)}}).encode()
    # A caller who is still talking when hung up on may not hear why; the log says it.
    with suppress(httpx.WriteError, httpx.ReadError):
        refused(http.post(DECIDE, great, headers={"x-request-id": "too-great"}), 413)
    assert http.post(DECIDE, {"sale": SALE}).status_code == 200
    told = [line["status"] for line in http.said if line.get("request_id") == "too-great"]
    assert told == [413]


def test_the_callers_id_is_in_the_log_of_the_door_and_of_the_server(
    http: Door, licet: Running
) -> None:
    response = http.post(DECIDE, {"sale": SALE}, headers={"x-request-id": "erp-4711"})
    assert response.headers["x-request-id"] == "erp-4711"
    calls = [line for line in http.said if line.get("request_id") == "erp-4711"]
    assert [(c["method"], c["status"]) for c in calls] == [(DECIDE, 200)]
    assert any(line.get("request_id") == "erp-4711" for line in _until_told(licet, "erp-4711"))
    assert "Krause" not in json.dumps(http.said)


def _until_told(licet: Running, request_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for _ in range(100):
        found += licet.so_far()
        if any(line.get("request_id") == request_id for line in found):
            break
        time.sleep(0.1)
    return found


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", DECIDE, {}, 405),
        ("POST", "/", {}, 404),
        ("POST", "/licet.v1.LicenseDecisionService/StreamDecide", {}, 404),
        ("POST", DECIDE, {"content-type": "text/plain"}, 415),
        ("POST", DECIDE, {"content-type": ""}, 415),
        ("POST", DECIDE, {"content-type": "application/json; charset=iso-8859-1"}, 415),
        ("POST", f"{DECIDE}?revision=nope", {}, 400),
        ("POST", f"{DECIDE}/", {}, 404),
    ],
)
def test_what_is_asked_in_another_way_is_refused(
    http: Door, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    body = json.dumps({"sale": SALE}).encode()
    response = httpx.request(
        method, f"{http.url}{path}", content=body, timeout=PATIENCE,
        headers={"content-type": "application/json"} | headers,
    )  # fmt: skip
    refused(response, status)


def test_a_caller_who_sends_too_slowly_is_told_so(http: Door) -> None:
    host, port = http.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as caller:
        caller.sendall(
            f"POST {DECIDE} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            "content-length: 100\r\n\r\n{".encode()
        )
        assert caller.recv(100).startswith(b"HTTP/1.1 408 ")


def test_connections_on_which_nothing_is_asked_keep_nobody_out(http: Door) -> None:
    host, port = http.url.removeprefix("http://").split(":")
    silent = [socket.create_connection((host, int(port)), timeout=PATIENCE) for _ in range(600)]
    try:
        silent[0].sendall(b"POST / HTTP/1.1\r\nhost:")
        silent[1].sendall(b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\nGET /openapi.json HTT")
        assert http.post(DECIDE, {"sale": SALE}).status_code == 200
        assert silent[-1].recv(1) == b""
        assert silent[0].recv(1) == b""
        while silent[1].recv(65_536):  # the answer to the first, and the end of the second
            pass
    finally:
        for each in silent:
            each.close()


def test_one_long_request_keeps_nobody_waiting(http: Door) -> None:
    names = json.dumps({"sale": {f"x{n}": 1 for n in range(400_000)}}).encode()
    with ThreadPoolExecutor(1) as other:
        long = other.submit(http.post, DECIDE, names)
        slowest = 0.0
        while not long.done():
            started = time.monotonic()
            assert httpx.get(f"{http.url}/health", timeout=PATIENCE).status_code == 200
            slowest = max(slowest, time.monotonic() - started)
        refused(long.result(), 400)
    assert slowest < PATIENCE / 10


def test_a_server_that_does_not_answer_in_time_is_no_answer(licet: Running) -> None:
    processes = [licet.process.pid, *licet.children()]
    with door(licet.address, "--timeout", "1.5") as found:
        assert found.post(DECIDE, {"sale": SALE}).status_code == 200
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            told = refused(found.post(DECIDE, {"sale": SALE}), 504)
            assert httpx.get(f"{found.url}/health", timeout=PATIENCE).status_code == 503
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)
        assert told["code"] == "DEADLINE_EXCEEDED"


def test_a_caller_who_goes_leaves_no_work_behind(licet: Running) -> None:
    processes = [licet.process.pid, *licet.children()]
    with door(licet.address) as found:
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            with pytest.raises(httpx.ReadTimeout):
                httpx.post(f"{found.url}{DECIDE}", json={"sale": SALE}, timeout=1.0)
            for _ in range(100):
                if found.said:
                    break
                time.sleep(0.1)
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)
        assert [(line["method"], line["status"]) for line in found.said] == [(DECIDE, 499)]


def test_a_server_that_is_down_is_no_answer() -> None:
    with door("127.0.0.1:1") as found:
        assert refused(found.post(DECIDE, {"sale": SALE}), 503)["code"] == "UNAVAILABLE"
        refused(httpx.get(f"{found.url}/health", timeout=PATIENCE), 503)


def test_health_is_the_servers(http: Door) -> None:
    told = httpx.get(f"{http.url}/health", timeout=PATIENCE)
    assert (told.status_code, told.json()) == (200, {"status": "SERVING"})


def test_both_ways_are_encrypted_beyond_this_machine(tmp_path: Path) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(f"{tmp_path / 'ca.pem'}")
    for name in ("localhost", "erp"):
        issued = ca.issue_cert(name)
        issued.private_key_and_cert_chain_pem.write_to_path(f"{tmp_path / name}.pem")
    own = f"{tmp_path / 'localhost.pem'}"
    flags = ("--tls-cert", own, "--tls-key", own, "--tls-client-ca", f"{tmp_path / 'ca.pem'}")
    with serving("--workers", "1", *flags) as licet:
        port = licet.address.rpartition(":")[2]
        before = (
            "--target-ca",
            f"{tmp_path / 'ca.pem'}",
            "--target-cert",
            own,
            "--target-key",
            own,
        )
        with door(f"localhost:{port}", *before, *flags) as found:
            assert found.url.startswith("https://")
            context = ssl.create_default_context(cafile=f"{tmp_path / 'ca.pem'}")
            with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError, httpx.ConnectError)):
                found.post(DECIDE, {"sale": SALE}, verify=context)
            context.load_cert_chain(f"{tmp_path / 'erp.pem'}")
            assert found.post(DECIDE, {"sale": SALE}, verify=context).status_code == 200


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--listen", "0.0.0.0:0"], "--plaintext-beyond-loopback"),
        (["--listen", "nowhere"], "write HOST:PORT"),
        (["--target", "198.51.100.7:1"], "encrypt"),
        (["--target", "nowhere"], "--target"),
        (["--tls-cert", "x.pem"], "--tls-key"),
    ],
)
def test_a_door_that_would_not_be_safe_does_not_open(
    flags: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from licet_http import entry  # noqa: PLC0415 (it puts its commands into the server's)

    assert entry.app is not None
    assert run(["http", *flags]) == 2
    assert said in capsys.readouterr().err
