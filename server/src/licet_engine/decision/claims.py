"""A license exception that is claimed and not open is answered with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from licet_engine.decision.wording import why_not
from licet_engine.facts.model import Material, SubjectKey
from licet_engine.facts.values import TRUE, UNKNOWN
from licet_engine.lists import AsKnown
from licet_engine.provisions.calendar import known_versions
from licet_engine.provisions.compiling import literals
from licet_engine.provisions.conditions import Formula, Test
from licet_engine.provisions.model import LIFTING, Provision
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.order import Resolver
from licet_engine.resolution.strata import Ruling

_CLAIM = "license_exception"


class Unavailable(NamedTuple):
    """A claimed provision that does not speak on a subject where something stands, and why."""

    provision: int
    version: int
    subject: SubjectKey
    why: str


class Claims:
    """What is claimed on the lines of one order on one day, as known on another."""

    def __init__(
        self, resolver: Resolver, material: Material, sale_date: date, as_known: AsKnown
    ) -> None:
        self._resolver = resolver
        self._rules = resolver.rules
        self._material = material
        self._day = sale_date
        self._as_known = as_known

    def unavailable(self, line: int, ruling: Ruling) -> Iterator[Unavailable]:
        """Yield what a stopped line claims that is not open, for each subject where one stands."""
        if ruling.outcome.confirmable:
            return
        subjects = self._resolver.subjects(self._material, self._day, line)
        spoke = {(entry.spoken.provision, entry.spoken.subject) for entry in ruling.entries}
        asked = dict.fromkeys(
            (number, entry.spoken.subject)
            for entry in ruling.entries
            if entry.standing
            for number in self._lifters(entry.spoken.provision)
        )
        for number, subject in asked:
            told = None if (number, subject) in spoke else self._told(number, subjects[subject])
            if told is not None:
                yield Unavailable(number, told[0], subject, told[1])

    def _lifters(self, restraint: int) -> Iterator[int]:
        """Yield what could lift a restraint, had it spoken."""
        kind = self._rules.provisions[restraint].subject
        for number, provision in enumerate(self._rules.provisions):
            lifts = provision.effect in LIFTING and provision.subject is kind
            if lifts and restraint in self._rules.acts_on[number]:
                yield number

    def _told(self, number: int, atoms: bytes) -> tuple[int, str] | None:
        provision = self._rules.provisions[number]
        governing = self._rules.calendar.governing(self._day, self._as_known)[number]
        version = governing
        if version is None:
            version = _other_version(provision, self._day, self._as_known)
        formula = self._rules.formulas[self._rules.formula_of[number][version]]
        if not _claims(self._rules, formula, atoms):
            return None
        if governing is None:
            said = not_in_force(provision, self._day, self._as_known)
        else:
            said = f"needs: {why_not(self._rules, formula, atoms)}"
        return version, f"claimed, but not open: {said}"


def _claims(rules: RuleSet, formula: Formula, atoms: bytes) -> bool:
    """Tell whether a condition asks for a license exception that the line claims, or may."""
    return any(
        not literal.negated
        and atoms[literal.atom] in (TRUE, UNKNOWN)
        and _is_claim(rules, literal.atom)
        for literal in literals(formula)
    )


def _is_claim(rules: RuleSet, number: int) -> bool:
    atom = rules.atoms.atoms[number]
    return isinstance(atom, Test) and atom.fact == _CLAIM


def _other_version(provision: Provision, on: date, as_known: AsKnown) -> int:
    """Return the version to speak of where none governs: the last before the day, or the first."""
    known = list(known_versions(provision, as_known)) or list(enumerate(provision.versions))
    before = [(version.start, number) for number, version in known if version.start <= on]
    return max(before)[1] if before else min((v.start, number) for number, v in known)[1]


def not_in_force(provision: Provision, on: date, as_known: AsKnown) -> str:
    """Return why no version of a provision governs a day, as known on another."""
    known = [version for _, version in known_versions(provision, as_known)]
    ended = [v for v in known if v.through is not None and v.through < on]
    later = [v for v in known if on < v.start]
    if any(v.covers(on) for v in known):
        return "in force but not enforced, and this pack answers by practice"
    if ended:
        last = max(ended, key=lambda v: v.start)
        return f"version {last.name} ended on {last.through}"
    if later:
        first = min(later, key=lambda v: v.start)
        return f"version {first.name} begins on {first.start}"
    return f"nothing of it was known on {as_known.on}"
