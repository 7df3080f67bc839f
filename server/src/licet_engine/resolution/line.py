"""One line on one day becomes a resolution: over every completion of what is unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import product
from typing import NamedTuple

from licet_engine.facts.model import FactKey, LineFacts
from licet_engine.matching.matches import Matching
from licet_engine.provisions.calendar import Governing
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.assuming import Assumed, assumed
from licet_engine.resolution.bounding import Bounds, bounds
from licet_engine.resolution.completions import (
    OpenFact,
    completed,
    completions,
    open_facts,
    too_many,
    undecided,
)
from licet_engine.resolution.counterfactuals import Counterfactual, counterfactuals
from licet_engine.resolution.outcome import DETERMINATE, Outcome, by_severity, conclude
from licet_engine.resolution.strata import Ruling, Spoken, rule


class Beside(NamedTuple):
    """What is told beside an answer: what was read as not claimed, and what would let it go."""

    assumed: tuple[Assumed, ...] = ()
    counterfactuals: tuple[Counterfactual, ...] = ()


@dataclass(frozen=True, slots=True)
class LineResolution:
    """What is to be said of a line on one day.

    `outcomes` holds the outcome of each completion of `open`, in the order of `completions`; a
    line that is out of scope, or that has too many completions (`bounded`), has none. `shown` is
    the ruling that the decision speaks of: of the most severe outcome that is possible.
    """

    open: tuple[OpenFact, ...]
    outcomes: tuple[Outcome, ...]
    outcome: Outcome
    possible: tuple[Outcome, ...]
    missing: tuple[FactKey, ...]
    shown: Ruling
    determining: frozenset[Spoken]
    beside: Callable[[], Beside] = field(default=Beside, compare=False)
    bounded: bool = False
    out_of_scope: bool = False
    caveats: tuple[str, ...] = ()

    def signature(self) -> tuple[object, ...]:
        """Return what must stay the same for an answer to be called the same answer."""
        return (
            self.possible,
            self.missing,
            self.outcomes,
            self.determining,
            self.bounded,
            self.caveats,
        )


def resolve_line(matching: Matching, governing: Governing, facts: LineFacts) -> LineResolution:
    """Return the resolution of a line under the versions that govern."""
    return replace(_resolve(matching, governing, facts), caveats=facts.caveats)


def _resolve(matching: Matching, governing: Governing, facts: LineFacts) -> LineResolution:
    rules = matching.rules
    if facts.out_of_scope:
        return _unanswered(rules, (), Bounds(DETERMINATE, ()), out_of_scope=True)
    matches = matching.match(facts)
    open_, settled = open_facts(rules, facts, undecided(rules, governing, matches))
    if too_many(open_):
        return _unanswered(rules, open_, bounds(rules, governing, matches), bounded=True)
    rulings = tuple(
        rule(rules, governing, matching.match(completed(settled, open_, choice)))
        for choice in completions(open_)
    )
    return _concluded(matching, governing, settled, open_, rulings)


def _unanswered(
    rules: RuleSet,
    open_: tuple[OpenFact, ...],
    bounds_: Bounds,
    *,
    bounded: bool = False,
    out_of_scope: bool = False,
) -> LineResolution:
    """A line whose completions are not looked at is told by its bounds, and what surely stands."""
    outcome = conclude(bounds_.possible)
    shown = Ruling(outcome, bounds_.standing)
    return LineResolution(
        open=(),
        outcomes=(),
        outcome=outcome,
        possible=bounds_.possible,
        missing=() if len(bounds_.possible) == 1 else tuple(fact.key for fact in open_),
        shown=shown,
        determining=shown.determining(rules),
        bounded=bounded,
        out_of_scope=out_of_scope,
    )


def _concluded(
    matching: Matching,
    governing: Governing,
    facts: LineFacts,
    open_: tuple[OpenFact, ...],
    rulings: tuple[Ruling, ...],
) -> LineResolution:
    sizes = tuple(len(fact.first) for fact in open_)
    outcomes = tuple(ruling.outcome for ruling in rulings)
    worst = max(range(len(rulings)), key=lambda n: DETERMINATE.index(outcomes[n]))
    first = completed(facts, open_, tuple(completions(open_))[worst])
    shown = rulings[worst]
    return LineResolution(
        open=open_,
        outcomes=outcomes,
        outcome=conclude(outcomes),
        possible=by_severity(outcomes),
        missing=tuple(open_[n].key for n in deciding(sizes, outcomes)),
        shown=shown,
        determining=frozenset().union(*(ruling.determining(matching.rules) for ruling in rulings)),
        beside=lru_cache(1)(partial(_beside, matching, governing, first, shown)),
    )


def _beside(matching: Matching, governing: Governing, facts: LineFacts, shown: Ruling) -> Beside:
    """Most days are only compared with the one that is asked about: this is for that one."""
    return Beside(
        assumed(matching, governing, facts), counterfactuals(matching, governing, facts, shown)
    )


def deciding(sizes: tuple[int, ...], outcomes: tuple[Outcome, ...]) -> tuple[int, ...]:
    """Return which open facts can change the outcome, all else being equal.

    `outcomes` has one outcome a combination, the last fact turning fastest.
    """
    found = []
    stride = len(outcomes)
    for number, size in enumerate(sizes):
        block, stride = stride, stride // size
        slices = (
            {outcomes[start + offset + n * stride] for n in range(size)}
            for start, offset in product(range(0, len(outcomes), block), range(stride))
        )
        if any(len(seen) > 1 for seen in slices):
            found.append(number)
    return tuple(found)
