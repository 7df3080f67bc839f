"""Which version of each provision governs on a day, as known on another day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from licet_engine.lists import AsKnown, Knowledge, known_from
from licet_engine.provisions.model import AnswerBy, EnforcementStatus, Provision, Version

ONE_DAY = timedelta(days=1)
Governing = tuple[int | None, ...]
"""For each provision of a rule set, the index of the governing version, or None."""
Law = tuple[tuple[int, int], ...]
"""Provisions by number, each with its governing version; those that are silent are left out."""


Known = tuple[tuple[int, Version], ...]
"""The known versions of a provision, each with its number."""
Turns = tuple[tuple[date, int | None], ...]
"""Days, in any order, from each of which on some version of a provision governs, or none."""
Change = tuple[int, int | None]
"""A provision by number, and which of its versions governs from now on, if any."""


def law(governing: Governing) -> Law:
    """Return the provisions that govern."""
    return tuple((n, version) for n, version in enumerate(governing) if version is not None)


def known_versions(provision: Provision, as_known: AsKnown) -> Known:
    """Return the versions announced by then that no version known by then supersedes."""
    announced = [
        (n, v)
        for n, v in enumerate(provision.versions)
        if known_from(v.announced, v.published, as_known.axis) <= as_known.on
    ]
    superseded = {v.supersedes for _, v in announced if v.supersedes is not None}
    return tuple((n, v) for n, v in announced if v.name not in superseded)


def _governing(known: Known, on: date, answer_by: AnswerBy) -> int | None:
    """Return which known version covers the day: the latest to start, then to be announced.

    A text that the agency does not enforce is silent where the pack answers by practice.
    """
    covering = [(n, v) for n, v in known if v.covers(on)]
    if not covering:
        return None
    number, version = max(covering, key=lambda nv: (nv[1].start, nv[1].announced))
    silent = answer_by is AnswerBy.PRACTICE and unenforced(version, on)
    return None if silent else number


def unenforced(version: Version, on: date) -> bool:
    """Tell whether the agency has said it does not act on this text on that day."""
    said = version.enforcement
    return said is not None and said.status is EnforcementStatus.NOT_ENFORCED and said.start <= on


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """The law as known on a day, over all time: what governs from each day on until the next.

    `unenforced` are the provisions whose governing text the agency does not enforce.
    """

    as_known: AsKnown
    starts: tuple[date, ...]
    governing: tuple[Governing, ...]
    unenforced: tuple[frozenset[int], ...]

    def at(self, day: date) -> int:
        """Return the number of the stretch of the law that a day is in."""
        return bisect_right(self.starts, day) - 1


_COURSES = 32
"""Days of knowledge of which the law is remembered (some 80 KB each)."""


class Calendar:
    """The days on which anything in a set of provisions changes, on both axes."""

    def __init__(self, provisions: tuple[Provision, ...], answer_by: dict[str, AnswerBy]) -> None:
        self._provisions = provisions
        self._answer_by = answer_by
        versions = [version for provision in provisions for version in provision.versions]
        self.cuts: tuple[date, ...] = tuple(sorted(set(_effective_cuts(versions))))
        self._known: dict[Knowledge, tuple[date, ...]] = {
            axis: tuple(sorted({known_from(v.announced, v.published, axis) for v in versions}))
            for axis in Knowledge
        }
        self._enforced_otherwise = tuple(
            number
            for number, provision in enumerate(provisions)
            if any(version.enforcement for version in provision.versions)
        )
        self._courses: Callable[[AsKnown], Course] = lru_cache(_COURSES)(self._course)
        # Of one provision seldom anything becomes known: its days are looked for once.
        self._turning: Callable[[int, tuple[int, ...]], Turns] = cache(self._turn)

    def course(self, as_known: AsKnown) -> Course:
        """Return the law as known on a day; days that know the same share it."""
        return self._courses(self.known_since(as_known))

    def known_since(self, as_known: AsKnown) -> AsKnown:
        """Return the day since which the same was known of the law."""
        days = self._known[as_known.axis]
        position = bisect_right(days, as_known.on)
        return AsKnown(days[position - 1] if position else date.min, as_known.axis)

    def governing(self, on: date, as_known: AsKnown) -> Governing:
        """Return the governing version of each provision."""
        course = self.course(as_known)
        return course.governing[course.at(on)]

    def on_days(self, days: Iterable[date], as_known: AsKnown) -> Iterator[tuple[date, Governing]]:
        """Yield some days in their order, each with the governing versions.

        What governs on other days is not laid out: of a large law that takes much memory.
        """
        standing: list[int | None] = [None] * len(self._provisions)
        turns, done = self._turns(as_known), 0
        for day in sorted(days):
            while done < len(turns) and turns[done][0] <= day:
                _change(standing, turns[done][1])
                done += 1
            yield day, tuple(standing)

    def _course(self, as_known: AsKnown) -> Course:
        """Sweep over the days on which some provision begins or ceases to say something."""
        found: list[tuple[date, Governing, frozenset[int]]] = []
        standing: list[int | None] = [None] * len(self._provisions)
        for start, changes in self._turns(as_known):
            _change(standing, changes)
            silent = self._unenforced(start, standing)
            if not found or found[-1][1:] != (tuple(standing), silent):
                found.append((start, tuple(standing), silent))
        starts, governing_of, unenforced_of = zip(*found, strict=True)
        return Course(as_known, starts, governing_of, unenforced_of)

    def _turns(self, as_known: AsKnown) -> list[tuple[date, list[Change]]]:
        """Return each day on which some provision begins or ceases to say something, in order."""
        turns: dict[date, list[Change]] = {date.min: []}
        for number, provision in enumerate(self._provisions):
            known = tuple(version for version, _ in known_versions(provision, as_known))
            for start, governing in self._turning(number, known):
                turns.setdefault(start, []).append((number, governing))
        return sorted(turns.items())

    def _turn(self, number: int, known: tuple[int, ...]) -> Turns:
        """Return which of the known versions of a provision governs from each day on."""
        provision = self._provisions[number]
        versions = tuple((n, provision.versions[n]) for n in known)
        starts = {date.min, *_effective_cuts(version for _, version in versions)}
        answer_by = self._answer_by[provision.pack]
        return tuple((start, _governing(versions, start, answer_by)) for start in starts)

    def _unenforced(self, day: date, governing: Sequence[int | None]) -> frozenset[int]:
        return frozenset(
            number
            for number in self._enforced_otherwise
            if (version := governing[number]) is not None
            and unenforced(self._provisions[number].versions[version], day)
        )


def _change(standing: list[int | None], changes: Iterable[Change]) -> None:
    for number, version in changes:
        standing[number] = version


def _effective_cuts(versions: Iterable[Version]) -> Iterable[date]:
    for version in versions:
        yield version.start
        if version.through is not None and version.through < date.max:
            yield version.through + ONE_DAY
        if version.enforcement is not None:
            yield version.enforcement.start
