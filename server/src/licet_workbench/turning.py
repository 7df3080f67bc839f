"""Which conditions a list row more could turn, and which way."""

from __future__ import annotations

from licet_engine.facts.ownership import OWNERSHIP
from licet_engine.lists import ListRow
from licet_engine.provisions.conditions import All, Any, AnyOther, AnyParty, Condition, Not, Test
from licet_engine.vocabulary import Scope

from licet_workbench.regimes import asked_tests


def could_turn(condition: Condition, row: ListRow, *, on: bool) -> bool:
    """Tell whether a row more could turn a condition on, or off, for some subject of some sale.

    When in doubt it could. A party on no row is a subject without a row, which meets no test
    on rows; listed on the row, it is a subject that meets what the row meets.
    """
    match condition:
        case All(parts) | Any(parts):
            return any(could_turn(part, row, on=on) for part in parts)
        case Not(part):
            return could_turn(part, row, on=not on)
        case AnyParty(inside):
            return _could_turn_on(inside, row) if on else could_turn(inside, row, on=False)
        case AnyOther():  # no list row says what an item is controlled for
            return False
        case Test():  # exhaustive
            return on and _may_meet(row, condition)


def _could_turn_on(inside: Condition, row: ListRow) -> bool:
    """Tell whether some party could begin to meet what none did.

    A party that is on another row already becomes one subject more, which may be the first
    not to be of some list: a negated test on rows turns on by whatever the row is.
    """
    asked = asked_tests(inside)
    return any(
        test.scope is Scope.ROW if negated else _may_meet(row, test) for test, negated in asked
    )


def _may_meet(row: ListRow, test: Test) -> bool:
    """Tell whether a party could meet a test by being on the row, or by being owned by one on it.

    Whether a day of the sale is before one of the row's, nobody can know beforehand.
    """
    if test.scope is not Scope.ROW:
        return test.fact in OWNERSHIP
    codes = _codes(row).get(test.fact)
    if codes is None or not isinstance(test.operand, frozenset):
        return True
    return not test.operand.isdisjoint(codes)


def _codes(row: ListRow) -> dict[str, tuple[str, ...]]:
    """Return what a row is to the tests that compare codes; any other test is in doubt."""
    facts = row.facts
    return {
        "list": (facts.list,),
        "regime": facts.regimes,
        "footnote": facts.footnotes,
        "ground": (facts.ground,),
        "scope": (facts.scope,),
        "exception_allowed": facts.exceptions_allowed,
    }
