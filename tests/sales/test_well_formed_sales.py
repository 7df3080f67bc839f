"""Every valid word is accepted, and a sale is read as it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from licet_engine.sale import Line, Owner, Party, Place, Sale
from licet_engine.vocabulary import FactSource, FactType, Scope
from licet_server.loading.nodes import read_yaml
from licet_server.loading.vocabularies import read_vocabulary
from licet_server.sales.reading import parse_sale, read_sale
from licet_server.settings import shipped_rules

WORDS = read_vocabulary(read_yaml(shipped_rules() / "us_ear" / "vocabulary.yaml"))
FIELD = {"party_kind": "kind"}
OWNER_LISTS = ("entity_list", "denied_persons", "meu_list", "unverified_list", "sdn")


def sale(line: dict[str, Any], party: dict[str, Any], **fields: Any) -> dict[str, Any]:
    parties = [{"role": "buyer", "name": "Acme"}, {"role": "end_user"} | party]
    return {"sale_date": "2019-12-01", "parties": parties, "lines": [line]} | fields


def coded_sales() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a sale for each code that the shipped vocabulary declares."""
    for fact in WORDS.facts:
        looked_up = fact.scope in (Scope.ROW, Scope.CONTROL, Scope.DESTINATION)
        written = fact.source is FactSource.FIELD and not looked_up
        if fact.type not in (FactType.CODE, FactType.CODES) or not written:
            continue
        for code in fact.values:
            given = {FIELD.get(fact.name, fact.name): code}
            holders = {Scope.LINE: (given, {}, {}), Scope.PARTY: ({}, given, {})}
            line, party, own = holders.get(fact.scope, ({}, {}, given))
            yield f"{fact.name}={code}", sale(line, party, **own)


def attested_sales() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a sale for each attestation, on the sale and on the line or party it speaks of."""
    for name in sorted(WORDS.attestations):
        given = {"attestations": {name: True}}
        yield f"{name} of a sale", sale({}, {}, **given)
        if WORDS.by_name[name].scope is Scope.PARTY:
            yield f"{name} of a party", sale({}, given)
        else:
            yield f"{name} of a line", sale(given, {})


VALID = dict([*coded_sales(), *attested_sales()])


@pytest.mark.parametrize("value", VALID.values(), ids=VALID)
def test_every_declared_word_is_accepted(value: dict[str, Any]) -> None:
    read_sale(value, WORDS)


@pytest.mark.parametrize("name", OWNER_LISTS)
def test_every_list_an_owner_may_be_on_is_accepted(name: str) -> None:
    read_sale(sale({}, {"owners": [{"list": name}]}), WORDS)


@pytest.mark.parametrize(
    "category",
    ["EAR99", "3A001", "3A001.b.2", "5D002", "5E001", "0A501", "3A090.a", "ITAR", "USML XI"],
)
def test_every_kind_of_category_is_accepted(category: str) -> None:
    assert read_sale(sale({"category": category}, {}), WORDS).lines[0].category == category


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("CN", None),
        ("XK", None),
        ("UA", "UA-43"),
        ("UA", "UA-40"),
        ("UA", "x-dnr"),
        ("UA", "x-lnr"),
        (None, "UA-43"),
        ("HK", None),
        ("TW", None),
        ("US", "US-CA"),
    ],
)
def test_every_kind_of_place_is_accepted(country: str | None, region: str | None) -> None:
    place = {key: value for key, value in (("country", country), ("region", region)) if value}

    read = read_sale(sale({}, place, destination=place), WORDS)

    assert read.destination == read.parties[1].place == Place(country, region)


@pytest.mark.parametrize("day", ["1996-03-25", "2020-02-29", "2100-12-31"])
def test_every_day_within_proportion_is_accepted(day: str) -> None:
    assert read_sale(sale({}, {}, sale_date=day), WORDS).sale_date == date.fromisoformat(day)


@pytest.mark.parametrize("amount", ["0", "0.00", "1500.00", "9" * 30, "0.0000001"])
def test_every_amount_is_kept_to_its_last_digit(amount: str) -> None:
    assert read_sale(sale({"value": amount}, {}), WORDS).lines[0].value == Decimal(amount)


@pytest.mark.parametrize(
    "name",
    [
        "\u534e\u4e3a\u6280\u672f\u6709\u9650\u516c\u53f8",
        "3M",
        "\u0425\u0443\u0430\u0432\u044d\u0439",
        "O'Hara & S\u00f6hne, GmbH",
        "\U0001f600 360",
    ],
    ids=["Chinese", "a digit", "Cyrillic", "marks", "an emoji"],
)
def test_names_in_any_script_are_accepted(name: str) -> None:
    assert read_sale(sale({}, {"name": name}), WORDS).parties[1].name == name


def test_the_least_that_may_be_given_is_enough() -> None:
    least = {"sale_date": "2019-12-01", "parties": [{"role": "buyer"}], "lines": [{}]}

    assert read_sale(least, WORDS) == Sale(date(2019, 12, 1), (Party("buyer"),), (Line(),))


def test_a_sale_is_read_field_by_field() -> None:
    dates = ("ordered_on", "contracted_on", "on_dock_on", "laden_on", "known_on")
    days = {name: f"2019-11-0{number}" for number, name in enumerate(dates, start=1)}
    party = {
        "role": "buyer",
        "name": "Acme",
        "country": "CN",
        "region": "CN-BJ",
        "address": "1 Road",
        "party_id": "p1",
        "kind": "civil",
        "headquarters_country": "HK",
        "owners": [{"name": "O", "country": "DE", "percent": 49.5, "list": "sdn"}],
        "attestations": {"listed_address": True},
    }
    line = {
        "line_id": "l1",
        "category": "5A002",
        "kind": "commodity",
        "description": "a router",
        "quantity": "2",
        "unit": "pc",
        "value": "10.50",
        "currency": "USD",
        "schedule_b": "8517.62",
        "purpose": "repair-return",
        "end_use": "civil",
        "origin": "US",
        "model_public_on": "2018-01-01",
        "production_began_on": "2018-01-02",
        "license_exception": "GBS",
        "attestations": {"medicine": False, "food": True},
    }
    given = {
        "sale_id": "s1",
        "sale_date": "2019-12-01",
        "transaction": "reexport",
        "exporter": "We",
        "ship_from": {"country": "DE"},
        "destination": {"country": "CN"},
        "attestations": {"subject_to_ear": True},
        "parties": [party],
        "lines": [line],
    } | days

    read = parse_sale(json.dumps(given), WORDS)

    assert read == Sale(
        sale_id="s1",
        sale_date=date(2019, 12, 1),
        transaction="reexport",
        exporter="We",
        ship_from=Place("DE"),
        destination=Place("CN"),
        attestations=(("subject_to_ear", True),),
        parties=(
            Party(
                "buyer",
                "Acme",
                Place("CN", "CN-BJ"),
                "1 Road",
                "p1",
                "civil",
                "HK",
                (Owner("O", "DE", Decimal("49.5"), "sdn"),),
                (("listed_address", True),),
            ),
        ),
        lines=(
            Line(
                "l1",
                "5A002",
                "commodity",
                "a router",
                Decimal(2),
                "pc",
                Decimal("10.50"),
                "USD",
                "8517.62",
                "repair-return",
                "civil",
                "US",
                date(2018, 1, 1),
                date(2018, 1, 2),
                "GBS",
                (("food", True), ("medicine", False)),
            ),
        ),
        **{name: date.fromisoformat(day) for name, day in days.items()},
    )


@pytest.mark.parametrize("mark", ["\ufeff", " ", "\n"])
def test_what_stands_before_the_object_changes_nothing(mark: str) -> None:
    text = json.dumps(sale({}, {}))

    assert parse_sale(mark + text, WORDS) == parse_sale(text.encode("utf-16"), WORDS)
