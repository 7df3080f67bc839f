from __future__ import annotations

import fcntl
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from asking_licet import Runs
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.clearance_cells import COLUMNS
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the shipped rules, with a house provision whose keys are out of order."""
    shutil.copytree(shipped_rules(), tmp_path / "rules")
    file = tmp_path / "rules" / "house" / "national_security.yaml"
    title = next(line for line in file.read_text().splitlines() if line.startswith("title"))
    file.write_text(file.read_text().replace(f"{title}\n", "") + f"{title}   # last\n")
    return file


def test_the_shipped_rules_need_no_formatting(licet: Runs) -> None:
    ran = licet("rules", "fmt", "--check")
    assert (ran.code, ran.err) == (0, "")
    assert "0 of 180 files would be formatted" in ran.out


def test_a_file_is_formatted_in_place_and_its_revision_stays(
    licet_here: Runs, house: Path, tmp_path: Path
) -> None:
    def revision() -> str:
        return RuleSet(load_packs(tmp_path / "rules", ALL_PACKS).packs).revision

    house.chmod(0o640)
    before = revision()
    ran = licet_here("rules", "fmt", "--rules", "rules")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "formatted: rules/house/national_security.yaml",
        "1 of 180 files formatted",
    ]
    shipped = (shipped_rules() / "house" / "national_security.yaml").read_text()
    assert house.read_text().replace("   # last", "").replace(" # last", "") == shipped
    assert house.stat().st_mode & 0o777 == 0o640
    assert revision() == before
    assert [p.name for p in house.parent.iterdir() if p.name.startswith(".")] == []
    assert licet_here("rules", "fmt", "--rules", "rules").out == "0 of 180 files formatted\n"


def test_check_names_the_first_difference_and_writes_nothing(licet_here: Runs, house: Path) -> None:
    before = house.read_bytes()
    ran = licet_here("rules", "fmt", "--check", "rules/house")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "rules/house/national_security.yaml:5:1: would be formatted",
        "1 of 2 files would be formatted",
    ]
    told = json.loads(licet_here("rules", "fmt", "--check", "--json", str(house)).out)
    assert told == [{"file": str(house), "line": 5, "column": 1, "written": False}]
    assert house.read_bytes() == before


def test_diff_shows_the_lines_and_writes_nothing(licet_here: Runs, house: Path) -> None:
    before = house.read_bytes()
    ran = licet_here("rules", "fmt", "--diff", str(house))
    assert ran.code == 1
    assert "+title: Nothing controlled for national security" in ran.out
    assert "-title: Nothing controlled for national security" in ran.out
    assert house.read_bytes() == before


def test_where_one_file_cannot_be_read_none_is_written(licet_here: Runs, house: Path) -> None:
    before = house.read_bytes()
    broken = house.with_name("broken.yaml")
    broken.write_text("versions: []\nid: &a x.y\n")
    ran = licet_here("rules", "fmt", "--rules", "rules")
    assert ran.is_bad_input("rules/house/broken.yaml:2:5: anchor `&a`: take it out")
    assert house.read_bytes() == before


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nowhere.yaml", "nowhere.yaml:1:1: cannot be read: no such file or directory"),
        ("readme.txt", "readme.txt:1:1: is neither a .yaml nor a .csv file of rules"),
        ("cases.yaml", "cases.yaml:1:1: is no provision, vocabulary or pack"),
    ],
)
def test_what_is_no_rule_file_is_refused_by_name(
    licet_here: Runs, tmp_path: Path, path: str, said: str
) -> None:
    (tmp_path / "readme.txt").write_text("words\n")
    (tmp_path / "cases.yaml").write_text("covers: []\n")
    assert licet_here("rules", "fmt", path).is_bad_input(said)


def test_case_files_in_a_directory_of_rules_are_left_alone(licet_here: Runs, house: Path) -> None:
    cases = house.parent / "tests" / "cases.yaml"
    cases.parent.mkdir()
    cases.write_text("covers:    []\n")
    assert licet_here("rules", "fmt", "rules/house").code == 0
    assert cases.read_text() == "covers:    []\n"


def test_a_link_stays_a_link(licet_here: Runs, house: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.yaml"
    house.rename(real)
    house.symlink_to(real)
    assert licet_here("rules", "fmt", str(house)).code == 0
    assert house.is_symlink()
    assert licet_here("rules", "fmt", "--check", str(real)).code == 0


def test_a_journal_of_clearances_waits_for_whoever_adds_to_it(
    licet_here: Runs, house: Path
) -> None:
    """While somebody holds the rules directory to file a clearance, nothing is read or written."""
    journal = house.with_name("clearances.csv")
    journal.write_bytes(b"")
    rules = os.open(house.parents[1], os.O_RDONLY)
    fcntl.flock(rules, fcntl.LOCK_EX)
    row = ",".join(COLUMNS).encode()
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(licet_here, "rules", "fmt", str(journal))
        with pytest.raises(TimeoutError):
            waiting.result(timeout=1)
        journal.write_bytes(row + b"\r\n")
        os.close(rules)
        assert waiting.result().code == 0
    assert journal.read_bytes() == row + b"\n"
