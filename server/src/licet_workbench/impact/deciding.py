"""Orders decided under two rule sets: outcomes and what determines them, and nothing else.

This is the engine's own way to an outcome, of the one day that is asked about: how long an answer
holds, and all that a decision tells besides, is left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from licet_engine.facts.model import Material
from licet_engine.facts.observing import Observer
from licet_engine.facts.screening import Screen
from licet_engine.lists import AsKnown
from licet_engine.matching.reference import ReferenceMatcher
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.order import DayResolution, Resolver, joined
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Sale


@dataclass(frozen=True, slots=True)
class Ruled:
    """An outcome, and the provisions that determine it as `id@version`, with their authorities."""

    outcome: Outcome
    provisions: frozenset[tuple[str, str]]


class Decider:
    """Decides sales under one rule set, by the matcher that says why."""

    def __init__(self, rules: RuleSet, screen: Screen, observer: Observer | None = None) -> None:
        self.rules = rules
        self.observer = observer or Observer(rules, screen)
        self._resolver = Resolver(rules, ReferenceMatcher(rules.formulas), lines=16_384)

    def stretch(self, cuts_: Sequence[date], day: date, as_known: AsKnown) -> tuple[int, int]:
        """Return in which stretch of the law, and of an order's own facts, a day is."""
        return self.rules.calendar.course(as_known).at(day), bisect_right(cuts_, day)

    def ruled(self, material: Material, day: date, as_known: AsKnown) -> Ruled:
        """Return the outcome of an order on a day."""
        found = self._resolved(material, day, as_known)
        told = {spoken for _, spoken in found.determining()}
        provisions = self.rules.provisions
        named = (
            (f"{provisions[s.provision].id}@{version.name}", version.authority)
            for s in told
            for version in (provisions[s.provision].versions[s.version],)
        )
        return Ruled(found.outcome, frozenset(named))

    def _resolved(self, material: Material, day: date, as_known: AsKnown) -> DayResolution:
        resolver = self._resolver
        governing = self.rules.calendar.governing(day, as_known)
        facts = resolver.facts(material, day)
        return joined(tuple(resolver.line(resolver.told_of(governing, f), f) for f in facts))


def alike_observed(old: RuleSet, new: RuleSet) -> bool:
    """Tell whether two rule sets make the same facts of every sale: only what they say differs."""
    one, other = (
        (
            rules.atoms.atoms,
            rules.vocabulary.facts,
            rules.rows,
            rules.tables,
            rules.clearances_of,
            frozenset(zip(rules.formulas, _kinds(rules), strict=True)),
        )
        for rules in (old, new)
    )
    return one == other


def _kinds(rules: RuleSet) -> list[frozenset[SubjectKind]]:
    """Return the kinds of subject that each formula is asked of: they say which marks count."""
    found: list[set[SubjectKind]] = [set() for _ in rules.formulas]
    for provision, formulas in zip(rules.provisions, rules.formula_of, strict=True):
        for formula in formulas:
            found[formula].add(provision.subject)
    return [frozenset(kinds) for kinds in found]
