"""A formula as its alternatives: conjunctions of literals, any of which is enough.

Distributivity and absorption hold in strong Kleene logic, so the alternatives together have
the formula's truth. The law of contradiction does not hold: `a and not a` is unknown where
`a` is, so an alternative that contradicts itself is never known true but may be possible.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal

Alternative = frozenset[Literal]
_NEVER: frozenset[Alternative] = frozenset()
_ALWAYS: frozenset[Alternative] = frozenset({frozenset()})
_RAW_FACTOR = 8


class TooManyAlternativesError(Exception):
    """A formula has more alternatives than allowed."""


def alternatives(formula: Formula, most: int) -> frozenset[Alternative]:
    """Return the alternatives of a formula; none of them is implied by another.

    No alternative at all means never, one empty alternative means always. Raises
    `TooManyAlternativesError` past `most`.
    """
    match formula:
        case Literal():
            return frozenset({frozenset({formula})})
        case AnyOf(parts):
            each = (alternatives(part, most) for part in parts)
            return reduce(lambda left, right: _absorbed(left | right, most), each, _NEVER)
        case AllOf(parts):
            each = (alternatives(part, most) for part in parts)
            return reduce(lambda left, right: _product(left, right, most), each, _ALWAYS)


def contradicts_itself(alternative: Alternative) -> bool:
    """Return whether an alternative asks for an atom and for its negation."""
    return len({literal.atom for literal in alternative}) < len(alternative)


def _product(
    left: frozenset[Alternative], right: frozenset[Alternative], most: int
) -> frozenset[Alternative]:
    # absorption compares all pairs, so what it is given is bounded as well
    if len(left) * len(right) > most * _RAW_FACTOR:
        raise TooManyAlternativesError
    return _absorbed({one | other for one in left for other in right}, most)


def _absorbed(found: Iterable[Alternative], most: int) -> frozenset[Alternative]:
    """Drop what a weaker alternative implies: `a or (a and b)` is `a`."""
    kept: list[Alternative] = []
    for alternative in sorted(found, key=len):
        if not any(weaker <= alternative for weaker in kept):
            kept.append(alternative)
    if len(kept) > most:
        raise TooManyAlternativesError
    return frozenset(kept)
