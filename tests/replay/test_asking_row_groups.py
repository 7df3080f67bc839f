"""Row groups of a Parquet file that are asked for orders of some days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from licet_replay.books import order_book
from licet_replay.chunked_books import book_chunks

DAYS = [date(2019, 1, 1), date(2019, 1, 2), date(2020, 1, 1), date(2020, 1, 2)]


class Days(NamedTuple):
    """Sale dates from one until another, whatever was known."""

    first: date
    until: date | None
    known_from: date = date.min
    known_until: date | None = None


def asked(path: Path, boxes: list[Days]) -> list[int]:
    """Return the rows of the orders of some days."""
    found = []
    for chunk in book_chunks(order_book(path)):
        asked = chunk.asked(None)
        found += [chunk.number(row) for row in asked.within(asked.every(), boxes).tolist()]
    return found


def written(path: Path, columns: dict[str, pa.Array]) -> Path:
    """Write orders in row groups of two."""
    pq.write_table(pa.table(columns), path, row_group_size=2)
    return path


@pytest.mark.parametrize(
    ("first", "until", "rows"),
    [
        (date(2020, 1, 1), None, [3, 4]),
        (date(2019, 1, 2), date(2020, 1, 1), [2]),
        (date(2019, 1, 3), date(2020, 1, 1), []),
        (date(2018, 1, 1), date(2019, 1, 1), []),
        (date(2018, 1, 1), date(2019, 1, 2), [1]),
        (date(2020, 1, 3), None, []),
    ],
)
@pytest.mark.parametrize("kind", [pa.date32(), pa.string()], ids=["as days", "as texts"])
def test_the_orders_of_some_days_are_found(
    kind: pa.DataType, first: date, until: date | None, rows: list[int], tmp_path: Path
) -> None:
    days = pa.array(DAYS).cast(kind)
    path = written(tmp_path / "orders.parquet", {"sale_date": days})
    assert asked(path, [Days(first, until)]) == rows


def test_row_groups_of_other_days_are_not_read(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.parquet", {"sale_date": pa.array(DAYS)})
    chunks = list(book_chunks(order_book(path)))
    told = [chunk.asked(None) for chunk in chunks]
    # The file is shut by now: whatever had to be read of it could not be.
    assert told[0].within(told[0].every(), [Days(date(2020, 1, 1), None)]).tolist() == []
    with pytest.raises(ValueError, match="closed file"):
        told[1].within(told[1].every(), [Days(date(2020, 1, 1), None)])


def test_arrow_lays_out_memory_as_before_once_a_book_is_read_or_given_up(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.parquet", {"sale_date": pa.array(DAYS)})
    before = pa.default_memory_pool().backend_name
    assert len(list(book_chunks(order_book(path)))) == 2
    assert pa.default_memory_pool().backend_name == before
    given_up = iter(book_chunks(order_book(path)))
    next(given_up)
    assert pa.default_memory_pool().backend_name == "system"
    del given_up
    assert pa.default_memory_pool().backend_name == before


def test_an_order_without_a_sale_date_is_never_passed_over(tmp_path: Path) -> None:
    days = pa.array([None, *DAYS[1:]])
    path = written(tmp_path / "orders.parquet", {"sale_date": days})
    assert asked(path, [Days(date(2021, 1, 1), None)]) == [1]


def test_nor_is_one_of_which_it_cannot_be_read_what_was_known(tmp_path: Path) -> None:
    known = pa.array(["yesterday", None, None, None])
    path = written(tmp_path / "orders.parquet", {"sale_date": pa.array(DAYS), "known_on": known})
    assert asked(path, [Days(date(2021, 1, 1), None)]) == [1]


def test_days_that_no_calendar_has_are_no_days(tmp_path: Path) -> None:
    days = pa.array([5_000_000, 17_900, 18_262, 18_263], pa.int32()).cast(pa.date32())
    path = written(tmp_path / "orders.parquet", {"sale_date": days})
    assert asked(path, [Days(date(2021, 1, 1), None)]) == [1]


def test_without_sale_dates_no_order_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.parquet", {"sale_id": pa.array(list("abcd"))})
    assert asked(path, [Days(date(2021, 1, 1), None)]) == [1, 2, 3, 4]


def test_a_column_behind_a_nested_one_is_not_taken_for_a_part_of_it(tmp_path: Path) -> None:
    """What is counted of a file is counted of the parts of a nested column, each for itself."""
    parts = pa.struct([("system", pa.string()), ("note", pa.string())])
    source = pa.array([{"system": "ERP", "note": None}] * len(DAYS), parts)
    done = pa.array(["export"] * len(DAYS))
    columns = {"source": source, "transaction": done, "sale_date": pa.array(DAYS)}
    path = written(tmp_path / "orders.parquet", columns)
    for chunk in book_chunks(order_book(path)):
        assert chunk.cells("transaction").values == ["export"]
    assert asked(path, [Days(date(2020, 1, 1), None)]) == [3, 4]


def test_what_repeats_itself_and_what_never_does_are_read_the_same(tmp_path: Path) -> None:
    ids = [f"an order with a long id, number {n}" for n in range(1000)]
    columns = {"sale_id": pa.array(ids), "transaction": pa.array(["export"] * len(ids))}
    path = tmp_path / "orders.parquet"
    pq.write_table(pa.table(columns), path)
    for chunk in book_chunks(order_book(path)):
        told = chunk.cells("sale_id")
        assert [told.values[code] for code in told.codes] == ids
        assert chunk.cells("transaction").values == ["export"]
        some = chunk.taken(np.array([998, 3], dtype=np.int64))
        assert list(some.cells("sale_id").values) == [ids[998], ids[3]]
