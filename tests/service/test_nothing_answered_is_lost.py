"""What a caller was answered is in the log, whenever the process that answered is killed."""

from __future__ import annotations

from pathlib import Path

from killing import killed_under_load
from licet_server.entry import run


def test_twenty_kills_under_load_lose_nothing_that_was_answered(tmp_path: Path) -> None:
    found = killed_under_load(tmp_path, 5, lambda _: None)
    assert found.wrong == []
    assert found.kills == 20
    place = ("--log", f"{tmp_path / 'log'}", "--key", f"{tmp_path / 'key.pem'}")
    assert run(["log", "verify", *place]) == 0
