"""Facts and tests in words that a person who knows export control can check."""

from __future__ import annotations

from licet_engine.facts.values import TRUE, UNKNOWN
from licet_engine.matching.reference import truth
from licet_engine.provisions.conditions import (
    All,
    AllOf,
    Any,
    AnyControl,
    AnyOther,
    Atom,
    Condition,
    Formula,
    Literal,
    Money,
    Not,
    Op,
    Quantifier,
    RowDate,
    Test,
)
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import Scope

_WHOSE = {
    Scope.PARTY: "this party's ",
    Scope.ROW: "the list row's ",
    Scope.CONTROL: "the control's ",
}
_ROW_DATES = {
    RowDate.FROM: "the day the row was listed",
    RowDate.THROUGH: "the last day of the row's listing",
    RowDate.ANNOUNCED: "the day the row was announced",
}


def reading(atom: Atom, *, negated: bool = False) -> str:
    """Return a test, or its negation, as words."""
    if isinstance(atom, AnyOther):
        other = "control" if isinstance(atom, AnyControl) else "party"
        return f"{'no' if negated else 'some'} {other} meets: {_spelled(atom.condition)}"
    subject = f"{_whose(atom)}{atom.fact}"
    return f"{subject} {_predicate(atom, negated=negated)}"


def _spelled(condition: Condition) -> str:
    match condition:
        case Not(part):
            return f"not ({_spelled(part)})"
        case All(parts):
            return "; ".join(_spelled(part) for part in parts)
        case Any(parts):
            return " or ".join(f"({_spelled(part)})" for part in parts)
        case Test() | AnyOther():  # exhaustive
            return reading(condition)


def _whose(test: Test) -> str:
    if test.quantifier is not None:
        return "some " if test.quantifier is Quantifier.SOME else "every "
    row_date = isinstance(test.operand, RowDate)
    return "" if row_date else _WHOSE.get(test.scope, "")


def _predicate(test: Test, *, negated: bool) -> str:
    is_, not_ = ("is not", "not ") if negated else ("is", "")
    match test.op:
        case Op.IS_TRUE:
            return f"{is_} true"
        case Op.IN:
            codes = sorted(test.operand) if isinstance(test.operand, frozenset) else []
            return f"{is_} {' or '.join(codes)}"
        case Op.ON_OR_BEFORE:
            return f"{is_} given and on or before {_operand(test)}"
        case Op.ON_OR_AFTER:
            return f"{is_} given and on or after {_operand(test)}"
        case Op.BELOW:  # exhaustive
            return f"is {not_}below {_operand(test)}"


def _operand(test: Test) -> str:
    if isinstance(test.operand, RowDate):
        return _ROW_DATES[test.operand]
    if isinstance(test.operand, Money):
        return f"{test.operand.amount} {test.operand.currency}"
    return str(test.operand)


def why(rules: RuleSet, formula: Formula, atoms: bytes) -> str:
    """Return the tests that made a condition hold, in words."""
    found: dict[str, None] = {}
    _collect(rules, formula, atoms, found)
    return "; ".join(found) or "it holds for every such line"


def _collect(rules: RuleSet, formula: Formula, atoms: bytes, into: dict[str, None]) -> bool:
    """Add the literals that hold, and tell whether the formula does."""
    if isinstance(formula, Literal):
        holds = (atoms[formula.atom] == TRUE) != formula.negated
        if holds:
            into[reading(rules.atoms.atoms[formula.atom], negated=formula.negated)] = None
        return holds
    held = []
    for part in formula.parts:
        inner: dict[str, None] = {}
        if _collect(rules, part, atoms, inner):
            held.append(True)
            into.update(inner)
        else:
            held.append(False)
    return all(held) if isinstance(formula, AllOf) else any(held)


def open_words(rules: RuleSet, formula: Formula, atoms: bytes) -> str:
    """Return on what a condition that is unknown still turns, in words."""
    if isinstance(formula, Literal):
        return reading(rules.atoms.atoms[formula.atom], negated=formula.negated)
    open_ = [
        open_words(rules, part, atoms) for part in formula.parts if truth(part, atoms) == UNKNOWN
    ]
    return (" and " if isinstance(formula, AllOf) else " or ").join(dict.fromkeys(open_))
