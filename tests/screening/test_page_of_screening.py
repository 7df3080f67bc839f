"""The figures of docs/screening.md are of this program and these lists."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DIGEST = "from screening_quality import digest, shipped_rows; print(digest(shipped_rows()))"


def test_the_figures_of_the_page_are_of_this_program_and_these_lists() -> None:
    """Otherwise `python benchmarks/screening_quality.py --write docs/screening.md`."""
    done = subprocess.run(
        [sys.executable, "-c", DIGEST], cwd=ROOT / "benchmarks",
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert f"Inputs: `{done.stdout.strip()}`." in (ROOT / "docs" / "screening.md").read_text()
