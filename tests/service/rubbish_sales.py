"""Good sales to spoil, the requests that carry them, and what is expected of each request."""

from __future__ import annotations

from dataclasses import dataclass

import grpc
from licet.v1 import sale_pb2
from rubbish_wire import Tree, encoded, text, tree

DECIDE = "/licet.v1.LicenseDecisionService/Decide"
BATCH = "/licet.v1.LicenseDecisionService/BatchDecide"
EXPLAIN = "/licet.v1.LicenseDecisionService/Explain"
SALE = "ERROR_REASON_MALFORMED_SALE"
REQUEST = "ERROR_REASON_MALFORMED_REQUEST"
LIMIT = "ERROR_REASON_LIMIT_EXCEEDED"
REVISION = "ERROR_REASON_UNKNOWN_REVISION"
INVALID = grpc.StatusCode.INVALID_ARGUMENT
OK = grpc.StatusCode.OK
BASES = 8
_DAYS = ("2019-05-15", "2019-05-16", "2019-08-20", "2019-11-19", "2020-05-18", "2020-08-17")


@dataclass(frozen=True, slots=True)
class Case:
    """A request and what is expected of it: a refusal, or the very answer to another request.

    Without a `code`, whatever the cleaned request is answered is right. No reason stands for
    either reason of what is malformed.
    """

    family: str
    name: str
    request: bytes
    code: grpc.StatusCode | None = INVALID
    reason: str | None = SALE
    paths: tuple[str, ...] = ()
    cleaned: bytes | None = None
    method: str = DECIDE


def base(n: int) -> sale_pb2.Sale:
    """A sale with every field, another one for every number."""
    return sale_pb2.Sale(
        sale_id=f"sale-{n}",
        sale_date=_DAYS[n % len(_DAYS)],
        known_on="2020-12-01",
        transaction="export",
        exporter="Sound Exports",
        ship_from=sale_pb2.ShipFrom(country="US"),
        destination=sale_pb2.Destination(country="CN", region="CN-GD"),
        ordered_on="2019-04-02",
        contracted_on="2019-04-09",
        on_dock_on="2019-05-10",
        laden_on="2019-05-11",
        attestations={"subject_to_ear": True},
        parties=[_party("buyer", n), _party("end_user", n + 1)],
        lines=[_line(n, 1), _line(n, 2)],
    )


def _party(role: str, n: int) -> sale_pb2.Party:
    owner = sale_pb2.Owner(
        name=f"Brightwater Holding {n}", country="CN", percent=12.5, list="entity_list"
    )
    return sale_pb2.Party(
        role=role,
        name=f"Brightwater Telecom {n}",
        country="CN",
        region="CN-GD",
        address=f"{n} Harbour Road, Shenzhen",
        party_id=f"P-{n}",
        kind="civil",
        headquarters_country="CN",
        owners=[owner],
        attestations={"ownership_determined": True},
    )


def _line(n: int, nth: int) -> sale_pb2.Line:
    return sale_pb2.Line(
        line_id=f"{n}-{nth}",
        category="5A991",
        kind="commodity",
        description="Router boards",
        quantity="10",
        unit="EA",
        value="1500.00",
        currency="USD",
        schedule_b="8517.62",
        purpose="existing-network-operation",
        end_use="civil",
        origin="US",
        model_public_on="2019-01-02",
        production_began_on="2018-01-02",
        license_exception="TMP",
        attestations={"subject_to_ear": True},
    )


def requested(sale: Tree | bytes) -> bytes:
    """A request to decide one sale, without pins."""
    return text(1, sale if isinstance(sale, bytes) else encoded(sale))


def trees(count: int = BASES, since: int = 0) -> list[Tree]:
    """So many good sales as trees."""
    return [tree(base(n)) for n in range(since, since + count)]


def in_sale(path: str) -> str:
    """A path of the sale as it is told: from the request."""
    return f"sale.{path}" if path else "sale"
