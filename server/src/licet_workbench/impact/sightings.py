"""Orders that come out the same: of which the same is true, as far as the law of a day asks.

What an order comes to is a function of what is true of its subjects; where that is open, of all
that the undecided conditions ask for, and of how it may turn out. The facts are not laid out for
each order, but for all of them side by side; one of each kind is then decided by the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
from licet_workbench.impact.subject_columns import Conditions

_LAWS = 1024


AskedFacts = tuple[tuple[str, tuple[int, ...]], ...]
"""Facts by name, with the tests of each that are asked, by their places among its tests."""


class Asked(NamedTuple):
    """What undecided conditions ask for: facts by name, and what else by the place of its atom."""

    sale: AskedFacts
    line: AskedFacts
    party: AskedFacts
    rows: tuple[int, ...]
    controls: bool
    destinations: tuple[int, ...]
    others: bool
    """Whether any other subject is asked about."""

    @property
    def shared(self) -> bool:
        """Whether what is asked of one line may be asked of other lines of its order as well."""
        return bool(self.sale or self.party or self.rows or self.destinations or self.others)


Acts = NDArray[np.bool_]
"""Of each provision, whether it acts on each other."""


class Statute:
    """The law of a stretch of days, by what its provisions are asked of."""

    def __init__(self, rules: RuleSet, governing: Governing, acts: Acts) -> None:
        self.law: Law = law(governing)
        self.kinds: dict[SubjectKind, list[tuple[int, int]]] = {kind: [] for kind in SubjectKind}
        for place, (number, version) in enumerate(self.law):
            formula = rules.formula_of[number][version]
            self.kinds[rules.provisions[number].subject].append((place, formula))
        numbers = [number for number, _ in self.law]
        self.lifting = np.array(
            [rules.provisions[n].effect in LIFTING for n in numbers], dtype=bool
        )
        self.acts = acts[np.ix_(numbers, numbers)]
        narrowings = {rules.narrowed_by[n] for n in numbers}
        self.narrowings = sorted(each for each in narrowings if each is not None)


class Seen(NamedTuple):
    """What is true of the subjects of a line, by its numbers, and what is undecided of it.

    `asked` are the atoms that undecided conditions turn on; of a subject of which something is
    undecided, `open_of` has the party (or -1), its row and the number of what is true of it.
    """

    true: frozenset[int]
    asked: frozenset[int]
    open_of: tuple[tuple[int, int, int], ...]


Turning = tuple[tuple[int, int, bytes], ...]
"""Of each undecided provision in a version, on which of the literals of its condition it turns."""
OfSubject = tuple[
    SubjectKind, tuple[tuple[int, int, int], ...], tuple[tuple[int, int], ...], Turning
]
"""Of a subject each provision that speaks, in which version, how surely; its regimes likewise."""


class Sight:
    """What a rule set sees of lines under the law of a stretch of days."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        size = len(rules.provisions)
        self._acts: Acts = np.zeros((size, size), dtype=bool)
        for number, others in enumerate(rules.acts_on):
            self._acts[number, list(others)] = True
        self._numbers: dict[OfSubject, int] = {}
        self.true: list[OfSubject] = []
        """What was found to be true of a subject, by its number."""
        self._statute: Callable[[Governing], Statute] = lru_cache(_LAWS)(self._of_law)
        self.asked: Callable[[frozenset[int]], Asked] = lru_cache(_LAWS)(self._asked)

    def _of_law(self, governing: Governing) -> Statute:
        return Statute(self._rules, governing, self._acts)

    def seen(self, conditions: Conditions, governing: Governing, lines: Ints) -> list[Seen]:
        """Return what is true of each of some lines, and what is undecided."""
        statute = self._statute(governing)
        told = {kind: _told(conditions, statute, kind, lines) for kind in SubjectKind}
        heard = _heard(statute, told, len(lines))
        true: list[set[int]] = [set() for _ in lines]
        asked: list[set[int]] = [set() for _ in lines]
        open_: list[list[tuple[int, int, int]]] = [[] for _ in lines]
        for kind, (of, subjects, truths, narrowed) in told.items():
            spoken = truths * heard[of][:, [place for place, _ in statute.kinds[kind]]]
            kept = spoken.any(axis=1) | (narrowed == UNKNOWN).any(axis=1)
            row, at, which = np.hstack((spoken, narrowed))[kept], of[kept], subjects[kept]
            turning = self._turning(conditions, statute, (kind, which, row))
            own = conditions.subjects[kind]
            numbers = self._numbered(statute, kind, row)
            for place, (on, atoms) in turning.items():
                number = self._number(statute, kind, row[place].tobytes(), on)
                subject, line = int(which[place]), int(at[place])
                party, listed = int(own.parties[subject]), int(own.rows[subject])
                asked[line] |= atoms
                open_[line].append((party, listed, number))
                numbers[place] = number
            for line, number in zip(at.tolist(), numbers.tolist(), strict=True):
                true[line].add(number)
        of_lines = zip(true, asked, open_, strict=True)
        return [
            Seen(frozenset(t), frozenset(a) if a else _NOTHING, tuple(o)) for t, a, o in of_lines
        ]

    def _numbered(self, statute: Statute, kind: SubjectKind, rows: Truths) -> Ints:
        """Return the number of what is true for each row, as if nothing turned on anything."""
        if not len(rows):
            return np.empty(0, dtype=np.int64)
        whole = np.ascontiguousarray(rows)
        as_one = whole.view(np.dtype((np.void, whole.shape[1]))).ravel()
        _, first, which = np.unique(as_one, return_index=True, return_inverse=True)
        numbers = [self._number(statute, kind, whole[n].tobytes(), ()) for n in first.tolist()]
        return np.array(numbers, dtype=np.int64)[which]

    def heard(self, numbers: frozenset[int]) -> Law:
        """Return the provisions that may speak of a line, by what is true of its subjects."""
        speaking = (pair[:2] for number in numbers for pair in self.true[number][1])
        return tuple(sorted({*speaking}))

    def _number(self, statute: Statute, kind: SubjectKind, row: bytes, on: Turning) -> int:
        own = statute.kinds[kind]
        speaking = tuple(
            (*statute.law[place], truth)
            for (place, _), truth in zip(own, row, strict=False)
            if truth
        )
        regimes = tuple(zip(statute.narrowings, row[len(own) :], strict=True))
        key = kind, speaking, regimes, on
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers)
            self.true.append(key)
        return self._numbers[key]

    def _turning(
        self, conditions: Conditions, statute: Statute, told: tuple[SubjectKind, Ints, Truths]
    ) -> dict[int, tuple[Turning, frozenset[int]]]:
        """Return for each subject of which something is undecided on what that turns."""
        kind, subjects, row = told
        own = statute.kinds[kind]
        on: dict[int, list[tuple[int, int, bytes]]] = {}
        atoms: dict[int, set[int]] = {}
        for column in np.flatnonzero((row == UNKNOWN).any(axis=0)).tolist():
            places = np.flatnonzero(row[:, column] == UNKNOWN)
            if column < len(own):
                place, formula = own[column]
                version = statute.law[place]
                turned = conditions.turning(kind, formula, subjects[places])
            else:
                version = (-1, statute.narrowings[column - len(own)])
                turned = [(b"", frozenset({version[1]}))] * len(places)
            for each, (pattern, read) in zip(places.tolist(), turned, strict=True):
                on.setdefault(each, []).append((*version, pattern))
                atoms.setdefault(each, set()).update(read)
        return {each: (tuple(own), frozenset(atoms[each])) for each, own in on.items()}

    def _asked(self, read: frozenset[int]) -> Asked:
        rules = self._rules
        seen = visible(rules, read)
        sale, line, party = (
            self._facts(scope, seen[scope.value]) for scope in (Scope.SALE, Scope.LINE, Scope.PARTY)
        )
        quantified = enumerate(rules.atoms.quantified)
        return Asked(
            sale,
            line,
            party,
            rows=tuple(sorted(seen["row"])),
            controls=bool(seen["control"]) or any(fact == "category" for fact, _ in line),
            destinations=tuple(n for n, (_, at, _) in quantified if at in seen["destination"]),
            others=any(isinstance(rules.atoms.atoms[each], AnyOther) for each in read),
        )

    def _facts(self, scope: Scope, places: Iterable[int]) -> AskedFacts:
        """Return facts by name, each with the places among its tests of those that are asked."""
        tests = self._rules.atoms.tests(scope)
        found: dict[str, list[int]] = {}
        for place in sorted(places):
            fact = tests[place].fact
            first = sum(test.fact == fact for test in tests[:place])
            found.setdefault(fact, []).append(first)
        return tuple((fact, tuple(own)) for fact, own in sorted(found.items()))


_NOTHING: frozenset[int] = frozenset()
Told = tuple[Ints, Ints, Truths, Truths]
"""For some subjects the line of each, its number, what is true of it, and what of narrowings."""


def _told(conditions: Conditions, statute: Statute, kind: SubjectKind, lines: Ints) -> Told:
    of = conditions.subjects[kind].lines
    at = np.full(len(conditions.subjects[SubjectKind.LINE].lines), -1, dtype=np.int64)
    at[lines] = np.arange(len(lines), dtype=np.int64)
    meant = np.flatnonzero(at[of] >= 0)
    formulas = [formula for _, formula in statute.kinds[kind]]
    truths = conditions.truths(kind, formulas, meant)
    narrowed = np.zeros((len(meant), len(statute.narrowings)), dtype=np.uint8)
    for column, atom in enumerate(statute.narrowings):
        narrowed[:, column] = conditions.atom(kind, atom)[meant]
    return at[of[meant]], meant, truths, narrowed


def _heard(statute: Statute, told: Mapping[SubjectKind, Told], lines: int) -> NDArray[np.bool_]:
    """Return for each line which provisions may speak of it, less what lifts none that does."""
    speaking = np.zeros((lines, len(statute.law)), dtype=bool)
    for kind, (of, _, truths, _) in told.items():
        places = np.array([place for place, _ in statute.kinds[kind]], dtype=np.int64)
        subjects, columns = np.nonzero(truths)
        speaking[of[subjects], places[columns]] = True
    # Few ways to speak are met of very many lines.
    met, which = np.unique(np.packbits(speaking, axis=1), axis=0, return_inverse=True)
    ways = np.unpackbits(met, axis=1, count=len(statute.law)).astype(bool)
    stopping = ways & ~statute.lifting
    lifts = np.array([statute.acts[:, own].any(axis=1) for own in stopping], dtype=bool)
    heard = stopping | (ways & statute.lifting & lifts.reshape(ways.shape))
    return np.asarray(heard[which.ravel()])
