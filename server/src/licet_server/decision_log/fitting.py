"""Whether what an entry holds is what it is committed to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from licet_server.decision_log.chain import link
from licet_server.decision_log.entries import (
    DIGEST,
    ERASABLE,
    ERASED,
    FIELDS,
    SALT,
    Answered,
    commitment,
    commitments,
    of_field,
)

_SALTS, _COMMITMENTS = SALT * len(FIELDS), DIGEST * len(FIELDS)


class Fit(NamedTuple):
    """What does not fit of an entry's fields, in words, and how many were erased."""

    wrong: tuple[str, ...] = ()
    erased: int = 0


WHOLE = Fit()


def fit_of(fields: Sequence[Any], salts: Any, committed: Any) -> Fit:
    """Return what of an entry's fields is not as it was committed to."""
    try:
        if len(salts) == _SALTS and commitments(Answered(*fields), salts) == committed:
            return WHOLE
    except (TypeError, ValueError, AttributeError):
        pass  # one was erased, or is of another kind: which one is looked for
    return _looked_at(fields, salts, committed)


def _looked_at(fields: Sequence[Any], salts: Any, committed: Any) -> Fit:
    for name, held, size in (("salts", salts, _SALTS), ("commitments", committed, _COMMITMENTS)):
        if not isinstance(held, bytes) or len(held) != size:
            return Fit((f"its {name} are not {size} bytes",))
    erased = [n for n, value in enumerate(fields) if _is_erased(n, value, salts)]
    return Fit(tuple(_misfits(fields, salts, committed, erased)), len(erased))


def _is_erased(number: int, value: Any, salts: bytes) -> bool:
    blank = of_field(number, salts, SALT) == ERASED
    return value is None and blank and FIELDS[number] in ERASABLE


def _misfits(
    fields: Sequence[Any], salts: bytes, committed: bytes, erased: Sequence[int]
) -> Iterator[str]:
    for number, value in enumerate(fields):
        if number in erased:
            continue
        if value is None:
            yield f"`{FIELDS[number]}` is gone, and was not erased"
        elif not _is_committed(number, value, salts, committed):
            yield f"`{FIELDS[number]}` is not what the entry is committed to"


def _is_committed(number: int, value: Any, salts: bytes, committed: bytes) -> bool:
    try:
        made = commitment(number, value, of_field(number, salts, SALT))
    except (TypeError, ValueError):
        return False
    return made == of_field(number, committed)


def hash_of(previous: Any, entry_id: Any, committed: Any) -> bytes:
    """Return the hash that an entry should have; empty for what cannot be hashed."""
    try:
        return link(previous, entry_id, committed)
    except (TypeError, ValueError, AttributeError):
        return b""
