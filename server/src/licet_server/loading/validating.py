"""Nodes become models; what pydantic finds is told in words, at its place."""

from __future__ import annotations

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from licet_server.loading.findings import Finding, Place, RuleFilesError, nearest, quoted
from licet_server.loading.models import FORMS
from licet_server.loading.nodes import Node

M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]
_MAPPING = "expected a mapping of keys to values"
_PLAIN = {
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "list_type": "expected a list, such as [one, another]",
    "string_type": "expected a word or a text",
    "too_short": "at least one is needed",
}
_OF_KEY = "[key]"


def validated(node: Node, model: type[M]) -> M:
    """Return a node as a model; raises `RuleFilesError` with every finding at its place."""
    if not isinstance(node.value, dict):
        raise RuleFilesError([Finding(node.place, _MAPPING)])
    try:
        return model.model_validate(node.plain())
    except ValidationError as error:
        findings = [_finding(node, model, dict(e)) for e in error.errors(include_url=False)]
        raise RuleFilesError(findings) from error


def _finding(node: Node, model: type[BaseModel], error: dict[str, Any]) -> Finding:
    path: Path = tuple(step for step in error["loc"] if step != _OF_KEY)
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    match error["type"]:
        case "extra_forbidden":
            message = f"unknown key {quoted(key)}{nearest(key, _keys(model, path[:-1]))}"
        case "missing":
            # The key is not there: the place is that of the mapping which lacks it.
            return Finding(_mapping_at(node, path[:-1]), f"`{key}` is missing")
        case _:
            message = f"{quoted(key)}: {_reason(error)}"
    return Finding(node.at(path), message)


def _reason(error: dict[str, Any]) -> str:
    match error["type"]:
        case "literal_error":
            given = str(error["input"])
            return f"{quoted(given)} is not a value of it{nearest(given, _expected(error))}"
        case "string_pattern_mismatch":
            form = FORMS[error["ctx"]["pattern"]]
            return f"{quoted(error['input'])} is not {form}"
        case "value_error":
            return str(error["ctx"]["error"])
        case kind:
            return _PLAIN.get(kind, str(error["msg"]).lower())


def _mapping_at(node: Node, path: Path) -> Place:
    found = node.child(path)
    return found.place if found else node.at(path)


def _expected(error: dict[str, Any]) -> list[str]:
    text = str(error["ctx"]["expected"]).replace(" or ", ", ")
    return [word.strip("' ") for word in text.split(", ")]


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    current: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, str) and current is not None:
            current = _model_of(current, step) or current
    fields = current.model_fields if current else {}
    return [field.alias or name for name, field in fields.items()]


def _model_of(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return _first_model(field.annotation)
    return None


def _first_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _first_model(a))), None)
