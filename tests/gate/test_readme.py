"""The README and docs/ are run: what they tell a reader to type does what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

ROOT = Path(__file__).parents[2]
FENCED = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHOWING = re.compile(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", re.MULTILINE | re.DOTALL)
COUNT = re.compile(r"\d{1,3}(?:,\d{3})+")
CUT = "[...]"
INSTALLS = re.compile(r"\binstall\.sh\b|^make ")
PLENTY = 600
WIDTH = 110
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
OUTCOMES = ("NO_LICENSE_NEEDED", "TEMPORARY_LICENSE", "LICENSE_REQUIRED", "DENIED", "UNDETERMINED")


def blocks(path: Path) -> list[str]:
    """The fenced shell blocks of a page that need no installing first."""
    return [b for b in FENCED.findall(path.read_text()) if not INSTALLS.search(b)]


WRITTEN = {"reliability.md"}
"""What a command wrote and tells nobody to type: that it is of this code is looked at elsewhere."""
PAGES = [
    ROOT / "README.md",
    *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.name not in WRITTEN),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_runs_in_turn_from_an_empty_directory(
    page: Path, tmp_path: Path
) -> None:
    bin_ = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{bin_}:{os.environ['PATH']}",
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "LICET": str(ROOT),  # a page says so where it names a file of the sources
    }
    assert blocks(page)
    shown = dict(SHOWING.findall(page.read_text()))
    for block in blocks(page):
        done = subprocess.run(
            ["sh", "-eu"], input=block, cwd=tmp_path, env=environment,
            capture_output=True, text=True, check=False, timeout=PLENTY,
        )  # fmt: skip
        assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
        assert told_in(done.stdout, shown[block]), f"{shown[block]}\nis not in\n{done.stdout}"


def told_in(output: str, shown: str) -> bool:
    """Whether what a page shows is printed so, in its order, with `[...]` for what it leaves out.

    Counts in thousands stand for any such count: they grow with the rules. Lines may be broken
    elsewhere: that is the terminal's.
    """
    parts = (" ".join(COUNT.sub("COUNT", part).split()) for part in shown.split(CUT))
    printed = " ".join(COUNT.sub("COUNT", output).split())
    return re.search(".*?".join(map(re.escape, parts)), printed) is not None


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ("", True),
        ("from A to B:\n[...]\n1,200 questions change", True),
        ("from A [...]:\n", True),
        ("1,200 questions change\n[...]\nfrom A to B:", False),
        ("from A to C:\n[...]", False),
        ("12 questions change", False),
    ],
)
def test_what_a_page_shows_is_compared_word_by_word_but_for_great_counts(
    shown: str, told: bool
) -> None:
    assert told_in("from A to B:\n  a box\n1,234,567 questions change\n", shown) is told


def test_the_worked_decision_of_the_readme_is_what_the_command_prints(tmp_path: Path) -> None:
    page = (ROOT / "README.md").read_text()
    (command, shown), *_ = re.findall(r"```sh\n([^`]*)```\n\n```text\n(.*?)```", page, re.DOTALL)
    bin_ = Path(sys.executable).parent
    done = subprocess.run(
        ["sh", "-eu"], input=command, cwd=tmp_path, capture_output=True, text=True, check=True,
        env=os.environ | {"PATH": f"{bin_}:{os.environ['PATH']}", "COLUMNS": "100"},
    )  # fmt: skip
    parts = shown.split("[...]\n")
    assert len(parts) > 1
    assert all(part in done.stdout for part in parts)
    places = [done.stdout.index(part) for part in parts if part]
    assert places == sorted(places)


def checkout(to: Path) -> Path:
    """A copy of what git tracks, as a fresh clone would have it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    return to


def test_the_first_command_of_the_readme_installs_and_runs_the_main_job(tmp_path: Path) -> None:
    """From nothing but the sources: a book replayed, a picture drawn, a question answered."""
    first = FENCED.findall((ROOT / "README.md").read_text())[0]
    assert first.strip().count("\n") == 0
    clone = checkout(tmp_path / "clone")
    done = subprocess.run(
        ["sh", "-eu"], input=first, cwd=clone, capture_output=True, text=True,
        check=False, timeout=PLENTY,
        # What is imported is compiled then: the gate has compiled all of it once, to install it.
        env=os.environ | {"PIP_NO_COMPILE": "1"}
        | {"FORCE_COLOR": "1", "NO_COLOR": "1", "COLUMNS": str(WIDTH)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    for said in (
        "300 of 300 orders came out as `expected` says",
        "500 of 500 answers made again in this process are the same bytes",
        "Asked on 2019-11-03: No: a license is required",
        "huawei_tgl_networks is not in force: version v2 ended on 2019-11-18",
        "Asked on 2019-11-20: Yes, through 2020-02-16, under TGL:84 FR 64018",
    ):
        assert said in " ".join(done.stdout.split())
    assert "shipped orders" in done.stderr
    lines = [ESCAPES.sub("", line) for line in done.stdout.splitlines()]
    assert all(len(line) <= WIDTH for line in lines)
    _the_book_is_whole(clone / "licet-demo", next(line for line in lines if " all " in line))
    _the_wheel_decides_anywhere(clone / ".venv" / "bin" / "licet", tmp_path / "elsewhere")


def _the_book_is_whole(out: Path, totals: str) -> None:
    rows = pq.read_table(out / "decisions.parquet").to_pylist()
    counts = Counter(row["outcome"] for row in rows)
    assert [int(word) for word in totals.split() if word.isdigit()] == [
        *(counts[outcome] for outcome in OUTCOMES),
        10_000,
    ]
    with (out / "decisions.jsonl").open() as file:
        ids = [json.loads(line)["decision_id"] for line in file]
    assert ids == [row["decision_id"] for row in rows]
    assert (out / "huawei.svg").read_bytes().startswith(b"<?xml")
    assert (out / "huawei.png").read_bytes().startswith(b"\x89PNG")


def _the_wheel_decides_anywhere(licet: Path, empty: Path) -> None:
    empty.mkdir()
    shown = subprocess.run(
        [licet, "rules", "check"], cwd=empty, capture_output=True, text=True, check=False
    )
    assert shown.returncode == 0, shown.stdout + shown.stderr


def test_without_a_c_compiler_the_installer_says_what_to_install(tmp_path: Path) -> None:
    # The interpreter itself: a `python3` found on the path may be a script that needs more of it.
    interpreter = Path(sys.base_prefix) / "bin" / "python3"
    (tmp_path / "python3").symlink_to(interpreter.resolve())
    for tool in ("dirname", "cut", "sh"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    done = subprocess.run(
        [shutil.which("sh") or "sh", str(checkout(tmp_path / "clone") / "install.sh")],
        capture_output=True, text=True, check=False, env={"PATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "there is no C compiler here: durable-rules has no wheel and is compiled" in done.stderr
    assert "apt-get install" in done.stderr
    assert not (tmp_path / "clone" / ".venv").exists()
