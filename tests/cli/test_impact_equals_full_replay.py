"""Only orders that a change can touch are decided again: the others come out as before.

Every order of a book is decided under both rule sets, unfiltered and each for itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from changing_rules import CHANGES, of_law, random_change, shipped, shipped_packs
from full_replays import pair_of, replayed
from licet_cli.impact_comparing import Comparing
from licet_cli.impact_running import impact_of
from licet_engine.errors import RuleSetError
from licet_engine.provisions.model import Pack
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Sale
from licet_orderbook import book_resource, core_resource
from licet_replay.asking import AsOf
from licet_replay.books import OrderBook, order_book
from licet_replay.chunked_books import Records
from licet_replay.embedded import decided
from licet_replay.orders import Order
from licet_screening.screen import NameScreen
from licet_server.app import Licet
from licet_server.settings import Settings

AS_OF = AsOf(date(2026, 1, 1))


@cache
def book(resource: str) -> OrderBook:
    return order_book(Path(resource))


def core() -> OrderBook:
    return book(str(core_resource()))


@cache
def shipped_screen() -> NameScreen:
    """It is dear to make: changes that leave the list rows alone share it."""
    return NameScreen(shipped().rows)


def beside_the_shipped(new: RuleSet) -> Comparing:
    same = new.rows == shipped().rows
    screens = shipped_screen(), shipped_screen() if same else NameScreen(new.rows)
    return Comparing(shipped(), new, AS_OF, screens)


@pytest.mark.parametrize("change", CHANGES)
def test_the_impact_on_the_core_is_that_of_a_full_replay(change: str) -> None:
    comparing = beside_the_shipped(RuleSet(CHANGES[change](shipped_packs())))
    found = impact_of(core(), comparing)
    assert {each.number: each.pair for each in found.changed} == replayed(
        core().orders(), comparing
    )
    assert found.orders == 300


def test_on_the_whole_book_too_what_is_left_out_comes_out_as_before() -> None:
    """Every order that may be touched is decided for itself, and of the others each twentieth."""
    change = CHANGES["a temporary general license extended by 90 days"]
    comparing = beside_the_shipped(RuleSet(change(shipped_packs())))
    whole = book(str(book_resource()))
    found = impact_of(whole, comparing)
    chunk = Records(orders := list(whole.orders()))
    touched = set(comparing.touched(chunk.asked(comparing.default)).tolist())
    drawn_ = [order for n, order in enumerate(orders) if n in touched or n % 20 == 0]
    assert {each.number: each.pair for each in found.changed} == replayed(drawn_, comparing)
    assert found.orders == len(orders) == 10_000
    assert 0 < len(found.changed) <= found.touched == len(touched) < 100


def test_books_of_every_format_are_read_the_same(tmp_path: Path) -> None:
    change = CHANGES["a temporary general license extended by 90 days"]
    new = RuleSet(change(shipped_packs()))
    lines = core_resource().read_text(encoding="utf-8").splitlines()
    whole, flat = tmp_path / "whole.parquet", tmp_path / "flat.parquet"
    pq.write_table(pa.table({"sale": lines}), whole)
    cells = [_flat(json.loads(line)) for line in lines]
    names = dict.fromkeys(name for row in cells for name in row)
    table = pa.table({name: [row.get(name) for row in cells] for name in names})
    pq.write_table(table, flat, row_group_size=64)
    dated = tmp_path / "dated.parquet"
    pq.write_table(_with_days(table), dated, row_group_size=16)
    found = [
        impact_of(each, beside_the_shipped(new))
        for each in (core(), order_book(whole), order_book(flat), order_book(dated))
    ]
    told = [(i.touched, [(e.number, e.pair) for e in i.changed]) for i in found]
    assert told[0] == told[1] == told[2] == told[3]
    assert told[0][1]


SPOILT: tuple[tuple[str, object], ...] = (
    ("surprise", {}),
    ("surprise", None),
    ("lines[0].end_use", "civil"),
    ("exporter", ""),
    ("ship_from", None),
    ("lines", {"description": {}}),
    ("lines", {"end_use": " "}),
    ("lines", {"currency": ""}),
    ("lines", {"attestations": {"subject_to_ear": "true"}}),
    ("parties", {"address": []}),
    ("parties", {"owners": None}),
    ("parties", {"owners": {}}),
    ("parties", {"attestations": []}),
    ("lines", {"attestations": []}),
    ("lines", {"owners": {}}),
    ("lines", {"owners": []}),
    ("owners", []),
    ("destination", {"attestations": {}}),
)


@pytest.mark.parametrize(("field", "said"), SPOILT, ids=[f"{f}={s}" for f, s in SPOILT])
def test_an_order_that_cannot_be_read_is_never_told_as_changed(
    field: str, said: object, tmp_path: Path
) -> None:
    """Not even where its cells read like those of one that can be, which stands beside it."""
    change = CHANGES["a temporary general license extended by 90 days"]
    comparing = beside_the_shipped(RuleSet(change(shipped_packs())))
    changed = impact_of(core(), comparing).changed[0].number
    good = next(order.value for order in core().orders() if order.number == changed)
    bad = json.loads(json.dumps(good))
    if field == "destination":
        bad[field] |= said
    elif isinstance(said, dict) and field in ("lines", "parties"):
        bad[field][0] |= said
    else:
        bad[field] = said
    path = tmp_path / "orders.jsonl"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in (bad, good, bad)))
    found = impact_of(order_book(path), beside_the_shipped(comparing.sides[1].rules))
    assert [each.number for each in found.changed] == [2]
    assert found.undecided == 2


def _with_days(table: pa.Table) -> pa.Table:
    """Return a table whose days are days: of such row groups it is counted between which."""
    for name in ("sale_date", "known_on"):
        place = table.schema.get_field_index(name)
        if place >= 0:
            table = table.set_column(place, name, table.column(name).cast(pa.date32()))
    return table


def _flat(value: object, path: str = "") -> dict[str, object]:
    if isinstance(value, dict):
        pairs = ((f"{path}.{name}".lstrip("."), member) for name, member in value.items())
    elif isinstance(value, list):
        pairs = ((f"{path}[{place}]", member) for place, member in enumerate(value))
    else:
        return {path: value}
    return {name: cell for at, member in pairs for name, cell in _flat(member, at).items()}


def test_outcomes_are_those_that_licet_decides() -> None:
    comparing = beside_the_shipped(shipped())
    with Licet(Settings(), rehearsed=False) as licet:
        for order in core().orders():
            sale = comparing.read(order)[0]
            assert isinstance(sale, Sale)
            expected = decided(sale, licet, AS_OF).outcome.value
            assert pair_of(order, comparing) == (expected, expected)


WORDS = ("huawei", "zte", "entity", "supercomputer", "footnote", "military", "746", "742", "denial")
COUNTRIES = [
    "CN",
    "RU",
    "IR",
    "CU",
    "KP",
    "SY",
    "UA",
    "BY",
    "VE",
    "DE",
    "FR",
    "JP",
    "SG",
    "HK",
    "MO",
    "IN",
    "IL",
    "TR",
    "US",
    "PK",
    "MM",
    "SD",
    "IQ",
    "LB",
]
CATEGORIES = [
    "EAR99",
    "5A991",
    "5A002",
    "5D002",
    "3A001",
    "3A991",
    "4A003",
    "6A003",
    "9A610",
    "1C350",
    "5E001",
    "0A501",
]
DROPPED = ("purpose", "end_use", "origin", "kind", "category", "name", "country", "destination")


def changed_at_random(random: Random) -> RuleSet:
    """The shipped law with one thing changed, of what orders of the book have to do with."""

    def change(pack: Pack) -> Pack:
        own = tuple(p for p in pack.provisions if any(word in p.id for word in WORDS))
        rest = tuple(p for p in pack.provisions if p not in own)
        made = random_change(random, replace(pack, provisions=own))
        return replace(made, provisions=(*made.provisions, *rest))

    while True:
        try:
            return RuleSet(of_law(change)(shipped_packs()))
        except RuleSetError:
            continue


def drawn(random: Random, orders: list[Order], count: int) -> Iterator[Order]:
    """Orders of the book, of which something is not told or is told otherwise."""
    for number in range(count):
        value = _copied(random.choice(orders).value)
        assert isinstance(value, dict)
        holders = [value, *value["parties"], *value["lines"]]
        for _ in range(random.choice([0, 0, 1, 2, 4])):
            random.choice(holders).pop(random.choice(DROPPED), None)
        if random.random() < 0.3:
            line = random.choice(value["lines"])
            line.pop("kind", None)
            line["category"] = random.choice(CATEGORIES)
        if random.random() < 0.3:
            random.choice(value["parties"])["country"] = random.choice(COUNTRIES)
            value["destination"] = {"country": random.choice(COUNTRIES)}
        yield Order(number, number, value)


def _copied(value: object) -> object:
    if isinstance(value, dict):
        return {name: _copied(member) for name, member in value.items()}
    return [_copied(member) for member in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(8))
def test_what_a_random_change_does_not_touch_comes_out_as_before(seed: int) -> None:
    random = Random(seed)  # noqa: S311 (seeded, to come back)
    comparing = beside_the_shipped(changed_at_random(random))
    orders = list(drawn(random, list(core().orders()), 60))
    chunk = Records(orders)
    asked = chunk.asked(comparing.default)
    touched = set(
        asked.either([comparing.reach.ask.of(asked, asked.every()), chunk.unread]).tolist()
    )
    readable = [o for o in orders if isinstance(comparing.read(o)[0], Sale)]
    assert readable
    assert replayed(readable, comparing).keys() <= touched
