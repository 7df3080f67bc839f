"""The law of stretches of days, by what its provisions are asked of, and whom they act on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
from licet_engine.provisions.calendar import Governing, law
from licet_engine.provisions.model import LIFTING, SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from numpy.typing import NDArray

from licet_workbench.impact.kleene import Truths

Member = TypeVar("Member")


class Statutes:
    """The law of several stretches of days, by what its provisions are asked of.

    `versions` are those of any stretch, and `in_force` tells which of them govern in each;
    `lifters` are of each the places of those that lift it.
    """

    def __init__(self, rules: RuleSet, stretches: tuple[Governing, ...]) -> None:
        laws = [law(governing) for governing in stretches]
        self.versions = sorted({version for each in laws for version in each})
        self.in_force = _members(laws, self.versions)
        self.kinds: dict[SubjectKind, list[tuple[int, int]]] = {kind: [] for kind in SubjectKind}
        for place, (number, version) in enumerate(self.versions):
            formula = rules.formula_of[number][version]
            self.kinds[rules.provisions[number].subject].append((place, formula))
        numbers = [number for number, _ in self.versions]
        self.lifting = np.array(
            [rules.provisions[n].effect in LIFTING for n in numbers], dtype=bool
        )
        self.lifters = _lifters(rules, numbers, self.lifting)
        narrowed = [
            {atom for n, _ in each if (atom := rules.narrowed_by[n]) is not None} for each in laws
        ]
        self.narrowings = sorted(set[int]().union(*narrowed))
        self.narrowing = _members(narrowed, self.narrowings)


def _lifters(rules: RuleSet, numbers: Sequence[int], lifting: NDArray[np.bool_]) -> list[list[int]]:
    """Return for each of some provisions the places of those among them that act on it and lift."""
    places: dict[int, list[int]] = {}
    for place, number in enumerate(numbers):
        places.setdefault(number, []).append(place)
    found: list[list[int]] = [[] for _ in numbers]
    for place in np.flatnonzero(lifting).tolist():
        for other in rules.acts_on[numbers[place]]:
            for acted_on in places.get(other, ()):
                found[acted_on].append(place)
    return found


def _members(sets: Sequence[Iterable[Member]], all_: Sequence[Member]) -> Truths:
    """Return for each of some sets, a row each, whether it has each of all members."""
    places = {member: place for place, member in enumerate(all_)}
    found = np.zeros((len(sets), len(all_)), dtype=np.uint8)
    for row, own in zip(found, sets, strict=True):
        row[[places[member] for member in own]] = 1
    return found
