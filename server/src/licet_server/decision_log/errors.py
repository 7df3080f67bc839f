"""What can be wrong with a decision log.

LicetError
└── LogError            the log is the reason why there is no decision
    ├── LogUnavailableError   it cannot be written or read
    ├── LogFullError          there is no room left for it
    └── WitnessError          the second place of its seals cannot be written
"""

from __future__ import annotations

from licet_engine.errors import LicetError


class LogError(LicetError):
    """Every error of the decision log."""


class LogUnavailableError(LogError):
    """The log cannot be written or read."""


class LogFullError(LogError):
    """There is no room left for the log."""


class WitnessError(LogError):
    """The second place that seals are written to cannot be written."""
