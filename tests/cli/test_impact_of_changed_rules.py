"""`licet rules impact`: the orders that come out otherwise, told in every form."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from asking_licet import Runs
from licet_server.settings import shipped_rules

EXTENDED = (
    "us_ear/part_744/huawei_tgl_networks.yaml",
    "through: 2020-08-13",
    "through: 2020-11-11",
)


@pytest.fixture(scope="session")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped rules with a temporary general license extended by 90 days."""
    rules = tmp_path_factory.mktemp("rules") / "changed"
    shutil.copytree(shipped_rules(), rules)
    name, old, new = EXTENDED
    text = (rules / name).read_text()
    assert text.count(old) == 1
    (rules / name).write_text(text.replace(old, new))
    return rules


SUPPORT = {
    "sale_date": "2020-09-15",
    "destination": {"country": "CN"},
    "contracted_on": "2019-01-15",
    "attestations": {"tgl_certification_obtained": True},
    "parties": [{"role": "buyer", "name": "Huawei Technologies Co., Ltd.", "country": "CN"}],
    "lines": [
        {
            "category": "EAR99",
            "purpose": "existing-network-operation",
            "value": "1200.50",
            "currency": "USD",
            "origin": "US",
        }
    ],
}
SOLD = {
    "extended": SUPPORT,
    "too late": SUPPORT | {"sale_date": "2020-12-01"},
    "before": SUPPORT | {"sale_date": "2020-07-01"},
    "in euros": SUPPORT | {"lines": [SUPPORT["lines"][0] | {"currency": "EUR"}]},  # type: ignore[index]
    "not known yet": SUPPORT | {"known_on": "2020-05-01"},
    "elsewhere": SUPPORT
    | {"parties": [{"role": "buyer", "name": "Deutsche Telekom AG", "country": "DE"}]},
    "no sale": SUPPORT | {"lines": []},
}


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """A book of one order for each way that an order may be to the change."""
    path = tmp_path / "orders.jsonl"
    lines = (json.dumps({"sale_id": name} | sale) for name, sale in SOLD.items())
    path.write_text("\n".join(lines))
    return path


def test_the_changed_orders_are_told_with_what_changed_them(
    licet_here: Runs, changed: Path, orders: Path
) -> None:
    ran = licet_here("rules", "impact", "shipped", str(changed), "--orders", str(orders), "--json")
    told = json.loads(ran.out)
    assert ran.code == 1
    assert [each["sale_id"] for each in told["changed_orders"]] == ["extended", "in euros"]
    assert told["orders"] == len(SOLD)
    assert told["touched"] < len(SOLD)
    assert told["by_outcome"] == [
        {
            "old": "LICENSE_REQUIRED",
            "new": "TEMPORARY_LICENSE",
            "orders": 2,
            "values": {"EUR": "1200.50", "USD": "1200.50"},
            "without_value": 0,
        }
    ]
    first = told["changed_orders"][0]
    assert first["new_provisions"] == ["us_ear.744.huawei_tgl_networks@v6"]
    assert "85 FR 29610" in first["citations"][0]
    assert list(told["by_month"]) == ["2020-09"]
    assert told["by_customer"][0]["customer"] == "Huawei Technologies Co., Ltd."


def test_rules_that_say_the_same_change_nothing(licet_here: Runs, orders: Path) -> None:
    ran = licet_here("rules", "impact", "shipped", "shipped", "--orders", str(orders))
    assert ran.code == 0
    assert "None of 7 orders comes out otherwise." in ran.out


def test_an_order_without_a_decision_is_a_finding_though_nothing_changes(
    licet_here: Runs, tmp_path: Path
) -> None:
    orders = tmp_path / "torn.jsonl"
    orders.write_text('{"sale_id": "SO-1", "sale_date"\n', encoding="utf-8")
    ran = licet_here(
        "rules", "impact", "shipped", "shipped", "--orders", str(orders), "--out", "i.html"
    )
    assert ran.code == 1, ran.err
    assert "1 of them without a decision" in " ".join(ran.out.split())
    assert "Warning" not in ran.err


@pytest.mark.parametrize("line", ["42", "null", '"a sale"', "[{SALE}, {SALE}]"])
def test_a_line_that_is_no_object_is_told_as_an_order_without_a_decision(
    licet_here: Runs, changed: Path, tmp_path: Path, line: str
) -> None:
    orders = tmp_path / "odd.jsonl"
    orders.write_text(line.replace("{SALE}", json.dumps(SUPPORT)))
    ran = licet_here("rules", "impact", "shipped", str(changed), "--orders", str(orders))
    assert ran.code == 1
    assert "1 of them without a decision" in " ".join(ran.out.split())
    assert "a sale is a JSON object" in " ".join(ran.out.split())


def test_an_order_is_decided_as_known_when_it_says_or_else_as_asked(
    licet_here: Runs, changed: Path, orders: Path
) -> None:
    asked = ("rules", "impact", "shipped", str(changed), "--orders", str(orders), "--json")
    assert licet_here(*asked, "--known-on", "2020-05-01").code == 0
    ran = licet_here(*asked, "--known-on", "sale-date")
    assert [e["known_on"] for e in json.loads(ran.out)["changed_orders"]] == ["2020-09-15"] * 2


def test_people_read_tables_and_the_files_hold_every_changed_order(
    licet_here: Runs, changed: Path, orders: Path, tmp_path: Path
) -> None:
    names = [str(tmp_path / f"impact.{ending}") for ending in ("html", "csv", "parquet")]
    outs = [word for name in names for word in ("--out", name)]
    ran = licet_here("rules", "impact", "shipped", str(changed), "--orders", str(orders), *outs)
    assert ran.code == 1
    assert "2 of 7 orders come out otherwise." in ran.out
    assert "license required → temporary license" in ran.out
    assert "1,200.50 EUR; 1,200.50 USD" in ran.out
    assert "extended of 2020-09-15" in ran.out
    assert "now us_ear.744.huawei_tgl_networks@v6" in ran.out
    rows = [pa_csv.read_csv(names[1]).to_pylist(), pq.read_table(names[2]).to_pylist()]
    for told in rows:
        assert [row["sale_id"] for row in told] == ["extended", "in euros"]
        assert [row["value"] for row in told] == ["1200.50 USD", "1200.50 EUR"]
    page = Path(names[0]).read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "in euros" in page
    assert "85 FR 29610" in page


def test_what_cannot_be_decided_under_one_of_the_two_is_no_go(
    licet_here: Runs, changed: Path, tmp_path: Path
) -> None:
    """Other words touch every order: one that only the new rules can read is told as such."""
    rules = tmp_path / "other"
    shutil.copytree(changed, rules)
    words = rules / "us_ear" / "vocabulary.yaml"
    words.write_text(
        words.read_text().rstrip() + "\n  glitter: {of: line, type: flag, source: attestation, "
        "absent: not_claimed, authority: a test, says: does it glitter}\n"
    )
    book = tmp_path / "glittering.jsonl"
    sale = SUPPORT | {"attestations": {"tgl_certification_obtained": True, "glitter": True}}
    book.write_text(json.dumps(sale))
    ran = licet_here("rules", "impact", "shipped", str(rules), "--orders", str(book), "--json")
    told = json.loads(ran.out)
    assert ran.code == 1, ran.err
    assert told["everything"] == "the words that sales are told in are not the same"
    assert [(e["old_outcome"], e["new_outcome"]) for e in told["changed_orders"]] == [
        ("ERROR", "TEMPORARY_LICENSE")
    ]
    assert "glitter" in told["first_errors"][0]


BAD = {
    "unknown rules": (("nowhere", "shipped", "--orders", "BOOK"), "`nowhere` is no directory"),
    "no orders": (("shipped", "shipped", "--orders", "none.jsonl"), "cannot be read"),
    "another file": (
        ("shipped", "shipped", "--orders", "BOOK", "--out", "a.pdf"),
        "is neither .html, .csv nor .parquet",
    ),
    "the book itself": (
        ("shipped", "shipped", "--orders", "BOOK", "--out", "SAME"),
        "is the order book itself",
    ),
    "no day": (("shipped", "shipped", "--orders", "BOOK", "--known-on", "soon"), "is not a day"),
    "too early": (
        ("shipped", "shipped", "--orders", "BOOK", "--known-on", "1990-01-01"),
        "is before 1996-03-25",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_before_anything_is_decided(
    case: str, licet_here: Runs, tmp_path: Path
) -> None:
    book = tmp_path / "book.csv"
    book.write_text("sale_id\nx\n")
    words, said = BAD[case]
    given = [str(book) if word in ("BOOK", "SAME") else word for word in words]
    ran = licet_here("rules", "impact", *given)
    assert ran.is_bad_input(*said.split(" ")), ran
