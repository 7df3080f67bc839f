"""Provisions that belong together: a restraint, what lifts it, and what bars that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from licet_engine.provisions.compiling import literals
from licet_engine.provisions.conditions import Atom, Formula, Test
from licet_engine.provisions.model import LIFTING, RESTRAINING, Provision
from licet_engine.provisions.ruleset import RuleSet

_RULE_SETS = 8
"""Rule sets of which it is remembered who acts on whom."""


class Group(NamedTuple):
    """Some provisions of a rule set, by their numbers."""

    rules: RuleSet
    numbers: tuple[int, ...]

    @property
    def provisions(self) -> tuple[Provision, ...]:
        """The provisions."""
        return tuple(self.rules.provisions[n] for n in self.numbers)

    def restraints(self) -> tuple[int, ...]:
        """Return those that require or deny."""
        return tuple(n for n in self.numbers if self.rules.provisions[n].effect in RESTRAINING)

    def tests(self) -> frozenset[Test]:
        """Return every test that some of them makes, quantifiers left out."""
        return frozenset(
            replace(atom, quantifier=None) for atom in atoms_of(self) if isinstance(atom, Test)
        )


def family(rules: RuleSet, restraints: Iterable[int]) -> Group:
    """Return restraints with all that lifts them, and all that bars what lifts them."""
    own, acting = set(restraints), actors_of(rules)
    lifters = {n for each in own for n in acting[each]}
    bars = {n for each in lifters for n in acting[each]}
    return Group(rules, tuple(sorted(own | lifters | bars)))


@lru_cache(_RULE_SETS)
def actors_of(rules: RuleSet) -> tuple[tuple[int, ...], ...]:
    """Return for each provision those that lift it, if it restrains, or bar it, if it lifts."""
    found: list[list[int]] = [[] for _ in rules.provisions]
    for number, targets in enumerate(rules.acts_on):
        for target in targets:
            found[target].append(number)
    return tuple(map(tuple, found))


def restraints_of(rules: RuleSet) -> tuple[int, ...]:
    """Return every provision that requires or denies."""
    return tuple(n for n, p in enumerate(rules.provisions) if p.effect in RESTRAINING)


def restraint_names(groups: Iterable[Group]) -> frozenset[str]:
    """Return the ids of all that some groups have that requires or denies."""
    return frozenset(g.rules.provisions[n].id for g in groups for n in g.restraints())


def lifters_of(rules: RuleSet) -> tuple[int, ...]:
    """Return every permit and clearance."""
    return tuple(n for n, p in enumerate(rules.provisions) if p.effect in LIFTING)


def atoms_of(group: Group) -> Iterator[Atom]:
    """Yield every atom that some provision reads, and those inside conditions on others."""
    table = group.rules.atoms
    queue = [n for number in group.numbers for n in _read(group.rules, number)]
    seen: set[int] = set()
    while queue:
        number = queue.pop()
        if number in seen:
            continue
        seen.add(number)
        yield table.atoms[number]
        inner = table.inner[number]
        if inner is not None:
            queue += _atoms(inner)


def _read(rules: RuleSet, provision: int) -> Iterator[int]:
    for formula in set(rules.formula_of[provision]):
        yield from rules.atoms_of[formula]
    narrowing = rules.narrowed_by[provision]
    if narrowing is not None:
        yield narrowing


def _atoms(formula: Formula) -> list[int]:
    return [literal.atom for literal in literals(formula)]
