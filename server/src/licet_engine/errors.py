"""What can go wrong inside the engine.

LicetError
├── RuleSetError      the rule set contradicts itself; nothing is decided with it
├── SaleError         the sale cannot be read as one; carries field violations
└── EngineFault       the matcher failed; no decision was made
    └── PoisonedError it had failed before, and answers no more
"""

from __future__ import annotations

from dataclasses import dataclass


class LicetError(Exception):
    """Every error of ours descends from this one."""


class RuleSetError(LicetError):
    """A rule set that contradicts itself is refused whole."""


class EngineFault(LicetError):  # noqa: N818 (a fault, as the field calls it)
    """A matcher that failed makes no decision: the order stays unconfirmed."""


class PoisonedError(EngineFault):
    """A matcher that has failed before answers no more."""


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """One field of a sale is wrong: where it is, and what is wrong with it."""

    path: str
    reason: str


class SaleError(LicetError):
    """A sale that cannot be read is refused with every violation found in it."""

    def __init__(self, violations: tuple[FieldViolation, ...]) -> None:
        super().__init__("; ".join(f"{v.path}: {v.reason}" for v in violations))
        self.violations = violations
