"""How what concerns a question became known: the second time axis, step by step.

On a *step* something becomes known. A *cell* is a run of days of effect for which the same is said,
as known from that step until the next.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from licet_engine.lists import AsKnown, ListRow, known_from
from licet_engine.provisions.calendar import Calendar
from licet_engine.provisions.model import Provision
from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.asked import Asked, looked_at
from licet_workbench.concern import concerned
from licet_workbench.control_lanes import control_lanes, first_day
from licet_workbench.lanes import ONE_DAY, Bar, Lane, in_order, row_lanes
from licet_workbench.lanes import provision_lane as lane_of

Course = tuple[tuple[date, str], ...]
"""What is said from each day on until the next; nothing where it is an empty word."""


class State(Enum):
    """Whether a thing is said anew on a step, was said before, or is no longer said."""

    NEW = "new"
    KEPT = "known before"
    GONE = "no longer"


@dataclass(frozen=True, slots=True)
class Cell:
    """Days for which the same is said; open ends are None.

    `retroactive_through` is the last of them that had passed when it became known.
    """

    name: str
    start: date
    through: date | None
    state: State
    retroactive_through: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The day on which something became known, and what was known from then on."""

    known: date
    cells: tuple[Cell, ...]


class KnownLane(NamedTuple):
    """A lane as it became known."""

    lane: Lane
    steps: tuple[Step, ...]


def known_lanes(rules: RuleSet, asked: Asked, as_known: AsKnown) -> tuple[KnownLane, ...]:
    """Return every lane of a question with its steps up to a day.

    Raises `UnknownWordError` for a word that the rules do not know.
    """
    looked = looked_at(rules, asked)
    whose = asked.party or f"rows of the regime {asked.regime}"
    rows = looked.rows or ()
    steps = {
        lane.id: _steps(_row_courses([r for r in rows if r.facts.list == lane.id], as_known))
        for lane in row_lanes(rows, whose, as_known)
    }
    lanes = [*row_lanes(rows, whose, as_known), *control_lanes(rules, asked.category, as_known)]
    steps |= _control_steps(rules, asked, as_known)
    for provision in concerned(rules, looked):
        lanes.append(lane_of(provision, looked.tags, as_known))
        steps[provision.id] = _steps(_provision_courses(rules, provision, as_known))
    return tuple(KnownLane(lane, steps[lane.id]) for lane in in_order(lanes))


def _days(days: Iterable[date], as_known: AsKnown) -> list[date]:
    return sorted({day for day in days if day <= as_known.on})


def _provision_courses(
    rules: RuleSet, provision: Provision, as_known: AsKnown
) -> Iterator[tuple[date, Course]]:
    """Yield what governs over time, as known from each day on that makes something known."""
    calendar = Calendar((provision,), rules.answer_by)
    known = (known_from(v.announced, v.published, as_known.axis) for v in provision.versions)
    for day in _days(known, as_known):
        course = calendar.course(AsKnown(day, as_known.axis))
        governing = (number for (number,) in course.governing)
        names = (provision.versions[n].name if n is not None else "" for n in governing)
        yield day, tuple(zip(course.starts, names, strict=True))


def _row_courses(rows: Sequence[ListRow], as_known: AsKnown) -> Iterator[tuple[date, Course]]:
    axis = as_known.axis
    facts = [row.facts for row in rows]
    days = {known_from(f.announced, f.published, axis) for f in facts}
    days |= {known_from(f.end_announced, f.end_published, axis) for f in facts if f.end_announced}
    for day in _days(days, as_known):
        yield (
            day,
            _course(bar for lane in row_lanes(rows, "", AsKnown(day, axis)) for bar in lane.bars),
        )


def _control_steps(rules: RuleSet, asked: Asked, as_known: AsKnown) -> dict[str, tuple[Step, ...]]:
    lanes = {
        day: {lane.id: lane for lane in control_lanes(rules, asked.category, known)}
        for day in _days(_told_on(rules, asked, as_known), as_known)
        for known in (AsKnown(day, as_known.axis),)
    }
    names = {name for on_day in lanes.values() for name in on_day}
    return {
        name: _steps(
            ((day, _course(own[name].bars if name in own else ())) for day, own in lanes.items()),
            of_tables=True,
        )
        for name in names
    }


def _told_on(rules: RuleSet, asked: Asked, as_known: AsKnown) -> Iterator[date]:
    """Yield the days on which an edition or a dated change of an entry became known.

    What is read back counts as known from the first day of all.
    """
    yield first_day(rules)
    eccn = (asked.category or "").partition(".")[0]
    own = [control for control in rules.tables.controls if control.eccn == eccn]
    yield from (edition for control in own for edition in control.editions)
    dated = [control.window[0] for control in own if control.window is not None]
    dated += (change.since for change in rules.tables.entry_changes if change.eccn == eccn)
    for since in dated:
        yield known_from(since.announced, since.published, as_known.axis)


def _course(bars: Iterable[Bar]) -> Course:
    """Return what bars that may lie on each other say together."""
    own = list(bars)
    ends = {bar.until + ONE_DAY for bar in own if bar.until is not None and bar.until < date.max}
    days = sorted({date.min, *(bar.start for bar in own), *ends})
    return tuple((day, _said(bar for bar in own if _covers(bar, day))) for day in days)


def _covers(bar: Bar, day: date) -> bool:
    return bar.start <= day and (bar.until is None or day <= bar.until)


def _said(bars: Iterable[Bar]) -> str:
    own = list(bars)
    counted = sum(bar.rows for bar in own)
    if counted > 1:
        return f"{counted} rows"
    return "; ".join(sorted({bar.name for bar in own}))


def _steps(courses: Iterable[tuple[date, Course]], *, of_tables: bool = False) -> tuple[Step, ...]:
    """Return a step for each day from which something else is said than before.

    What tables say of days before their edition is read back, and was no law made backwards.
    """
    found: list[Step] = []
    before: Course = ((date.min, ""),)
    for day, course in courses:
        cells = tuple(_cells(course, before, date.min if of_tables else day))
        if any(cell.state is not State.KEPT for cell in cells):
            found.append(Step(day, cells))
        before = course
    return tuple(found)


def _cells(course: Course, before: Course, known: date) -> Iterator[Cell]:
    days = sorted({day for day, _ in (*course, *before)})
    told = [(day, *_state(_at(course, day), _at(before, day))) for day in days]
    runs = [run for n, run in enumerate(told) if n == 0 or run[1:] != told[n - 1][1:]]
    for (start, name, state), after in zip(runs, (*runs[1:], None), strict=True):
        if name:
            through = after[0] - ONE_DAY if after else None
            late = state is State.NEW and start < known
            eve = known - ONE_DAY if late else None
            passed = min(eve, through) if eve and through else eve
            yield Cell(name, start, through, state, passed)


def _state(now: str, then: str) -> tuple[str, State]:
    if now:
        return now, State.KEPT if now == then else State.NEW
    return then, State.GONE


def _at(course: Course, day: date) -> str:
    return course[bisect_right(course, day, key=lambda pair: pair[0]) - 1][1]


KNOWN_COLUMNS = (
    "lane",
    "effect",
    "known",
    "from",
    "through",
    "says",
    "state",
    "retroactive_through",
)


def known_listing(lanes: Sequence[KnownLane]) -> tuple[tuple[str, ...], ...]:
    """Return the cells of lanes as rows of text under `KNOWN_COLUMNS`; open ends are blank."""
    return tuple(
        _row(each.lane, step, cell) for each in lanes for step in each.steps for cell in step.cells
    )


def _row(lane: Lane, step: Step, cell: Cell) -> tuple[str, ...]:
    return (
        lane.id,
        lane.kind.value,
        step.known.isoformat(),
        cell.start.isoformat(),
        cell.through.isoformat() if cell.through else "",
        cell.name,
        cell.state.value,
        cell.retroactive_through.isoformat() if cell.retroactive_through else "",
    )
