"""What can be said of a line without looking at its completions."""

from __future__ import annotations

from typing import NamedTuple

from licet_engine.matching.matches import Matches
from licet_engine.provisions.model import RESTRAINING, Effect
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import DETERMINATE, Outcome
from licet_engine.resolution.speaking import Speaking
from licet_engine.resolution.strata import Entry


class Bounds(NamedTuple):
    """Every outcome between the mildest and the most severe possible, and what surely stands."""

    possible: tuple[Outcome, ...]
    standing: tuple[Entry, ...]


def bounds(rules: RuleSet, matches: Matches, speaking: Speaking) -> Bounds:
    """Return between which outcomes a line turns out, without looking at its completions.

    A restraint that certainly speaks, and that nothing which may speak could lift, stands in
    every completion; one that certainly does not speak stands in none.
    """
    standing = [
        spoken
        for spoken in speaking.surely
        if rules.provisions[spoken.provision].effect in RESTRAINING
        and not any(
            lifter.subject == spoken.subject and spoken.provision in rules.acts_on[lifter.provision]
            for lifter in speaking.lifters
        )
    ]
    atoms = {subject.key: subject.atoms for subject in matches.subjects}
    floor = _floor({rules.provisions[s.provision].effect for s in standing})
    ceiling = _ceiling({rules.provisions[s.provision].effect for s in speaking.restraints})
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


def _ceiling(restraints: set[Effect]) -> int:
    if Effect.DENIES in restraints:
        return DETERMINATE.index(Outcome.DENIED)
    mildest = Outcome.LICENSE_REQUIRED if restraints else Outcome.NO_LICENSE_NEEDED
    return DETERMINATE.index(mildest)
