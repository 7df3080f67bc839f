"""What becomes of a sale: a decision, or the error for which there is none.

No answer has a truth value: `if answer:` would read every answer as a go, so it raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from licet.v1.decision_pb2 import OUTCOME_NO_LICENSE_NEEDED, OUTCOME_TEMPORARY_LICENSE, Decision
from licet.v1.explanation_pb2 import SubjectExplained
from licet.v1.service_pb2 import LogPolicy, LogPosition

from licet_client.errors import NoDecision

_GO = frozenset({OUTCOME_NO_LICENSE_NEEDED, OUTCOME_TEMPORARY_LICENSE})


class _Answer:
    """An answer is asked what it says, not whether it is there."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError("an answer is neither true nor false: ask `.may_confirm`")


@dataclass(frozen=True, slots=True)
class Decided(_Answer):
    """A decision on a sale, and where the server logged it, if it logs."""

    decision: Decision
    log_position: LogPosition | None = None
    log_policy: LogPolicy | None = None
    request_id: str | None = None

    @property
    def may_confirm(self) -> bool:
        """Whether the order may be confirmed on this answer."""
        return _goes(self.decision)


@dataclass(frozen=True, slots=True)
class NotDecided(_Answer):
    """No decision on a sale, and why: reading one raises the error."""

    error: NoDecision

    @property
    def decision(self) -> NoReturn:
        """There is none; raises the error."""
        raise self.error

    @property
    def may_confirm(self) -> bool:
        """False: without a decision no order may be confirmed."""
        return False


Result: TypeAlias = Decided | NotDecided


@dataclass(frozen=True, slots=True)
class BatchDecided(_Answer):
    """What became of each sale of a batch, in the order asked; each has its own `may_confirm`."""

    results: tuple[Result, ...]
    log_policy: LogPolicy | None = None
    request_id: str | None = None

    def __bool__(self) -> NoReturn:
        raise TypeError("a batch is neither true nor false: ask each result `.may_confirm`")

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __getitem__(self, place: int) -> Result:
        return self.results[place]


@dataclass(frozen=True, slots=True)
class Explained(_Answer):
    """A decision on a sale, and why each provision that could have spoken did or did not."""

    decision: Decision
    subjects: tuple[SubjectExplained, ...]
    request_id: str | None = None

    @property
    def may_confirm(self) -> bool:
        """Whether the order may be confirmed on this answer."""
        return _goes(self.decision)


def _goes(decision: Decision) -> bool:
    """Whether a decision is a go in every one of its words; an outcome of a later server is not."""
    return decision.may_confirm and not decision.hypothetical and decision.outcome in _GO
