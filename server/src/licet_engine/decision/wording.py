"""Facts and tests in words that a person who knows export control can check."""

from __future__ import annotations

from licet_engine.facts.values import FALSE, TRUE, UNCLAIMED, UNKNOWN
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
    if atom.quantifier is not None:
        return f"{_how_many(atom, negated=negated)} {atom.fact} {_predicate(atom, negated=False)}"
    return f"{_whose(atom)}{atom.fact} {_predicate(atom, negated=negated)}"


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


def _how_many(test: Test, *, negated: bool) -> str:
    if test.quantifier is Quantifier.SOME:
        return "no" if negated else "some"
    return "not every" if negated else "every"


def _whose(test: Test) -> str:
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
        value = atoms[formula.atom]
        holds = value in (FALSE, UNCLAIMED) if formula.negated else value == TRUE
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


def why_not(rules: RuleSet, formula: Formula, atoms: bytes) -> str:
    """Return what a condition that does not hold still asks for, in words."""
    if isinstance(formula, Literal):
        return reading(rules.atoms.atoms[formula.atom], negated=formula.negated)
    unmet = [part for part in formula.parts if not _collect(rules, part, atoms, {})]
    told = {why_not(rules, part, atoms): _lacking(rules, part, atoms) for part in unmet}
    if isinstance(formula, AllOf):
        return "; ".join(told)
    nearest = [text for text, lacking in told.items() if lacking == min(told.values())]
    return nearest[0] if len(nearest) == 1 else " or ".join(f"({each})" for each in nearest)


_FAR = 1000


def _lacking(rules: RuleSet, formula: Formula, atoms: bytes) -> int:
    """Return how far a condition is from holding; what tables say nobody can change."""
    if isinstance(formula, Literal):
        atom = rules.atoms.atoms[formula.atom]
        of_tables = isinstance(atom, Test) and atom.scope in (Scope.CONTROL, Scope.ROW)
        return 0 if _collect(rules, formula, atoms, {}) else _FAR if of_tables else 1
    parts = [_lacking(rules, part, atoms) for part in formula.parts]
    return sum(parts) if isinstance(formula, AllOf) else min(parts, default=0)


def open_words(rules: RuleSet, formula: Formula, atoms: bytes) -> str:
    """Return on what a condition that is unknown still turns, in words."""
    if isinstance(formula, Literal):
        return reading(rules.atoms.atoms[formula.atom], negated=formula.negated)
    open_ = [
        open_words(rules, part, atoms) for part in formula.parts if truth(part, atoms) == UNKNOWN
    ]
    return (" and " if isinstance(formula, AllOf) else " or ").join(dict.fromkeys(open_))
