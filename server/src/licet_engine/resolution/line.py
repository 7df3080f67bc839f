"""One line on one day becomes a resolution: over every completion of what is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple

from licet_engine.facts.model import Alternative, FactKey, LineFacts, SubjectKey
from licet_engine.matching.matches import Matching
from licet_engine.provisions.calendar import Law
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.assuming import Assumed, assumed, assumed_of_reviews, in_order
from licet_engine.resolution.bounding import Bounds
from licet_engine.resolution.branching import Branch, Branching, ruled, spread
from licet_engine.resolution.completions import (
    OpenFact,
    completion,
    open_facts,
    patched,
    sizes,
    too_many,
)
from licet_engine.resolution.counterfactuals import Counterfactual, counterfactuals
from licet_engine.resolution.outcome import DETERMINATE, Outcome, by_severity, conclude, most_severe
from licet_engine.resolution.reviewing import reviewed
from licet_engine.resolution.speaking import Spoken
from licet_engine.resolution.strata import Ruling


class Account(NamedTuple):
    """What is told of an answer: a ruling, what was read as not claimed, what would let it go.

    The ruling is of the first completion of the most severe outcome that is possible. `given`
    are the atoms, before any completion, of the subjects of which some review policy is told.
    """

    ruling: Ruling
    assumed: tuple[Assumed, ...] = ()
    counterfactuals: tuple[Counterfactual, ...] = ()
    given: Mapping[SubjectKey, bytes] = MappingProxyType({})


class LineResolution(NamedTuple):
    """What is to be said of a line on one day.

    `outcomes` holds the outcome of each completion of `open`, the last fact turning fastest; a
    line that is out of scope, or that has too many completions (`bounded`), has none.
    """

    open: tuple[OpenFact, ...]
    outcomes: tuple[Outcome, ...]
    outcome: Outcome
    possible: tuple[Outcome, ...]
    missing: tuple[FactKey, ...]
    determining: frozenset[Spoken]
    account: Callable[[], Account]
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


def resolve_line(matching: Matching, law: Law, facts: LineFacts) -> LineResolution:
    """Return the resolution of a line under the versions that govern."""
    return _resolve(matching, law, facts)._replace(caveats=facts.caveats)


class Look(NamedTuple):
    """What a line comes to in some of its completions, and the provisions that determine it."""

    outcome: Outcome
    determining: frozenset[Spoken]


def looks_at(matching: Matching, law: Law, facts: LineFacts) -> Iterator[Look]:
    """Yield what a line may come to, as it is found; the same may come again."""
    rules = matching.rules
    if facts.out_of_scope:
        yield from _looks(_out_of_scope(rules))
        return
    into = _looked_into(matching, law, facts)
    if too_many(into.open):
        yield from _looks(_unanswered(rules, into.open, into.bounds, bounded=True))
        return
    yield from (Look(branch.outcome, branch.determining) for branch in into.branches)


def _looks(found: LineResolution) -> Iterator[Look]:
    return (Look(outcome, found.determining) for outcome in found.possible)


def _out_of_scope(rules: RuleSet) -> LineResolution:
    return _unanswered(rules, (), Bounds(DETERMINATE, ()), out_of_scope=True)


def _resolve(matching: Matching, law: Law, facts: LineFacts) -> LineResolution:
    rules = matching.rules
    if facts.out_of_scope:
        return _out_of_scope(rules)
    into = _looked_into(matching, law, facts)
    if too_many(into.open):
        return _unanswered(rules, into.open, into.bounds, bounded=True)
    account = partial(_account, matching, law, facts, into.settled)
    return _concluded(into.open, tuple(into.branches), account)


class _Into(NamedTuple):
    """What of a line is open that matters, what is settled all the same, and its completions."""

    bounds: Bounds
    open: tuple[OpenFact, ...]
    settled: tuple[Alternative, ...]
    branches: Iterator[Branch]


def _looked_into(matching: Matching, law: Law, facts: LineFacts) -> _Into:
    branching = Branching(matching, law)
    state = branching.state(facts)
    asked = branching.asked(state)
    open_, settled = open_facts(facts, asked)
    return _Into(state.bounds, open_, settled, branching.each(state, asked, open_))


def _unanswered(
    rules: RuleSet,
    open_: tuple[OpenFact, ...],
    bounds_: Bounds,
    *,
    bounded: bool = False,
    out_of_scope: bool = False,
) -> LineResolution:
    """A line whose completions are not looked at is told by its bounds, and what surely stands."""
    ruling = Ruling(conclude(bounds_.possible), bounds_.standing)
    return LineResolution(
        open=(),
        outcomes=(),
        outcome=ruling.outcome,
        possible=bounds_.possible,
        missing=() if len(bounds_.possible) == 1 else tuple(fact.key for fact in open_),
        determining=ruling.determining(rules),
        account=partial(Account, ruling),
        bounded=bounded,
        out_of_scope=out_of_scope,
    )


def _concluded(
    open_: tuple[OpenFact, ...],
    branches: tuple[Branch, ...],
    account: Callable[[tuple[Alternative, ...]], Account],
) -> LineResolution:
    outcomes = spread(sizes(open_), branches)
    worst = completion(open_, _told_of(open_, outcomes, branches))
    return LineResolution(
        open=open_,
        outcomes=outcomes,
        outcome=conclude(outcomes),
        possible=by_severity(outcomes),
        missing=tuple(open_[n].key for n in deciding(sizes(open_), outcomes)),
        determining=frozenset().union(*(branch.determining for branch in branches)),
        account=lru_cache(1)(partial(account, worst)),
    )


def _told_of(
    open_: tuple[OpenFact, ...], outcomes: tuple[Outcome, ...], branches: tuple[Branch, ...]
) -> int:
    """Return the number of the completion to tell of: of the most severe outcome, the first.

    A go is told of by the completion that rests on most: what it may only go out under is said,
    though it may turn out that nothing is asked for.
    """
    worst = most_severe(outcomes)
    if not worst.confirmable:
        return outcomes.index(worst)
    telling = max((b for b in branches if b.outcome is worst), key=lambda b: len(b.determining))
    number = 0
    for way, size in zip(telling.ways, sizes(open_), strict=True):
        number = number * size + (way or 0)
    return number


def _account(
    matching: Matching,
    law: Law,
    facts: LineFacts,
    settled: tuple[Alternative, ...],
    worst: tuple[Alternative, ...],
) -> Account:
    """Most days are only compared with the one that is asked about: this is for that one."""
    told = patched(facts, (*settled, *worst))
    ruling = ruled(matching, law, told)
    subjects = matching.subjects(facts)
    of_reviews = reviewed(matching.rules, ruling, subjects)
    assumptions = assumed(matching, law, told)
    return Account(
        ruling,
        in_order((*assumptions, *assumed_of_reviews(matching.rules, of_reviews, subjects))),
        counterfactuals(matching, law, told, ruling, patched(facts, worst)),
        {subject.key: subject.atoms for _, subject in of_reviews},
    )


def deciding(sizes: tuple[int, ...], outcomes: tuple[Outcome, ...]) -> tuple[int, ...]:
    """Return which open facts can change the outcome, all else being equal.

    `outcomes` has one outcome a combination, the last fact turning fastest.
    """
    found = []
    stride = len(outcomes)
    for number, size in enumerate(sizes):
        block, stride = stride, stride // size
        ways = (
            (outcomes[start + n * stride : start + (n + 1) * stride] for n in range(size))
            for start in range(0, len(outcomes), block)
        )
        if any(len(set(seen)) > 1 for seen in ways):
            found.append(number)
    return tuple(found)
