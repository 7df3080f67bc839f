"""A license exception that is claimed and not open is answered with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from licet_engine.decision.wording import why_not
from licet_engine.facts.model import SubjectKey
from licet_engine.facts.values import TRUE
from licet_engine.lists import AsKnown
from licet_engine.provisions.calendar import known_versions
from licet_engine.provisions.compiling import literals
from licet_engine.provisions.conditions import Formula, Test
from licet_engine.provisions.model import LIFTING, Provision
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.strata import Entry, Ruling

CLAIM = "license_exception"


class Unavailable(NamedTuple):
    """A claimed provision that does not speak on a subject where something stands, and why."""

    provision: int
    version: int
    subject: SubjectKey
    why: str


def unavailable(
    rules: RuleSet, ruling: Ruling, sale_date: date, as_known: AsKnown
) -> Iterator[Unavailable]:
    """Yield what is claimed on a stopped line and not open: for each subject, each provision."""
    if ruling.outcome.confirmable:
        return
    governing = rules.calendar.governing(sale_date, as_known)
    spoke = {(entry.spoken.provision, entry.spoken.subject) for entry in ruling.entries}
    found: dict[tuple[int, SubjectKey], Unavailable] = {}
    for entry in ruling.entries:
        for number in _lifters(rules, entry):
            key = (number, entry.spoken.subject)
            if key in spoke or key in found:
                continue
            told = _told(rules, number, governing[number], entry, (sale_date, as_known))
            if told is not None:
                found[key] = told
    yield from found.values()


def _lifters(rules: RuleSet, entry: Entry) -> Iterator[int]:
    """Yield what could lift an entry that stands, had it spoken."""
    if not entry.standing:
        return
    kind = rules.provisions[entry.spoken.provision].subject
    for number, provision in enumerate(rules.provisions):
        lifts = provision.effect in LIFTING and provision.subject is kind
        if lifts and entry.spoken.provision in rules.acts_on[number]:
            yield number


def _told(
    rules: RuleSet, number: int, version: int | None, entry: Entry, when: tuple[date, AsKnown]
) -> Unavailable | None:
    provision = rules.provisions[number]
    other = _other_version(provision, *when) if version is None else version
    formula = rules.formulas[rules.formula_of[number][other]]
    if not _claims(rules, formula, entry.atoms):
        return None
    if version is None:
        said = not_in_force(provision, *when)
    else:
        said = f"needs: {why_not(rules, formula, entry.atoms)}"
    return Unavailable(number, other, entry.spoken.subject, f"claimed, but not open: {said}")


def _claims(rules: RuleSet, formula: Formula, atoms: bytes) -> bool:
    """Tell whether a condition asks for a license exception that the line claims."""
    return any(
        not literal.negated and atoms[literal.atom] == TRUE and _is_claim(rules, literal.atom)
        for literal in literals(formula)
    )


def _is_claim(rules: RuleSet, number: int) -> bool:
    atom = rules.atoms.atoms[number]
    return isinstance(atom, Test) and atom.fact == CLAIM


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
