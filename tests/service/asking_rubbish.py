"""Asks a server for what no client would send, and tells what became of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

import grpc
from beside_the_log import bytes_apart
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status
from rubbish_sales import DECIDE, OK, REVISION, Case
from rubbish_shapes import few_asked

IN_FLIGHT = 64
DEADLINE = 20.0
GOOD_EVERY = 300
SAMPLE = 300
"""Answers that are kept, to be compared with those of another process."""
_REMEMBERED = 5_000
_MALFORMED = {"ERROR_REASON_MALFORMED_SALE", "ERROR_REASON_MALFORMED_REQUEST"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request."""

    code: grpc.StatusCode
    body: bytes = b""
    reason: str = ""
    domain: str = ""
    paths: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[object, ...]:
        """All that a caller acts on."""
        return self.code, self.body, self.reason, self.domain, self.paths


def details(status: Status) -> tuple[str, str, tuple[str, ...]]:
    """The reason, the domain and the paths of a status."""
    info, fields = ErrorInfo(), BadRequest()
    for packed in status.details:
        for message in (info, fields):
            packed.Unpack(message)
    return info.reason, info.domain, tuple(each.field for each in fields.field_violations)


def refusal(error: grpc.aio.AioRpcError) -> Answer:
    """The answer that an error is."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin" and isinstance(value, bytes):
            status = Status.FromString(value)
            assert status.code == error.code().value[0]
            return Answer(error.code(), b"", *details(status))
    return Answer(error.code())


async def ask(channel: grpc.aio.Channel, method: str, request: bytes) -> Answer:
    """Send bytes and return what became of them."""
    call: Any = channel.unary_unary(method)
    try:
        return Answer(OK, bytes_apart(method, await call(request, timeout=DEADLINE)))
    except grpc.aio.AioRpcError as error:
        return refusal(error)


@dataclass
class Asking:
    """Sends cases in turn, so many at a time, and keeps what went wrong.

    Each caller keeps to one channel, and there are several: every worker has some of them.
    """

    channels: Sequence[grpc.aio.Channel]
    good: bytes = b""
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    answered: dict[bytes, bytes] = field(default_factory=dict)
    refused: int = 0
    _cleaned: dict[bytes, asyncio.Task[Answer]] = field(default_factory=dict)
    _tick: Callable[[int], None] = lambda _: None

    async def all(self, cases: Iterable[Case], tick: Callable[[int], None]) -> None:
        """Send all cases; a good request before, among and after them is answered the same."""
        self._tick = tick
        self.good = (await self.answer_to_a_good_one()).body
        assert self.good
        turn = iter(cases)
        channels = islice(cycle(self.channels), IN_FLIGHT)
        await asyncio.gather(*(self._some(turn, channel) for channel in channels))
        await self._good_one("the end")

    async def answer_to_a_good_one(self) -> Answer:
        """The answer to a request that is answered, which is the same on every channel."""
        asking = (ask(channel, DECIDE, few_asked()) for channel in self.channels)
        first, *others = await asyncio.gather(*asking)
        return next((other for other in others if other != first), first)

    async def _good_one(self, after: str) -> None:
        answer = await self.answer_to_a_good_one()
        if answer.body != self.good:
            self.faults.append(f"a good request after {after}: {answer}")

    async def _some(self, turn: Iterator[Case], channel: grpc.aio.Channel) -> None:
        for case in turn:
            answer = await ask(channel, case.method, case.request)
            expected = await self._expected(case, channel)
            if case.code is OK and expected is not None and expected.code is not OK:
                self.faults.append(f"{case.family}: {case.name}: the cleaned: {expected}")
            if not _is_right(case, answer, expected):
                self.faults.append(_shown(case, answer, expected))
            if answer.code is OK and case.cleaned is not None and len(self.answered) < SAMPLE:
                self.answered[case.cleaned] = answer.body
            self.counts[case.family] += 1
            self.refused += answer.code is not OK
            if self.counts.total() % GOOD_EVERY == 0:
                self._tick(GOOD_EVERY)
                await self._good_one(f"{case.family}: {case.name}")

    async def _expected(self, case: Case, channel: grpc.aio.Channel) -> Answer | None:
        """The answer to the cleaned request, which is asked once."""
        if case.cleaned is None:
            return None
        if case.cleaned not in self._cleaned:
            if len(self._cleaned) >= _REMEMBERED:
                self._cleaned.clear()
            asking = ask(channel, case.method, case.cleaned)
            self._cleaned[case.cleaned] = asyncio.create_task(asking)
        return await self._cleaned[case.cleaned]


def _is_right(case: Case, answer: Answer, expected: Answer | None) -> bool:
    if expected is not None:
        ours = expected.code is OK or _is_refused(case, expected)
        return answer.told == expected.told and ours
    return answer.code is case.code and _is_refused(case, answer)


def _is_refused(case: Case, answer: Answer) -> bool:
    allowed = {case.reason} if case.reason else _MALFORMED | {"ERROR_REASON_LIMIT_EXCEEDED"}
    named = bool(answer.paths) or case.reason == REVISION
    right = answer.reason in allowed and answer.domain == "licet"
    return right and named and set(case.paths) <= set(answer.paths)


def _shown(case: Case, answer: Answer, expected: Answer | None) -> str:
    wanted: Any = expected or (case.code, case.reason, case.paths)
    request = case.request if len(case.request) < 1500 else case.request[:200]
    return f"{case.family}: {case.name}: expected {wanted}, got {answer}, for {request!r}"
