"""The one table from errors to statuses: every reason, told to machines, within a header."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from google.rpc.error_details_pb2 import BadRequest
from google.rpc.status_pb2 import Status
from licet.v1 import error_reason_pb2
from licet_engine.errors import EngineFault, FieldViolation, PoisonedError, RuleSetError, SaleError
from licet_server.decision_log.errors import LogFullError, LogUnavailableError, WitnessError
from licet_server.service.errors import (
    BusyError,
    DrainingError,
    FieldsError,
    LimitError,
    TimeLimitError,
    UnknownRevisionError,
)
from licet_server.service.statuses import DOMAIN, status_of
from service_sales import info, paths

WRONG = (FieldViolation("known_on", "no day"),)
HEADER = 8 * 1024
TABLE = (
    (SaleError(WRONG), 3, "MALFORMED_SALE", {"violations": "1"}),
    (FieldsError(WRONG), 3, "MALFORMED_REQUEST", {"violations": "1"}),
    (
        LimitError("sale.lines", 10, 11, "lines"),
        3,
        "LIMIT_EXCEEDED",
        {"field": "sale.lines", "limit": "10", "given": "11"},
    ),
    (UnknownRevisionError("0f3a"), 5, "UNKNOWN_REVISION", {"revision": "0f3a"}),
    (BusyError("512 questions are worked on", 512), 8, "BUSY", {"limit": "512"}),
    (DrainingError(), 14, "DRAINING", {}),
    (TimeLimitError(60.0), 4, "TIME_LIMIT_EXCEEDED", {"limit": "60"}),
    (LogUnavailableError("the decision log cannot be used"), 14, "LOG_UNAVAILABLE", {}),
    (LogFullError("the decision log has no room left"), 8, "LOG_FULL", {}),
    (WitnessError("the witness cannot be written"), 9, "WITNESS_UNAVAILABLE", {}),
    (PoisonedError("an earlier evaluation did not finish"), 14, "ENGINE_POISONED", {}),
    (EngineFault("the matcher was poisoned"), 13, "ENGINE_FAULT", {}),
    (RuleSetError("two provisions of one id"), 13, "ENGINE_FAULT", {}),
    (KeyError("Secret Buyer Ltd"), 13, "ENGINE_FAULT", {}),
)


def reasons_with_comments() -> dict[str, str]:
    proto = Path(str(files("licet_server"))).parents[2] / "protos/licet/v1/error_reason.proto"
    found = re.findall(r"// (\{.*\})\n\s+(\w+) = \d+;", proto.read_text("utf-8"))
    return {name: example for example, name in found}


@pytest.mark.parametrize(
    ("error", "code", "reason", "metadata"), TABLE, ids=lambda each: type(each).__name__
)
def test_each_error_has_its_code_and_its_reason(
    error: Exception, code: int, reason: str, metadata: dict[str, str]
) -> None:
    told = status_of(error)
    found = info(told)
    assert (told.code, found.reason, found.domain) == (code, f"ERROR_REASON_{reason}", DOMAIN)
    assert found.metadata == metadata
    assert told.message


def test_every_reason_is_of_some_error() -> None:
    produced = {f"ERROR_REASON_{reason}" for _, _, reason, _ in TABLE}
    assert produced | {"ERROR_REASON_UNSPECIFIED"} == set(error_reason_pb2.ErrorReason.keys())


@pytest.mark.parametrize("name", error_reason_pb2.ErrorReason.keys())
def test_the_example_of_a_reason_is_json_that_names_it(name: str) -> None:
    example = json.loads(reasons_with_comments()[name])
    assert (example["reason"], example["domain"]) == (name, DOMAIN)
    produced = [
        set(metadata) for _, _, reason, metadata in TABLE if name == f"ERROR_REASON_{reason}"
    ]
    for keys in produced:
        assert keys <= set(example.get("metadata", {}))


@pytest.mark.parametrize(
    "error", [KeyError("Secret Buyer Ltd"), RuntimeError("Secret"), ZeroDivisionError("Secret")]
)
def test_what_nobody_foresaw_is_told_without_what_it_holds(error: Exception) -> None:
    told = status_of(error)
    assert b"Secret" not in told.SerializeToString()
    assert type(error).__name__ in told.message


def test_a_sales_violations_are_told_from_the_request() -> None:
    told = status_of(SaleError((FieldViolation("lines[0].kind", "no"), FieldViolation("", "no"))))
    assert paths(told) == ["sale.lines[0].kind", "sale"]


def test_more_than_twenty_violations_are_counted_not_told() -> None:
    wrong = tuple(FieldViolation(f"lines[{n}].kind", "is no word") for n in range(1000))
    told = status_of(SaleError(wrong))
    assert info(told).metadata["violations"] == "1000"
    assert paths(told) == [f"sale.lines[{n}].kind" for n in range(20)]
    assert "997 more" in told.message


@pytest.mark.parametrize("letter", ["x", "\u00e9", "\u4e2d", "\U0001f600"])
def test_a_status_fits_a_header_whatever_it_says(letter: str) -> None:
    long = letter * 5000
    wrong = tuple(FieldViolation(f"{n}.{long}", long) for n in range(1000))
    errors = (
        SaleError(wrong),
        FieldsError(wrong),
        LimitError("sale.parties[99].attestations", 1, 10**9, "attestations"),
        EngineFault(long),
    )
    for error in errors:
        told = status_of(error)
        assert len(told.SerializeToString()) < HEADER, type(error).__name__
        assert Status.FromString(told.SerializeToString()) == told
        assert not told.details[1:] or told.details[1].Is(BadRequest.DESCRIPTOR)
