"""The bytes of a request become questions, and the pins of a question are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from google.protobuf.message import DecodeError, Message
from google.protobuf.unknown_fields import UnknownFieldSet
from licet.v1 import service_pb2
from licet_engine.errors import FieldViolation
from licet_engine.lists import Knowledge

from licet_server.loading.findings import nearest, quoted
from licet_server.sales.models import read_day
from licet_server.sales.words import too_early
from licet_server.service.errors import FieldsError
from licet_server.service.twins import envelope

_REVISION = re.compile(r"[0-9a-f]{64}")


class Question(NamedTuple):
    """The bytes of a sale, and of what is pinned with it; empty where nothing is."""

    sale: bytes
    revision: bytes = b""
    known_on: bytes = b""
    knowledge: bytes = b""


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
    read = opened(service_pb2.DecideRequest, request)
    return Question(read.sale, *_pinned(read))


def questions(request: bytes) -> list[Question]:
    """Return the questions of a `BatchDecideRequest`; raises `FieldsError` as `question` does."""
    read = opened(service_pb2.BatchDecideRequest, request)
    pinned = _pinned(read)
    return [Question(sale, *pinned) for sale in read.sales]


def _pinned(read: Any) -> tuple[bytes, bytes, bytes]:
    return read.revision, read.known_on, read.knowledge


def opened(message: type[Message], request: bytes) -> Any:
    """Return a request as its envelope; raises `FieldsError` for bytes that are none."""
    try:
        read = envelope(message).FromString(request)  # type: ignore[arg-type] # classes hash
    except DecodeError:
        name = message.DESCRIPTOR.name
        raise FieldsError((FieldViolation("", f"the bytes are no {name}"),)) from None
    strange = tuple(unknown_fields(read, ""))
    if strange:
        raise FieldsError(strange)
    return read


def unknown_fields(message: Message, path: str) -> Iterator[FieldViolation]:
    """Tell of each field of a message, not of those within it, that this server cannot read.

    What a newer client says and this server does not know might have turned a go into a stop.
    """
    declared = message.DESCRIPTOR.fields_by_number
    for field in UnknownFieldSet(message):  # type: ignore[attr-defined] # the stub has no iterator
        known = declared.get(field.field_number)
        if known is None:
            reason = f"field number {field.field_number} is not known to this server"
            yield FieldViolation(path, reason)
        else:
            reason = "is encoded as another kind of value"
            yield FieldViolation(step(path, known.name), reason)


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
