"""What is logged of an answer, field by field, and the salted commitment to each field."""

from __future__ import annotations

import os
from collections.abc import Iterable
from enum import Enum
from hashlib import sha256
from typing import Any, NamedTuple

SALT = 16
"""Bytes of a field's salt: what a field may be is often few things, which a hash would tell."""
DIGEST = 32
ERASED = bytes(SALT)
"""What stands in place of the salt of a field that was erased."""


class Answered(NamedTuple):
    """An answer as it is logged; times are UTC, ISO 8601, and `sale` is the bytes that came."""

    method: str
    caller: str
    request_id: str
    sale: bytes
    revision: str
    known_on: str
    knowledge: str
    asked_on: str
    decision: bytes
    screening: bytes
    received_at: str
    answered_at: str


FIELDS = Answered._fields


class Erasable(Enum):
    """The fields that may tell of people, and so may be erased, or masked where they are shown."""

    SALE = "sale"
    CALLER = "caller"
    REQUEST_ID = "request_id"
    SCREENING = "screening"
    DECISION = "decision"


ERASABLE = frozenset(field.value for field in Erasable)
_COMMITTED = tuple(b"licet-field-1:%s\0" % name.encode() for name in FIELDS)


class Entry(NamedTuple):
    """An answer in its place in a chain."""

    chain: str
    seq: int
    entry_id: str
    answered: Answered
    salts: bytes
    commitments: bytes
    previous: bytes
    hash: bytes


def masked(entry: Entry, fields: Iterable[Erasable]) -> Entry:
    """Return an entry without some fields, as if they were erased: its commitments stay."""
    blank: dict[str, Any] = {field.value: None for field in fields}
    return entry._replace(answered=entry.answered._replace(**blank))


def new_salts() -> bytes:
    """Return a salt for each field."""
    return os.urandom(SALT * len(FIELDS))


def commitments(answered: Answered, salts: bytes) -> bytes:
    """Return the commitment to each field, end to end."""
    return b"".join(
        commitment(number, value, salts[number * SALT : (number + 1) * SALT])
        for number, value in enumerate(_values(answered))
    )


def _values(answered: Answered) -> tuple[str | bytes, ...]:
    """The fields of an answer by their numbers."""
    return tuple(answered)


def commitment(number: int, value: str | bytes, salt: bytes) -> bytes:
    """Return the commitment to one field."""
    held = value.encode() if isinstance(value, str) else value
    return sha256(salt + _COMMITTED[number] + held).digest()


def of_field(number: int, joined: bytes, size: int = DIGEST) -> bytes:
    """Return what stands for one field among what stands for all, end to end."""
    return joined[number * size : (number + 1) * size]
