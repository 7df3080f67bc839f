"""Lines that a server writes about itself: one that finds no room stops nothing."""

from __future__ import annotations

import os
from threading import Lock
from typing import Any, TextIO

from structlog.processors import JSONRenderer

_rendered = JSONRenderer()


class Lines:
    """Writes one JSON object a line to a file, and never raises for a file that takes none.

    A line that cannot be written is dropped; the next that can says how many were, as `dropped`.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._lock = Lock()
        self._dropped = 0
        self._torn = False

    def msg(self, **line: Any) -> None:
        """Write a line, or drop it."""
        with self._lock:
            more = {"dropped": self._dropped} if self._dropped else {}
            try:
                text = f"{_rendered(None, '', line | more)!s}\n"
                self._write(f"\n{text}" if self._torn else text)
            except (OSError, ValueError):  # as for a full disk, or a pipe that nobody reads
                self._dropped += 1
            else:
                self._dropped, self._torn = 0, False

    info = warning = error = critical = msg

    def _write(self, text: str) -> None:
        """Write past the buffers of the file: what they kept would fail again at the exit."""
        try:
            descriptor = self._file.fileno()
        except (OSError, ValueError):  # it is in memory
            self._file.write(text)
            self._file.flush()
            return
        left = text.encode()
        while left:
            written = os.write(descriptor, left)
            self._torn, left = True, left[written:]
