"""Orders that come out the same: of which the same is true, as far as the law of a day asks.

What an order comes to is a function of what is true of its subjects; where that is open, of all
that the undecided conditions ask for, and of how it may turn out. The facts are not laid out for
each order, but for all of them side by side; one of each kind is then decided by the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from licet_engine.provisions.calendar import Governing, Law, law
from licet_engine.provisions.model import LIFTING, SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.seeing import visible
from licet_engine.vocabulary import Scope
from numpy.typing import NDArray

from licet_workbench.impact.kleene import UNKNOWN, Truths
from licet_workbench.impact.side_by_side import Ints
from licet_workbench.impact.subject_columns import Conditions, atoms_read

_LAWS = 1024


class Asked(NamedTuple):
    """What undecided conditions ask for: facts by name, and what else."""

    sale: tuple[str, ...]
    line: tuple[str, ...]
    party: tuple[str, ...]
    rows: bool
    controls: bool
    places: bool


class Statute:
    """The law of a stretch of days, by what its provisions are asked of."""

    def __init__(self, rules: RuleSet, governing: Governing) -> None:
        self.law: Law = law(governing)
        self.kinds: dict[SubjectKind, list[tuple[int, int]]] = {kind: [] for kind in SubjectKind}
        for place, (number, version) in enumerate(self.law):
            formula = rules.formula_of[number][version]
            self.kinds[rules.provisions[number].subject].append((place, formula))
        numbers = [number for number, _ in self.law]
        self.lifting = np.array(
            [rules.provisions[n].effect in LIFTING for n in numbers], dtype=bool
        )
        self.acts = np.array(
            [[other in rules.acts_on[n] for other in numbers] for n in numbers], dtype=np.float32
        ).reshape(len(numbers), len(numbers))
        narrowings = {rules.narrowed_by[n] for n in numbers}
        self.narrowings = sorted(each for each in narrowings if each is not None)


class Seen(NamedTuple):
    """What is true of the subjects of a line, by its numbers, and what is undecided of it."""

    true: frozenset[int]
    undecided: Law


class Sight:
    """What a rule set sees of lines under the law of a stretch of days."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._numbers: dict[bytes, int] = {}
        self._statute: Callable[[Governing], Statute] = lru_cache(_LAWS)(self._of_law)
        self.asked: Callable[[Law], Asked] = lru_cache(_LAWS)(self._asked)

    def _of_law(self, governing: Governing) -> Statute:
        return Statute(self._rules, governing)

    def seen(self, conditions: Conditions, governing: Governing, lines: Ints) -> list[Seen]:
        """Return what is true of each of some lines, and what is undecided."""
        statute = self._statute(governing)
        told = {kind: _told(conditions, statute, kind, lines) for kind in SubjectKind}
        heard = _heard(statute, told, len(lines))
        true: list[set[int]] = [set() for _ in lines]
        undecided: list[set[int]] = [set() for _ in lines]
        for kind, (of, truths, narrowed) in told.items():
            places = [place for place, _ in statute.kinds[kind]]
            spoken = truths * heard[of][:, places]
            kept = spoken.any(axis=1) | (narrowed == UNKNOWN).any(axis=1)
            row, at = np.hstack((spoken, narrowed))[kept], of[kept]
            for line, said in zip(at.tolist(), _as_bytes(row), strict=True):
                key = kind.value.encode() + said
                true[line].add(self._numbers.setdefault(key, len(self._numbers)))
            for line, place in self._open(at, row, statute.kinds[kind], statute):
                undecided[line].add(place)
        return [
            Seen(frozenset(own), tuple(statute.law[place] for place in sorted(open_)))
            for own, open_ in zip(true, undecided, strict=True)
        ]

    def _open(
        self, of: Ints, told: Truths, own: list[tuple[int, int]], statute: Statute
    ) -> list[tuple[int, int]]:
        """Return for each line the places in the law of what is undecided of it.

        Where it is open whether a row is of a regime, all that the regime narrows is undecided.
        """
        subjects, columns = np.nonzero(told == UNKNOWN)
        found: list[tuple[int, int]] = []
        for line, column in zip(of[subjects].tolist(), columns.tolist(), strict=True):
            if column < len(own):
                found.append((line, own[column][0]))
                continue
            atom = statute.narrowings[column - len(own)]
            found += (
                (line, place)
                for place, (number, _) in enumerate(statute.law)
                if self._rules.narrowed_by[number] == atom
            )
        return found

    def _asked(self, undecided: Law) -> Asked:
        rules = self._rules
        seen = visible(rules, atoms_read(rules, undecided))
        names: dict[Scope, set[str]] = {}
        for scope in (Scope.SALE, Scope.LINE, Scope.PARTY):
            tests = rules.atoms.tests(scope)
            names[scope] = {tests[n].fact for n in seen[scope.value]}
        return Asked(
            tuple(sorted(names[Scope.SALE])),
            tuple(sorted(names[Scope.LINE])),
            tuple(sorted(names[Scope.PARTY])),
            rows=bool(seen["row"]),
            controls=bool(seen["control"]) or "category" in names[Scope.LINE],
            places=bool(seen["destination"]) or "country" in names[Scope.PARTY],
        )


Told = tuple[Ints, Truths, Truths]
"""For some subjects the line of each, what is true of it, and what of its narrowings."""


def _told(conditions: Conditions, statute: Statute, kind: SubjectKind, lines: Ints) -> Told:
    of = conditions.subjects[kind].lines
    at = np.full(len(conditions.subjects[SubjectKind.LINE].lines), -1, dtype=np.int64)
    at[lines] = np.arange(len(lines), dtype=np.int64)
    meant = np.flatnonzero(at[of] >= 0)
    formulas = [formula for _, formula in statute.kinds[kind]]
    truths = np.zeros((len(meant), len(formulas)), dtype=np.uint8)
    for column, formula in enumerate(formulas):
        truths[:, column] = conditions.truths(kind, formula)[meant]
    narrowed = np.zeros((len(meant), len(statute.narrowings)), dtype=np.uint8)
    for column, atom in enumerate(statute.narrowings):
        narrowed[:, column] = conditions.atom(kind, atom)[meant]
    return at[of[meant]], truths, narrowed


def _heard(statute: Statute, told: Mapping[SubjectKind, Told], lines: int) -> NDArray[np.bool_]:
    """Return for each line which provisions may speak of it, less what lifts none that does."""
    speaking = np.zeros((lines, len(statute.law)), dtype=bool)
    for kind, (of, truths, _) in told.items():
        places = np.array([place for place, _ in statute.kinds[kind]], dtype=np.int64)
        subjects, columns = np.nonzero(truths)
        speaking[of[subjects], places[columns]] = True
    stopping = speaking & ~statute.lifting
    lifts = (stopping.astype(np.float32) @ statute.acts.T) > 0
    return np.asarray(stopping | (speaking & statute.lifting & lifts))


def _as_bytes(told: Truths) -> list[bytes]:
    laid = np.ascontiguousarray(told).tobytes()
    width = told.shape[1]
    return [laid[n * width : (n + 1) * width] for n in range(len(told))]
