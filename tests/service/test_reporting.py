"""The page about reliability tells what was found, of which code, and with a picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from covered import PICTURE, REPORT, covered, digest, marked
from fuzzing import Fuzz
from killing import Kills
from reloads import Reloads
from reporting import Proofs, write
from soaking import Soak

PROOFS = Proofs(
    Kills(200, 31_415, 31_500, 400, []),
    Reloads(1000, 92_653, 990, [70.0] * 1000, [180.0 + n / 100 for n in range(1000)], []),
    Fuzz(1_000_000, 589_793, 420.0, {}, []),
    Soak(600.0, 238_462, 238_462, [300.0 + n / 10 for n in range(60)], []),
    [0, 0, 0],
    [4.0, 30.0, 20.0, 10.0],
)


def test_a_page_tells_what_was_found_and_of_which_code(tmp_path: Path) -> None:
    write(PROOFS, "0" * 40, tmp_path)
    page = (tmp_path / REPORT.name).read_text("utf-8")
    for figure in ("200 workers", "31,415", "1,000 rule sets", "1,000,000 fuzzed", "238,462"):
        assert figure in page
    assert marked(digest()) in page
    assert f"]({PICTURE})" in page
    assert (tmp_path / PICTURE).read_bytes().startswith(b"\x89PNG")


MESSAGES = 1_000_000
WRONG = {
    "a lost answer": PROOFS._replace(kills=PROOFS.kills._replace(faults=["lost"])),
    "few answers while workers were killed": PROOFS._replace(
        kills=PROOFS.kills._replace(answers=0)
    ),
    "a failed call": PROOFS._replace(reloads=PROOFS.reloads._replace(faults=["failed"])),
    "rule sets that were never met": PROOFS._replace(
        reloads=PROOFS.reloads._replace(answered_by=0)
    ),
    "workers that grow": PROOFS._replace(
        reloads=PROOFS.reloads._replace(workers=[180.0 + 2 * n for n in range(1000)])
    ),
    "a parent that grows": PROOFS._replace(
        reloads=PROOFS.reloads._replace(parent=[70.0 + n / 10 for n in range(1000)])
    ),
    "rubbish that is answered": PROOFS._replace(fuzz=PROOFS.fuzz._replace(faults=["answered"])),
    "fewer messages": PROOFS._replace(fuzz=PROOFS.fuzz._replace(messages=12)),
    "answers that are not kept": PROOFS._replace(soak=PROOFS.soak._replace(entries=10)),
    "memory that grows": PROOFS._replace(
        soak=PROOFS.soak._replace(held=[300.0 + 5 * n for n in range(60)])
    ),
    "a log that does not verify": PROOFS._replace(verified=[0, 1, 0]),
}


@pytest.mark.parametrize("proofs", WRONG.values(), ids=WRONG)
def test_whatever_is_wrong_of_one_proof_is_wrong_of_all(proofs: Proofs) -> None:
    assert PROOFS.wrong(MESSAGES) == []
    assert proofs.wrong(MESSAGES)


def test_what_serves_logs_and_reloads_is_covered() -> None:
    names = {file.name for file in covered()}
    assert {"worker.py", "writing.py", "reloading.py", "answers.py", "matcher.py"} <= names
    assert {"decision.proto", "v0001_first.py"} <= names
    assert not any("loading" in file.parts for file in covered())
