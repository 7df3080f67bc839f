"""Which version of each provision governs on a day, as known on another day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from licet_engine.lists import Knowledge, known_from
from licet_engine.provisions.model import AnswerBy, EnforcementStatus, Provision, Version

ONE_DAY = timedelta(days=1)
Governing = tuple[int | None, ...]
"""For each provision of a rule set, the index of the governing version, or None."""


def known_versions(
    provision: Provision, known_on: date, axis: Knowledge
) -> tuple[tuple[int, Version], ...]:
    """Return the versions announced by then that no version known by then supersedes."""
    announced = [
        (n, v)
        for n, v in enumerate(provision.versions)
        if known_from(v.announced, v.published, axis) <= known_on
    ]
    superseded = {v.supersedes for _, v in announced if v.supersedes is not None}
    return tuple((n, v) for n, v in announced if v.name not in superseded)


def governing_version(
    provision: Provision, on: date, known_on: date, axis: Knowledge, answer_by: AnswerBy
) -> int | None:
    """Return which known version covers the day: the latest to start, then to be announced.

    A text that the agency does not enforce is silent where the pack answers by practice.
    """
    covering = [(n, v) for n, v in known_versions(provision, known_on, axis) if v.covers(on)]
    if not covering:
        return None
    number, version = max(covering, key=lambda nv: (nv[1].start, nv[1].announced))
    silent = answer_by is AnswerBy.PRACTICE and unenforced(version, on)
    return None if silent else number


def unenforced(version: Version, on: date) -> bool:
    """Tell whether the agency has said it does not act on this text on that day."""
    said = version.enforcement
    return said is not None and said.status is EnforcementStatus.NOT_ENFORCED and said.start <= on


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
        self._governing = lru_cache(maxsize=4096)(self._govern)

    def known_position(self, known_on: date, axis: Knowledge) -> int:
        """Return how many of the rule set's announcements had been made by that day."""
        return bisect_right(self._known[axis], known_on)

    def governing(self, on: date, known_on: date, axis: Knowledge) -> Governing:
        """Return the governing version of each provision; equal between two cuts."""
        position = bisect_right(self.cuts, on)
        return self._governing(position, self.known_position(known_on, axis), axis)

    def _govern(self, position: int, known: int, axis: Knowledge) -> Governing:
        on = self.cuts[position - 1] if position else date.min
        known_on = self._known[axis][known - 1] if known else date.min
        return tuple(
            governing_version(p, on, known_on, axis, self._answer_by[p.pack])
            for p in self._provisions
        )


def _effective_cuts(versions: Iterable[Version]) -> Iterable[date]:
    for version in versions:
        yield version.start
        if version.through is not None and version.through < date.max:
            yield version.through + ONE_DAY
        if version.enforcement is not None:
            yield version.enforcement.start
