"""Large answers that their callers have not taken yet."""

from __future__ import annotations

from licet_server.service.errors import BusyError

_LARGE = 64 * 1024
"""Bytes of an answer; what is shorter goes into the first window that a caller opens."""


class Unread:
    """How many bytes of large answers wait to be taken, of which there is a most.

    gRPC keeps an answer until it is taken or its connection ends, and nothing of ours can take it
    back: so they are counted, and past the bound large answers are refused to all.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self.held = 0

    def take(self, answer: bytes) -> int:
        """Count an answer, and return what to give back once it is taken; raises `BusyError`."""
        size = len(answer) if len(answer) > _LARGE else 0
        if size and self.held + size > self._most:
            raise BusyError(f"{self.held} bytes of answers wait for their callers", self._most)
        self.held += size
        return size

    def give(self, size: int) -> None:
        """Count no longer what was taken, or went with its caller."""
        self.held -= size
