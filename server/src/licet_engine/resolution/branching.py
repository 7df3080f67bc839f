"""The completions of a line, taken together wherever what is left open changes nothing.

Facts are settled one at a time, the one that most conditions wait for first; once it is known
that a line is stopped, or that no condition waits for anything, whatever is still open may turn
out either way. Most unknowns fall away with the first: who has no listed owners is not asked
what the listings of owners would reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import NamedTuple

from licet_engine.facts.model import LineFacts
from licet_engine.matching.matches import Matches, Matching
from licet_engine.provisions.calendar import Law
from licet_engine.resolution.asking import Asked, asked, seen_of
from licet_engine.resolution.bounding import Bounds, bounds
from licet_engine.resolution.completions import OpenFact, patched
from licet_engine.resolution.outcome import Outcome
from licet_engine.resolution.speaking import Speaking, Spoken, speaking
from licet_engine.resolution.strata import Ruling, rule

Ways = tuple[int | None, ...]
"""For each open fact the class that it is settled in, or None where any will do."""


class Branch(NamedTuple):
    """Completions of a line that come to the same, and on which provisions they rest."""

    ways: Ways
    outcome: Outcome
    determining: frozenset[Spoken]


class State(NamedTuple):
    """How a line stands while some of its facts are open."""

    facts: LineFacts
    matches: Matches
    speaking: Speaking
    bounds: Bounds

    @property
    def stopped(self) -> bool:
        """Whether the line is stopped, whatever is left open."""
        return len(self.bounds.possible) == 1 and not self.bounds.possible[0].confirmable

    @property
    def ruling(self) -> Ruling:
        """What surely stands."""
        return Ruling(self.bounds.possible[0], self.bounds.standing)


class Branching:
    """Looks at the completions of lines under the versions that govern."""

    def __init__(self, matching: Matching, law: Law) -> None:
        self._matching = matching
        self._law = law

    def state(self, facts: LineFacts) -> State:
        """Return how a line stands."""
        rules, matches = self._matching.rules, self._matching.match(facts)
        heard = speaking(rules, self._law, matches)
        return State(facts, matches, heard, bounds(rules, matches, heard))

    def asked(self, state: State) -> Asked:
        """Return what the line still turns on."""
        if state.stopped:
            return {}
        return asked(self._matching.rules, state.matches, state.speaking)

    def each(self, state: State, asked: Asked, open_: tuple[OpenFact, ...]) -> Iterator[Branch]:
        """Yield all completions of a line that asks for some facts, like ones as one."""
        return self._below(state, asked, open_, (None,) * len(open_))

    def _below(
        self, state: State, asked: Asked, open_: tuple[OpenFact, ...], ways: Ways
    ) -> Iterator[Branch]:
        pivot = _pivot(open_, ways, asked)
        if pivot is None:
            yield self._branch(state, ways)
            return
        for way, alternative in enumerate(open_[pivot].first):
            settled = (*ways[:pivot], way, *ways[pivot + 1 :])
            told = self.state(patched(state.facts, [alternative]))
            yield from self._below(told, self.asked(told), open_, settled)

    def _branch(self, state: State, ways: Ways) -> Branch:
        rules = self._matching.rules
        surely = state.speaking.surely
        ruling = state.ruling if state.stopped else rule(rules, state.matches, surely)
        return Branch(ways, ruling.outcome, ruling.determining(rules))


def _pivot(open_: tuple[OpenFact, ...], ways: Ways, asked: Asked) -> int | None:
    """Return the open fact that settles most of what is asked, if anything is."""
    weights = [
        _weight(fact, asked) if way is None else 0 for fact, way in zip(open_, ways, strict=True)
    ]
    heaviest = max(weights, default=0)
    return weights.index(heaviest) if heaviest else None


def _weight(fact: OpenFact, asked: Asked) -> int:
    """Return how many asked atoms a fact settles; none where all its ways look the same."""
    if not asked:
        return 0
    views = [seen_of(alternative, asked) for alternative in fact.first]
    if all(view == views[0] for view in views):
        return 0
    return max(sum(len(atoms) for _, atoms in view) for view in views)


def spread(sizes: tuple[int, ...], branches: tuple[Branch, ...]) -> tuple[Outcome, ...]:
    """Return the outcome of each completion, the last fact turning fastest."""
    found: dict[int, Outcome] = {}
    strides = [prod(sizes[n + 1 :]) for n in range(len(sizes))]
    for branch in branches:
        steps = (
            [n * stride for n in (range(size) if way is None else (way,))]
            for way, size, stride in zip(branch.ways, sizes, strides, strict=True)
        )
        found.update(dict.fromkeys(map(sum, product(*steps)), branch.outcome))
    return tuple(found[n] for n in range(prod(sizes)))


def ruled(matching: Matching, law: Law, facts: LineFacts) -> Ruling:
    """Return the ruling of a line of which nothing is open that matters."""
    matches = matching.match(facts)
    return rule(matching.rules, matches, speaking(matching.rules, law, matches).surely)
