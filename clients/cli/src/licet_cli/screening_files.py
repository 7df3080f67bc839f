"""Files of names, screened line by line: whole under their final name, or not there at all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from licet_engine.errors import FieldViolation, SaleError
from licet_screening.normalising import names_nobody
from licet_server.loading.codes import place_problem
from licet_server.loading.findings import nearest, quoted
from licet_server.whole_files import whole

from licet_cli.screening_lists import Candidate, Party, ScreenedLists

_KEYS = ("id", "name", "country", "address", "on")
_LONGEST_LINE = 1_000_000
_NOBODY = {"match": False, "status": "possible", "score": 0, "entry": None, "list": None}
"""The answer to a name such as `unknown`."""


class _LineError(Exception):
    """A line that cannot be read: which field, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def screen_file(
    lists: ScreenedLists, names: Path, hits: Path, on: date, told: Callable[[int], None]
) -> Counter[str]:
    """Write a line of `hits` for each line of `names`, in order; return how many of each status.

    A line's own `on` wins over the day given here. Raises `SaleError` for a line that is not
    sound, by its number and field: then nothing is written.
    """
    counts: Counter[str] = Counter()
    with names.open("rb") as lines, whole(hits) as file:
        for number, line in enumerate(_lines(lines), start=1):
            answer = _answered(lists, _read(line, f"{names}:{number}"), on)
            counts[answer["status"]] += 1
            file.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
            told(lines.tell())
    return counts


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(_LONGEST_LINE + 1):
        yield line


def _answered(lists: ScreenedLists, asked: dict[str, Any], on: date) -> dict[str, Any]:
    if names_nobody(asked["name"]):
        # Whoever is behind such a name may be on any list: it is not to be read as cleared.
        return {"id": asked["id"], **_NOBODY}
    party = Party(asked["name"], asked.get("country"), asked.get("address"))
    hits = lists.hits(party, date.fromisoformat(asked["on"]) if asked.get("on") else on)
    return {"id": asked["id"], **_told(hits[0] if hits else None)}


def _told(best: Candidate | None) -> dict[str, Any]:
    if best is None:
        return {"match": False, "status": "none", "score": 0, "entry": None, "list": None}
    return {
        "match": best.status == "match",
        "status": best.status,
        "score": best.score,
        "entry": best.row.name,
        "list": best.row.facts.list,
    }


def _read(line: bytes, where: str) -> dict[str, Any]:
    try:
        return _checked(_object(line))
    except _LineError as bad:
        path = f"{where}: {bad.field}" if bad.field else where
        raise SaleError((FieldViolation(path, bad.reason),)) from None


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > _LONGEST_LINE:
        raise _LineError("", f"is longer than {_LONGEST_LINE} bytes")
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise _LineError(
            "", 'is no JSON object such as {"id": "1", "name": "Acme Ltd.", "country": "CN"}'
        )
    return read


def _checked(read: dict[str, Any]) -> dict[str, Any]:
    for key in read:
        if key not in _KEYS:
            raise _LineError(quoted(key), f"is no field{nearest(key, _KEYS)}")
    if not isinstance(read.get("id"), str | int) or isinstance(read["id"], bool):
        raise _LineError("id", "is missing: write a text or a whole number")
    for key in _KEYS[1:]:
        _check_text(key, read.get(key))
    if not read.get("name"):
        raise _LineError("name", "is missing: write the party's name")
    _check_codes(read)
    return read


def _check_text(key: str, value: object) -> None:
    if value is not None and not isinstance(value, str):
        raise _LineError(key, f"{quoted(value)} is no text")


def _check_codes(read: dict[str, Any]) -> None:
    problem = place_problem(read["country"]) if read.get("country") else None
    if problem:
        raise _LineError("country", problem)
    if read.get("on") and not _is_day(read["on"]):
        raise _LineError("on", f"{quoted(read['on'])} is not a day such as 2019-11-03")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
