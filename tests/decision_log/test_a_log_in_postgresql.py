"""A log in PostgreSQL is verified, exported and erased like one in files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from deciding_orders import ORDERS, decisions
from licet_server.decision_log.keeping import LogSettings, opened
from licet_server.decision_log.policy import LogPolicy
from licet_server.decision_log.preparing import prepare
from logs_made import ran
from postgresql import database

Capture = pytest.CaptureFixture[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A log of real decisions in a database, with its key and its witness beside it."""

    url: str
    root: Path

    @property
    def settings(self) -> LogSettings:
        key, witness = self.root / "key.pem", self.root / "witness"
        return LogSettings(LogPolicy.BEFORE_ANSWER, self.url, key, witness)

    def sql(self, statement: str) -> None:
        engine = sa.create_engine(self.url)
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def verified(self, capsys: Capture) -> tuple[int, list[tuple[int, str]]]:
        kept = self.settings
        flags = ("--key", f"{kept.key}.pub", "--witness", f"{kept.witness}", "--redecide")
        code, said = ran(capsys, "verify", "--log", self.url, *flags, "--json")
        return code, [(each["seq"], each["kind"]) for each in json.loads(said)["findings"]]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    (tmp_path / "server").mkdir()
    with database(tmp_path / "server") as server:
        found = Kept(server.url, tmp_path)
        prepare(found.settings)
        rules, answers = decisions()
        chronicle = opened(found.settings, lambda: rules)
        assert chronicle is not None
        chronicle.append(answers)
        chronicle.close()
        yield found


def test_what_was_done_to_it_is_found(kept: Kept, capsys: Capture) -> None:
    assert kept.verified(capsys) == (0, [])
    kept.sql("UPDATE entry SET caller = 'another' WHERE seq = 3")
    kept.sql("DELETE FROM entry WHERE seq = 6")
    assert kept.verified(capsys) == (1, [(3, "changed"), (6, "dropped")])
    kept.sql("DELETE FROM entry WHERE seq > 8")
    assert (9, "cut") in kept.verified(capsys)[1]


def test_it_is_exported_and_what_is_erased_is_empty_there(
    kept: Kept, tmp_path: Path, capsys: Capture
) -> None:
    def exported(name: str) -> list[dict[str, object]]:
        days = ("--from", "2000-01-01", "--to", "2999-12-31", "--format", "jsonl")
        out = tmp_path / name
        assert ran(capsys, "export", "--log", kept.url, *days, "--out", str(out))[0] == 0
        return [json.loads(line) for line in out.read_text().splitlines()]

    rows = exported("before.jsonl")
    assert [row["seq"] for row in rows] == list(range(1, ORDERS + 1))
    entry = str(rows[2]["entry_id"])
    erase = ("erase", "--log", kept.url, "--entry", entry, "--field", "sale")
    assert ran(capsys, *erase)[0] == 0
    again = exported("after.jsonl")
    assert again == [*rows[:2], rows[2] | {"sale": None}, *rows[3:]]
    assert kept.verified(capsys) == (0, [])
