"""Bodies become requests, strictly: what the wire has not got is refused, not dropped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, NoReturn, cast

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.json_format import ParseDict, ParseError
from google.protobuf.message import Message

from licet_http.problems import Violation, malformed

NUMBERS = frozenset(
    {FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_INT32, FieldDescriptor.CPPTYPE_UINT64}
)


_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_LONGEST = 60
MOST_TOLD = 20
"""So many violations are told, as the server tells so many."""


def request_of(kind: type[Message], body: bytes) -> Message:
    """Return the request that a body writes in protobuf's JSON; raises `Problem`.

    Names are those of the protos, or in lowerCamelCase; null is an absent field.
    """
    written = _json(body)
    violations = tuple(islice(_wrong(cast("Descriptor", kind.DESCRIPTOR), written, ""), MOST_TOLD))
    if violations:
        raise malformed(violations)
    message = kind()
    try:
        ParseDict(written, message)
    except (ParseError, UnicodeEncodeError) as error:
        raise malformed([Violation("", _first_line(error))]) from None
    return message


def _json(body: bytes) -> Any:
    try:
        return json.loads(body, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise malformed([Violation("", "the JSON is nested too deep")]) from None
    except ValueError as error:  # no text, no JSON, a name twice, a number of too many digits
        raise malformed([Violation("", f"no JSON: {error}")]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"`{name[:_LONGEST]}` stands twice in an object")
        found[name] = value
    return found


def _no_number(written: str) -> NoReturn:
    raise ValueError(f"{written} is no number of JSON")


def _wrong(kind: Descriptor, value: object, path: str) -> Iterator[Violation]:
    """Yield what is wrong with an object that stands for a message."""
    if not isinstance(value, Mapping):
        yield Violation(path, "expected an object")
        return
    fields = {name: field for field in kind.fields for name in (field.name, field.json_name)}
    for name, member in value.items():
        shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..."
        place = f"{path}.{shown}" if path else shown
        field = fields.get(name)
        if field is None:
            yield Violation(place, f"unknown field{_nearest(name, kind)}")
        elif member is not None:
            yield from _wrong_field(field, member, place)


def _wrong_field(field: FieldDescriptor, value: object, path: str) -> Iterator[Violation]:
    inside = field.message_type
    if inside is not None and inside.GetOptions().map_entry:
        yield from _wrong_map(value, path)
    elif field.is_repeated:
        if not isinstance(value, list):
            yield Violation(path, "expected a list")
            return
        for number, member in enumerate(value):
            yield from _wrong_member(field, member, f"{path}[{number}]")
    else:
        yield from _wrong_member(field, value, path)


def _wrong_member(field: FieldDescriptor, value: object, path: str) -> Iterator[Violation]:
    if field.message_type is not None:
        yield from _wrong(field.message_type, value, path)
    elif field.cpp_type in NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            yield Violation(path, "expected a number")
        elif isinstance(value, str) and not _NUMBER.fullmatch(value):
            yield Violation(path, "expected a number, as JSON writes one")
    elif not isinstance(value, str):
        yield Violation(path, "expected a text")


def _wrong_map(value: object, path: str) -> Iterator[Violation]:
    if not isinstance(value, Mapping):
        yield Violation(path, "expected an object")
        return
    for name, member in value.items():
        if not isinstance(member, bool):
            yield Violation(f"{path}.{name}", "expected true or false")


def _nearest(name: str, kind: Descriptor) -> str:
    names = [field.name for field in kind.fields]
    near = get_close_matches(name[:_LONGEST], names, n=1)
    return f"; did you mean `{near[0]}`?" if near else f"; write one of {', '.join(names)}"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
