from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from asking_licet import Runs

SALE: dict[str, Any] = {
    "sale_id": "S-1",
    "sale_date": "2019-12-01",
    "destination": {"country": "CN"},
    "contracted_on": "2018-11-05",
    "attestations": {"tgl_certification_obtained": True},
    "parties": [
        {
            "role": "buyer",
            "name": "Huawei Technologies Co., Ltd.",
            "country": "CN",
            "kind": "civil",
            "owners": [{"name": "Nobody", "country": "NO", "percent": 50.5}],
        }
    ],
    "lines": [
        {
            "line_id": "1",
            "category": "EAR99",
            "purpose": "existing-network-operation",
            "origin": "US",
        }
    ],
}
NAME = (
    "EAR99 for Huawei Technologies Co., Ltd. to CN, leaving on 2019-12-01 and asked on 2019-11-20 "
    "is TEMPORARY_LICENSE"
)
WRITTEN = f"""\
covers: [us_ear.744.entity_list_huawei, us_ear.744.huawei_tgl_networks]
source: each case names its own
packs: [us_ear, house]
cases:
  - name: {NAME}
    # confirm against the source
"""
GIVEN = """\
# Ours.
covers: [us_ear.744.huawei_tgl_networks]   # more to come
source: staff
packs: [us_ear, house]
given:
  sale_date: 2019-12-01
  transaction: export
  destination: {country: CN, region: CN-SH}
  attestations: {tgl_certification_obtained: true}
cases:
- name: first   # a comment
  sale:
     parties: [{role: buyer, country: CN}]
     lines: [{category: EAR99}]
  expect:  {outcome: UNDETERMINED}

# The table.
boundaries: []
"""


@pytest.fixture
def sale(tmp_path: Path) -> Path:
    file = tmp_path / "sale.json"
    file.write_text(json.dumps(SALE))
    return file


def new(licet: Runs, *flags: str) -> Any:
    return licet("rules", "case", "new", "sale.json", "--known-on", "2019-11-20", *flags)


def test_a_case_is_printed_and_passes(licet: Runs, sale: Path) -> None:
    ran = new(licet)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(WRITTEN)
    assert "\n    known_on: 2019-11-20\n    sale:\n      sale_id: S-1\n" in ran.out
    assert "      by: [us_ear.744.huawei_tgl_networks@v3]\n" in ran.out
    assert "      valid_through: 2020-02-16\n" in ran.out
    file = sale.with_name("case.yaml")
    file.write_text(ran.out)
    assert licet("rules", "test", "case.yaml").out == "1 cases in 1 file: 1 as expected, 0 not\n"


def test_a_case_goes_into_a_new_file_and_another_behind_it(licet_here: Runs, sale: Path) -> None:
    ran = new(licet_here, "--into", "tests/case.yaml")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"written: tests/case.yaml:5: {NAME}\n"
    file = sale.with_name("tests") / "case.yaml"
    before = file.read_text()
    ran = new(licet_here, "--into", "tests/case.yaml", "--name", "the same again")
    assert file.read_text().startswith(before)
    assert "  - name: the same again\n" in file.read_text()
    assert licet_here("rules", "test", "tests").out.startswith("2 cases in 1 file: 2 as expected")


def test_what_a_file_gives_is_not_said_again_and_its_other_lines_stay(
    licet_here: Runs, sale: Path
) -> None:
    file = sale.with_name("case.yaml")
    file.write_text(GIVEN)
    assert new(licet_here, "--into", "case.yaml", "--name", "second").code == 0
    head, table = GIVEN.split("\n# The table.")
    assert file.read_text().startswith(f"{head}- name: second\n  # confirm against the source\n")
    assert file.read_text().endswith(f"\n\n# The table.{table}")
    told = file.read_text().removeprefix(head)
    assert "    destination: {region: absent}\n" in told
    assert "    transaction: absent\n" in told
    assert "attestations" not in told
    assert "packs" not in told
    assert licet_here("rules", "test", "case.yaml").code == 0


def test_an_undetermined_sale_expects_what_is_missing(licet_here: Runs, sale: Path) -> None:
    sale.write_text(json.dumps(SALE | {"lines": [{"line_id": "1", "category": None}]}))
    ran = new(licet_here)
    assert "      outcome: UNDETERMINED\n" in ran.out
    assert "      missing: [" in ran.out
    assert "      possible: [" in ran.out


def test_a_sale_of_several_lines_expects_the_outcome_of_each(licet_here: Runs, sale: Path) -> None:
    lines = [SALE["lines"][0], {"line_id": "2", "category": "5A001.a", "purpose": "new-product"}]
    sale.write_text(json.dumps(SALE | {"lines": lines}))
    assert (
        "      lines: [TEMPORARY_LICENSE, LICENSE_REQUIRED]\n"
        in new(licet_here, "--packs", "us_ear").out
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[]", "a sale is a JSON object"),
        (json.dumps(SALE | {"known_on": "monday"}), "known_on: `monday` is not a day"),
        (json.dumps(SALE | {"sale_date": None}), "sale_date: is missing"),
        (json.dumps(SALE | {"transaction": "gift"}), "transaction: `gift`"),
        (json.dumps(SALE | {"exporter": "true"}), "holds a text, such as `true` or `absent`"),
    ],
)
def test_what_is_no_sale_writes_nothing(licet_here: Runs, sale: Path, text: str, said: str) -> None:
    sale.write_text(text)
    assert new(licet_here, "--into", "case.yaml").is_bad_input(said)
    assert not sale.with_name("case.yaml").exists()


@pytest.mark.parametrize(
    ("old", "new_", "said"),
    [
        ("name: first", "name: second", ":11:3: a case is called `second` already"),
        ("expect:  {outcome: UNDETERMINED}", "expect: {}", ":15:"),
        ("# Ours.", "\t- x: [", "case.yaml:1:1: not YAML"),
    ],
)
def test_a_file_that_cannot_take_the_case_stays_as_it_is(
    licet_here: Runs, sale: Path, old: str, new_: str, said: str
) -> None:
    file = sale.with_name("case.yaml")
    file.write_text(GIVEN.replace(old, new_))
    before = file.read_bytes()
    assert new(licet_here, "--into", "case.yaml", "--name", "second").is_bad_input(said)
    assert file.read_bytes() == before


def test_cases_in_brackets_are_refused(licet_here: Runs, sale: Path) -> None:
    file = sale.with_name("case.yaml")
    file.write_text("covers: []\nsource: staff\ncases: []\n")
    assert new(licet_here, "--into", "case.yaml").is_bad_input(
        "case.yaml:3:8: the cases are not written one below another"
    )


def test_a_file_without_cases_gets_its_first(licet_here: Runs, sale: Path) -> None:
    file = sale.with_name("case.yaml")
    file.write_text("covers: []\nsource: staff\n")
    assert new(licet_here, "--into", "case.yaml").code == 0
    assert file.read_text().startswith("covers: []\nsource: staff\ncases:\n  - name: EAR99 for")
    assert "    packs: [us_ear, house]\n" in file.read_text()


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--into", "case.jsonl"), "`case.jsonl` is no .yaml file"),
        (("--known-on", "soon"), "`soon` is not a day such as 2019-11-03"),
        (("--name", "true "), ""),
    ],
)
def test_wrong_flags_are_told(
    licet_here: Runs, sale: Path, flags: tuple[str, ...], said: str
) -> None:
    assert sale.exists()
    ran = licet_here("rules", "case", "new", "sale.json", *flags)
    assert ran.is_bad_input(said) if said else ran.code == 0
