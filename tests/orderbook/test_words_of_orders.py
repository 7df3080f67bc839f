"""Every key and every coded word of an order is one that the design declares for a sale."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from licet_orderbook import open_book, open_core

Order = dict[str, Any]
Opener = Callable[[], Iterator[str]]
SALE_KEYS = {
    "sale_id",
    "sale_date",
    "known_on",
    "transaction",
    "exporter",
    "ship_from",
    "destination",
    "ordered_on",
    "contracted_on",
    "on_dock_on",
    "laden_on",
    "attestations",
    "parties",
    "lines",
}
PLACE_KEYS = {"country", "region"}
PARTY_KEYS = {
    "role",
    "name",
    "country",
    "region",
    "address",
    "party_id",
    "kind",
    "headquarters_country",
    "owners",
    "attestations",
}
OWNER_KEYS = {"name", "country", "percent", "list"}
LINE_KEYS = {
    "line_id",
    "category",
    "kind",
    "description",
    "quantity",
    "unit",
    "value",
    "currency",
    "schedule_b",
    "purpose",
    "end_use",
    "origin",
    "model_public_on",
    "production_began_on",
    "license_exception",
    "attestations",
}
TRANSACTIONS = {"export", "reexport", "in-country-transfer", "deemed-export", "domestic", "import"}
ROLES = {
    "buyer",
    "end_user",
    "ultimate_consignee",
    "intermediate_consignee",
    "purchasing_agent",
    "exporter",
    "seller",
    "forwarder",
}
PARTY_KINDS = {"civil", "military", "military_intelligence", "government", "individual"}
OWNER_LISTS = {"entity_list", "denied_persons", "meu_list", "unverified_list", "sdn"}
PURPOSES = {
    "existing-network-operation",
    "network-expansion",
    "existing-device-support",
    "general-computer-support",
    "cybersecurity-research",
    "standards-development",
    "5g-standards-engagement",
    "repair-return",
    "new-product",
    "other",
}
ATTESTATIONS = {
    "tgl_certification_obtained",
    "subject_to_ear",
    "fdp_entity_list_fn1",
    "designed_or_produced_by_listed_party",
    "knows_listed_party_receives_item",
    "listed_address",
    "ownership_determined",
    "informed_by_bis",
    "medicine",
    "food",
}
GROUPS = {
    "A": "commodity",
    "B": "commodity",
    "C": "commodity",
    "D": "software",
    "E": "technology",
}
DATES = ("sale_date", "known_on", "ordered_on", "contracted_on", "on_dock_on", "laden_on")
LINE_DATES = ("model_public_on", "production_began_on")
BOOKS = pytest.mark.parametrize("opened", [open_book, open_core])


@BOOKS
def test_no_order_has_an_unknown_key(opened: Opener) -> None:
    for order in _sales(opened):
        assert order.keys() <= SALE_KEYS
        assert order["destination"].keys() <= PLACE_KEYS
        assert order.get("ship_from", {}).keys() <= PLACE_KEYS
        assert all(party.keys() <= PARTY_KEYS for party in order["parties"])
        assert all(line.keys() <= LINE_KEYS for line in order["lines"])


@BOOKS
def test_no_owner_has_an_unknown_key_or_list(opened: Opener) -> None:
    for order in _sales(opened):
        for owner in (each for party in order["parties"] for each in party.get("owners", ())):
            assert owner.keys() <= OWNER_KEYS
            assert owner.get("list", "sdn") in OWNER_LISTS
            assert isinstance(owner["percent"], float)


@BOOKS
def test_no_order_holds_an_empty_or_null_value(opened: Opener) -> None:
    for order in _sales(opened):
        assert all(value not in (None, "", [], {}) for value in _values(order))


@BOOKS
def test_every_order_has_a_date_a_buyer_and_a_line(opened: Opener) -> None:
    for order in _sales(opened):
        assert order["sale_date"]
        assert any(party["role"] == "buyer" for party in order["parties"])
        assert order["lines"]


@BOOKS
def test_transactions_roles_and_kinds_are_declared(opened: Opener) -> None:
    for order in _sales(opened):
        assert order.get("transaction", "export") in TRANSACTIONS
        assert {party["role"] for party in order["parties"]} <= ROLES
        assert {party.get("kind", "civil") for party in order["parties"]} <= PARTY_KINDS


@BOOKS
def test_purposes_end_uses_and_origins_are_declared(opened: Opener) -> None:
    for line in _lines(opened):
        assert line.get("purpose", "other") in PURPOSES
        assert line.get("end_use", "civil") in {"civil", "military", "government"}
        assert line.get("origin", "US") in {"US", "foreign"}


@BOOKS
def test_attestations_are_declared_and_plainly_yes_or_no(opened: Opener) -> None:
    for order in _sales(opened):
        for holder in (order, *order["parties"], *order["lines"]):
            attested = holder.get("attestations", {})
            assert attested.keys() <= ATTESTATIONS
            assert all(isinstance(value, bool) for value in attested.values())


@BOOKS
def test_a_kind_agrees_with_the_group_letter_of_its_category(opened: Opener) -> None:
    for line in _lines(opened):
        category = line["category"]
        if category == "EAR99":
            assert line["kind"] in GROUPS.values()
            continue
        assert re.fullmatch(r"\d[A-E]\d{3}(\.[a-z0-9]+)*", category)
        assert line.get("kind", GROUPS[category[1]]) == GROUPS[category[1]]


@BOOKS
def test_amounts_are_decimal_strings(opened: Opener) -> None:
    for line in _lines(opened):
        assert Decimal(line["quantity"]) > 0
        assert Decimal(line["value"]) > 0
        assert re.fullmatch(r"[A-Z]{3}", line["currency"])


@BOOKS
def test_dates_are_iso_days(opened: Opener) -> None:
    for order in _sales(opened):
        days = [order[key] for key in DATES if key in order]
        days += [line[key] for line in order["lines"] for key in LINE_DATES if key in line]
        assert all(date.fromisoformat(day).isoformat() == day for day in days)


def test_every_declared_purpose_role_and_transaction_occurs_in_the_book() -> None:
    book = list(_sales(open_book))
    assert {line.get("purpose") for line in _lines(open_book)} == PURPOSES | {None}
    assert {party["role"] for order in book for party in order["parties"]} == ROLES
    assert {order.get("transaction") for order in book} == TRANSACTIONS | {None}


def _sales(opened: Opener) -> Iterator[Order]:
    for line in opened():
        order = json.loads(line)
        order.pop("expected", None)
        order.pop("source", None)
        yield order


def _lines(opened: Opener) -> Iterator[Order]:
    return (line for order in _sales(opened) for line in order["lines"])


def _values(value: object) -> Iterator[object]:
    yield value
    children: list[object] = []
    if isinstance(value, dict):
        children = list(value.values())
    if isinstance(value, list):
        children = value
    for child in children:
        yield from _values(child)


@BOOKS
def test_nothing_that_lies_behind_an_order_is_dated_after_it(opened: Opener) -> None:
    for order in _sales(opened):
        behind = [order[key] for key in DATES[2:] if key in order]
        behind += [line[key] for line in order["lines"] for key in LINE_DATES if key in line]
        assert all(day <= order["sale_date"] for day in behind)
