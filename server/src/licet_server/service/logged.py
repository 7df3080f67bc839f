"""An answer is logged, and says where it stands in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from google.protobuf.internal.decoder import _DecodeVarint32  # type: ignore[attr-defined]
from licet.v1 import service_pb2
from licet.v1.decision_pb2 import Decision

from licet_server.decision_log.entries import Answered
from licet_server.decision_log.keeping import DecisionLog
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.writing import Position, utc_now
from licet_server.service.questions import Question
from licet_server.service.request_ids import request_id
from licet_server.service.wrapping import Context

_DECISION = 0x0A
"""The first byte of an item that holds a decision; one that holds an error begins otherwise."""
_COMMON_NAME = "x509_common_name"
_DECISIONS = 256
"""Decisions that are read once each, though they are given again (some 5 KB each)."""


class Asked(NamedTuple):
    """A call as it came: of which method, from whom, when, and on which day it is answered."""

    method: str
    caller: str
    received_at: str
    day: date


def caller_of(context: Context) -> str:
    """Return the common name of a caller's certificate, or the address that it calls from."""
    names = (context.auth_context() or {}).get(_COMMON_NAME, ())
    return b" ".join(names).decode(errors="replace") if names else str(context.peer())


class Logging:
    """Logs the answers of one service, and makes what is said of the log beside them."""

    def __init__(self, log: DecisionLog) -> None:
        self._log = log
        self.policy = service_pb2.LogPolicy(policy=log.policy.value)

    def call(self, method: str, context: Context, day: date) -> Asked:
        """Return a call that has just come; of whom is not asked where nothing is logged."""
        if self._log.policy is LogPolicy.OFF:
            return Asked(method, "", "", day)
        return Asked(method, caller_of(context), utc_now(), day)

    async def positions(
        self, asked: Asked, questions: Sequence[Question], items: Sequence[bytes]
    ) -> list[service_pb2.LogPosition | None]:
        """Log the decisions among items, and return where each stands, as far as it is known.

        Raises `LogError`: then none of them may be given.
        """
        found: list[service_pb2.LogPosition | None] = [None] * len(items)
        if self._log.policy is LogPolicy.OFF:
            return found
        decided = [n for n, item in enumerate(items) if item[0] == _DECISION]
        if not decided:
            return found
        answers = [_answered(asked, questions[n], decision_in(items[n])) for n in decided]
        for n, position in zip(decided, await self._log.keep(answers) or (), strict=False):
            found[n] = _position(position)
        return found

    async def position(
        self, asked: Asked, question: Question, item: bytes
    ) -> service_pb2.LogPosition | None:
        """Log the decision in one item, as `positions` does."""
        return (await self.positions(asked, (question,), (item,)))[0]


def _position(position: Position) -> service_pb2.LogPosition:
    return service_pb2.LogPosition(chain=position.chain, seq=position.seq, hash=position.hash)


def decision_in(item: bytes) -> bytes:
    """Return the bytes of the decision with which an item begins."""
    size, start = _DecodeVarint32(item, 1)
    return item[start : start + size]


def screening_in(decision: Decision) -> bytes:
    """Return what a decision says of screening, as the bytes of a decision of nothing else."""
    return Decision(screening=decision.screening).SerializeToString()


class _Told(NamedTuple):
    revision: str
    known_on: str
    knowledge: str
    screening: bytes


@lru_cache(_DECISIONS)
def _told_in(decision: bytes) -> _Told:
    read = Decision.FromString(decision)
    return _Told(read.revision, read.known_on, read.knowledge, screening_in(read))


def _answered(asked: Asked, question: Question, decision: bytes) -> Answered:
    told = _told_in(decision)
    return Answered(
        method=asked.method,
        caller=asked.caller,
        request_id=request_id.get(),
        sale=question.sale,
        revision=told.revision,
        known_on=told.known_on,
        knowledge=told.knowledge,
        asked_on=asked.day.isoformat(),
        decision=decision,
        screening=told.screening,
        received_at=asked.received_at,
        answered_at=utc_now(),
    )
