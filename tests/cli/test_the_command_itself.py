from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest
from asking_licet import GO, NETWORK_SUPPORT, Runs
from licet_cli import entry
from licet_engine.errors import EngineFault

COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-9]")


def test_the_installed_command_is_this_one() -> None:
    (found,) = entry_points(group="console_scripts", name="licet")
    assert found.load() is entry.main


def test_the_version_is_the_packages(licet: Runs) -> None:
    ran = licet("--version")
    assert (ran.code, ran.out) == (0, f"licet {version('licet')}\n")


def test_help_names_every_command_and_the_exit_codes(licet_here: Runs) -> None:
    ran = licet_here("--help")
    assert ran.code == 0
    for word in (
        "decide",
        "explain",
        "replay",
        "catalog",
        "rules",
        "clearance",
        "demo",
        "Exit codes",
    ):
        assert word in ran.out


@pytest.mark.parametrize("group", [(), ("rules",), ("rules", "case"), ("clearance",)])
def test_every_command_that_a_group_names_can_be_asked_for_help(
    licet_here: Runs, group: tuple[str, ...]
) -> None:
    named = re.findall(r"^│ ([a-z]+)  ", licet_here(*group, "--help").out, re.MULTILINE)
    assert named
    for name in named:
        ran = licet_here(*group, name, "--help")
        assert ran.code == 0
        assert " ".join((*group, name, "[OPTIONS]")) in ran.out


TABLES_AND_WIRE = {"pyarrow", "numpy", "grpc", "licet_client"}
NEEDED_AND_NOT = {
    "--version": ("typer", {"licet_engine", "licet_server", "licet_replay", "licet_client"}),
    "screen": ("licet_cli.screening", TABLES_AND_WIRE),
    "decide": ("licet_cli.deciding", TABLES_AND_WIRE),
    "replay": ("pyarrow", {"grpc", "licet_client"}),
    "rules check": ("licet_workbench", TABLES_AND_WIRE),
    "rules fmt": ("licet_cli.formatting", {"licet_screening", *TABLES_AND_WIRE}),
    "rules diff": ("licet_cli.differing_rules", TABLES_AND_WIRE),
}
"""What a command cannot do without, and rooms that it has no use for."""
NOBODYS = {"licet_cli.impacting", "licet_cli.proving_rules", "licet_tables", "matplotlib"}


@pytest.mark.parametrize("asked", NEEDED_AND_NOT)
def test_a_command_waits_for_no_room_that_only_others_need(asked: str) -> None:
    """To import every room is up to half of the time in which a short command is done."""
    needed, others = NEEDED_AND_NOT[asked]
    program = f"from licet_cli.entry import run; run([*{asked.split()}, '--help'])"
    program += "; import sys; print(*sys.modules)"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = {*done.stdout.splitlines()[-1].split()}
    assert needed in imported
    assert imported.isdisjoint(others | NOBODYS)


STOPPED = """
import sys
from importlib.abc import MetaPathFinder
class Stops(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "licet_cli.failing":
            raise {raised}
sys.meta_path.insert(0, Stops())
import licet_cli.entry as entry
from licet_engine.errors import LicetError
def failing(_):
    raise {error}
entry.app = failing
print(entry.run([]))
"""
UNIMPORTABLE = [
    ("OSError(24, 'too many')", "LicetError('lost')", 1, "no decision was made: LicetError: lost"),
    ("OSError(24, 'too many')", "OSError(28, 'no space', 'x')", 2, "x: no space"),
    ("KeyboardInterrupt", "LicetError('lost')", 130, "interrupted"),
]


@pytest.mark.parametrize(("raised", "error", "code", "said"), UNIMPORTABLE)
def test_what_goes_wrong_is_said_in_a_line_though_nothing_more_can_be_imported(
    raised: str, error: str, code: int, said: str
) -> None:
    command = [sys.executable, "-c", STOPPED.format(raised=raised, error=error)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"{code}\n", f"licet: {said}\n")


def test_without_a_command_or_with_an_unknown_one_it_exits_2(licet: Runs) -> None:
    assert licet().code == 2
    assert licet("decyde").is_bad_input("decyde")
    assert licet("rules", "chek").is_bad_input("chek", "Did you mean 'check'?")


def test_output_that_is_no_terminal_has_no_colour_and_no_bar(licet: Runs) -> None:
    ran = licet("decide", *GO)
    assert "\x1b" not in ran.out + ran.err
    assert all(line == line.rstrip() for line in ran.out.splitlines())


def test_colour_can_be_forced_and_no_color_wins(licet: Runs) -> None:
    forced = licet("decide", *GO, FORCE_COLOR="1", TERM="xterm-256color")
    assert COLOUR.search(forced.out)
    refused = licet("decide", *GO, FORCE_COLOR="1", NO_COLOR="1", TERM="xterm-256color")
    assert not COLOUR.search(refused.out)


@pytest.mark.parametrize("columns", ["1", "20", "33", "400"])
def test_any_width_of_terminal_shows_every_word(licet: Runs, columns: str) -> None:
    ran = licet("decide", *NETWORK_SUPPORT, "--known-on", "2019-11-20", COLUMNS=columns)
    assert ran.code == 0
    assert "us_ear.744.huawei_tgl_networks@v3" in ran.out
    assert "next change on 2020-02-17: license required" in " ".join(ran.out.split())


def test_a_fault_of_the_engine_is_no_decision(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty(_: object) -> None:
        raise EngineFault("the sentinel did not fire")

    monkeypatch.setattr(entry, "app", faulty)
    assert entry.run([]) == 1
    assert capsys.readouterr().err == ("licet: no decision was made: the sentinel did not fire\n")


def test_a_fault_of_ours_leaves_no_traceback_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr(entry, "app", broken)
    monkeypatch.delenv("LICET_DEBUG", raising=False)
    assert entry.run([]) == 1
    assert "internal fault: KeyError: 'lost'" in capsys.readouterr().err
    monkeypatch.setenv("LICET_DEBUG", "1")
    with pytest.raises(KeyError):
        entry.run([])


def test_an_interrupted_run_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(entry, "app", interrupted)
    assert entry.run([]) == 130
    assert capsys.readouterr().err == "licet: interrupted\n"


ORDER = {
    "sale_id": "4711",
    "sale_date": "2019-11-20",
    "destination": {"country": "DE"},
    "parties": [{"role": "buyer", "name": "Deutsche Telekom AG", "country": "DE"}],
    "lines": [{"category": "EAR99"}],
}


@pytest.mark.parametrize(
    "asked",
    [
        "impact shipped shipped --orders o.jsonl --out kept.csv",
        "watch --orders o.jsonl --known-on 2019-11-19 --until 2019-11-30 --out kept.csv",
        "coverage --on 2019-11-19 --category EAR99 --country DE --out kept.svg",
    ],
    ids=lambda asked: asked.split()[0],
)
def test_what_is_to_be_kept_is_written_though_nobody_reads_what_is_shown(
    asked: str, tmp_path: Path
) -> None:
    (tmp_path / "o.jsonl").write_text(json.dumps(ORDER) + "\n")
    command = [sys.executable, "-m", "licet_cli", "rules", *asked.split()]
    read_end, write_end = os.pipe()
    os.close(read_end)
    ran = subprocess.run(command, cwd=tmp_path, stdout=write_end, stderr=-1, check=False)
    os.close(write_end)
    assert b"Traceback" not in ran.stderr
    assert b"written" in ran.stderr
    assert (tmp_path / asked.rpartition(" ")[2]).stat().st_size
