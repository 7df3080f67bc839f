"""Orders that come out the same: of which the same is true, as far as the law of a day asks.

What an order comes to is a function of what is true of its subjects; where that is open, of all
that the undecided conditions ask for, and of how it may turn out. The facts are not laid out for
each order, but for all of them side by side; one of each kind is then decided by the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from licet_engine.provisions.calendar import Governing, Law, law
from licet_engine.provisions.conditions import AnyOther
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
    """What undecided conditions ask for: facts by name, and what else by the place of its atom."""

    sale: tuple[str, ...]
    line: tuple[str, ...]
    party: tuple[str, ...]
    rows: tuple[int, ...]
    controls: bool
    destinations: tuple[int, ...]
    others: bool
    """Whether any other subject is asked about."""


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
    """What is true of the subjects of a line, by its numbers; what is undecided, and of whom."""

    true: frozenset[int]
    undecided: Law
    parties: frozenset[int]


OfSubject = tuple[SubjectKind, tuple[tuple[int, int, int], ...], tuple[tuple[int, int], ...]]
"""Of a subject each provision that speaks, in which version, how surely; its regimes likewise."""


class Sight:
    """What a rule set sees of lines under the law of a stretch of days."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._numbers: dict[OfSubject, int] = {}
        self.true: list[OfSubject] = []
        """What was found to be true of a subject, by its number."""
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
        of_whom: list[set[int]] = [set() for _ in lines]
        for kind, (of, parties, truths, narrowed) in told.items():
            places = [place for place, _ in statute.kinds[kind]]
            spoken = truths * heard[of][:, places]
            kept = spoken.any(axis=1) | (narrowed == UNKNOWN).any(axis=1)
            row, at = np.hstack((spoken, narrowed))[kept], of[kept]
            numbers: dict[bytes, int] = {}
            for line, said in zip(at.tolist(), _as_bytes(row), strict=True):
                if said not in numbers:
                    numbers[said] = self._number(statute, kind, said)
                true[line].add(numbers[said])
            for line, party, place in self._open((at, parties[kept]), row, kind, statute):
                undecided[line].add(place)
                of_whom[line].add(party)
        return [
            Seen(frozenset(own), tuple(statute.law[n] for n in sorted(open_)), frozenset(whom))
            for own, open_, whom in zip(true, undecided, of_whom, strict=True)
        ]

    def _number(self, statute: Statute, kind: SubjectKind, row: bytes) -> int:
        own = statute.kinds[kind]
        speaking = tuple(
            (*statute.law[place], truth)
            for (place, _), truth in zip(own, row, strict=False)
            if truth
        )
        regimes = tuple(zip(statute.narrowings, row[len(own) :], strict=True))
        key = kind, speaking, regimes
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers)
            self.true.append(key)
        return self._numbers[key]

    def _open(
        self, of: tuple[Ints, Ints], told: Truths, kind: SubjectKind, statute: Statute
    ) -> Iterator[tuple[int, int, int]]:
        """Yield for each line, and party of it, the places in the law of what is undecided.

        Where it is open whether a row is of a regime, all that the regime narrows is undecided.
        """
        subjects, columns = np.nonzero(told == UNKNOWN)
        lines, parties = (each[subjects].tolist() for each in of)
        own = statute.kinds[kind]
        for line, party, column in zip(lines, parties, columns.tolist(), strict=True):
            if column < len(own):
                yield line, party, own[column][0]
                continue
            atom = statute.narrowings[column - len(own)]
            for place, (number, _) in enumerate(statute.law):
                if self._rules.narrowed_by[number] == atom:
                    yield line, party, place

    def _asked(self, undecided: Law) -> Asked:
        rules = self._rules
        read = atoms_read(rules, undecided)
        seen = visible(rules, read)
        names: dict[Scope, set[str]] = {}
        for scope in (Scope.SALE, Scope.LINE, Scope.PARTY):
            tests = rules.atoms.tests(scope)
            names[scope] = {tests[n].fact for n in seen[scope.value]}
        quantified = enumerate(rules.atoms.quantified)
        return Asked(
            tuple(sorted(names[Scope.SALE])),
            tuple(sorted(names[Scope.LINE])),
            tuple(sorted(names[Scope.PARTY])),
            rows=tuple(sorted(seen["row"])),
            controls=bool(seen["control"]) or "category" in names[Scope.LINE],
            destinations=tuple(n for n, (_, at, _) in quantified if at in seen["destination"]),
            others=any(isinstance(rules.atoms.atoms[each], AnyOther) for each in read),
        )


Told = tuple[Ints, Ints, Truths, Truths]
"""For some subjects the line and party of each, what is true of it, and what of narrowings."""


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
    return at[of[meant]], conditions.subjects[kind].parties[meant], truths, narrowed


def _heard(statute: Statute, told: Mapping[SubjectKind, Told], lines: int) -> NDArray[np.bool_]:
    """Return for each line which provisions may speak of it, less what lifts none that does."""
    speaking = np.zeros((lines, len(statute.law)), dtype=bool)
    for kind, (of, _, truths, _) in told.items():
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
