"""How a database of the log is connected to: what is kept is on disk, and no wait is endless."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import Any

import sqlalchemy as sa

_CHECKPOINT_PAGES = 8000
"""Some 32 MB of the journal, before it is put into its file while answers wait."""
_CONNECT = 5
"""Seconds for PostgreSQL to take a connection."""


def be_durable(connection: Any, _: object) -> None:
    """What is committed is on disk, and readers do not wait for the writer."""
    assert isinstance(connection, sqlite3.Connection)
    # Who tampers may leave text that is none: it is read, so that it can be told of.
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
    connection.execute("PRAGMA busy_timeout=5000")


def bounds_of(url: sa.URL, within: float | None) -> dict[str, Any]:
    """Return what bounds the waits for a PostgreSQL, except for what its URL says itself.

    A lost network is noticed while an answer waits, and a statement that takes longer than
    `within` seconds is given up; with None a statement may take its time.
    """
    if url.get_backend_name() != "postgresql" or url.get_driver_name() != "psycopg":
        return {}
    usual: dict[str, Any] = {"connect_timeout": _CONNECT}
    if within is not None:
        usual |= {
            "options": f"-c statement_timeout={_milliseconds(within)}",
            "tcp_user_timeout": _milliseconds(within),
            "keepalives_idle": _CONNECT,
            "keepalives_interval": 1,
            "keepalives_count": _CONNECT,
        }
    return {name: value for name, value in usual.items() if name not in url.query}


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))
