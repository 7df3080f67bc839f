"""The provisions that a change is about, and whether they come to the same on an order's facts.

The changed family of a change are the restraints that say something else, or that something else
lifts than before, with all that lifts them and all that bars what does. An order whose facts are
laid out as before comes out as before where nothing that changed speaks of it, or where its family
says the same:

1. in every completion of what is open, a line's outcome is the most severe of what the family
   comes to and of what the rest of the law does, for a restraint stands or is lifted by its own
   family alone. So it is enough that the family comes to the same in each;
2. the rest is made of the same provisions under both rule sets, and sees the same facts. What is
   asked of what is open, and when it is asked no further, hangs on the family by the bounds of
   its outcome and by what it asks for itself, and both are compared as well;
3. so each line has the same outcome in each completion, and the order, being made of its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import lru_cache, partial
from typing import NamedTuple, Self

from licet_engine.facts.model import LineFacts
from licet_engine.facts.values import UNKNOWN
from licet_engine.lists import AsKnown
from licet_engine.matching.matches import Matches, Matching, Subjects
from licet_engine.provisions.calendar import Governing, Law, law
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.asking import asked
from licet_engine.resolution.bounding import bounds
from licet_engine.resolution.completions import OpenFact
from licet_engine.resolution.line import resolve_line
from licet_engine.resolution.outcome import Outcome
from licet_engine.resolution.seeing import Sight
from licet_engine.resolution.speaking import Speaking, speaking
from licet_engine.resolution.strata import rule

from licet_workbench.impact.deciding import Facts
from licet_workbench.impact.matching import GuardedMatcher
from licet_workbench.proving.law import Group, family, lifters_of, restraints_of

_VECTORS = 16_384
_LAWS = 1024


class Said(NamedTuple):
    """All that the outcome of a line can hang on of a family: as much as is open, as is settled.

    `asked` are the atoms that it asks for yet, where it asks for any. `unmoved` is where nothing
    that changed speaks of the line, or acts on what does.
    """

    unmoved: bool

    bounds: tuple[Outcome, ...]
    outcomes: tuple[Outcome, ...]
    open: tuple[OpenFact, ...]
    asked: object


NOTHING = Said(unmoved=True, bounds=(), outcomes=(), open=(), asked=None)
"""Of a line under another agency's law no provision speaks, and where none changed none does."""


def _same(old: Said | None, new: Said | None) -> bool:
    if old is None or new is None:
        return False
    return (old.unmoved and new.unmoved) or old[1:] == new[1:]


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
        n
        for n in lifters_of(rules)
        if rules.provisions[n].id in changed or _barred(rules, n, changed)
    }
    own = {n for n in restraints_of(rules) if rules.provisions[n].id in changed}
    own |= {other for n in lifters for other in rules.acts_on[n]}
    return frozenset(rules.provisions[n].id for n in own)


def _barred(rules: RuleSet, lifter: int, changed: frozenset[str]) -> bool:
    return any(
        lifter in acts_on and provision.id in changed
        for provision, acts_on in zip(rules.provisions, rules.acts_on, strict=True)
    )


class _Weighing:
    """One rule set's family of a change, weighed on facts: no other condition is looked at."""

    def __init__(self, group: Group, changed: Iterable[str]) -> None:
        self._rules = rules = group.rules
        self._own = frozenset(group.numbers)
        names = frozenset(changed)
        self._changed = frozenset(n for n in self._own if rules.provisions[n].id in names)
        formulas = {f for n in self._own for f in rules.formula_of[n]}
        self._matching = Matching(
            Subjects(rules), GuardedMatcher(rules.formulas, formulas), _VECTORS
        )
        self._narrowed = {n for m in self._own if (n := rules.narrowed_by[m]) is not None}
        self._sight: Callable[[Law], Sight] = lru_cache(_LAWS)(partial(Sight, rules))
        self._told: Callable[[Law, LineFacts], Said | None] = lru_cache(_VECTORS)(self._say)
        self._law: Callable[[Governing], Law] = lru_cache(_LAWS)(self._speaking)

    def said(self, facts: LineFacts, day: date, as_known: AsKnown) -> Said | None:
        """Return what the family comes to on a line on a day; None where too much is open."""
        if facts.out_of_scope or not self._own:
            return NOTHING
        of_family = self._law(self._rules.calendar.governing(day, as_known))
        return self._told(of_family, self._sight(of_family).of(facts))

    def _say(self, of_family: Law, facts: LineFacts) -> Said | None:
        matches = self._matching.match(facts)
        heard = speaking(self._rules, of_family, matches)
        unmoved = self._unmoved(heard)
        bounded = bounds(self._rules, matches, heard).possible
        if heard.perhaps == heard.surely and not self._narrowing_open(matches):
            outcome = rule(self._rules, matches, heard.surely).outcome
            return Said(unmoved, bounded, (outcome,), (), ())
        if unmoved:
            return NOTHING
        found = resolve_line(self._matching, of_family, facts)
        if found.bounded:
            return None
        turning = asked(self._rules, matches, heard)
        return Said(unmoved, bounded, found.outcomes, found.open, turning)

    def _unmoved(self, heard: Speaking) -> bool:
        """Tell whether all that changed is silent, or lifts nothing that speaks."""
        restraints = {s.provision for s in heard.restraints}
        acting = {
            s.provision
            for s in heard.lifters
            if not restraints.isdisjoint(self._rules.acts_on[s.provision])
        }
        bars = {
            s.provision
            for s in heard.bars
            if not acting.isdisjoint(self._rules.acts_on[s.provision])
        }
        return self._changed.isdisjoint(restraints | acting | bars)

    def _speaking(self, governing: Governing) -> Law:
        return tuple(pair for pair in law(governing) if pair[0] in self._own)

    def _narrowing_open(self, matches: Matches) -> bool:
        parties = (s for s in matches.subjects if s.kind is SubjectKind.PARTY)
        return any(s.atoms[n] == UNKNOWN for s in parties for n in self._narrowed)


class Weighed:
    """The family of a change under both rule sets, which make the same tests of a sale."""

    def __init__(self, old: _Weighing, new: _Weighing) -> None:
        self._old, self._new = old, new

    @classmethod
    def of(cls, old: RuleSet, new: RuleSet, changed: Collection[str]) -> Self | None:
        """Return the family that some provisions make; None where the tests are not the same.

        What a rule set sees of a sale can then not be compared with what the other sees.
        """
        if old.atoms.atoms != new.atoms.atoms or old.answer_by != new.answer_by:
            return None
        families = changed_families(old, new, changed)
        return cls(*(_Weighing(each, changed) for each in families))

    def same(self, old: Facts | str, new: Facts | str, day: date, as_known: AsKnown) -> bool:
        """Tell whether an order surely comes out as before, by its facts before and after."""
        if isinstance(old, str) or isinstance(new, str) or old != new:
            return False
        return all(
            _same(self._old.said(line, day, as_known), self._new.said(line, day, as_known))
            for line in old
        )
