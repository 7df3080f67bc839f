"""A client in a process of its own: asks for every sale of a book, and writes the answers' bytes.

Run as `python asking_server.py ADDRESS unary|batch|stream BOOK OUT`; OUT gets a line a sale: the
decision in hexadecimal.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from licet.v1 import sale_pb2
from licet_client import Client, Result, sale_message


def sales(book: Path) -> list[sale_pb2.Sale]:
    """The sales of a book, each asked as of its own day."""
    orders = [json.loads(line) for line in book.read_text("utf-8").splitlines()]
    bare = [{k: v for k, v in order.items() if k not in ("expected", "source")} for order in orders]
    return [sale_message({"known_on": sale["sale_date"]} | sale) for sale in bare]


def asked(client: Client, way: str, book: list[sale_pb2.Sale]) -> Iterator[Result]:
    """The answer to each sale, asked one way."""
    match way:
        case "unary":
            yield from (client.decide(sale) for sale in book)
        case "batch":
            for start in range(0, len(book), 64):
                yield from client.batch_decide(book[start : start + 64])
        case "stream":
            yield from client.stream_decide(book)


def main() -> None:
    """Ask, and write."""
    address, way, book, out = sys.argv[1:]
    with Client(address) as client, Path(out).open("w") as file:
        for result in asked(client, way, sales(Path(book))):
            answer = result.decision.SerializeToString(deterministic=True)
            file.write(f"{answer.hex()}\n")


if __name__ == "__main__":
    main()
