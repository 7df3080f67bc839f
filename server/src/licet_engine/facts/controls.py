"""What the Control List says of a line becomes facts: its controls, and which of them reach it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from licet_engine.facts.deriving import attested
from licet_engine.facts.model import (
    Alternative,
    FactKey,
    LineFrame,
    PartKey,
    Patch,
    Unknown,
    unknown_fact,
)
from licet_engine.facts.parts import merged_parts, patch_alternatives
from licet_engine.facts.values import FALSE, TRUE, UNKNOWN, Paragraphs, Value, known
from licet_engine.lists import AsKnown
from licet_engine.provisions.conditions import IN_SCOPE, REACHES, Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Line, Sale, category_codes
from licet_engine.tables.controls import ControlTables, Entry
from licet_engine.tables.exceptions import NONE_OPEN, OpenExceptions, Openings
from licet_engine.tables.model import Control
from licet_engine.vocabulary import Scope

_STALE = timedelta(days=91)
_ANY = 0
Attested = tuple[tuple[str, bool | None], ...]
Ways = tuple[tuple[str, tuple[frozenset[int], ...]], ...]
"""Each paragraph of an item that rules tell apart, with the controls that may reach it."""


class LineSpan(NamedTuple):
    """What the tables say of a line from a day on, until the next span."""

    start: date
    frame: LineFrame
    entry: Entry


def span_on(spans: Sequence[LineSpan], day: date) -> LineSpan:
    """Return the span that a day is in."""
    return spans[bisect_right(spans, day, key=lambda span: span.start) - 1]


def in_scope(reason: str) -> str:
    """Return the attestation that an item is of the part of an entry that a reason reaches."""
    return f"in_scope_{reason.lower()}"


class LineTables:
    """Lays out what the Control List says of lines, and remembers it."""

    def __init__(self, rules: RuleSet, tables: ControlTables, exceptions: OpenExceptions) -> None:
        self._rules = rules
        self._tables = tables
        self._exceptions = exceptions
        self.paragraphs = Paragraphs("category", rules.tests_of("category"))
        tests = self._tests = rules.atoms.tests(Scope.CONTROL)
        self._reaches = [n for n, test in enumerate(tests) if test == REACHES]
        self._in_scope = [n for n, test in enumerate(tests) if test == IN_SCOPE]
        flags = {*self._reaches, *self._in_scope}
        self._of_codes = [(n, t.fact, t.codes) for n, t in enumerate(tests) if n not in flags]
        self._laid: Callable[..., LineFrame] = lru_cache(8192)(self._lay)
        self._caveats = _caveats(tables)

    def spans(
        self, sale: Sale, line: Line, category: Value, as_known: AsKnown
    ) -> tuple[LineSpan, ...]:
        """Return what the tables say of a line over all time, as known on a day."""
        if line.category is None:
            return (LineSpan(date.min, self._of_any(category), Entry((), ())),)
        below = self.paragraphs.below(line.category)
        spans, *others = (self._tables.spans(c, as_known) for c in (line.category, *below))
        days = {day for each in (spans, *others) for day, _ in each}
        found = []
        for start in sorted(days | self._days_of(spans[0][1])):
            entry = _on(spans, start)
            named = (
                (code, _on(own, start).readings) for code, own in zip(below, others, strict=True)
            )
            ways = ((line.category, entry.readings), *named) if below else ()
            given = self._attested(sale, line, entry)
            openings = self._exceptions.on(line.category, start, as_known, entry)
            frame = self._laid(entry, ways, given, self._said(start, entry), openings)
            found.append(LineSpan(start, frame, entry))
        return tuple(found)

    def _days_of(self, entry: Entry) -> set[date]:
        """Return the days on which caveats change, and on which editions tell of exceptions."""
        if not entry.controls:
            return set()
        return {day for day, _ in self._caveats} | {*self._exceptions.editions}

    def _said(self, day: date, entry: Entry) -> tuple[str, ...]:
        if not entry.controls:
            return ()
        position = bisect_right(self._caveats, day, key=lambda pair: pair[0])
        said = self._caveats[position - 1][1] if position else ""
        return (said,) if said else ()

    def _attested(self, sale: Sale, line: Line, entry: Entry) -> Attested:
        reasons = {control.reason for control in entry.controls if control.narrowed}
        return tuple((r, attested(in_scope(r), line, sale)) for r in sorted(reasons))

    def _lay(
        self,
        entry: Entry,
        ways: Ways,
        given: Attested,
        caveats: tuple[str, ...],
        openings: Openings,
    ) -> LineFrame:
        paragraph = self._paragraph(entry, ways)
        if not self._tests:
            return LineFrame(unknown=paragraph, caveats=caveats)
        known = dict(given)
        controls = {
            c.number: self._part(c, entry, known.get(c.reason), openings) for c in entry.controls
        }
        open_ = list(paragraph)
        open_ += (self._narrowed(entry, reason) for reason, said in given if said is None)
        return LineFrame(tuple(sorted(controls.items())), tuple(open_), caveats)

    def _part(
        self, control: Control, entry: Entry, given: bool | None, openings: Openings = NONE_OPEN
    ) -> bytes:
        reaches = UNKNOWN if _unsure(control, entry) else TRUE
        within = (UNKNOWN if given is None else int(given)) if control.narrowed else TRUE
        codes = {
            "reason": frozenset({control.reason}),
            "requirement": frozenset({control.requirement}),
            "exception_open": openings.open,
            "exception_maybe_open": openings.maybe,
            "lvs_limit": openings.limits,
        }
        part = bytearray(len(self._tests))
        for place, fact, own in self._of_codes:
            part[place] = not codes[fact].isdisjoint(own)
        for place in self._reaches:
            part[place] = reaches
        for place in self._in_scope:
            part[place] = within
        return bytes(part)

    def _paragraph(self, entry: Entry, ways: Ways) -> tuple[Unknown, ...]:
        """Which paragraph the item is of, where that is open.

        Each way to read it lets other controls reach it, and is named by other conditions.
        """
        unsure = [c.number for c in entry.controls if _unsure(c, entry)] if self._tests else []
        read = [(code, reading) for code, readings in ways for reading in readings]
        alternatives = tuple(
            dict.fromkeys(
                (*self._named(code), *(self._flag(REACHES, n, int(n in reading)) for n in unsure))
                for code, reading in read or [("", reading) for reading in entry.readings]
            )
        )
        if len(alternatives) == 1:
            return ()
        return (unknown_fact(FactKey("line", 0, "category"), alternatives),)

    def _named(self, code: str) -> tuple[Patch, ...]:
        """Return what conditions say of an item by its category; nothing where that is settled."""
        if not code:
            return ()
        tests = self._rules.atoms.tests(Scope.LINE)
        value = known(category_codes(code))
        return patch_alternatives(PartKey("line"), tests, "category", value)

    def _narrowed(self, entry: Entry, reason: str) -> Unknown:
        """Whether an item is of the part that a reason reaches: one answer for all its controls."""
        numbers = [c.number for c in entry.controls if c.narrowed and c.reason == reason]
        alternatives = tuple(
            tuple(self._flag(IN_SCOPE, n, value) for n in numbers) for value in (FALSE, TRUE)
        )
        return unknown_fact(FactKey("line", 0, in_scope(reason)), alternatives)

    def _flag(self, test: Test, control: int, value: int) -> Patch:
        return Patch(PartKey("control", control), ((self._tests.index(test), value),))

    def _of_any(self, category: Value) -> LineFrame:
        """An item without a category may be EAR99, or controlled in any way rules tell apart."""
        tests = self._rules.atoms.tests(Scope.LINE)
        lines = patch_alternatives(PartKey("line"), tests, "category", category)
        key = FactKey("line", 0, "category")
        parts = sorted(set(self._parts_of_any()))
        if not parts:
            open_ = unknown_fact(key, tuple((line,) for line in lines))
            return LineFrame(unknown=(open_,) if category.unknown else ())
        none = bytes(len(self._tests))
        other = patch_alternatives(PartKey("line"), tests, "category", known(frozenset()))[0]
        alternatives: list[Alternative] = [(line, _whole(none)) for line in lines]
        alternatives += ((other, _whole(part)) for part in parts)
        merged = merged_parts([none, *parts])
        return LineFrame(((_ANY, merged),), (unknown_fact(key, tuple(alternatives)),))

    def _parts_of_any(self) -> Iterator[bytes]:
        if not self._tests:
            return
        for eccn in self._tables.eccns:
            own = self._tables.entry(eccn)
            entry = Entry(own, (frozenset(control.number for control in own),))
            yield from (self._part(control, entry, given=True) for control in own)


def _on(spans: tuple[tuple[date, Entry], ...], day: date) -> Entry:
    return spans[bisect_right(spans, day, key=lambda span: span[0]) - 1][1]


def _unsure(control: Control, entry: Entry) -> bool:
    return any(control.number not in reading for reading in entry.readings)


def _whole(part: bytes) -> Patch:
    return Patch(PartKey("control", _ANY), tuple(enumerate(part)))


def _caveats(tables: ControlTables) -> tuple[tuple[date, str], ...]:
    """Return how sure the tables are, from a day on: read back, or grown old."""
    if not tables.editions:
        return ()
    first, last = tables.editions[0], tables.editions[-1]
    back = f"the Control List before {first} is not held: its edition of that day is read back"
    stale = f"the newest edition of the Control List that is held is of {last}"
    return ((date.min, back), (first, ""), (last + _STALE, stale))
