"""Twins of messages: they read the same bytes, and take for bytes what need not be read yet.

An envelope gives a sale as the bytes it came in, so that a question met before is known by
them. A lax twin takes every text for bytes, so that one which is no UTF-8 can be named.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor import Descriptor
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.message import Message

_TEXT, _MESSAGE = FieldDescriptorProto.TYPE_STRING, FieldDescriptorProto.TYPE_MESSAGE
_PACKAGE = "licet.twins"


@cache
def envelope(message: type[Message]) -> type[Any]:
    """Return a twin of one message whose texts and messages are bytes.

    A message that may stand once is a list: where it stands more often, all of it counts.
    """
    own = descriptor_pb2.DescriptorProto()
    message.DESCRIPTOR.CopyToProto(own)
    for field in own.field:
        if field.type == _MESSAGE and not field.HasField("oneof_index"):
            field.label = FieldDescriptorProto.LABEL_REPEATED
    _swap(own, (_TEXT, _MESSAGE))
    file = FileDescriptorProto(
        name="envelope.proto", package=_PACKAGE, syntax="proto3", message_type=[own]
    )
    return _made(file, own.name)


@cache
def lax(message: type[Message]) -> type[Any]:
    """Return a twin of a message and all in its file, whose texts are bytes.

    The file must import no other. A map becomes what it is on the wire: a list of entries.
    """
    descriptor = message.DESCRIPTOR
    file = FileDescriptorProto()
    descriptor.file.CopyToProto(file)
    file.package = _PACKAGE
    for own in file.message_type:
        _each(own, _loosened(f".{descriptor.file.package}.", f".{_PACKAGE}."))
    return _made(file, descriptor.name)


def _loosened(package: str, renamed: str) -> Callable[[descriptor_pb2.DescriptorProto], None]:
    def loosen(own: descriptor_pb2.DescriptorProto) -> None:
        own.options.ClearField("map_entry")
        _swap(own, (_TEXT,))
        for field in own.field:
            if field.type_name:
                field.type_name = field.type_name.replace(package, renamed)

    return loosen


def _each(
    own: descriptor_pb2.DescriptorProto, change: Callable[[descriptor_pb2.DescriptorProto], None]
) -> None:
    change(own)
    for nested in own.nested_type:
        _each(nested, change)


def _swap(own: descriptor_pb2.DescriptorProto, kinds: tuple[int, ...]) -> None:
    for field in own.field:
        if field.type in kinds:
            field.type = FieldDescriptorProto.TYPE_BYTES
            field.ClearField("type_name")


def _made(file: FileDescriptorProto, name: str) -> type[Any]:
    """Return the class of a message in a pool of its own: twins never meet what they mirror."""
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    found: Descriptor = pool.FindMessageTypeByName(f"{_PACKAGE}.{name}")
    return message_factory.GetMessageClass(found)
