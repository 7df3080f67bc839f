from __future__ import annotations

import json
import shutil
from pathlib import Path

from asking_licet import GO, NETWORK_SUPPORT, Runs
from licet_server.settings import shipped_rules


def test_each_subject_shows_what_spoke_and_what_did_not_and_why(licet: Runs) -> None:
    ran = licet("explain", *NETWORK_SUPPORT, "--known-on", "2019-11-20")
    said = " ".join(ran.out.replace("│", " ").split())
    assert ran.code == 0
    assert ran.out.startswith("Yes, through 2020-02-16")
    assert "lines[0] with parties[0], list row Huawei Technologies" in said
    assert "Huawei Technologies Co., Ltd. (entity_list:" in said
    assert "requires: spoke, lifted by us_ear.744.huawei_tgl_networks" in said
    assert "us_ear.744.huawei_tgl_networks@v3 permits: spoke, stands" in said
    assert "+ purpose is existing-network-operation: yes" in said
    assert "us_ear.744.huawei_tgl_devices@v3 permits: silent" in said


def test_what_belongs_to_another_regime_or_is_not_in_force_is_shown_on_demand(
    licet_here: Runs,
) -> None:
    asked = ("explain", *NETWORK_SUPPORT, "--known-on", "2019-11-03")
    short, long = licet_here(*asked), licet_here(*asked, "--all")
    assert "zte" not in short.out
    assert "not in force" not in short.out.replace("what is not in force, or about", "")
    assert "us_ear.744.entity_list_zte" in long.out
    assert "not in force" in long.out
    assert "version v2 ended on 2019-11-18" in long.out
    assert "--all" not in long.out


def test_a_sale_to_nobody_listed_has_no_list_row_to_explain(licet_here: Runs) -> None:
    ran = licet_here("explain", *GO)
    assert ran.code == 0
    assert "us_ear.746.cuba" in ran.out
    assert ", list row " not in ran.out
    assert "us_ear.744.known_receiver" in ran.out


def test_json_holds_every_subject_with_every_provision(licet_here: Runs) -> None:
    ran = licet_here("explain", *NETWORK_SUPPORT, "--known-on", "2019-11-03", "--format", "json")
    subjects = json.loads(ran.out)
    verdicts = {
        provision["provision_id"]: (provision["verdict"], provision["note"])
        for subject in subjects
        for provision in subject["provisions"]
    }
    assert verdicts["us_ear.744.entity_list_huawei"][0] == "spoke"
    assert verdicts["us_ear.744.huawei_tgl_networks"] == (
        "not in force",
        "version v2 ended on 2019-11-18",
    )


def test_every_provision_and_list_row_is_shown_with_its_file_and_line(
    licet_here: Runs, tmp_path: Path
) -> None:
    shutil.copytree(shipped_rules(), tmp_path / "rules")
    asked = ("explain", *NETWORK_SUPPORT, "--known-on", "2019-11-20", "--rules", "rules")
    said = "".join(licet_here(*asked).out.replace("│", " ").split())
    subjects = json.loads(licet_here(*asked, "--format", "json").out)
    provisions = [provision for subject in subjects for provision in subject["provisions"]]
    assert all(f"id: {p['provision_id']}" == line_at(tmp_path, p["at"]) for p in provisions)
    assert all(p["at"] in said for p in provisions if p["verdict"] == "spoke")
    listed = [subject for subject in subjects if subject["list_row"]]
    assert listed
    for subject in listed:
        name = subject["list_row"].rpartition(" (")[0]
        assert name in line_at(tmp_path, subject["list_row_at"])
        assert subject["list_row_at"] in said
    assert {s["list_row_at"] for s in subjects if not s["list_row"]} == {None}


def line_at(directory: Path, at: str) -> str:
    file, _, line = at.rpartition(":")
    return (directory / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_bad_input_is_refused_as_by_decide(licet_here: Runs) -> None:
    assert licet_here("explain", "--buyer", "X").is_bad_input("sale_date: ")
