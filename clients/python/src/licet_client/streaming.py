"""What the streams with and without asyncio have in common: all but waiting."""

from __future__ import annotations

from collections import deque
from typing import Final, TypeAlias

import grpc
from licet.v1.service_pb2 import StreamDecideRequest, StreamDecideResponse

from licet_client.answers import NotDecided, Result
from licet_client.errors import DeadlineExceeded, Said
from licet_client.patience import Patience
from licet_client.reading import Told, server_fault, stream_result
from licet_client.statuses import failed_call, sent_metadata

Entry: TypeAlias = StreamDecideRequest | NotDecided
WINDOW: Final = 256
"""How many sales a stream takes from their source ahead of the answers."""


class Backlog:
    """What a stream was asked and has not answered yet, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque()
        self._fault: BaseException | None = None
        self.ended = False

    @property
    def full(self) -> bool:
        """Whether the source has to wait, so that memory does not grow with the stream."""
        return len(self._entries) >= WINDOW

    @property
    def ready(self) -> bool:
        """Whether it is known what comes next."""
        return bool(self._entries) or self.ended

    @property
    def unanswered(self) -> list[StreamDecideRequest | None]:
        """The requests to put to a new call, then None if no more will come.

        Questions are pure, so asking again is safe.
        """
        requests = [entry for entry in self._entries if isinstance(entry, StreamDecideRequest)]
        return [*requests, None] if self.ended else [*requests]

    def add(self, entry: Entry) -> None:
        """Take in the next entry of the source."""
        self._entries.append(entry)

    def end(self, fault: BaseException | None) -> None:
        """Take in that the source has ended, or the exception that it broke off with."""
        self._fault = fault
        self.ended = True

    def head(self) -> Entry | None:
        """Return the oldest entry, or None after the last; raises what the source raised there."""
        if self._entries:
            return self._entries[0]
        if self._fault is not None:
            raise self._fault
        return None

    def settle(self) -> None:
        """Forget the oldest entry, whose result is known."""
        self._entries.popleft()


class Answering:
    """What a stream makes of responses and failures, one answer after the other."""

    def __init__(self, patience: Patience, request_id: str | None) -> None:
        self._patience = patience
        self.request_id = request_id
        self.metadata = sent_metadata(request_id)

    @property
    def left(self) -> float:
        """How long the answer may still take, in seconds."""
        return self._patience.left

    def begin(self) -> None:
        """Begin to wait for the next answer, with all the time and attempts."""
        self._patience.renew()

    def result(
        self, request: StreamDecideRequest, told: Told[StreamDecideResponse] | None
    ) -> Result:
        """Return the result of a response, or raise `ServerFault` if there is none."""
        if told is None:
            raise server_fault("the stream ended before it was answered", self.request_id)
        return stream_result(request, Told(told.response, told.request_id or self.request_id))

    def pause(self, error: grpc.RpcError) -> float:
        """Return how long to pause before a new call, in seconds; raises why there is none."""
        return self._patience.pause(failed_call(error, self.request_id))

    def finish(self, told: Told[StreamDecideResponse] | None) -> None:
        """Take in what came after the last answer; raises `ServerFault` unless that is nothing."""
        if told is not None:
            raise server_fault("more answers than sales came", told.request_id)

    def finish_failed(self, error: grpc.RpcError) -> None:
        """Take in a failure after the last answer; a server may go away then, and nothing else."""
        fault = failed_call(error, self.request_id)
        if fault.code is not grpc.StatusCode.UNAVAILABLE:
            raise fault

    def too_late(self) -> DeadlineExceeded:
        """Return the error for an answer that did not come in time."""
        said = Said(grpc.StatusCode.DEADLINE_EXCEEDED, request_id=self.request_id)
        return DeadlineExceeded("the next answer of the stream did not come in time", said)
