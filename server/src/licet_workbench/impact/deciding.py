"""Orders decided under two rule sets: outcomes and what determines them, and nothing else.

This is the engine's own way to an outcome, of the one day that is asked about: how long an answer
holds, and all that a decision tells besides, is left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from licet_engine.facts.model import LineFacts, Material
from licet_engine.lists import AsKnown
from licet_engine.matching.protocol import Matcher
from licet_engine.provisions.calendar import Law
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.line import Look
from licet_engine.resolution.order import DayResolution, Resolver, joined
from licet_engine.resolution.outcome import Outcome, by_severity, conclude, most_severe
from licet_engine.resolution.reach import Formulas
from licet_engine.resolution.speaking import Spoken

from licet_workbench.impact.surroundings import SharedObserver

_LINES = 16_384
Laid = tuple[tuple[LineFacts, Formulas], ...]
"""The facts of the lines of an order on a day, with the formulas that may hold of each."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """An outcome, and the provisions that determine it as `id@version`, with their authorities."""

    outcome: Outcome
    provisions: frozenset[tuple[str, str]]


class OfLine(NamedTuple):
    """What one line of an order may come to, and the provisions that determine it."""

    possible: tuple[Outcome, ...]
    provisions: frozenset[tuple[str, str]]


def ruled_beside(lines: Iterable[OfLine], rest: Ruled | None) -> Ruled:
    """Return what an order comes to whose open lines each turn out for themselves.

    All its other lines are settled, if there are any.
    """
    own = tuple(lines)
    possible = _possible((line.possible for line in own), rest)
    provisions = (line.provisions for line in (*own, *(() if rest is None else (rest,))))
    return Ruled(conclude(possible), frozenset[tuple[str, str]]().union(*provisions))


def _possible(lines: Iterable[Iterable[Outcome]], rest: Ruled | None) -> set[Outcome]:
    """As the engine joins lines: the most severe of them counts, whatever is open."""
    ways = (*lines, *(() if rest is None else ((rest.outcome,),)))
    return {most_severe(way) for way in product(*ways)}


class OpenLine:
    """What a line may come to of which something is open, looked for as far as it is asked."""

    def __init__(self, looks: Iterator[Look], named: Callable[[Spoken], tuple[str, str]]) -> None:
        self._looks = looks
        self._named = named
        self.found: set[Outcome] = set()
        self._determining: set[Spoken] = set()
        self._fault: Exception | None = None

    def whole(self) -> OfLine:
        """Return all that the line may come to; raises what goes wrong in looking."""
        while self.look_further():
            pass
        provisions = frozenset(map(self._named, self._determining))
        return OfLine(by_severity(self.found), provisions)

    def look_further(self) -> bool:
        """Look into some completions more, and tell whether there were any.

        Raises what went wrong in looking, however often it is asked.
        """
        if self._fault is not None:
            raise self._fault
        try:
            look = next(self._looks)
        except StopIteration:
            return False
        except Exception as error:
            self._fault = error
            raise
        self.found.add(look.outcome)
        self._determining |= look.determining
        return True


def outcome_beside(lines: Sequence[OpenLine], rest: Ruled | None) -> Outcome:
    """Return what an order comes to whose open lines each turn out for themselves.

    Nothing more is looked for once the order may be a go and a stop. Raises what goes wrong in
    looking.
    """
    looking = True
    while looking:
        possible = _possible((line.found for line in lines), rest)
        if possible and conclude(possible) is Outcome.UNDETERMINED:
            break
        looking = sum(line.look_further() for line in lines) > 0
    return conclude(possible)


class Decider:
    """Decides sales under one rule set."""

    def __init__(self, rules: RuleSet, observer: SharedObserver, matcher: Matcher) -> None:
        self.rules = rules
        self.observer = observer
        self._resolver = Resolver(rules, matcher, lines=_LINES, vectors=_LINES)
        self._named: Callable[[Spoken], tuple[str, str]] = lru_cache(_LINES)(self._name)

    def stretch(self, cuts_: Sequence[date], day: date, as_known: AsKnown) -> tuple[int, int]:
        """Return in which stretch of the law, and of an order's own facts, a day is."""
        return self.rules.calendar.course(as_known).at(day), bisect_right(cuts_, day)

    def facts(self, material: Material, day: date) -> Laid:
        """Return the facts of an order on a day, and what may speak of each line."""
        facts = self._resolver.facts(material, day)
        return tuple((line, self._resolver.open(line)) for line in facts)

    def ruled(self, laid: Laid, day: date, as_known: AsKnown) -> Ruled:
        """Return the outcome of an order on a day."""
        return self._ruled(self._resolved(laid, day, as_known))

    def under(self, material: Material, day: date, laws: tuple[Law, ...]) -> Ruled:
        """Return the outcome of an order on a day, of each line of which some law is heard."""
        lines = self._resolver.facts(material, day)
        return self._ruled(joined(tuple(map(self._resolver.line, laws, lines))))

    def open_line(self, material: Material, day: date, place: int, law: Law) -> OpenLine:
        """Return what one line of an order may come to on a day, of which some law is heard."""
        facts = self._resolver.facts(material, day)
        return OpenLine(self._resolver.looks(law, facts[place]), self._named)

    def _ruled(self, found: DayResolution) -> Ruled:
        told = {spoken for _, spoken in found.determining()}
        return Ruled(found.outcome, frozenset(map(self._named, told)))

    def _name(self, spoken: Spoken) -> tuple[str, str]:
        provision = self.rules.provisions[spoken.provision]
        version = provision.versions[spoken.version]
        return f"{provision.id}@{version.name}", version.authority

    def _resolved(self, laid: Laid, day: date, as_known: AsKnown) -> DayResolution:
        resolver = self._resolver
        governing = self.rules.calendar.governing(day, as_known)
        # INVARIANT: what is silent in every completion changes no outcome; as when the engine
        # compares days, it is left out.
        laws = (resolver.reach.heard(governing, open_) for _, open_ in laid)
        lines = (line for line, _ in laid)
        return joined(tuple(map(resolver.line, laws, lines)))


def alike_observed(old: RuleSet, new: RuleSet) -> bool:
    """Tell whether two rule sets make the same facts of every sale, and ask the same of them."""
    if old.formulas != new.formulas:
        return False
    one, other = (
        (
            rules.atoms.atoms,
            rules.vocabulary.facts,
            rules.rows,
            rules.tables,
            rules.clearances_of,
            _kinds(rules),
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
