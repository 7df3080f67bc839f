"""Connections on which nothing is asked are let go: they would keep others from being answered."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

_HELLO = 10.0
"""Seconds for the head of a first request to be whole, as the server gives to say hello."""


class Unspoken(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, which waits for a first request and not for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self.loop.call_later(_HELLO, self._hang_up_unless_asked)

    def _hang_up_unless_asked(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()
