"""When an answer may leave: after it is logged, before that, or without being logged."""

from __future__ import annotations

from enum import Enum


class LogPolicy(Enum):
    """What a server promises about its decision log."""

    BEFORE_ANSWER = "before-answer"
    ASYNC = "async"
    OFF = "off"
