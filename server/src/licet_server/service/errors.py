"""What can be wrong with a request apart from the sale in it.

LicetError
└── RequestError           the request is refused, and the order stays unconfirmed
    ├── FieldsError        fields beside the sale are wrong, or the bytes are no request
    ├── LimitError         it holds more than the service takes
    ├── UnknownRevisionError  it pins a revision that is not loaded
    ├── DrainingError      the service is stopping
    ├── BusyError          the service has as much in hand as it takes
    └── TimeLimitError     the answer took longer than the service gives to one call
"""

from __future__ import annotations

from licet_engine.errors import FieldViolation, LicetError


class RequestError(LicetError):
    """Every refusal of a request for another reason than its sale."""


class FieldsError(RequestError):
    """Fields beside the sale are wrong; carries every violation."""

    def __init__(self, violations: tuple[FieldViolation, ...]) -> None:
        super().__init__("; ".join(f"{v.path}: {v.reason}" for v in violations))
        self.violations = violations


class LimitError(RequestError):
    """A field holds more than the service takes; `limit` and `given` are counts."""

    def __init__(self, field: str, limit: int, given: int, what: str) -> None:
        super().__init__(f"{field}: {given} {what} are more than the {limit} that are taken")
        self.field, self.limit, self.given = field, limit, given


class UnknownRevisionError(RequestError):
    """The revision asked for is not loaded."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"revision `{revision}` is not loaded")
        self.revision = revision


class DrainingError(RequestError):
    """The service is stopping and takes no new questions."""

    def __init__(self) -> None:
        super().__init__("the service is stopping: ask another server, or again later")


class BusyError(RequestError):
    """The service has as much in hand as it takes; `limit` is how much, in questions or bytes."""

    def __init__(self, has: str, limit: int) -> None:
        super().__init__(f"{has}, and no more than {limit} are taken: ask again later")
        self.limit = limit


class TimeLimitError(RequestError):
    """The answer took longer than the service gives to one call; `seconds` is that limit."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer within the {seconds:g} seconds that a call is given")
        self.seconds = seconds
