"""Orders that come out the same: of which the same is true, as far as the law of a day asks.

What an order comes to is a function of what is true of its subjects; where that is open, of all
that the undecided conditions ask for, and of how it may turn out. The facts are not laid out for
each order, but for all of them side by side; one of each kind is then decided by the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from licet_engine.provisions.calendar import Governing, Law
from licet_engine.provisions.conditions import AnyOther
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.seeing import visible
from licet_engine.vocabulary import Scope
from numpy.typing import NDArray

from licet_workbench.impact.kleene import UNKNOWN, Truths
from licet_workbench.impact.side_by_side import Ints, distinct_rows
from licet_workbench.impact.statutes import Statutes
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


class Seen(NamedTuple):
    """What is true of the subjects of a line, by its numbers, and what is undecided of it.

    `asked` are the atoms that undecided conditions turn on: what is true of a subject says which.
    """

    true: frozenset[int]
    asked: frozenset[int]


OpenSubject = tuple[int, int, int]
"""A subject of which something is undecided: its party (or -1), row, and what is true of it."""


class Sightings(NamedTuple):
    """Of each line the number of what is seen of it, and its subjects of which something is open.

    Few ways to be seen are met of very many lines.
    """

    ways: list[int]
    open_of: Mapping[int, Sequence[OpenSubject]]


Turning = tuple[tuple[int, int, bytes], ...]
"""Of each undecided provision in a version, on which of the literals of its condition it turns."""
OfSubject = tuple[
    SubjectKind, tuple[tuple[int, int, int], ...], tuple[tuple[int, int], ...], Turning
]
"""Of a subject each provision that speaks, in which version, how surely; its regimes likewise."""


class Sight:
    """What a rule set sees of lines, each under the law of its day."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._numbers: dict[OfSubject, int] = {}
        self.true: list[OfSubject] = []
        """What was found to be true of a subject, by its number."""
        self._atoms: dict[int, frozenset[int]] = {}
        self._ways: dict[frozenset[int], int] = {}
        self.ways: list[Seen] = []
        """What was seen of a line, by its number."""
        self.asked: Callable[[frozenset[int]], Asked] = lru_cache(_LAWS)(self._asked)

    def seen(
        self, conditions: Conditions, stretches: tuple[Governing, ...], of_lines: Ints
    ) -> Sightings:
        """Return what is true of each line, and what is undecided, by the stretch it is of."""
        statutes = Statutes(self._rules, stretches)
        told = {kind: _told(conditions, statutes, kind, of_lines) for kind in SubjectKind}
        heard = _heard(statutes, told.values(), len(of_lines))
        lines: list[Ints] = []
        true: list[Ints] = []
        open_: dict[int, list[OpenSubject]] = {}
        for kind, (of, speaking, truths, narrowed) in told.items():
            spoken = truths * heard[:, [place for place, _ in speaking]][of]
            kept = np.flatnonzero(spoken.any(axis=1) | (narrowed == UNKNOWN).any(axis=1))
            rows = Kept(kind, speaking, kept, np.hstack((spoken, narrowed))[kept])
            own = conditions.subjects[kind]
            numbers = self._numbered(statutes, rows)
            for place, on in self._turning(conditions, statutes, rows).items():
                numbers[place] = number = self._turned(int(numbers[place]), on)
                subject = kept[place]
                party = int(own.parties[subject]), int(own.rows[subject])
                open_.setdefault(int(of[subject]), []).append((*party, number))
            lines.append(of[kept])
            true.append(numbers)
        return Sightings(list(self._together(lines, true, len(of_lines))), open_)

    def _together(self, lines: list[Ints], true: list[Ints], size: int) -> Iterator[int]:
        """Yield for each line the number of all that is true of its subjects."""
        of, numbers = np.concatenate(lines), np.concatenate(true)
        order = np.argsort(of, kind="stable")
        told = numbers[order].tolist()
        ends = np.searchsorted(of[order], np.arange(size), "right").tolist()
        for start, end in pairwise((0, *ends)):
            own = frozenset(told[start:end])
            yield self._way(own)

    def _way(self, true: frozenset[int]) -> int:
        """Return the number of what is seen of a line; what is true of it says what is asked."""
        if true not in self._ways:
            asked = frozenset[int]().union(*(self._atoms.get(number, ()) for number in true))
            self._ways[true] = len(self._ways)
            self.ways.append(Seen(true, asked))
        return self._ways[true]

    def _numbered(self, statutes: Statutes, rows: Kept) -> Ints:
        """Return the number of what is true for each row, as if nothing turned on anything."""
        if not len(rows.truths):
            return np.empty(0, dtype=np.int64)
        first, which = distinct_rows(rows.truths)
        ways = rows.truths[first].tolist()
        numbers = [self._number(_of_row(statutes, rows, way)) for way in ways]
        return np.array(numbers, dtype=np.int64)[which]

    def _turned(self, number: int, on: tuple[Turning, frozenset[int]]) -> int:
        """Return the number of what is true of a subject where that turns on some literals."""
        kind, speaking, regimes, _ = self.true[number]
        turned = self._number((kind, speaking, regimes, on[0]))
        self._atoms[turned] = on[1]
        return turned

    def _number(self, told: OfSubject) -> int:
        if told not in self._numbers:
            self._numbers[told] = len(self._numbers)
            self.true.append(told)
        return self._numbers[told]

    def heard(self, numbers: frozenset[int]) -> Law:
        """Return the provisions that may speak of a line, by what is true of its subjects."""
        speaking = (pair[:2] for number in numbers for pair in self.true[number][1])
        return tuple(sorted({*speaking}))

    def _turning(
        self, conditions: Conditions, statutes: Statutes, rows: Kept
    ) -> dict[int, tuple[Turning, frozenset[int]]]:
        """Return for each subject of which something is undecided on what that turns."""
        kind, own, subjects, row = rows
        on: dict[int, list[tuple[int, int, bytes]]] = {}
        atoms: dict[int, set[int]] = {}
        for column in np.flatnonzero((row == UNKNOWN).any(axis=0)).tolist():
            places = np.flatnonzero(row[:, column] == UNKNOWN)
            if column < len(own):
                place, formula = own[column]
                version = statutes.versions[place]
                turned = conditions.turning(kind, formula, subjects[places])
            else:
                version = (-1, statutes.narrowings[column - len(own)])
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


class Kept(NamedTuple):
    """Subjects of a kind of whom something counts: what is true of each, and what of narrowings."""

    kind: SubjectKind
    speaking: list[tuple[int, int]]
    subjects: Ints
    truths: Truths


class OfKind(NamedTuple):
    """For the subjects of a kind the line of each, what is true of it, and what of narrowings.

    `speaking` are the provisions that may be true of any of them, with their conditions.
    """

    lines: Ints
    speaking: list[tuple[int, int]]
    truths: Truths
    narrowed: Truths


def _told(conditions: Conditions, statutes: Statutes, kind: SubjectKind, of_lines: Ints) -> OfKind:
    of = conditions.subjects[kind].lines
    stretches = of_lines[of]
    truths = conditions.truths(kind, [formula for _, formula in statutes.kinds[kind]])
    # Of all the law little is true of anybody: what is not is left out.
    live = np.flatnonzero(truths.any(axis=0))
    speaking = [statutes.kinds[kind][column] for column in live.tolist()]
    in_force = statutes.in_force[:, [place for place, _ in speaking]]
    narrowed = np.zeros((len(of), len(statutes.narrowings)), dtype=np.uint8)
    for column, atom in enumerate(statutes.narrowings):
        narrowed[:, column] = conditions.atom(kind, atom)
    own = truths[:, live] * in_force[stretches]
    return OfKind(of, speaking, own, narrowed * statutes.narrowing[stretches])


def _of_row(statutes: Statutes, rows: Kept, row: Sequence[int]) -> OfSubject:
    """Return what is true of a subject by its row of truths, as if nothing turned on anything."""
    spoken = (
        (*statutes.versions[place], truth)
        for (place, _), truth in zip(rows.speaking, row, strict=False)
    )
    regimes = zip(statutes.narrowings, row[len(rows.speaking) :], strict=True)
    return (
        rows.kind,
        tuple(each for each in spoken if each[2]),
        tuple(each for each in regimes if each[1]),
        (),
    )


def _heard(statutes: Statutes, told: Iterable[OfKind], lines: int) -> NDArray[np.bool_]:
    """Return for each line which provisions may speak of it, less what lifts none that does."""
    speaking = np.zeros((lines, len(statutes.versions)), dtype=bool)
    for of, own, truths, _ in told:
        places = np.array([place for place, _ in own], dtype=np.int64)
        subjects, columns = np.nonzero(truths)
        speaking[of[subjects], places[columns]] = True
    # Few ways to speak are met of very many lines.
    first, which = distinct_rows(speaking.view(np.uint8))
    ways = speaking[first]
    stopping = ways & ~statutes.lifting
    lifts = np.zeros_like(ways)
    for way, stops in zip(*map(np.ndarray.tolist, np.nonzero(stopping)), strict=True):
        lifts[way, statutes.lifters[stops]] = True
    heard = stopping | (ways & lifts)
    return np.asarray(heard[which])
