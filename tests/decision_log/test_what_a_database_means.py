"""Only a disk without room is a log without room: a failing disk, or a word, is none."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from licet_server.decision_log.errors import LogFullError, LogUnavailableError
from licet_server.decision_log.meaning import meant
from sqlalchemy.exc import OperationalError


def test_a_database_of_sqlite_that_may_not_grow_is_full(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as connection:
        connection.execute("CREATE TABLE a (b)")
        connection.execute("PRAGMA max_page_count=2")
        with pytest.raises(sqlite3.OperationalError) as told:
            connection.execute("INSERT INTO a VALUES (zeroblob(100000))")
    found = meant(OperationalError(None, None, told.value))
    assert type(found) is LogFullError
    assert str(found) == "the decision log has no room left: database or disk is full"


@pytest.mark.parametrize(
    "error",
    [
        psycopg.errors.DiskFull("could not extend file"),
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
    ],
)
def test_what_says_so_by_its_code_is_full(error: Exception) -> None:
    assert type(meant(error)) is LogFullError


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError("disk I/O error"),
        psycopg.OperationalError('FATAL: database "fullstock" does not exist'),
        OSError(errno.EIO, "Input/output error"),
        ValueError(""),
    ],
)
def test_a_disk_that_fails_and_a_word_are_not_full(error: Exception) -> None:
    assert type(meant(error)) is LogUnavailableError
