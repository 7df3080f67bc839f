"""The two axes of time, cut where the law or what is known of it changes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date

from licet_engine.lists import AsKnown, Knowledge, known_from
from licet_engine.provisions.calendar import Calendar
from licet_engine.provisions.model import AnswerBy, Provision

from licet_workbench.proving.axes import ONE_DAY, Axis, Choice, Span, span_words
from licet_workbench.proving.space import Region, Space

DAY, KNOWN = "sale_date", "known_on"


class Periods:
    """Days of sale and days of knowledge, each cut at some days; none is before the first."""

    def __init__(
        self, first: date, days: Iterable[date], known: Iterable[date], axis: Knowledge
    ) -> None:
        self.axis = axis
        self.days = (first, *sorted({day for day in days if day > first}))
        self.known = (first, *sorted({day for day in known if day > first}))

    def axes(self) -> tuple[Axis, Axis]:
        """Return both axes, the day the goods leave before the day that counts as known."""
        return _axis(DAY, self.days), _axis(KNOWN, self.known)

    def running(self, start: date, end: date | None) -> range:
        """Return the numbers of the stretches of days from one day on, and before another."""
        last = len(self.days) if end is None else bisect_left(self.days, end)
        return range(max(bisect_right(self.days, start) - 1, 0), last)

    def knowing(self, since: date, until: date | None = None) -> range:
        """Return the numbers of the stretches of knowledge from one day on, and before another."""
        last = len(self.known) if until is None else bisect_left(self.known, until)
        return range(max(bisect_right(self.known, since) - 1, 0), last)

    def governing(
        self, space: Space, provisions: tuple[Provision, ...], answer_by: Mapping[str, AnswerBy]
    ) -> dict[tuple[str, int], Region]:
        """Return on which days each version of some provisions governs, as known on which."""
        calendar = Calendar(provisions, dict(answer_by))
        found: dict[tuple[str, int], Region] = {}
        for number, since in enumerate(self.known):
            course = calendar.course(AsKnown(since, self.axis))
            knowing = space.among(KNOWN, [number])
            stretches: dict[tuple[str, int], set[int]] = {}
            for start, end, law in zip(
                course.starts, (*course.starts[1:], None), course.governing, strict=True
            ):
                for provision, version in zip(provisions, law, strict=True):
                    if version is not None:
                        key = (provision.id, version)
                        stretches.setdefault(key, set()).update(self.running(start, end))
            for key, numbers in stretches.items():
                region = knowing & space.among(DAY, numbers)
                found[key] = found.get(key, space.none) | region
        return found


def cuts(provisions: Iterable[Provision], axis: Knowledge) -> tuple[set[date], set[date]]:
    """Return the days on which some provisions change, and those on which more is known of them."""
    own = tuple(provisions)
    known = {
        known_from(version.announced, version.published, axis)
        for provision in own
        for version in provision.versions
    }
    return set(Calendar(own, {p.pack: AnswerBy.TEXT for p in own}).cuts), known


def _axis(name: str, starts: tuple[date, ...]) -> Axis:
    ends = (*(start - ONE_DAY for start in starts[1:]), None)
    spans: tuple[Span, ...] = tuple(zip(starts, ends, strict=True))
    return Axis(name, tuple(Choice(span_words(span), span, (span,)) for span in spans))
