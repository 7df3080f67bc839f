from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
from asking_licet import Runs

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def test_the_demo_replays_the_book_and_answers_the_question_of_the_day(
    licet: Runs, tmp_path: Path
) -> None:
    ran = licet("demo", "--out", "out", FORCE_COLOR="1", NO_COLOR="1")
    assert ran.code == 0
    said = " ".join(ran.out.split())
    assert "Asked on 2019-11-03: No: a license is required" in said
    assert "huawei_tgl_networks is not in force: version v2 ended on 2019-11-18" in said
    assert "Asked on 2019-11-20: Yes, through 2020-02-16, under TGL:84 FR 64018" in said
    assert "300 of 300 orders came out as `expected` says" in said
    assert "shipped orders" in ran.err

    rows = pq.read_table(tmp_path / "out" / "decisions.parquet").to_pylist()
    assert len(rows) == 10_000
    counts = Counter(row["outcome"] for row in rows)
    lines = [ESCAPES.sub("", line) for line in ran.out.splitlines()]
    (totals,) = (line for line in lines if " all " in line)
    assert [int(word) for word in totals.split() if word.isdigit()] == [
        counts["NO_LICENSE_NEEDED"],
        counts["TEMPORARY_LICENSE"],
        counts["LICENSE_REQUIRED"],
        counts["DENIED"],
        counts["UNDETERMINED"],
        10_000,
    ]
    with (tmp_path / "out" / "decisions.jsonl").open() as file:
        ids = [json.loads(line)["decision_id"] for line in file]
    assert ids == [row["decision_id"] for row in rows]
    assert (tmp_path / "out" / "huawei.svg").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "out" / "huawei.png").read_bytes().startswith(b"\x89PNG")
    assert all(len(line) <= 100 for line in lines)


def test_a_folder_that_cannot_be_made_is_refused(licet: Runs, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    assert licet("demo", "--out", "out").is_bad_input("out: File exists")
