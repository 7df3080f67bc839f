"""The condition language of rule files: `when` nodes become conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NoReturn

from licet_engine.provisions.compiling import canonical
from licet_engine.provisions.conditions import (
    All,
    Any,
    AnyControl,
    AnyOther,
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

from licet_server.loading.codes import code_problem
from licet_server.loading.days import read_day
from licet_server.loading.findings import Finding, RuleFilesError, nearest, quoted
from licet_server.loading.nodes import Node

_DATE_OPS = {"on_or_before": Op.ON_OR_BEFORE, "on_or_after": Op.ON_OR_AFTER}
_AMOUNT = re.compile(r"[0-9]+(\.[0-9]+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_OUTSIDE = frozenset({Scope.SALE, Scope.LINE, Scope.DESTINATION})
_WITHIN: dict[str, tuple[frozenset[Scope], type[AnyOther]]] = {
    "party": (frozenset({Scope.PARTY, Scope.ROW}), AnyParty),
    "control": (frozenset({Scope.CONTROL}), AnyControl),
}


@dataclass(frozen=True, slots=True)
class Where:
    """Where in a provision a condition stands: which facts it may name there."""

    scopes: frozenset[Scope]
    this: str | None
    any_other: bool

    def words(self) -> Iterator[str]:
        """Yield the words for conditions on another subject that may stand here."""
        if self.this in _WITHIN:
            yield f"this_{self.this}"
        if self.any_other:
            yield from (f"any_{other}" for other in _WITHIN)


def outermost(subject: str) -> Where:
    """Return where the `when` of a provision of a subject stands."""
    return Where(_OUTSIDE, this=subject, any_other=True)


class ConditionReader:
    """Reads conditions over one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def read(self, node: Node, where: Where) -> Condition:
        """Return a node as a condition; a mapping with several keys means all of them.

        Raises `RuleFilesError` at the place of what is wrong.
        """
        if not isinstance(node.value, dict):
            _refuse(node, "expected a condition: a mapping such as `purpose: repair-return`")
        if not node.value:
            _refuse(node, "an empty condition; leave the key out if it is to hold always")
        parts = [self._entry(node, key, value, where) for key, value in node.value.items()]
        return parts[0] if len(parts) == 1 else All(_sorted(parts))

    def _entry(self, node: Node, key: str, value: Node, where: Where) -> Condition:
        match key:
            case "all":
                return All(self._parts(value, where))
            case "any":
                return Any(self._parts(value, where))
            case "not":
                return Not(self.read(value, where))
            case "this_party" | "any_party" | "this_control" | "any_control":
                return self._other(node, key, value, where)
            case _:
                return self._test(node, key, value, where)

    def _parts(self, node: Node, where: Where) -> tuple[Condition, ...]:
        if not isinstance(node.value, list) or not node.value:
            _refuse(node, "expected a list of conditions, each after a `- `")
        return _sorted(self.read(part, where) for part in node.value)

    def _other(self, node: Node, key: str, value: Node, where: Where) -> Condition:
        kind, other = key.split("_")
        if key not in where.words():
            subject = "the line alone" if where.this == "line" else f"a {where.this}"
            reason = (
                f"the subject of this provision is {subject}; write `any_{other}`"
                if where.any_other
                else "a condition on a party or a control is already open here"
            )
            raise RuleFilesError([Finding(node.keys[key], f"`{key}`: {reason}")])
        scopes, some = _WITHIN[other]
        inner = self.read(value, Where(scopes, this=None, any_other=False))
        return inner if kind == "this" else some(inner)

    def _test(self, node: Node, key: str, value: Node, where: Where) -> Condition:
        fact = self.vocabulary.by_name.get(key)
        if fact is None or not _scopes(fact, value) <= where.scopes:
            known = "cannot be asked for here" if fact else "is not a declared fact"
            message = f"{quoted(key)} {known}{nearest(key, set(self._words(where)) - {key})}"
            raise RuleFilesError([Finding(node.keys[key], message)])
        return _compared(fact, value)

    def _words(self, where: Where) -> Iterator[str]:
        yield from (f.name for f in self.vocabulary.facts if f.scope in where.scopes)
        yield from ("all", "any", "not")
        yield from where.words()


def _sorted(parts: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return parts in an order that does not depend on how they were written.

    They all hold or some hold: neither the meaning nor the revision may turn on their order.
    """
    return tuple(sorted(parts, key=canonical))


def _scopes(fact: FactDeclaration, value: Node) -> frozenset[Scope]:
    """Return whose facts a test reads; a date compared with the matched row's own is the row's."""
    days = value.value.values() if isinstance(value.value, dict) else ()
    if fact.type is not FactType.DATE or not days:
        return frozenset({fact.scope})
    return frozenset(Scope.ROW if _is_row_date(day) else fact.scope for day in days)


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
        _refuse(value, f"`{fact.name}` is true or false, not {_shown(value)}")
    test = Test(fact.scope, fact.name, Op.IS_TRUE)
    return test if value.value == "true" else Not(test)


def _codes(fact: FactDeclaration, value: Node) -> frozenset[str]:
    items = value.value if isinstance(value.value, list) else [value]
    if not items:
        _refuse(value, f"`{fact.name}` is compared with nothing; write at least one value")
    codes = [_one_code(fact, item) for item in items]
    for number, code in enumerate(codes):
        if code in codes[:number]:
            _refuse(items[number], f"{quoted(code)} stands in this list already")
    return frozenset(codes)


def _one_code(fact: FactDeclaration, item: Node) -> str:
    if not isinstance(item.value, str):
        _refuse(item, f"`{fact.name}` is compared with words, not {_shown(item)}")
    if fact.values and item.value not in fact.values:
        near = nearest(item.value, fact.values)
        _refuse(item, f"{quoted(item.value)} is not a {fact.name}{near}")
    problem = None if fact.values else code_problem(fact.name, item.value)
    if problem:
        _refuse(item, f"`{fact.name}`: {problem}")
    return item.value


def _date(fact: FactDeclaration, value: Node) -> Condition:
    if not isinstance(value.value, dict) or not value.value:
        _refuse(value, f"`{fact.name}`: write `on_or_before: 2019-05-16` or `on_or_after: ...`")
    tests: list[Condition] = []
    for key, day in value.value.items():
        if key not in _DATE_OPS:
            message = f"{quoted(key)} is not a comparison of dates{nearest(key, _DATE_OPS)}"
            raise RuleFilesError([Finding(value.keys[key], message)])
        operand = _day(fact, day)
        scope = Scope.ROW if isinstance(operand, RowDate) else fact.scope
        tests.append(Test(scope, fact.name, _DATE_OPS[key], operand))
    return tests[0] if len(tests) == 1 else All(_sorted(tests))


def _day(fact: FactDeclaration, node: Node) -> date | RowDate:
    if _is_row_date(node):
        rows = [which.value for which in RowDate]
        if node.value not in rows:
            near = nearest(str(node.value), rows)
            _refuse(node, f"{_shown(node)} is not a date of a list row{near}")
        return RowDate(node.value)
    try:
        return read_day(node.value)
    except ValueError as error:
        _refuse(node, f"`{fact.name}`: {error}")


def _is_row_date(node: Node) -> bool:
    return isinstance(node.value, str) and node.value.startswith("row.")


def _money(value: Node) -> Operand:
    plain = value.plain()
    if not isinstance(plain, dict) or set(plain) != {"below", "currency"}:
        _refuse(value, "an amount is compared as `{below: 5000, currency: USD}`")
    return Money(
        Decimal(_matching(value, "below", _AMOUNT, "an amount such as 5000 or 49.95")),
        _matching(value, "currency", _CURRENCY, "a currency: three capitals, such as USD"),
    )


def _matching(node: Node, key: str, form: re.Pattern[str], wanted: str) -> str:
    found = node.child((key,))
    assert found is not None
    if not isinstance(found.value, str) or not form.fullmatch(found.value):
        _refuse(found, f"{_shown(found)} is not {wanted}")
    return found.value


def _shown(node: Node) -> str:
    if isinstance(node.value, str):
        return quoted(node.value)
    return "a list" if isinstance(node.value, list) else "a mapping"


def _refuse(node: Node, message: str) -> NoReturn:
    raise RuleFilesError([Finding(node.place, message)])
