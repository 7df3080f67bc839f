"""Why there is no answer, and why a server is not asked.

NoDecision               no decision was made: the order stays unconfirmed
├── InvalidSale          the sale cannot be read as one; carries field violations
├── InvalidRequest       something beside the sale is wrong; carries field violations
├── LimitExceeded        the request is larger than the service takes
├── UnknownRevision      the revision asked for is not loaded
├── Unavailable          no server took the question, also when asked again
├── DeadlineExceeded     the answer did not come in time
├── ServerFault          the server failed, or its answer is none to what was asked
└── Refused              the server will not answer: who may ask, how often, and all else

ValueError
└── InvalidTarget        the target cannot be read as one
    └── InsecureTarget   the target is beyond this machine, and nothing encrypts the way to it
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grpc import StatusCode


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """One field is wrong: its path, inside the sale if it is the sale's, and what is wrong."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason


def inside_sale(path: str) -> str:
    """Return a path of a request as a path into its sale, where it is one; empty is the sale."""
    return "" if path == "sale" else path.removeprefix("sale.")


@dataclass(frozen=True, slots=True)
class Said:
    """What a status said beside its message: `reason` is the name of an `ErrorReason`."""

    code: StatusCode = StatusCode.UNKNOWN
    reason: str | None = None
    request_id: str | None = None
    violations: tuple[FieldViolation, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


class NoDecision(Exception):  # noqa: N818 (no answer is an outcome here, and it reads as one)
    """No decision was made, and no answer is never a go: the order stays unconfirmed."""

    def __init__(self, message: str, said: Said | None = None) -> None:
        super().__init__(message)
        self.message = message
        self._said = said if said is not None else Said()

    @property
    def code(self) -> StatusCode:
        """The status, also of what was refused here without asking the server."""
        return self._said.code

    @property
    def reason(self) -> str | None:
        """The service's reason, the name of an `ErrorReason`, or None where it gave none."""
        return self._said.reason

    @property
    def request_id(self) -> str | None:
        """The id of the request in the server's log, or None where it never got there."""
        return self._said.request_id

    @property
    def violations(self) -> tuple[FieldViolation, ...]:
        """Every field that is wrong, where the fault is one of fields."""
        return self._said.violations

    def _number(self, name: str) -> int | None:
        given = self._said.metadata.get(name, "")
        return int(given) if given.isascii() and given.isdecimal() else None

    def _text(self, name: str) -> str | None:
        return self._said.metadata.get(name)


class InvalidSale(NoDecision):
    """The sale cannot be read as one; `violations` name every field that is wrong."""


class InvalidRequest(NoDecision):
    """Something beside the sale is wrong, such as a pin; `violations` name it where known."""


class LimitExceeded(NoDecision):
    """The request is larger than the service takes."""

    @property
    def field(self) -> str | None:
        """What is too large, as a path, inside the sale if it is the sale's."""
        field = self._text("field")
        return None if field is None else inside_sale(field)

    @property
    def limit(self) -> int | None:
        """How many the service takes of what the field holds."""
        return self._number("limit")

    @property
    def given(self) -> int | None:
        """How many were given."""
        return self._number("given")


class UnknownRevision(NoDecision):
    """The revision asked for is not loaded."""

    @property
    def revision(self) -> str | None:
        """The revision that was asked for, in hexadecimal."""
        return self._text("revision")


class Unavailable(NoDecision):
    """No server took the question, also when asked again: ask later."""


class DeadlineExceeded(NoDecision):
    """The answer did not come in the time that the caller or the service gives to it."""


class ServerFault(NoDecision):
    """The server failed, or what it sent is no answer to what was asked."""


class Refused(NoDecision):
    """The server will not answer: who may ask, how often, and every status that is not ours."""


class InvalidTarget(ValueError):  # noqa: N818 (named as the other refusals are)
    """The target cannot be read as `host:port` or `unix:/path`."""


class InsecureTarget(InvalidTarget):
    """The target is beyond this machine, and nothing would encrypt the way to it."""
