"""A matcher for many orders at once: what one part makes false is not looked at any further.

It answers as the reference matcher does, and remembers what it answered: two rule sets with the
same conditions share one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from licet_engine.matching.protocol import FALSE, TRUE, UNKNOWN
from licet_engine.provisions.compiling import literals
from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal

_BYTES = 16_000_000
"""Of what is remembered: a vector has a byte for each atom, its answer one for each formula."""
_NOT = (TRUE, FALSE, UNKNOWN)
Truth = Callable[[bytes], int]
Guard = tuple[int, int]
"""An atom, and the truth of it that makes a conjunction false."""
_Told = tuple[int, frozenset[Guard], Truth]
_FEWEST = 2
"""Formulas that share a guard, for it to be worth looking at first."""


@dataclass(frozen=True, slots=True)
class _Node:
    """Formulas that are evaluated here, and those behind one more guard."""

    own: tuple[tuple[int, Truth], ...]
    behind: tuple[tuple[int, int, _Node], ...]

    def fill(self, atoms: bytes, found: bytearray) -> None:
        """Put the truth of every formula whose guards are not all false at its place."""
        for number, truth in self.own:
            found[number] = truth(atoms)
        for atom, false, node in self.behind:
            if atoms[atom] != false:
                node.fill(atoms, found)


class GuardedMatcher:
    """Evaluates formulas, those with a part in common that is false all at once."""

    def __init__(self, formulas: tuple[Formula, ...]) -> None:
        self._size = len(formulas)
        told = [(n, frozenset(_guards(f)), compiled(f)) for n, f in enumerate(formulas)]
        self._root = _node(told)
        atoms = 1 + max((each.atom for f in formulas for each in literals(f)), default=0)
        most = _BYTES // (atoms + self._size)
        self.match: Callable[[bytes], bytes] = lru_cache(most)(self._match)

    def _match(self, atoms: bytes) -> bytes:
        found = bytearray(self._size)
        self._root.fill(atoms, found)
        return bytes(found)


def _node(told: list[_Told]) -> _Node:
    """Put formulas behind the guard that the most of them share, over and over."""
    behind: list[tuple[int, int, _Node]] = []
    counted = Counter(guard for _, guards, _ in told for guard in guards)
    while counted:
        guard = max(counted, key=lambda each: (counted[each], each))
        if counted[guard] < _FEWEST:
            break
        shared = [(n, guards - {guard}, truth) for n, guards, truth in told if guard in guards]
        told = [each for each in told if guard not in each[1]]
        counted.subtract(each for _, guards, _ in shared for each in (guard, *guards))
        behind.append((*guard, _node(shared)))
    singly = [(*min(guards), _Node(((n, truth),), ())) for n, guards, truth in told if guards]
    own = tuple((n, truth) for n, guards, truth in told if not guards)
    return _Node(own, (*behind, *singly))


def _guards(formula: Formula) -> list[Guard]:
    parts = formula.parts if isinstance(formula, AllOf) else (formula,)
    literals = (part for part in parts if isinstance(part, Literal))
    return [(literal.atom, TRUE if literal.negated else FALSE) for literal in literals]


def compiled(formula: Formula) -> Truth:
    """Return the strong Kleene truth of a formula, as a function of the truth of each atom."""
    match formula:
        case Literal(atom, negated):
            return (lambda atoms: _NOT[atoms[atom]]) if negated else (lambda atoms: atoms[atom])
        case AllOf(parts):
            return _joined(parts, FALSE, TRUE)
        case AnyOf(parts):  # exhaustive
            return _joined(parts, TRUE, FALSE)


def _joined(parts: tuple[Formula, ...], settles: int, otherwise: int) -> Truth:
    """One part that settles it settles it; literals are looked at first."""
    plain = [
        (p.atom, _NOT[settles] if p.negated else settles) for p in parts if isinstance(p, Literal)
    ]
    inner = [compiled(part) for part in parts if not isinstance(part, Literal)]

    def truth(atoms: bytes) -> int:
        found = otherwise
        for atom, settled in plain:
            value = atoms[atom]
            if value == settled:
                return settles
            if value == UNKNOWN:
                found = UNKNOWN
        for part in inner:
            value = part(atoms)
            if value == settles:
                return settles
            if value == UNKNOWN:
                found = UNKNOWN
        return found

    return truth
