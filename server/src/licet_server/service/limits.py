"""How much the service takes at once, and the check of a sale against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from licet.v1.sale_pb2 import Line, Party, Sale

from licet_server.service.errors import LimitError
from licet_server.service.twins import envelope

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one call may hold and take; counts, bytes and seconds as the names say.

    `subjects` are the lines of a sale times its parties and their owners: what the answer grows
    with; `calls` are those worked on at once. A text may have 4,096 characters, which reading a
    sale checks, here as everywhere.
    """

    request_bytes: int = 8 * _MIB
    response_bytes: int = 64 * _MIB
    sales: int = 1_000
    lines: int = 1_000
    parties: int = 100
    owners: int = 100
    attestations: int = 200
    subjects: int = 20_000
    request_seconds: float = 10.0
    call_seconds: float = 60.0
    unread_seconds: float = 30.0
    calls: int = 512
    streams: int = 128
    memo_bytes: int = 12 * _MIB
    unread_bytes: int = 256 * _MIB


class _Counted(NamedTuple):
    """How many there are of something, of which so many are taken."""

    field: str
    what: str
    given: int
    limit: int


def check_sale(given: bytes, limits: Limits) -> None:
    """Raise `LimitError` for a sale that holds too much, with the path of what is too much.

    It counts before the sale is read: two bytes can be a line, which takes hundreds once it is.
    Raises `DecodeError` for bytes that are no sale.
    """
    for counted in _counts(envelope(Sale).FromString(given), limits):
        if counted.given > counted.limit:
            raise LimitError(counted.field, counted.limit, counted.given, counted.what)


def _counts(sale: Any, limits: Limits) -> Iterator[_Counted]:
    yield _Counted("sale.lines", "lines", len(sale.lines), limits.lines)
    yield _Counted("sale.parties", "parties", len(sale.parties), limits.parties)
    yield _attested("sale", len(sale.attestations), limits)
    screened = 1
    for n, given in enumerate(sale.parties):
        path, party = f"sale.parties[{n}]", envelope(Party).FromString(given)
        yield _Counted(f"{path}.owners", "owners", len(party.owners), limits.owners)
        yield _attested(path, len(party.attestations), limits)
        screened += 1 + len(party.owners)
    subjects = len(sale.lines) * screened
    what = "lines times parties and owners"
    yield _Counted("sale.lines", what, subjects, limits.subjects)
    for n, given in enumerate(sale.lines):
        attested = len(envelope(Line).FromString(given).attestations)
        yield _attested(f"sale.lines[{n}]", attested, limits)


def _attested(path: str, given: int, limits: Limits) -> _Counted:
    return _Counted(f"{path}.attestations", "attestations", given, limits.attestations)
