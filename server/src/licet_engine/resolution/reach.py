"""What of the law could speak of a line: most of it is about other sales."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise

from licet_engine.facts.model import LineFacts
from licet_engine.facts.values import READ_AS_UNKNOWN
from licet_engine.matching.matches import Matching
from licet_engine.provisions.calendar import Course, Governing
from licet_engine.provisions.model import LIFTING
from licet_engine.provisions.ruleset import RuleSet

Formulas = int
"""Formulas of a rule set, as the bytes of a whole number, one each: zero where it is not meant."""
_COURSES = 32
_LAWS = 1024
_LIVE = 2048


class Reach:
    """Tells what could speak of a line by the formulas that may hold for some subject of it."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._lifting = frozenset(
            number for number, each in enumerate(rules.provisions) if each.effect in LIFTING
        )
        self._needed = tuple(self._need(number) for number in range(len(rules.provisions)))
        self._stopping: Callable[[Governing], Formulas] = lru_cache(_LAWS)(self._stops)
        self._live: Callable[[Governing, Formulas], Governing] = lru_cache(_LIVE)(self._may_speak)
        self.turns: Callable[[Course], tuple[Formulas, ...]] = lru_cache(_COURSES)(self._turns)
        """For each stretch of the law, the formulas of which one must be open for it to be
        another law to a line than the stretch before."""

    def open(self, matching: Matching, facts: LineFacts) -> Formulas:
        """Return the formulas that hold for some subject of a line, or may."""
        found = 0
        for subject in matching.subjects(facts):
            found |= int.from_bytes(matching.truths(subject, READ_AS_UNKNOWN))
        return found

    def live(self, governing: Governing, open_: Formulas) -> Governing:
        """Return the governing versions less what cannot speak, or could lift nothing that may."""
        return self._live(governing, open_ & self._stopping(governing))

    def _may_speak(self, governing: Governing, stops: Formulas) -> Governing:
        formula_of, acts_on = self._rules.formula_of, self._rules.acts_on
        open_ = stops.to_bytes(len(self._rules.formulas))
        stopping = {
            number
            for number, version in enumerate(governing)
            if version is not None
            and number not in self._lifting
            and open_[formula_of[number][version]]
        }
        return tuple(
            version
            if number in stopping
            or (number in self._lifting and not stopping.isdisjoint(acts_on[number]))
            else None
            for number, version in enumerate(governing)
        )

    def _stops(self, governing: Governing) -> Formulas:
        """Return the formulas of what governs and can stop a sale, or bar what lets it go."""
        return self._meant(
            self._rules.formula_of[number][version]
            for number, version in enumerate(governing)
            if version is not None and number not in self._lifting
        )

    def _need(self, number: int) -> Formulas:
        """Return the formulas without which a provision is silent, or has nothing to lift."""
        speaking = self._rules.acts_on[number] if number in self._lifting else (number,)
        return self._meant(formula for n in speaking for formula in self._rules.formula_of[n])

    def _turns(self, course: Course) -> tuple[Formulas, ...]:
        found = [0]
        for before, after in pairwise(course.governing):
            turned = 0
            for number, (one, other) in enumerate(zip(before, after, strict=True)):
                turned |= self._needed[number] if one != other else 0
            found.append(turned)
        return tuple(found)

    def _meant(self, formulas: Iterable[int]) -> Formulas:
        meant = bytearray(len(self._rules.formulas))
        for formula in formulas:
            meant[formula] = 255
        return int.from_bytes(meant)
