from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from licet_replay.books import order_book
from licet_replay.orders import BookError
from replaying_books import Made, Replayed, Written


def test_each_order_becomes_one_decision_in_the_order_of_the_book(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    decisions, summary = replayed(lines(*(order(n) for n in (3, 1, 2))))
    assert [d["sale_id"] for d in decisions] == ["SO-3", "SO-1", "SO-2"]
    assert {d["outcome"] for d in decisions} == {"OUTCOME_NO_LICENSE_NEEDED"}
    assert summary.clean
    assert summary.orders == 3


def test_blank_lines_are_skipped_and_still_counted_in_line_numbers(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    decisions, summary = replayed(lines("", order(1), "   ", {"sale_id": "SO-2"}))
    assert decisions[0]["sale_id"] == "SO-1"
    assert decisions[1]["input_line"] == 4
    assert summary.orders == 2


def test_a_malformed_line_becomes_an_error_line_and_the_rest_go_on(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    decisions, summary = replayed(lines(order(1), '{"sale_id": "SO-2", "sale_da', order(3)))
    assert decisions[1]["sale_id"] == "SO-2"
    assert decisions[1]["error"].startswith("line 2: not JSON: ")
    assert "outcome" not in decisions[1]
    assert [d["sale_id"] for d in decisions] == ["SO-1", "SO-2", "SO-3"]
    assert summary.errors == 1
    assert not summary.clean


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"sale_id": "SO-2", "sale_date":', "expecting value at character 33"),
        ('{"a": 1,', "expecting property name enclosed in double quotes at character 9"),
        ("{} {}", "extra data at character 4"),
    ],
)
def test_a_line_that_is_no_json_is_told_with_one_place(
    text: str, said: str, order: Made, lines: Written, replayed: Replayed
) -> None:
    decisions, _ = replayed(lines(order(1), text))
    assert decisions[1]["error"] == f"line 2: not JSON: {said}"


def test_an_error_names_the_path_and_reason_of_every_violation(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    wrong = order(1, sale_date="16.5.2019", lines=[{"category": "EAR98"}])
    missing = {"sale_id": "SO-2", "lines": [{}]}
    decisions, _ = replayed(lines(wrong, missing))
    assert "sale_date: `16.5.2019` is not a day" in decisions[0]["error"]
    assert "sale_date: " in decisions[1]["error"]
    assert "parties: " in decisions[1]["error"]


def test_a_key_that_stands_twice_is_refused_by_name(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    text = json.dumps(order(1)).replace('"sale_date"', '"sale_date": "2020-01-01", "sale_date"')
    decisions, _ = replayed(lines(text))
    assert decisions == [
        {
            "sale_id": "SO-1",
            "input_line": 1,
            "error": "line 1: not JSON: the key `sale_date` stands twice",
        }
    ]


def test_a_line_that_names_two_ids_has_none(lines: Written, replayed: Replayed) -> None:
    decisions, _ = replayed(lines('{"sale_id": "A", "sale_id": "B"}'))
    assert "sale_id" not in decisions[0]


@pytest.mark.parametrize("text", ["[]", "7", "null", '"SO-1"', "{} {}", "NaN"])
def test_a_line_that_is_no_object_is_an_error_line(
    text: str, order: Made, lines: Written, replayed: Replayed
) -> None:
    decisions, _ = replayed(lines(text, order(2)))
    assert decisions[0]["input_line"] == 1
    assert "error" in decisions[0]
    assert decisions[1]["sale_id"] == "SO-2"


def test_bytes_that_are_no_text_are_an_error_line(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    decisions, _ = replayed(lines(b'{"sale_id": "SO-1\xff"}', order(2)))
    assert "not JSON" in decisions[0]["error"]
    assert decisions[1]["sale_id"] == "SO-2"


def test_a_lone_surrogate_sinks_its_own_line_only(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    decisions, summary = replayed(lines(order(1, sale_id="\ud800"), order(2, **{"\ud800": 1})))
    assert "sale_id" not in decisions[0]
    assert decisions[1]["sale_id"] == "SO-2"
    assert summary.errors == 2


def test_a_line_nested_too_deep_is_an_error_line(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    decisions, _ = replayed(lines("[" * 200_000, order(2)))
    assert "not JSON" in decisions[0]["error"]
    assert decisions[1]["sale_id"] == "SO-2"


def test_a_line_too_long_to_be_an_order_is_an_error_line(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    decisions, _ = replayed(lines("x" * (2 * 8 * 1024 * 1024 + 5), order(2)))
    assert "longer than" in decisions[0]["error"]
    assert decisions[1]["sale_id"] == "SO-2"


def test_the_last_line_needs_no_line_break_and_windows_ones_are_read(
    order: Made, tmp_path: Path, replayed: Replayed
) -> None:
    path = tmp_path / "orders.jsonl"
    text = f"{json.dumps(order(1))}\r\n{json.dumps(order(2))}"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    decisions, summary = replayed(path)
    assert [d["sale_id"] for d in decisions] == ["SO-1", "SO-2"]
    assert summary.clean


def test_an_empty_book_gives_an_empty_file(lines: Written, replayed: Replayed) -> None:
    decisions, summary = replayed(lines())
    assert decisions == []
    assert summary.clean


def test_a_gzipped_book_is_read_as_the_plain_one(
    order: Made, lines: Written, tmp_path: Path, replayed: Replayed
) -> None:
    plain = lines(order(1), order(2))
    packed = tmp_path / "orders.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert replayed(packed)[0] == replayed(plain)[0]


def test_a_truncated_gzip_is_refused_and_leaves_no_file(
    order: Made, lines: Written, tmp_path: Path, replayed: Replayed
) -> None:
    packed = tmp_path / "orders.jsonl.gz"
    packed.write_bytes(gzip.compress(lines(order(1), order(2)).read_bytes())[:-12])
    with pytest.raises(BookError, match="is damaged"):
        replayed(packed)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orders.jsonl", "orders.jsonl.gz"]


def test_what_is_no_order_book_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"its name ends in \.jsonl"):
        order_book(tmp_path / "orders.xlsx")
    with pytest.raises(BookError, match="cannot be read: No such file"):
        order_book(tmp_path / "orders.jsonl")


def test_annotations_are_no_part_of_the_sale(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    plain, _ = replayed(lines(order(1)))
    noted, _ = replayed(lines(order(1, expected="DENIED", source="84 FR 22961")))
    assert plain == noted
    unknown, _ = replayed(lines(order(1, remark="a field nobody declared")))
    assert "remark: " in unknown[0]["error"]


def test_the_knowledge_a_sale_states_wins_over_the_replays(
    order: Made, lines: Written, replayed: Replayed
) -> None:
    decisions, _ = replayed(lines(order(1, known_on="2017-01-02"), order(2)))
    assert [d["known_on"] for d in decisions] == ["2017-01-02", "2018-05-16"]
