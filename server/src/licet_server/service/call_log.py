"""One line of JSON a call: what was called, by whom, how it ended, how long it took."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import perf_counter
from typing import Any, TextIO

import grpc
import structlog

from licet_server.service.lines import Lines
from licet_server.service.request_ids import request_id
from licet_server.service.wrapping import Context

_CODES = {code.value[0]: code.name for code in grpc.StatusCode}


def json_logger(file: TextIO, **bound: Any) -> structlog.typing.FilteringBoundLogger:
    """Return a logger of one JSON object a line, with what is bound; it never raises."""
    logger: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
        Lines(file),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
        ],
        wrapper_class=structlog.make_filtering_bound_logger("INFO"),
    )
    return logger.bind(**bound)


class Libraries(logging.Handler):
    """Writes what libraries log as lines of ours; the rest of their lines may hold anything."""

    def __init__(self, logger: structlog.typing.FilteringBoundLogger) -> None:
        super().__init__(logging.WARNING)
        self._logger = logger

    def emit(self, record: logging.LogRecord) -> None:
        """Write the first line of a record."""
        with suppress(TypeError, ValueError):  # the library's own fault: it cannot be put together
            said = record.getMessage().partition("\n")[0]
            self._logger.warning("library", name=record.name, said=said)


class CallLog:
    """Logs each call when it has ended."""

    def __init__(self, logger: structlog.typing.FilteringBoundLogger) -> None:
        self._logger = logger

    @asynccontextmanager
    async def logged(self, method: str, context: Context) -> AsyncIterator[None]:
        """Log a call. No word of a sale is logged: what a seller sells is nobody's business."""
        since = perf_counter()
        ended = "CANCELLED"
        try:
            yield
            ended = "OK"
        except grpc.aio.AbortError:
            ended = _CODES.get(_number(context.code()), "UNKNOWN")
            raise
        except Exception:
            ended = "UNKNOWN"
            raise
        finally:
            self._logger.info(
                "call",
                method=method,
                code=ended,
                ms=round((perf_counter() - since) * 1000, 3),
                peer=context.peer(),
                request_id=request_id.get(),
            )


def _number(code: Any) -> int:
    return code.value[0] if isinstance(code, grpc.StatusCode) else int(code or 0)
