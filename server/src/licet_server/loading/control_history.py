"""Dated changes of the Control List become controls of the past, and first and last days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from licet_engine.tables.controls import BEGAN, CHANGED, ENDED, OVER
from licet_engine.tables.model import Control, EntryChange, Since

EVENTS = ("began", "ended", "requirement")
NO_REASON = "none"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """What became of an entry, or of one of its controls, from a day on."""

    eccn: str
    paragraphs: tuple[str, ...]
    reason: str
    kind: str
    requirement: str
    since: Since


def entry_changes(events: Iterable[Event]) -> Iterator[EntryChange]:
    """Yield since when entries and paragraphs are in the list, and until when.

    What a reason for control that began later was before that is not known.
    """
    several = tuple(events)
    for event in several:
        if event.reason == NO_REASON and event.kind in ("began", "ended"):
            kind = BEGAN if event.kind == "began" else ENDED
            yield EntryChange(event.eccn, event.paragraphs, kind, event.since)
        elif event.kind == "began" and _end_of(event, several) is None:
            yield EntryChange(event.eccn, event.paragraphs, CHANGED, event.since)


def past_controls(events: Iterable[Event], editions: tuple[date, ...]) -> Iterator[Control]:
    """Yield what entries were controlled for from a day on, until the next change or edition."""
    several = tuple(events)
    for event in several:
        if event.reason == NO_REASON:
            continue
        if event.kind == "began" and _end_of(event, several) is None:
            continue
        later = min((edition for edition in editions if edition > event.since.start), default=None)
        yield Control(
            eccn=event.eccn,
            number=0,
            reason=event.reason,
            requirement=OVER if event.kind == "ended" else event.requirement,
            paragraphs=event.paragraphs,
            window=(event.since, later - _ONE_DAY if later else None),
        )


def _end_of(event: Event, events: tuple[Event, ...]) -> date | None:
    days = (
        other.since.start
        for other in events
        if other.kind == "ended"
        and (other.eccn, other.reason, other.paragraphs)
        == (event.eccn, event.reason, event.paragraphs)
        and other.since.start > event.since.start
    )
    return min(days, default=None)
