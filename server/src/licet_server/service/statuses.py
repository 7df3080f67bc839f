"""The one table from errors to statuses, and what a status says for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from google.protobuf.any_pb2 import Any as Packed
from google.rpc.code_pb2 import (
    DEADLINE_EXCEEDED,
    FAILED_PRECONDITION,
    INTERNAL,
    INVALID_ARGUMENT,
    NOT_FOUND,
    RESOURCE_EXHAUSTED,
    UNAVAILABLE,
)
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status
from licet.v1 import error_reason_pb2 as reasons
from licet_engine.errors import EngineFault, FieldViolation, PoisonedError, SaleError

from licet_server.decision_log.errors import LogError, LogFullError, WitnessError
from licet_server.service.errors import (
    BusyError,
    DrainingError,
    FieldsError,
    LimitError,
    TimeLimitError,
    UnknownRevisionError,
)

DOMAIN = "licet"
_TOLD = 20
_LONGEST = 160
_TOLD_BYTES = 4500
_SAID_BYTES = 1000
"""Message and details travel in headers of 8 KiB, the details in base64 where a caller wants
that: what is over is counted, not told.
"""


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What an error means on the wire."""

    code: int
    reason: reasons.ErrorReason.ValueType
    said: str
    violations: Sequence[FieldViolation] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


def status_of(error: Exception) -> Status:
    """Return the status of an error; whatever is not foreseen is a fault, and no decision."""
    if isinstance(error, LogError | PoisonedError):
        meaning = _out_of_order(error)
    else:
        meaning = _meaning(error)
    info = ErrorInfo(
        reason=reasons.ErrorReason.Name(meaning.reason), domain=DOMAIN, metadata=meaning.metadata
    )
    details = [_packed(info)]
    if meaning.violations:
        details.append(_packed(_bad_request(meaning.violations)))
    return Status(code=meaning.code, message=_fitting(meaning.said), details=details)


def _meaning(error: Exception) -> _Meaning:
    match error:
        case SaleError():
            return _malformed(reasons.ERROR_REASON_MALFORMED_SALE, _in_the_sale(error.violations))
        case FieldsError():
            return _malformed(reasons.ERROR_REASON_MALFORMED_REQUEST, error.violations)
        case LimitError():
            return _over_the_limit(error)
        case UnknownRevisionError():
            told = {"revision": error.revision}
            reason = reasons.ERROR_REASON_UNKNOWN_REVISION
            return _Meaning(NOT_FOUND, reason, str(error), metadata=told)
        case DrainingError():
            return _Meaning(UNAVAILABLE, reasons.ERROR_REASON_DRAINING, str(error))
        case BusyError():
            told = {"limit": str(error.limit)}
            return _Meaning(
                RESOURCE_EXHAUSTED, reasons.ERROR_REASON_BUSY, str(error), metadata=told
            )
        case TimeLimitError():
            told = {"limit": f"{error.seconds:g}"}
            reason = reasons.ERROR_REASON_TIME_LIMIT_EXCEEDED
            return _Meaning(DEADLINE_EXCEEDED, reason, str(error), metadata=told)
    return _fault(error)


def _malformed(
    reason: reasons.ErrorReason.ValueType, violations: Sequence[FieldViolation]
) -> _Meaning:
    told = violations[:_TOLD]
    said = "; ".join(f"{v.path}: {v.reason}" if v.path else v.reason for v in told[:3])
    more = len(violations) - min(len(told), 3)
    said += f"; and {more} more" if more else ""
    return _Meaning(INVALID_ARGUMENT, reason, said, told, {"violations": str(len(violations))})


def _in_the_sale(violations: Sequence[FieldViolation]) -> list[FieldViolation]:
    """Return violations under their paths from the request."""
    return [FieldViolation(f"sale.{v.path}" if v.path else "sale", v.reason) for v in violations]


def _over_the_limit(error: LimitError) -> _Meaning:
    metadata = {"field": error.field, "limit": str(error.limit), "given": str(error.given)}
    violation = FieldViolation(error.field, str(error).partition(": ")[2])
    reason = reasons.ERROR_REASON_LIMIT_EXCEEDED
    return _Meaning(INVALID_ARGUMENT, reason, str(error), (violation,), metadata)


def _out_of_order(error: LogError | PoisonedError) -> _Meaning:
    """Something that an answer needs does not work; which it is decides what helps."""
    said = f"no decision is given: {error}"
    match error:
        case LogFullError():
            return _Meaning(RESOURCE_EXHAUSTED, reasons.ERROR_REASON_LOG_FULL, said)
        case WitnessError():
            return _Meaning(FAILED_PRECONDITION, reasons.ERROR_REASON_WITNESS_UNAVAILABLE, said)
        case LogError():
            return _Meaning(UNAVAILABLE, reasons.ERROR_REASON_LOG_UNAVAILABLE, said)
        case PoisonedError():  # exhaustive
            return _Meaning(UNAVAILABLE, reasons.ERROR_REASON_ENGINE_POISONED, said)


def _fault(error: Exception) -> _Meaning:
    """Tell of a fault without what it holds: that is for the log, not for the caller."""
    said = str(error) if isinstance(error, EngineFault) else type(error).__name__
    reason = reasons.ERROR_REASON_ENGINE_FAULT
    return _Meaning(INTERNAL, reason, f"no decision was made: {said}")


def _fitting(said: str) -> str:
    """Return as much of a message as a header holds, which has three letters for odd bytes."""
    size = 0
    for n, letter in enumerate(said):
        size += 1 if " " <= letter <= "~" and letter != "%" else 3 * len(letter.encode())
        if size > _SAID_BYTES:
            return said[:n]
    return said


def _bad_request(violations: Sequence[FieldViolation]) -> BadRequest:
    found = BadRequest()
    for v in violations[:_TOLD]:
        told = BadRequest.FieldViolation(field=v.path[:_LONGEST], description=v.reason[:_LONGEST])
        if found.ByteSize() + told.ByteSize() > _TOLD_BYTES:
            break
        found.field_violations.append(told)
    return found


def _packed(message: ErrorInfo | BadRequest) -> Packed:
    packed = Packed()
    packed.Pack(message)
    return packed
