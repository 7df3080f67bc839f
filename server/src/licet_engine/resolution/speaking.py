"""Which provisions speak of which subjects: surely, or perhaps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from licet_engine.facts.model import SubjectKey
from licet_engine.facts.values import FALSE, TRUE
from licet_engine.matching.matches import Matches
from licet_engine.provisions.calendar import Law
from licet_engine.provisions.model import LIFTING, RESTRAINING, Effect, SubjectKind
from licet_engine.provisions.ruleset import RuleSet


class Spoken(NamedTuple):
    """A provision that matched a subject, with its governing version."""

    provision: int
    version: int
    subject: SubjectKey


class Speaking(NamedTuple):
    """What may speak of a line, and what surely does."""

    perhaps: tuple[Spoken, ...]
    surely: tuple[Spoken, ...]
    restraints: tuple[Spoken, ...]
    lifters: tuple[Spoken, ...]
    bars: tuple[Spoken, ...]


def speaking(rules: RuleSet, law: Law, matches: Matches) -> Speaking:
    """Return what speaks of a line, by what is matched and by what is left open."""
    found = tuple(_heard(rules, law, matches))
    perhaps = tuple(spoken for spoken, _ in found)
    effects = [rules.provisions[spoken.provision].effect for spoken in perhaps]
    told = tuple(zip(perhaps, effects, strict=True))
    return Speaking(
        perhaps,
        tuple(spoken for spoken, value in found if value == TRUE),
        tuple(spoken for spoken, effect in told if effect in RESTRAINING),
        tuple(spoken for spoken, effect in told if effect in LIFTING),
        tuple(spoken for spoken, effect in told if effect is Effect.BARS),
    )


def _heard(rules: RuleSet, law: Law, matches: Matches) -> Iterator[tuple[Spoken, int]]:
    """Yield each provision that may speak of a subject, and whether it surely does."""
    of_kind: dict[SubjectKind, list[tuple[SubjectKey, bytes]]] = {kind: [] for kind in SubjectKind}
    for subject, truths in zip(matches.subjects, matches.truths, strict=True):
        of_kind[subject.kind].append((subject.key, truths))
    for number, version in law:
        formula = rules.formula_of[number][version]
        for key, truths in of_kind[rules.provisions[number].subject]:
            if truths[formula] != FALSE:
                yield Spoken(number, version, key), truths[formula]
