"""Why there is no answer, as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import grpc
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from grpc import StatusCode
from grpc_status import rpc_status
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
REQUEST_ID = "x-request-id"
_DOMAIN = "licet"
_STATUS: Mapping[StatusCode, HTTPStatus] = MappingProxyType(
    {
        StatusCode.INVALID_ARGUMENT: HTTPStatus.BAD_REQUEST,
        StatusCode.OUT_OF_RANGE: HTTPStatus.BAD_REQUEST,
        StatusCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
        StatusCode.RESOURCE_EXHAUSTED: HTTPStatus.TOO_MANY_REQUESTS,
        StatusCode.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
        StatusCode.FAILED_PRECONDITION: HTTPStatus.SERVICE_UNAVAILABLE,
        StatusCode.DEADLINE_EXCEEDED: HTTPStatus.GATEWAY_TIMEOUT,
        StatusCode.UNIMPLEMENTED: HTTPStatus.NOT_IMPLEMENTED,
        StatusCode.UNAUTHENTICATED: HTTPStatus.BAD_GATEWAY,
        StatusCode.PERMISSION_DENIED: HTTPStatus.BAD_GATEWAY,
    }
)
"""What a status of the server is here, where any other is a fault; the door is who was refused."""
STATUSES = frozenset({*_STATUS.values(), HTTPStatus.INTERNAL_SERVER_ERROR})


@dataclass(frozen=True, slots=True)
class Violation:
    """One field is wrong: its path in the request, and what is wrong, as in gRPC's BadRequest."""

    field: str
    description: str


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818 (the standard's word)
    """No answer, and no answer is never a go: the order stays unconfirmed."""

    status: HTTPStatus
    detail: str
    code: str | None = None
    reason: str | None = None
    request_id: str | None = None
    violations: tuple[Violation, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def document(self) -> dict[str, Any]:
        """The members of the document, those that are known."""
        told = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "code": self.code,
            "reason": self.reason,
            "request_id": self.request_id,
            "violations": [asdict(violation) for violation in self.violations],
            "metadata": dict(self.metadata),
        }
        return {name: value for name, value in told.items() if value not in (None, [], {})}

    def response(self) -> Response:
        """Return what is sent."""
        headers = {REQUEST_ID: self.request_id} if self.request_id else {}
        content = json.dumps(self.document).encode()
        return Response(content, self.status, headers | dict(self.headers), MEDIA_TYPE)


def malformed(violations: Iterable[Violation]) -> Problem:
    """Return that a request is none, with every field that is wrong."""
    found = tuple(violations)
    return Problem(
        HTTPStatus.BAD_REQUEST,
        "; ".join(f"{v.field}: {v.description}" if v.field else v.description for v in found),
        StatusCode.INVALID_ARGUMENT.name,
        f"ERROR_REASON_MALFORMED_{'SALE' if any(map(_of_sale, found)) else 'REQUEST'}",
        violations=found,
    )


def _of_sale(violation: Violation) -> bool:
    """Tell whether a field is a sale's, or of one of the sales of a batch."""
    return violation.field.startswith(("sale.", "sales["))


def failed(error: grpc.aio.AioRpcError) -> Problem:
    """Return what a failed call says, with its details."""
    code = error.code()
    info, request = ErrorInfo(), BadRequest()
    for detail in _details(error):
        if detail.Is(ErrorInfo.DESCRIPTOR):
            detail.Unpack(info)
        elif detail.Is(BadRequest.DESCRIPTOR):
            detail.Unpack(request)
    ours = info.domain == _DOMAIN
    return Problem(
        _STATUS.get(code, HTTPStatus.INTERNAL_SERVER_ERROR),
        error.details() or code.name,
        code.name,
        info.reason if ours else None,
        violations=tuple(Violation(v.field, v.description) for v in request.field_violations),
        metadata=dict(info.metadata) if ours else {},
    )


def _details(error: grpc.aio.AioRpcError) -> Iterable[Any]:
    try:
        status = rpc_status.from_call(error)  # type: ignore[arg-type]
    except ValueError:  # details of another status than the call's own say nothing
        return ()
    return status.details if status is not None else ()
