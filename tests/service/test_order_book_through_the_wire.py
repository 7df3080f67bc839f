"""The shipped orders have the answers of the embedded engine, whichever way they are asked."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import asking_server
from licet_orderbook import open_book, open_core
from licet_replay.asking import AsOf
from licet_replay.books import order_book
from licet_replay.embedded import Embedded
from licet_server.app import Clock, Licet
from licet_server.service.converting import decision_message
from serving import serving

WAYS = ("unary", "batch", "stream")


def shipped(path: Path) -> Path:
    """The whole core, and every twentieth order of the ten thousand."""
    chosen = [*open_core(), *list(open_book())[::20]]
    path.write_text("\n".join(chosen) + "\n", "utf-8")
    return path


def embedded(book: Path) -> list[str]:
    """The bytes of every decision of this process, in hexadecimal."""
    as_of = AsOf(date.today(), clock=Clock.SALE_DATE)  # noqa: DTZ011 (a business day)
    with Licet() as licet:
        answers = list(Embedded(licet).answers(order_book(book).orders(), as_of))
    decisions = [answer.decision for answer in answers]
    assert all(decisions)
    messages = [decision_message(decision) for decision in decisions if decision]
    return [message.SerializeToString(deterministic=True).hex() for message in messages]


def test_three_clients_asking_in_three_ways_get_the_bytes_of_the_embedded_engine(
    tmp_path: Path,
) -> None:
    book = shipped(tmp_path / "book.jsonl")
    with serving("--workers", "2") as running:
        clients = [
            subprocess.Popen(
                [sys.executable, asking_server.__file__, running.address, way, book, tmp_path / way]
            )
            for way in WAYS
        ]
        here = embedded(book)
        assert [client.wait(300) for client in clients] == [0, 0, 0]
    assert len(here) == 800
    for way in WAYS:
        assert (tmp_path / way).read_text().split() == here, way
    assert len(set(here)) > 600
    calls = [json.loads(line) for line in (*running.lines, *map(json.dumps, running.rest()))]
    assert {call["code"] for call in calls if call["event"] == "call"} == {"OK"}
