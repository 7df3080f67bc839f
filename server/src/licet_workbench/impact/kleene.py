"""Strong Kleene logic on columns: the truth of a formula for many subjects at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from licet_engine.provisions.conditions import AllOf, Formula, Literal
from numpy.typing import NDArray

Truths = NDArray[np.uint8]
FALSE, UNKNOWN, TRUE = 0, 1, 2
"""In the order of truth: a conjunction is as true as its least part, and so on."""
_ORDERED = np.array([FALSE, TRUE, UNKNOWN, FALSE], dtype=np.uint8)
"""The engine's bytes in that order; what is not claimed reads as false."""


def ordered(part: bytes) -> Truths:
    """Return the bytes of the engine's atoms as truths that can be compared."""
    return np.asarray(_ORDERED[np.frombuffer(part, dtype=np.uint8)])


def truth(formula: Formula, atoms: Callable[[int], Truths]) -> Truths:
    """Return the truth of a formula, given the truths of each atom.

    It is one truth for all where it hangs on none of them.
    """
    if isinstance(formula, Literal):
        found = atoms(formula.atom)
        return TRUE - found if formula.negated else found
    whole = isinstance(formula, AllOf)
    joined = np.minimum if whole else np.maximum
    told = np.array([TRUE if whole else FALSE], dtype=np.uint8)
    for part in formula.parts:
        told = joined(told, truth(part, atoms))
        # Most of the law is about nobody: what is false of all stays so, whatever else is asked.
        if whole and not told.any():
            break
    return told


Reached = NDArray[np.bool_]


def inquired(
    formula: Formula, atoms: Callable[[int], Truths]
) -> tuple[Truths, list[tuple[int, Reached]]]:
    """Return the truth of a formula and, for each literal, where the formula turns on it.

    What is undecided turns on its undecided parts alone: what a decided part says is settled.
    """
    if isinstance(formula, Literal):
        found = truth(formula, atoms)
        return found, [(formula.atom, found == UNKNOWN)]
    whole = isinstance(formula, AllOf)
    joined = np.minimum if whole else np.maximum
    told = np.array([TRUE if whole else FALSE], dtype=np.uint8)
    parts = [inquired(part, atoms) for part in formula.parts]
    for own, _ in parts:
        told = joined(told, own)
    open_ = told == UNKNOWN
    return told, [(atom, reached & open_) for _, own in parts for atom, reached in own]
