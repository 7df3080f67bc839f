"""Decisions as JSON objects."""

from __future__ import annotations

from inspect import signature
from typing import Any

from google.protobuf import json_format
from licet.v1.decision_pb2 import Decision


def decision_dict(decision: Decision) -> dict[str, Any]:
    """Return a decision as a JSON object, as `licet decide --json` prints one.

    Names are in snake_case; absent values are left out, false, zero and empty are not.
    """
    return json_format.MessageToDict(decision, preserving_proto_field_name=True, **_every_field())


def _every_field() -> dict[str, Any]:
    """Return the wish for false, zero and empty values, as the installed protobuf calls it."""
    name = "always_print_fields_with_no_presence"
    known = signature(json_format.MessageToDict).parameters
    return {name if name in known else "including_default_value_fields": True}  # before 5.26
