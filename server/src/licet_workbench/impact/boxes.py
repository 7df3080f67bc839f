"""On which days, as known on which, a provision says something else than it said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from licet_engine.lists import AsKnown, Knowledge, known_from
from licet_engine.provisions.calendar import Calendar
from licet_engine.provisions.conditions import Condition
from licet_engine.provisions.model import Effect, Provision, SubjectKind, Version
from licet_engine.provisions.ruleset import RuleSet

from licet_workbench.impact.asks import Box


@dataclass(frozen=True, slots=True)
class Speech:
    """All of a governing version that an outcome can hang on; `acts_on` names provisions."""

    effect: Effect
    subject: SubjectKind
    condition: Condition
    acts_on: frozenset[str]
    regimes: frozenset[str]
    told: bool
    """Whether a bar has conditions of its own: it is then asked after though it bars nothing."""

    def but_for_condition(self) -> tuple[object, ...]:
        """Return all but when it speaks."""
        return self.effect, self.subject, self.acts_on, self.regimes, self.told


Spoken = tuple[Speech | None, Speech | None]
"""What a provision says before a change, and after it."""


class Speeches:
    """What one provision of a rule set says over time; nothing where there is no such provision."""

    def __init__(self, rules: RuleSet, name: str, shared: frozenset[str]) -> None:
        self.versions: tuple[Version, ...] = ()
        self._calendar = Calendar((), {})
        self._speeches: tuple[Speech, ...] = ()
        numbers = [n for n, each in enumerate(rules.provisions) if each.id == name]
        for number in numbers:
            provision = rules.provisions[number]
            self.versions = provision.versions
            self._calendar = Calendar((provision,), rules.answer_by)
            acts_on = {rules.provisions[other].id for other in rules.acts_on[number]} & shared
            self._speeches = tuple(_speeches(provision, frozenset(acts_on)))

    def cuts(self) -> set[date]:
        """Return the sale dates on which it may begin to say something else."""
        return set(self._calendar.cuts)

    def known_cuts(self, axis: Knowledge) -> set[date]:
        """Return the days on which something becomes known of it."""
        return {known_from(v.announced, v.published, axis) for v in self.versions}

    def on(self, day: date, as_known: AsKnown) -> Speech | None:
        """Return what it says on a day, as known on another."""
        governing = next(iter(self._calendar.governing(day, as_known)), None)
        return None if governing is None else self._speeches[governing]


def _speeches(provision: Provision, acts_on: frozenset[str]) -> Iterator[Speech]:
    for version in provision.versions:
        yield Speech(
            effect=provision.effect,
            subject=provision.subject,
            condition=version.condition,
            acts_on=acts_on,
            regimes=provision.targets.regimes,
            told=provision.effect is Effect.BARS and bool(version.conditions),
        )


def changed_boxes(old: Speeches, new: Speeches, axis: Knowledge) -> dict[Spoken, tuple[Box, ...]]:
    """Return what a provision says before and after, with the days on which these differ."""
    days = sorted({date.min} | old.cuts() | new.cuts())
    found: dict[Spoken, list[Box]] = {}
    for known in _runs({date.min} | old.known_cuts(axis) | new.known_cuts(axis)):
        as_known = AsKnown(known[0], axis)
        told = [(old.on(day, as_known), new.on(day, as_known)) for day in days]
        for spoken, (first, until) in zip(told, _runs(set(days)), strict=True):
            if spoken[0] != spoken[1]:
                found.setdefault(spoken, []).append(Box(first, until, *known))
    return {spoken: _joined(boxes) for spoken, boxes in found.items()}


def _runs(days: set[date]) -> Iterator[tuple[date, date | None]]:
    ordered = sorted(days)
    yield from pairwise(ordered)
    yield ordered[-1], None


def _joined(boxes: list[Box]) -> tuple[Box, ...]:
    """Return boxes that touch, on days of the same knowledge, as one."""
    along: list[Box] = []
    for box in boxes:
        last = along[-1] if along else None
        known = (box.known_from, box.known_until)
        if last and (last.until, last.known_from, last.known_until) == (box.first, *known):
            along[-1] = Box(last.first, box.until, *known)
        else:
            along.append(box)
    return _joined_in_knowledge(along)


def _joined_in_knowledge(boxes: list[Box]) -> tuple[Box, ...]:
    of_dates: dict[tuple[date, date | None], list[Box]] = {}
    for box in boxes:
        own = of_dates.setdefault((box.first, box.until), [])
        if own and own[-1].known_until == box.known_from:
            own[-1] = Box(box.first, box.until, own[-1].known_from, box.known_until)
        else:
            own.append(box)
    return tuple(box for own in of_dates.values() for box in own)
