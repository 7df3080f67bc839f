"""Messages by hand: bytes that a sound client never writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message
from licet.v1.sale_pb2 import Sale

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
Steps = tuple[tuple[str, int | None], ...]

WHOLE: dict[str, Any] = {
    "sale_id": "S-1",
    "sale_date": "2020-01-10",
    "known_on": "2020-01-09",
    "transaction": "export",
    "exporter": "Seller Works",
    "ship_from": {"country": "US"},
    "destination": {"country": "UA", "region": "UA-43"},
    "ordered_on": "2019-12-01",
    "contracted_on": "2019-12-02",
    "on_dock_on": "2020-01-08",
    "laden_on": "2020-01-09",
    "attestations": {"subject_to_ear": True, "food": False},
    "parties": [
        {
            "role": "buyer",
            "name": "Blumen Krause GmbH",
            "country": "CN",
            "region": "CN-BJ",
            "address": "1 Road",
            "party_id": "P-1",
            "kind": "civil",
            "headquarters_country": "CN",
            "owners": [
                {"name": "Holding", "country": "CN", "percent": 49.5, "list": "entity_list"}
            ],
            "attestations": {"listed_address": False},
        }
    ],
    "lines": [
        {
            "line_id": "1",
            "category": "EAR99",
            "kind": "commodity",
            "description": "Bolts",
            "quantity": "0.50",
            "unit": "EA",
            "value": "1500.00",
            "currency": "USD",
            "schedule_b": "8517.62.0090",
            "purpose": "other",
            "end_use": "civil",
            "origin": "US",
            "model_public_on": "2019-01-01",
            "production_began_on": "2019-01-02",
            "license_exception": "TMP",
            "attestations": {"medicine": False},
        }
    ],
}
"""A sound sale with every field filled."""


def whole() -> Sale:
    """A sound sale with every field filled, as its message."""
    return Sale(**WHOLE)


def varint(number: int, padding: int = 0) -> bytes:
    """A number as protobuf writes it, or longer than need be."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number | (0x80 if padding else 0))
    return bytes(found) + b"\x80" * (padding - 1) + (b"\x00" if padding else b"")


def field(number: int, kind: int, payload: bytes) -> bytes:
    """One field: its tag and what is in it; the length of bytes is written before them."""
    length = varint(len(payload)) if kind == BYTES else b""
    return varint(number << 3 | kind) + length + payload


def messages(message: Message, steps: Steps = ()) -> Iterator[tuple[Steps, Message]]:
    """A message and all within it, each with the way to it; entries of maps are left out."""
    yield steps, message
    for each, value in message.ListFields():
        if isinstance(value, Message):
            yield from messages(value, (*steps, (each.name, None)))
        elif each.message_type is not None and not each.message_type.GetOptions().map_entry:
            for n, member in enumerate(value):
                yield from messages(member, (*steps, (each.name, n)))


def path(steps: Steps, *more: str) -> str:
    """A path as the server writes it, from the request."""
    named = [name if n is None else f"{name}[{n}]" for name, n in steps]
    return ".".join(["sale", *named, *more])


def texts(message: Message) -> Iterator[tuple[Steps, Any]]:
    """Every text field of a message and of all within it, with the way to its message."""
    for steps, part in messages(message):
        for each in part.DESCRIPTOR.fields:
            if each.type == each.TYPE_STRING:
                yield steps, each


def at(message: Message, steps: Steps) -> Any:
    """The message within a message that steps lead to."""
    for name, n in steps:
        member = getattr(message, name)
        message = member if n is None else member[n]
    return message


def with_text(steps: Steps, name: str, text: str) -> bytes:
    """The whole sale with another text in one place."""
    sale = whole()
    setattr(at(sale, steps), name, text)
    return request(sale.SerializeToString())


def with_raw(message: Any, steps: Steps, raw: bytes) -> bytes:
    """A message in which bytes follow what the message at some steps has."""
    if not steps:
        return bytes(message.SerializeToString()) + raw
    (name, n), *rest = steps
    clone = type(message)()
    clone.CopyFrom(message)
    clone.ClearField(name)
    number = message.DESCRIPTOR.fields_by_name[name].number
    members = [getattr(message, name)] if n is None else list(getattr(message, name))
    parts = [
        with_raw(member, tuple(rest), raw) if place == (n or 0) else member.SerializeToString()
        for place, member in enumerate(members)
    ]
    return bytes(clone.SerializeToString()) + b"".join(field(number, BYTES, p) for p in parts)


def request(sale: bytes, *pins: bytes) -> bytes:
    """A request to decide the sale that some bytes are."""
    return field(1, BYTES, sale) + b"".join(pins)
