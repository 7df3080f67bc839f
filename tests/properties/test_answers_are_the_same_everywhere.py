"""The same question has the same answer, byte for byte, in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

DECIDING = """
import json
from datetime import date
from hashlib import sha256
from itertools import islice, product
from licet_orderbook import open_book
from licet_server.app import Licet
from licet_server.sales.reading import read_sale
from licet_server.service.converting import decision_message

DAYS = (None, "1998-05-01", "2008-03-01", "2019-05-16", "2025-10-15")
PLACES = (None, "CN", "RU")
with Licet(rehearsed=False) as licet:
    texts = list(islice(open_book(), 0, None, 1200))
    for text, day, place in product(texts, DAYS, PLACES):
        order = json.loads(text)
        order.pop("expected", None)
        if day:
            order |= {"sale_date": day}
            order.pop("known_on", None)
        if place:
            order["destination"] = {"country": place}
            for party in order["parties"]:
                party |= {"country": place}
            order["lines"] = [line | {"category": None} for line in order["lines"]]
        sale = read_sale(order, licet.rules.vocabulary)
        told = decision_message(licet.decide(sale, today=date(2026, 11, 24))).SerializeToString()
        print(order["sale_id"], day, place, sha256(told).hexdigest())
"""


def digests(seed: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", DECIDING],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_answers_are_the_same_bytes_whatever_the_process_hashes_with() -> None:
    with ThreadPoolExecutor() as beside:
        one, two = beside.map(digests, ("1", "2"))
    assert len(one) > 120
    assert [pair for pair in zip(one, two, strict=True) if len(set(pair)) > 1] == []
