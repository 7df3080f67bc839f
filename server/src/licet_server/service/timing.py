"""When the server gives a connection up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the server bears with callers; all in seconds.

    A caller that has not said hello after `handshake`, that answers no ping for `ping_timeout`
    after `ping_after` of silence, or that is connected for longer than `age` and then takes
    longer than `age_grace` to finish, is cut off. A server that stops gives running calls
    `drain` to end.
    """

    handshake: float = 10.0
    ping_after: float = 20.0
    ping_timeout: float = 10.0
    age: float = 600.0
    age_grace: float = 60.0
    drain: float = 30.0
