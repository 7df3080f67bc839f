from __future__ import annotations

from collections import UserDict
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from fake_licet import ORDER, Blocking, FakeLicet, WithAsyncio
from google.protobuf import json_format
from grpc import StatusCode
from licet.v1.sale_pb2 import Sale
from licet_client import FieldViolation, InvalidSale, sale_message
from whole_sale import WHOLE

Asking = Blocking | WithAsyncio


def violations(sale: Any) -> dict[str, str]:
    with pytest.raises(InvalidSale) as error:
        sale_message(sale)
    assert error.value.code is StatusCode.INVALID_ARGUMENT
    assert error.value.reason == "ERROR_REASON_MALFORMED_SALE"
    assert error.value.request_id is None
    assert str(error.value)
    str(error.value).encode()
    return {found.path: found.reason for found in error.value.violations}


def test_a_sale_with_everything_in_it_is_the_message_that_protobuf_reads() -> None:
    message = sale_message(WHOLE)
    assert message == json_format.ParseDict(WHOLE, Sale())
    assert json_format.MessageToDict(message, preserving_proto_field_name=True) == WHOLE


@pytest.mark.parametrize("path", [(), ("parties",), ("parties", "owners"), ("lines",)])
def test_the_sale_with_everything_in_it_leaves_no_field_out(path: tuple[str, ...]) -> None:
    message: Any = sale_message(WHOLE)
    for name in path:
        message = getattr(message, name)[0]
    given = {field.name for field, _ in message.ListFields()}
    assert given == set(message.DESCRIPTOR.fields_by_name)


def test_none_is_an_absent_field_where_a_text_or_a_number_is_looked_for() -> None:
    sale = {
        "sale_id": None,
        "destination": {"country": None},
        "parties": [{"role": "buyer", "name": None, "owners": [{"percent": None}]}],
    }
    expected = Sale(destination={}, parties=[{"role": "buyer", "owners": [{}]}])
    assert sale_message(sale) == expected


@pytest.mark.parametrize(
    ("sale", "path", "reason"),
    [
        ({"destination": None}, "destination", "expected an object"),
        ({"ship_from": None}, "ship_from", "expected an object"),
        ({"attestations": None}, "attestations", "expected an object"),
        ({"attestations": {"food": None}}, "attestations.food", "expected true or false"),
        ({"parties": None}, "parties", "expected a list"),
        ({"parties": [None]}, "parties[0]", "expected an object"),
        ({"parties": [{"owners": None}]}, "parties[0].owners", "expected a list"),
        ({"lines": None}, "lines", "expected a list"),
    ],
)
def test_none_is_no_list_no_object_and_no_attestation(
    sale: dict[str, Any], path: str, reason: str
) -> None:
    with pytest.raises(InvalidSale) as caught:
        sale_message(sale)
    assert [(v.path, v.reason) for v in caught.value.violations] == [(path, reason)]


def test_any_mapping_and_any_sequence_will_do() -> None:
    frozen = MappingProxyType({"lines": (UserDict({"line_id": "1"}),)})
    assert sale_message(frozen).lines[0].line_id == "1"


@pytest.mark.parametrize(
    ("field", "value", "path", "reason"),
    [
        ("saleDate", "2019-12-01", "saleDate", "unknown field; did you mean `sale_date`?"),
        ("lines", [{"catgory": "EAR99"}], "lines[0].catgory", "did you mean `category`?"),
        ("ship_from", {"xyz": "US"}, "ship_from.xyz", "unknown field; write one of country"),
        (7, "x", "7", "unknown field"),
        ("sale_id", 17, "sale_id", "expected a text"),
        ("sale_id", b"17", "sale_id", "expected a text"),
        ("sale_date", True, "sale_date", "expected a text"),
        ("lines", [{"quantity": 5}], "lines[0].quantity", "expected a text"),
        ("lines", [{"value": Decimal("1.5")}], "lines[0].value", "expected a text"),
        ("destination", "CN", "destination", "expected an object"),
        ("destination", [], "destination", "expected an object"),
        ("lines", {}, "lines", "expected a list"),
        ("lines", "EAR99", "lines", "expected a list"),
        ("lines", [None], "lines[0]", "expected an object"),
        ("lines", [[]], "lines[0]", "expected an object"),
        ("attestations", [], "attestations", "expected an object"),
        ("attestations", {"food": 1}, "attestations.food", "expected true or false"),
        ("attestations", {"food": "true"}, "attestations.food", "expected true or false"),
        ("attestations", {1: True}, "attestations.1", "expected a text"),
        ("attestations", {"\ud800": True}, "attestations.\\ud800", "no text"),
        ("\ud800", "x", "\\ud800", "unknown field"),
        ("exporter", "\udfff", "exporter", "no text (NUL or a lone surrogate)"),
        ("exporter", "a\0b", "exporter", "no text (NUL or a lone surrogate)"),
        ("x" * 99, "x", "x" * 60 + "...", "unknown field"),
    ],
)
def test_what_is_no_sale_is_refused_by_its_path(
    field: Any, value: Any, path: str, reason: str
) -> None:
    found = violations({**ORDER, field: value})
    assert list(found) == [path]
    assert reason in found[path]


@pytest.mark.parametrize("percent", [True, "49.5", Decimal("49.5"), 10**400, [49.5]])
def test_a_percentage_is_a_number(percent: Any) -> None:
    sale = {"parties": [{"owners": [{}, {"percent": percent}]}]}
    assert "49.5" in violations(sale)["parties[0].owners[1].percent"]


@pytest.mark.parametrize("percent", [0, 100, 49.5, -1])
def test_which_numbers_are_percentages_is_the_services_to_say(percent: float) -> None:
    sale = sale_message({"parties": [{"owners": [{"percent": percent}]}]})
    assert sale.parties[0].owners[0].percent == percent


@pytest.mark.parametrize("sale", [None, [], "{}", 7, [ORDER]])
def test_what_is_no_object_is_no_sale(asking: Asking, fake: FakeLicet, sale: Any) -> None:
    with pytest.raises(InvalidSale, match="a sale is a JSON object"):
        asking.ask("decide", sale)
    assert fake.calls == 0


def test_every_violation_is_named_at_once(asking: Asking, fake: FakeLicet) -> None:
    wrong = {"sale_id": 1, "parties": [{"name": "\ud800"}], "lines": [{}, {"kind": 2}]}
    with pytest.raises(InvalidSale) as error:
        asking.ask("explain", wrong)
    assert [v.path for v in error.value.violations] == [
        "sale_id",
        "parties[0].name",
        "lines[1].kind",
    ]
    assert error.value.violations[0] == FieldViolation("sale_id", "expected a text")
    assert fake.calls == 0


def test_what_the_caller_gave_is_left_as_it_was() -> None:
    message = sale_message(WHOLE)
    sale_message(WHOLE).lines[0].line_id = "changed"
    assert sale_message(WHOLE) == message
