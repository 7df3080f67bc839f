"""`licet rules coverage`: counts, names, JSON, a picture, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from asking_licet import Runs

NOW = ("--on", "2026-11-24", "--known-on", "2026-11-24")


def coverage(licet: Runs, *arguments: str) -> dict[str, Any]:
    ran = licet("rules", "coverage", *NOW, "--json", *arguments)
    told: dict[str, Any] = json.loads(ran.out)
    assert ran.code == (1 if told["answered"] < told["questions"] else 0)
    return told


def test_a_process_tells_what_is_not_held_of_an_entry(licet: Runs) -> None:
    ran = licet("rules", "coverage", *NOW, "--category", "3B993", "--country", "DE")
    assert (ran.code, ran.err) == (1, "")
    for said in (
        "Asked of 2026-11-24, as known on 2026-11-24: 1 entry under 1 name, paragraphs included",
        "not held: not encoded",
        "RS: 3B993; to 1 of 1 destinations; 1 question",
        "us_ear.746.iran_ofac@1996",
        "the list of sanctioned persons (SDN) of OFAC is not held",
        "from 2026-11-06: the newest edition of the Control List that is held is of 2026-08-07",
    ):
        assert said in ran.out


@pytest.mark.parametrize(
    ("item", "country", "answered", "ground"),
    [
        ("EAR99", "DE", 1, None),
        ("EAR99", "IR", 0, "stand-in"),
        ("8D001", "DE", 0, "no edition"),
        ("8D001", "CU", 1, None),
        ("0A521", "DE", 0, "not encoded"),
        ("3A991", "UA-43", 1, None),
        ("3A991", "GL", 1, None),
    ],
)
def test_one_question_is_answered_or_told_why_not(
    licet_here: Runs, item: str, country: str, answered: int, ground: str | None
) -> None:
    told = coverage(licet_here, "--category", item, "--country", country)
    assert told["destinations"] == [country]
    if len(told["categories"]) == 1:
        assert told["answered"] == answered
    assert [each["ground"] for each in told["grounds"]] == ([ground] if ground else [])


def test_json_holds_every_finding_whole(licet_here: Runs) -> None:
    told = coverage(licet_here, "--category", "3A001")
    assert told["questions"] == len(told["categories"]) * len(told["destinations"])
    assert told["questions"] - told["answered"] == sum(g["questions"] for g in told["grounds"])
    assert {"3A001", "3A001.a.1.a", "3A001.b.2"} <= set(told["categories"])
    assert {"DE", "XK", "UA", "UA-43", "x-dnr"} <= set(told["destinations"])
    assert "US" not in told["destinations"]
    bare = next(f for f in told["findings"] if f["ground"] == "paragraph")
    assert "3A001" in bare["categories"]
    assert bare["held"] is True
    assert {"mark", "from", "through", "countries"} <= told["open_cells"][0].keys()


def test_what_is_cut_short_is_whole_with_verbose(licet_here: Runs) -> None:
    asked = ("rules", "coverage", *NOW, "--category", "3A001")
    short, whole = licet_here(*asked).out, licet_here(*asked, "--verbose").out
    assert " more" in short
    assert " more" not in whole.partition("caveats")[0]
    assert len(whole) > len(short)


def test_the_day_and_what_was_known_are_asked_for(licet_here: Runs) -> None:
    asked = ("rules", "coverage", "--category", "3B090", "--country", "DE", "--json")
    before = licet_here(*asked, "--on", "2022-10-06", "--known-on", "sale-date")
    told = json.loads(before.out)
    assert (told["on"], told["known_on"]) == ("2022-10-06", "2022-10-06")
    (found,) = told["findings"]
    assert (found["ground"], found["about"]) == ("not begun", "2022-10-07")


@pytest.mark.parametrize(("name", "begins"), [("c.svg", b"<?xml"), ("c.PNG", b"\x89PNG")])
def test_the_answered_share_is_drawn_as_svg_or_png(
    licet: Runs, tmp_path: Path, name: str, begins: bytes
) -> None:
    asked = ("rules", "coverage", *NOW, "--category", "3A991", "--country", "DE")
    ran = licet(*asked, "--out", name)
    assert ran.err == f"written: {name}\n"
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_progress_is_shown_where_it_is_asked_for(licet: Runs) -> None:
    ran = licet("rules", "coverage", *NOW, "--category", "3A991", "--out", "c.svg", FORCE_COLOR="1")
    assert "entries and paragraphs" in ran.err
    assert "quarters" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--on", "2026-13-01"), "is not a day such as 2019-11-03, nor today"),
        (("--on", "1996-03-24"), "the first day that rules are for"),
        (("--known-on", "soon"), "nor today or sale-date"),
        (("--country", "DX"), "neither a country code nor a region"),
        (("--category", "3A01"), "is not an ECCN such as 3A001"),
        (("--category", "ITAR"), "under another agency's law"),
        (("--out", "c.pdf"), "neither .svg nor .png"),
        (("--category", "EAR99", "--country", "DE", "--out", "none/c.svg"), "cannot be written"),
    ],
)
def test_what_cannot_be_asked_exits_2(
    licet_here: Runs, arguments: tuple[str, ...], said: str
) -> None:
    ran = licet_here("rules", "coverage", *arguments)
    assert ran.code == 2
    assert said in " ".join(ran.err.replace("│", " ").split())


def test_rules_that_know_of_no_category_are_refused(licet_here: Runs, tmp_path: Path) -> None:
    pack = tmp_path / "bare" / "law"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text("pack: law\ntitle: A law\nmay_loosen: true\n")
    words = "facts:\n  food: {of: line, type: flag, source: attestation, says: is it food?}\n"
    (pack / "vocabulary.yaml").write_text(words)
    ran = licet_here("rules", "coverage", "--rules", "bare", "--packs", "law")
    assert ran.is_bad_input("no rule file declares `category`")


def test_rules_with_an_error_are_not_covered_at_all(licet_here: Runs, tmp_path: Path) -> None:
    (tmp_path / "bare" / "law").mkdir(parents=True)
    (tmp_path / "bare" / "law" / "pack.yaml").write_text("pack: law\n")
    assert licet_here("rules", "coverage", "--rules", "bare", "--packs", "law").is_bad_input()
