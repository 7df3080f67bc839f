"""The one converter: messages become sales, and what the engine says becomes messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from google.protobuf.message import DecodeError, Message
from licet.v1 import decision_pb2, explanation_pb2, sale_pb2
from licet_engine.decision.explaining import ProvisionExplained, SubjectExplained
from licet_engine.decision.model import Decision
from licet_engine.errors import FieldViolation, SaleError
from licet_engine.sale import Sale
from licet_engine.vocabulary import Vocabulary

from licet_server.placing import Places
from licet_server.rendering import decision_json, plain
from licet_server.sales.reading import MOST_TOLD, read_sale
from licet_server.service.limits import Limits, check_sale
from licet_server.service.questions import step, unknown_fields
from licet_server.service.twins import lax

_NOT_UTF8 = "the bytes are not UTF-8"
_NO_SALE = FieldViolation("", "the bytes are no Sale")


def sale_of(given: bytes, vocabulary: Vocabulary, limits: Limits) -> Sale:
    """Return the sale that bytes hold.

    Raises `SaleError` with the path of every violation, and `LimitError` for too much.
    """
    _refuse_too_much(given, limits)
    message = _parsed(given)
    strange = (found for path, part in _parts(message, "") for found in unknown_fields(part, path))
    told = tuple(islice(strange, MOST_TOLD))
    if told:
        raise SaleError(told)
    return read_sale(_value(message), vocabulary)


def _refuse_too_much(given: bytes, limits: Limits) -> None:
    try:
        check_sale(given, limits)
    except DecodeError:
        raise SaleError((_NO_SALE,)) from None


def _parsed(given: bytes) -> sale_pb2.Sale:
    try:
        return sale_pb2.Sale.FromString(given)
    except DecodeError:
        raise SaleError(tuple(islice(_broken_texts(given), MOST_TOLD))) from None


def _broken_texts(given: bytes) -> Iterator[FieldViolation]:
    """Name the texts that are no UTF-8, or else the whole, which is no message then."""
    found = False
    try:
        message = lax(sale_pb2.Sale).FromString(given)
    except DecodeError:
        message = lax(sale_pb2.Sale)()
    for path, part in _parts(message, ""):
        for field, value in part.ListFields():
            if isinstance(value, bytes) and not _is_utf8(value):
                found = True
                yield FieldViolation(step(path, field.name), _NOT_UTF8)
    if not found:
        yield _NO_SALE


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _parts(message: Message, path: str) -> Iterator[tuple[str, Message]]:
    """Yield a message and every message within it, each with its path."""
    yield path, message
    for field, value in message.ListFields():
        within = step(path, field.name)
        if isinstance(value, Message):
            yield from _parts(value, within)
        elif field.message_type is not None and not isinstance(value, Mapping):
            for n, member in enumerate(value):
                yield from _parts(member, f"{within}[{n}]")


def _value(message: Message) -> dict[str, Any]:
    """Return a message as the JSON value that a file would hold: what is absent is left out."""
    return {field.name: _member(value) for field, value in message.ListFields()}


def _member(value: Any) -> Any:
    if isinstance(value, Message):
        return _value(value)
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        return dict(sorted(value.items()))
    return [_value(member) for member in value]


def decision_message(decision: Decision) -> decision_pb2.Decision:
    """Return a decision as its message."""
    return decision_pb2.Decision(**decision_json(decision))


def explained_message(
    subject: SubjectExplained, places: Places
) -> explanation_pb2.SubjectExplained:
    """Return what was made of one subject as its message, with places in the rule files."""
    return explanation_pb2.SubjectExplained(
        subject=subject.subject,
        list_row=subject.list_row,
        list_row_at=places.row(subject),
        provisions=[_explained(provision, places) for provision in subject.provisions],
    )


def _explained(provision: ProvisionExplained, places: Places) -> explanation_pb2.ProvisionExplained:
    at = places.provision(provision.provision_id)
    return explanation_pb2.ProvisionExplained(**plain(provision), at=at)
