"""Answers without what is said of the log beside them: that is another each time."""

from __future__ import annotations

from typing import Any, TypeVar

from google.protobuf.message import Message
from licet.v1 import service_pb2

M = TypeVar("M", bound=Message)
_ANSWERS: dict[str, type[Message]] = {
    "Decide": service_pb2.DecideResponse,
    "BatchDecide": service_pb2.BatchDecideResponse,
    "Explain": service_pb2.ExplainResponse,
}


def apart(answer: M) -> M:
    """The same message without the log."""
    found: Any = type(answer)()
    found.CopyFrom(answer)
    for each in (found, *getattr(found, "items", ())):
        for name in ("log_position", "log_policy"):
            if name in each.DESCRIPTOR.fields_by_name:
                each.ClearField(name)
    return found  # type: ignore[no-any-return]


def bytes_apart(method: str, answer: bytes) -> bytes:
    """The bytes of the answer of a method without the log."""
    kind = _ANSWERS.get(method.rpartition("/")[2])
    return answer if kind is None else apart(kind.FromString(answer)).SerializeToString()
