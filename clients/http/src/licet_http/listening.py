"""Connections on which nothing is asked are let go: they would keep others from being answered."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

HELLO = 10.0
"""Seconds for the head of a request to be whole, as the server gives to say hello."""


class Unspoken(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, which waits for a request and not for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self.loop.call_later(HELLO, self._hang_up_unless_asked, None)

    def _hang_up_unless_asked(self, before: RequestResponseCycle | None) -> None:
        """End a connection on which nothing was asked since a look before; look again later."""
        if self.transport.is_closing():
            return
        last: RequestResponseCycle | None = self.cycle
        if last is before and (last is None or last.response_complete):
            self.transport.close()
        else:
            self.loop.call_later(HELLO, self._hang_up_unless_asked, last)
