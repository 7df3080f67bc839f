"""The strata: bars switch off permits and clearances, these lift restraints, the rest stands."""

from __future__ import annotations

from typing import NamedTuple

from licet_engine.facts.model import SubjectKey
from licet_engine.facts.values import TRUE
from licet_engine.matching.matches import Matches
from licet_engine.provisions.model import LIFTING, RESTRAINING, Effect
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome
from licet_engine.resolution.speaking import Spoken


class Entry(NamedTuple):
    """What became of a provision that spoke: whether it stands, and who lifted or barred it.

    `atoms` are the facts of its subject, from which `why` it spoke can be told.
    """

    spoken: Spoken
    standing: bool
    atoms: bytes
    lifted_by: tuple[Spoken, ...] = ()
    barred_by: tuple[Spoken, ...] = ()


class Ruling(NamedTuple):
    """The outcome of a line whose facts are all settled, and every provision that spoke."""

    outcome: Outcome
    entries: tuple[Entry, ...]

    def determining(self, rules: RuleSet) -> frozenset[Spoken]:
        """Return the provisions without which the answer would be another.

        A stop rests on the restraints that stand; a go on every restraint and what lifted it,
        and on what it may only go out under.
        """
        if not self.outcome.confirmable:
            effect = Effect.DENIES if self.outcome is Outcome.DENIED else Effect.REQUIRES
            return frozenset(
                e.spoken
                for e in self.entries
                if e.standing and rules.provisions[e.spoken.provision].effect is effect
            )
        lifted = (e.spoken for e in self.entries if e.lifted_by)
        return frozenset((*lifted, *self._resting(rules)))

    def _resting(self, rules: RuleSet) -> tuple[Spoken, ...]:
        """Return what lifts a restraint, and the bars that set conditions for any go."""
        lifters = (s for e in self.entries for s in e.lifted_by)
        bars = (
            e.spoken
            for e in self.entries
            if rules.provisions[e.spoken.provision].effect is Effect.BARS
            and rules.provisions[e.spoken.provision].versions[e.spoken.version].conditions
        )
        return tuple(dict.fromkeys((*lifters, *bars)))


def rule(rules: RuleSet, matches: Matches, heard: tuple[Spoken, ...]) -> Ruling:
    """Return the ruling of a line of which some provisions speak, and no others."""
    atoms = {subject.key: subject.atoms for subject in matches.subjects}
    court = _Court(rules, atoms, heard)
    entries = tuple(court.entry(s) for s in heard)
    return Ruling(_outcome(rules, entries), entries)


class _Court:
    """One line's spoken provisions, and who acts on whom among them."""

    def __init__(
        self, rules: RuleSet, atoms: dict[SubjectKey, bytes], spoken: tuple[Spoken, ...]
    ) -> None:
        self._rules = rules
        self._atoms = atoms
        self._bars = [s for s in spoken if self._effect(s) is Effect.BARS]
        lifting = [s for s in spoken if self._effect(s) in LIFTING]
        self._barred = {s: tuple(b for b in self._bars if self._acts(b, s)) for s in lifting}
        self._active: dict[SubjectKey, list[Spoken]] = {}
        for lifter in lifting:
            if not self._barred[lifter]:
                self._active.setdefault(lifter.subject, []).append(lifter)

    def entry(self, spoken: Spoken) -> Entry:
        effect = self._effect(spoken)
        if effect in RESTRAINING:
            lifters = self._active.get(spoken.subject, ())
            lifted_by = tuple(s for s in lifters if self._acts(s, spoken))
            return Entry(spoken, not lifted_by, self._atoms[spoken.subject], lifted_by)
        barred_by = self._barred.get(spoken, ())
        return Entry(spoken, not barred_by, self._atoms[spoken.subject], (), barred_by)

    def _effect(self, spoken: Spoken) -> Effect:
        return self._rules.provisions[spoken.provision].effect

    def _acts(self, actor: Spoken, other: Spoken) -> bool:
        if other.provision not in self._rules.acts_on[actor.provision]:
            return False
        narrowing = self._rules.narrowed_by[actor.provision]
        return narrowing is None or self._atoms[other.subject][narrowing] == TRUE


def _outcome(rules: RuleSet, entries: tuple[Entry, ...]) -> Outcome:
    standing = {rules.provisions[e.spoken.provision].effect for e in entries if e.standing}
    if Effect.DENIES in standing:
        return Outcome.DENIED
    if Effect.REQUIRES in standing:
        return Outcome.LICENSE_REQUIRED
    temporary = any(
        all(rules.provisions[s.provision].effect is Effect.PERMITS for s in e.lifted_by)
        for e in entries
        if e.lifted_by
    )
    return Outcome.TEMPORARY_LICENSE if temporary else Outcome.NO_LICENSE_NEEDED
