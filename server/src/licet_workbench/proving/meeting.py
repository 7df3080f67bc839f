"""Restraints and what could lift them where they meet, and days between two versions of a chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from licet_engine.lists import AsKnown, Knowledge
from licet_engine.provisions.calendar import Calendar
from licet_engine.provisions.model import Provision, SubjectKind
from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.proving.axes import ONE_DAY
from licet_workbench.proving.boxes import Axes, Box, axes_of
from licet_workbench.proving.law import Group, lifters_of, restraints_of
from licet_workbench.proving.periods import cuts
from licet_workbench.proving.questions import questions
from licet_workbench.proving.speaking import Law

_TOGETHER = 100
"""Restraints, and permits and clearances, whose meetings are looked for in the same questions."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A restraint and a permit or clearance of one subject, neither of which names the other."""

    restraint: str
    lifter: str
    axes: Axes
    box: Box


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which no version of a provision governs, between two that do, as known from a day."""

    provision: str
    start: date
    through: date
    known_from: date


def meetings(
    rules: RuleSet, first: date, axis: Knowledge, only: frozenset[str] | None = None
) -> tuple[Meeting, ...]:
    """Return the restraints and lifters of one pack that meet without naming each other.

    With `only`, the pairs that have one of these provisions. Past a hundred of either, or with
    `only`, two may meet in questions that nothing but a third provision asks: such a meeting is
    not found.
    """
    return tuple(
        meeting for kind in SubjectKind for meeting in _meetings_of(rules, kind, first, axis, only)
    )


def _meetings_of(
    rules: RuleSet, kind: SubjectKind, first: date, axis: Knowledge, only: frozenset[str] | None
) -> Iterator[Meeting]:
    for restraints, lifters in product(_some(restraints_of(rules)), _some(lifters_of(rules))):
        pairs = [
            (restraint, lifter)
            for restraint, lifter in product(restraints, lifters)
            if _may_meet(rules, restraint, lifter, kind)
            and (only is None or not only.isdisjoint(_named(rules, restraint, lifter)))
        ]
        if pairs:
            yield from _meetings_among(rules, kind, pairs, first, axis)


def _some(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield provisions in parts: the questions of all together grow faster than their number."""
    yield from (numbers[n : n + _TOGETHER] for n in range(0, len(numbers), _TOGETHER))


def _meetings_among(
    rules: RuleSet, kind: SubjectKind, pairs: list[tuple[int, int]], first: date, axis: Knowledge
) -> Iterator[Meeting]:
    group = Group(rules, tuple(sorted({number for pair in pairs for number in pair})))
    asked = questions([group], first, axis)
    law, axes = Law(asked, group), axes_of(asked.space)
    once: dict[frozenset[int], frozenset[int]] = {}
    for restraint, lifter in pairs:
        region = asked.space.none
        for subject in law.reading.subjects(kind):
            region |= law.speaks(restraint, subject) & law.speaks(lifter, subject)
            if region & asked.possible != asked.space.none:
                first_box = next(asked.space.boxes(region & asked.possible))
                choices = {name: once.setdefault(own, own) for name, own in first_box.items()}
                yield Meeting(*_named(rules, restraint, lifter), axes, Box(choices, 0))
                break


def _may_meet(rules: RuleSet, restraint: int, lifter: int, kind: SubjectKind) -> bool:
    """Tell whether two provisions of one pack speak of a kind of subject, neither of the other."""
    one, other = rules.provisions[restraint], rules.provisions[lifter]
    together = one.pack == other.pack and one.subject is other.subject is kind
    return together and restraint not in rules.acts_on[lifter]


def _named(rules: RuleSet, restraint: int, lifter: int) -> tuple[str, str]:
    return rules.provisions[restraint].id, rules.provisions[lifter].id


def gaps(rules: RuleSet, axis: Knowledge) -> tuple[Gap, ...]:
    """Return the days in chains of versions on which none governs, each from when that is known."""
    found: dict[tuple[str, date, date], date] = {}
    for provision in rules.provisions:
        for gap in _gaps_of(provision, rules, axis):
            key = (gap.provision, gap.start, gap.through)
            found[key] = min(gap.known_from, found.get(key, gap.known_from))
    return tuple(Gap(*key, known) for key, known in sorted(found.items()))


def _gaps_of(provision: Provision, rules: RuleSet, axis: Knowledge) -> Iterator[Gap]:
    calendar = Calendar((provision,), dict(rules.answer_by))
    for since in sorted(cuts([provision], axis)[1]):
        course = calendar.course(AsKnown(since, axis))
        governed = [law[0] is not None for law in course.governing]
        first = governed.index(True) if True in governed else len(governed)
        last = len(governed) - 1 - governed[::-1].index(True) if True in governed else -1
        for place in range(first, last):
            if not governed[place]:
                end = course.starts[place + 1] - ONE_DAY
                yield Gap(provision.id, course.starts[place], end, since)
