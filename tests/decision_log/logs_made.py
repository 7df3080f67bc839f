"""Logs to verify: made as a server makes them, and then tampered with."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from licet_server.decision_log.chain import Head, link, linked, origin
from licet_server.decision_log.entries import Answered
from licet_server.decision_log.keeping import LogSettings, opened
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.preparing import prepare
from licet_server.decision_log.store import KeptRuleSet
from licet_server.decision_log.writing import Chronicle
from licet_server.entry import run

REVISION = "a" * 64
RULES = KeptRuleSet(REVISION, "us_ear,house", b"")
SEALED, TAIL = 12, 4
"""Entries of a chain under its last seal, and after it."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log on disk, with its key and its witness."""

    directory: Path
    key: Path
    witness: Path

    @property
    def files(self) -> list[Path]:
        return sorted(self.directory.glob("*.sqlite"))

    @property
    def settings(self) -> LogSettings:
        return LogSettings(LogPolicy.BEFORE_ANSWER, str(self.directory), self.key, self.witness)

    def chronicle(self, rules: KeptRuleSet = RULES) -> Chronicle:
        """A chain of its own, as a worker begins one."""
        prepare(self.settings)
        found = opened(self.settings, lambda: rules)
        assert found is not None
        return found


def log_in(root: Path) -> Log:
    return Log(root / "log", root / "key.pem", root / "witness")


def answered(number: int, **more: Any) -> Answered:
    """An answer; its times are of the day after those before it."""
    at = f"2026-11-{1 + number % 28:02d}T10:00:00.000000+00:00"
    usual = Answered(
        method="Decide",
        caller="erp.example",
        request_id=f"r-{number}",
        sale=b"sale %d" % number,
        revision=REVISION,
        known_on="2026-11-24",
        knowledge="announced",
        asked_on="2026-11-24",
        decision=b"decision %d" % number,
        screening=b"screening",
        received_at=at,
        answered_at=at,
    )
    return usual._replace(**more)


def filled(root: Path, chains: int = 1) -> Log:
    """A log of chains with seals along the way and an unsealed tail."""
    log = log_in(root)
    for n in range(chains):
        chronicle = log.chronicle()
        for first in range(0, SEALED, 4):
            chronicle.append([answered(100 * n + first + each) for each in range(4)])
            chronicle.seal()
        chronicle.append([answered(100 * n + SEALED + each) for each in range(TAIL)])
        chronicle._store.close()  # as who is killed: the tail stays unsealed
    return log


@contextmanager
def opened_file(file: Path) -> Iterator[sqlite3.Connection]:
    """The file of a chain in the hands of who may do anything with it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


def sql(file: Path, *statements: str) -> None:
    with opened_file(file) as connection:
        for statement in statements:
            connection.execute(statement)


def relink(file: Path, changed: dict[int, dict[str, Any]] | None = None, after: int = 0) -> None:
    """Make a chain anew after an entry, some fields changed: all that needs no key."""
    names = ", ".join(Answered._fields)
    with opened_file(file) as connection:
        ((chain,),) = connection.execute("SELECT id FROM chain").fetchall()
        head = origin(chain)
        if after:
            held = connection.execute("SELECT seq, hash FROM entry WHERE seq = ?", (after,))
            head = Head(*held.fetchone())
        asked = f"SELECT seq, entry_id, {names} FROM entry WHERE seq > ? ORDER BY seq"
        for seq, entry_id, *fields in connection.execute(asked, (after,)).fetchall():
            given = Answered(*fields)._replace(**(changed or {}).get(seq, {}))
            head = _rewritten(connection, chain, head, (seq, entry_id, given))


def _rewritten(
    connection: sqlite3.Connection, chain: str, before: Head, row: tuple[int, str, Answered]
) -> Head:
    seq, entry_id, given = row
    made = linked(chain, before, given)
    own = link(before.hash, entry_id, made.commitments)
    sets = ", ".join(f"{name} = ?" for name in Answered._fields)
    connection.execute(
        f"UPDATE entry SET {sets}, salts = ?, commitments = ?, previous = ?, hash = ? "
        "WHERE seq = ?",
        (*given, made.salts, made.commitments, before.hash, own, seq),
    )
    return Head(seq, own)


@dataclass(frozen=True, slots=True)
class Told:
    """What the command said: its exit code, and the object that it printed."""

    code: int
    found: dict[str, Any]

    @property
    def kinds(self) -> set[str]:
        return {each["kind"] for each in self.found["findings"]}

    @property
    def places(self) -> list[tuple[int, str]]:
        return [(each["seq"], each["kind"]) for each in self.found["findings"]]


def verify(log: Log, capsys: pytest.CaptureFixture[str], *more: str, witness: bool = False) -> Told:
    """Run `licet-server log verify --json` in this process."""
    code, out = ran(capsys, "verify", *where(log), *_witness(log, witness), "--json", *more)
    return Told(code, json.loads(out))


def _witness(log: Log, asked: bool) -> Sequence[str]:
    return ("--witness", str(log.witness)) if asked else ()


def where(log: Log) -> Iterable[str]:
    return ("--log", str(log.directory), "--key", str(log.key))


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Run `licet-server log` with some arguments, and return its exit code and what it says."""
    capsys.readouterr()
    code = run(["log", *arguments])
    said = capsys.readouterr()
    return code, said.out or said.err
