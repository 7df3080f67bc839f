"""Sales to ask a server about, and what a caller reads in its refusals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import grpc
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status
from licet.v1.sale_pb2 import Sale
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub

TODAY = date.today()  # noqa: DTZ011 (a business day)
PARTY = "Beispiel Werke GmbH"
PATIENCE = 30.0
_CATEGORIES = ("EAR99", "3A001.b.2", "5A991", "4A994", "5A002.a", "3A090.a", "9A004", "1C350.b")
_MORE = ("5A001.b", "6A003", "1C351.a", "2B001", "7A003", "9A610.a", "0A501.a", "8A001", "9E003.a")
_PURPOSES = ("new-product", "repair-return", "other", "network-expansion", "standards-development")
_KINDS = ("civil", "government", "military")
_COUNTRIES = ("CN", "RU", "IR", "DE", "HK")


def sale(**more: Any) -> Sale:
    """A sale that may go out today."""
    given: dict[str, Any] = {
        "sale_date": TODAY.isoformat(),
        "destination": {"country": "DE"},
        "attestations": {"ownership_determined": True},
        "parties": [{"role": "buyer", "name": PARTY, "country": "DE", "kind": "civil"}],
        "lines": [{"category": "EAR99", "kind": "commodity", "origin": "US", "end_use": "civil"}],
    }
    return Sale(**(given | more))


def heavy(name: str, lines: int = 1000, parties: int = 15) -> Sale:
    """A sale that takes seconds to decide and that no server has met before."""
    found = sale(lines=[])
    for n in range(parties):
        found.parties.add(
            role="end_user" if n % 2 else "intermediate_consignee",
            name=f"Novel {name} {n} Technologies",
            country=_COUNTRIES[n % len(_COUNTRIES)],
            kind=_KINDS[n % len(_KINDS)],
            headquarters_country=_COUNTRIES[n % 4],
        )
    for n in range(lines):
        line = found.lines.add(
            line_id=f"{name}-{n}",
            category=(*_CATEGORIES, *_MORE)[n % (len(_CATEGORIES) + len(_MORE))],
            value=str(1000 + n),
            currency="USD",
        )
        if n % 7 == 0:
            line.end_use = "military"
        if n % 4:
            line.origin = "foreign"
        line.purpose = _PURPOSES[n % len(_PURPOSES)]
        line.attestations["fdp_entity_list_fn1"] = bool(n % 3)
    return found


@contextmanager
def asking(address: str) -> Iterator[LicenseDecisionServiceStub]:
    """A stub on a connection of its own: the kernel may give each to another worker."""
    options = [("grpc.use_local_subchannel_pool", 1)]
    with grpc.insecure_channel(address, options) as channel:
        yield LicenseDecisionServiceStub(channel)


def status(error: grpc.RpcError) -> Status:
    """The status that a call ended with."""
    trailing = dict(error.trailing_metadata() or ())
    return Status.FromString(trailing["grpc-status-details-bin"])


def info(told: Status) -> ErrorInfo:
    """What a status says for machines."""
    found = ErrorInfo()
    assert told.details[0].Unpack(found)
    return found


def paths(told: Status) -> list[str]:
    """The fields that a status names."""
    found = BadRequest()
    assert told.details[1].Unpack(found)
    return [each.field for each in found.field_violations]
