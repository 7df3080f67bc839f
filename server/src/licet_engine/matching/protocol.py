"""What every matcher does, compiled or reference."""

from __future__ import annotations

from typing import Protocol

FALSE, TRUE, UNKNOWN = 0, 1, 2
"""The three truth values, as the bytes that atom vectors and truth vectors are made of."""


class Matcher(Protocol):
    """Evaluates every formula of a rule set on one subject's atoms.

    A matcher is made from a tuple of formulas. It is total: it answers for every formula,
    by strong Kleene logic, or it raises `EngineFault` and no decision is made.
    """

    def match(self, atoms: bytes) -> bytes:
        """Return the truth of each formula, in order, given the truth of each atom."""
        ...
