"""One Licet for all replays of this room, and orders to put into books."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from licet_replay.books import order_book
from licet_replay.embedded import Embedded
from licet_replay.replaying import replay as replay_book
from licet_replay.summing import Summary
from licet_server.app import Licet
from replaying_books import AS_OF, Made, Replayed, Written


@pytest.fixture(scope="session")
def licet() -> Iterator[Licet]:
    with Licet() as started:
        yield started


@pytest.fixture
def order() -> Made:
    """Make a sale that goes out: EAR99 to a buyer nobody lists."""

    def made(number: int, **fields: Any) -> dict[str, Any]:
        return {
            "sale_id": f"SO-{number}",
            "sale_date": "2018-05-16",
            "destination": {"country": "DE"},
            "parties": [{"role": "buyer", "name": "Blumen Krause GmbH", "country": "DE"}],
            "lines": [{"line_id": "1", "category": "EAR99", "origin": "US"}],
        } | fields

    return made


@pytest.fixture
def lines(tmp_path: Path) -> Written:
    """Write a book of JSON lines; a string or bytes is a line as it stands."""

    def written(*orders: object, name: str = "orders.jsonl") -> Path:
        path = tmp_path / name
        path.write_bytes(b"".join(_line(one) + b"\n" for one in orders))
        return path

    return written


def _line(one: object) -> bytes:
    if isinstance(one, bytes):
        return one
    return (one if isinstance(one, str) else json.dumps(one)).encode()


@pytest.fixture
def replayed(licet: Licet, tmp_path: Path) -> Replayed:
    """Replay a book, and give its decisions as JSON objects with the summary."""

    def run(path: Path, compare: str | None = None) -> tuple[list[dict[str, Any]], Summary]:
        out = tmp_path / "decisions.jsonl"
        summary = replay_book(order_book(path, compare), Embedded(licet), AS_OF, [out])
        return [json.loads(line) for line in out.read_text("utf-8").splitlines()], summary

    return run
