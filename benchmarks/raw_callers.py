"""Callers by hand, who speak HTTP/2 as little and as slowly as they like."""

from __future__ import annotations

import select
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Final, Self

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.exceptions import ProtocolError
from prepared_questions import SERVICE, framed

_LITTLE: Final = 4096
"""The buffer for what nobody reads, in bytes."""
_TABLES: Final = (Path("/proc/net/tcp6"), Path("/proc/net/tcp"))
_ESTABLISHED: Final = "01"
_RESET: Final = struct.pack("ii", 1, 0)
_PATIENCE: Final = 1.0
_HEARD: Final = 65536


class Caller:
    """A connection to a server; it reads, and answers pings, only where it is told to."""

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        self._address = address
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _LITTLE)
        self._socket.settimeout(_PATIENCE)
        self._socket.connect((host, int(port)))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._ports = int(port), self._socket.getsockname()[1]
        self._http = H2Connection(H2Configuration(client_side=True))

    def say(self, said: bytes) -> None:
        """Say bytes; what a server does not take in time, or at all, is not said."""
        with suppress(OSError):
            self._socket.sendall(said)

    def flush(self) -> None:
        """Say what HTTP/2 has ready."""
        self.say(self.ready())

    def ready(self) -> bytes:
        """Return what HTTP/2 has ready to be said."""
        said: bytes = self._http.data_to_send()
        return said

    def hello(self) -> None:
        """Say what a connection begins with."""
        self._http.initiate_connection()
        self.flush()

    def opened(self, method: str) -> int:
        """Open a stream for a call, and return its number; nothing is asked yet."""
        stream = self._http.get_next_available_stream_id()
        headers = [
            (":method", "POST"), (":scheme", "http"), (":path", f"/{SERVICE}/{method}"),
            (":authority", self._address), ("content-type", "application/grpc"),
            ("te", "trailers"),
        ]  # fmt: skip
        self._http.send_headers(stream, headers)
        self.flush()
        return stream

    def ask(self, stream: int, request: bytes, *, end: bool = True) -> Iterator[bytes]:
        """Yield what asks a request in a stream, frame by frame; the last may end the stream.

        It goes no further than the windows that the server has opened as far as was heard.
        """
        rest = framed(request)
        while rest and (room := self._room(stream)):
            part, rest = rest[:room], rest[room:]
            self._http.send_data(stream, part, end_stream=end and not rest)
            yield self.ready()

    def _room(self, stream: int) -> int:
        return min(self._http.local_flow_control_window(stream), self._http.max_outbound_frame_size)

    def trickle(self, stream: int, part: bytes) -> None:
        """Say a few bytes in a frame of their own."""
        with suppress(ProtocolError):
            self._http.send_data(stream, part)
            self.flush()

    def answer(self) -> None:
        """Read what has come and answer settings and pings; no window is ever opened."""
        with suppress(OSError, ProtocolError):
            while select.select([self._socket], [], [], 0)[0]:
                heard = self._socket.recv(_HEARD)
                if not heard:
                    return
                self._http.receive_data(heard)
                self.flush()

    def is_kept(self) -> bool:
        """Tell whether the server still keeps its end of the connection, as the kernel knows."""
        server, mine = (f":{port:04X}" for port in self._ports)
        for line in chain.from_iterable(table.read_text().splitlines()[1:] for table in _TABLES):
            _, local, remote, state, *_ = line.split()
            if local.endswith(server) and remote.endswith(mine):
                return state == _ESTABLISHED
        return False

    def is_open(self) -> bool:
        """Tell whether this end has not heard that the other is closed; cheaper to ask."""
        state = self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
        return state == int(_ESTABLISHED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up at once, with no word of goodbye."""
        with suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._socket.close()
