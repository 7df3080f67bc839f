"""Rubbish below the words: fields of another kind, cut, flipped and drawn bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random

from google.protobuf.message import DecodeError, Message
from google.protobuf.unknown_fields import UnknownFieldSet
from licet.v1 import service_pb2
from rubbish_sales import OK, REQUEST, Case, base, in_sale, requested, trees
from rubbish_wire import (
    BYTES,
    END,
    FIXED32,
    FIXED64,
    GROUP,
    VARINT,
    Node,
    Tree,
    bent,
    encoded,
    encoded_node,
    tag,
    text,
    tree,
    varint,
    walk,
    with_bytes,
)

ANY = {
    VARINT: varint(5),
    FIXED64: b"\x01" * 8,
    BYTES: b"",
    GROUP: b"",
    FIXED32: b"\x01" * 4,
}


def raw(number: int, wire: int) -> bytes:
    """A field of a kind, with some value."""
    if wire == BYTES:
        return text(number, b"\x08\x01")
    ended = tag(number, END) if wire == GROUP else b""
    return tag(number, wire) + ANY[wire] + ended


def _holders(whole: Tree) -> Iterator[Node]:
    return (node for node in walk(whole) if node.kind in ("message", "entry"))


def _told(node: Node, *, itself: bool = False) -> str:
    """The path under which a field is told that is unknown in a message, or strange itself.

    An entry of a map that holds what is unknown is itself strange to whoever holds the map.
    """
    if node.name in ("key", "value") and node.within.endswith("]"):
        holder = node.within.rpartition("[")[0]
        if holder.endswith("attestations"):
            return in_sale(holder)
    if itself or node.kind == "entry":
        return in_sale(node.path.rpartition("[")[0] if node.repeated else node.path)
    return in_sale(node.path)


def fields_with_unknown_numbers() -> Iterator[Case]:
    for whole in trees(3):
        for number in (17, 99, 1000, 19_500, 2**29 - 1):
            for wire in ANY:
                name, bad = f"{number} as {wire}", raw(number, wire)
                request = requested(encoded(whole) + bad)
                yield Case("unknown field", name, request, paths=("sale",))
                beside = requested(whole) + bad
                yield Case("unknown beside", name, beside, reason=REQUEST, paths=("",))
                for node in _holders(whole):
                    within = requested(with_bytes(whole, node, bad))
                    named = f"{node.path} {name}"
                    yield Case("unknown field", named, within, paths=(_told(node),))


def fields_of_another_kind() -> Iterator[Case]:
    for whole in trees(3):
        for node in walk(whole):
            for wire in (wire for wire in ANY if wire != node.wire):
                bad = raw(node.number, wire)
                other = Node(node.path, node.within, node.number, 0, b"")
                for place, tree_ in (
                    ("instead", bent(whole, node.path, replace(other, kind="raw", value=bad))),
                    ("after", bent(whole, node.path, node, replace(other, kind="raw", value=bad))),
                ):
                    request = requested(_spelled(tree_))
                    name = f"{node.path} as {wire} {place}"
                    yield Case("wrong kind", name, request, paths=(_told(node, itself=True),))


def _spelled(whole: Tree) -> bytes:
    """The bytes of a tree in which a `raw` field stands as it is."""
    found = b""
    for node in whole:
        if node.kind == "raw" and isinstance(node.value, bytes):
            found += node.value
        elif isinstance(node.value, tuple):
            found += text(node.number, _spelled(node.value))
        else:
            found += encoded_node(node)
    return found


def kinds_that_nobody_has() -> Iterator[Case]:
    """A seventh and an eighth kind, number 0, ends without a group: the whole is no message."""
    deep = tag(99, GROUP) * 200 + tag(99, END) * 200
    bad = (tag(1, 6), tag(1, 7), b"\x00\x01", tag(3, END), tag(99, GROUP), deep, b"\xff" * 11)
    for whole in trees(6):
        for n, one in enumerate(bad):
            request = requested(encoded(whole) + one)
            yield Case("no kind", f"sale #{n}", request, paths=("sale",))
            beside = requested(whole) + one
            yield Case("no kind", f"request #{n}", beside, reason=REQUEST, paths=("",))
            for node in _holders(whole):
                within = requested(with_bytes(whole, node, one))
                yield Case("no kind", f"{node.path} #{n}", within, paths=("sale",))


def computed(family: str, name: str, request: bytes) -> Case:
    """What the messages themselves make of bytes: no message, one with strange fields, or one."""
    try:
        read = service_pb2.DecideRequest.FromString(request)
    except DecodeError:
        return Case(family, name, request, reason=None)
    if is_strange(read):
        return Case(family, name, request, reason=None)
    return Case(family, name, request, None, None, (), read.SerializeToString(deterministic=True))


def is_strange(message: Message) -> bool:
    """Tell whether a message or one within it, entries of maps aside, has unknown fields."""
    if len(UnknownFieldSet(message)):
        return True
    for field, value in message.ListFields():
        if field.message_type is None or field.message_type.GetOptions().map_entry:
            continue
        if any(map(is_strange, [value] if isinstance(value, Message) else value)):
            return True
    return False


@cache
def _good(n: int) -> bytes:
    """The bytes of a good sale."""
    return encoded(tree(base(n)))


def cut_requests() -> Iterator[Case]:
    for n in range(2):
        whole = requested(tree(base(n)))
        for at in range(3, len(whole)):
            yield Case("cut request", f"{n} at {at}", whole[:at], reason=REQUEST, paths=("",))


def cut_sales() -> Iterator[Case]:
    for n in range(2):
        whole = encoded(tree(base(n)))
        for at in range(len(whole)):
            yield computed("cut sale", f"{n} at {at}", requested(whole[:at]))


def drawn_bytes(seed: int = 2, count: int = 1500) -> Iterator[Case]:
    drawn = Random(seed)  # noqa: S311 (rubbish, not secrets)
    for n in range(count):
        body = drawn.randbytes(drawn.randrange(2, 300))
        yield computed("drawn request", str(n), body)
        yield computed("drawn sale", str(n), requested(body))


def flipped_bits(seed: int = 3, count: int = 2200) -> Iterator[Case]:
    drawn = Random(seed)  # noqa: S311 (rubbish, not secrets)
    for n in range(count):
        whole = bytearray(_good(n % 4))
        for _ in range(drawn.choice((1, 1, 2, 8))):
            whole[drawn.randrange(len(whole))] ^= 1 << drawn.randrange(8)
        yield computed("flipped bits", str(n), requested(bytes(whole)))


def shuffled_bytes(seed: int = 4, count: int = 1200) -> Iterator[Case]:
    """A stretch of a sale left out, doubled or moved."""
    drawn = Random(seed)  # noqa: S311 (rubbish, not secrets)
    for n in range(count):
        whole = _good(n % 4)
        a, b = sorted((drawn.randrange(len(whole)), drawn.randrange(len(whole))))
        part = whole[a:b]
        made = drawn.choice((whole[:a] + whole[b:], whole[:b] + part + whole[b:], part + whole))
        yield computed("moved bytes", str(n), requested(made))


def fields_that_stand_twice() -> Iterator[Case]:
    """The last of a field that stands twice counts, and messages that do are merged."""
    for n, whole in enumerate(trees(4)):
        other = {node.path: node for node in walk(tree(base(n + 9)))}
        cleaned = requested(whole)
        for node in walk(whole):
            first = replace(other[node.path], value=b"\x00") if node.kind == "flag" else None
            if node.kind == "text" and node.name != "key":
                first = replace(node, value=b"another")
            if node.kind in ("double", "message") and not node.repeated:
                first = other[node.path]
            if node.kind == "entry" and isinstance(node.value, tuple):
                key, flag = node.value
                first = replace(node, value=(key, replace(flag, value=b"\x00")))
            if first is not None:
                request = requested(bent(whole, node.path, first, node))
                yield Case("twice", node.path, request, OK, None, (), cleaned)


def sales_in_pieces() -> Iterator[Case]:
    """A sale that stands more than once in its request is merged, as protobuf says."""
    drawn = Random(5)  # noqa: S311 (rubbish, not secrets)
    for n, whole in enumerate(trees(4)):
        for _ in range(20):
            at = drawn.randrange(1, len(whole))
            request = requested(whole[:at]) + requested(whole[at:])
            yield Case("in pieces", f"{n} at {at}", request, OK, None, (), requested(whole))
        body = encoded(whole)
        for at in range(2, len(body), 25):
            yield computed(
                "in torn pieces", f"{n} at {at}", text(1, body[:at]) + text(1, body[at:])
            )


def fields_in_another_order() -> Iterator[Case]:
    drawn = Random(6)  # noqa: S311 (rubbish, not secrets)
    for n, whole in enumerate(trees(4)):
        for nth in range(40):
            request = requested(_shuffled(whole, drawn))
            yield Case("order", f"{n} #{nth}", request, OK, None, (), requested(whole))


def _shuffled(whole: Tree, drawn: Random) -> Tree:
    """Fields in another order; what is repeated stays in its own."""
    within = [
        replace(node, value=_shuffled(node.value, drawn)) if isinstance(node.value, tuple) else node
        for node in whole
    ]
    mixed = drawn.sample(within, len(within))
    queues = {number: [n for n in within if n.number == number] for number in range(20)}
    return tuple(queues[node.number].pop(0) for node in mixed)


def numbers_in_too_many_bytes() -> Iterator[Case]:
    for whole in trees(2):
        body = encoded(whole)
        for node in walk(whole):
            for least in (2, 3, 5, 6, 10, 11):
                value = node.value if isinstance(node.value, bytes) else encoded(node.value)
                if node.wire != BYTES:
                    long = tag(node.number, node.wire, least) + value
                else:
                    long = tag(node.number, BYTES) + varint(len(value), least) + value
                instead = Node(node.path, node.within, node.number, 0, long, "raw")
                request = requested(_spelled(bent(whole, node.path, instead)))
                yield computed("long numbers", f"{node.path} in {least}", request)
        for least in (2, 5, 10, 11):
            request = tag(1, BYTES) + varint(len(body), least) + body
            yield computed("long numbers", f"sale in {least}", request)


def fields_of_maps_without_some() -> Iterator[Case]:
    """An entry without a value is false and one without a key is of no name, as protobuf says."""
    for whole in trees(8):
        for node in walk(whole):
            if node.kind == "entry" and isinstance(node.value, tuple):
                for nth in (0, 1):
                    made = bent(whole, node.path, replace(node, value=(node.value[nth],)))
                    yield computed("half an entry", f"{node.path} #{nth}", requested(made))


DRAWN = (drawn_bytes, flipped_bits, shuffled_bytes)
"""Families that can be drawn anew, and at any length."""
FAMILIES = (
    fields_with_unknown_numbers,
    fields_of_another_kind,
    kinds_that_nobody_has,
    cut_requests,
    cut_sales,
    drawn_bytes,
    flipped_bits,
    shuffled_bytes,
    fields_that_stand_twice,
    sales_in_pieces,
    fields_in_another_order,
    numbers_in_too_many_bytes,
    fields_of_maps_without_some,
)
