from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asking_licet import GO, NETWORK_SUPPORT, Runs

SALE = {
    "sale_id": "SO-7",
    "sale_date": "2018-05-16",
    "destination": {"country": "DE"},
    "parties": [{"role": "buyer", "name": "Blumen Krause GmbH", "country": "DE"}],
    "lines": [{"category": "EAR99"}],
}


def test_on_the_third_of_november_the_sale_may_not_go_out(licet: Runs) -> None:
    ran = licet("decide", *NETWORK_SUPPORT, "--known-on", "2019-11-03")
    assert ran.code == 1
    assert ran.out.startswith("No: a license is required; review policy: presumption of denial.\n")
    assert "us_ear.744.entity_list_huawei@2019-05-16 requires, stands" in ran.out
    assert "84 FR 22961" in ran.out
    assert "hypothetical" in ran.out
    assert ran.err == ""


def test_on_the_twentieth_it_may_under_the_general_license_through_february(licet: Runs) -> None:
    ran = licet("decide", *NETWORK_SUPPORT, "--known-on", "2019-11-20")
    assert ran.code == 0
    assert ran.out.startswith("Yes, through 2020-02-16, under TGL:84 FR 64018")
    said = " ".join(ran.out.split())
    assert "requires, lifted by us_ear.744.huawei_tgl_networks" in said
    assert "next change on 2020-02-17: license required" in said
    assert "ends to speak: us_ear.744.huawei_tgl_networks@v3" in said
    assert "conditions - " in said


def test_published_knowledge_comes_later_than_announced(licet_here: Runs) -> None:
    asked = ("decide", *NETWORK_SUPPORT, "--known-on", "2019-11-19")
    assert licet_here(*asked).code == 0
    assert licet_here(*asked, "--knowledge", "published").code == 1


def test_a_missing_fact_is_named_with_the_outcomes_still_possible(licet_here: Runs) -> None:
    ran = licet_here("decide", "--sale-date", "2018-05-16", "--buyer", "Blumen Krause GmbH")
    assert ran.code == 1
    assert ran.out.startswith("Not yet: it turns on ")
    assert "parties[0].country: in which country is the party?" in ran.out
    assert "missing facts" in ran.out


def test_json_output_is_the_whole_decision_and_nothing_else(licet: Runs) -> None:
    ran = licet("decide", *NETWORK_SUPPORT, "--known-on", "2019-11-20", "--format", "json")
    decision = json.loads(ran.out)
    assert decision["outcome"] == "OUTCOME_TEMPORARY_LICENSE"
    assert decision["valid_through"] == "2020-02-16"
    assert decision["known_on"] == "2019-11-20"
    assert ran.err == ""


def test_a_provision_is_shown_once_with_every_list_row_it_spoke_for(licet_here: Runs) -> None:
    asked = ("decide", *NETWORK_SUPPORT, "--known-on", "2019-11-20")
    said = licet_here(*asked).out
    decision = json.loads(licet_here(*asked, "--format", "json").out)
    spoken = [
        (provision["provision_id"], provision["list_row"])
        for provision in decision["lines"][0]["provisions"]
    ]
    listing = [row for name, row in spoken if name == "us_ear.744.entity_list_huawei"]
    assert len(listing) > 1
    assert said.count("us_ear.744.entity_list_huawei@2019-05-16 requires") == 1
    assert f"list row: {', '.join(listing)}" in " ".join(said.split())


def test_only_the_shipped_rules_with_all_packs_as_known_today_may_confirm(
    licet_here: Runs, tmp_path: Path
) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    coming = (*GO, "--sale-date", tomorrow, "--attest", "ownership_determined")
    today = licet_here("decide", *coming, "--format", "json")
    assert json.loads(today.out)["may_confirm"] is True
    yesterday = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    for other in (("--packs", "us_ear"), ("--known-on", yesterday), ("--knowledge", "published")):
        ran = licet_here("decide", *coming, "--format", "json", *other)
        assert (ran.code, json.loads(ran.out)["may_confirm"]) == (0, False)
    from licet_server.settings import shipped_rules  # noqa: PLC0415

    shutil.copytree(shipped_rules(), tmp_path / "rules")
    ran = licet_here("decide", *coming, "--format", "json", "--rules", "rules")
    assert json.loads(ran.out)["hypothetical"] is True


def test_a_whole_sale_comes_from_a_file_or_stdin(licet: Runs, tmp_path: Path) -> None:
    (tmp_path / "sale.json").write_text(json.dumps(SALE | {"expected": "DENIED"}))
    from_file = licet("decide", "--json", "sale.json", "--known-on", "sale-date")
    from_stdin = licet(
        "decide", "--json", "-", "--known-on", "sale-date", stdin="\ufeff" + json.dumps(SALE)
    )
    assert from_file.code == from_stdin.code == 0
    assert from_file.out == from_stdin.out
    assert "sale SO-7 of 2018-05-16, as known on 2018-05-16" in from_file.out


def test_any_field_can_be_set_by_its_path_and_any_attestation_named(licet_here: Runs) -> None:
    ran = licet_here(
        "decide",
        *GO,
        "--format",
        "json",
        *("--end-user", "Huawei Technologies Co., Ltd.", "--end-user-country", "CN"),
        *("--set", "sale_id=SO-9", "--set", "sale_date=2019-12-01"),
        *("--set", "parties[1].owners[0].percent=51", "--set", "lines[0].value=1500.00"),
        *("--attest", "food", "--attest", "medicine=false"),
    )
    decision = json.loads(ran.out)
    assert ran.code == 1
    assert decision["sale_id"] == "SO-9"
    assert decision["screening"][0]["path"] == "parties[1].name"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--buyer", "X"), "sale_date: "),
        ((*GO, "--set", "sale_date=16.5.2019"), "sale_date: `16.5.2019` is not a day"),
        ((*GO, "--set", "lines[0].catgory=EAR99"), "did you mean `category`?"),
        ((*GO, "--set", "lines[0]"), "write PATH=VALUE"),
        ((*GO, "--set", "lines[2].category=EAR99"), "lines[1]: is empty, but `lines[2]` is not"),
        ((*GO, "--attest", "fod"), "attestations.fod: "),
        ((*GO, "--attest", "food=perhaps"), "write NAME, NAME=true or NAME=false"),
        ((*GO, "--category", "EAR98"), "lines[0].category: `EAR98`"),
        ((*GO, "--destination", "Germany"), "destination.country: `Germany`"),
        ((*GO, "--known-on", "yesterday"), "`yesterday` is not a day such as 2019-11-03"),
        ((*GO, "--knowledge", "rumoured"), "rumoured"),
        ((*GO, "--packs", "us_eer"), "did you mean `us_ear`?"),
        ((*GO, "--packs", ""), "name at least one pack"),
        ((*GO, "--rules", "nowhere"), "nowhere"),
        ((*GO, "--json", "sale.json"), "leave --sale-date out"),
        (("--json", "nowhere.json"), "`nowhere.json` cannot be read: No such file"),
        ((*GO, "--unheard-of"), "--unheard-of"),
        ((*GO, "a stray word"), "a stray word"),
    ],
)
def test_bad_input_is_refused_with_its_path_and_exit_code_2(
    licet_here: Runs, arguments: tuple[str, ...], said: str
) -> None:
    assert licet_here("decide", *arguments).is_bad_input(said)


def test_json_that_is_no_sale_is_refused_with_every_violation(licet_here: Runs) -> None:
    ran = licet_here("decide", "--json", "-", stdin='{"sale_date": 7, "buyer": "X", "lines": [{}]}')
    assert ran.is_bad_input("sale_date: ", "buyer: ", "parties: ")
    assert licet_here("decide", "--json", "-", stdin='{"a": 1, "a": 2}').is_bad_input(
        "stands twice"
    )
    assert licet_here("decide", "--json", "-", stdin="{").is_bad_input("not JSON")


def test_names_in_every_script_are_printed_in_every_encoding(licet: Runs) -> None:
    named = ("decide", *GO, "--buyer", "华为技术有限公司 é \x1b[31m")
    plain = licet(*named)
    assert "\x1b" not in plain.out
    for form in ("text", "json"):
        ran = licet(*named, "--format", form, PYTHONIOENCODING="ascii")
        assert ran.code in (0, 1)
        assert "Traceback" not in ran.err
    json.loads(ran.out)


def test_a_reader_that_goes_away_leaves_no_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "licet_cli", "explain", *NETWORK_SUPPORT, "--all"]
    read_end, write_end = os.pipe()
    os.close(read_end)
    ran = subprocess.run(command, cwd=tmp_path, stdout=write_end, stderr=-1, check=False)
    os.close(write_end)
    assert ran.stderr == b""


def test_rules_that_cannot_be_loaded_decide_nothing(licet_here: Runs, tmp_path: Path) -> None:
    (tmp_path / "rules" / "house").mkdir(parents=True)
    (tmp_path / "rules" / "house" / "pack.yaml").write_text("pack: [house\n")
    ran = licet_here("decide", *GO, "--rules", "rules", "--packs", "house")
    assert ran.is_bad_input("pack.yaml:")
