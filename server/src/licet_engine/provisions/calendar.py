"""Which version of each provision governs on a day, as known on another day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from licet_engine.lists import AsKnown, Knowledge, known_from
from licet_engine.provisions.model import AnswerBy, EnforcementStatus, Provision, Version

ONE_DAY = timedelta(days=1)
Governing = tuple[int | None, ...]
"""For each provision of a rule set, the index of the governing version, or None."""


def known_versions(provision: Provision, as_known: AsKnown) -> tuple[tuple[int, Version], ...]:
    """Return the versions announced by then that no version known by then supersedes."""
    announced = [
        (n, v)
        for n, v in enumerate(provision.versions)
        if known_from(v.announced, v.published, as_known.axis) <= as_known.on
    ]
    superseded = {v.supersedes for _, v in announced if v.supersedes is not None}
    return tuple((n, v) for n, v in announced if v.name not in superseded)


def governing_version(
    provision: Provision, on: date, as_known: AsKnown, answer_by: AnswerBy
) -> int | None:
    """Return which known version covers the day: the latest to start, then to be announced.

    A text that the agency does not enforce is silent where the pack answers by practice.
    """
    covering = [(n, v) for n, v in known_versions(provision, as_known) if v.covers(on)]
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
        self._stayed = tuple(
            n for n, p in enumerate(provisions) if any(v.enforcement for v in p.versions)
        )
        """The provisions of which some version was, or is, not enforced."""
        self._governing = lru_cache(maxsize=4096)(self._govern)
        self._merged = lru_cache(maxsize=1024)(self._merge)

    def known_since(self, as_known: AsKnown) -> AsKnown:
        """Return the day of the last announcement by then: equal days of it know the same."""
        days = self._known[as_known.axis]
        position = bisect_right(days, as_known.on)
        return AsKnown(days[position - 1] if position else date.min, as_known.axis)

    def governing(self, on: date, as_known: AsKnown) -> Governing:
        """Return the governing version of each provision; equal between two cuts."""
        position = bisect_right(self.cuts, on)
        start = self.cuts[position - 1] if position else date.min
        return self._governing(start, self.known_since(as_known))

    def unenforced(self, on: date, governing: Governing) -> frozenset[int]:
        """Return the provisions whose governing text the agency does not enforce on the day."""
        return frozenset(
            number
            for number in self._stayed
            if (version := governing[number]) is not None
            and unenforced(self._provisions[number].versions[version], on)
        )

    def cuts_with(self, others: frozenset[date]) -> tuple[date, ...]:
        """Return the days on which the provisions or those others change, in order."""
        return self._merged(others)

    def _govern(self, on: date, as_known: AsKnown) -> Governing:
        return tuple(
            governing_version(p, on, as_known, self._answer_by[p.pack]) for p in self._provisions
        )

    def _merge(self, others: frozenset[date]) -> tuple[date, ...]:
        return tuple(sorted(others.union(self.cuts)))


def _effective_cuts(versions: Iterable[Version]) -> Iterable[date]:
    for version in versions:
        yield version.start
        if version.through is not None and version.through < date.max:
            yield version.through + ONE_DAY
        if version.enforcement is not None:
            yield version.enforcement.start
