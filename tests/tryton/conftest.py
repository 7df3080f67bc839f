"""One database with a company in it, made once, and a Tryton and a Licet for each file of tests."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from erp import Erp, running
from serving import Running, serving

_SET_UP = """
import sys
from datetime import date
from pathlib import Path
from proteus.config import set_trytond
from licet_tryton.demo.company import DATABASE, make_database, set_up
config = make_database(Path(sys.argv[1]), "127.0.0.1:1")
set_up(set_trytond(database=DATABASE, config_file=str(config)), date.today())
"""


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a folder with a database, which all workers of the tests share and nobody changes."""
    here = tmp_path_factory.getbasetemp()
    folder = (here if worker_id == "master" else here.parent) / "company"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            made = subprocess.run(
                [sys.executable, "-c", _SET_UP, str(folder)],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert made.returncode == 0, made.stderr
            (folder / "made").touch()
    return folder


@pytest.fixture(scope="module")
def licet() -> Iterator[Running]:
    """Run a Licet of the shipped rules."""
    with serving("--workers", "1") as found:
        yield found


@pytest.fixture(scope="module")
def erp(company: Path, licet: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Erp]:
    """Run a Tryton that asks it."""
    with running(tmp_path_factory.mktemp("erp") / "db", company, licet.address) as found:
        yield found
