from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from licet_engine.decision.model import Decision
from licet_engine.errors import EngineFault
from licet_engine.sale import Sale
from licet_orderbook import open_book
from licet_replay.books import order_book
from licet_replay.embedded import Embedded
from licet_replay.orders import BookError
from licet_replay.replaying import replay
from licet_server.app import Licet
from licet_server.rendering import decision_json
from licet_server.sales.reading import parse_sale
from replaying_books import AS_OF, Made, Replayed, Written

FIRST = 500


def test_a_replay_of_500_orders_is_what_asking_one_by_one_gives(
    licet: Licet, lines: Written, replayed: Replayed
) -> None:
    texts = list(islice(open_book(), FIRST))
    decisions, summary = replayed(lines(*texts))
    for text, decision in zip(texts, decisions, strict=True):
        sale = parse_sale(text, licet.rules.vocabulary)
        alone = licet.decide(sale, known_on=sale.sale_date, today=AS_OF.today)
        assert decision == json.loads(json.dumps(decision_json(alone)))
    assert summary.orders == FIRST
    assert summary.errors == 0


def test_parquet_holds_flat_columns_and_the_whole_decision(
    licet: Licet, order: Made, lines: Written, tmp_path: Path
) -> None:
    huawei = [{"role": "buyer", "name": "Huawei Technologies Co., Ltd.", "country": "CN"}]
    path = lines(
        order(1, sale_date="2019-12-01", parties=huawei, destination={"country": "CN"}),
        '{"sale_id": "SO-2"}',
        order(3),
    )
    out = tmp_path / "decisions.parquet"
    replay(order_book(path), Embedded(licet), AS_OF, [out, tmp_path / "decisions.jsonl"])
    stop, error, go = pq.read_table(out).to_pylist()
    assert (stop["sale_id"], stop["outcome"]) == ("SO-1", "LICENSE_REQUIRED")
    assert stop["sale_date"] == date(2019, 12, 1)
    assert stop["may_confirm"] is False
    assert "us_ear.744.entity_list_huawei@2019-05-16" in stop["provisions"]
    assert stop["possible_outcomes"] == ["LICENSE_REQUIRED"]
    assert error["outcome"] is None
    assert error["error"].startswith("line 2: ")
    assert go["authorization"] == "NLR"
    assert go["hypothetical"] is True
    written = (tmp_path / "decisions.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(stop["decision"]), json.loads(go["decision"])] == [
        json.loads(written[0]),
        json.loads(written[2]),
    ]


class Faulty:
    """A Licet whose engine fails for one sale, and has a bug for another."""

    def __init__(self, sound: Licet) -> None:
        self._sound = sound
        self.rules = sound.rules

    def decide(self, sale: Sale, **asked: Any) -> Decision:
        if sale.sale_id == "SO-1":
            raise EngineFault("the sentinel did not fire")
        if sale.sale_id == "SO-2":
            raise KeyError("lost")
        return self._sound.decide(sale, **asked)


def test_a_fault_of_the_engine_is_an_error_line_and_never_a_go(
    licet: Licet, order: Made, lines: Written, tmp_path: Path
) -> None:
    out = tmp_path / "decisions.jsonl"
    book = order_book(lines(*map(order, (1, 2, 3))))
    summary = replay(book, Embedded(Faulty(licet)), AS_OF, [out])
    faulted, lost, fine = (json.loads(line) for line in out.read_text().splitlines())
    assert faulted["error"] == "line 1: no decision was made: the sentinel did not fire"
    assert "internal fault: KeyError" in lost["error"]
    assert fine["outcome"] == "OUTCOME_NO_LICENSE_NEEDED"
    assert summary.errors == 2
    assert not {"outcome", "may_confirm"} & (faulted.keys() | lost.keys())


def test_a_replay_that_is_killed_leaves_no_half_file(
    order: Made, lines: Written, tmp_path: Path
) -> None:
    """Kill a replay in the middle of its book: the file of an earlier run is still whole."""
    out = tmp_path / "decisions.jsonl"
    out.write_text("an earlier run\n")
    program = (
        "import sys, time; from pathlib import Path\n"
        "import licet_replay.replaying as r; from licet_replay.asking import AsOf\n"
        "from licet_replay.books import order_book; from licet_replay.embedded import Embedded\n"
        "from datetime import date; from licet_server.app import Licet\n"
        "def slow(position):\n    print('one', flush=True); time.sleep(60)\n"
        "r.replay(order_book(Path(sys.argv[1])), Embedded(Licet(rehearsed=False)),"
        " AsOf(date(2026, 1, 1)),"
        " [Path(sys.argv[2])], slow)\n"
    )
    command = [sys.executable, "-c", program, str(lines(order(1), order(2))), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"one\n"
        running.send_signal(signal.SIGKILL)
    assert out.read_text() == "an earlier run\n"


def test_a_replay_that_fails_leaves_neither_the_file_nor_a_partial_one(
    licet: Licet, order: Made, lines: Written, tmp_path: Path
) -> None:
    def broken(_: int) -> None:
        raise RuntimeError("stop here")

    book = order_book(lines(order(1)))
    outs = [tmp_path / "out" / "d.jsonl", tmp_path / "out" / "d.parquet"]
    outs[0].parent.mkdir()
    with pytest.raises(RuntimeError, match="stop here"):
        replay(book, Embedded(licet), AS_OF, outs, broken)
    assert list(outs[0].parent.iterdir()) == []


def test_the_order_book_itself_is_never_overwritten(
    licet: Licet, order: Made, lines: Written
) -> None:
    path = lines(order(1))
    before = path.read_bytes()
    with pytest.raises(BookError, match="is the order book itself"):
        replay(order_book(path), Embedded(licet), AS_OF, [path])
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["decisions.csv", "decisions", "decisions.jsonl.gz"])
def test_a_file_of_another_format_is_refused_by_its_name(
    licet: Licet, order: Made, lines: Written, tmp_path: Path, name: str
) -> None:
    with pytest.raises(BookError, match=r"its name ends in \.jsonl or \.parquet"):
        replay(order_book(lines(order(1))), Embedded(licet), AS_OF, [tmp_path / name])


def test_a_folder_that_is_not_there_is_named(
    licet: Licet, order: Made, lines: Written, tmp_path: Path
) -> None:
    with pytest.raises(BookError, match="No such file or directory"):
        replay(
            order_book(lines(order(1))), Embedded(licet), AS_OF, [tmp_path / "none" / "d.parquet"]
        )
    folder = tmp_path / "folder.jsonl"
    folder.mkdir()
    with pytest.raises(BookError, match="cannot write decisions"):
        replay(order_book(lines(order(1))), Embedded(licet), AS_OF, [Path(folder)])
