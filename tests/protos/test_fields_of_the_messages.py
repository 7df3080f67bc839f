"""The messages have the fields of the sale and the decision, neither more nor fewer."""

from __future__ import annotations

import json
import re
from dataclasses import is_dataclass
from datetime import date
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from google.protobuf import json_format
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)
from google.rpc import error_details_pb2
from licet.v1 import decision_pb2, error_reason_pb2, sale_pb2, service_pb2
from licet_engine.decision import model
from licet_engine.lists import Knowledge
from licet_engine.resolution.outcome import Outcome
from licet_server.sales import models
from licet_server.sales.models import Amount, Attested, Day, Percent, Text
from pydantic import BaseModel

Shape = tuple[str, bool, bool]
"""The type of a field, whether it is repeated, and whether its absence shows."""

KINDS = {
    FieldDescriptorProto.TYPE_STRING: "string",
    FieldDescriptorProto.TYPE_DOUBLE: "double",
    FieldDescriptorProto.TYPE_BOOL: "bool",
    FieldDescriptorProto.TYPE_INT32: "int32",
}
SALE_TYPES = ((Text, "string"), (Day, "string"), (Amount, "string"), (Percent, "double"))
DECISION_TYPES = {
    str: "string",
    date: "string",
    Knowledge: "string",
    bool: "bool",
    int: "int32",
    Outcome: ".licet.v1.Outcome",
}
MESSAGE_OF_MODEL: dict[type[BaseModel], Any] = {
    models.SaleModel: sale_pb2.Sale,
    models.CountryModel: sale_pb2.ShipFrom,
    models.PlaceModel: sale_pb2.Destination,
    models.PartyModel: sale_pb2.Party,
    models.OwnerModel: sale_pb2.Owner,
    models.LineModel: sale_pb2.Line,
}
SHOWN = [
    model.Decision, model.LineDecision, model.ProvisionShown, model.AssumptionShown,
    model.MissingFact, model.CounterfactualShown, model.NextChangeShown, model.ScreeningShown,
]  # fmt: skip
PINS = dict.fromkeys(("revision", "known_on", "knowledge"), ("string", False, True))


def shapes(message: Any) -> dict[str, Shape]:
    """Return the fields of a message; a map is a repeated `map`, a message shows its absence."""
    said = DescriptorProto()
    message.DESCRIPTOR.CopyToProto(said)
    maps = {f".{message.DESCRIPTOR.full_name}.{n.name}" for n in said.nested_type}
    return {f.name: _shape(f, maps) for f in said.field}


def _shape(field: FieldDescriptorProto, maps: set[str]) -> Shape:
    repeated = field.label == FieldDescriptorProto.LABEL_REPEATED
    kind = KINDS.get(field.type) or field.type_name
    message = field.type == FieldDescriptorProto.TYPE_MESSAGE and not repeated
    return ("map" if kind in maps else kind, repeated, message or field.proto3_optional)


def shape_in_a_sale(hint: Any) -> Shape:
    """Return how a field of a sale travels: scalars show their absence, asked for or not."""
    given = [part for part in get_args(hint) if part is not NoneType]
    hint = given[0] if NoneType in get_args(hint) else hint
    if hint == Attested:
        return ("map", True, False)
    for scalar, kind in SALE_TYPES:
        if hint == scalar:
            return (kind, False, True)
    inner = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(inner) is list:
        return (_message_name(get_args(inner)[0]), True, False)
    return (_message_name(inner), False, True)


def _message_name(of: type[BaseModel]) -> str:
    return f".{MESSAGE_OF_MODEL[of].DESCRIPTOR.full_name}"


def shape_in_a_decision(hint: Any) -> Shape:
    """Return how a field of a decision travels: only what may be None shows its absence."""
    parts = get_args(hint)
    if get_origin(hint) is tuple:
        return (shape_in_a_decision(parts[0])[0], True, False)
    if NoneType in parts:
        return (shape_in_a_decision(parts[0])[0], False, True)
    if is_dataclass(hint):
        return (f".licet.v1.{hint.__name__}", False, True)
    return (DECISION_TYPES[hint], False, False)


@pytest.mark.parametrize("of", MESSAGE_OF_MODEL, ids=lambda of: of.__name__)
def test_a_message_of_the_sale_has_the_fields_of_its_model_and_each_shows_its_absence(
    of: type[BaseModel],
) -> None:
    hints = {name: get_type_hints(of, include_extras=True)[name] for name in of.model_fields}
    assert shapes(MESSAGE_OF_MODEL[of]) == {n: shape_in_a_sale(h) for n, h in hints.items()}


def test_every_message_of_the_sale_has_its_model() -> None:
    messages = set(sale_pb2.DESCRIPTOR.message_types_by_name)
    assert messages == {m.DESCRIPTOR.name for m in MESSAGE_OF_MODEL.values()}
    every = {m for m in vars(models).values() if isinstance(m, type) and issubclass(m, BaseModel)}
    assert {m for m in every if m.model_fields} == set(MESSAGE_OF_MODEL)


@pytest.mark.parametrize("of", SHOWN, ids=lambda of: of.__name__)
def test_a_message_of_the_decision_has_the_fields_of_its_value_object(of: type) -> None:
    hints = get_type_hints(of)
    message = getattr(decision_pb2, of.__name__)
    assert shapes(message) == {n: shape_in_a_decision(h) for n, h in hints.items()}


def test_every_message_of_the_decision_has_its_value_object() -> None:
    messages = set(decision_pb2.DESCRIPTOR.message_types_by_name)
    assert messages == {of.__name__ for of in SHOWN}
    assert messages == {n for n, of in vars(model).items() if is_dataclass(of)}


def test_the_outcomes_are_those_of_the_engine_and_unspecified() -> None:
    named = [f"OUTCOME_{outcome.value}" for outcome in Outcome]
    assert decision_pb2.Outcome.keys() == ["OUTCOME_UNSPECIFIED", *named]


@pytest.mark.parametrize("name", ["DecideRequest", "BatchDecideRequest", "StreamDecideRequest"])
def test_a_question_may_pin_the_revision_and_what_was_known(name: str) -> None:
    asked = shapes(getattr(service_pb2, name))
    assert {pin: shape for pin, shape in asked.items() if pin in PINS} == PINS


@pytest.mark.parametrize("name", ["BatchDecideItem", "StreamDecideResponse"])
def test_an_answer_among_many_is_a_decision_or_an_error_and_never_both(name: str) -> None:
    answer = getattr(service_pb2, name)()
    answer.decision.decision_id = "1"
    answer.error.code = 3
    assert answer.WhichOneof("result") == "error"
    assert not answer.HasField("decision")


def examples(file: FileDescriptorProto) -> dict[str, list[str]]:
    """Return the JSON lines in the comment of each value of the file's one enum."""
    values = file.enum_type[0].value
    return {
        values[at.path[3]].name: re.findall(r"(?m)^ *(\{.*\})$", at.leading_comments)
        for at in file.source_code_info.location
        if list(at.path[:3]) == [5, 0, 2] and len(at.path) == 4
    }


def test_each_error_reason_has_one_literal_example_that_is_an_error_info(
    sources: FileDescriptorSet,
) -> None:
    file = next(f for f in sources.file if f.name == "licet/v1/error_reason.proto")
    found = examples(file)
    assert list(found) == error_reason_pb2.ErrorReason.keys()
    for name, written in found.items():
        assert len(written) == 1, name
        info = json_format.Parse(written[0], error_details_pb2.ErrorInfo())
        assert (info.reason, info.domain) == (name, "licet")
        assert json_format.MessageToDict(info) == json.loads(written[0])
