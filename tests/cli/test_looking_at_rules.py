from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from asking_licet import Runs
from licet_server.settings import shipped_rules


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    shutil.copytree(shipped_rules(), tmp_path / "rules")
    return tmp_path / "rules"


def test_the_shipped_rules_have_no_errors(licet: Runs) -> None:
    ran = licet("rules", "check")
    assert ran.code == 0
    assert "us_ear, house: 0 errors" in ran.out


def test_an_error_is_named_with_its_file_and_line_and_exits_1(
    licet_here: Runs, rules: Path
) -> None:
    file = rules / "house" / "national_security.yaml"
    file.write_text(file.read_text().replace("effect: denies", "effect: denys"))
    ran = licet_here("rules", "check", "--rules", "rules")
    assert ran.code == 1
    assert "national_security.yaml:" in ran.out
    assert "did you mean `denies`?" in ran.out
    told = json.loads(licet_here("rules", "check", "--rules", "rules", "--json").out)
    assert told[0]["severity"] == "error"
    assert told[0]["line"] > 1
    assert licet_here("rules", "timeline", "--regime", "zte", "--rules", "rules").is_bad_input(
        "denys"
    )
