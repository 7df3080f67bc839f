"""Messages as trees of raw fields, which can be bent in ways that no encoder would."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

VARINT, FIXED64, BYTES, GROUP, END, FIXED32 = range(6)


@dataclass(frozen=True, slots=True)
class Node:
    """One field on the wire: its value is bytes as they stand, or the fields within it."""

    path: str
    within: str
    number: int
    wire: int
    value: bytes | tuple[Node, ...]
    kind: str = ""
    repeated: bool = False

    @property
    def name(self) -> str:
        """The name of the field, without those above it and its place in a list."""
        return self.path.rpartition(".")[2].partition("[")[0]


Tree = tuple[Node, ...]


def varint(number: int, least: int = 1) -> bytes:
    """A number of 7 bits a byte, in so many bytes at least."""
    found = bytearray()
    while number > 127 or len(found) < least - 1:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def tag(number: int, wire: int, least: int = 1) -> bytes:
    """The number and the kind of a field."""
    return varint(number << 3 | wire, least)


def text(number: int, value: bytes) -> bytes:
    """A field of bytes."""
    return tag(number, BYTES) + varint(len(value)) + value


def encoded(tree: Tree) -> bytes:
    """The bytes of fields."""
    return b"".join(map(encoded_node, tree))


def encoded_node(node: Node) -> bytes:
    """The bytes of one field."""
    body = node.value if isinstance(node.value, bytes) else encoded(node.value)
    if node.wire == BYTES:
        return text(node.number, body)
    return tag(node.number, node.wire) + body


def tree(message: Message, path: str = "") -> Tree:
    """The fields of a message."""
    return tuple(
        node for field, value in message.ListFields() for node in _nodes(field, value, path)
    )


def _nodes(field: FieldDescriptor, value: Any, within: str) -> Iterator[Node]:
    path = f"{within}.{field.name}" if within else field.name
    if isinstance(value, Mapping):
        for n, (key, held) in enumerate(sorted(value.items())):
            at = f"{path}[{n}]"
            entry = (_scalar(f"{at}.key", at, 1, key), _scalar(f"{at}.value", at, 2, held))
            yield Node(at, within, field.number, BYTES, entry, "entry", repeated=True)
    elif isinstance(value, Message):
        yield Node(path, within, field.number, BYTES, tree(value, path), "message")
    elif field.message_type is not None:
        for n, member in enumerate(value):
            at = f"{path}[{n}]"
            yield Node(at, within, field.number, BYTES, tree(member, at), "message", repeated=True)
    else:
        yield _scalar(path, within, field.number, value)


def _scalar(path: str, within: str, number: int, value: Any) -> Node:
    match value:
        case bool():
            return Node(path, within, number, VARINT, varint(value), "flag")
        case float():
            return Node(path, within, number, FIXED64, struct.pack("<d", value), "double")
        case _:
            return Node(path, within, number, BYTES, value.encode(), "text")


def walk(within: Tree) -> Iterator[Node]:
    """Every field of a tree, and every field within those."""
    for node in within:
        yield node
        if isinstance(node.value, tuple):
            yield from walk(node.value)


def texts(within: Tree) -> Iterator[Node]:
    """Every text of a tree, keys of maps among them."""
    return (node for node in walk(within) if node.kind == "text")


def bent(whole: Tree, path: str, *instead: Node) -> Tree:
    """A tree with other fields instead of one, or none."""
    found: list[Node] = []
    for node in whole:
        if node.path == path:
            found += instead
        elif isinstance(node.value, tuple) and path.startswith(node.path):
            found.append(replace(node, value=bent(node.value, path, *instead)))
        else:
            found.append(node)
    return tuple(found)


def with_value(whole: Tree, node: Node, value: bytes | Tree) -> Tree:
    """A tree in which one field has another value."""
    return bent(whole, node.path, replace(node, value=value))


def with_bytes(whole: Tree, node: Node, raw: bytes) -> Tree:
    """A tree in which a message holds some raw bytes after its own fields."""
    body = node.value if isinstance(node.value, bytes) else encoded(node.value)
    return with_value(whole, node, body + raw)
