from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import as_file
from itertools import islice
from pathlib import Path
from time import monotonic, sleep

import pyarrow.parquet as pq
import pytest
from asking_licet import Runs
from licet_orderbook import book_resource, open_book, open_core

ASKED = ("--known-on", "sale-date")


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


@pytest.fixture
def core(tmp_path: Path) -> str:
    (tmp_path / "core.jsonl").write_text("".join(f"{line}\n" for line in open_core()))
    return "core.jsonl"


@pytest.fixture
def few(tmp_path: Path) -> str:
    (tmp_path / "few.jsonl").write_text("".join(f"{line}\n" for line in islice(open_book(), 20)))
    return "few.jsonl"


def test_a_replay_writes_one_decision_a_line_in_order(
    licet: Runs, few: str, tmp_path: Path
) -> None:
    ran = licet("replay", few, "--out", "decisions.jsonl", "--packs", "us_ear", *ASKED)
    assert ran.code == 0
    assert "20 answers written to decisions.jsonl" in ran.err
    decisions = [json.loads(line) for line in _lines(tmp_path / "decisions.jsonl")]
    asked = [json.loads(line)["sale_id"] for line in _lines(tmp_path / few)]
    assert [d["sale_id"] for d in decisions] == asked
    assert all(d["outcome"].startswith("OUTCOME_") for d in decisions)
    assert "2016-01" in ran.out


def test_parquet_and_json_lines_hold_the_same_decisions(
    licet_here: Runs, few: str, tmp_path: Path
) -> None:
    for name in ("d.jsonl", "d.parquet"):
        assert licet_here("replay", few, "--out", name, *ASKED).code == 0
    rows = pq.read_table(tmp_path / "d.parquet").to_pylist()
    lines = [json.loads(line) for line in _lines(tmp_path / "d.jsonl")]
    assert [json.loads(row["decision"]) for row in rows] == lines
    assert [f"OUTCOME_{row['outcome']}" for row in rows] == [d["outcome"] for d in lines]


def test_the_core_comes_out_as_expected(licet: Runs, core: str) -> None:
    ran = licet("replay", core, "--packs", "us_ear", "--compare", "expected", *ASKED)
    assert "300 of 300 orders came out as `expected` says" in ran.out
    assert ran.code == 0


def test_a_planted_difference_is_shown_with_why_and_exits_1(
    licet_here: Runs, core: str, tmp_path: Path
) -> None:
    lines = (tmp_path / core).read_text().splitlines()[:3]
    lines[1] = lines[1].replace('"expected":"LICENSE_REQUIRED"', '"expected":"OUTCOME_DENIED"')
    (tmp_path / core).write_text("\n".join(lines))
    ran = licet_here("replay", core, "--packs", "us_ear", "--compare", "expected", *ASKED)
    assert ran.code == 1
    assert "2 of 3 orders came out as `expected` says" in ran.out
    said = " ".join(ran.out.split())
    assert "line 2, CORE-002: expected denied, came out as license required" in said
    assert "us_ear.744.entity_list_huawei@2019-05-16" in said


def test_a_malformed_line_is_told_and_exits_1(licet_here: Runs, few: str, tmp_path: Path) -> None:
    with (tmp_path / few).open("a") as file:
        file.write('{"sale_id": "SO-X", "sale_date": "soon"}\n')
    ran = licet_here("replay", few, "--out", "d.jsonl", *ASKED)
    assert ran.code == 1
    assert "1 order without a decision" in ran.out
    assert "line 21: " in ran.out
    last = (tmp_path / "d.jsonl").read_text().splitlines()[-1]
    assert json.loads(last)["sale_id"] == "SO-X"
    assert "sale_date: `soon` is not a day" in json.loads(last)["error"]


def test_the_summary_for_machines_is_json_alone(licet: Runs, few: str) -> None:
    ran = licet("replay", few, "--json", *ASKED)
    summary = json.loads(ran.out)
    assert summary["orders"] == sum(summary["outcomes"].values()) == 20
    assert summary["errors"] == 0
    assert ran.err == ""


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores SIGINT, and so does what that starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_replay_that_is_stopped_takes_its_half_file_away(
    tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    with as_file(book_resource()) as book:
        command = [sys.executable, "-m", "licet_cli", "replay", str(book), "--out", "d.jsonl"]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) as running:
            deadline = monotonic() + 60
            while not list(tmp_path.iterdir()) and monotonic() < deadline:
                sleep(0.05)
            (partial,) = tmp_path.iterdir()
            running.send_signal(sent)
            _, said = running.communicate(timeout=60)
    assert partial.name.endswith(".partial")
    assert (running.returncode, list(tmp_path.iterdir())) == (code, [])
    assert b"Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("orders.xlsx",), "its name ends in .jsonl"),
        (("nowhere.jsonl",), "`nowhere.jsonl` cannot be read: No such file"),
        (("few.jsonl", "--out", "d.csv"), "its name ends in .jsonl or .parquet"),
        (("few.jsonl", "--out", "none/d.jsonl"), "No such file or directory"),
        (("few.jsonl", "--out", "few.jsonl"), "is the order book itself"),
        (("few.jsonl", "--compare", "sale_date"), "is a field of the sale"),
        (("few.jsonl", "--compare", "wanted", "--out", "d.jsonl"), "no order has `wanted`"),
        (("few.jsonl", "--known-on", "2019-02-30"), "`2019-02-30` is not a day"),
        (("few.jsonl", "--outt", "d.jsonl"), "--outt"),
        ((), "SALES"),
    ],
)
def test_bad_input_exits_2_and_leaves_no_file(
    licet_here: Runs, few: str, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert licet_here("replay", *arguments).is_bad_input(said)
    assert [path.name for path in tmp_path.iterdir()] == [few]
