"""What can be said of a line with more completions than are looked at."""

from __future__ import annotations

from dataclasses import dataclass

from licet_engine.facts.values import TRUE, UNKNOWN
from licet_engine.matching.matches import Matches
from licet_engine.provisions.calendar import Governing
from licet_engine.provisions.model import LIFTING, RESTRAINING, Effect
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import DETERMINATE, Outcome
from licet_engine.resolution.strata import Entry, Spoken


@dataclass(frozen=True, slots=True)
class Bounds:
    """Every outcome between the mildest and the most severe possible, and what surely stands."""

    possible: tuple[Outcome, ...]
    standing: tuple[Entry, ...]


def bounds(rules: RuleSet, governing: Governing, matches: Matches) -> Bounds:
    """Return between which outcomes a line turns out, without looking at its completions.

    A restraint that certainly speaks, and that nothing which may speak could lift, stands in
    every completion; one that certainly does not speak stands in none.
    """
    certain = _speaking(rules, governing, matches, frozenset({TRUE}))
    perhaps = _speaking(rules, governing, matches, frozenset({TRUE, UNKNOWN}))
    lifters = [s for s in perhaps if rules.provisions[s.provision].effect in LIFTING]
    standing = [
        spoken
        for spoken in certain
        if rules.provisions[spoken.provision].effect in RESTRAINING
        and not any(
            lifter.subject == spoken.subject and spoken.provision in rules.acts_on[lifter.provision]
            for lifter in lifters
        )
    ]
    atoms = {subject.key: subject.atoms for subject in matches.subjects}
    floor = _floor({rules.provisions[s.provision].effect for s in standing})
    ceiling = _ceiling({rules.provisions[s.provision].effect for s in perhaps})
    return Bounds(
        DETERMINATE[floor : ceiling + 1],
        tuple(Entry(s, standing=True, atoms=atoms[s.subject]) for s in standing),
    )


def _floor(standing: set[Effect]) -> int:
    if Effect.DENIES in standing:
        return DETERMINATE.index(Outcome.DENIED)
    if Effect.REQUIRES in standing:
        return DETERMINATE.index(Outcome.LICENSE_REQUIRED)
    return DETERMINATE.index(Outcome.NO_LICENSE_NEEDED)


def _ceiling(speaking: set[Effect]) -> int:
    worst = Outcome.DENIED if Effect.DENIES in speaking else Outcome.LICENSE_REQUIRED
    return DETERMINATE.index(worst)


def _speaking(
    rules: RuleSet, governing: Governing, matches: Matches, truths: frozenset[int]
) -> list[Spoken]:
    return [
        Spoken(number, version, subject.key)
        for number, version in enumerate(governing)
        if version is not None
        for subject, found in zip(matches.subjects, matches.truths, strict=True)
        if subject.kind is rules.provisions[number].subject
        and found[rules.formula_of[number][version]] in truths
    ]
