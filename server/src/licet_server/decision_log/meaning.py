"""What a database or a disk says, as an error of the log."""

from __future__ import annotations

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError

from licet_server.decision_log.errors import LogError, LogFullError, LogUnavailableError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_DISK_FULL = "53100"
"""The state of PostgreSQL that says so."""


def meant(error: Exception) -> LogError:
    """Return what is wrong with the log: that it has no room left, or anything else."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    said = (str(cause).strip() or type(cause).__name__).splitlines()[0]
    if _is_full(cause):
        return LogFullError(f"the decision log has no room left: {said}")
    return LogUnavailableError(f"the decision log cannot be used: {said}")


def _is_full(cause: BaseException) -> bool:
    if isinstance(cause, OSError):
        return cause.errno in _NO_ROOM
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return getattr(cause, "sqlstate", None) == _DISK_FULL
