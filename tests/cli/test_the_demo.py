"""The demo asks before it writes; that it does what it says is shown where the README is run."""

from __future__ import annotations

from pathlib import Path

from asking_licet import Runs


def test_a_folder_that_cannot_be_made_is_refused(licet: Runs, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    assert licet("demo", "--out", "out").is_bad_input("out: File exists")
