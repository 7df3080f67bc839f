"""A matcher for many orders at once: what one part makes false is not looked at any further.

It answers as the reference matcher does, and remembers what it answered: two rule sets with the
same conditions share one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from licet_engine.matching.protocol import FALSE, TRUE, UNKNOWN
from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal

_VECTORS = 65_536
_NOT = (TRUE, FALSE, UNKNOWN)
Truth = Callable[[bytes], int]
Guard = tuple[int, int]
"""An atom, and the truth of it that makes a conjunction false."""


class GuardedMatcher:
    """Evaluates formulas, those with a part in common that is false all at once."""

    def __init__(self, formulas: tuple[Formula, ...]) -> None:
        self._size = len(formulas)
        shared = _shared(formulas)
        guarded: dict[Guard | None, list[tuple[int, Truth]]] = {}
        for number, formula in enumerate(formulas):
            guard = max(_guards(formula), key=lambda each: (shared[each], each), default=None)
            guarded.setdefault(guard, []).append((number, compiled(formula)))
        self._always = guarded.pop(None, [])
        self._guarded = [(*guard, own) for guard, own in guarded.items() if guard is not None]
        self.match: Callable[[bytes], bytes] = lru_cache(_VECTORS)(self._match)

    def _match(self, atoms: bytes) -> bytes:
        found = bytearray(self._size)
        for number, truth in self._always:
            found[number] = truth(atoms)
        for atom, false, own in self._guarded:
            if atoms[atom] != false:
                for number, truth in own:
                    found[number] = truth(atoms)
        return bytes(found)


def _guards(formula: Formula) -> list[Guard]:
    parts = formula.parts if isinstance(formula, AllOf) else (formula,)
    literals = (part for part in parts if isinstance(part, Literal))
    return [(literal.atom, TRUE if literal.negated else FALSE) for literal in literals]


def _shared(formulas: tuple[Formula, ...]) -> dict[Guard, int]:
    found: dict[Guard, int] = {}
    for formula in formulas:
        for guard in _guards(formula):
            found[guard] = found.get(guard, 0) + 1
    return found


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
