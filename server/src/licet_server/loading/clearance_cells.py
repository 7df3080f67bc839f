"""The cells of a journal of clearances: what each column may hold at each event."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from enum import Enum

from licet_engine.provisions.canonical import canonical_text

from licet_server.loading.codes import country_problem
from licet_server.loading.days import read_day
from licet_server.loading.findings import nearest, quoted

COLUMNS = (
    "clearance",
    "event",
    "on",
    "by",
    "name",
    "country",
    "address",
    "list_row",
    "entry",
    "expires_on",
    "reason",
)
ANY, NOTHING = "any", "none"
_PROPOSED = ("name", "country", "address", "list_row", "entry", "expires_on")
_CONTENT = ("on", "by", *_PROPOSED, "reason")
_DAYS = frozenset({"on", "expires_on"})
_ID = re.compile(r"clearance:[0-9a-f]{12}")
_ROW = re.compile(r"[a-z0-9_]+:[0-9a-f]{12}")
Record = dict[str, str]
Found = Iterator[tuple[int, str]]
"""The number of a cell, counted from 1, and what is wrong with it."""


class Event(Enum):
    """What happened to a clearance."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


def clearance_id(record: Record) -> str:
    """Return the id of a proposal, made of all it says: what is approved is what was proposed."""
    content = canonical_text(tuple(record[column] for column in _CONTENT))
    return f"clearance:{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def findings_of(cells: list[str]) -> Found:
    """Yield what is wrong with the cells of one line, taken by itself."""
    if len(cells) != len(COLUMNS):
        yield 1, f"{len(cells)} cells where the header has {len(COLUMNS)}"
        return
    record = dict(zip(COLUMNS, cells, strict=True))
    found = False
    for number, (column, cell) in enumerate(record.items(), start=1):
        problem = _problem(column, cell, record["event"])
        if problem:
            found = True
            yield number, f"`{column}`: {problem}"
    if not found and record["event"] == Event.PROPOSED.value:
        yield from _proposal_problems(record)


def _problem(column: str, cell: str, event: str) -> str | None:
    if not cell.strip():
        return "a blank says nothing; write `none`, or `any` for any address"
    if "\n" in cell:
        return "a cell holds no line breaks"
    if cell != cell.strip():
        return f"{quoted(cell)} begins or ends with a blank; take it out"
    if column in _PROPOSED and event != Event.PROPOSED.value:
        return None if cell == NOTHING else "is told by the proposal alone; write `none`"
    if cell == NOTHING and (column, event) == ("reason", Event.APPROVED.value):
        return None  # whoever approves takes the reason of the proposal
    if cell == NOTHING:
        return "`none` is no answer here" + ("; write `any`" if column == "address" else "")
    return _content_problem(column, cell)


def _content_problem(column: str, cell: str) -> str | None:
    if column in _DAYS:
        return _day_problem(cell)
    if column == "event":
        events = [event.value for event in Event]
        return None if cell in events else f"{quoted(cell)} is no event{nearest(cell, events)}"
    if column == "country":
        return country_problem(cell)
    if column in ("clearance", "list_row"):
        form, said = (_ID, "clearance") if column == "clearance" else (_ROW, "entity_list")
        wanted = f"is no id; write it as {said}:0123456789ab"
        return None if form.fullmatch(cell) else f"{quoted(cell)} {wanted}"
    if column in ("by", "name", "entry") and not any(c.isalnum() for c in cell):
        return f"{quoted(cell)} names nobody"
    return None


def _day_problem(cell: str) -> str | None:
    try:
        read_day(cell)
    except ValueError as error:
        return str(error)
    return None


def _proposal_problems(record: Record) -> Found:
    if record["expires_on"] <= record["on"]:
        number = COLUMNS.index("expires_on") + 1
        yield number, "`expires_on` is not after the day of the proposal; write a later day"
    wanted = clearance_id(record)
    if record["clearance"] != wanted:
        yield 1, f"`clearance`: the id of what this line proposes is `{wanted}`; write that"
