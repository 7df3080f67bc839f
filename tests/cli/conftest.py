"""The `licet` command as a process of its own, in an empty directory."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from asking_licet import Ran, Runs
from licet_cli import entry

_OURS = ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "LICET_DEBUG", "TERM", "PYTHONIOENCODING")


@pytest.fixture
def licet(tmp_path: Path) -> Runs:
    """Run `licet` with arguments; keyword arguments in capitals are its environment."""

    def run(*arguments: str, stdin: str = "", **environment: str) -> Ran:
        clean = {name: value for name, value in os.environ.items() if name not in _OURS}
        done: Any = subprocess.run(
            [sys.executable, "-m", "licet_cli", *arguments],
            cwd=tmp_path,
            env=clean | environment,
            input=stdin.encode(),
            capture_output=True,
            check=False,
            timeout=300,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def licet_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Runs:
    """Run `licet` in this process: what a process adds is told by the tests that start one."""
    monkeypatch.chdir(tmp_path)
    for name in _OURS:
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, stdin: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = entry.run(list(arguments))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run
