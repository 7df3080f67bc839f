"""The condition language of rule files: `when` nodes become conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from licet_engine.provisions.conditions import (
    All,
    Any,
    AnyParty,
    Condition,
    Money,
    Not,
    Op,
    Operand,
    RowDate,
    Test,
)
from licet_engine.vocabulary import FactDeclaration, FactType, Scope, Vocabulary

from licet_server.loading.findings import Finding, RuleFilesError, nearest
from licet_server.loading.nodes import Node

_COMBINATORS = ("all", "any", "not")
_PARTIES = ("this_party", "any_party")
_DATE_OPS = {"on_or_before": Op.ON_OR_BEFORE, "on_or_after": Op.ON_OR_AFTER}
_OUTSIDE = frozenset({Scope.SALE, Scope.LINE, Scope.DESTINATION})
_INSIDE = frozenset({Scope.PARTY, Scope.ROW})


@dataclass(frozen=True, slots=True)
class Where:
    """Where in a provision a condition stands: which facts it may name there."""

    scopes: frozenset[Scope]
    this_party: bool
    any_party: bool


def outermost(*, of_party: bool) -> Where:
    """Return where a provision's `when` stands, for a subject with or without a party."""
    return Where(_OUTSIDE, this_party=of_party, any_party=True)


class ConditionReader:
    """Reads conditions over one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def read(self, node: Node, where: Where) -> Condition:
        """Return a node as a condition; a mapping with several keys means all of them.

        Raises `RuleFilesError` at the place of what is wrong.
        """
        if not isinstance(node.value, dict):
            _refuse(node, "expected a condition: a mapping such as `purpose: repair-return`")
        if not node.value:
            _refuse(node, "an empty condition; leave the key out if it is to hold always")
        parts = tuple(self._entry(node, key, value, where) for key, value in node.value.items())
        return parts[0] if len(parts) == 1 else All(parts)

    def _entry(self, node: Node, key: str, value: Node, where: Where) -> Condition:
        match key:
            case "all" | "any":
                parts = tuple(self.read(part, where) for part in _items(value))
                return All(parts) if key == "all" else Any(parts)
            case "not":
                return Not(self.read(value, where))
            case "this_party" | "any_party":
                return self._party(node, key, value, where)
            case _:
                return self._test(node, key, value, where)

    def _party(self, node: Node, key: str, value: Node, where: Where) -> Condition:
        allowed = where.this_party if key == "this_party" else where.any_party
        if not allowed:
            reason = (
                "the subject of this provision is the line alone; write `any_party`"
                if key == "this_party" and where.any_party
                else "a condition on a party is already open here"
            )
            raise RuleFilesError([Finding(node.keys[key], f"`{key}`: {reason}")])
        inner = self.read(value, Where(_INSIDE, this_party=False, any_party=False))
        return inner if key == "this_party" else AnyParty(inner)

    def _test(self, node: Node, key: str, value: Node, where: Where) -> Condition:
        fact = self._vocabulary.by_name.get(key)
        scope = Scope.ROW if _is_row_date(value) else fact and fact.scope
        if fact is None or scope not in where.scopes:
            words = [*self._words(where), *_COMBINATORS, *_PARTIES]
            known = "cannot be asked for here" if fact else "is not a declared fact"
            message = f"`{key}` {known}{nearest(key, set(words) - {key})}"
            raise RuleFilesError([Finding(node.keys[key], message)])
        return _compared(fact, value)

    def _words(self, where: Where) -> Iterator[str]:
        return (f.name for f in self._vocabulary.facts if f.scope in where.scopes)


def _compared(fact: FactDeclaration, value: Node) -> Condition:
    match fact.type:
        case FactType.FLAG:
            return _flag(fact, value)
        case FactType.CODE | FactType.CODES:
            return Test(fact.scope, fact.name, Op.IN, _codes(fact, value))
        case FactType.DATE:
            return _date(fact, value)
        case FactType.AMOUNT:
            return Test(fact.scope, fact.name, Op.BELOW, _money(value))


def _flag(fact: FactDeclaration, value: Node) -> Condition:
    if value.value not in ("true", "false"):
        _refuse(value, f"`{fact.name}` is true or false, not `{value.plain()}`")
    test = Test(fact.scope, fact.name, Op.IS_TRUE)
    return test if value.value == "true" else Not(test)


def _codes(fact: FactDeclaration, value: Node) -> frozenset[str]:
    items = value.value if isinstance(value.value, list) else [value]
    if not items:
        _refuse(value, f"`{fact.name}` is compared with nothing; write at least one value")
    return frozenset(_one_code(fact, item) for item in items)


def _one_code(fact: FactDeclaration, item: Node) -> str:
    if not isinstance(item.value, str):
        _refuse(item, f"`{fact.name}` is compared with words, not `{item.plain()}`")
    if fact.values and item.value not in fact.values:
        _refuse(item, f"`{item.value}` is not a {fact.name}{nearest(item.value, fact.values)}")
    return item.value


def _date(fact: FactDeclaration, value: Node) -> Condition:
    if not isinstance(value.value, dict) or not value.value:
        _refuse(value, f"`{fact.name}`: write `on_or_before: 2019-05-16` or `on_or_after: ...`")
    tests: list[Condition] = []
    for key, day in value.value.items():
        if key not in _DATE_OPS:
            message = f"`{key}` is not a comparison of dates{nearest(key, _DATE_OPS)}"
            raise RuleFilesError([Finding(value.keys[key], message)])
        operand = _day(fact, day)
        scope = Scope.ROW if isinstance(operand, RowDate) else fact.scope
        tests.append(Test(scope, fact.name, _DATE_OPS[key], operand))
    return tests[0] if len(tests) == 1 else All(tuple(tests))


def _day(fact: FactDeclaration, node: Node) -> date | RowDate:
    text = str(node.plain())
    if text.startswith("row."):
        rows = [which.value for which in RowDate]
        if text not in rows:
            _refuse(node, f"`{text}` is not a date of a list row{nearest(text, rows)}")
        return RowDate(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse(node, f"`{fact.name}`: `{text}` is not a day; write it as 2019-05-16")


def _is_row_date(value: Node) -> bool:
    """A date of the sale may be compared with the matched row's own, inside a party condition."""
    inner = value.value if isinstance(value.value, dict) else {}
    return any(str(node.value).startswith("row.") for node in inner.values())


def _money(value: Node) -> Operand:
    plain = value.plain()
    if not isinstance(plain, dict) or set(plain) != {"below", "currency"}:
        _refuse(value, "an amount is compared as `{below: 5000, currency: USD}`")
    try:
        amount = Decimal(plain["below"])
    except InvalidOperation:
        _refuse(value, f"`{plain['below']}` is not an amount")
    if not amount.is_finite():
        _refuse(value, f"`{plain['below']}` is not an amount")
    return Money(amount, plain["currency"])


def _items(node: Node) -> list[Node]:
    if not isinstance(node.value, list) or not node.value:
        _refuse(node, "expected a list of conditions")
    return node.value


def _refuse(node: Node, message: str) -> NoReturn:
    raise RuleFilesError([Finding(node.place, message)])
