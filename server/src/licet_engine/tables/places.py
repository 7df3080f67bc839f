"""What a country is marked with on a day: columns of the chart, and country groups.

Before the first edition only dated changes and rules speak: there a mark of the edition counts
for whatever requires, and a blank clears nothing. A group that favours the seller counts only
where it is known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeVar

from licet_engine.lists import AsKnown, Knowledge, known_from
from licet_engine.tables.grounds import Cell, Ground, Source
from licet_engine.tables.model import CHART, ColumnRule, MarkChange, PlaceRow, Tables

HOME = "US"
PART_746 = "part_746"
ROW = "row"
_FAVOURING = frozenset("AB")
_COLUMNS = frozenset(CHART)
Each = TypeVar("Each")
Around = tuple[Source | None, Source | None]
"""What speaks on a day; or else, if nothing does, what speaks first after it."""


class Marks(NamedTuple):
    """What a place is marked with, and what it may be marked with."""

    certain: frozenset[str]
    possible: frozenset[str]


NO_MARKS = Marks(frozenset(), frozenset())
Marked = tuple[str, bool | None]
Span = tuple[date, Marks]
"""Marks that hold from a day on, until the next span."""


class PlaceTables:
    """Looks marks up, and remembers what it looked up."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.countries = frozenset(row.country for row in (*tables.chart, *tables.groups))
        self.codes = _COLUMNS | {mark for row in tables.groups for mark in row.marks}
        self._groups = self.codes - _COLUMNS
        self._editions = {row.edition for row in (*tables.chart, *tables.groups)}
        self._chart, self._members = (
            _by(lambda row: row.country, rows) for rows in (tables.chart, tables.groups)
        )
        self._changes = _by(lambda change: (change.country, change.mark), tables.changes)
        self._rules = _by(lambda rule: rule.column, tables.rules)
        self._known = {axis: tuple(sorted(self.known_days(axis))) for axis in Knowledge}
        self._remembered = lru_cache(maxsize=8192)(self._spans)
        self._of_mark = lru_cache(maxsize=65_536)(self._seek_mark)
        self._sources = lru_cache(maxsize=16_384)(self._seek_sources)
        self._dated = lru_cache(maxsize=16_384)(self._date_sources)
        self._behind = lru_cache(maxsize=16_384)(self._seek_behind)
        self._known_of = lru_cache(maxsize=32_768)(self._seek_known)
        self._referring = lru_cache(maxsize=1024)(self._seek_referring)

    def spans(self, country: str, asked: frozenset[str], as_known: AsKnown) -> tuple[Span, ...]:
        """Return a country's marks among those asked for, over all time, as known on a day."""
        return self._remembered(country, asked & self.codes, self.known_since(as_known))

    def cell(self, country: str, mark: str, day: date, as_known: AsKnown) -> Cell:
        """Return one mark of a country on a day with its ground: what `spans` are made of."""
        return self._cell(country, mark, day, self.known_since(as_known))

    def row(self, country: str, day: date, as_known: AsKnown) -> PlaceRow | None:
        """Return the row of the chart that counts for a country: before all editions, the first."""
        rows = sorted(self._chart.get(country, ()), key=_start)
        speaking = [row for row in rows if row.edition <= day and _known(row, as_known)]
        return next(iter(speaking[-1:] or rows), None)

    def known_since(self, as_known: AsKnown) -> AsKnown:
        """Return the day since which the same was known of the tables."""
        days = self._known[as_known.axis]
        position = bisect_right(days, as_known.on)
        return AsKnown(days[position - 1] if position else date.min, as_known.axis)

    def known_days(self, axis: Knowledge) -> set[date]:
        """Return the days on which more is known of the tables than before."""
        dated = [change.since for change in self._tables.changes]
        dated += (rule.since for rule in self._tables.rules)
        known = {known_from(since.announced, since.published, axis) for since in dated}
        return known | self._editions

    def _spans(self, country: str, asked: frozenset[str], as_known: AsKnown) -> tuple[Span, ...]:
        changes: dict[date, list[Marked]] = {date.min: []}
        for mark in asked:
            known = self._known_of(country, mark, as_known.axis)
            stretch = bisect_right(known, as_known.on)
            for start, marked in self._of_mark(country, mark, as_known.axis, stretch):
                changes.setdefault(start, []).append((mark, marked))
        now: dict[str, bool | None] = {}
        found: list[Span] = []
        for start in sorted(changes):
            now |= changes[start]
            found.append((start, _marks(now)))
        return tuple(found)

    def _seek_mark(
        self, country: str, mark: str, axis: Knowledge, stretch: int
    ) -> tuple[tuple[date, bool | None], ...]:
        """Return each day on which it changes whether a country has a mark, as known for a time."""
        as_known = AsKnown((date.min, *self._known_of(country, mark, axis))[stretch], axis)
        steady = self._tables.steady_from
        starts = {date.min, *map(_start, self._behind(country, mark))}
        found: list[tuple[date, bool | None]] = []
        for start in sorted(starts if steady is None else starts | {steady}):
            marked = self._cell(country, mark, start, as_known).marked
            if not found or found[-1][1] != marked:
                found.append((start, marked))
        return tuple(found)

    def _seek_known(self, country: str, mark: str, axis: Knowledge) -> tuple[date, ...]:
        """Return the days on which more is known of a mark of a country than before."""
        return tuple(sorted({_known_on(s, axis) for s in self._behind(country, mark)}))

    def _seek_behind(self, country: str, mark: str) -> tuple[Source, ...]:
        """Return all that may say whether a country has a mark, whatever it is treated as."""
        referring = self._referring(country)
        counting = {country, *(each.refers_to or country for each in referring)}
        named = (source for each in counting for source in self._named_by(each, mark))
        return (*referring, *named)

    def _named_by(self, country: str, mark: str) -> Iterator[Source]:
        """Yield what speaks of a mark, and of the groups that it hangs on."""
        for source in self._sources(country, mark):
            yield source
            if isinstance(source, ColumnRule):
                for group in source.codes & self._groups:
                    yield from self._named_by(country, group)

    def _seek_referring(self, country: str) -> tuple[MarkChange | PlaceRow, ...]:
        changes = self._changes.get((country, ROW), ())
        return (*changes, *(row for row in self._chart.get(country, ()) if row.refers_to))

    def _cell(self, country: str, mark: str, day: date, as_known: AsKnown) -> Cell:
        if mark not in _COLUMNS:
            return self._group(country, mark, day, as_known)
        if country == HOME:
            return Cell(False)
        other = self.stand_in(country, day, as_known)
        counting = (other.refers_to if other else None) or country
        return self._column(counting, mark, day, as_known)

    def stand_in(self, country: str, day: date, as_known: AsKnown) -> MarkChange | PlaceRow | None:
        """Return what says that another country's row counts for a country on a day."""
        referring = self._referring(country)
        if not referring:
            return None
        found = (
            each
            for each in referring
            if _start(each) <= day and _known(each, as_known) and each.refers_to != PART_746
        )
        return max(found, key=lambda each: (_start(each), each.refers_to), default=None)

    def _column(self, country: str, mark: str, day: date, as_known: AsKnown) -> Cell:
        around = self._around(country, mark, day, as_known)
        told = self._told(around, country, mark, day, as_known)
        if told is not None:
            return told
        after = around[1]
        if after is None:
            return Cell(None)
        said = self._said(after, country, mark, _start(after), as_known) or None
        return Cell(said, Ground.READ_BACK, after)

    def _group(self, country: str, mark: str, day: date, as_known: AsKnown) -> Cell:
        around = self._around(country, mark, day, as_known)
        told = self._told(around, country, mark, day, as_known)
        if told is not None:
            return told
        after = around[1]
        member = after is not None and mark in self._marks_of(after)
        steady = self._tables.steady_from
        if after is not None and steady is not None and day >= steady:
            return Cell(member, Ground.STEADY, after)
        ground = Ground.SILENT if after is None else Ground.READ_BACK
        return Cell(_read_back(mark, member=member), ground, after)

    def _told(
        self, around: Around, country: str, mark: str, day: date, as_known: AsKnown
    ) -> Cell | None:
        """Return what a source of the day says, or a change of a later day of the time before."""
        speaking, after = around
        if speaking is not None:
            said = self._said(speaking, country, mark, day, as_known)
            return Cell(said, Ground.SPEAKS, speaking)
        if isinstance(after, MarkChange):
            return Cell(not after.marked, Ground.UNTIL_CHANGED, after)
        return None

    def _marks_of(self, source: Source) -> frozenset[str]:
        return source.marks if isinstance(source, PlaceRow) else frozenset()

    def _around(self, country: str, mark: str, day: date, as_known: AsKnown) -> Around:
        """Return the latest source that speaks on a day, or else the first one after it."""
        told = self._dated(country, mark, as_known.axis)
        speaking: Source | None = None
        for start, known, source in told:
            if start > day:
                break
            if known <= as_known.on:
                speaking = source
        if speaking is not None or not told:
            return speaking, None
        return None, told[0][2]

    def _seek_sources(self, country: str, mark: str) -> tuple[Source, ...]:
        """Return what speaks of a mark in the order of first days; of one day the last counts."""
        rows = self._chart if mark in _COLUMNS else self._members
        found: list[Source] = [*self._rules.get(mark, ()), *rows.get(country, ())]
        found += self._changes.get((country, mark), ())
        return tuple(sorted(found, key=_start))

    def _date_sources(
        self, country: str, mark: str, axis: Knowledge
    ) -> tuple[tuple[date, date, Source], ...]:
        """Return what speaks of a mark, each with the day it speaks from, and is known from."""
        sources = self._sources(country, mark)
        return tuple((_start(source), _known_on(source, axis), source) for source in sources)

    def _said(
        self, source: Source, country: str, mark: str, day: date, as_known: AsKnown
    ) -> bool | None:
        match source:
            case MarkChange():
                return source.marked
            case PlaceRow():
                return mark in source.marks
            case ColumnRule():  # exhaustive
                named = self._named(source, country, day, as_known)
                return None if named is None else named != source.all_but

    def _named(self, rule: ColumnRule, country: str, day: date, as_known: AsKnown) -> bool | None:
        groups = rule.codes & self._groups
        values = {self._group(country, group, day, as_known).marked for group in groups}
        if country in rule.codes or True in values:
            return True
        return None if None in values else False


def _by(key: Callable[[Each], object], all_: Iterable[Each]) -> dict[object, list[Each]]:
    found: dict[object, list[Each]] = {}
    for each in all_:
        found.setdefault(key(each), []).append(each)
    return found


def _marks(now: Mapping[str, bool | None]) -> Marks:
    return Marks(
        frozenset(mark for mark, marked in now.items() if marked),
        frozenset(mark for mark, marked in now.items() if marked is None),
    )


def _read_back(mark: str, *, member: bool) -> bool | None:
    """Return what a membership of the first edition says of an earlier day."""
    if mark[0] in _FAVOURING:
        return None if member else False
    return True if member else None


def _start(source: Source) -> date:
    return source.edition if isinstance(source, PlaceRow) else source.since.start


def _known(source: Source, as_known: AsKnown) -> bool:
    return _known_on(source, as_known.axis) <= as_known.on


def _known_on(source: Source, axis: Knowledge) -> date:
    if isinstance(source, PlaceRow):
        return source.edition
    return known_from(source.since.announced, source.since.published, axis)
