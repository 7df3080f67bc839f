"""Assumptions: what was not claimed, and would have been asked for had it been."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from licet_engine.facts.model import LineFacts
from licet_engine.facts.values import READ_AS_UNKNOWN, UNCLAIMED, UNKNOWN
from licet_engine.matching.matches import Matching, Subject
from licet_engine.matching.reference import truth
from licet_engine.provisions.calendar import Law
from licet_engine.provisions.compiling import literals
from licet_engine.provisions.conditions import Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.reviewing import Reviewed, review_truths
from licet_engine.vocabulary import Scope


class Assumed(NamedTuple):
    """A fact read as not claimed: its name and scope, and the party it would have been of."""

    fact: str
    scope: Scope
    party: int | None


def assumed(matching: Matching, law: Law, facts: LineFacts) -> tuple[Assumed, ...]:
    """Return the facts that are not claimed, and on which a governing condition turns.

    Held open instead of read as false, they would leave the condition undecided.
    """
    found: set[Assumed] = set()
    rules, subjects = matching.rules, matching.subjects(facts)
    for subject in subjects:
        if UNCLAIMED not in subject.atoms:
            continue
        before = matching.truths(subject)
        after = matching.truths(subject, READ_AS_UNKNOWN)
        for formula in _formulas(rules, law, subject):
            if after[formula] == UNKNOWN != before[formula]:
                read = rules.atoms_of[formula]
                found.update(_unclaimed(rules, read, subject))
                found.update(_unclaimed_of_parties(rules, read, subject, subjects))
    return in_order(found)


def assumed_of_reviews(
    rules: RuleSet, reviewed: Reviewed, subjects: tuple[Subject, ...]
) -> tuple[Assumed, ...]:
    """Return the facts that are not claimed, and on which a review policy turns that is told."""
    found: set[Assumed] = set()
    for spoken, subject in reviewed:
        formulas = rules.reviews_of[spoken.provision][spoken.version]
        held = review_truths(rules, spoken, subject.atoms)
        for formula, before in zip(formulas, held, strict=False):
            after = truth(formula, subject.atoms.translate(READ_AS_UNKNOWN))
            if after == UNKNOWN != before:
                read = frozenset(literal.atom for literal in literals(formula))
                found.update(_unclaimed(rules, read, subject))
                found.update(_unclaimed_of_parties(rules, read, subject, subjects))
    return in_order(found)


def in_order(found: Iterable[Assumed]) -> tuple[Assumed, ...]:
    """Return assumptions, each once, in an order that does not depend on how they were found."""
    return tuple(sorted(set(found), key=lambda a: (a.scope.value, a.fact, a.party or 0)))


def _formulas(rules: RuleSet, law: Law, subject: Subject) -> set[int]:
    return {
        rules.formula_of[number][version]
        for number, version in law
        if rules.provisions[number].subject is subject.kind
    }


def _unclaimed(rules: RuleSet, read: frozenset[int], subject: Subject) -> set[Assumed]:
    return {
        _name(test, subject)
        for number in read
        if subject.atoms[number] == UNCLAIMED
        and isinstance(test := rules.atoms.atoms[number], Test)
    }


def _unclaimed_of_parties(
    rules: RuleSet, read: frozenset[int], subject: Subject, subjects: tuple[Subject, ...]
) -> set[Assumed]:
    """Return what a condition on any party would have found, had some party claimed it."""
    asked = [
        inner for n in read if subject.atoms[n] == UNCLAIMED and (inner := rules.atoms.inner[n])
    ]
    inside = frozenset(literal.atom for inner in asked for literal in literals(inner))
    parties = (other for other in subjects if other.key.party is not None)
    return {named for party in parties for named in _unclaimed(rules, inside, party)}


def _name(test: Test, subject: Subject) -> Assumed:
    party = subject.key.party if test.scope is Scope.PARTY else None
    return Assumed(test.fact, test.scope, party)
