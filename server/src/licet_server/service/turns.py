"""Threads that decide take turns, and give up what nobody waits for any more.

The interpreter runs one of them at a time anyway. Taking turns of a few milliseconds keeps one
long order from holding up the short ones behind it, and leaves time for the wire.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

_TURN = 0.01


class GivenUpError(Exception):
    """Nobody waits for the answer any more: the caller has gone, or its time is up."""


class Errand:
    """A piece of work for a caller, who may stop waiting for it."""

    def __init__(self) -> None:
        self.given_up = False

    def give_up(self) -> None:
        """Say that nobody waits any more; the work stops at its next pause."""
        self.given_up = True


class Turns:
    """One thread works at a time; after `seconds` of it the next in line does.

    Who begins goes before those that had a turn: short work is over in its first.
    """

    def __init__(self, seconds: float = _TURN) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._beginning: deque[threading.Event] = deque()
        self._going_on: deque[threading.Event] = deque()
        self._busy = False
        self._mine = threading.local()

    @contextmanager
    def of(self, errand: Errand) -> Iterator[None]:
        """Work on an errand for the length of the block, in turns with other threads."""
        self._take(self._beginning)
        self._mine.errand = errand
        try:
            yield
        finally:
            self._mine.errand = None
            self._pass_on()

    def pause(self) -> None:
        """Let others work where this turn is over; raises `GivenUpError` where nobody waits.

        Outside a turn, as while a server starts, it does nothing.
        """
        errand: Errand | None = getattr(self._mine, "errand", None)
        if errand is None:
            return
        if errand.given_up:
            raise GivenUpError
        if self.waiting and perf_counter() - self._mine.since > self._seconds:
            self._pass_on()
            self._take(self._going_on)

    @property
    def waiting(self) -> int:
        """How many threads wait for a turn."""
        return len(self._beginning) + len(self._going_on)

    def _take(self, line: deque[threading.Event]) -> None:
        turn = threading.Event()
        with self._lock:
            if self._busy:
                line.append(turn)
            else:
                self._busy = True
                turn.set()
        turn.wait()
        self._mine.since = perf_counter()

    def _pass_on(self) -> None:
        with self._lock:
            line = self._beginning or self._going_on
            if line:
                line.popleft().set()
            else:
                self._busy = False
