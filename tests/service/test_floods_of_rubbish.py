"""A flood of rubbish as large as a request may be is refused soon, in few bytes of memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import grpc
import pytest
from google.protobuf.wrappers_pb2 import BytesValue
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status
from licet.v1 import sale_pb2, service_pb2
from serving import Running, serving

DECIDE = "/licet.v1.LicenseDecisionService/Decide"
BATCH = "/licet.v1.LicenseDecisionService/BatchDecide"
SALE = "ERROR_REASON_MALFORMED_SALE"
REQUEST = "ERROR_REASON_MALFORMED_REQUEST"
LIMIT = "ERROR_REASON_LIMIT_EXCEEDED"
MOST = 8 * 1024 * 1024 - 100
SOON = 10.0
MEMORY = 900 * 1024
"""Kibibytes that a worker may have held at most, after all of it."""


class Refusal(NamedTuple):
    """What a caller is told."""

    code: grpc.StatusCode
    reason: str
    paths: tuple[str, ...]


def flood(unit: bytes) -> bytes:
    """Something over and over, as much of it as a request holds."""
    return unit * (MOST // len(unit))


def within(given: bytes, tag: bytes = b"\x0a") -> bytes:
    """A field of bytes: of a request with one sale, unless its tag says otherwise."""
    return tag + BytesValue(value=given).SerializeToString()[1:]


def sound(**fields: object) -> sale_pb2.Sale:
    buyer = {"role": "buyer", "name": "Brightwater Telecom", "country": "DE"}
    lines = [{"category": "EAR99", "purpose": "other"}]
    given = {"sale_date": "2019-12-01", "known_on": "2019-12-02", "parties": [buyer]}
    return sale_pb2.Sale(**({"lines": lines} | given | fields))


def asked(sale: sale_pb2.Sale) -> bytes:
    return service_pb2.DecideRequest(sale=sale).SerializeToString()


def undeclared() -> bytes:
    """A request of two hundred thousand words that nobody declared."""
    attested = {f"medicin{n}": True for n in range(200)}
    return asked(sound(lines=[{"attestations": attested}] * 1000))


def nowhere() -> bytes:
    """A request of ten thousand owners of which each word is wrong."""
    owners = [{"name": "x", "country": f"Nowhere {n}", "list": "x"} for n in range(100)]
    return asked(sound(parties=[{"role": "buyer", "owners": owners}] * 100))


FLOODS = {
    "lines of nothing": (DECIDE, within(flood(b"\x72\x00")), LIMIT, "sale.lines"),
    "parties of nothing": (DECIDE, within(flood(b"\x6a\x00")), LIMIT, "sale.parties"),
    "owners of nothing": (
        DECIDE,
        within(within(flood(b"\x4a\x00"), b"\x6a")),
        LIMIT,
        "sale.parties[0].owners",
    ),
    "lines that are no UTF-8": (
        DECIDE,
        within(flood(b"\x72\x03\x0a\x01\xff")),
        LIMIT,
        "sale.lines",
    ),
    "one attestation": (DECIDE, within(flood(b"\x62\x00")), LIMIT, "sale.attestations"),
    "keys that are no UTF-8": (
        DECIDE,
        within(flood(b"\x62\x03\x0a\x01\xff")),
        LIMIT,
        "sale.attestations",
    ),
    "lines of nothing, cut": (DECIDE, within(flood(b"\x72\x00") + b"\x72"), SALE, "sale"),
    "unknown fields of the sale": (DECIDE, within(flood(b"\xf8\x01\x00")), SALE, "sale"),
    "texts that are numbers": (DECIDE, within(flood(b"\x08\x00")), SALE, "sale"),
    "unknown fields of the request": (DECIDE, flood(b"\xf8\x01\x00"), REQUEST, ""),
    "pieces of a sale": (DECIDE, flood(b"\x0a\x00"), REQUEST, "sale"),
    "sales of nothing": (BATCH, flood(b"\x0a\x00"), LIMIT, "sales"),
    "undeclared words": (DECIDE, undeclared(), SALE, "sale.lines[0].attestations.medicin0"),
    "owners of nowhere": (DECIDE, nowhere(), SALE, "sale.parties[0].owners[0].country"),
}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with serving("--workers", "1") as started:
        yield started


@pytest.fixture(scope="module")
def channel(running: Running) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(running.address) as opened:
        yield opened


def refused(channel: grpc.Channel, method: str, request: bytes) -> Refusal:
    with pytest.raises(grpc.RpcError) as raised:
        channel.unary_unary(method)(request, timeout=SOON)
    details = dict(raised.value.trailing_metadata()).get("grpc-status-details-bin", b"")
    info, fields = ErrorInfo(), BadRequest()
    for detail in Status.FromString(details).details:
        for message in (info, fields):
            if detail.Is(message.DESCRIPTOR):
                detail.Unpack(message)
    paths = tuple(violation.field for violation in fields.field_violations)
    return Refusal(raised.value.code(), info.reason, paths)


def peak(running: Running) -> int:
    """Return what the one worker held at most, in kibibytes."""
    (worker,) = running.children()
    told = Path(f"/proc/{worker}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in told if line.startswith("VmHWM"))


@pytest.mark.parametrize(("method", "request_", "reason", "path"), FLOODS.values(), ids=FLOODS)
def test_a_flood_is_refused_soon_and_by_its_path(
    channel: grpc.Channel, method: str, request_: bytes, reason: str, path: str
) -> None:
    since = monotonic()
    told = refused(channel, method, request_)

    assert (told.code, told.reason) == (grpc.StatusCode.INVALID_ARGUMENT, reason)
    assert path in told.paths
    assert monotonic() - since < SOON
    assert channel.unary_unary(DECIDE)(asked(sound()), timeout=SOON)


def test_floods_take_little_memory(running: Running, channel: grpc.Channel) -> None:
    for method, request, _, _ in FLOODS.values():
        refused(channel, method, request)

    assert peak(running) < MEMORY


@pytest.mark.parametrize("letter", ["\U00020000", "\u00e9", "%", "x", "\n"])
def test_a_refusal_fits_into_the_headers_that_any_caller_takes(
    channel: grpc.Channel, letter: str
) -> None:
    attested = {f"{letter * 59}{n}": True for n in range(150)}
    parties = [{"role": "buyer", "country": letter * 70, "attestations": attested}] * 3
    for _ in range(25):
        told = refused(channel, DECIDE, asked(sound(parties=parties)))

        assert told.code is grpc.StatusCode.INVALID_ARGUMENT
        assert told.paths[0] == "sale.parties[0].country"
        assert len(told.paths) > 5


def test_as_many_blanks_as_a_text_holds_are_read_soon(channel: grpc.Channel) -> None:
    parties = [{"role": "buyer", "name": f"a{' ' * 4000}{n}"} for n in range(100)]
    since = monotonic()

    told = refused(channel, DECIDE, asked(sound(parties=parties)))

    assert told.paths[0] == "sale.parties[0].name"
    assert monotonic() - since < SOON
