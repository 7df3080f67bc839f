"""What columns say of orders is what the engine says of each: outcome, provisions and citations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from changing_rules import CHANGES, shipped, shipped_packs
from licet_cli.impact_comparing import Comparing
from licet_cli.impact_keys import keys_of
from licet_cli.impact_kinds import Seen, Verdict, read_order
from licet_cli.impact_legible import Legible
from licet_cli.impact_running import impact_of
from licet_cli.impact_telling import outcome_of
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Sale
from licet_orderbook import core_resource
from licet_replay.books import order_book
from licet_replay.chunked_books import Records
from licet_replay.orders import Order
from licet_workbench.impact.deciding import Ruled
from test_impact_equals_full_replay import AS_OF, beside_the_shipped, changed_at_random, drawn
from test_impact_of_changed_rules import SUPPORT

NAMES = ("Huawei Technologies Co., Ltd.", "ZTE", "HiSilicon Technologies Co Ltd", "Siemens AG")
ROLES = ("buyer", "end_user", "ultimate_consignee", "intermediate_consignee", "forwarder", "seller")
TOLD = {
    "transaction": ("export", "reexport", "in-country-transfer", "domestic", "import"),
    "known_on": ("2018-05-01", "2019-05-15", "2020-06-01", "2023-01-01"),
    "laden_on": ("2019-05-14", "2020-08-16"),
    "ordered_on": ("2018-01-01", "2019-05-10", "2020-05-14"),
    "contracted_on": ("2019-01-15", "2019-06-01"),
}
OF_LINES = {
    "purpose": ("existing-network-operation", "new-product", "5g-standards-engagement"),
    "license_exception": ("GBS", "LVS", "TMP", "GOV.b"),
    "schedule_b": ("8517.62", "8542.31.0000"),
    "origin": ("US", "foreign"),
    "end_use": ("civil", "military", "government"),
    "value": ("100.00", "4999", "250000.00"),
    "category": ("EAR99", "5A992.c", "3A001", "3A001.b.2", "5A002", "4A994", "ITAR"),
}
ATTESTED = ("subject_to_ear", "tgl_certification_obtained", "in_scope_ns", "ownership_determined")


def varied(random: Random, orders: list[Order]) -> Iterator[Order]:
    """Orders in which words, lines and parties stand together as they do in no book."""
    for order in orders:
        value = order.value
        assert isinstance(value, dict)
        for field, words in TOLD.items():
            _maybe(random, value, field, words)
        for line in value["lines"]:
            for field, words in OF_LINES.items():
                _maybe(random, line, field, words)
        for party in value["parties"]:
            _maybe(random, party, "name", NAMES)
        _widened(random, value)
        yield Order(order.number, order.number, value)


def _widened(random: Random, value: dict[str, Any]) -> None:
    if random.random() < 0.3:
        party = {"role": random.choice(ROLES), "name": random.choice(NAMES), "country": "HK"}
        value["parties"].append(party)
    if random.random() < 0.3:
        value["lines"].append(dict(random.choice(value["lines"]), line_id="another"))
    if random.random() < 0.2:
        random.choice(value["parties"]).pop("name", None)
    if random.random() < 0.1:
        value["destination"] = {"country": "UA", "region": random.choice(["UA-43", "UA-09"])}
    for holder in (value, *value["lines"], *value["parties"]):
        if random.random() < 0.2:
            told = dict(holder.get("attestations", {}))
            holder["attestations"] = told | {random.choice(ATTESTED): random.random() < 0.5}


def _maybe(random: Random, holder: dict[str, object], field: str, words: tuple[str, ...]) -> None:
    if random.random() < 0.15:
        holder[field] = random.choice(words)


def kinds_of(comparing: Comparing, orders: list[Order]) -> list[Verdict | None]:
    """What orders come to by their columns; None for those that are read for themselves."""
    book = Records(orders)
    sold, known = book.asked(comparing.default).days(np.arange(book.size))
    rows = np.flatnonzero((sold > 0) & (known > 0))
    found: list[Verdict | None] = [None] * len(orders)
    keys = keys_of(comparing, book, rows, (sold[rows], known[rows]))
    for key, row in zip(keys, rows.tolist(), strict=True):
        if isinstance(key, Seen):
            day = date.fromordinal(int(sold[row]))
            if not comparing.met(key):
                comparing.decide(key, orders[row], day)
            found[row] = comparing.verdict(comparing.kinds[key], day)
    return found


def apart(comparing: Comparing, order: Order) -> Verdict:
    """What one order comes to, decided for itself."""
    kind = comparing.kind_of(order)
    sale = next((sale for sale in kind.sales if isinstance(sale, Sale)), None)
    return comparing.verdict(kind, date.min if sale is None else sale.sale_date)


def agree(comparing: Comparing, orders: list[Order]) -> int:
    """Hold what columns say against what each order comes to; return of how many they tell."""
    found = kinds_of(comparing, orders)
    for order, verdict in zip(orders, found, strict=True):
        if verdict is not None:
            assert _alike(verdict, apart(comparing, order)), (verdict, order.value)
    return sum(verdict is not None for verdict in found)


def _alike(told: Verdict, own: Verdict) -> bool:
    """What an order rests on need not be asked where it comes to the same before and after."""
    old, new = told
    unasked = old == new and isinstance(old, Ruled) and not old.provisions
    return list(map(outcome_of, told)) == list(map(outcome_of, own)) and (unasked or told == own)


WRONG: dict[str, tuple[object, ...]] = {
    "lines": ([], [{}, {"line_id": "a"}, {"line_id": "a"}]),
    "parties": ([], [{"role": "seller"}], [{"name": "Nobody's role"}, {"role": "buyer"}]),
    "transaction": ("gift", 3),
    "destination": ({"country": "ZZ"}, {"country": "DE", "region": "UA-43"}),
    "ship_from": ({"country": "Chna"}, {"region": "UA-43"}, None, {"country": ""}),
    "ordered_on": ("2019-02-30", "1900-01-01", 20190501),
    "known_on": ("1990-01-01",),
    "attestations": ({"glitter": True}, {"food": 1}),
    "surprise": ("a field that no sale has", {}, [], None),
    "sale_id": ([], {}, None),
    "exporter": ("", " ", None),
    "lines[0].end_use": ("civil",),
    "destination.country": ("DE",),
}
WRONG_OF_LINES: dict[str, tuple[object, ...]] = {
    "category": ("3A", "EAR 99"),
    "kind": ("thing", "technology"),
    "origin": ("US", "DE"),
    "purpose": ("fun",),
    "currency": ("usd",),
    "value": ("1e3", "-5", "NaN", 100),
    "license_exception": ("XYZ",),
    "model_public_on": ("soon",),
    "attestations": (
        {"subject_to_ear": False},
        {"listed_address": True},
        {"tgl_certification_obtained": "true"},
    ),
    "description": ({}, [], None),
    "end_use": ("", " ", None),
}


def spoilt(random: Random, orders: list[Order]) -> Iterator[Order]:
    """Orders of which something may be wrong, alone or beside what else they tell."""
    for order in orders:
        value = order.value
        assert isinstance(value, dict)
        holder, wrong = random.choice(
            [(value, WRONG), *((line, WRONG_OF_LINES) for line in value["lines"])]
        )
        field = random.choice([*wrong])
        holder[field] = random.choice(wrong[field])
        yield Order(order.number, order.number, value)


@pytest.mark.parametrize("seed", range(3))
def test_an_order_that_is_called_legible_can_be_read(seed: int) -> None:
    random = Random(seed)  # noqa: S311 (seeded, to come back)
    orders = list(spoilt(random, list(drawn(random, core(), 600))))
    vocabulary = shipped().vocabulary
    legible = Legible(vocabulary).of(Records(orders)).tolist()
    read = [isinstance(read_order(order, vocabulary), Sale) for order in orders]
    for order, told, is_read in zip(orders, legible, read, strict=True):
        assert is_read or not told, order.value
    assert sum(legible) > 10
    assert read.count(False) > 100


def core() -> list[Order]:
    return list(order_book(Path(str(core_resource()))).orders())


@pytest.mark.parametrize("change", CHANGES)
def test_every_order_of_the_core_comes_to_the_same_by_its_columns(change: str) -> None:
    comparing = beside_the_shipped(RuleSet(CHANGES[change](shipped_packs())))
    told = agree(comparing, core())
    words = "words" in (comparing.reach.everything or "")
    assert told == 0 if words else told > 250


@pytest.mark.parametrize("seed", range(6))
def test_orders_like_no_others_come_to_the_same_under_random_changes(seed: int) -> None:
    random = Random(seed)  # noqa: S311 (seeded, to come back)
    comparing = beside_the_shipped(changed_at_random(random))
    orders = list(varied(random, list(drawn(random, core(), 80))))
    assert agree(comparing, orders) > 15


def test_changed_orders_are_told_by_their_columns_as_they_are_written(tmp_path: Path) -> None:
    change = CHANGES["a temporary general license extended by 90 days"]
    comparing = beside_the_shipped(RuleSet(change(shipped_packs())))
    value = json.loads(json.dumps(SUPPORT))
    value["lines"] *= 2
    value["parties"] = [
        {"role": "forwarder", "name": "Siemens AG", "country": "DE"},
        *value["parties"],
        {"role": "buyer", "name": "HiSilicon Technologies Co Ltd", "country": "CN"},
    ]
    plain, odd = {"sale_id": "a"} | value, {"sale_id": "b\tc"} | value
    unread = value | {"lines": [*value["lines"], {"description": "d" * 5000}]}
    path = tmp_path / "orders.jsonl"
    path.write_text("\n".join(map(json.dumps, (plain, odd, unread))))
    found = impact_of(order_book(path), comparing)
    huawei, worth = "Huawei Technologies Co., Ltd.", (("USD", Decimal("2401.00")),)
    told = [(each.sale_id, each.customer, each.values) for each in found.changed]
    assert told == [("a", huawei, worth), ("b\tc", huawei, worth)]
    assert found.undecided == 1
    assert "description" in found.first_errors[0]
    assert found.changed[0].known_on == AS_OF.today
