"""Orders that come to other outcomes are told apart, whichever of them stands first in a book.

Each of these was once taken for another one, by a law that the shipped book does not meet.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from building import code, listed, pack, provision, row, version
from full_replays import replayed
from licet_cli.impact_comparing import Comparing
from licet_cli.impact_running import impact_of
from licet_engine.provisions.conditions import All, Money, Op, Quantifier, Test
from licet_engine.provisions.model import Provision
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.tables.model import PlaceRow, Tables
from licet_engine.vocabulary import Scope
from licet_replay.asking import AsOf
from licet_replay.books import order_book

Order = dict[str, Any]
CHINESE = {"country": "CN"}
OWNED = {**CHINESE, "owners": [{"percent": 10.0, "country": "CN"}]}
"""What takes an order the long way: columns do not tell of owners."""


@dataclass(frozen=True)
class Case:
    """Two rule sets, and orders that they tell apart."""

    old: RuleSet
    new: RuleSet
    orders: tuple[Order, ...]


def order(name: str = "Siemens AG", day: str = "2020-01-10", **more: Any) -> Order:
    line = {"category": "EAR99", "origin": "US", "end_use": "civil", **more.pop("line", {})}
    buyer = {"role": "buyer", "name": name, **more.pop("buyer", CHINESE)}
    return {"sale_date": day, "parties": [buyer], "lines": [line], **more}


def law(*provisions: Provision, **more: Any) -> RuleSet:
    return RuleSet([pack(*provisions, **more)])


def a_row_comes_and_another_goes(buyer: Order) -> Case:
    names = "Acme Telecommunications Company", "Brightwater Semiconductors Company"
    rule = provision("law.listed", "requires", when=listed(), of="party")
    old, new = (law(rule, rows=(row(name),)) for name in names)
    return Case(old, new, tuple(order(name, buyer=buyer) for name in names))


def limited(fact: str, amount: str, currency: str) -> Provision:
    below = Test(Scope.LINE, fact, Op.BELOW, Money(Decimal(amount), currency))
    return provision(f"law.{currency.lower()}", "clears", when=below, lifts=("law.r",))


def worth(*values: str, buyer: Order = CHINESE) -> tuple[Order, ...]:
    lines = ({"category": "3A001", "value": value, "currency": "USD"} for value in values)
    return tuple(order(line=line, buyer=buyer) for line in lines)


def limits_in(*currencies: str) -> Case:
    rule = provision("law.r", "requires", tags=("t",))
    dollars = limited("value", "5000.01", "USD")
    others = (limited("value", "100", currency) for currency in currencies)
    new = law(rule, *others, *((dollars,) if "USD" not in currencies else ()))
    return Case(law(rule, dollars), new, worth("9000.00", "4000.00"))


def more_digits_than_are_counted() -> Case:
    """An amount of 29 digits is rounded to the limit itself where an entry is summed up."""
    rule, below = (
        provision("law.r", "requires", tags=("t",)),
        limited("eccn_value", "5000.01", "USD"),
    )
    long = f"5000.00{'9' * 23}"
    return Case(law(rule), law(rule, below), worth("4000.00", long, buyer=OWNED))


def a_mark_of_another_edition() -> Case:
    """Until 2020 no country has both marks, so that no destination meets both conditions."""
    first, second = date(2018, 1, 1), date(2020, 6, 1)
    marks = (("CN", "A:5", first), ("RU", "A:6", first), ("CN", "A:5 A:6", second))
    rows = (PlaceRow(country, frozenset(own.split()), day) for country, own, day in marks)
    tables = Tables(groups=(*rows, PlaceRow("RU", frozenset({"A:6"}), second)))
    both = All(tuple(
        Test(Scope.DESTINATION, "destination", Op.IN, frozenset({mark}), Quantifier.SOME)
        for mark in ("A:5", "A:6")
    ))  # fmt: skip
    begun: dict[str, Any] = {"start": first, "announced": first}
    silent = provision("law.x", "requires", when=code("end_use", "military"))
    rule = provision("law.r", "requires", version(when=both, **begun))
    bar = provision("law.z", "bars", version(**begun), lifts=("q",))
    old, new = law(rule, silent, tables=tables), law(silent, bar, tables=tables)
    days = ("2019-05-01", "2021-05-01")
    return Case(old, new, tuple(order(day=day, buyer={}) for day in days))


def more_provisions_than_fit_a_number() -> Case:
    """Sixty provisions speak, each of other categories: the last order alone needs a license."""
    few = [{f"a{bit:02d}" for bit in range(7) if number >> bit & 1} for number in range(66)]
    every = {f"a{place:02d}" for place in range(30)}
    most = {f"b{place:02d}" for place in range(29) if place != 3}
    spoken = [*few, every, most, {"b29"}, {"a00", "b03"}]
    categories = [f"{n // 26 + 1}{'ABCDE'[n % 5]}{100 + n:03d}" for n in range(len(spoken))]

    def provisions() -> Iterator[Provision]:
        for name in (f"{kind}{place:02d}" for kind in "ab" for place in range(30)):
            own = [c for c, names in zip(categories, spoken, strict=True) if name in names]
            effect = "requires" if name == "b03" else "bars"
            yield provision(f"law.{name}", effect, when=code("category", *own), lifts=("x",))

    base = tuple(provisions())
    orders = tuple(order(line={"category": category}) for category in categories)
    return Case(law(*base, provision("law.z", "requires")), law(*base), orders)


CASES: dict[str, Callable[[], Case]] = {
    "a row comes and another goes": lambda: a_row_comes_and_another_goes(CHINESE),
    "a row comes and another goes, of owned parties": lambda: a_row_comes_and_another_goes(OWNED),
    "a limit in another currency": lambda: limits_in("EUR", "USD"),
    "a limit in one more currency": lambda: limits_in("EUR"),
    "more digits than are counted": more_digits_than_are_counted,
    "a mark of another edition": a_mark_of_another_edition,
    "more provisions than fit a number": more_provisions_than_fit_a_number,
}


@pytest.mark.parametrize("backwards", [False, True], ids=["as told", "backwards"])
@pytest.mark.parametrize("name", CASES)
def test_orders_come_out_as_each_does_for_itself(
    name: str, backwards: bool, tmp_path: Path
) -> None:
    case = CASES[name]()
    orders = case.orders[::-1] if backwards else case.orders
    path = tmp_path / "orders.jsonl"
    path.write_text("\n".join(map(json.dumps, orders)), encoding="utf-8")
    comparing = Comparing(case.old, case.new, AsOf(date(2026, 1, 1)))
    book = order_book(path)
    found = impact_of(book, comparing)
    assert {each.number: each.pair for each in found.changed} == replayed(book.orders(), comparing)
    assert len(found.changed) > 0


SPOILT: dict[str, Order] = {
    "an amount that is none": {"line": {"value": "1_000", "currency": "USD"}},
    "an amount that is beyond all": {"line": {"value": "9e999999", "currency": "USD"}},
    "a quantity below nothing": {"line": {"quantity": "-1"}},
    "a name that is too long": {"name": "Siemens AG " * 400},
    "a flag for an address": {"buyer": {"address": True}},
    "a number for an id": {"sale_id": 7},
    "a character that nobody sees": {"line": {"description": "a\x00b"}},
    "a day that no rule asks for": {"ordered_on": "2020-13-01"},
}
"""Cells for which an order is refused, though no rule sees them."""


@pytest.mark.parametrize("buyer", [CHINESE, OWNED], ids=["by columns", "the long way"])
@pytest.mark.parametrize("first", [0, 1], ids=["before one", "behind one"])
@pytest.mark.parametrize("name", SPOILT)
def test_an_order_that_is_refused_is_told_wherever_it_stands(
    name: str, first: int, buyer: Order, tmp_path: Path
) -> None:
    """The other one is alike in all that rules see, and comes to the same before and after."""
    spoilt = SPOILT[name]
    both = [order(**{**spoilt, "buyer": {**buyer, **spoilt.get("buyer", {})}}), order(buyer=buyer)]
    path = tmp_path / "orders.jsonl"
    path.write_text("\n".join(map(json.dumps, (both[first], both[1 - first]))), encoding="utf-8")
    rule, another = (provision(f"law.{name}", "requires") for name in ("r", "s"))
    comparing = Comparing(law(rule), law(rule, another), AsOf(date(2026, 1, 1)))
    found = impact_of(order_book(path), comparing)
    assert (found.touched, found.undecided, found.changed) == (2, 1, [])
    assert found.first_errors[0].startswith(f"line {first + 1}: ")
