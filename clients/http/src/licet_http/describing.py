"""The door as OpenAPI 3.1, made of the protos and what they say of themselves."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from licet_http.methods import Method, methods
from licet_http.problems import MEDIA_TYPE, STATUSES

_TEXT = {"type": "string"}
_KINDS: dict[int, dict[str, Any]] = {
    FieldDescriptor.CPPTYPE_STRING: _TEXT,
    FieldDescriptor.CPPTYPE_BOOL: {"type": "boolean"},
    FieldDescriptor.CPPTYPE_DOUBLE: {"type": "number"},
    FieldDescriptor.CPPTYPE_INT32: {"type": "integer", "format": "int32"},
    # JSON has no whole numbers of 64 bits that everybody reads.
    FieldDescriptor.CPPTYPE_UINT64: {"type": "string", "pattern": "^[0-9]+$"},
}
_ANY = {"type": "object", "properties": {"@type": _TEXT}, "required": ["@type"]}
_REFUSALS = frozenset({404, 405, 413, 415})
_PROBLEM = {
    "type": "object",
    "description": "Why there is no answer: the order stays unconfirmed.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": {"type": "string", "description": "The gRPC status."},
        "reason": {"type": "string", "description": "An ErrorReason of the protos."},
        "request_id": {"type": "string", "description": "The id of the call in the server's log."},
        "violations": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "description"],
                "properties": {"field": _TEXT, "description": _TEXT},
            },
        },
        "metadata": {"type": "object", "additionalProperties": _TEXT},
    },
}


def description() -> dict[str, Any]:
    """Return the document."""
    schemas: dict[str, Any] = {"Problem": _PROBLEM}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Licet",
            "version": version("licet"),
            "description": "May this sale go out? No answer is never a go.",
        },
        "paths": {
            **{method.path: {"post": _operation(method, schemas)} for method in methods()},
            "/health": {"get": _health()},
        },
        "components": {"schemas": schemas},
    }


def _operation(method: Method, schemas: dict[str, Any]) -> dict[str, Any]:
    descriptor = method.descriptor
    statuses = {int(status) for status in STATUSES} | _REFUSALS
    return {
        "operationId": descriptor.name,
        "tags": [descriptor.containing_service.name],
        "requestBody": {
            "required": True,
            "content": _json(_reference(descriptor.input_type, schemas, strict=True)),
        },
        "responses": {
            "200": {
                "description": "The answer.",
                "content": _json(_reference(descriptor.output_type, schemas, strict=False)),
            },
            **{str(status): _refusal() for status in sorted(statuses)},
        },
    }


def _health() -> dict[str, Any]:
    answers = {"200": {"description": "Answers are given.", "content": _json({"type": "object"})}}
    return {
        "operationId": "Health",
        "responses": answers | {"503": _refusal()},
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _refusal() -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": "No answer.", "content": content}


def _reference(kind: Descriptor, schemas: dict[str, Any], *, strict: bool) -> dict[str, Any]:
    """Return a reference to the schema of a message, which is made if it is not there yet."""
    if kind.full_name == "google.protobuf.Any":
        return _ANY
    if kind.full_name not in schemas:
        schemas[kind.full_name] = {}
        schemas[kind.full_name] = {
            "type": "object",
            "properties": {
                f.name: _optional(_field(f, schemas, strict=strict), strict=strict)
                for f in kind.fields
            },
            # A later server may answer with more; a request may not.
            "additionalProperties": not strict,
        }
    return {"$ref": f"#/components/schemas/{kind.full_name}"}


def _field(field: FieldDescriptor, schemas: dict[str, Any], *, strict: bool) -> dict[str, Any]:
    inside = field.message_type
    if inside is not None and inside.GetOptions().map_entry:
        value = inside.fields_by_name["value"]
        return {"type": "object", "additionalProperties": _KINDS[value.cpp_type]}
    if inside is not None:
        one = _reference(inside, schemas, strict=strict)
    elif field.enum_type is not None:
        one = _codes(field.enum_type)
    else:
        one = _KINDS[field.cpp_type]
    return {"type": "array", "items": one} if field.is_repeated else one


def _optional(schema: dict[str, Any], *, strict: bool) -> dict[str, Any]:
    """Return a schema of a request that takes null as well: there it is an absent field."""
    return {"anyOf": [schema, {"type": "null"}]} if strict else schema


def _codes(kind: EnumDescriptor) -> dict[str, Any]:
    return {"type": "string", "enum": [value.name for value in kind.values]}
