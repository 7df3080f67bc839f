"""Formulas laid out as rulesets that stay inside the limits."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from licet_engine.errors import RuleSetError
from licet_engine.matching.protocol import FALSE, TRUE
from licet_engine.provisions.conditions import Formula, Literal

from licet_durable.disjuncts import (
    Alternative,
    TooManyAlternativesError,
    alternatives,
    contradicts_itself,
)
from licet_durable.limits import Limits, Path, Side, refusal


@dataclass(frozen=True, slots=True)
class Rule:
    """One alternative on one side, and the formulas that it speaks for."""

    path: Path
    formulas: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RulesetPlan:
    """What goes into one ruleset; `literals` is the order of its fact's properties."""

    side: Side
    literals: tuple[Literal, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The rulesets, and the truth of each formula before any rule has fired."""

    start: bytes
    rulesets: tuple[RulesetPlan, ...]

    def on(self, side: Side) -> tuple[RulesetPlan, ...]:
        """Return the rulesets of one side."""
        return tuple(ruleset for ruleset in self.rulesets if ruleset.side is side)


@dataclass(frozen=True, slots=True)
class Layout:
    """Lays formulas out; `names` are what messages call them."""

    atom_count: int
    names: Sequence[str]
    limits: Limits

    def plan(self, formulas: Sequence[Formula]) -> Plan:
        """Return the plan, or refuse by name the formula that fits nowhere."""
        expanded = tuple(map(self._expanded, range(len(formulas)), formulas))
        start = bytes(TRUE if found == {frozenset()} else FALSE for found in expanded)
        rulesets = (ruleset for side in Side for ruleset in self._rulesets(expanded, side))
        return Plan(start, tuple(rulesets))

    def _expanded(self, index: int, formula: Formula) -> frozenset[Alternative]:
        try:
            found = alternatives(formula, self.limits.alternatives)
        except TooManyAlternativesError:
            raise RuleSetError(
                f"condition `{self.names[index]}` has more than {self.limits.alternatives} "
                f"alternatives when written out; split the provision, "
                f"or declare one fact for tests that always come together"
            ) from None
        for atom in sorted({literal.atom for alternative in found for literal in alternative}):
            self._check_atom(index, atom)
        return found

    def _check_atom(self, index: int, atom: int) -> None:
        if not 0 <= atom < self.atom_count:
            raise RuleSetError(
                f"condition `{self.names[index]}` reads atom {atom}, "
                f"but atoms are numbered from 0 to {self.atom_count - 1}"
            )

    def _rulesets(
        self, expanded: Sequence[frozenset[Alternative]], side: Side
    ) -> Iterator[RulesetPlan]:
        speaks_for = _speaks_for(expanded, side)
        rank = _ranks(speaks_for)
        paths = sorted(
            (tuple(sorted(alternative, key=rank.__getitem__)) for alternative in speaks_for),
            key=lambda path: [rank[literal] for literal in path],
        )
        while paths:
            taken = self._fitting(paths, side, speaks_for)
            rules = (Rule(path, speaks_for[frozenset(path)]) for path in paths[:taken])
            used = {literal for path in paths[:taken] for literal in path}
            yield RulesetPlan(side, tuple(sorted(used, key=rank.__getitem__)), tuple(rules))
            paths = paths[taken:]

    def _fitting(
        self, paths: Sequence[Path], side: Side, speaks_for: Mapping[Alternative, tuple[int, ...]]
    ) -> int:
        """Return how many of the next paths fit into one ruleset, at least one."""
        counts = range(1, min(len(paths), self.limits.rules) + 1)
        # more paths never ask for less, so the first count that is refused can be bisected
        taken = bisect_left(
            counts, 1, key=lambda n: refusal(paths[:n], side, self.limits) is not None
        )
        if not taken:
            name = self.names[speaks_for[frozenset(paths[0])][0]]
            reason = refusal(paths[:1], side, self.limits)
            raise RuleSetError(
                f"condition `{name}` fits into no ruleset: it alone needs {reason}; "
                f"split the provision, or declare one fact for tests that always come together"
            )
        return taken


def _speaks_for(
    expanded: Sequence[frozenset[Alternative]], side: Side
) -> dict[Alternative, tuple[int, ...]]:
    found: defaultdict[Alternative, list[int]] = defaultdict(list)
    for index, all_of_it in enumerate(expanded):
        for alternative in all_of_it:
            if alternative and not (side is Side.KNOWN and contradicts_itself(alternative)):
                found[alternative].append(index)
    return {alternative: tuple(indices) for alternative, indices in found.items()}


def _ranks(speaks_for: Mapping[Alternative, tuple[int, ...]]) -> dict[Literal, int]:
    """Rank literals by how many rules ask for them: frequent ones first share most nodes.

    The same order in the fact leaves the largest branches for last, with the least waiting.
    """
    uses = Counter(literal for alternative in speaks_for for literal in alternative)
    ordered = sorted(uses, key=lambda literal: (-uses[literal], literal.atom, literal.negated))
    return {literal: rank for rank, literal in enumerate(ordered)}
