"""Sales and decisions as the files have them are protobuf JSON, and come back unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import licet_orderbook
import pytest
from google.protobuf import json_format
from google.protobuf.message import Message
from licet.v1 import decision_pb2, sale_pb2
from licet_engine.decision.model import Decision
from licet_server.app import Licet
from licet_server.rendering import decision_json
from licet_server.sales.reading import read_sale
from whole_sale import WHOLE

BOOK = Path(licet_orderbook.__file__).parent / "data" / "core_300.jsonl"
NOT_OF_THE_SALE = ("expected", "source")


def core() -> Iterator[dict[str, Any]]:
    for line in BOOK.read_text().splitlines():
        order: dict[str, Any] = json.loads(line)
        yield {name: value for name, value in order.items() if name not in NOT_OF_THE_SALE}


def there_and_back(given: dict[str, Any], message: Message, *, empties: bool = False) -> Any:
    """Return what a JSON object is once it has been a message, bytes, and a message again."""
    sent = json_format.ParseDict(given, message).SerializeToString()
    return json_format.MessageToDict(
        type(message).FromString(sent),
        preserving_proto_field_name=True,
        always_print_fields_with_no_presence=empties,
    )


def filled(hint: Any, *, whole: bool) -> Any:
    """Return a value of a type with everything in it, or with nothing that may be left out."""
    parts = get_args(hint)
    if get_origin(hint) is tuple:
        return (filled(parts[0], whole=whole),) * 2 if whole else ()
    if NoneType in parts:
        return filled(parts[0], whole=whole) if whole else None
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(**{f.name: filled(hints[f.name], whole=whole) for f in fields(hint)})
    if issubclass(hint, Enum):
        return list(hint)[-1]
    if hint is date:
        return date(2020, 2, 29)
    return hint("1") if whole else hint()


@pytest.fixture(scope="module")
def licet() -> Iterator[Licet]:
    with Licet(rehearsed=False) as opened:
        yield opened


def test_every_core_order_is_a_sale_on_the_wire_and_comes_back_unchanged() -> None:
    orders = list(core())
    assert len(orders) == 300
    for order in orders:
        assert there_and_back(order, sale_pb2.Sale()) == order


def test_a_sale_with_everything_in_it_false_and_empty_too_comes_back_unchanged() -> None:
    assert there_and_back(WHOLE, sale_pb2.Sale()) == WHOLE


@pytest.mark.parametrize("at", [(), ("parties", 0), ("parties", 0, "owners", 0), ("lines", 0)])
def test_the_sale_with_everything_in_it_leaves_no_field_out(at: tuple[str | int, ...]) -> None:
    message: Any = json_format.ParseDict(WHOLE, sale_pb2.Sale())
    for step in at:
        message = message[step] if isinstance(step, int) else getattr(message, step)
    assert {f.name for f, _ in message.ListFields()} == set(message.DESCRIPTOR.fields_by_name)


def test_a_word_that_is_no_field_of_a_sale_is_refused() -> None:
    with pytest.raises(json_format.ParseError, match="colour"):
        json_format.ParseDict({"colour": "red"}, sale_pb2.Sale())


def test_the_decision_on_every_core_order_comes_back_the_same_object(licet: Licet) -> None:
    for order in core():
        shown = decision_json(licet.decide(read_sale(order, licet.rules.vocabulary)))
        assert there_and_back(shown, decision_pb2.Decision(), empties=True) == shown


@pytest.mark.parametrize("whole", [True, False], ids=["everything", "nothing"])
def test_a_decision_with_everything_or_nothing_in_it_comes_back_the_same_object(
    *, whole: bool
) -> None:
    shown = decision_json(filled(Decision, whole=whole))
    assert there_and_back(shown, decision_pb2.Decision(), empties=True) == shown
