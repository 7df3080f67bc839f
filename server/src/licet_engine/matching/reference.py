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
            values = {truth(part, atoms) for part in parts}
            return FALSE if FALSE in values else UNKNOWN if UNKNOWN in values else TRUE
        case AnyOf(parts):  # exhaustive
            values = {truth(part, atoms) for part in parts}
            return TRUE if TRUE in values else UNKNOWN if UNKNOWN in values else FALSE


class ReferenceMatcher:
    """Evaluates formulas one by one, as they are written."""

    def __init__(self, formulas: tuple[Formula, ...]) -> None:
        self._formulas = formulas

    def match(self, atoms: bytes) -> bytes:
        """Return the truth of each formula, in order."""
        return bytes(truth(formula, atoms) for formula in self._formulas)
