"""Rubbish below gRPC: what follows a preface by hand, and how the stream ended."""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping
from contextlib import closing
from time import monotonic

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ConnectionTerminated, ResponseReceived, StreamReset, TrailersReceived
from rubbish_sales import DECIDE

PATIENCE = 10.0
HEADERS = {
    ":method": "POST",
    ":scheme": "http",
    ":path": DECIDE,
    ":authority": "licet",
    "te": "trailers",
    "content-type": "application/grpc",
}


def prefixed(body: bytes, length: int | None = None, flag: int = 0) -> bytes:
    """A message in its frame of gRPC, with whatever length and flag it claims."""
    return struct.pack(">BI", flag, len(body) if length is None else length) + body


class Caller:
    """One connection by hand, and one stream on it."""

    def __init__(self, address: str) -> None:
        self.socket = socket.create_connection(_parts(address), PATIENCE)
        self.h2 = H2Connection(H2Configuration(client_side=True))
        self.h2.initiate_connection()
        self._flush()

    def _flush(self) -> None:
        self.socket.sendall(self.h2.data_to_send())

    def send(self, data: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Open the stream, and send some bytes on it."""
        self.h2.send_headers(1, list((HEADERS | dict(headers or {})).items()))
        if data:
            self.h2.send_data(1, data)
        self._flush()

    def finish(self) -> None:
        """End the stream from this side."""
        self.h2.end_stream(1)
        self._flush()

    def reset(self) -> None:
        """Give the stream up."""
        self.h2.reset_stream(1, 8)
        self._flush()

    def ending(self) -> str:
        """How the server ended the stream: a status of gRPC or of HTTP, a reset, or no more."""
        until, status = monotonic() + PATIENCE, "nothing"
        while monotonic() < until:
            data = self.socket.recv(65_536)
            if not data:
                return "closed"
            for event in self.h2.receive_data(data):
                if isinstance(event, ResponseReceived | TrailersReceived):
                    told = {_text(key): _text(value) for key, value in event.headers or ()}
                    status = told.get("grpc-status", f"http {told.get(':status')}")
                    if "grpc-status" in told or event.stream_ended:
                        return status
                if isinstance(event, StreamReset):
                    return f"reset {event.error_code or 0:d}"
                if isinstance(event, ConnectionTerminated):
                    return f"gone {event.error_code or 0:d}"
            self._flush()
        raise AssertionError(f"no end within {PATIENCE} seconds, after {status}")

    def close(self) -> None:
        """Go without a word."""
        self.socket.close()


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def hung_up_on(address: str, raw: bytes) -> bool:
    """Tell whether the server hangs up on bytes that are not HTTP/2."""
    with socket.create_connection(_parts(address), PATIENCE) as connection:
        connection.sendall(raw)
        while connection.recv(65_536):
            pass
        return True


def said_and_gone(address: str, raw: bytes) -> None:
    """Say bytes after a preface, and go without waiting."""
    with closing(Caller(address)) as caller:
        caller.socket.sendall(raw)


def _parts(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host, int(port)
