"""The journal of clearances of a pack: each line an event, data and log at once."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path

from licet_engine.clearances import Clearance, compared

from licet_server.loading.clearance_cells import ANY, COLUMNS, Event, Record, findings_of
from licet_server.loading.findings import Finding, Place, RuleFilesError, near, quoted
from licet_server.loading.sheets import Lines, read_lines

MOST_DAYS = 366
"""How long a clearance holds at most from its approval: customers and lists change."""
Problem = tuple[str, str]
"""The column of a cell, and what is wrong with it."""


class State(Enum):
    """What a clearance comes to on a day: only an open one clears."""

    PROPOSED = "proposed"
    OPEN = "open"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody approved or withdrew a clearance."""

    on: date
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A clearance as the journal has it: proposed, and perhaps approved or withdrawn since."""

    id: str
    pack: str
    name: str
    country: str
    address: str | None
    row: str
    entry: str
    expires_on: date
    proposed: Act
    place: Place
    approved: Act | None = None
    withdrawn: Act | None = None

    def state(self, on: date, rows: Container[str]) -> State:
        """Return what it comes to on a day, beside the ids of the list rows there are."""
        if self.withdrawn is not None and self.withdrawn.on <= on:
            return State.WITHDRAWN
        if self.expires_on < on:
            return State.EXPIRED
        if self.row not in rows:
            return State.VOID
        approved = self.approved is not None and self.approved.on <= on
        return State.OPEN if approved else State.PROPOSED

    def clearance(self) -> Clearance | None:
        """Return what was approved; a proposal alone clears nothing."""
        if self.approved is None:
            return None
        return Clearance(
            id=self.id,
            name=self.name,
            country=self.country,
            address=self.address,
            row=self.row,
            proposed_by=self.proposed.by,
            proposed_on=self.proposed.on,
            approved_by=self.approved.by,
            approved_on=self.approved.on,
            expires_on=self.expires_on,
            withdrawn_on=self.withdrawn.on if self.withdrawn else None,
        )


def read_clearances(path: Path, pack: str) -> tuple[Filed, ...]:
    """Return the clearances of a journal, each with the place of its proposal.

    One header line, no blank cells. Raises `RuleFilesError` by line; a place's column is the
    number of the cell.
    """
    return filed(read_lines(path, COLUMNS), path, pack)


def filed(lines: Lines, path: Path, pack: str) -> tuple[Filed, ...]:
    """Return what the lines of a journal come to; raises `RuleFilesError` as reading them does."""
    findings = [
        Finding(Place(path, line, number), message)
        for line, cells in lines
        for number, message in findings_of(cells)
    ]
    if findings:  # what the lines say together is not known
        raise RuleFilesError(findings)
    found: dict[str, Filed] = {}
    for line, cells in lines:
        record = dict(zip(COLUMNS, cells, strict=True))
        problems = list(_problems(record, found))
        findings += [
            Finding(Place(path, line, COLUMNS.index(c) + 1), f"`{c}`: {m}") for c, m in problems
        ]
        if not problems:
            found[record["clearance"]] = _after(record, found, Place(path, line, 1), pack)
    if findings:
        raise RuleFilesError(findings)
    return tuple(found.values())


def _after(record: Record, found: dict[str, Filed], place: Place, pack: str) -> Filed:
    act = Act(date.fromisoformat(record["on"]), record["by"], record["reason"])
    match Event(record["event"]):
        case Event.PROPOSED:
            return _proposed(record, act, place, pack)
        case Event.APPROVED:
            return replace(found[record["clearance"]], approved=act)
        case Event.WITHDRAWN:
            return replace(found[record["clearance"]], withdrawn=act)


def _proposed(record: Record, act: Act, place: Place, pack: str) -> Filed:
    return Filed(
        id=record["clearance"],
        pack=pack,
        name=record["name"],
        country=record["country"],
        address=None if record["address"] == ANY else record["address"],
        row=record["list_row"],
        entry=record["entry"],
        expires_on=date.fromisoformat(record["expires_on"]),
        proposed=act,
        place=place,
    )


def _problems(record: Record, found: dict[str, Filed]) -> Iterator[Problem]:
    """Yield what is wrong with an event after those of the lines before it."""
    before = found.get(record["clearance"])
    event = Event(record["event"])
    if event is Event.PROPOSED:
        if before is not None:
            yield "clearance", f"is proposed at line {before.place.line} already; take one out"
        return
    if before is None:
        near_ids = near(record["clearance"], found)
        yield "clearance", f"`{record['clearance']}` is not proposed above this line{near_ids}"
        return
    if before.withdrawn is not None:
        yield "event", f"it was withdrawn on {before.withdrawn.on}; propose it anew"
        return
    yield from _day_problems(date.fromisoformat(record["on"]), before)
    if event is Event.APPROVED:
        yield from _approval_problems(record, before)


def _day_problems(on: date, before: Filed) -> Iterator[Problem]:
    last, word = before.proposed.on, "proposed"
    if before.approved is not None:
        last, word = before.approved.on, "approved"
    if on < last:
        yield "on", f"{on} is before {last}, when it was {word}; write that day or a later one"


def _person(name: str) -> str:
    """Return the letters and digits of a person's name: a stop behind it makes nobody else."""
    return "".join(filter(str.isalnum, compared(name)))


def _approval_problems(record: Record, before: Filed) -> Iterator[Problem]:
    if before.approved is not None:
        yield "event", f"it was approved on {before.approved.on} already; take one out"
        return
    if _person(record["by"]) == _person(before.proposed.by):
        yield "by", f"{quoted(record['by'])} proposed it; somebody else approves it"
    days = (before.expires_on - date.fromisoformat(record["on"])).days
    if days <= 0:
        yield "on", f"it expires on {before.expires_on}, which is not after; propose it anew"
    if days > MOST_DAYS:
        message = (
            f"it expires on {before.expires_on}, {days} days later; a clearance holds "
            f"{MOST_DAYS} days at most: approve it later, or propose it anew with an earlier end"
        )
        yield "on", message
