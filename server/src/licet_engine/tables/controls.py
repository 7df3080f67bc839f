"""For what reasons an item is controlled on a day, by its paragraph."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from licet_engine.lists import AsKnown, Knowledge, known_from
from licet_engine.sale import EAR99, is_out_of_scope
from licet_engine.tables.model import Control, EntryChange, Tables
from licet_engine.tables.paragraphs import covers

NOT_HELD = "not_held"
"""The requirement of a control that the tables do not hold: it may ask for a license, or not."""
OVER = "over"
"""The requirement of a dated control that ended: from then on the editions speak again."""
BEGAN, CHANGED, ENDED = "began", "changed", "ended"
NO_EDITION, NO_REASON, NOT_ENCODED = "no_edition", "no_reason", "not_encoded"
NUMBER_NOT_HELD = -1
"""The number of what stands for all that is not held of a paragraph; other controls of theirs."""
_ONE_DAY = date.resolution


class Silence(NamedTuple):
    """Why an entry does not speak for a day, in a word, a day where one counts, and a sentence."""

    kind: str
    on: date | None
    said: str


class Entry(NamedTuple):
    """What the Control List says of a category: every control that may reach it, and which do.

    There is one reading where the paragraph is settled, and several where the category names
    more than one paragraph; a reading holds the numbers of the controls that reach the item. The
    first reading is of an item that is of none of the paragraphs below the category. `silence`
    is why nothing is held of the category, `partly` why nothing is of some of its paragraphs.
    """

    controls: tuple[Control, ...]
    readings: tuple[frozenset[int], ...]
    silence: Silence | None = None
    partly: tuple[Silence, ...] = ()

    @property
    def why_not_held(self) -> str:
        """Why nothing of the entry is held for the day, or nothing where something is."""
        return self.silence.said if self.silence else ""

    @property
    def why_partly_held(self) -> str:
        """Why nothing is held of some paragraphs, or of any; nothing where all are held."""
        return self.why_not_held or "; ".join(silence.said for silence in self.partly)


NO_ENTRY = Entry((), (frozenset(),))
Span = tuple[date, Entry]


class ControlTables:
    """Looks categories up in the Control List, and remembers what it looked up."""

    def __init__(self, tables: Tables) -> None:
        self._controls: dict[str, list[Control]] = {}
        for control in tables.controls:
            self._controls.setdefault(control.eccn, []).append(control)
        self._changes: dict[str, list[EntryChange]] = {}
        for change in tables.entry_changes:
            self._changes.setdefault(change.eccn, []).append(change)
        self.editions = tuple(sorted({e for c in tables.controls for e in c.editions}))
        self._known = {axis: tuple(sorted(self.known_days(axis))) for axis in Knowledge}
        self._remembered = lru_cache(maxsize=8192)(self._spans)

    def spans(self, category: str, as_known: AsKnown) -> tuple[Span, ...]:
        """Return what the list says of a category over all time, as known on a day."""
        if category == EAR99 or is_out_of_scope(category):
            return ((date.min, NO_ENTRY),)
        days = self._known[as_known.axis]
        position = bisect_right(days, as_known.on)
        since = AsKnown(days[position - 1] if position else date.min, as_known.axis)
        return self._remembered(category, since)

    def entry(self, eccn: str) -> tuple[Control, ...]:
        """Return every control of an entry, of all editions and times."""
        return tuple(self._controls.get(eccn, ()))

    def editions_on(self, day: date, as_known: AsKnown) -> tuple[date, date]:
        """Return the editions that speak on a day: both must agree, where they are two.

        Before the first edition it is the first that is read back.
        """
        known = [e for e in self.editions if e <= as_known.on] or [*self.editions[:1]]
        position = bisect_right(known, day)
        here = known[max(position - 1, 0)]
        return here, known[position] if 0 < position < len(known) else here

    @property
    def eccns(self) -> tuple[str, ...]:
        """Every entry of the list, in order."""
        return tuple(sorted(self._controls))

    def known_days(self, axis: Knowledge) -> set[date]:
        """Return the days on which more is known of the tables than before."""
        windows = (c.window[0] for own in self._controls.values() for c in own if c.window)
        changes = (c.since for own in self._changes.values() for c in own)
        dated = (*windows, *changes)
        return {known_from(d.announced, d.published, axis) for d in dated} | set(self.editions)

    def _spans(self, category: str, as_known: AsKnown) -> tuple[Span, ...]:
        eccn, _, paragraph = category.partition(".")
        if eccn not in self._controls:
            return ((date.min, _not_held(eccn, self._unknown(eccn))),)
        found: list[Span] = []
        for start in sorted({date.min, *self.editions, *self._cuts(eccn)}):
            entry = self._on(eccn, paragraph, start, as_known)
            if not found or found[-1][1] != entry:
                found.append((start, entry))
        return tuple(found)

    def _cuts(self, eccn: str) -> Iterator[date]:
        yield from (change.since.start for change in self._changes.get(eccn, ()))
        for control in self._controls[eccn]:
            if control.window is not None:
                since, through = control.window
                yield since.start
                if through is not None:
                    yield through + _ONE_DAY

    def _unknown(self, eccn: str) -> Silence:
        near = get_close_matches(eccn, self.eccns, n=1)
        meant = f"; did you mean `{near[0]}`?" if near else ""
        said = f"`{eccn}` is in no edition of the Control List that is held{meant}"
        return Silence(NO_EDITION, None, said)

    def _on(self, eccn: str, paragraph: str, day: date, as_known: AsKnown) -> Entry:
        gone = self._not_there(eccn, paragraph, day, as_known)
        if gone:
            return _not_held(eccn, gone)
        speaking = self._speaking(eccn, day, as_known)
        if not speaking.controlled:
            return _not_held(eccn, _without_reason(eccn, asks=speaking.asks))
        readings: list[tuple[Control, ...]] = []
        partly: dict[Silence, None] = {}
        for possible in (paragraph, *speaking.below(paragraph)):
            gone = self._not_there(eccn, possible, day, as_known)
            if gone is not None and gone.kind != CHANGED:
                continue
            reading = () if gone else speaking.reaching(possible)
            readings.append(reading or (_none_held(eccn),))
            if not reading:
                partly[gone or _without_control(eccn, possible)] = None
        if len(partly) == len(readings):
            return _not_held(eccn, next(iter(partly)))
        return _entry(readings, tuple(partly))

    def _not_there(self, eccn: str, paragraph: str, day: date, as_known: AsKnown) -> Silence | None:
        """Tell why the entry does not speak for a day, or nothing if it does."""
        for change in self._changes.get(eccn, ()):
            start, known = change.since.start, change.since.known(as_known)
            if change.paragraphs and not _named(change.paragraphs, paragraph):
                continue
            if change.kind == BEGAN and (day < start or not known):
                return Silence(BEGAN, start, f"{eccn} began to name the item on {start}")
            if change.kind == CHANGED and day < start:
                said = f"the controls of {eccn} before {start} are not held"
                return Silence(CHANGED, start, said)
            if change.kind == ENDED and day >= start and known:
                said = f"{eccn} named the item until {start - _ONE_DAY}"
                return Silence(ENDED, start, said)
        return None

    def _speaking(self, eccn: str, day: date, as_known: AsKnown) -> _Speaking:
        own = self._controls[eccn]
        here, then = self.editions_on(day, as_known)
        return _Speaking(
            tuple(sorted((c for c in own if _within(c, day, as_known)), key=_begins)),
            tuple(c for c in own if here in c.editions),
            tuple(c for c in own if then in c.editions),
        )


class _Speaking(NamedTuple):
    """What speaks of an entry on a day: dated controls, and the editions before and after it."""

    dated: tuple[Control, ...]
    before: tuple[Control, ...]
    after: tuple[Control, ...]

    @property
    def controlled(self) -> bool:
        """Whether any reason for control is named."""
        return any(c.reason != "none" for part in self for c in part)

    @property
    def asks(self) -> bool:
        """Whether something is asked for, be it for a reason that is not named."""
        return any(c.requirement != "none" for part in self for c in part)

    def below(self, paragraph: str) -> list[str]:
        """Return the paragraphs below one that some control names."""
        named = {p for part in self for c in part for p in (*c.paragraphs, *c.exceptions)}
        return sorted(p for p in named if p != paragraph and covers(paragraph, p))

    def reaching(self, paragraph: str) -> tuple[Control, ...]:
        """Return the controls that reach a paragraph.

        A dated control speaks for its reason instead of the editions; what only one of two
        editions says, on a day between them, is not held.
        """
        latest = {c.reason: c for c in self.dated if _reaches(c, paragraph)}
        dated = [control for control in latest.values() if control.requirement != OVER]
        reasons = {control.reason for control in dated}
        before, after = (
            {_said(c): c for c in part if _reaches(c, paragraph) and c.reason not in reasons}
            for part in (self.before, self.after)
        )
        agreed = (control for said, control in before.items() if said in after)
        open_ = (c for said, c in (before | after).items() if (said in before) != (said in after))
        return (*dated, *agreed, *(_open(control) for control in open_))


def _said(control: Control) -> tuple[str, str, bool]:
    return control.reason, control.requirement, control.narrowed


def _open(control: Control) -> Control:
    return replace(control, requirement=NOT_HELD, number=NUMBER_NOT_HELD - 1 - control.number)


def as_stated(control: Control, own: tuple[Control, ...]) -> Control | None:
    """Return the control of an edition that stands open on a day, or None where none does."""
    number = NUMBER_NOT_HELD - 1 - control.number
    return next((each for each in own if each.number == number), None)


def _within(control: Control, day: date, as_known: AsKnown) -> bool:
    if control.window is None:
        return False
    since, through = control.window
    return since.start <= day and (through is None or day <= through) and since.known(as_known)


def _begins(control: Control) -> date:
    assert control.window is not None
    return control.window[0].start


def _without_reason(eccn: str, *, asks: bool) -> Silence:
    if asks:
        return Silence(NOT_ENCODED, None, f"what {eccn} asks for, and where to, is not encoded")
    said = f"{eccn} names no reason for control: it refers to other law, or is empty"
    return Silence(NO_REASON, None, said)


def _entry(readings: list[tuple[Control, ...]], partly: tuple[Silence, ...]) -> Entry:
    controls = {control.number: control for reading in readings for control in reading}
    numbers = (frozenset(control.number for control in reading) for reading in readings)
    found = tuple(controls[number] for number in sorted(controls))
    return Entry(found, tuple(dict.fromkeys(numbers)), partly=partly)


def _without_control(eccn: str, paragraph: str) -> Silence:
    named = f"{eccn}.{paragraph}" if paragraph else "paragraphs that none names"
    said = f"no control of {eccn} is for {named}: the item may be under other law"
    return Silence(NO_REASON, None, said)


def _none_held(eccn: str) -> Control:
    return Control(eccn, NUMBER_NOT_HELD, "none", NOT_HELD)


def _not_held(eccn: str, why: Silence) -> Entry:
    control = _none_held(eccn)
    return Entry((control,), (frozenset({control.number}),), why)


def _reaches(control: Control, paragraph: str) -> bool:
    if control.reason == "none":
        return False
    if any(covers(exception, paragraph) for exception in control.exceptions):
        return False
    return not control.paragraphs or any(covers(p, paragraph) for p in control.paragraphs)


def _named(paragraphs: tuple[str, ...], paragraph: str) -> bool:
    return any(covers(each, paragraph) for each in paragraphs)
