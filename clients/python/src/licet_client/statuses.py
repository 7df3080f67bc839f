"""The one table from statuses to errors, for failed calls and for items that failed alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import chain
from types import MappingProxyType
from typing import Protocol, TypeAlias, TypeVar, cast

import grpc
from google.protobuf.message import DecodeError, Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status
from grpc import StatusCode
from grpc_status import rpc_status

from licet_client.errors import (
    DeadlineExceeded,
    FieldViolation,
    InvalidRequest,
    InvalidSale,
    LimitExceeded,
    NoDecision,
    Refused,
    Said,
    ServerFault,
    Unavailable,
    UnknownRevision,
    inside_sale,
)

REQUEST_ID = "x-request-id"
_DOMAIN = "licet"
_TABLE: Mapping[tuple[StatusCode, str | None], type[NoDecision]] = MappingProxyType(
    {
        (StatusCode.INVALID_ARGUMENT, "ERROR_REASON_MALFORMED_SALE"): InvalidSale,
        (StatusCode.INVALID_ARGUMENT, "ERROR_REASON_LIMIT_EXCEEDED"): LimitExceeded,
        (StatusCode.INVALID_ARGUMENT, None): InvalidRequest,
        (StatusCode.NOT_FOUND, "ERROR_REASON_UNKNOWN_REVISION"): UnknownRevision,
        (StatusCode.UNAVAILABLE, None): Unavailable,
        (StatusCode.DEADLINE_EXCEEDED, None): DeadlineExceeded,
        (StatusCode.INTERNAL, None): ServerFault,
        (StatusCode.UNKNOWN, None): ServerFault,
        (StatusCode.DATA_LOSS, None): ServerFault,
        (StatusCode.OK, None): ServerFault,  # an error that says all is well is a fault
    }
)
_CODES: Mapping[int, StatusCode] = MappingProxyType({c.value[0]: c for c in StatusCode})

SentMetadata: TypeAlias = tuple[tuple[str, str], ...]
Metadata: TypeAlias = Iterable[tuple[str, str | bytes]]
DetailT = TypeVar("DetailT", bound=Message)


class _Failed(Protocol):
    """What a failed call tells, with or without asyncio; metadata may be None."""

    def code(self) -> StatusCode: ...
    def details(self) -> str | None: ...
    def initial_metadata(self) -> Metadata | None: ...
    def trailing_metadata(self) -> Metadata | None: ...


def failed_call(error: grpc.RpcError, sent_id: str | None) -> NoDecision:
    """Return why a call gave no answer; `sent_id` is the request id that went with it."""
    call = cast("_Failed", error)
    received = received_id(call.initial_metadata(), call.trailing_metadata())
    return no_decision(_status(call), received or sent_id)


def no_decision(status: Status, request_id: str | None) -> NoDecision:
    """Return the error that a status stands for; a code nobody knows is a fault."""
    code = _CODES.get(status.code, StatusCode.UNKNOWN)
    info = _info(status)
    reason = info.reason or None
    kind = _TABLE.get((code, reason)) or _TABLE.get((code, None), Refused)
    violations = tuple(_violations(status))
    said = Said(code, reason, request_id, violations, dict(info.metadata))
    return kind(_message(said) or status.message or _unsaid(code), said)


def received_id(*received: Metadata | None) -> str | None:
    """Return the id that the server gave the request in its headers or trailers, or None."""
    for key, value in chain.from_iterable(metadata or () for metadata in received):
        if key == REQUEST_ID and isinstance(value, str) and value:
            return value
    return None


def sent_metadata(request_id: str | None) -> SentMetadata:
    """Return the metadata of a call; raises `ValueError` for an id that no header can hold."""
    if request_id is None:
        return ()
    if not request_id or not all("!" <= character <= "~" for character in request_id):
        raise ValueError(f"a request id is visible ASCII without spaces: {request_id!a}")
    return ((REQUEST_ID, request_id),)


def _status(call: _Failed) -> Status:
    """Return the status with its details, or without them where they contradict the call."""
    bare = Status(code=call.code().value[0], message=call.details() or "")
    try:
        return rpc_status.from_call(cast("grpc.Call", call)) or bare
    except (ValueError, DecodeError):
        return bare


def _info(status: Status) -> ErrorInfo:
    """Return what the service itself said, for proxies have reasons of their own."""
    ours = (info for info in _details(status, ErrorInfo) if info.domain == _DOMAIN)
    return next(ours, ErrorInfo())


def _violations(status: Status) -> Iterable[FieldViolation]:
    for bad in _details(status, BadRequest):
        for found in bad.field_violations:
            yield FieldViolation(inside_sale(found.field), found.description)


def _details(status: Status, kind: type[DetailT]) -> Iterable[DetailT]:
    """Give the details of one kind, without those that are damaged."""
    for packed in status.details:
        detail = kind()
        with suppress(DecodeError):
            if packed.Unpack(detail):
                yield detail


def _message(said: Said) -> str:
    """Return every violation in one line, and how many more the server counted than it told."""
    listed = "; ".join(str(violation) for violation in said.violations)
    counted = said.metadata.get("violations", "")
    more = int(counted) - len(said.violations) if counted.isascii() and counted.isdecimal() else 0
    return f"{listed}; and {more} more" if listed and more > 0 else listed


def _unsaid(code: StatusCode) -> str:
    return f"the server said no more than {code.name}"
