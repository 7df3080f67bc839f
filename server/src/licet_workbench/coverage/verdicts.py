"""What is answered of an item of one class to a destination of another, and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from licet_engine.facts.model import FactKey, Frame, LineFacts, Material
from licet_engine.facts.ownership import Ownership
from licet_engine.facts.timeline import facts_on
from licet_engine.facts.values import FALSE, READ_AS_UNKNOWN
from licet_engine.lists import AsKnown
from licet_engine.matching.matches import Matching, Subject, Subjects
from licet_engine.matching.reference import truth
from licet_engine.provisions.calendar import Governing, Law
from licet_engine.provisions.conditions import Formula
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.line import resolve_line
from licet_engine.resolution.outcome import Outcome
from licet_engine.resolution.seeing import Sight
from licet_engine.sale import Attestations, Place

from licet_workbench.coverage.classes import Classes, ItemClass, PlaceClass
from licet_workbench.coverage.grounds import Topic, why


class Verdict(NamedTuple):
    """The outcome of a question; where it is not answered, on what grounds."""

    outcome: Outcome
    topics: tuple[Topic, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether somebody who asks it is told yes or no."""
        return self.outcome is not Outcome.UNDETERMINED


class Judge:
    """Gives verdicts on questions, as known on one day, and remembers them by their classes."""

    def __init__(self, rules: RuleSet, as_known: AsKnown, attestations: Attestations) -> None:
        self.rules = rules
        self.classes = Classes(rules, as_known, attestations)
        self._as_known = as_known
        self._subjects = Subjects(rules)
        self._owners = Ownership(rules)
        self._of_kind = _formulas_of_kinds(rules)
        self._verdicts: dict[tuple[int, int, Law], Verdict] = {}
        self._audible = lru_cache(None)(self._hear)
        self._holding: Callable[[SubjectKind, bytes], frozenset[int]] = lru_cache(None)(self._hold)
        self._court = lru_cache(None)(self._convene)

    def verdict(self, category: str, place: Place, day: date) -> Verdict:
        """Return the verdict on one question."""
        item = self.classes.item(category).on(day)
        controlled = self.classes.items.all[item].controlled
        return self.of_classes(item, self.classes.place(place, controlled).on(day), day)

    def of_classes(self, item: int, place: int, day: date) -> Verdict:
        """Return the verdict on an item of a class to a destination of a class."""
        governing = self.rules.calendar.governing(day, self._as_known)
        key = (item, place, _speaking(governing, self._audible(item, place)))
        found = self._verdicts.get(key)
        if found is None:
            found = self._verdicts[key] = self._decide(*key)
        return found

    def _decide(self, item: int, place: int, speaking: Law) -> Verdict:
        open_ = self._court(speaking).rule(self._facts(item, place))
        topics = self.classes.items.all[item].topics
        missing = why(self.rules, open_.missing, topics) if not open_.answered else ()
        return Verdict(open_.outcome, missing)

    def _facts(self, item: int, place: int) -> LineFacts:
        return _joined(self.classes.items.all[item], self.classes.places.all[place], self._owners)

    def _hear(self, item: int, place: int) -> tuple[tuple[int, frozenset[int]], ...]:
        """Return the provisions that may speak of a line, with the versions that may."""
        subjects = self._subjects.of(self._facts(item, place))
        open_ = frozenset[int]().union(*map(self._open, subjects))
        versions = (
            (number, frozenset(v for v, formula in enumerate(formulas) if formula in open_))
            for number, formulas in enumerate(self.rules.formula_of)
        )
        return tuple(pair for pair in versions if pair[1])

    def _open(self, subject: Subject) -> frozenset[int]:
        return self._holding(subject.kind, subject.atoms.translate(READ_AS_UNKNOWN))

    def _hold(self, kind: SubjectKind, atoms: bytes) -> frozenset[int]:
        return frozenset(n for n, f in self._of_kind[kind] if truth(f, atoms) != FALSE)

    def _convene(self, speaking: Law) -> _Court:
        return _Court(self._subjects, speaking)


class _Ruling(NamedTuple):
    outcome: Outcome
    missing: tuple[FactKey, ...] = ()

    @property
    def answered(self) -> bool:
        return self.outcome is not Outcome.UNDETERMINED


class _Court:
    """Resolves lines of which the same provisions may speak, those that look alike once."""

    def __init__(self, subjects: Subjects, speaking: Law) -> None:
        rules = subjects.rules
        self._speaking = speaking
        self._matching = Matching(subjects, _Heard(rules, speaking), None)
        self._sight = Sight(rules, speaking)
        self._resolved: Callable[[LineFacts], _Ruling] = lru_cache(None)(self._resolve)

    def rule(self, facts: LineFacts) -> _Ruling:
        return self._resolved(self._sight.of(facts))

    def _resolve(self, facts: LineFacts) -> _Ruling:
        found = resolve_line(self._matching, self._speaking, facts)
        return _Ruling(found.outcome, found.missing)


class _Heard:
    """A reference matcher of the conditions that may speak; the others are false, and not asked."""

    def __init__(self, rules: RuleSet, speaking: Law) -> None:
        self._size = len(rules.formulas)
        numbers = sorted({rules.formula_of[number][version] for number, version in speaking})
        self._formulas = tuple((number, rules.formulas[number]) for number in numbers)

    def match(self, atoms: bytes) -> bytes:
        truths = bytearray(self._size)
        for number, formula in self._formulas:
            truths[number] = truth(formula, atoms)
        return bytes(truths)


def _formulas_of_kinds(rules: RuleSet) -> dict[SubjectKind, tuple[tuple[int, Formula], ...]]:
    """Return for each kind of subject the conditions that provisions put to it."""
    asked: dict[SubjectKind, set[int]] = {kind: set() for kind in SubjectKind}
    for provision, formulas in zip(rules.provisions, rules.formula_of, strict=True):
        asked[provision.subject].update(formulas)
    return {
        kind: tuple((n, rules.formulas[n]) for n in sorted(numbers))
        for kind, numbers in asked.items()
    }


def _speaking(governing: Governing, audible: tuple[tuple[int, frozenset[int]], ...]) -> Law:
    pairs = ((number, governing[number], versions) for number, versions in audible)
    return tuple(
        (n, version) for n, version, own in pairs if version is not None and version in own
    )


def _joined(item: ItemClass, place: PlaceClass, owners: Ownership) -> LineFacts:
    """Return the facts of a sale of the item to the place: no list row of it depends on the day."""
    frame = Frame(date.min, (item.frame,), place.destinations, place.open)
    material = Material(place.sale, (item.material,), place.parties, (frame,), place.unknown)
    return facts_on(date.min, material, owners).lines[0]
