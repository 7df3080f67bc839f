"""Sales as JSON objects become messages, strictly; every violation is named by its path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, cast

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from grpc import StatusCode
from licet.v1.sale_pb2 import Sale

from licet_client.errors import FieldViolation, InvalidSale, Said

NO_TEXT = "holds a character that is no text (NUL or a lone surrogate)"
_LONGEST_NAME = 60


def sale_message(sale: Mapping[str, Any]) -> Sale:
    """Return the message of a sale given as a JSON object with snake_case names.

    None is an absent field. Nothing is converted: texts, days and amounts are strings, a
    percentage is a number, an attestation true or false. Raises `InvalidSale` with every
    violation; whether the words are declared ones, the server says.
    """
    message = Sale()
    reading = _Reading()
    reading.fill(message, sale, "")
    if reading.violations:
        violations = tuple(reading.violations)
        raise InvalidSale(
            "; ".join(str(violation) for violation in violations),
            Said(StatusCode.INVALID_ARGUMENT, "ERROR_REASON_MALFORMED_SALE", violations=violations),
        )
    return message


def is_text(value: str) -> bool:
    """Whether protobuf and the service can hold the characters of a string."""
    return "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


class _Reading:
    """Fills messages by their descriptors, and goes on after a violation to find them all."""

    def __init__(self) -> None:
        self.violations: list[FieldViolation] = []

    def fill(self, message: Message, value: object, path: str) -> None:
        if not isinstance(value, Mapping):
            self._refuse(path, "expected an object" if path else "a sale is a JSON object")
            return
        # Asking the descriptor itself for a name with a lone surrogate breaks the interpreter.
        fields = cast("Iterable[FieldDescriptor]", message.DESCRIPTOR.fields)
        known = {field.name: field for field in fields}
        for name, member in value.items():
            place = _joined(path, name)
            field = known.get(name) if isinstance(name, str) else None
            if field is None:
                self._refuse(place, f"unknown field{_nearest(str(name), known)}")
            elif member is not None or field.message_type is not None:
                self._set(message, field, member, place)

    def _set(self, message: Message, field: FieldDescriptor, value: object, path: str) -> None:
        if field.message_type is None:
            self._set_scalar(message, field, value, path)
        elif field.message_type.GetOptions().map_entry:
            self._attest(getattr(message, field.name), value, path)
        elif field.has_presence:
            member = getattr(message, field.name)
            member.SetInParent()
            self.fill(member, value, path)
        elif isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray):
            for n, member in enumerate(value):
                self.fill(getattr(message, field.name).add(), member, f"{path}[{n}]")
        else:
            self._refuse(path, "expected a list")

    def _set_scalar(
        self, message: Message, field: FieldDescriptor, value: object, path: str
    ) -> None:
        problem = (_number if field.type == field.TYPE_DOUBLE else _text)(value)
        if problem is None:
            setattr(message, field.name, value)
        else:
            self._refuse(path, problem)

    def _attest(self, attestations: Any, value: object, path: str) -> None:
        if not isinstance(value, Mapping):
            self._refuse(path, "expected an object")
            return
        for name, attested in value.items():
            place = _joined(path, name)
            problem = _text(name)
            if problem is not None:
                self._refuse(place, problem)
            elif isinstance(attested, bool):
                attestations[name] = attested
            else:
                self._refuse(place, "expected true or false")

    def _refuse(self, path: str, reason: str) -> None:
        self.violations.append(FieldViolation(path, reason))


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return "expected a text"
    return None if is_text(value) else NO_TEXT


def _number(value: object) -> str | None:
    problem = "write a percentage as a number, such as 49.5"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return problem
    try:
        float(value)
    except OverflowError:  # an integer that no double can hold
        return problem
    return None


def _joined(path: str, name: object) -> str:
    return f"{path}.{_shown(name)}" if path else _shown(name)


def _shown(name: object) -> str:
    """Return a name on one line, printable, and cut to a length one can read."""
    text = str(name)
    cut = f"{text[:_LONGEST_NAME]}..." if len(text) > _LONGEST_NAME else text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)


def _nearest(word: str, words: Iterable[str]) -> str:
    choices = sorted(words)
    near = get_close_matches(word[:_LONGEST_NAME], choices, n=1)
    return f"; did you mean `{near[0]}`?" if near else f"; write one of {', '.join(choices)}"
