"""What of the law could speak of a line: most of it is about other sales."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from licet_engine.facts.model import LineFacts
from licet_engine.facts.values import READ_AS_FALSE, READ_AS_UNKNOWN
from licet_engine.matching.matches import Matching
from licet_engine.provisions.calendar import Course, Governing, Law, law
from licet_engine.provisions.model import LIFTING
from licet_engine.provisions.ruleset import RuleSet

Formulas = int
"""Formulas of a rule set, as the bytes of a whole number, one each: zero where it is not meant."""
_COURSES = 32
_LAWS = 1024
_HEARD = 2048


class Reach:
    """Tells what could speak of a line by the formulas that may hold for some subject of it."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._lifting = frozenset(
            number for number, each in enumerate(rules.provisions) if each.effect in LIFTING
        )
        self._stopping: Callable[[Governing], Formulas] = lru_cache(_LAWS)(self._stops)
        self._telling: Callable[[Governing, Formulas], Law] = lru_cache(_LAWS)(self._may_tell)
        self._hearing: Callable[[Governing, Formulas], Law] = lru_cache(_HEARD)(self._may_speak)
        self.turns: Callable[[Course], tuple[Formulas, ...]] = lru_cache(_COURSES)(self._turns)
        """For each stretch of the law, the formulas of which one must be open for it to come to
        anything else than the stretch before."""

    def claimable(self, matching: Matching, facts: LineFacts) -> Formulas:
        """Return the formulas that hold for some subject of a line, or may, were more claimed."""
        return self._open(matching, facts, READ_AS_UNKNOWN)

    def open(self, matching: Matching, facts: LineFacts) -> Formulas:
        """Return the formulas that hold for some subject of a line, or may."""
        return self._open(matching, facts, READ_AS_FALSE)

    def told_of(self, governing: Governing, claimable: Formulas) -> Law:
        """Return what is to be told of: what could stop a line, and all that acts on that.

        What could let it go is told of where its own condition does not hold: it may be brought
        about.
        """
        return self._telling(governing, claimable & self._stopping(governing))

    def heard(self, governing: Governing, open_: Formulas) -> Law:
        """Return what may speak of a line, less what lifts nothing that does."""
        return self._hearing(governing, open_)

    def _open(self, matching: Matching, facts: LineFacts, reading: bytes) -> Formulas:
        found = 0
        for subject in matching.subjects(facts):
            found |= int.from_bytes(matching.truths(subject, reading))
        return found

    def _may_tell(self, governing: Governing, stops: Formulas) -> Law:
        stopping = self._speaking(law(governing), stops) - self._lifting
        return tuple(
            (number, version)
            for number, version in law(governing)
            if number in stopping or self._lifts(number, stopping)
        )

    def _may_speak(self, governing: Governing, open_: Formulas) -> Law:
        speaking = self._speaking(law(governing), open_)
        stopping = speaking - self._lifting
        return tuple(
            (number, version)
            for number, version in law(governing)
            if number in stopping or (number in speaking and self._lifts(number, stopping))
        )

    def _speaking(self, of: Law, open_: Formulas) -> frozenset[int]:
        formula_of = self._rules.formula_of
        held = open_.to_bytes(len(self._rules.formulas))
        return frozenset(number for number, version in of if held[formula_of[number][version]])

    def _lifts(self, number: int, stopping: frozenset[int]) -> bool:
        return number in self._lifting and not stopping.isdisjoint(self._rules.acts_on[number])

    def _stops(self, governing: Governing) -> Formulas:
        """Return the formulas of what governs and can stop a sale, or bar what lets it go."""
        return self._meant(pair for pair in law(governing) if pair[0] not in self._lifting)

    def _turns(self, course: Course) -> tuple[Formulas, ...]:
        return (0, *(self._meant(_changed(*both)) for both in pairwise(course.governing)))

    def _meant(self, provisions: Iterable[tuple[int, int]]) -> Formulas:
        """Return the conditions of provisions in some versions."""
        meant = bytearray(len(self._rules.formulas))
        for number, version in provisions:
            meant[self._rules.formula_of[number][version]] = 255
        return int.from_bytes(meant)


def _changed(before: Governing, after: Governing) -> Iterator[tuple[int, int]]:
    """Yield what governs before or after, and not in both."""
    for number, (one, other) in enumerate(zip(before, after, strict=True)):
        if one != other:
            yield from ((number, version) for version in (one, other) if version is not None)
