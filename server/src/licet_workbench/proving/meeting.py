"""Restraints and what could lift them where they meet, and days between two versions of a chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class Meeting:
    """A restraint and a permit or clearance that speak of one subject, and neither names the other."""

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


def meetings(rules: RuleSet, first: date, axis: Knowledge) -> tuple[Meeting, ...]:
    """Return the restraints and lifters of one pack that meet without naming each other."""
    return tuple(
        meeting for kind in SubjectKind for meeting in _meetings_of(rules, kind, first, axis)
    )


def _meetings_of(
    rules: RuleSet, kind: SubjectKind, first: date, axis: Knowledge
) -> Iterator[Meeting]:
    restraints, lifters = (
        [n for n in numbers if rules.provisions[n].subject is kind]
        for numbers in (restraints_of(rules), lifters_of(rules))
    )
    if not restraints or not lifters:
        return
    group = Group(rules, tuple(sorted((*restraints, *lifters))))
    asked = questions([group], first, axis)
    law, axes = Law(asked, group), axes_of(asked.space)
    for restraint in restraints:
        for lifter in lifters:
            same = rules.provisions[restraint].pack == rules.provisions[lifter].pack
            if restraint in rules.acts_on[lifter] or not same:
                continue
            region = asked.space.none
            for subject in law.reading.subjects(kind):
                region |= law.speaks(restraint, subject) & law.speaks(lifter, subject)
                if region & asked.possible != asked.space.none:
                    break
            if region & asked.possible != asked.space.none:
                first_box = next(asked.space.boxes(region & asked.possible))
                one, other = (rules.provisions[n].id for n in (restraint, lifter))
                yield Meeting(one, other, axes, Box(first_box, 0))


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
