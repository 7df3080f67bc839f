"""One stream of decisions without asyncio, resumed where a server goes away.

Threads: one takes the sales from their source, which may block; gRPC's own sends the requests;
one reads the responses, so that the caller's thread can wait for each with a deadline.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from queue import Empty, SimpleQueue
from threading import Condition, Thread
from typing import TypeAlias

import grpc
from licet.v1.service_pb2 import StreamDecideRequest, StreamDecideResponse

from licet_client.answers import NotDecided, Result
from licet_client.reading import Told
from licet_client.statuses import SentMetadata, received_id
from licet_client.streaming import Answering, Backlog, Entry

Method: TypeAlias = "grpc.StreamStreamMultiCallable[StreamDecideRequest, StreamDecideResponse]"


class ClientStream:
    """The sales of one stream on their way to results, over as many calls as it takes."""

    def __init__(self, method: Method, entries: Iterator[Entry], answering: Answering) -> None:
        self._method = method
        self._entries = entries
        self._answering = answering
        self._backlog = Backlog()
        self._changed = Condition()
        self._call: _Call | None = None
        self._stopped = False

    def results(self) -> Generator[Result, None, None]:
        """Give what becomes of each sale, in the order asked; closing it ends the call."""
        Thread(target=self._take, name="licet-sales", daemon=True).start()
        try:
            while (entry := self._head()) is not None:
                result = entry if isinstance(entry, NotDecided) else self._result(entry)
                self._settle()
                yield result
            self._finish()
        finally:
            self._stop()

    def _take(self) -> None:
        """Take sales from their source until it ends or nobody reads the results any more."""
        fault = None
        try:
            for entry in self._entries:
                if not self._add(entry):
                    return
        except BaseException as error:  # noqa: BLE001 (whatever the source raises is the reader's)
            fault = error
        with self._changed:
            self._backlog.end(fault)
            if self._call is not None:
                self._call.send(None)
            self._changed.notify_all()

    def _add(self, entry: Entry) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or not self._backlog.full)
            if self._stopped:
                return False
            self._backlog.add(entry)
            if self._call is not None and not isinstance(entry, NotDecided):
                self._call.send(entry)
            self._changed.notify_all()
            return True

    def _head(self) -> Entry | None:
        with self._changed:
            self._changed.wait_for(lambda: self._backlog.ready)
            return self._backlog.head()

    def _settle(self) -> None:
        with self._changed:
            self._backlog.settle()
            self._changed.notify_all()

    def _result(self, request: StreamDecideRequest) -> Result:
        self._answering.begin()
        while True:
            try:
                return self._answering.result(request, self._next(self._call or self._open()))
            except grpc.RpcError as error:
                pause = self._answering.pause(error)
            self._drop()
            time.sleep(pause)

    def _finish(self) -> None:
        self._answering.begin()
        try:
            if self._call is not None:
                self._answering.finish(self._next(self._call))
        except grpc.RpcError as error:
            self._answering.finish_failed(error)

    def _next(self, call: _Call) -> Told[StreamDecideResponse] | None:
        try:
            return call.next(self._answering.left)
        except Empty:
            raise self._answering.too_late() from None

    def _open(self) -> _Call:
        with self._changed:
            self._call = _Call(self._method, self._answering.metadata)
            for request in self._backlog.unanswered:
                self._call.send(request)
            return self._call

    def _drop(self) -> None:
        with self._changed:
            call, self._call = self._call, None
        if call is not None:
            call.close()

    def _stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._drop()


class _Call:
    """One call of a stream, and the thread that reads it."""

    def __init__(self, method: Method, metadata: SentMetadata) -> None:
        self._outbox: SimpleQueue[StreamDecideRequest | None] = SimpleQueue()
        self._inbox: SimpleQueue[StreamDecideResponse | grpc.RpcError | None] = SimpleQueue()
        self._call = method(iter(self._outbox.get, None), metadata=metadata)
        self._reader = Thread(target=self._read, name="licet-answers", daemon=True)
        self._reader.start()

    def send(self, request: StreamDecideRequest | None) -> None:
        """Send a request, or None for the end of them; never blocks."""
        self._outbox.put(request)

    def next(self, timeout: float) -> Told[StreamDecideResponse] | None:
        """Return the next response, or None at the end; raises `Empty` and `RpcError`."""
        told = self._inbox.get(timeout=timeout)
        if isinstance(told, grpc.RpcError):
            raise told
        return None if told is None else Told(told, received_id(self._call.initial_metadata()))

    def close(self) -> None:
        """End the call, and its threads with it."""
        self._outbox.put(None)
        self._call.cancel()
        self._reader.join()

    def _read(self) -> None:
        try:
            for response in self._call:
                self._inbox.put(response)
            self._inbox.put(None)
        except grpc.RpcError as error:
            self._inbox.put(error)
