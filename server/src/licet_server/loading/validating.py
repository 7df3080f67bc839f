"""Nodes become models; what pydantic finds is told in words, at its place."""

from __future__ import annotations

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from licet_server.loading.findings import Finding, RuleFilesError, nearest
from licet_server.loading.nodes import Node

M = TypeVar("M", bound=BaseModel)


def validated(node: Node, model: type[M]) -> M:
    """Return a node as a model; raises `RuleFilesError` with every finding at its place."""
    if not isinstance(node.value, dict):
        raise RuleFilesError([Finding(node.place, "expected a mapping of keys to values")])
    try:
        return model.model_validate(node.plain())
    except ValidationError as error:
        findings = [_finding(node, model, dict(e)) for e in error.errors(include_url=False)]
        raise RuleFilesError(findings) from error


def _finding(node: Node, model: type[BaseModel], error: dict[str, Any]) -> Finding:
    path: tuple[str | int, ...] = tuple(error["loc"])
    place = node.at(path)
    name = str(path[-1]) if path else ""
    match error["type"]:
        case "extra_forbidden":
            message = f"unknown key `{name}`{nearest(name, _keys(model, path[:-1]))}"
        case "missing":
            message = f"`{name}` is missing"
        case "literal_error":
            given = str(error["input"])
            words = [str(w).strip("' ") for w in _expected(error)]
            message = f"`{name}`: `{given}` is not a value of it{nearest(given, words)}"
        case "date_type" | "date_from_datetime_parsing" | "date_parsing":
            message = f"`{name}`: `{error['input']}` is not a day; write it as 2019-05-16"
        case "string_pattern_mismatch":
            pattern = error["ctx"]["pattern"]
            message = f"`{name}`: `{error['input']}` is not of the form {pattern}"
        case _:
            message = f"`{name}`: {str(error['msg']).lower()}"
    return Finding(place, message)


def _expected(error: dict[str, Any]) -> list[str]:
    text = str(error["ctx"]["expected"]).replace(" or ", ", ")
    return text.split(", ")


def _keys(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    current: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int) or current is None:
            continue
        current = _model_of(current, step)
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
