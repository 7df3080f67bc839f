"""The condition language as JSON Schema: one property for each declared fact."""

from __future__ import annotations

from typing import Any

from licet_engine.provisions.conditions import RowDate
from licet_engine.vocabulary import FactDeclaration, FactType, Scope, Vocabulary

from licet_server.loading.models import DAY_SCHEMA

Schema = dict[str, Any]
_OUTSIDE = (Scope.SALE, Scope.LINE, Scope.DESTINATION)
_INSIDE = (Scope.PARTY, Scope.ROW)
_OF_CONTROL = (Scope.CONTROL,)
_ROW_DAYS = [which.value for which in RowDate]
_MONEY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["below", "currency"],
    "properties": {
        "below": {"type": ["string", "number"], "pattern": r"^[0-9]+(\.[0-9]+)?$", "minimum": 0},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    },
}


def condition_definitions(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Return the definitions of a condition, and of one on a party with its row, or a control."""
    facts = vocabulary.facts
    others = {
        "this_party": _named("PartyCondition", "The party this provision is matched on."),
        "any_party": _named("PartyCondition", "Some party of the order."),
        "this_control": _named("ControlCondition", "The control this provision is matched on."),
        "any_control": _named("ControlCondition", "Some control of the item."),
    }
    outside = {f.name: _test(f) for f in facts if f.scope in _OUTSIDE}
    inside = {f.name: _test(f) for f in facts if f.scope in _INSIDE}
    controls = {f.name: _test(f) for f in facts if f.scope in _OF_CONTROL}
    dated = [f for f in facts if f.type is FactType.DATE and f.scope not in _INSIDE]
    row_days = {f.name: _row_days() for f in dated}
    return {
        "Condition": _condition("Condition", outside | others),
        "PartyCondition": _condition("PartyCondition", inside | row_days),
        "ControlCondition": _condition("ControlCondition", controls),
    }


def _condition(name: str, properties: dict[str, Schema]) -> Schema:
    several = {"type": "array", "minItems": 1, "items": _named(name, "")}
    return {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {
            "all": several | {"description": "Every one holds."},
            "any": several | {"description": "At least one holds."},
            "not": _named(name, "It does not hold."),
        }
        | dict(sorted(properties.items())),
    }


def _named(name: str, description: str) -> Schema:
    reference = {"$ref": f"#/$defs/{name}"}
    return reference | ({"description": description} if description else {})


def _test(fact: FactDeclaration) -> Schema:
    description = {"description": fact.says} if fact.says else {}
    return _compared(fact) | description


def _compared(fact: FactDeclaration) -> Schema:
    match fact.type:
        case FactType.FLAG:
            return {"type": "boolean"}
        case FactType.DATE:
            return _days(DAY_SCHEMA)
        case FactType.AMOUNT:
            return _MONEY
        case FactType.CODE | FactType.CODES:
            one = _code(fact)
            several = {"type": "array", "minItems": 1, "uniqueItems": True, "items": one}
            return {"anyOf": [one, several]}


def _code(fact: FactDeclaration) -> Schema:
    """Return one code as editors read it: an unquoted 1 or 5E001 is a number to them."""
    if not fact.values:
        return {"type": ["string", "number"], "pattern": r"\S"}
    numbers = [int(value) for value in fact.values if value.isdecimal() and value[0] != "0"]
    return {"enum": [*fact.values, *numbers]}


def _row_days() -> Schema:
    return _days({"enum": _ROW_DAYS})


def _days(day: Schema) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {"on_or_before": day, "on_or_after": day},
    }
