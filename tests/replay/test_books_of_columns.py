from __future__ import annotations

import csv
import gzip
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from licet_replay.books import order_book
from licet_replay.columns import ColumnError, Leaf, cell, sale_column
from licet_replay.orders import BookError
from replaying_books import Made, Replayed, Written

HEADER = (
    "sale_id,sale_date,destination.country,parties[0].role,parties[0].name,parties[0].country,"
    "lines[0].category,lines[0].purpose,lines[0].attestations.tgl_certification_obtained,"
    "contracted_on,parties[0].owners[0].name,parties[0].owners[0].percent"
)
HUAWEI = '"Huawei Technologies Co., Ltd."'
GO = f"A,2019-12-01,CN,buyer,{HUAWEI},CN,EAR99,existing-network-operation,TRUE,2019-01-15,,"
STOP = f"B,2019-12-01,CN,buyer,{HUAWEI},CN,EAR99,,,,Huawei Investment & Holding,100"


@pytest.fixture
def table(tmp_path: Path) -> Written:
    def written(*rows: str, header: str = HEADER, name: str = "orders.csv") -> Path:
        path = tmp_path / name
        text = "\n".join([header, *rows]).encode()
        path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
        return path

    return written


def test_dotted_columns_make_the_sale_that_json_makes(
    table: Written, lines: Written, replayed: Replayed
) -> None:
    sale = {
        "sale_id": "A",
        "sale_date": "2019-12-01",
        "destination": {"country": "CN"},
        "contracted_on": "2019-01-15",
        "parties": [{"role": "buyer", "name": HUAWEI.strip('"'), "country": "CN"}],
        "lines": [
            {
                "category": "EAR99",
                "purpose": "existing-network-operation",
                "attestations": {"tgl_certification_obtained": True},
            }
        ],
    }
    from_csv, _ = replayed(table(GO))
    from_json, _ = replayed(lines(sale))
    assert from_csv == from_json
    assert from_csv[0]["outcome"] == "OUTCOME_TEMPORARY_LICENSE"


def test_an_empty_cell_is_an_absent_fact(table: Written, replayed: Replayed) -> None:
    decisions, summary = replayed(table(STOP))
    assert decisions[0]["outcome"] == "OUTCOME_LICENSE_REQUIRED"
    assert summary.clean


def test_rows_keep_their_order_and_a_bad_one_sinks_alone(
    table: Written, replayed: Replayed
) -> None:
    rows = (GO, "C,2019-13-01,CN,buyer,X,CN,EAR99,,maybe,,,many", "D,2019-12-01", STOP)
    decisions, summary = replayed(table(*rows))
    assert [d["sale_id"] for d in decisions] == ["A", "C", "D", "B"]
    assert "line 3: " in decisions[1]["error"]
    assert "sale_date: `2019-13-01` is not a day" in decisions[1]["error"]
    assert "lines[0].attestations.tgl_certification_obtained: " in decisions[1]["error"]
    assert "parties[0].owners[0].percent: " in decisions[1]["error"]
    assert decisions[2]["error"] == "line 4: has 2 cells, the header has 12"
    assert summary.errors == 2


def test_a_row_over_two_lines_is_counted_where_it_begins(
    table: Written, replayed: Replayed
) -> None:
    two_lines = GO.replace(HUAWEI, '"Huawei\nTechnologies"')
    decisions, _ = replayed(table(two_lines, "D,2019-12-01"))
    assert decisions[1]["input_line"] == 4


def test_broken_quotes_sink_their_own_row(table: Written, replayed: Replayed) -> None:
    decisions, _ = replayed(table(GO.replace(HUAWEI, '"Huawei" Technologies'), STOP))
    assert "not CSV" in decisions[0]["error"]
    assert decisions[1]["sale_id"] == "B"


def test_bytes_that_are_no_text_sink_their_own_row(table: Written, replayed: Replayed) -> None:
    path = table(GO, STOP)
    path.write_bytes(path.read_bytes().replace(b"Huawei Technologies", b"Huawei\xff", 1))
    decisions, _ = replayed(path)
    assert "parties[0].name: " in decisions[0]["error"]
    assert decisions[1]["sale_id"] == "B"


def test_a_gap_in_a_list_is_refused_by_its_place(table: Written, replayed: Replayed) -> None:
    header = "sale_id,sale_date,parties[0].role,lines[0].category,lines[1].category"
    decisions, _ = replayed(table("A,2019-12-01,buyer,,EAR99", header=header))
    assert decisions[0]["error"] == "line 2: lines[0]: is empty, but `lines[1]` is not"
    assert decisions[0]["sale_id"] == "A"


def test_csv_may_be_gzipped_and_begin_with_a_byte_order_mark(
    table: Written, replayed: Replayed
) -> None:
    plain, _ = replayed(table(GO, STOP))
    packed, _ = replayed(table(GO, STOP, header="\ufeff" + HEADER, name="orders.csv.gz"))
    assert plain == packed


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("sale_id,sale_id", "the column `sale_id` stands twice"),
        ("sale_id,lines[0].catgory", "no field of a sale; did you mean `category`?"),
        ("sale_id,lines.category", r"a place such as \[0\] is missing"),
        ("sale_id[0]", "it is not a list"),
        ("sale_id,parties[0]", "write one column for each"),
        ("sale_id,attestations", "write one column for each"),
        ("sale_id,lines[1000].category", "is not a column"),
        ("sale_id,lines[01].category", "is not a column"),
        ("sale_id,", "is not a column"),
        ("sale_id,sale_date.day", "no field of a sale"),
    ],
)
def test_a_column_that_is_no_field_of_a_sale_is_refused(
    table: Written, replayed: Replayed, header: str, said: str
) -> None:
    with pytest.raises(BookError, match=said):
        replayed(table(header=header))


def test_a_file_without_a_header_is_refused(tmp_path: Path, replayed: Replayed) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"")
    with pytest.raises(BookError, match="there is no header line"):
        replayed(path)


def test_a_column_knows_the_type_its_field_has() -> None:
    assert sale_column("lines[2].attestations.food").leaf is Leaf.FLAG
    assert sale_column("parties[0].owners[11].percent").leaf is Leaf.NUMBER
    assert sale_column("lines[0].value").leaf is Leaf.TEXT
    assert sale_column("parties[0].owners[11].percent").steps[3:] == (11, "percent")
    with pytest.raises(ColumnError):
        sale_column("lines[0].attestations")


@pytest.mark.parametrize(
    ("value", "leaf", "wanted"),
    [
        (" ", Leaf.TEXT, None),
        (None, Leaf.FLAG, None),
        ("False", Leaf.FLAG, False),
        ("no", Leaf.FLAG, "no"),
        ("49.5", Leaf.NUMBER, 49.5),
        (Decimal("49.5"), Leaf.NUMBER, 49.5),
        ("half", Leaf.NUMBER, "half"),
        (date(2019, 5, 16), Leaf.TEXT, "2019-05-16"),
        (datetime(2019, 5, 16), Leaf.TEXT, "2019-05-16"),  # noqa: DTZ001 (Parquet holds such)
        (datetime(2019, 5, 16, 9), Leaf.TEXT, "2019-05-16 09:00:00"),  # noqa: DTZ001
        (Decimal("1E+3"), Leaf.TEXT, "1000"),
        (1500, Leaf.TEXT, "1500"),
        (0.1, Leaf.TEXT, "0.1"),
        (float("nan"), Leaf.TEXT, "NaN"),
    ],
)
def test_a_cell_becomes_the_json_its_field_wants(value: object, leaf: Leaf, wanted: object) -> None:
    assert cell(value, leaf) == wanted


@pytest.fixture
def parquet(tmp_path: Path) -> Written:
    def written(columns: dict[str, list[Any]]) -> Path:
        path = tmp_path / "orders.parquet"
        pq.write_table(pa.table(columns), path)
        return path

    return written


def test_parquet_of_dotted_columns_gives_what_csv_gives(
    table: Written, parquet: Written, replayed: Replayed
) -> None:
    path = table(GO, STOP)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {name: [row[name] or None for row in rows] for name in rows[0]}
    columns["sale_date"] = [date.fromisoformat(day) for day in columns["sale_date"]]
    columns["lines[0].attestations.tgl_certification_obtained"] = [True, None]
    columns["parties[0].owners[0].percent"] = [None, 100.0]
    assert replayed(parquet(columns))[0] == replayed(path)[0]


def test_parquet_may_hold_each_sale_as_json(
    order: Made, lines: Written, parquet: Written, replayed: Replayed
) -> None:
    orders = [order(1), order(2, expected="NO_LICENSE_NEEDED")]
    path = parquet({"sale": [json.dumps(one) for one in orders], "expected": ["DENIED", None]})
    assert replayed(path)[0] == replayed(lines(*orders))[0]
    _, summary = replayed(path, "expected")
    assert summary.comparison.compared == 2
    assert summary.comparison.different == 1


def test_a_sale_that_is_no_json_is_an_error_row(
    order: Made, parquet: Written, replayed: Replayed
) -> None:
    sales = ["{", None, json.dumps(order(3))]
    decisions, summary = replayed(parquet({"sale": sales}))
    assert decisions[0]["error"].startswith("line 1: sale: not JSON")
    assert decisions[1]["error"].startswith("line 2: sale: not JSON")
    assert decisions[2]["sale_id"] == "SO-3"
    assert summary.errors == 2


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    path.write_bytes(b"PAR1 and nothing else")
    with pytest.raises(BookError, match=r"not Parquet|is damaged"):
        order_book(path)
