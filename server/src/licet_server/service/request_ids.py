"""Every call has a request id: the caller's, or one of ours; it goes back, and into the log."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from uuid import uuid4

from licet_server.service.wrapping import Context

HEADER = "x-request-id"
_SOUND = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the call that is being answered."""


@asynccontextmanager
async def identified(_: str, context: Context) -> AsyncIterator[None]:
    """Give a call its id; one that could not be written to a log is replaced."""
    given = next((v for k, v in context.invocation_metadata() or () if k == HEADER), "")
    sound = isinstance(given, str) and _SOUND.fullmatch(given)
    chosen = given if sound else uuid4().hex
    request_id.set(chosen)
    context.set_trailing_metadata(((HEADER, chosen),))
    yield
