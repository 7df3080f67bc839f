"""Sales and pins become requests."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeAlias, TypeVar

from grpc import StatusCode
from licet.v1.sale_pb2 import Sale
from licet.v1.service_pb2 import (
    BatchDecideRequest,
    DecideRequest,
    ExplainRequest,
    GetRuleSetRequest,
    StreamDecideRequest,
)

from licet_client.answers import NotDecided
from licet_client.errors import FieldViolation, InvalidRequest, InvalidSale, Said
from licet_client.sales import NO_TEXT, is_text, sale_message

SaleLike: TypeAlias = Sale | Mapping[str, Any]
RequestT = TypeVar(
    "RequestT", DecideRequest, BatchDecideRequest, StreamDecideRequest, ExplainRequest
)


@dataclass(frozen=True, slots=True)
class Pins:
    """What a question is put to; what is None is the server's to say.

    `revision` is the rule set that must answer, in hexadecimal; `known_on` the day up to whose
    end announcements count as known for sales that do not say; `knowledge` what makes a text
    known, the code announced or published. Raises `TypeError` for a `known_on` that is no day.
    """

    revision: str | None = None
    known_on: date | None = None
    knowledge: str | None = None

    def __post_init__(self) -> None:
        # A datetime is a date to Python, but its day depends on where one stands.
        wrong = isinstance(self.known_on, datetime) or not isinstance(self.known_on, date | None)
        if wrong:
            raise TypeError("`known_on` is a datetime.date or None")


UNPINNED: Final = Pins()


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it is sent, and each sale's place: None, or why the sale is not sent at all."""

    request: BatchDecideRequest
    places: tuple[NotDecided | None, ...]

    @property
    def asks(self) -> bool:
        """Whether the server is to be asked, also about a batch of no sales at all."""
        return not self.places or None in self.places


def decide_request(sale: SaleLike, pins: Pins) -> DecideRequest:
    """Return the request for one decision; raises `InvalidSale` and `InvalidRequest`."""
    return _pinned(DecideRequest(sale=_message(sale)), pins)


def explain_request(sale: SaleLike, pins: Pins) -> ExplainRequest:
    """Return the request for one explanation; raises `InvalidSale` and `InvalidRequest`."""
    return _pinned(ExplainRequest(sale=_message(sale)), pins)


def batch(sales: Iterable[SaleLike], pins: Pins) -> Batch:
    """Return the request for many decisions, without the sales that cannot be read as one."""
    read = [_message_or_error(sale) for sale in sales]
    request = BatchDecideRequest(sales=[sale for sale in read if isinstance(sale, Sale)])
    places = tuple(sale if isinstance(sale, NotDecided) else None for sale in read)
    return Batch(_pinned(request, pins), places)


def stream_entries(
    sales: Iterable[SaleLike], pins: Pins
) -> Iterator[StreamDecideRequest | NotDecided]:
    """Give what a stream makes of each sale as it comes."""
    return (_stream_entry(sale, pins) for sale in sales)


async def stream_entries_async(
    sales: AsyncIterable[SaleLike] | Iterable[SaleLike], pins: Pins
) -> AsyncIterator[StreamDecideRequest | NotDecided]:
    """Give what a stream makes of each sale as it comes, from either kind of source."""
    if isinstance(sales, AsyncIterable):
        async for sale in sales:
            yield _stream_entry(sale, pins)
    else:
        for sale in sales:
            yield _stream_entry(sale, pins)


def rule_set_request(revision: str | None) -> GetRuleSetRequest:
    """Return the request for a rule set; raises `InvalidRequest`."""
    refuse_no_text(revision=revision)
    return GetRuleSetRequest(revision=revision)


def refuse_no_text(**fields: str | None) -> None:
    """Refuse what protobuf cannot hold; raises `InvalidRequest` with every such field."""
    wrong = tuple(
        FieldViolation(name, NO_TEXT) for name, value in fields.items() if not is_text(value or "")
    )
    if wrong:
        said = Said(StatusCode.INVALID_ARGUMENT, "ERROR_REASON_MALFORMED_REQUEST", violations=wrong)
        raise InvalidRequest("; ".join(str(violation) for violation in wrong), said)


def _stream_entry(sale: SaleLike, pins: Pins) -> StreamDecideRequest | NotDecided:
    read = _message_or_error(sale)
    if isinstance(read, NotDecided):
        return read
    return _pinned(StreamDecideRequest(sale=read), pins)


def _pinned(request: RequestT, pins: Pins) -> RequestT:
    refuse_no_text(revision=pins.revision, knowledge=pins.knowledge)
    if pins.revision is not None:
        request.revision = pins.revision
    if pins.known_on is not None:
        request.known_on = pins.known_on.isoformat()
    if pins.knowledge is not None:
        request.knowledge = pins.knowledge
    return request


def _message(sale: SaleLike) -> Sale:
    return sale if isinstance(sale, Sale) else sale_message(sale)


def _message_or_error(sale: SaleLike) -> Sale | NotDecided:
    try:
        return _message(sale)
    except InvalidSale as error:
        return NotDecided(error)
