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


def test_a_timeline_lists_versions_and_the_days_when_nothing_was_authorised(
    licet_here: Runs,
) -> None:
    ran = licet_here("rules", "timeline", "--regime", "huawei")
    assert ran.code == 0
    assert "2019-11-18 to 2020-02-16: v3, announced 2019-11-18, published 2019-11-20" in ran.out
    assert "2019-05-16 to 2019-05-19: nothing authorised" in ran.out
    assert "2020-08-14 to 2020-08-16: nothing authorised" in ran.out
    rows = json.loads(licet_here("rules", "timeline", "--regime", "huawei", "--json").out)
    assert {"lane", "version", "from", "through", "authority"} <= rows[0].keys()


@pytest.mark.parametrize(("name", "begins"), [("h.svg", b"<?xml"), ("h.PNG", b"\x89PNG")])
def test_a_timeline_is_drawn_as_svg_or_png(
    licet: Runs, tmp_path: Path, name: str, begins: bytes
) -> None:
    ran = licet("rules", "timeline", "--regime", "huawei", "--out", name)
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--regime", "hauwei"), "did you mean `huawei`?"),
        (("--regime", "huawei", "--out", "h.pdf"), "neither .svg nor .png"),
        (("--regime", "huawei", "--out", "none/h.svg"), "cannot be written: No such file"),
        ((), "--regime"),
    ],
)
def test_a_timeline_that_cannot_be_shown_exits_2(
    licet_here: Runs, arguments: tuple[str, ...], said: str
) -> None:
    assert licet_here("rules", "timeline", *arguments).is_bad_input(said)
