"""Whatever a call raises ends it with the status of the one table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from traceback import extract_tb

import grpc
import structlog
from google.protobuf.message import DecodeError
from google.rpc.status_pb2 import Status
from licet_engine.errors import EngineFault, FieldViolation, SaleError

from licet_server.service.errors import FieldsError, RequestError
from licet_server.service.request_ids import HEADER, request_id
from licet_server.service.statuses import status_of
from licet_server.service.wrapping import Context

_DETAILS = "grpc-status-details-bin"
_CODES = {code.value[0]: code for code in grpc.StatusCode}


def log_fault(logger: structlog.typing.FilteringBoundLogger, error: Exception) -> None:
    """Log where a fault happened; what is wrong with a request is none.

    What an error says may be words of a sale, which are nobody's business; an engine's are not.
    """
    if isinstance(error, SaleError | RequestError):
        return
    logger.error(
        "fault",
        kind=type(error).__name__,
        said=str(error) if isinstance(error, EngineFault) else None,
        where=[f"{at.filename}:{at.lineno}" for at in extract_tb(error.__traceback__)],
        request_id=request_id.get(),
    )


class Failures:
    """Turns errors into statuses; a fault is logged where it happened."""

    def __init__(self, logger: structlog.typing.FilteringBoundLogger) -> None:
        self._logger = logger

    @asynccontextmanager
    async def told(self, _: str, context: Context) -> AsyncIterator[None]:
        """End a call that raises with its status and details."""
        try:
            yield
        except grpc.aio.AbortError:
            raise
        except DecodeError:  # of a service that is not ours, and reads its messages itself
            wrong = FieldViolation("", "the bytes are no request")
            await _abort(context, status_of(FieldsError((wrong,))))
        except Exception as error:  # noqa: BLE001 (INVARIANT: every call has an end)
            log_fault(self._logger, error)
            await _abort(context, status_of(error))


async def _abort(context: Context, status: Status) -> None:
    details = ((HEADER, request_id.get()), (_DETAILS, status.SerializeToString()))
    await context.abort(_CODES[status.code], status.message, details)
