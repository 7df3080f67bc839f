"""Conditions become atoms and formulas.

Atoms are numbered by the part of a subject's facts they read, so that a subject's atom
vector is its parts laid end to end.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from licet_engine.provisions.conditions import (
    All,
    AllOf,
    Any,
    AnyControl,
    AnyOf,
    AnyOther,
    AnyParty,
    Atom,
    Condition,
    Formula,
    Literal,
    Not,
    Quantifier,
    Test,
    of_control,
)
from licet_engine.provisions.model import RESTRAINING, Effect
from licet_engine.vocabulary import Scope

_ORDER = {Scope.SALE: 0, Scope.LINE: 1, Scope.PARTY: 2, Scope.ROW: 3, Scope.CONTROL: 4}
_ORDER_WIDE = 5


NAMES: dict[type[AnyOther], str] = {AnyParty: "any_party", AnyControl: "any_control"}
"""What conditions on other subjects are called in rule files."""


@dataclass(frozen=True)
class AtomTable:
    """Every distinct atom of a rule set, numbered; `inner` holds formulas of any-party atoms."""

    atoms: tuple[Atom, ...]
    number: dict[Atom, int]
    inner: tuple[Formula | None, ...]
    destination_tests: tuple[Test, ...]

    @cached_property
    def _spans(self) -> tuple[tuple[int, int], ...]:
        parts = [_part(atom) for atom in self.atoms]
        return tuple(
            (bisect_left(parts, part), bisect_right(parts, part)) for part in range(_ORDER_WIDE + 1)
        )

    @cached_property
    def _tests(self) -> dict[Scope, tuple[Test, ...]]:
        return {
            scope: tuple(a for a in self.atoms[start:end] if isinstance(a, Test))
            for scope, part in _ORDER.items()
            for start, end in (self._spans[part],)
        }

    def tests(self, scope: Scope) -> tuple[Test, ...]:
        """Return the tests of one scope, in the order of their numbers."""
        return self._tests[scope]

    def start(self, scope: Scope) -> int:
        """Return the number of the first atom of one scope."""
        return self._spans[_ORDER[scope]][0]

    @cached_property
    def order_wide(self) -> tuple[tuple[int, Atom], ...]:
        """The numbered atoms that read the order as a whole: destinations and any party."""
        start, end = self._spans[_ORDER_WIDE]
        return tuple((n, self.atoms[n]) for n in range(start, end))

    @cached_property
    def others(self) -> tuple[tuple[int, AnyOther, Formula], ...]:
        """The numbered atoms that ask about other subjects, each with its inner formula."""
        return tuple(
            (n, atom, inner)
            for n, atom in self.order_wide
            if isinstance(atom, AnyOther) and (inner := self.inner[n]) is not None
        )

    @cached_property
    def quantified(self) -> tuple[tuple[int, int, bool], ...]:
        """The numbered atoms that ask about destinations: which test, and whether one is enough."""
        return tuple(
            (n, self.destination_column(atom), atom.quantifier is Quantifier.SOME)
            for n, atom in self.order_wide
            if isinstance(atom, Test)
        )

    @cached_property
    def _columns(self) -> dict[Test, int]:
        return {test: n for n, test in enumerate(self.destination_tests)}

    def destination_column(self, atom: Test) -> int:
        """Return which of the destination tests a quantified atom asks about."""
        return self._columns[Test(atom.scope, atom.fact, atom.op, atom.operand)]


def negation_normal(condition: Condition, effect: Effect, *, negated: bool = False) -> Condition:
    """Return the condition with `Not` on atoms only and its destinations quantified.

    A restraint holds if some destination meets it, a permit or clearance only if every one
    does (15 CFR 744.11 and 748.5: each party and place of the sale counts); under a
    negation the quantifier turns over.
    """
    match condition:
        case Not(part):
            return negation_normal(part, effect, negated=not negated)
        case All(parts) | Any(parts):
            inner = tuple(negation_normal(p, effect, negated=negated) for p in parts)
            conjunction = isinstance(condition, All) != negated
            return All(inner) if conjunction else Any(inner)
        case AnyControl(inside):
            atom: Condition = AnyControl(negation_normal(of_control(inside), effect))
        case AnyOther(inside):
            atom = type(condition)(negation_normal(inside, effect))
        case Test():  # exhaustive
            atom = _quantified(condition, effect, negated=negated)
    return Not(atom) if negated else atom


def _quantified(test: Test, effect: Effect, *, negated: bool) -> Test:
    if test.scope is not Scope.DESTINATION or test.quantifier is not None:
        return test
    some = (effect in RESTRAINING or effect is Effect.BARS) != negated
    quantifier = Quantifier.SOME if some else Quantifier.EVERY
    return Test(test.scope, test.fact, test.op, test.operand, quantifier)


def tabulate(conditions: Iterable[Condition]) -> AtomTable:
    """Return the numbered atoms of conditions already in negation normal form."""
    distinct = {atom for condition in conditions for atom in _atoms(condition)}
    atoms = tuple(sorted(distinct, key=_sort_key))
    number = {atom: n for n, atom in enumerate(atoms)}
    inner = tuple(
        formula(atom.condition, number) if isinstance(atom, AnyOther) else None for atom in atoms
    )
    places = {
        Test(a.scope, a.fact, a.op, a.operand)
        for a in atoms
        if isinstance(a, Test) and a.scope is Scope.DESTINATION
    }
    return AtomTable(atoms, number, inner, tuple(sorted(places, key=_sort_key)))


def formula(condition: Condition, number: dict[Atom, int]) -> Formula:
    """Return a condition in negation normal form as a formula over atom numbers."""
    match condition:
        case Not(part):
            assert isinstance(part, Test | AnyOther)
            return Literal(number[part], negated=True)
        case All(parts):
            return AllOf(tuple(formula(part, number) for part in parts))
        case Any(parts):
            return AnyOf(tuple(formula(part, number) for part in parts))
        case Test() | AnyOther():  # exhaustive
            return Literal(number[condition])


def literals(of: Formula) -> Iterator[Literal]:
    """Yield every literal of a formula, from left to right."""
    if isinstance(of, Literal):
        yield of
        return
    for part in of.parts:
        yield from literals(part)


def _atoms(condition: Condition) -> Iterator[Atom]:
    match condition:
        case Not(part):
            yield from _atoms(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _atoms(part)
        case AnyOther(inside):
            yield condition
            yield from _atoms(inside)
        case Test():  # exhaustive
            yield condition


def _part(atom: Atom) -> int:
    return _ORDER.get(atom.scope, _ORDER_WIDE) if isinstance(atom, Test) else _ORDER_WIDE


def _sort_key(atom: Atom) -> tuple[int, str]:
    return _part(atom), canonical(atom)


def canonical(condition: Condition) -> str:
    """Return a text that is equal for equal conditions, whatever the hash seed."""
    match condition:
        case All(parts):
            return f"all({','.join(canonical(p) for p in parts)})"
        case Any(parts):
            return f"any({','.join(canonical(p) for p in parts)})"
        case Not(part):
            return f"not({canonical(part)})"
        case AnyOther(inside):
            return f"{NAMES[type(condition)]}({canonical(inside)})"
        case Test(scope, fact, op, operand, quantifier):  # exhaustive
            shown = "|".join(sorted(operand)) if isinstance(operand, frozenset) else str(operand)
            place = quantifier.value if quantifier else ""
            return f"{scope.value}.{fact} {op.value} {shown} {place}"
