"""The reference matcher: plain Python, sharing nothing with the compiled one but the formulas."""

from __future__ import annotations

from licet_engine.matching.protocol import FALSE, TRUE, UNKNOWN
from licet_engine.provisions.conditions import AllOf, AnyOf, Formula, Literal

_NOT = (TRUE, FALSE, UNKNOWN)


def truth(formula: Formula, atoms: bytes) -> int:
    """Return the strong Kleene truth of a formula, given the truth of each atom."""
    match formula:
        case Literal(atom, negated):
            return _NOT[atoms[atom]] if negated else atoms[atom]
        case AllOf(parts):
            return _joined(parts, atoms, FALSE, TRUE)
        case AnyOf(parts):  # exhaustive
            return _joined(parts, atoms, TRUE, FALSE)


def _joined(parts: tuple[Formula, ...], atoms: bytes, settling: int, neutral: int) -> int:
    """Return `settling` if a part is that, or unknown if a part is, or what no part speaks for."""
    joined = neutral
    for part in parts:
        value = truth(part, atoms)
        if value == settling:
            return settling
        if value == UNKNOWN:
            joined = UNKNOWN
    return joined


class ReferenceMatcher:
    """Evaluates formulas one by one, as they are written."""

    def __init__(self, formulas: tuple[Formula, ...]) -> None:
        self._formulas = formulas

    def match(self, atoms: bytes) -> bytes:
        """Return the truth of each formula, in order."""
        return bytes(truth(formula, atoms) for formula in self._formulas)
