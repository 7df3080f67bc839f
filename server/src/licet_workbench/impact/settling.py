"""Orders that are settled by what is true of their subjects, whatever is undecided of these."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from licet_engine.facts.model import SubjectKey
from licet_engine.facts.values import FALSE, TRUE
from licet_engine.matching.matches import Matches, Subject
from licet_engine.provisions.model import LIFTING, RESTRAINING, Effect
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.bounding import Bounds, bounds
from licet_engine.resolution.outcome import Outcome, most_severe
from licet_engine.resolution.speaking import Speaking, Spoken
from licet_engine.resolution.strata import Ruling, rule

from licet_workbench.impact import kleene
from licet_workbench.impact.deciding import Ruled
from licet_workbench.impact.sightings import OfSubject

_LINES = 16_384
Line = frozenset[int]
"""What is true of the subjects of a line, by its numbers."""


class Settling:
    """Rules on orders by what is true of the subjects of their lines, as the engine does."""

    def __init__(self, rules: RuleSet, true: list[OfSubject]) -> None:
        self._rules = rules
        self._true = true
        self._line: Callable[[Line], Ruled] = lru_cache(_LINES)(self._of_line)
        self._bounds: Callable[[Line], Bounds] = lru_cache(_LINES)(self._bounded)
        self.ruled: Callable[[frozenset[Line]], Ruled] = lru_cache(_LINES)(self._ruled)

    def _ruled(self, lines: frozenset[Line]) -> Ruled:
        """Return what an order of some lines comes to: the most severe of them counts."""
        own = [self._line(line) for line in lines]
        provisions = frozenset[tuple[str, str]]().union(*(each.provisions for each in own))
        return Ruled(most_severe(each.outcome for each in own), provisions)

    def is_stopped(self, line: Line) -> bool:
        """Tell whether a line is stopped, whatever of it is undecided."""
        possible = self._bounds(line).possible
        return len(possible) == 1 and not possible[0].confirmable

    def worst(self, line: Line) -> Outcome:
        """Return what a line is no more severe than, whatever of it is undecided."""
        return self._bounds(line).possible[-1]

    def _of_line(self, line: Line) -> Ruled:
        ruling = self._ruling(line)
        return Ruled(ruling.outcome, frozenset(map(self._named, ruling.determining(self._rules))))

    def _ruling(self, line: Line) -> Ruling:
        """A line that is stopped whatever is claimed rests on what nobody claims to lift."""
        if self.is_stopped(line):
            found = self._bounds(line)
            return Ruling(found.possible[0], found.standing)
        matches, heard = self._heard(line)
        return rule(self._rules, matches, heard.surely)

    def _bounded(self, line: Line) -> Bounds:
        return bounds(self._rules, *self._heard(line))

    def _heard(self, line: Line) -> tuple[Matches, Speaking]:
        """Return the subjects of a line, and what speaks of them: surely, or perhaps."""
        subjects: list[Subject] = []
        perhaps: list[Spoken] = []
        surely: list[Spoken] = []
        for place, number in enumerate(sorted(line)):
            kind, speaking, regimes, _ = self._true[number]
            key = SubjectKey(party=place)
            atoms = bytearray(len(self._rules.atoms.atoms))
            for atom, truth in regimes:
                atoms[atom] = TRUE if truth == kleene.TRUE else FALSE
            subjects.append(Subject(key, kind, bytes(atoms)))
            for provision, version, truth in speaking:
                perhaps.append(Spoken(provision, version, key))
                if truth == kleene.TRUE:
                    surely.append(perhaps[-1])
        spoken = tuple(perhaps)
        heard = Speaking(
            perhaps=spoken,
            surely=tuple(surely),
            restraints=self._of(spoken, RESTRAINING),
            lifters=self._of(spoken, LIFTING),
            bars=self._of(spoken, (Effect.BARS,)),
        )
        return Matches(tuple(subjects), ()), heard

    def _of(self, spoken: tuple[Spoken, ...], effects: Iterable[Effect]) -> tuple[Spoken, ...]:
        return tuple(s for s in spoken if self._rules.provisions[s.provision].effect in effects)

    def _named(self, spoken: Spoken) -> tuple[str, str]:
        provision = self._rules.provisions[spoken.provision]
        version = provision.versions[spoken.version]
        return f"{provision.id}@{version.name}", version.authority
