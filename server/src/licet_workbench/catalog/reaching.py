"""Which provisions in force ask about something: a country, or a requirement of an item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from enum import IntEnum
from typing import NamedTuple

from licet_engine.lists import AsKnown
from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal
from licet_engine.provisions.model import Provision, Version
from licet_engine.provisions.ruleset import RuleSet


class Reach(IntEnum):
    """Whether a condition may hold, and whether what is looked at has a part in it."""

    CLOSED = 0
    OPEN = 1
    THROUGH = 2


class InForce(NamedTuple):
    """A provision with the version that governs a day, and its condition."""

    provision: Provision
    version: Version
    formula: Formula

    @property
    def name(self) -> str:
        """The provision with its version, as decisions name them together."""
        return f"{self.provision.id}@{self.version.name}"


def in_force(rules: RuleSet, on: date, as_known: AsKnown) -> Iterator[InForce]:
    """Yield every provision that a version governs on a day, as known on another."""
    governing = rules.calendar.governing(on, as_known)
    for number, provision in enumerate(rules.provisions):
        version = governing[number]
        if version is not None:
            formula = rules.formulas[rules.formula_of[number][version]]
            yield InForce(provision, provision.versions[version], formula)


def reach(formula: Formula, of: Callable[[Literal], Reach]) -> Reach:
    """Return how far a condition is reached, given that of each of its literals."""
    match formula:
        case Literal():
            return of(formula)
        case AllOf(parts):
            found = [reach(part, of) for part in parts]
            return Reach.CLOSED if Reach.CLOSED in found else max(found, default=Reach.OPEN)
        case AnyOf(parts):
            return max((reach(part, of) for part in parts), default=Reach.CLOSED)
