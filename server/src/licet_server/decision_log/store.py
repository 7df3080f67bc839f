"""Where the log is kept: a directory of SQLite files, one a worker, or a PostgreSQL database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from licet_server.decision_log.chain import Head, origin
from licet_server.decision_log.connecting import be_durable, bounds_of
from licet_server.decision_log.entries import Answered, Entry
from licet_server.decision_log.errors import LogUnavailableError
from licet_server.decision_log.meaning import meant
from licet_server.decision_log.schema import chains, entries, rule_sets, seals

PAGE = 1000
"""Rows that are read at once."""
_ORDER = (entries.c.chain, entries.c.seq)


def chain_id(started_at: str, host: str, worker: int, version: str) -> str:
    """Return the id of a chain: a hash of how it began, so that this cannot be changed unseen."""
    began = f"licet-began-1\n{started_at}\n{host}\n{worker}\n{version}\n"
    return str(UUID(bytes=sha256(began.encode()).digest()[:16], version=5))


class Started(NamedTuple):
    """A chain that was begun: by which process, where and when, and of which Licet."""

    id: str
    started_at: str
    host: str
    worker: int
    version: str

    @property
    def is_whole(self) -> bool:
        """Whether its id, which its seals sign, is that of what is said of its beginning."""
        return self.id == chain_id(self.started_at, self.host, self.worker, self.version)


class Seal(NamedTuple):
    """A signature under a head of a chain."""

    chain: str
    seq: int
    hash: bytes
    sealed_at: str
    signature: bytes


class KeptRuleSet(NamedTuple):
    """A rule set as it was when it answered: its packs by name, and its files."""

    revision: str
    packs: str
    archive: bytes


class Store:
    """One database of the log; raises `LogUnavailableError` and `LogFullError`.

    `within` are the seconds after which a database that is written to gives up a statement, or
    None where reading may take its time.
    """

    def __init__(self, url: str, within: float | None = None) -> None:
        self.url = url
        self._faults: tuple[type[Exception], ...] = (SQLAlchemyError, OSError)
        with self._told():
            self._engine = sa.create_engine(
                url,
                pool_pre_ping=not url.startswith("sqlite"),
                connect_args=bounds_of(sa.make_url(url), within),
            )
        # What a driver raises where no statement runs is told by no class of SQLAlchemy.
        self._faults += (self._engine.dialect.loaded_dbapi.Error,)
        if url.startswith("sqlite"):
            sa.event.listen(self._engine, "connect", be_durable)

    def begin(self, started: Started) -> None:
        """Begin a chain."""
        with self._told(), self._engine.begin() as connection:
            connection.execute(chains.insert(), started._asdict())

    def append(self, linked: Sequence[Entry]) -> None:
        """Keep entries, all or none of them; they are on disk when this returns."""
        with self._told(), self._engine.begin() as connection:
            connection.execute(entries.insert(), [_row(entry) for entry in linked])

    def seal(self, seal: Seal) -> None:
        """Keep a seal, unless one of the same head is kept."""
        own = (seals.c.chain == seal.chain) & (seals.c.seq == seal.seq)
        self._keep_once(seals, own, seal._asdict())

    def keep_rule_set(self, kept: KeptRuleSet) -> None:
        """Keep a rule set, unless one of its revision is kept."""
        own = rule_sets.c.revision == kept.revision
        self._keep_once(rule_sets, own, kept._asdict())

    def _keep_once(self, table: sa.Table, own: sa.ColumnElement[bool], row: dict[str, Any]) -> None:
        if self._is_kept(table, own):
            return
        try:
            with self._told(), self._engine.begin() as connection:
                connection.execute(table.insert(), row)
        except LogUnavailableError as error:
            # Another worker may have kept the same since it was looked for.
            if not isinstance(error.__cause__, IntegrityError) or not self._is_kept(table, own):
                raise

    def _is_kept(self, table: sa.Table, own: sa.ColumnElement[bool]) -> bool:
        with self._told(), self._engine.connect() as connection:
            return (
                connection.execute(sa.select(sa.literal(1)).select_from(table).where(own)).first()
                is not None
            )

    def head(self, chain: str) -> Head:
        """Return the last entry that is kept of a chain."""
        last = (
            sa.select(entries.c.seq, entries.c.hash)
            .where(entries.c.chain == chain)
            .order_by(entries.c.seq.desc())
            .limit(1)
        )
        with self._told(), self._engine.connect() as connection:
            found = connection.execute(last).first()
        return origin(chain) if found is None else Head(found.seq, found.hash)

    def chains(self) -> tuple[Started, ...]:
        """Return the chains, in the order in which they began."""
        asked = sa.select(chains).order_by(chains.c.started_at, chains.c.id)
        with self._told(), self._engine.connect() as connection:
            return tuple(Started(*row) for row in connection.execute(asked))

    def seals(self, chain: str) -> tuple[Seal, ...]:
        """Return the seals of a chain, in its order."""
        asked = sa.select(seals).where(seals.c.chain == chain).order_by(seals.c.seq)
        with self._told(), self._engine.connect() as connection:
            return tuple(Seal(*row) for row in connection.execute(asked))

    def rule_set(self, revision: str) -> KeptRuleSet | None:
        """Return the rule set of a revision, or None."""
        asked = sa.select(rule_sets).where(rule_sets.c.revision == revision)
        with self._told(), self._engine.connect() as connection:
            found = connection.execute(asked).first()
        return None if found is None else KeptRuleSet(*found)

    def count(self, chain: str) -> int:
        """Return how many entries a chain holds."""
        asked = sa.select(sa.func.count()).where(entries.c.chain == chain)
        with self._told(), self._engine.connect() as connection:
            return int(connection.execute(asked).scalar_one())

    def entries(self, chain: str) -> Iterator[Entry]:
        """Yield the entries of a chain, in its order; what was erased of one is None."""
        yield from self._read(entries.c.chain == chain)

    def answered(self, first: str, last: str) -> Iterator[Entry]:
        """Yield the entries that were answered between two times, chain by chain."""
        yield from self._read(entries.c.answered_at.between(first, last))

    def _read(self, where: sa.ColumnElement[bool]) -> Iterator[Entry]:
        asked = sa.select(entries).where(where).order_by(*_ORDER)
        with self.reading() as connection:
            for row in connection.execute(asked):
                yield _entry(tuple(row))

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection to read by, whose streams are read in pages."""
        with self._told(), self._engine.connect() as connection:
            yield connection.execution_options(yield_per=PAGE)

    @contextmanager
    def changing(self) -> Iterator[sa.Connection]:
        """Give a connection on which all that is changed is kept, or none of it."""
        with self._told(), self._engine.begin() as connection:
            yield connection

    def tidy(self) -> None:
        """Leave nothing in a journal beside the database that is gone from it, if no one reads."""
        if self._engine.dialect.name == "sqlite":
            with self._told(), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def serialized(self) -> bytes:
        """Return a database of SQLite as the bytes of a file."""
        with self._told(), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            return driver.serialize()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what a database says as an error of the log."""
        try:
            yield
        except self._faults as error:
            raise meant(error) from error

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


_FIRST, _LAST = 3, 3 + len(Answered._fields)


def _entry(row: tuple[Any, ...]) -> Entry:
    chain, seq, entry_id = row[:_FIRST]
    return Entry(chain, seq, entry_id, Answered(*row[_FIRST:_LAST]), *row[_LAST:])


def _row(entry: Entry) -> dict[str, Any]:
    own = entry._asdict()
    answered: Answered = own.pop("answered")
    return own | answered._asdict()


def file_of(directory: Path, chain: str) -> Path:
    """Return the SQLite file of one chain."""
    return directory.resolve() / f"{chain}.sqlite"


def file_url(directory: Path, chain: str) -> str:
    """Return the URL of the SQLite file of one chain."""
    return f"sqlite:///{file_of(directory, chain)}"


def stores(where: str) -> Iterator[Store]:
    """Yield every database of a log: a URL's one, or each file of a directory by its name."""
    if "://" in where:
        yield Store(where)
        return
    directory = Path(where)
    if not directory.is_dir():
        raise LogUnavailableError(f"the decision log cannot be used: `{where}` is no directory")
    for file in sorted(directory.glob("*.sqlite")):
        yield Store(f"sqlite:///{file.resolve()}")
