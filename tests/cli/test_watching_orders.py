"""`licet rules watch`: which open orders flip, on which day, to what and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from asking_licet import Runs

ASKED = ("rules", "watch", "--orders", "orders.jsonl", "--until", "2019-12-31")
ON_THE_DAY = (*ASKED, "--known-on", "2019-11-03")
PLAIN = {
    "sale_id": "4710",
    "sale_date": "2019-11-05",
    "destination": {"country": "DE"},
    "parties": [{"role": "buyer", "name": "Blumen Krause GmbH", "country": "DE"}],
    "lines": [{"line_id": "1", "category": "EAR99", "origin": "US"}],
}
HUAWEI: dict[str, Any] = PLAIN | {
    "sale_id": "4711",
    "destination": {"country": "CN"},
    "contracted_on": "2019-01-15",
    "attestations": {"tgl_certification_obtained": True},
    "parties": [{"role": "buyer", "name": "Huawei Technologies Co., Ltd.", "country": "CN"}],
    "lines": [{"line_id": "1", "category": "EAR99", "purpose": "existing-network-operation"}],
}
SENTENCE = (
    "order 4711 to Huawei Technologies Co., Ltd.: TEMPORARY_LICENSE until 2019-11-18, from "
    "2019-11-19 LICENSE_REQUIRED, because us_ear.744.huawei_tgl_networks@v2 ends"
)


def write(folder: Path, *orders: Any) -> None:
    lines = (one if isinstance(one, str) else json.dumps(one) for one in orders)
    (folder / "orders.jsonl").write_text("".join(f"{line}\n" for line in lines))


def test_an_order_that_flips_is_told_with_its_day_and_reason(
    licet_here: Runs, tmp_path: Path
) -> None:
    write(tmp_path, PLAIN, HUAWEI)
    ran = licet_here(*ON_THE_DAY)

    said = " ".join(ran.out.split())
    assert ran.code == 1
    assert said.startswith(f"2019-11-19: 1 order {SENTENCE}")
    assert "2 orders watched from 2019-11-03 through 2019-12-31" in said
    assert said.endswith("1 flip")


def test_without_a_flip_it_is_fine(licet_here: Runs, tmp_path: Path) -> None:
    write(tmp_path, PLAIN, HUAWEI | {"sale_date": "2020-01-15"})
    ran = licet_here(*ON_THE_DAY)

    assert ran.code == 0
    assert "0 flip, 1 leave later" in " ".join(ran.out.split())


def test_an_order_that_cannot_be_read_is_told_and_is_a_finding(
    licet_here: Runs, tmp_path: Path
) -> None:
    write(tmp_path, PLAIN, '{"sale_id": "4712", ', PLAIN | {"destination": {"country": "XX"}})
    ran = licet_here(*ON_THE_DAY)

    said = " ".join(ran.out.split())
    assert ran.code == 1
    assert "order 4712: line 2: not JSON" in said
    assert "line 3: destination.country" in said
    assert "0 flip, 2 without a decision" in said


def test_where_only_the_ground_changes_it_is_told_when_asked(
    licet_here: Runs, tmp_path: Path
) -> None:
    owned = {"name": "X", "percent": 60, "list": "entity_list"}
    subsidiary = {"role": "end_user", "name": "Krause", "country": "DE", "owners": [owned]}
    write(tmp_path, HUAWEI | {"parties": [*HUAWEI["parties"], subsidiary]})
    asked = ("rules", "watch", "--orders", "orders.jsonl", "--until", "2026-12-31")
    known = ("--known-on", "2026-01-01")
    silent, told = (licet_here(*asked, *known, *more) for more in ((), ("--grounds",)))

    assert silent.code == told.code == 0
    assert silent.out.startswith("1 order watched")
    assert "LICENSE_REQUIRED on another ground from 2026-11-10, because" in " ".join(
        told.out.split()
    )


def test_all_is_told_to_machines_and_written(licet_here: Runs, tmp_path: Path) -> None:
    write(tmp_path, PLAIN, HUAWEI)
    ran = licet_here(*ON_THE_DAY, "--json", "--out", "flips.parquet")

    told = json.loads(ran.out)
    (change,) = told.pop("changes")
    assert told == {
        "known_on": "2019-11-03",
        "knowledge": "announced",
        "until": "2019-12-31",
        "orders": 2,
        "flip": 1,
        "leave_later": 0,
        "without_a_decision": 0,
    }
    assert change["on"] == "2019-11-19"
    assert (change["before"], change["after"]) == (
        "OUTCOME_TEMPORARY_LICENSE",
        "OUTCOME_LICENSE_REQUIRED",
    )
    (row,) = pq.read_table(tmp_path / "flips.parquet").to_pylist()
    assert (row["sale_id"], row["after"]) == ("4711", "LICENSE_REQUIRED")
    assert "written: flips.parquet" in ran.err


def test_of_many_orders_on_a_day_some_are_named_and_with_verbose_all(
    licet_here: Runs, tmp_path: Path
) -> None:
    write(tmp_path, *(HUAWEI | {"sale_id": f"S{n}"} for n in range(25)))

    assert "and 5 more (--verbose names all)" in licet_here(*ON_THE_DAY).out
    assert "order S24 " in licet_here(*ON_THE_DAY, "--verbose").out


def test_each_order_may_be_watched_from_its_own_sale_date(licet_here: Runs, tmp_path: Path) -> None:
    write(tmp_path, HUAWEI, HUAWEI | {"sale_id": "4713", "sale_date": "2019-11-18"})
    ran = licet_here(*ASKED, "--known-on", "sale-date")

    assert ran.code == 1
    assert "2 orders watched each from its sale date" in " ".join(ran.out.split())
    assert "4713" not in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--until", "2019-11-02", "--known-on", "2019-11-03"), "the day of the watch"),
        (("--until", "soon"), "`soon` is not a day"),
        (("--until", "1950-01-01", "--known-on", "sale-date"), "the first day that rules are for"),
        (("--until", "2030-01-01", "--out", "flips.xlsx"), "neither .csv nor .parquet"),
        (("--until", "2030-01-01", "--orders", "none.jsonl"), "cannot be read"),
        (("--until", "2030-01-01", "--orders", "orders.txt"), "is no order book"),
        (("--until", "2030-01-01", "--orders", "o.csv", "--out", "o.csv"), "the order book itself"),
    ],
)
def test_a_watch_that_cannot_be_kept_exits_2(
    licet_here: Runs, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    write(tmp_path, PLAIN)
    (tmp_path / "o.csv").write_text("sale_id\n")
    asked = ("rules", "watch", "--orders", "orders.jsonl", *arguments)
    assert licet_here(*asked).is_bad_input(said)
