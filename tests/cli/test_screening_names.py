"""`licet screen`: one name as a table, many as a file that is whole or not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from asking_licet import Runs

HUAWEI = "Huawei Technologies Co., Ltd."


def asked(tmp_path: Path, *lines: object) -> Path:
    names = tmp_path / "names.jsonl"
    told = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    names.write_text("".join(f"{line}\n" for line in told))
    return names


def test_a_listed_name_is_told_with_its_row_its_days_and_why(licet_here: Runs) -> None:
    ran = licet_here("screen", HUAWEI, "--country", "CN", "--on", "2020-01-01")
    assert ran.code == 1
    folded = " ".join(ran.out.split())
    for words in (f"match: {HUAWEI}, on 2020-01-01", "entity_list:", "from 2019-05-16"):
        assert words in folded


def test_a_name_is_on_no_list_before_its_listing_and_the_near_ones_are_told(
    licet_here: Runs,
) -> None:
    ran = licet_here("screen", HUAWEI, "--on", "2019-05-15", "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["on"]) == (0, "2019-05-15")
    assert {each["status"] for each in told["candidates"]} <= {"none"}


def test_a_file_of_names_is_answered_line_by_line_in_order(
    licet_here: Runs, tmp_path: Path
) -> None:
    names = asked(
        tmp_path,
        {"id": "b", "name": HUAWEI, "country": "CN", "on": "2020-01-01"},
        {"id": 1, "name": HUAWEI, "country": "CN"},
        {"id": "c", "name": "Huwaei Technologies", "on": "2020-01-01"},
        {"id": "d", "name": "Siemens AG", "country": None},
    )
    hits = tmp_path / "hits.jsonl"
    ran = licet_here("screen", "--file", str(names), "--out", str(hits), "--on", "2019-01-01")
    assert (ran.code, ran.out) == (1, "")
    assert "4 names written" in ran.err
    assert "1 match, 1 possible, 2 none" in " ".join(ran.err.split())
    told = [json.loads(line) for line in hits.read_text().splitlines()]
    assert [(each["id"], each["match"], each["status"]) for each in told] == [
        ("b", True, "match"), (1, False, "none"), ("c", False, "possible"), ("d", False, "none"),
    ]  # fmt: skip
    assert list(told[0]) == ["id", "match", "status", "score", "entry", "list"]
    assert told[0]["list"] == "entity_list"
    assert told[3] == {
        "id": "d", "match": False, "status": "none", "score": 0, "entry": None, "list": None,
    }  # fmt: skip


def test_a_name_that_names_nobody_may_be_anybodys(licet_here: Runs, tmp_path: Path) -> None:
    names = asked(tmp_path, {"id": "0", "name": "unknown"}, {"id": "1", "name": "Mrs"})
    hits = tmp_path / "hits.jsonl"
    assert licet_here("screen", "--file", str(names), "--out", str(hits)).code == 1
    told = [json.loads(line) for line in hits.read_text().splitlines()]
    assert [(each["status"], each["match"], each["entry"]) for each in told] == [
        ("possible", False, None)
    ] * 2


def test_of_names_as_like_the_plainest_in_the_country_is_told(
    licet_here: Runs, tmp_path: Path
) -> None:
    names = asked(
        tmp_path,
        {"id": "0", "name": "\u534e\u4e3a\u6280\u672f\u6709\u9650\u516c\u53f8", "country": "CN"},
        {"id": "1", "name": "huawei technologies"},
        {"id": "2", "name": "Huawei Technologies", "country": "NL"},
    )
    hits = tmp_path / "hits.jsonl"
    licet_here("screen", "--file", str(names), "--out", str(hits), "--on", "2020-01-01")
    told = [json.loads(line)["entry"] for line in hits.read_text().splitlines()]
    assert told == [
        "Huawei Technologies Co., Ltd.",
        "Huawei Technologies Co., Ltd.",
        "Huawei Technologies Cooperatief U.A.",
    ]


BAD_LINES: dict[str, tuple[object, tuple[str, ...]]] = {
    "no JSON": ("{", ("names.jsonl:2", "no JSON object")),
    "no object": ("[]", ("names.jsonl:2", "no JSON object")),
    "a blank line": ("", ("names.jsonl:2", "no JSON object")),
    "no id": ({"name": "Acme"}, ("names.jsonl:2: id",)),
    "no name": ({"id": "1"}, ("names.jsonl:2: name",)),
    "a name of another type": ({"id": "1", "name": 7}, ("names.jsonl:2: name", "`7` is no text")),
    "an unknown field": (
        {"id": "1", "name": "Acme", "contry": "CN"}, ("`contry`", "did you mean `country`"),
    ),
    "no country": ({"id": "1", "name": "Acme", "country": "XX"}, ("names.jsonl:2: country",)),
    "no day": ({"id": "1", "name": "Acme", "on": "2020-02-30"}, ("names.jsonl:2: on",)),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_is_refused_by_number_and_field_and_nothing_is_written(
    case: tuple[object, tuple[str, ...]], licet_here: Runs, tmp_path: Path
) -> None:
    line, said = case
    names = asked(tmp_path, {"id": "0", "name": "Siemens AG"}, line)
    hits = tmp_path / "hits.jsonl"
    hits.write_text("before\n")
    ran = licet_here("screen", "--file", str(names), "--out", str(hits))
    assert ran.is_bad_input(*said)
    assert hits.read_text() == "before\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hits.jsonl", "names.jsonl"]


BAD_FLAGS: dict[str, tuple[tuple[str, ...], str]] = {
    "nothing": ((), "ask for a NAME"),
    "both": (("Acme", "--file", "names.jsonl"), "not for both"),
    "nowhere to": (("--file", "names.jsonl"), "say where the hits"),
    "a place for one name": (("Acme", "--out", "hits.jsonl"), "goes with --file"),
    "no such country": (("Acme", "--country", "XX"), "--country"),
    "no such day": (("Acme", "--on", "soon"), "is not a day"),
    "nobody": (("n/a",), "names nobody"),
    "a country for many": (
        ("--file", "n.jsonl", "--out", "h.jsonl", "--country", "CN"), "a line of --file says",
    ),
    "a directory": (("--file", "names.jsonl", "--out", "."), "is a directory"),
    "the names themselves": (
        ("--file", "names.jsonl", "--out", "./names.jsonl"), "the file of names itself",
    ),
    "no such file": (("--file", "nosuch.jsonl", "--out", "h.jsonl"), "nosuch.jsonl"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FLAGS.values(), ids=BAD_FLAGS)
def test_wrong_use_is_refused_in_words(case: tuple[tuple[str, ...], str], licet_here: Runs) -> None:
    arguments, said = case
    assert licet_here("screen", *arguments).is_bad_input(said)
