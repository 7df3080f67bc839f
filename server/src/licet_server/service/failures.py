"""Whatever a call raises ends it with the status of the one table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc
import structlog
from google.rpc.status_pb2 import Status
from licet_engine.errors import LicetError

from licet_server.service.request_ids import HEADER, request_id
from licet_server.service.statuses import status_of
from licet_server.service.wrapping import Context

_DETAILS = "grpc-status-details-bin"
_CODES = {code.value[0]: code for code in grpc.StatusCode}


class Failures:
    """Turns errors into statuses; what nobody foresaw is logged where it happened."""

    def __init__(self, logger: structlog.typing.FilteringBoundLogger) -> None:
        self._logger = logger

    @asynccontextmanager
    async def told(self, method: str, context: Context) -> AsyncIterator[None]:
        """End a call that raises with its status and details."""
        try:
            yield
        except grpc.aio.AbortError:
            raise
        except LicetError as error:
            await _abort(context, status_of(error))
        except Exception as error:
            self._logger.exception("fault", method=method, request_id=request_id.get())
            await _abort(context, status_of(error))


async def _abort(context: Context, status: Status) -> None:
    details = ((HEADER, request_id.get()), (_DETAILS, status.SerializeToString()))
    await context.abort(_CODES[status.code], status.message, details)
