"""The provisions that a change is about, and whether they come to the same on an order's facts.

The changed family of a change are the restraints that say something else, or that something else
lifts than before, with all that lifts them and all that bars what does. An order whose facts are
laid out as before comes out as before where its family is settled, and settled alike:

1. in every completion of what is open, a line's outcome is the most severe of what the family
   comes to and of what the rest of the law does, for a restraint stands or is lifted by its own
   family alone. A settled family comes to the same in all of them;
2. the rest is made of the same provisions under both rule sets, and sees the same facts. What is
   asked of what is open, and when it is asked no further, hangs on the family by the bounds of
   its outcome alone, which are compared as well;
3. so each line has the same outcome in each completion, and the order, being made of its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from licet_engine.facts.model import LineFacts
from licet_engine.facts.values import UNKNOWN
from licet_engine.lists import AsKnown
from licet_engine.matching.matches import Matches, Matching, Subjects
from licet_engine.provisions.calendar import Governing, Law, law
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.bounding import bounds
from licet_engine.resolution.outcome import Outcome
from licet_engine.resolution.speaking import speaking
from licet_engine.resolution.strata import rule

from licet_workbench.impact.matching import GuardedMatcher
from licet_workbench.proving.law import Group, family, lifters_of, restraints_of

_VECTORS = 16_384
_LAWS = 1024


class Said(NamedTuple):
    """What a settled family comes to on a line: its outcome, and between which it is bounded."""

    outcome: Outcome
    bounds: tuple[Outcome, ...]


OUT_OF_SCOPE = Said(Outcome.UNDETERMINED, ())
"""A line under another agency's law is answered by no provision."""


def changed_families(old: RuleSet, new: RuleSet, changed: Iterable[str]) -> tuple[Group, Group]:
    """Return the family of a change under each rule set, by the provisions that it changes."""
    names = frozenset(changed)
    restraints = _restraints(old, names) | _restraints(new, names)
    before, after = (
        family(rules, (n for n in restraints_of(rules) if rules.provisions[n].id in restraints))
        for rules in (old, new)
    )
    return before, after


def _restraints(rules: RuleSet, changed: frozenset[str]) -> frozenset[str]:
    """Return the restraints that change, or that are lifted otherwise, by their ids."""
    lifters = {
        n for n in lifters_of(rules) if rules.provisions[n].id in changed or _barred(rules, n, changed)
    }
    own = {n for n in restraints_of(rules) if rules.provisions[n].id in changed}
    own |= {other for n in lifters for other in rules.acts_on[n]}
    return frozenset(rules.provisions[n].id for n in own)


def _barred(rules: RuleSet, lifter: int, changed: frozenset[str]) -> bool:
    return any(
        lifter in acts_on and provision.id in changed
        for provision, acts_on in zip(rules.provisions, rules.acts_on, strict=True)
    )


class Weighed:
    """One rule set's family of a change, weighed on facts: no other condition is looked at."""

    def __init__(self, group: Group) -> None:
        self._rules = rules = group.rules
        self._own = frozenset(group.numbers)
        formulas = {f for n in self._own for f in rules.formula_of[n]}
        self._matching = Matching(
            Subjects(rules), GuardedMatcher(rules.formulas, formulas), _VECTORS
        )
        self._narrowed = {n for m in self._own if (n := rules.narrowed_by[m]) is not None}
        self._law: Callable[[Governing], Law] = lru_cache(_LAWS)(self._speaking)

    def said(self, facts: LineFacts, day: date, as_known: AsKnown) -> Said | None:
        """Return what the family comes to on a line on a day; None where anything is open."""
        if facts.out_of_scope:
            return OUT_OF_SCOPE
        matches = self._matching.match(facts)
        heard = speaking(
            self._rules, self._law(self._rules.calendar.governing(day, as_known)), matches
        )
        if heard.perhaps != heard.surely or self._narrowing_open(matches):
            return None
        outcome = rule(self._rules, matches, heard.surely).outcome
        return Said(outcome, bounds(self._rules, matches, heard).possible)

    def _speaking(self, governing: Governing) -> Law:
        return tuple(pair for pair in law(governing) if pair[0] in self._own)

    def _narrowing_open(self, matches: Matches) -> bool:
        parties = (s for s in matches.subjects if s.kind is SubjectKind.PARTY)
        return any(s.atoms[n] == UNKNOWN for s in parties for n in self._narrowed)
