"""The bytes of a request become questions, and the pins of a question are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from google.protobuf.message import DecodeError, Message
from google.protobuf.unknown_fields import UnknownFieldSet
from licet.v1 import service_pb2
from licet.v1.sale_pb2 import Sale
from licet_engine.errors import FieldViolation
from licet_engine.lists import Knowledge

from licet_server.loading.findings import nearest, quoted
from licet_server.sales.models import read_day
from licet_server.sales.reading import MOST_TOLD
from licet_server.sales.words import too_early
from licet_server.service.errors import FieldsError
from licet_server.service.twins import envelope

_MOST_UNREAD = 4096
"""Bytes of unknown fields that are told one by one: a few megabytes would be millions."""
_MOST_PARTS = 100
_SHORT, _READ_BEFORE = 2048, 4096
"""Bytes of a request that is kept as read, and how many are: most are asked again."""
_REVISION = re.compile(r"[0-9a-f]{64}")


class Question(NamedTuple):
    """The bytes of a sale, and of what is pinned with it; empty where nothing is."""

    sale: bytes
    revision: bytes = b""
    known_on: bytes = b""
    knowledge: bytes = b""


Key = bytes | Question
"""What a question is known by: without pins, as most are, by its sale, for bytes are soon found."""


def key(asked: Question) -> Key:
    """Return what a question is known by."""
    return asked if asked.revision or asked.known_on or asked.knowledge else asked.sale


def known_by(found: Key) -> Question:
    """Return the question that is known by a key."""
    return Question(found) if isinstance(found, bytes) else found


@dataclass(frozen=True, slots=True)
class Pins:
    """Which revision must answer, and what counts as known; None where nothing is pinned."""

    revision: str | None = None
    known_on: date | None = None
    knowledge: Knowledge | None = None


def question(request: bytes) -> Question:
    """Return the question of a `DecideRequest`, or of a message of the same fields.

    Raises `FieldsError` for bytes that are no such message or hold a field that is unknown.
    """
    return (_read_before if len(request) <= _SHORT else _read)(request)


def _read(request: bytes) -> Question:
    read = opened(service_pb2.DecideRequest, request)
    return Question(_merged(read.sale), read.revision, read.known_on, read.knowledge)


_read_before = lru_cache(_READ_BEFORE)(_read)


def _merged(parts: Sequence[bytes]) -> bytes:
    """Return the bytes of a sale; one that stands more than once is merged, as protobuf says.

    Each part must be a sale by itself: two halves of a field are no field.
    """
    if len(parts) > _MOST_PARTS:
        reason = f"stands {len(parts)} times, of which {_MOST_PARTS} are merged"
        raise FieldsError((FieldViolation("sale", reason),))
    for part in parts if len(parts) > 1 else ():
        try:
            envelope(Sale).FromString(part)
        except DecodeError:
            reason = "stands more than once, and not each time as a Sale"
            raise FieldsError((FieldViolation("sale", reason),)) from None
    return b"".join(parts)


def keys(request: bytes) -> Sequence[Key]:
    """Return what the questions of a `BatchDecideRequest` are known by, in their order.

    Raises `FieldsError` as `question` does.
    """
    read = opened(service_pb2.BatchDecideRequest, request)
    sales: Sequence[bytes] = read.sales
    if not sales:
        raise FieldsError((FieldViolation("sales", "at least one is needed"),))
    if not (read.revision or read.known_on or read.knowledge):
        return sales
    return [Question(sale, read.revision, read.known_on, read.knowledge) for sale in sales]


def opened(message: type[Message], request: bytes) -> Any:
    """Return a request as its envelope; raises `FieldsError` for bytes that are none."""
    try:
        read = envelope(message).FromString(request)  # type: ignore[arg-type] # classes hash
    except DecodeError:
        name = message.DESCRIPTOR.name
        raise FieldsError((FieldViolation("", f"the bytes are no {name}"),)) from None
    strange = tuple(islice((*_empty(read), *unknown_fields(read, "")), MOST_TOLD))
    if strange:
        raise FieldsError(strange)
    return read


def _empty(read: Message) -> Iterator[FieldViolation]:
    """Tell of pins that are given as nothing: to take them for none would be to guess."""
    return (
        FieldViolation(field.name, "is empty; leave it out if nothing is pinned")
        for field, given in read.ListFields()
        if given == b""
    )


def unknown_fields(message: Message, path: str) -> Iterator[FieldViolation]:
    """Tell of each field of a message, not of those within it, that this server cannot read.

    What a newer client says and this server does not know might have turned a go into a stop.
    """
    if (unread := _unread(message)) > _MOST_UNREAD:
        yield FieldViolation(path, f"{unread} bytes of it are fields not known to this server")
        return
    declared = message.DESCRIPTOR.fields_by_number
    for field in UnknownFieldSet(message):  # type: ignore[attr-defined] # the stub has no iterator
        known = declared.get(field.field_number)
        if known is None:
            reason = f"field number {field.field_number} is not known to this server"
            yield FieldViolation(path, reason)
        else:
            reason = "is encoded as another kind of value"
            yield FieldViolation(step(path, known.name), reason)


def _unread(message: Message) -> int:
    """Return how many bytes of a message are of unknown fields; 0 for one that is short itself."""
    size = message.ByteSize()
    if size <= _MOST_UNREAD:
        return 0
    known = type(message)()
    known.CopyFrom(message)
    known.DiscardUnknownFields()
    return size - known.ByteSize()


def step(path: str, name: str) -> str:
    """Return the path of a field of the message at a path."""
    return f"{path}.{name}" if path else name


def read_pins(asked: Question) -> Pins:
    """Return the pins of a question; raises `FieldsError` with every violation."""
    texts = {name: getattr(asked, name) for name in ("revision", "known_on", "knowledge")}
    if not any(texts.values()):
        return Pins()
    reader = _Reader()
    pins = Pins(
        revision=reader.revision(texts["revision"]),
        known_on=reader.day(texts["known_on"]),
        knowledge=reader.knowledge(texts["knowledge"]),
    )
    if reader.violations:
        raise FieldsError(tuple(reader.violations))
    return pins


def read_revision(given: bytes) -> str | None:
    """Return the revision that a request asks for; raises `FieldsError` for what is none."""
    return read_pins(Question(b"", revision=given)).revision


class _Reader:
    """Reads pins, and keeps what is wrong with them."""

    def __init__(self) -> None:
        self.violations: list[FieldViolation] = []

    def revision(self, given: bytes) -> str | None:
        text = self._text("revision", given)
        if text is None or _REVISION.fullmatch(text):
            return text
        self._refuse("revision", f"{quoted(text)} is no revision: 64 hexadecimal digits, small")
        return None

    def day(self, given: bytes) -> date | None:
        text = self._text("known_on", given)
        if text is None:
            return None
        try:
            found = read_day(text)
        except ValueError as error:
            self._refuse("known_on", str(error))
            return None
        self.violations += too_early("known_on", found)
        return found

    def knowledge(self, given: bytes) -> Knowledge | None:
        text = self._text("knowledge", given)
        words = [axis.value for axis in Knowledge]
        if text is None or text in words:
            return Knowledge(text) if text else None
        self._refuse("knowledge", f"{quoted(text)} is not a word{nearest(text, words)}")
        return None

    def _text(self, path: str, given: bytes) -> str | None:
        try:
            return given.decode() or None
        except UnicodeDecodeError:
            self._refuse(path, "the bytes are not UTF-8")
            return None

    def _refuse(self, path: str, reason: str) -> None:
        self.violations.append(FieldViolation(path, reason))
