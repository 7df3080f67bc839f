"""The subjects of many lines at once, and the truth of conditions for each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from licet_engine.provisions.conditions import AnyControl, AnyOther, Test
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope

from licet_workbench.impact.all_facts import Facts
from licet_workbench.impact.kleene import FALSE, Reached, Truths, inquired, truth
from licet_workbench.impact.side_by_side import Ints

_NONE = -1


@dataclass(frozen=True, slots=True)
class Laid:
    """Some orders with all that is said of them: lines and parties by the order they are of.

    `rows` are the list rows of parties and `controls` those of lines, each by the place of its
    party, or line, and the number of its truths; `destinations` are numbers of truths by order,
    and `places` those of an order's places on its day.
    """

    facts: Facts
    line_orders: Ints
    party_orders: Ints
    rows: tuple[Ints, Ints]
    controls: tuple[Ints, Ints]
    destinations: Ints
    places: Ints
    row_truths: Truths
    control_truths: Truths
    destination_truths: Truths


@dataclass(frozen=True, slots=True)
class Subjects:
    """Subjects of one kind: the line that each is of, and its party, row and control, or -1."""

    kind: SubjectKind
    lines: Ints
    parties: Ints
    rows: Ints
    controls: Ints


def subjects_of(laid: Laid) -> dict[SubjectKind, Subjects]:
    """Return the subjects of all lines, by their kind."""
    lines = np.arange(len(laid.line_orders), dtype=np.int64)
    none = np.full(len(lines), _NONE, dtype=np.int64)
    parties, rows = laid.rows
    beside, which = _beside(laid.line_orders, laid.party_orders[parties])
    none_beside = np.full(len(beside), _NONE, dtype=np.int64)
    of, controls = laid.controls
    none_of = np.full(len(of), _NONE, dtype=np.int64)
    return {
        SubjectKind.LINE: Subjects(SubjectKind.LINE, lines, none, none, none),
        SubjectKind.PARTY: Subjects(
            SubjectKind.PARTY, beside, parties[which], rows[which], none_beside
        ),
        SubjectKind.CONTROL: Subjects(SubjectKind.CONTROL, of, none_of, none_of, controls),
    }


def _beside(lines: Ints, others: Ints) -> tuple[Ints, Ints]:
    """Return each line with each of the others of its order; both stand by their orders."""
    first = np.searchsorted(others, lines, "left")
    counts = np.searchsorted(others, lines, "right") - first
    of = np.repeat(np.arange(len(lines), dtype=np.int64), counts)
    before = np.cumsum(counts) - counts
    return of, np.arange(len(of), dtype=np.int64) - before[of] + first[of]


class Conditions:
    """The truth of the conditions of a rule set for subjects that are laid out."""

    def __init__(self, rules: RuleSet, laid: Laid, tests: dict[str, tuple[int, ...]]) -> None:
        self._rules = rules
        self._laid = laid
        self._fact_of = {
            atom: (fact, n) for fact, own in tests.items() for n, atom in enumerate(own)
        }
        self._quantified = {number: n for n, (number, _, _) in enumerate(rules.atoms.quantified)}
        self.subjects = subjects_of(laid)
        self._of_lines: Callable[[int], Truths] = cache(self._order_wide)
        self.atom: Callable[[SubjectKind, int], Truths] = cache(self._atom)
        self._reached: Callable[[SubjectKind, int], tuple[tuple[int, ...], Reached]] = cache(
            self._reach
        )
        self._truth: Callable[[SubjectKind, int], Truths] = cache(self._true)

    def truths(self, kind: SubjectKind, formulas: list[int]) -> Truths:
        """Return the truths of some formulas for all subjects of a kind, a row each."""
        found = np.zeros((len(formulas), len(self.subjects[kind].lines)), dtype=np.uint8)
        for row, formula in zip(found, formulas, strict=True):
            row[:] = self._truth(kind, formula)
        return found.T

    def _true(self, kind: SubjectKind, formula: int) -> Truths:
        return truth(self._rules.formulas[formula], lambda atom: self.atom(kind, atom))

    def turning(
        self, kind: SubjectKind, formula: int, subjects: Ints
    ) -> list[tuple[bytes, frozenset[int]]]:
        """Return on which literals, and atoms, an undecided formula turns for some subjects."""
        atoms, reached = self._reached(kind, formula)
        rows = reached[subjects]
        patterns, which = np.unique(np.packbits(rows, axis=1), axis=0, return_inverse=True)
        told = [
            (
                pattern.tobytes(),
                frozenset(a for a, on in zip(atoms, np.unpackbits(pattern), strict=False) if on),
            )
            for pattern in patterns
        ]
        return [told[each] for each in which.ravel().tolist()]

    def _reach(self, kind: SubjectKind, formula: int) -> tuple[tuple[int, ...], Reached]:
        of = self._rules.formulas[formula]
        _, literals = inquired(of, lambda atom: self.atom(kind, atom))
        shape = self.subjects[kind].lines.shape
        reached = np.stack([np.broadcast_to(own, shape) for _, own in literals], axis=1)
        return tuple(atom for atom, _ in literals), reached

    def _atom(self, kind: SubjectKind, number: int) -> Truths:
        own = self.subjects[kind]
        atom = self._rules.atoms.atoms[number]
        if isinstance(atom, AnyOther) or atom.scope is Scope.DESTINATION:
            return self._of_lines(number)[own.lines]
        return self._of_part(own, atom, number)

    def _of_part(self, own: Subjects, atom: Test, number: int) -> Truths:
        laid, place = self._laid, number - self._rules.atoms.start(atom.scope)
        match atom.scope:
            case Scope.ROW:
                return _or_false(laid.row_truths[:, place], own.rows)
            case Scope.CONTROL:
                return _or_false(laid.control_truths[:, place], own.controls)
            case Scope.PARTY:
                return _or_false(self._of_entities(atom.scope, number), own.parties)
            case Scope.LINE:
                return self._of_entities(atom.scope, number)[own.lines]
            case _:
                return self._of_entities(atom.scope, number)[laid.line_orders[own.lines]]

    def _of_entities(self, scope: Scope, number: int) -> Truths:
        fact, place = self._fact_of[number]
        kinds = self._laid.facts.of(scope)[fact]
        return np.asarray(kinds.truths[kinds.numbers, place])

    def _order_wide(self, number: int) -> Truths:
        """Return for each line what becomes of a condition on destinations, or on any other."""
        atom = self._rules.atoms.atoms[number]
        if not isinstance(atom, AnyOther):
            column = self._laid.destination_truths[:, self._quantified[number]]
            return np.asarray(column[self._laid.destinations[self._laid.line_orders]])
        kind = SubjectKind.CONTROL if isinstance(atom, AnyControl) else SubjectKind.PARTY
        inner = self._rules.atoms.inner[number]
        assert inner is not None
        found = np.full(len(self._laid.line_orders), FALSE, dtype=np.uint8)
        own = self.subjects[kind].lines
        told = truth(inner, lambda each: self.atom(kind, each))
        np.maximum.at(found, own, np.broadcast_to(told, own.shape))
        return found


def _or_false(truths: Truths, numbers: Ints) -> Truths:
    """Return the truths of parts by their numbers; of no part nothing holds."""
    return np.append(truths, np.uint8(FALSE))[numbers]
