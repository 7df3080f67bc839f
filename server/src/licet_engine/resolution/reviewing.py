"""Review policies by facts: they are told of what stands, and change no answer."""

from __future__ import annotations

from licet_engine.facts.values import READ_AS_FALSE, TRUE
from licet_engine.matching.matches import Subject
from licet_engine.matching.reference import truth
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.speaking import Spoken
from licet_engine.resolution.strata import Ruling

Reviewed = tuple[tuple[Spoken, Subject], ...]
"""What stands and has review policies by facts, each with its subject before any completion."""


def reviewed(rules: RuleSet, ruling: Ruling, subjects: tuple[Subject, ...]) -> Reviewed:
    """Return what stands and has review policies by facts, each with its subject as it was given.

    A completion would say of what is open how it turned out: of a policy it may yet be told that
    it applies.
    """
    by_key = {subject.key: subject for subject in subjects}
    return tuple(
        (entry.spoken, by_key[entry.spoken.subject])
        for entry in ruling.entries
        if entry.standing and rules.reviews_of[entry.spoken.provision][entry.spoken.version]
    )


def review_truths(rules: RuleSet, spoken: Spoken, atoms: bytes) -> tuple[int, ...]:
    """Return the truth of the conditions of review policies, up to the first that surely holds."""
    read = atoms.translate(READ_AS_FALSE)
    found: list[int] = []
    for formula in rules.reviews_of[spoken.provision][spoken.version]:
        found.append(truth(formula, read))
        if found[-1] == TRUE:
            break
    return tuple(found)
