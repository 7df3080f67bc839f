"""What tests and conditions are called in boxes."""

from __future__ import annotations

from licet_engine.provisions.compiling import NAMES
from licet_engine.provisions.conditions import (
    All,
    Any,
    AnyOther,
    Condition,
    Money,
    Not,
    Op,
    RowDate,
    Test,
)

_MOST = 8
_JOINED = {All: " and ", Any: " or "}


def code_words(test: Test) -> str:
    """Return what a test compares its fact with; nothing for a flag."""
    operand = test.operand
    match test.op:
        case Op.IS_TRUE:
            return ""
        case Op.IN:
            codes = sorted(test.codes)
            more = f" and {len(codes) - _MOST} more" if len(codes) > _MOST else ""
            return f"is {' or '.join(codes[:_MOST])}{more}"
        case _:
            shown = (
                f"{operand.amount} {operand.currency}" if isinstance(operand, Money) else operand
            )
            shown = operand.value if isinstance(operand, RowDate) else shown
            return f"{test.op.value} {shown}"


def condition_words(condition: Condition) -> str:
    """Return a condition in words."""
    match condition:
        case Test():
            return f"{condition.fact} {code_words(condition)}".strip()
        case Not(part):
            return f"not ({condition_words(part)})"
        case AnyOther(inside):
            return f"{NAMES[type(condition)]} ({condition_words(inside)})"
        case All(parts) | Any(parts):
            return _JOINED[type(condition)].join(sorted(map(condition_words, parts))) or "anything"
