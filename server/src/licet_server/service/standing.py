"""How the service stands: which rules answer, and which were refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule set that may not serve: since when, why, and of which revision where it was loaded."""

    since: str
    reasons: tuple[str, ...]
    revision: str = ""


@dataclass(slots=True)
class Standing:
    """What a worker was told of the rules last: since when they answer, and what was refused."""

    since: str
    refused: Refused | None = None
