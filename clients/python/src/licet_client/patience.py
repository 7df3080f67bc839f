"""How long an answer is waited for, and how often a question is asked again."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, fields
from typing import Final

from grpc import StatusCode

from licet_client.errors import NoDecision

_LONGEST = 86_400.0
_STEP = 2.0


def seconds(value: float) -> float:
    """Return a time to wait in seconds; raises `ValueError` for one that is none or no bound."""
    if not 0 < value <= _LONGEST:
        raise ValueError(f"a timeout is more than 0 and at most {_LONGEST:.0f} seconds: {value}")
    return float(value)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a call may take with everything asked again, in seconds, unless it says otherwise.

    `stream_decide` is how long each next answer may take. `rules` is for a rule set, for one page
    of provisions and for the health. Raises `ValueError` for a time that bounds nothing.
    """

    decide: float = 10.0
    batch_decide: float = 60.0
    stream_decide: float = 60.0
    explain: float = 60.0
    rules: float = 10.0

    def __post_init__(self) -> None:
        for field in fields(self):
            seconds(getattr(self, field.name))


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a question is put to a server that is unavailable, and the pauses between.

    Pauses are in seconds; each is at most twice the one before, and somewhat shorter by chance,
    so that many clients do not come back at once. Raises `ValueError` for less than one attempt.
    """

    attempts: int = 4
    first_pause: float = 0.2
    longest_pause: float = 2.0

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ValueError(f"there is at least one attempt: {self.attempts}")
        seconds(self.first_pause)
        seconds(self.longest_pause)


DEFAULT_TIMEOUTS: Final = Timeouts()
DEFAULT_RETRIES: Final = Retries()


class Patience:
    """What is left of the time and the attempts for one answer.

    gRPC's own retry policy is not used: it gives up once the server has sent headers, on requests
    over its buffer, and within a millisecond on a refused connection (measured on grpcio 1.85).
    """

    def __init__(self, retries: Retries, timeout: float) -> None:
        self._retries = retries
        self._timeout = seconds(timeout)
        self.renew()

    def renew(self) -> None:
        """Begin to wait for another answer, with all the time and attempts."""
        self._attempts = 1
        self._until = time.monotonic() + self._timeout

    @property
    def left(self) -> float:
        """The time left, in seconds, never below zero."""
        return max(0.0, self._until - time.monotonic())

    def pause(self, error: NoDecision) -> float:
        """Return how long to pause before asking again, in seconds; raises the error if never.

        INVARIANT: only UNAVAILABLE is asked again; all else is an answer of a kind.
        """
        if error.code is not StatusCode.UNAVAILABLE or self._attempts >= self._retries.attempts:
            raise error
        longest = self._retries.first_pause * _STEP ** (self._attempts - 1)
        chance = random.uniform(0.5, 1.0)  # noqa: S311 (spreads clients, keeps no secret)
        pause = min(longest, self._retries.longest_pause) * chance
        if pause >= self.left:
            raise error
        self._attempts += 1
        return pause
