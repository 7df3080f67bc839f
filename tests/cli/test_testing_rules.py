from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from asking_licet import Runs
from licet_server.settings import shipped_rules

CASES = """\
# Written by staff.
covers: [us_ear.744.huawei_tgl_networks]
source: 84 FR 64018
now: 2026-11-24
given:
  sale_date: 2019-12-01
  contracted_on: 2018-11-05
  attestations: {tgl_certification_obtained: true}
  parties: [{role: buyer, name: "Huawei Technologies Co., Ltd.", country: CN, kind: civil}]
  lines: [{line_id: "1", category: EAR99, purpose: existing-network-operation, origin: US}]
cases:
  - name: before the second extension nobody knows of it
    known_on: 2019-11-03
    expect: {outcome: LICENSE_REQUIRED}
  - name: the second extension lets network support go
    known_on: 2019-11-20
    expect:
      outcome: TEMPORARY_LICENSE
      by: [us_ear.744.huawei_tgl_networks@v3]
      valid_through: 2020-02-16
boundaries:
  - of: us_ear.744.huawei_tgl_networks
    name: support under an old contract
    days:
      2020-02-16:
        is: the last day of version 3
        now announced: TEMPORARY_LICENSE by v4
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The shipped rules with cases of staff beside them."""
    shutil.copytree(shipped_rules(), tmp_path / "rules")
    (tmp_path / "rules" / "tests").mkdir()
    (tmp_path / "rules" / "tests" / "networks.yaml").write_text(CASES)
    return tmp_path / "rules"


def spoilt(rules: Path, old: str, new: str) -> None:
    assert old in CASES
    (rules / "tests" / "networks.yaml").write_text(CASES.replace(old, new))


def test_the_cases_of_the_shipped_rules_come_out_as_expected(licet: Runs) -> None:
    ran = licet("rules", "test")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "46 cases in 1 file: 46 as expected, 0 not\n"


def test_cases_in_either_form_beside_the_rules_are_run(licet_here: Runs, rules: Path) -> None:
    ran = licet_here("rules", "test", "--rules", "rules")
    assert ran.out == "49 cases in 2 files: 49 as expected, 0 not\n"
    assert ran.code == 0
    assert licet_here("rules", "check", "--rules", str(rules)).code == 0


def test_a_case_that_fails_is_told_with_its_line_its_sentence_and_both_answers(
    licet_here: Runs, rules: Path
) -> None:
    spoilt(rules, "valid_through: 2020-02-16", "valid_through: 2020-02-15")
    ran = licet_here("rules", "test", "--rules", "rules", "rules/tests")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "rules/tests/networks.yaml:15: the second extension lets network support go",
        "  valid_through: expected 2020-02-15, and came 2020-02-16",
        "3 cases in 1 file: 2 as expected, 1 not",
    ]
    told = json.loads(licet_here("rules", "test", "rules/tests/networks.yaml", "--json").out)
    assert told["cases"] == 3
    assert told["failed"] == [
        {
            "file": "rules/tests/networks.yaml",
            "line": 15,
            "column": 5,
            "name": "the second extension lets network support go",
            "differences": [
                {"key": "valid_through", "expected": "2020-02-15", "came": "2020-02-16"}
            ],
        }
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "by v4",
            "by v3",
            "speaks: expected [us_ear.744.huawei_tgl_networks@v3], and came nothing",
        ),
        ("TEMPORARY_LICENSE by v4", "DENIED", "outcome: expected DENIED, and came TEMPORARY_"),
        (
            "name: the second extension lets network support go",
            "name: before the second extension nobody knows of it",
            "name: expected a name of its own, and came that of rules/tests/networks.yaml:12:5",
        ),
        ("purpose: existing-network-operation", "purpose: x", "lines[0].purpose: "),
        (
            "expect: {outcome: LICENSE_REQUIRED}",
            "expect: {outcome: LICENSE_REQUIRED, silent: [us_ear.744.huawei_tgl_netwrks]}",
            "silent: expected provisions of the rules, and came `us_ear.744.huawei_tgl_netwrks`",
        ),
        (
            "covers: [us_ear.744.huawei_tgl_networks]",
            "covers: [us_ear.744.huawei_tgl_networks, us_ear.744.no_such]",
            "covers: expected provisions of the rules, and came `us_ear.744.no_such`, and none",
        ),
    ],
)
def test_whatever_comes_out_otherwise_is_named(
    licet_here: Runs, rules: Path, old: str, new: str, said: str
) -> None:
    spoilt(rules, old, new)
    ran = licet_here("rules", "test", "rules/tests")
    assert ran.code == 1
    assert said in ran.out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "outcome: LICENSE_REQUIRED",
            "outcome: LICENCE_REQUIRED",
            ":14:14: `LICENCE_REQUIRED` is no",
        ),
        ("expect: {outcome: LICENSE", "expects: {outcome: LICENSE", ":14:5: unknown key `expects`"),
        ("by v4", "with v4", ":27:9: `TEMPORARY_LICENSE with v4` is not of the form"),
        ("now announced", "never", ":27:9: `never` is not of the form"),
        ("now announced", "on monday", ":27:9: `monday` is not a day"),
        ("is: the last", "was: the last", ":26:9: `is` is missing"),
        ("of: us_ear.744.huawei_tgl_networks", "of: us_ear.744.other", ":22:5: `us_ear.744.other`"),
        ("sale_date: 2019-12-01", "sale_id: x", ": `sale_date`: holds no day"),
        ("known_on: 2019-11-03", "sale: {line: x}", ":13:12: `line` is a mapping that changes"),
        ("known_on: 2019-11-03", "sale: {lines: [], line: {}}", "the first of `lines`, if there"),
        ("source: 84 FR 64018\n", "", ":2:1: `source` is missing"),
    ],
)
def test_a_case_file_that_cannot_be_read_is_refused_at_its_place(
    licet_here: Runs, rules: Path, old: str, new: str, said: str
) -> None:
    spoilt(rules, old, new)
    assert licet_here("rules", "test", "rules/tests").is_bad_input(
        "rules/tests/networks.yaml", said
    )


def test_sales_with_what_is_expected_of_them_are_refused_by_line(
    licet_here: Runs, tmp_path: Path
) -> None:
    (tmp_path / "x.jsonl").write_text(
        '{"sale_date":"2019-01-01"}\n\n[]\n{"expected":"NO","sale_date":"2019-01-01"}\n{\n'
    )
    ran = licet_here("rules", "test", "x.jsonl")
    assert ran.is_bad_input(
        "x.jsonl:1:1: has no `expected`", "x.jsonl:3:1: ", "x.jsonl:4:1: `NO` is no outcome",
        "x.jsonl:5:1: ",
    )  # fmt: skip


def test_where_there_are_no_cases_it_says_where_to_write_them(
    licet_here: Runs, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    assert licet_here("rules", "test", "empty").is_bad_input(
        "empty:1:1: holds no cases; write them into `tests/*.yaml` or `cases/*.jsonl`"
    )
    assert licet_here("rules", "test", "x.txt").is_bad_input("x.txt:1:1: is no case file")


def test_coverage_names_what_no_case_asks_about(licet_here: Runs, rules: Path) -> None:
    assert rules.is_dir()
    ran = licet_here("rules", "test", "rules/tests", "--coverage", "--now", "2026-11-24")
    assert ran.code == 0
    assert "us_ear.744.huawei_tgl_networks@v1: no case expects it to speak" in ran.out
    assert "us_ear.744.huawei_tgl_networks@v3: lifts" in ran.out
    assert "2 of 282 versions are heard by a case" in ran.out
    told = json.loads(licet_here("rules", "test", "rules/tests", "--coverage", "--json").out)
    third = next(
        each for each in told["coverage"]
        if (each["provision"], each["version"]) == ("us_ear.744.huawei_tgl_networks", "v3")
    )  # fmt: skip
    assert third["heard"] == ["lifts"]
    last = {"day": "2020-02-16", "what": "the last day", "axis": "announced"}
    assert last | {"known": "now", "asked": True} in third["boundaries"]
    assert last | {"known": "then", "asked": False} in third["boundaries"]
