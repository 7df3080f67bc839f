"""A matcher for many orders at once: what is asked of nothing that is true is not looked at.

It answers as the reference matcher does, and remembers what it answered: two rule sets with the
same conditions share one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
from licet_engine.matching.protocol import FALSE, TRUE, UNKNOWN
from licet_engine.provisions.compiling import literals
from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal

_BYTES = 16_000_000
"""Of what is remembered: a vector has a byte for each atom, its answer one for each formula."""
_NOT = (TRUE, FALSE, UNKNOWN)
Truth = Callable[[bytes], int]
_Told = tuple[int, Truth]
"""A formula by its number."""


class WatchingMatcher:
    """Evaluates formulas of which some watched atom is not false: without one, they are false."""

    def __init__(self, formulas: tuple[Formula, ...]) -> None:
        self._size = len(formulas)
        counts = Counter(each.atom for formula in formulas for each in literals(formula))
        watching: dict[int | None, list[_Told]] = {None: []}
        for number, formula in enumerate(formulas):
            told = number, compiled(formula)
            watched = _watched(formula, counts)
            for atom in (None,) if watched is None else watched:
                watching.setdefault(atom, []).append(told)
        self._always = watching.pop(None)
        self._watching = watching
        most = _BYTES // (1 + max(counts, default=0) + self._size)
        self.match: Callable[[bytes], bytes] = lru_cache(most)(self._match)

    def _match(self, atoms: bytes) -> bytes:
        found = bytearray(self._size)
        for atom in np.flatnonzero(np.frombuffer(atoms, dtype=np.uint8)).tolist():
            for number, truth in self._watching.get(atom, ()):
                found[number] = truth(atoms)
        for number, truth in self._always:
            found[number] = truth(atoms)
        return bytes(found)


def _watched(formula: Formula, counts: Mapping[int, int]) -> frozenset[int] | None:
    """Return atoms without any of which a formula is false: those that are seldom asked for.

    None for a formula that may hold though every atom is false.
    """
    match formula:
        case Literal(atom, negated):
            return None if negated else frozenset({atom})
        case AllOf(parts):
            each = [own for part in parts if (own := _watched(part, counts)) is not None]
            told = ((sum(counts[atom] for atom in own), sorted(own)) for own in each)
            return frozenset(min(told)[1]) if each else None
        case AnyOf(parts):  # exhaustive
            every = [_watched(part, counts) for part in parts]
            some = [own for own in every if own is not None]
            return frozenset[int]().union(*some) if len(some) == len(every) else None


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
