"""Rubbish in the shape of a request: too much, too little, twice, and what is pinned."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
from google.protobuf.message import Message
from licet.v1 import sale_pb2, service_pb2
from rubbish_sales import (
    BATCH,
    DECIDE,
    EXPLAIN,
    LIMIT,
    OK,
    REQUEST,
    REVISION,
    Case,
    base,
)
from rubbish_wire import text

FEW = sale_pb2.Sale(
    sale_date="2019-08-20",
    known_on="2020-12-01",
    parties=[sale_pb2.Party(role="buyer", name="Brightwater Telecom", country="CN")],
    lines=[sale_pb2.Line(category="5A991")],
)


def _asked(sale: sale_pb2.Sale, **pins: str) -> bytes:
    return service_pb2.DecideRequest(sale=sale, **pins).SerializeToString(deterministic=True)


def few_asked() -> bytes:
    """A request that is answered."""
    return _asked(FEW)


def _with(**repeated: list[Message]) -> sale_pb2.Sale:
    sale = sale_pb2.Sale()
    sale.CopyFrom(FEW)
    for name, members in repeated.items():
        getattr(sale, name).extend(members)
    return sale


def far_too_many() -> Iterator[Case]:
    line, party = sale_pb2.Line(), sale_pb2.Party(role="end_user")
    for count in (1_000, 1_001, 2_000, 5_000, 9_999, 10_000):
        request = _asked(_with(lines=[line] * count))
        yield Case("lines", str(count), request, reason=LIMIT, paths=("sale.lines",))
    for count in (100, 101, 1_000, 10_000):
        request = _asked(_with(parties=[party] * count))
        yield Case("parties", str(count), request, reason=LIMIT, paths=("sale.parties",))
    for count in (101, 102, 1_000, 10_000):
        crowd = sale_pb2.Party(role="buyer", owners=[sale_pb2.Owner()] * count)
        request = _asked(_with(parties=[crowd]))
        paths = ("sale.parties[1].owners",)
        yield Case("owners", str(count), request, reason=LIMIT, paths=paths)
    for owners, lines in ((100, 999), (99, 300)):
        crowd = sale_pb2.Party(role="buyer", owners=[sale_pb2.Owner()] * owners)
        request = _asked(_with(parties=[crowd], lines=[line] * lines))
        yield Case("subjects", f"{owners} {lines}", request, reason=LIMIT, paths=("sale.lines",))


def too_much_attested() -> Iterator[Case]:
    for count in (201, 202, 1_000, 10_000):
        attested = {f"word-{n}": True for n in range(count)}
        sale = sale_pb2.Sale(attestations=attested)
        party = _with(parties=[sale_pb2.Party(attestations=attested)])
        line = _with(lines=[sale_pb2.Line(attestations=attested)])
        for path, one in (
            ("sale.attestations", sale),
            ("sale.parties[1].attestations", party),
            ("sale.lines[1].attestations", line),
        ):
            name = f"{path} {count}"
            yield Case("attested", name, _asked(one), reason=LIMIT, paths=(path,))


def what_is_missing() -> Iterator[Case]:
    for n in range(30):
        for name in ("sale_date", "parties", "lines"):
            sale = base(n)
            sale.ClearField(name)
            yield Case("missing", f"{name} {n}", _asked(sale), paths=(f"sale.{name}",))
        sale = base(n)
        sale.parties[0].role = "forwarder"
        yield Case("missing", f"buyer {n}", _asked(sale), paths=("sale.parties",))
        sale = base(n)
        sale.parties[1].ClearField("role")
        yield Case("missing", f"role {n}", _asked(sale), paths=("sale.parties[1].role",))
    told = ("sale.sale_date", "sale.parties", "sale.lines")
    yield Case("missing", "sale", b"", paths=told)
    yield Case("missing", "all of it", text(1, b""), paths=told)


def ids_that_stand_twice() -> Iterator[Case]:
    for n in range(60):
        sale = base(n)
        sale.lines.add().CopyFrom(sale.lines[n % 2])
        yield Case("twice an id", str(n), _asked(sale), paths=("sale.lines[2].line_id",))


def regions_elsewhere() -> Iterator[Case]:
    for n in range(20):
        sale = base(n)
        sale.destination.region = "UA-43"
        yield Case("region", f"destination {n}", _asked(sale), paths=("sale.destination.region",))
        sale = base(n)
        sale.parties[1].region = "x-dnr"
        yield Case("region", f"party {n}", _asked(sale), paths=("sale.parties[1].region",))
        sale = base(n)
        sale.lines[1].kind = "software"
        yield Case("region", f"kind {n}", _asked(sale), paths=("sale.lines[1].kind",))
        sale = base(n)
        sale.lines[1].attestations["subject_to_ear"] = False
        paths = ("sale.lines[1].attestations.subject_to_ear",)
        yield Case("region", f"origin {n}", _asked(sale), paths=paths)


BAD_PINS = {
    "known_on": (
        *("1995-01-01", "1996-03-24", "0000-01-01", "9999-12-31", "2019-02-30", "2019-5-1", "\0"),
        *("today", "2101-01-01", "1949-12-31", " 2019-05-01", "2019-05-01\n", "7" * 70_000),
    ),
    "knowledge": (
        *("known", "Announced", "published ", "\0", "announced\0", "7" * 70_000, "ANNOUNCED"),
    ),
    "revision": (
        *("0f3a", "F" * 64, "g" * 64, "0" * 63, "0" * 65, " " * 64, "\0" * 64, "0" * 70_000),
        *("0" * 64 + "\n",),
    ),
}


def pins_that_are_none() -> Iterator[Case]:
    numbers = {"revision": 2, "known_on": 3, "knowledge": 4}
    for method in (DECIDE, EXPLAIN):
        for n in range(4):
            for name, bad in BAD_PINS.items():
                for nth, value in enumerate(bad):
                    request = _asked(base(n), **{name: value})
                    named = f"{name} #{nth} {n}"
                    yield Case("pin", named, request, reason=REQUEST, paths=(name,), method=method)
                for raw in (b"\xed\xa0\x80", b"\xff", b"\xc0\x80"):
                    request = _asked(base(n)) + text(numbers[name], raw)
                    named = f"{name} {raw.hex()} {n}"
                    yield Case("pin", named, request, reason=REQUEST, paths=(name,), method=method)


def revisions_that_are_not_loaded() -> Iterator[Case]:
    for n in range(100):
        request = _asked(FEW, revision=f"{n:064x}")
        code = grpc.StatusCode.NOT_FOUND
        yield Case("revision", str(n), request, code, REVISION)


def explaining_rubbish() -> Iterator[Case]:
    for n in range(100):
        sale = base(n)
        sale.lines[0].category = f"{n}X"
        paths = ("sale.lines[0].category",)
        yield Case("explain", str(n), _asked(sale), paths=paths, method=EXPLAIN)


def batches_of_the_wrong_size() -> Iterator[Case]:
    few = FEW.SerializeToString(deterministic=True)
    for count in (1_001, 1_002, 10_000):
        request = text(1, few) * count
        yield Case("batch", str(count), request, reason=LIMIT, paths=("sales",), method=BATCH)
    yield Case("batch", "cut", text(1, few)[:-1], reason=REQUEST, paths=("",), method=BATCH)
    yield Case("batch", "none", b"", reason=REQUEST, paths=("sales",), method=BATCH)


def days_at_the_edges() -> Iterator[Case]:
    """The first and last days that are taken are answered."""
    for day in ("1996-03-25", "2100-12-31", "2000-02-29", "2099-01-01"):
        for n in range(4):
            sale = base(n)
            sale.sale_date = day
            sale.known_on = day
            cleaned = _asked(sale)
            request = text(1, text(2, b"1950-01-01")) + cleaned
            yield Case("edge", f"{day} {n}", request, OK, None, (), cleaned)


FAMILIES = (
    far_too_many,
    too_much_attested,
    what_is_missing,
    ids_that_stand_twice,
    regions_elsewhere,
    pins_that_are_none,
    revisions_that_are_not_loaded,
    explaining_rubbish,
    batches_of_the_wrong_size,
    days_at_the_edges,
)
