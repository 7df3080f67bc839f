"""Facts become matches: each subject's atoms laid together, and the truth of each formula."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from licet_engine.facts.model import LineFacts, SubjectKey
from licet_engine.facts.values import (
    FALSE,
    READ_AS_FALSE,
    READ_AS_UNKNOWN,
    TRUE,
    UNCLAIMED,
    UNKNOWN,
)
from licet_engine.matching.projection import Projection
from licet_engine.matching.protocol import Matcher
from licet_engine.matching.reference import truth
from licet_engine.provisions.compiling import literals
from licet_engine.provisions.conditions import AnyControl, AnyOther, Formula
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope

_VECTORS = 1024
"""Subjects of which it is remembered what conditions on any other subject find in them."""
_DESTINATIONS = 1024
_LINES = 64
"""Lines of which the subjects are remembered while one order is looked at."""
_KINDS = (SubjectKind.LINE, SubjectKind.PARTY, SubjectKind.CONTROL)
_Vectors = list[tuple[SubjectKey, bytes]]


class Subject(NamedTuple):
    """What provisions are matched on once each, with its atom vector."""

    key: SubjectKey
    kind: SubjectKind
    atoms: bytes


class Matches(NamedTuple):
    """The truth of every formula of a rule set, for each subject of a line."""

    subjects: tuple[Subject, ...]
    truths: tuple[bytes, ...]


class Subjects:
    """Lays out the subjects of lines."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        table = self._table = rules.atoms
        self._no_party = bytes(len(table.tests(Scope.PARTY)))
        self._no_row = bytes(len(table.tests(Scope.ROW)))
        self._no_control = bytes(len(table.tests(Scope.CONTROL)))
        self._quantified: Callable[[tuple[bytes, ...]], bytes] = lru_cache(_DESTINATIONS)(
            self._quantify
        )
        of_controls = [other for other in table.others if isinstance(other[1], AnyControl)]
        of_parties = [other for other in table.others if other not in of_controls]
        size = len(table.atoms) - len(table.order_wide)
        self._parties, self._controls = _Asking(of_parties, size), _Asking(of_controls, size)

    def of(self, facts: LineFacts) -> tuple[Subject, ...]:
        """Return the subjects of a line: itself, with each party and its rows, for each control."""
        head = facts.sale + facts.line
        parties: list[tuple[SubjectKey, bytes]] = []
        for number, party in enumerate(facts.parties):
            rows = facts.rows[number] or ((None, self._no_row),)
            parties += [
                (SubjectKey(number, row), head + party + part + self._no_control)
                for row, part in rows
            ]
        controls = [
            (SubjectKey(control=number), head + self._no_party + self._no_row + part)
            for number, part in facts.controls
        ]
        tail = self._order_wide(facts, parties, controls)
        alone = [(SubjectKey(), head + self._no_party + self._no_row + self._no_control)]
        of_kinds = zip(_KINDS, (alone, parties, controls), strict=True)
        return tuple(
            Subject(key, kind, vector + tail)
            for kind, vectors in of_kinds
            for key, vector in vectors
        )

    def _order_wide(self, facts: LineFacts, parties: _Vectors, controls: _Vectors) -> bytes:
        found = bytearray(self._quantified(facts.destinations))
        first = len(self._table.atoms) - len(found)
        for asking, vectors in ((self._parties, parties), (self._controls, controls)):
            values = asking.of(tuple(asking.asked.of(vector) for _, vector in vectors))
            for number, value in zip(asking.numbers, values, strict=False):
                found[number - first] = value
        return bytes(found)

    def _quantify(self, destinations: tuple[bytes, ...]) -> bytes:
        """Return how each condition on destinations turns out for them all, and leave the rest."""
        table = self._table
        first = len(table.atoms) - len(table.order_wide)
        found = bytearray(len(table.order_wide))
        columns = [set(values) for values in zip(*destinations, strict=True)]
        for number, column, some in table.quantified:
            values = columns[column] if columns else set[int]()
            found[number - first] = _some(values) if some else _every(values)
        return bytes(found)


class _Asking:
    """Conditions on any other subject of a kind, and what they were found to be of each."""

    def __init__(self, others: list[tuple[int, AnyOther, Formula]], size: int) -> None:
        self.numbers = tuple(number for number, _, _ in others)
        self._inner = tuple(inner for _, _, inner in others)
        read = {literal.atom for inner in self._inner for literal in literals(inner)}
        self.asked = Projection(read, size)
        self._seen: Callable[[bytes], tuple[bytes, bytes]] = lru_cache(_VECTORS)(self._see)
        self.of: Callable[[tuple[bytes, ...]], bytes] = lru_cache(_VECTORS)(self._of)

    def _of(self, vectors: tuple[bytes, ...]) -> bytes:
        """Return how each condition turns out; nothing where there is nobody to ask."""
        seen = [self._seen(vector) for vector in vectors]
        claimed = zip(*(read for read, _ in seen), strict=True)
        held = zip(*(open_ for _, open_ in seen), strict=True)
        return bytes(_together(set(c), set(h)) for c, h in zip(claimed, held, strict=True))

    def _see(self, vector: bytes) -> tuple[bytes, bytes]:
        """Return how each condition turns out for one subject, claims read as false and as open."""
        read = self._truths(vector.translate(READ_AS_FALSE))
        if UNCLAIMED not in vector:
            return read, read
        return read, self._truths(vector.translate(READ_AS_UNKNOWN))

    def _truths(self, vector: bytes) -> bytes:
        return bytes(truth(inner, vector) for inner in self._inner)


def _together(claimed: set[int], held: set[int]) -> int:
    """Return how a condition on any other subject turns out, or that it hangs on a claim."""
    read = _some(claimed)
    return UNCLAIMED if read == FALSE and UNKNOWN in held else read


class Matching:
    """A rule set and its matcher, which answers again what it answered before.

    A subject is asked only what provisions on subjects of its kind turn on: those that differ in
    nothing else share an answer, in which every condition of another kind is false.
    """

    def __init__(self, subjects: Subjects, matcher: Matcher, most: int | None) -> None:
        self.rules = subjects.rules
        self.subjects: Callable[[LineFacts], tuple[Subject, ...]] = lru_cache(_LINES)(subjects.of)
        self._asked = {kind: _Kind(self.rules, kind) for kind in SubjectKind}
        self._matcher = matcher
        self._answer: Callable[[SubjectKind, bytes], bytes] = lru_cache(most)(self._ask)

    def truths(self, subject: Subject, reading: bytes = READ_AS_FALSE) -> bytes:
        """Return the truth of each formula for a subject, not-claimed read by a table."""
        asked = self._asked[subject.kind].atoms.of(subject.atoms.translate(reading))
        return self._answer(subject.kind, asked)

    def _ask(self, kind: SubjectKind, vector: bytes) -> bytes:
        return self._asked[kind].formulas.of(self._matcher.match(vector))

    def match(self, facts: LineFacts) -> Matches:
        """Return the matches of a line; what is not claimed reads as false."""
        subjects = self.subjects(facts)
        return Matches(subjects, tuple(self.truths(subject) for subject in subjects))


class _Kind:
    """The formulas of provisions on one kind of subject, and the atoms that they read."""

    def __init__(self, rules: RuleSet, kind: SubjectKind) -> None:
        own = {
            formula
            for provision, formulas in zip(rules.provisions, rules.formula_of, strict=True)
            if provision.subject is kind
            for formula in formulas
        }
        read = frozenset[int]().union(*(rules.atoms_of[formula] for formula in own))
        self.formulas = Projection(own, len(rules.formulas))
        self.atoms = Projection(read, len(rules.atoms.atoms))


def _some(values: set[int]) -> int:
    return TRUE if TRUE in values else UNKNOWN if UNKNOWN in values else FALSE


def _every(values: set[int]) -> int:
    return FALSE if FALSE in values else UNKNOWN if UNKNOWN in values else TRUE
