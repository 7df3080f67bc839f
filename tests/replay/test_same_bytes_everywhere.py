"""The same questions have the same answers, byte for byte, in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from licet_orderbook import core_resource


def replayed(book: Path, out: Path, seed: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", "licet_cli", "replay", str(book), "--out", str(out)],
        env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return out.read_bytes()


def test_a_replay_has_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    book = tmp_path / "core.jsonl"
    book.write_bytes(core_resource().read_bytes())
    one = replayed(book, tmp_path / "one.jsonl", "1")
    assert one == replayed(book, tmp_path / "two.jsonl", "2")
    assert one.count(b"\n") == 300
