"""Envoy before a real server, with what `licet-server envoy` writes, gives the server's answers."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from doors import BATCH, COMMAND, DECIDE, PATIENCE, Door
from google.protobuf.json_format import Parse
from licet.v1.service_pb2 import DecideResponse
from plain_sale import SALE
from serving import Running

NUCLEAR, PERCENT = "sale.attestations.nuclear_end_use", "sale.parties[0].owners[0].percent"
ENVOY = Path(sys.executable).with_name("envoy")


def port_of(place: dict[str, Any], port: int) -> None:
    place["address"]["socket_address"]["port_value"] = port


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def envoy(licet: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("envoy")
    subprocess.run([COMMAND, "envoy", "--out", folder], check=True)
    written = yaml.safe_load((folder / "envoy.yaml").read_text())
    own = free_port()
    port_of(written["static_resources"]["listeners"][0], own)
    (cluster,) = written["static_resources"]["clusters"]
    ((endpoint,),) = (each["lb_endpoints"] for each in cluster["load_assignment"]["endpoints"])
    port_of(endpoint["endpoint"], int(licet.address.rpartition(":")[2]))
    (folder / "envoy.yaml").write_text(yaml.safe_dump(written))
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [ENVOY, "-c", "envoy.yaml", "--use-dynamic-base-id", "--concurrency", "1"],
            cwd=folder, stdout=log, stderr=log, text=True,
        )  # fmt: skip
    try:
        for _ in range(round(PATIENCE * 10)):
            assert process.poll() is None, (folder / "log").read_text()
            with socket.socket() as trying:
                if trying.connect_ex(("127.0.0.1", own)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise AssertionError((folder / "log").read_text())
        yield Door(f"http://127.0.0.1:{own}", process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def test_a_go_is_the_same_as_at_the_door(envoy: Door, http: Door) -> None:
    answers = [each.post(DECIDE, {"sale": SALE}) for each in (envoy, http)]
    assert [each.status_code for each in answers] == [200, 200]
    one, other = (Parse(each.text, DecideResponse()).decision for each in answers)
    assert one == other
    assert one.may_confirm
    assert answers[0].json()["decision"]["hypothetical"] is False


def test_what_is_wrong_with_a_sale_is_told_with_its_fields(envoy: Door) -> None:
    told = envoy.post(DECIDE, {"sale": SALE | {"sale_date": "yesterday", "ordered_on": "x"}})
    assert told.status_code == 400
    details = {each["@type"].rpartition(".")[2]: each for each in told.json()["details"]}
    assert details["ErrorInfo"]["reason"] == "ERROR_REASON_MALFORMED_SALE"
    assert [each["field"] for each in details["BadRequest"]["field_violations"]] == [
        "sale.sale_date",
        "sale.ordered_on",
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"sale": SALE | {"attestation": {"nuclear_end_use": True}}}, "sale.attestation"),
        ({"sale": SALE, "pin": "x"}, "pin"),
        ({"sale": SALE | {"lines": [{}, {"parties": []}]}}, "sale.lines[1].parties"),
        ({"sale": SALE | {"destination": {"country": "DE", "name": "x"}}}, "sale.destination.name"),
        ({"sale": SALE | {"sale_id": {"a": 1}}}, "sale.sale_id"),
        (b'{"sale": {"sale_id": "a", "sale_id": "b"}}', "sale.sale_id"),
        (b'{"sale": {"sale_id": "a", "saleId": "b"}}', "sale.saleId"),
        (b'{"sale": {"sale\\u005fid": "a"}}', "sale.sale?u005fid"),
        (b'{"sale": {}} {"sale": {}}', ""),
        (b"[]", ""),
        (b"", ""),
        (b'{"sale', ""),
        (b"[" * 100_000, ""),
        (b'{"sale": {"attestations": {"a": ' + b"[" * 1000, None),
        (b"\xff\xfe", ""),
        (
            {"sale": SALE | {"attestations": {"nuclear_end_use": None}}},
            NUCLEAR,
        ),
        (
            {"sale": SALE | {"attestations": {"nuclear_end_use": "no"}}},
            NUCLEAR,
        ),
        ({"sale": SALE | {"lines": [None, *SALE["lines"]]}}, "sale.lines[0]"),
        ({"sale": SALE | {"lines": [SALE["lines"]]}}, "sale.lines[0]"),
        ({"sale": SALE | {"lines": SALE["lines"][0]}}, "sale.lines"),
        ({"sale": SALE | {"sale_id": 7}}, "sale.sale_id"),
        (
            {"sale": SALE | {"parties": [{"owners": [{"percent": True}]}]}},
            PERCENT,
        ),
        (b'{"sale": {"sale_id": "K\\qause"}}', "sale.sale_id"),
        (b'{"sale": {"sale_id": "a\x01"}}', "sale.sale_id"),
    ],
)
def test_what_the_transcoder_would_drop_is_refused(
    envoy: Door, body: object, field: str | None
) -> None:
    told = envoy.post(DECIDE, body)
    assert (told.status_code, told.headers["content-type"]) == (400, "application/problem+json")
    if field is not None:
        assert told.json()["violations"][0]["field"] == field


def test_every_field_that_a_sale_has_passes_the_guard_by_both_names(envoy: Door) -> None:
    for sale in (SALE, {"saleId": "1", "saleDate": "2099-12-01"} | _without_days(SALE)):
        assert envoy.post(DECIDE, {"sale": sale}).status_code == 200
    told = envoy.post(BATCH, {"sales": [SALE, SALE | {"sale_date": "soon"}]}).json()
    assert [("decision" in each) for each in told["items"]] == [True, False]


def _without_days(sale: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in sale.items() if name not in {"sale_id", "sale_date"}}


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        (DECIDE, "text/plain", 415),
        ("/", "application/json", 404),
        (f"/{DECIDE}", "application/json", 404),
        (DECIDE.replace("Decide", "D%65cide"), "application/json", 404),
        (f"{DECIDE}?revision=x", "application/json", 404),
        ("/licet.v1.LicenseDecisionService/StreamDecide", "application/json", 404),
    ],
)
def test_nothing_passes_beside_the_guard(envoy: Door, path: str, kind: str, status: int) -> None:
    body = json.dumps({"sale": SALE}).encode()
    told = httpx.post(
        f"{envoy.url}{path}", content=body, headers={"content-type": kind}, timeout=PATIENCE
    )
    assert told.status_code == status


def test_a_call_of_grpc_is_refused_in_its_own_way(envoy: Door) -> None:
    told = httpx.post(
        f"{envoy.url}{DECIDE}", content=b"\0\0\0\0\0", timeout=PATIENCE,
        headers={"content-type": "application/grpc"},
    )  # fmt: skip
    assert told.headers["grpc-status"] not in {"", "0"}
    assert told.content == b""


def test_a_body_over_the_limit_is_refused(envoy: Door) -> None:
    great = json.dumps({"sale": SALE | {"exporter": "x" * (9 * 1024 * 1024)}}).encode()
    with suppress(httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        assert envoy.post(DECIDE, great).status_code == 413
    assert envoy.post(DECIDE, {"sale": SALE}).status_code == 200


def test_what_is_null_in_a_batch_moves_no_answer_to_another_sale(envoy: Door) -> None:
    told = envoy.post(BATCH, {"sales": [None, SALE, SALE | {"sale_id": "SO-8"}]})
    assert told.status_code == 400
    sales = [SALE, SALE | {"sale_id": "SO-8"}]
    items = envoy.post(BATCH, {"sales": sales}).json()["items"]
    assert [each["decision"]["sale_id"] for each in items] == ["SO-7", "SO-8"]
