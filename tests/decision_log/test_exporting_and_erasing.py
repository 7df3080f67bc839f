"""Entries leave as tables that no spreadsheet runs, and what tells of people can be erased."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from deciding_orders import decided_log
from licet.v1.decision_pb2 import Decision, Outcome
from licet.v1.sale_pb2 import Sale
from licet_server.decision_log.entries import FIELDS
from licet_server.log_commands.exporting import SCHEMA
from logs_made import Log, answered, log_in, opened_file, ran, verify, where

Capture = pytest.CaptureFixture[str]
SALE = Sale(sale_id="S-1", sale_date="2026-11-24")
DECISION = Decision(decision_id="d" * 32, outcome=Outcome.OUTCOME_DENIED, sale_id="S-1")
DAYS = ("2026-11-02", "2026-11-04")
FULL_WIDTH = ("\uff1d1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)")
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", *FULL_WIDTH)
HARMLESS = ("", "a=1", " =1", "'=1", "日本")


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """A log of two chains with an answer on each of the first days of a month."""
    log = log_in(tmp_path)
    held = {"sale": SALE.SerializeToString(), "decision": DECISION.SerializeToString()}
    for chain in range(2):
        chronicle = log.chronicle()
        chronicle.append([answered(n, **held, screening=b"", caller=f"c{chain}") for n in range(6)])
        chronicle.close()
    return log


def export(log: Log, out: Path, capsys: Capture, *more: str, days: tuple[str, str] = DAYS) -> int:
    first, last = days
    as_ = ("--format", out.suffix[1:], "--out", str(out))
    at = ("--log", str(log.directory), "--from", first, "--to", last)
    code, _ = ran(capsys, "export", *at, *as_, *more)
    return code


def read(out: Path) -> list[dict[str, Any]]:
    if out.suffix == ".parquet":
        rows: list[dict[str, Any]] = pq.read_table(out).to_pylist()
        return rows
    return [json.loads(line) for line in out.read_text().splitlines()]


FORMATS = pytest.mark.parametrize("format_", ["parquet", "jsonl"])


@FORMATS
def test_the_entries_of_some_days_are_exported_the_last_day_included(
    log: Log, tmp_path: Path, capsys: Capture, format_: str
) -> None:
    out = tmp_path / f"out.{format_}"
    assert export(log, out, capsys) == 0
    rows = read(out)
    assert [row["seq"] for row in rows] == [2, 3, 4] * 2
    assert {row["chain"] for row in rows} == {file.stem for file in log.files}
    assert all(list(row) == SCHEMA.names for row in rows)
    first = rows[0]
    assert json.loads(first["sale"]) == {"sale_id": "S-1", "sale_date": "2026-11-24"}
    assert json.loads(first["decision"])["outcome"] == "OUTCOME_DENIED"
    assert (first["outcome"], first["may_confirm"]) == ("OUTCOME_DENIED", False)
    assert (first["decision_id"], first["screening"]) == ("d" * 32, "[]")


def test_days_and_times_have_types_of_their_own(log: Log, tmp_path: Path, capsys: Capture) -> None:
    assert export(log, tmp_path / "out.parquet", capsys) == 0
    assert export(log, tmp_path / "out.jsonl", capsys) == 0
    held, line = read(tmp_path / "out.parquet")[0], read(tmp_path / "out.jsonl")[0]
    assert held["answered_at"] == datetime(2026, 11, 2, 10, tzinfo=UTC)
    assert held["known_on"] == date(2026, 11, 24)
    assert line["answered_at"] == "2026-11-02T10:00:00+00:00"
    assert line["known_on"] == "2026-11-24"
    assert pq.read_schema(tmp_path / "out.parquet") == SCHEMA


@FORMATS
def test_no_text_is_a_formula(tmp_path: Path, capsys: Capture, format_: str) -> None:
    log, out = log_in(tmp_path), tmp_path / f"out.{format_}"
    chronicle = log.chronicle()
    held = {"sale": SALE.SerializeToString(), "decision": DECISION.SerializeToString()}
    texts = (*FORMULAS, *HARMLESS)
    chronicle.append(
        [answered(1, **held, screening=b"", caller=text, request_id=text) for text in texts]
    )
    chronicle.close()
    assert export(log, out, capsys) == 0
    told = [(row["caller"], row["request_id"]) for row in read(out)]
    expected = [*(f"'{text}" for text in FORMULAS), *HARMLESS]
    assert told == [(text, text) for text in expected]


@FORMATS
def test_real_decisions_are_exported_whole(tmp_path: Path, capsys: Capture, format_: str) -> None:
    out = tmp_path / f"out.{format_}"
    log = decided_log(tmp_path / "decided")
    assert export(log, out, capsys, days=("2000-01-01", "2999-12-31")) == 0
    rows = read(out)
    assert len(rows) == 12
    for row in rows:
        decision = json.loads(row["decision"])
        assert decision["revision"] == row["revision"]
        assert decision.get("screening", []) == json.loads(row["screening"])
        assert json.loads(row["sale"])["sale_id"] == decision["sale_id"]


@FORMATS
def test_an_export_of_nothing_is_an_empty_table(
    log: Log, tmp_path: Path, capsys: Capture, format_: str
) -> None:
    out = tmp_path / f"out.{format_}"
    assert export(log, out, capsys, days=("2001-01-01", "2001-01-01")) == 0
    assert read(out) == []


def test_a_file_that_is_there_is_kept_unless_told(
    log: Log, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("kept")
    assert export(log, out, capsys) == 2
    assert out.read_text() == "kept"
    assert export(log, out, capsys, "--force") == 0
    assert len(read(out)) == 6


def test_an_export_that_fails_leaves_no_half_file(
    log: Log, tmp_path: Path, capsys: Capture
) -> None:
    with opened_file(log.files[-1]) as connection:
        connection.execute("UPDATE entry SET known_on = 'never' WHERE seq = 4")
    out = tmp_path / "exports" / "out.jsonl"
    out.parent.mkdir()
    assert export(log, out, capsys) == 2
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("days", "out"),
    [
        (("2026-11-04", "2026-11-02"), "out.jsonl"),
        (("yesterday", "2026-11-02"), "out.jsonl"),
        (DAYS, "nowhere/out.jsonl"),
    ],
)
def test_what_cannot_be_exported_is_wrong_use(
    log: Log, tmp_path: Path, capsys: Capture, days: tuple[str, str], out: str
) -> None:
    assert export(log, tmp_path / out, capsys, days=days) == 2


ERASABLE = ("sale", "caller", "request_id", "screening", "decision")


def entry_id(log: Log, seq: int) -> str:
    with opened_file(log.files[0]) as connection:
        found: str
        ((found,),) = connection.execute("SELECT entry_id FROM entry WHERE seq = ?", (seq,))
    return found


def erase(log: Log, capsys: Capture, entry: str, *fields: str) -> int:
    named = (each for name in fields for each in ("--field", name))
    return ran(capsys, "erase", "--log", str(log.directory), "--entry", entry, *named)[0]


@pytest.mark.parametrize("fields", [*((name,) for name in ERASABLE), ERASABLE])
def test_what_is_erased_is_gone_from_the_disk_and_the_log_verifies(
    log: Log, capsys: Capture, fields: tuple[str, ...]
) -> None:
    assert erase(log, capsys, entry_id(log, 3), *fields) == 0
    assert erase(log, capsys, entry_id(log, 3), *fields) == 0, "what is erased stays so"
    told = verify(log, capsys, witness=True)
    assert (told.code, told.found["findings"]) == (0, [])
    assert sum(chain["erased"] for chain in told.found["chains"]) == len(fields)
    said = ran(capsys, "verify", *where(log))[1]
    assert f"; {len(fields)} field{'s' if len(fields) > 1 else ''} erased\n" in said


def test_nothing_of_what_was_erased_lies_about_in_the_files(
    tmp_path: Path, capsys: Capture
) -> None:
    log = log_in(tmp_path)
    chronicle = log.chronicle()
    chronicle.append([answered(n, sale=b"a name that must go" * 9) for n in range(1)])
    chronicle.close()
    assert erase(log, capsys, entry_id(log, 1), "sale") == 0
    for file in log.directory.iterdir():
        assert b"a name that must go" not in file.read_bytes(), file.name


@FORMATS
def test_what_was_erased_is_empty_in_an_export(
    log: Log, tmp_path: Path, capsys: Capture, format_: str
) -> None:
    assert erase(log, capsys, entry_id(log, 3), *ERASABLE) == 0
    out = tmp_path / f"out.{format_}"
    assert export(log, out, capsys) == 0
    row = next(row for row in read(out) if row["entry_id"] == entry_id(log, 3))
    empty = {name for name, value in row.items() if value is None}
    assert empty == {*ERASABLE, "decision_id", "outcome", "may_confirm"}


@FORMATS
def test_what_is_masked_is_empty_in_an_export_and_stays_in_the_log(
    log: Log, tmp_path: Path, capsys: Capture, format_: str
) -> None:
    whole, out = tmp_path / f"whole.{format_}", tmp_path / f"out.{format_}"
    assert export(log, whole, capsys) == 0
    assert export(log, out, capsys, "--mask", "sale", "--mask", "caller") == 0
    blank = {"sale": None, "caller": None}
    assert read(out) == [row | blank for row in read(whole)]
    assert all(row["sale"] and row["caller"] for row in read(whole))
    assert export(log, out, capsys, "--force", "--mask", "revision") == 2
    assert verify(log, capsys, witness=True).found["findings"] == []


@pytest.mark.parametrize("field", sorted({*FIELDS} - {*ERASABLE}))
def test_what_proves_no_less_is_not_erased(log: Log, capsys: Capture, field: str) -> None:
    assert erase(log, capsys, entry_id(log, 3), field) == 2
    with opened_file(log.files[0]) as connection:
        number = FIELDS.index(field)
        ((salts,),) = connection.execute("SELECT salts FROM entry WHERE seq = 3").fetchall()
        without = salts[: number * 16] + bytes(16) + salts[number * 16 + 16 :]
        connection.execute(f"UPDATE entry SET {field} = NULL, salts = ? WHERE seq = 3", (without,))
    assert verify(log, capsys).places == [(3, "changed")]


def test_an_entry_that_is_not_there_cannot_be_erased(log: Log, capsys: Capture) -> None:
    assert erase(log, capsys, "nobody", "sale") == 2


def test_what_was_erased_without_its_salt_is_changed(log: Log, capsys: Capture) -> None:
    with opened_file(log.files[0]) as connection:
        connection.execute("UPDATE entry SET sale = NULL WHERE seq = 3")
    (found,) = verify(log, capsys).found["findings"]
    assert (found["seq"], found["kind"]) == (3, "changed")
    assert found["words"] == "`sale` is gone, and was not erased"
