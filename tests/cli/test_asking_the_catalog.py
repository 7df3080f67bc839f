"""`licet catalog`: what is held of a category or a country on a day, and what is not."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from asking_licet import Ran, Runs
from licet_server.settings import shipped_rules

AFTER = ("--on", "2026-09-01")


def said(ran: Ran, *words: str) -> bool:
    folded = " ".join(ran.out.split())
    assert all(word in folded for word in words), ran.out
    return True


def test_a_paragraph_is_told_with_its_controls_and_the_edition_that_speaks(licet: Runs) -> None:
    ran = licet("catalog", "3A001.b.2", *AFTER)
    assert (ran.code, ran.err) == (0, "")
    assert said(
        ran,
        "said by the edition of 2026-08-07 (15 CFR Part 774 Supp. 1)",
        "NS1: where the Country Chart marks NS1 for .b.2, .b.3",
        "narrowed by words: `in_scope_ns` attests whether the item is of that part",
        "asked for by us_ear.742.national_security@1996",
        "TSR: closed",
    )
    assert "by paragraph" not in ran.out
    assert "caveats" not in ran.out
    assert all(line == line.rstrip() for line in ran.out.splitlines())


def test_the_exceptions_are_those_of_the_paragraph_asked_for(licet: Runs) -> None:
    assert said(licet("catalog", "0A501.c", *AFTER), "LVS: open up to USD 500", "GBS, TSR: closed")
    assert said(licet("catalog", "0A501.a", *AFTER), "GBS, LVS, TSR: closed")
    assert said(
        licet("catalog", "0A501", *AFTER),
        "LVS for 0A501.c 0A501.d 0A501.x: open up to USD 500",
        "GBS, LVS for any other paragraph, TSR: closed",
    )
    assert said(
        licet("catalog", "1C007.a", *AFTER),
        "LVS: open up to USD 5000, not for what is controlled for MT",
    )


def test_a_bare_entry_tells_which_paragraphs_differ(licet_here: Runs) -> None:
    ran = licet_here("catalog", "3A090", *AFTER)
    assert ran.code == 0
    assert said(ran, "3A090.a: AT1, RS worldwide_computing", "any other paragraph: AT1")
    assert said(ran, "3A090.c: AT1, RS macau_d5", "Macau, and Country Group D:5")


TOLD: dict[str, tuple[tuple[str, ...], int, tuple[str, ...]]] = {
    "an amount": (("9A610.y", *AFTER), 0, ("LVS: open up to USD 1500",)),
    "an item without an entry": (("EAR99",), 0, ("no entry of the Control List names the item",)),
    "another agency's item": (("USML XI",), 1, ("out of scope", "another agency's law")),
    "an entry in no edition": (("3A009",), 1, ("is in no edition", "did you mean `")),
    "an entry before it began": (
        ("3A090", "--on", "2022-10-20"), 1, ("began to name the item on 2022-10-21",),
    ),
    "an entry from its day on": (
        ("3A090", "--on", "2022-10-21"), 0, ("said by the change of 2022-10-21 (87 FR 62186)",),
    ),
    "controls that are not held": (
        ("3A001.b.2", "--on", "2010-01-01"), 1, ("before 2014-12-23 are not held",),
    ),
    "a day between editions that disagree": (
        ("3A090.b", "--on", "2026-03-01"), 1,
        ("RS not_held", "the edition of 2026-01-01 (15 CFR Part 774 Supp. 1) says d1_d4_d5",
         "not told; closed in the edition of 2026-07-23"),
    ),
    "a day before the editions": (
        ("3A001.a", "--on", "2019-12-01"), 0,
        ("read back from the edition of 2026-01-01", "its edition of that day is read back",
         "nothing may be taken to be open"),
    ),
    "a day long after the editions": (
        ("3A001.a", "--on", "2026-11-06"), 0,
        ("the newest edition of the Control List that is held is of 2026-08-07",),
    ),
    "an entry that the exceptions lack": (
        ("0D614", *AFTER), 0, ("STA, TSR: not told; the entry is missing from the edition",),
    ),
    "a rule that was not published yet": (
        ("3A090", "--on", "2022-10-21", "--known-on", "2022-10-10", "--knowledge", "published"), 1,
        ("as known on 2022-10-10 (published)", "began to name the item"),
    ),
    "a country": (
        ("--country", "CN", *AFTER), 0,
        ("CN (China) on 2026-09-01", "not marked FC1 CC2 AT1 AT2", "in D:1 D:3 D:4 D:5",
         "us_ear.742.advanced_computing@2026-01-15 requires"),
    ),
    "a country of another law": (
        ("--country", "CU", *AFTER), 0,
        ("sends to Part 746", "us_ear.746.cuba@1996 requires License required to Cuba for an item",
         "authority: 61 FR 12806; 15 CFR 746.2", "in force from 1996-03-25"),
    ),
    "a region": (
        ("--country", "UA-43", *AFTER), 0,
        ("us_ear.746.crimea@2022-02-24 requires", "caveat: free software for personal"),
    ),
    "a region of no code": (("--country", "x-dnr", *AFTER), 0, ("us_ear.746.donetsk_luhansk@",)),
    "a country of which a region may be meant": (
        ("--country", "UA", *AFTER), 0,
        ("us_ear.746.crimea@2022-02-24 requires, if what is open turns out so",),
    ),
    "a provision that sources dispute": (
        ("--country", "SD", "--on", "2017-05-01"), 0,
        ("us_ear.746.sudan_ofac@ended", "(low confidence)", "caveat: disputed: a general license"),
    ),
    "a stand-in for what is not held": (
        ("--country", "IR", *AFTER), 0, ("never a go by silence: needs the sanctions regulations",),
    ),
    "a country that is treated as another": (
        ("--country", "HK", *AFTER), 0,
        ("treated as CN by the change of 2020-12-23 (85 FR 83765)",),
    ),
    "a country before the editions": (
        ("--country", "IN", "--on", "2012-01-01"), 0,
        ("marked CC1 CC3: until the change of 2015-01-23 (80 FR 3463), inferred",
         "the Country Chart before 2026-08-07 is not held"),
    ),
    "a country that no table names": (
        ("--country", "AQ"), 1, ("no edition and no dated change that is held names AQ",),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "code", "words"), TOLD.values(), ids=TOLD)
def test_what_is_held_is_told_and_what_is_not_says_so(
    licet_here: Runs, asked: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    ran = licet_here("catalog", *asked)
    assert (ran.code, ran.err) == (code, "")
    assert said(ran, *words)


REFUSED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "nothing": ((), ("CATEGORY", "and not for both")),
    "both": (("EAR99", "--country", "CN"), ("CATEGORY", "and not for both")),
    "a letter for a digit": (("3AO01",), ("`3AO01` is not an ECCN", "did you mean `3A001`?")),
    "no category": (("chips",), ("CATEGORY", "`chips` is not an ECCN such as 3A001, nor EAR99")),
    "another code of a country": (("--country", "UK"), ("--country", "did you mean `GB`?")),
    "a name of a country": (("--country", "Germany"), ("--country", "did you mean `DE`?")),
    "no region": (("--country", "UA-99"), ("--country", "`UA-99` is neither", "did you mean `UA-")),
    "no day": (("EAR99", "--on", "2020-1-1"), ("--on", "`2020-1-1` is not a day", "nor today")),
    "a day of no sale": (("EAR99", "--known-on", "sale-date"), ("--known-on", "`sale-date`")),
    "a day before all rules": (
        ("EAR99", "--on", "1996-03-24"), ("--on: 1996-03-24 is before 1996-03-25",),
    ),
    "knowledge before all rules": (
        ("EAR99", "--known-on", "1990-01-01"), ("--known-on: 1990-01-01 is before",),
    ),
    "an axis that is none": (("EAR99", "--knowledge", "read"), ("--knowledge",)),
    "rules that are not there": (("EAR99", "--rules", "nowhere"), ("there is no pack `us_ear`",)),
    "no pack": (("EAR99", "--packs", ","), ("--packs", "name at least one pack")),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "words"), REFUSED.values(), ids=REFUSED)
def test_wrong_use_exits_2_and_says_what_to_write(
    licet_here: Runs, asked: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert licet_here("catalog", *asked).is_bad_input(*words)


def test_without_a_day_today_is_asked_about_as_known_today(licet_here: Runs) -> None:
    before = date.today()  # noqa: DTZ011 (the business day that the command takes)
    told = json.loads(licet_here("catalog", "EAR99", "--json").out)
    assert told["on"] == told["known_on"]
    assert before.isoformat() <= told["on"] <= date.today().isoformat()  # noqa: DTZ011


def test_json_holds_every_control_with_its_source(licet: Runs) -> None:
    ran = licet("catalog", "3A001.b.2", *AFTER, "--json")
    assert ran.code == 0
    told = json.loads(ran.out)
    assert (told["standing"], told["editions"]) == ("listed", ["2026-08-07"])
    (narrow,) = [c for c in told["controls"] if c["requirement"] == "NS1"]
    assert (narrow["reason"], narrow["narrowed"], narrow["settled_by"]) == (
        "NS", True, "in_scope_ns",
    )  # fmt: skip
    assert narrow["said"][0]["authority"] == "15 CFR Part 774 Supp. 1"
    states = {e["symbol"]: e["state"] for e in told["exceptions"]}
    assert (states["TSR"], states["STA"], states["ENC"]) == ("closed", "partly", "not_told")


def test_json_of_a_country_holds_every_column_and_what_asks(licet_here: Runs) -> None:
    told = json.loads(licet_here("catalog", "--country", "SY", *AFTER, "--json").out)
    assert len(told["chart"]) == 16
    assert {m["code"] for m in told["groups"] if m["marked"] == "yes"} == {
        "D:3", "D:4", "D:5", "E:1",
    }  # fmt: skip
    (syria,) = [p for p in told["provisions"] if p["id"] == "us_ear.746.syria"]
    assert (syria["version"], syria["asks"], syria["start"]) == ("2025-09-02", "yes", "2025-09-02")
    assert "through" not in syria


def test_the_json_of_what_is_not_held_exits_1_too(licet_here: Runs) -> None:
    ran = licet_here("catalog", "3A009", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["standing"] == "not_held"


def test_rules_of_ones_own_answer_and_faulty_ones_do_not(licet_here: Runs, tmp_path: Path) -> None:
    shutil.copytree(shipped_rules(), tmp_path / "rules")
    file = tmp_path / "rules/us_ear/part_746/cuba.yaml"
    file.write_text(file.read_text().replace("License required to Cuba", "Our word on Cuba"))
    asked = ("catalog", "--country", "CU", "--rules", "rules", "--packs", "us_ear")
    assert said(licet_here(*asked), "Our word on Cuba")
    file.write_text(file.read_text().replace("effect: requires", "effect: requirs"))
    assert licet_here(*asked).is_bad_input("cuba.yaml:", "did you mean `requires`?")


def test_a_rule_that_a_check_finds_an_error_in_answers_nothing(
    licet_here: Runs, tmp_path: Path
) -> None:
    shutil.copytree(shipped_rules(), tmp_path / "rules")
    file = tmp_path / "rules/us_ear/part_740/spp.yaml"
    file.write_text(file.read_text().replace("us_ear.746.syria", "us_ear.746.siria"))
    ran = licet_here("catalog", "EAR99", "--rules", "rules")
    assert ran.is_bad_input("there is no provision `us_ear.746.siria`")


@pytest.mark.parametrize("columns", ["1", "33", "400"])
def test_any_width_of_terminal_shows_every_word(licet: Runs, columns: str) -> None:
    ran = licet("catalog", "--country", "RU", *AFTER, COLUMNS=columns)
    assert ran.code == 0
    assert said(
        ran, "us_ear.746.russia_belarus_ccl@2022-04-08", "schedule_b is one of", "87 FR 22130; 15"
    )
