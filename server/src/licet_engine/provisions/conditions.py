"""The closed condition language, and the formulas over atoms that matchers evaluate.

Rules are written as `Condition` trees over declared facts. Loading turns each distinct
test into an *atom* and each distinct condition into a *formula* in negation normal form
over atom numbers, which is all that a matcher ever sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from licet_engine.enums import QuickEnum
from licet_engine.vocabulary import Scope


class Op(QuickEnum):
    """How a test compares a fact with its operand."""

    IN = "in"
    """a code, or any of several codes, is among the operand's"""
    IS_TRUE = "is_true"
    """a flag is true"""
    ON_OR_BEFORE = "on_or_before"
    ON_OR_AFTER = "on_or_after"
    BELOW = "below"
    """an amount in the operand's currency is less than the operand's"""


class RowDate(QuickEnum):
    """A date of the matched list row, as the operand of a comparison."""

    FROM = "row.from"
    THROUGH = "row.through"
    ANNOUNCED = "row.announced"


class Quantifier(QuickEnum):
    """Which of an order's destinations must meet a test."""

    SOME = "some"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency; amounts in another are unknown, never converted."""

    amount: Decimal
    currency: str


Operand = frozenset[str] | date | RowDate | Money | None


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of one fact; `quantifier` is set for destinations only."""

    scope: Scope
    fact: str
    op: Op
    operand: Operand = None
    quantifier: Quantifier | None = None

    __test__ = False

    @property
    def codes(self) -> frozenset[str]:
        """The codes that a test of codes compares with."""
        assert isinstance(self.operand, frozenset)
        return self.operand


@dataclass(frozen=True, slots=True)
class AnyOther:
    """Some other subject of the line meets all of the inner condition."""

    condition: Condition


class AnyParty(AnyOther):
    """Some party of the order, with one of its list rows."""

    __slots__ = ()


class AnyControl(AnyOther):
    """Some reason for which the item is controlled."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; no parts hold always."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Some part holds; no parts never hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = Test | AnyOther | All | Any | Not
Atom = Test | AnyOther
ALWAYS = All(())
REACHES = Test(Scope.CONTROL, "reaches", Op.IS_TRUE)
"""A control reaches the paragraph that the item is of; every condition on a control asks for it."""
IN_SCOPE = Test(Scope.CONTROL, "in_scope", Op.IS_TRUE)
"""The item is of the part of the paragraph that a control reaches, where it reaches no more."""


def of_control(condition: Condition) -> Condition:
    """Return a condition on a control, which holds of none that does not reach the item."""
    return All((REACHES, IN_SCOPE, condition))


@dataclass(frozen=True, slots=True)
class Literal:
    """An atom, by its number, or its negation."""

    atom: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """The conjunction of formulas."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The disjunction of formulas."""

    parts: tuple[Formula, ...]


Formula = Literal | AllOf | AnyOf
"""A condition in negation normal form over atom numbers."""
