"""A malformed sale is refused with the path of each field and what to write instead."""

from __future__ import annotations

import json
from typing import Any

import pytest
from licet_engine.errors import SaleError
from licet_engine.vocabulary import Vocabulary
from licet_server.loading.nodes import read_yaml
from licet_server.loading.vocabularies import read_vocabulary
from licet_server.sales.reading import parse_sale, read_sale
from licet_server.settings import shipped_rules

WORDS = read_vocabulary(read_yaml(shipped_rules() / "us_ear" / "vocabulary.yaml"))
BUYER = {"role": "buyer", "name": "Acme"}
DECLARED = f"the {len(WORDS.attestations)} words that `vocabulary.yaml` declares"
NO_TEXT = "holds a character that is no text (NUL or a lone surrogate)"


def sale(**fields: Any) -> dict[str, Any]:
    sound = {"sale_date": "2019-12-01", "parties": [BUYER], "lines": [{"category": "EAR99"}]}
    return sound | fields


def buyer(**fields: Any) -> dict[str, Any]:
    return sale(parties=[BUYER | fields])


def owner(**fields: Any) -> dict[str, Any]:
    return buyer(owners=[fields])


def line(**fields: Any) -> dict[str, Any]:
    return sale(lines=[fields])


def violations(value: object, words: Vocabulary = WORDS) -> list[str]:
    try:
        read_sale(value, words)
    except SaleError as error:
        return [f"{violation.path}: {violation.reason}" for violation in error.violations]
    return []


FAULTS: dict[str, tuple[object, str]] = {
    "a list": ([sale()], ": a sale is a JSON object"),
    "nothing": (None, ": a sale is a JSON object"),
    "a text": ("sale", ": a sale is a JSON object"),
    "no date": ({"parties": [BUYER], "lines": [{}]}, "sale_date: is missing"),
    "no parties": ({"sale_date": "2019-12-01", "lines": [{}]}, "parties: is missing"),
    "no lines": ({"sale_date": "2019-12-01", "parties": [BUYER]}, "lines: is missing"),
    "an empty list of parties": (sale(parties=[]), "parties: at least one is needed"),
    "an empty list of lines": (sale(lines=[]), "lines: at least one is needed"),
    "no buyer": (sale(parties=[{"role": "end_user"}]), "parties: no party is the buyer"),
    "a party without a role": (sale(parties=[{"name": "A"}]), "parties[0].role: is missing"),
    "a party that is a text": (sale(parties=[BUYER, "A"]), "parties[1]: expected an object"),
    "two lines of one id": (
        sale(lines=[{"line_id": "7"}, {"line_id": "8"}, {"line_id": "7"}]),
        "lines[2].line_id: `7` is the id of lines[0] too",
    ),
    "parties by name": (sale(parties={"buyer": "A"}), "parties: expected a list"),
    "a line that is nothing": (sale(lines=[None]), "lines[0]: expected an object"),
    "a destination that is a text": (sale(destination="CN"), "destination: expected an object"),
    "attestations in a list": (sale(attestations=["food"]), "attestations: expected an object"),
    "an attestation in words": (
        sale(attestations={"food": "true"}),
        "attestations.food: expected true or false",
    ),
    "an attestation in numbers": (
        line(attestations={"food": 1}),
        "lines[0].attestations.food: expected true or false",
    ),
    "an id that is a number": (sale(sale_id=7), "sale_id: expected a text"),
    "a name that is true": (buyer(name=True), "parties[0].name: expected a text"),
    "a date that is a number": (
        sale(sale_date=20191201),
        "sale_date: write a day as a string, such as 2019-05-16",
    ),
    "a date that is nothing": (
        sale(sale_date=None),
        "sale_date: write a day as a string, such as 2019-05-16",
    ),
    "a date by hand": (
        sale(sale_date="1.12.2019"),
        "sale_date: `1.12.2019` is not a day; write it as 2019-05-16",
    ),
    "a date without dashes": (
        sale(known_on="20191201"),
        "known_on: `20191201` is not a day; write it as 2019-05-16",
    ),
    "a week": (
        sale(ordered_on="2019-W48-7"),
        "ordered_on: `2019-W48-7` is not a day; write it as 2019-05-16",
    ),
    "a time of day": (
        sale(laden_on="2019-12-01T00:00"),
        "laden_on: `2019-12-01T00:00` is not a day; write it as 2019-05-16",
    ),
    "a day that is not in the calendar": (
        sale(sale_date="2019-02-29"),
        "sale_date: `2019-02-29` is not a day; write it as 2019-05-16",
    ),
    "the year nought": (
        sale(sale_date="0000-01-01"),
        "sale_date: `0000-01-01` is not a day; write it as 2019-05-16",
    ),
    "the year 1": (
        sale(sale_date="0001-01-01"),
        "sale_date: `0001-01-01` lies outside the years 1950 to 2100",
    ),
    "the year 9999": (
        sale(sale_date="9999-12-31"),
        "sale_date: `9999-12-31` lies outside the years 1950 to 2100",
    ),
    "the year before the first": (
        sale(contracted_on="1949-12-31"),
        "contracted_on: `1949-12-31` lies outside the years 1950 to 2100",
    ),
    "the year after the last": (
        line(production_began_on="2101-01-01"),
        "lines[0].production_began_on: `2101-01-01` lies outside the years 1950 to 2100",
    ),
    "a quantity below nothing": (
        line(quantity="-1"),
        "lines[0].quantity: `-1` is not an amount; write it as 1500.00",
    ),
    "a quantity that is no number": (
        line(quantity="NaN"),
        "lines[0].quantity: `NaN` is not an amount; write it as 1500.00",
    ),
    "a quantity without end": (
        line(quantity="Infinity"),
        "lines[0].quantity: `Infinity` is not an amount; write it as 1500.00",
    ),
    "a quantity with an exponent": (
        line(quantity="1e999999999"),
        "lines[0].quantity: `1e999999999` is not an amount; write it as 1500.00",
    ),
    "a huge quantity": (
        line(quantity="9" * 31),
        f"lines[0].quantity: `{'9' * 31}` has more than 30 digits",
    ),
    "a value with a comma": (
        line(value="1,500"),
        "lines[0].value: `1,500` is not an amount; write it as 1500.00",
    ),
    "a value as a number": (
        line(value=1500.0),
        "lines[0].value: write an amount as a string, such as 1500.00",
    ),
    "a value in other digits": (
        line(value="\u0661\u0662"),
        "lines[0].value: `\u0661\u0662` is not an amount; write it as 1500.00",
    ),
    "a percentage as a text": (
        owner(percent="50"),
        "parties[0].owners[0].percent: write a percentage as a number, such as 49.5",
    ),
    "a percentage that is true": (
        owner(percent=True),
        "parties[0].owners[0].percent: write a percentage as a number, such as 49.5",
    ),
    "more than the whole": (
        owner(percent=100.1),
        "parties[0].owners[0].percent: a percentage is a number from 0 to 100",
    ),
    "a percentage that is no number": (
        owner(percent=float("nan")),
        "parties[0].owners[0].percent: a percentage is a number from 0 to 100",
    ),
    "a percentage of a thousand digits": (
        owner(percent=10**5000),
        "parties[0].owners[0].percent: a percentage is a number from 0 to 100",
    ),
    "an unknown field": (
        sale(sale_dat="2019-12-01"),
        "sale_dat: unknown field; did you mean `sale_date`?",
    ),
    "an unknown field of a party": (
        buyer(contry="CN"),
        "parties[0].contry: unknown field; did you mean `country`?",
    ),
    "an unknown field of an owner": (
        owner(percnt=1),
        "parties[0].owners[0].percnt: unknown field; did you mean `percent`?",
    ),
    "an unknown field of a line": (
        line(catgory="EAR99"),
        "lines[0].catgory: unknown field; did you mean `category`?",
    ),
    "an unknown field of a place": (
        sale(destination={"land": "CN"}),
        "destination.land: unknown field; write one of country, region",
    ),
    "a region to ship from": (
        sale(ship_from={"region": "UA-43"}),
        "ship_from.region: unknown field; write one of country",
    ),
    "a field called by a lone surrogate": (sale(**{"\ud800": 1}), f": {NO_TEXT}"),
    "a NUL": (sale(sale_id="a\0b"), f"sale_id: {NO_TEXT}"),
    "a lone surrogate": (buyer(name="A\udfff"), f"parties[0].name: {NO_TEXT}"),
    "seventy thousand characters": (
        line(description="x" * 70_000),
        "lines[0].description: is longer than 4096 characters",
    ),
    "a name of blanks": (
        buyer(name="  "),
        "parties[0].name: has no letter or digit; leave the name out if not known",
    ),
    "a name that names nobody": (
        buyer(name="T.B.D."),
        "parties[0].name: `T.B.D.` names nobody; leave the name out if it is not known",
    ),
    "a name of a digit": (
        buyer(name="1"),
        "parties[0].name: `1` names nobody; leave the name out if it is not known",
    ),
    "a name too long to be one": (
        buyer(name="x" * 1001),
        "parties[0].name: is longer than 1000 characters",
    ),
    "an exporter that names nobody": (
        sale(exporter="n/a"),
        "exporter: `n/a` names nobody; leave the name out if it is not known",
    ),
    "a day before any rule": (
        sale(sale_date="1996-03-24"),
        "sale_date: 1996-03-24 is before 1996-03-25, the first day that rules are for",
    ),
    "knowledge before any rule": (
        sale(known_on="1990-01-01"),
        "known_on: 1990-01-01 is before 1996-03-25, the first day that rules are for",
    ),
    "a line's word on a party": (
        buyer(attestations={"food": True}),
        (
            "parties[0].attestations.food: is attested of a line (`lines[].attestations`) or the "
            "whole sale (`attestations`); write it there"
        ),
    ),
    "a party's word on a line": (
        line(attestations={"knows_listed_party_receives_item": True}),
        (
            "lines[0].attestations.knows_listed_party_receives_item: is attested of a party "
            "(`parties[].attestations`) or the whole sale (`attestations`); write it there"
        ),
    ),
    "an item of US origin that is said not to be subject to the EAR": (
        line(origin="US", attestations={"subject_to_ear": False}),
        (
            "lines[0].attestations.subject_to_ear: an item of US origin is subject to the EAR "
            "(15 CFR 734.3(a)(2))"
        ),
    ),
    "a name of dots": (
        buyer(name="..."),
        "parties[0].name: has no letter or digit; leave the name out if not known",
    ),
    "an owner's name that is empty": (
        owner(name=""),
        "parties[0].owners[0].name: has no letter or digit; leave the name out if not known",
    ),
    "a country in small letters": (
        sale(destination={"country": "cn"}),
        "destination.country: `cn` is not an ISO 3166-1 country code; did you mean `CN`?",
    ),
    "a country in three letters": (
        buyer(country="CHN"),
        "parties[0].country: `CHN` is not an ISO 3166-1 country code; did you mean `CN`?",
    ),
    "a country by its name": (
        sale(ship_from={"country": "Germany"}),
        "ship_from.country: `Germany` is not an ISO 3166-1 country code; did you mean `DE`?",
    ),
    "an owner's country that is none": (
        owner(country="ZZ"),
        "parties[0].owners[0].country: `ZZ` is not an ISO 3166-1 country code",
    ),
    "headquarters nowhere": (
        buyer(headquarters_country=""),
        "parties[0].headquarters_country: `` is not an ISO 3166-1 country code",
    ),
    "a region that is none": (
        sale(destination={"region": "Crimea"}),
        "destination.region: `Crimea` is not an ISO 3166-2 region, x-dnr or x-lnr",
    ),
    "a region of another country": (
        sale(destination={"country": "RU", "region": "UA-43"}),
        "destination.region: `UA-43` does not lie in `RU`",
    ),
    "occupied territory taken for its occupier": (
        buyer(country="RU", region="x-dnr"),
        "parties[0].region: `x-dnr` does not lie in `RU`",
    ),
    "an undeclared transaction": (
        sale(transaction="exprot"),
        "transaction: `exprot` is not a declared word; did you mean `export`?",
    ),
    "an undeclared role": (
        sale(parties=[BUYER, {"role": "enduser"}]),
        "parties[1].role: `enduser` is not a declared word; did you mean `end_user`?",
    ),
    "an undeclared purpose": (
        line(purpose="repair"),
        "lines[0].purpose: `repair` is not a declared word; did you mean `repair-return`?",
    ),
    "a code in capitals": (
        line(end_use="CIVIL"),
        (
            "lines[0].end_use: `CIVIL` is not a declared word; write one of civil, government, "
            "military"
        ),
    ),
    "an empty code": (
        line(origin=""),
        "lines[0].origin: `` is not a declared word; write one of US, foreign",
    ),
    "an undeclared list": (
        owner(list="entitylist"),
        "parties[0].owners[0].list: `entitylist` is not a list; did you mean `entity_list`?",
    ),
    "an undeclared attestation": (
        sale(attestations={"medicin": True}),
        "attestations.medicin: is not a declared attestation; did you mean `medicine`?",
    ),
    "what the Control List says, attested": (
        line(attestations={"at_only": True}),
        f"lines[0].attestations.at_only: is not a declared attestation; write one of {DECLARED}",
    ),
    "an attestation called by a lone surrogate": (
        buyer(attestations={"\ud800": True}),
        f"parties[0].attestations.\\ud800: is not a declared attestation; write one of {DECLARED}",
    ),
    "a malformed category": (
        line(category="3A1"),
        "lines[0].category: `3A1` is not an ECCN such as 3A001, nor EAR99",
    ),
    "a category in small letters": (
        line(category="ear99"),
        "lines[0].category: `ear99` is not an ECCN such as 3A001, nor EAR99",
    ),
    "a category of blanks": (
        line(category=" "),
        "lines[0].category: `` is not an ECCN such as 3A001, nor EAR99",
    ),
    "a category with a line end": (
        line(category="3A001\n"),
        "lines[0].category: `3A001` is not an ECCN such as 3A001, nor EAR99",
    ),
    "software called technology": (
        line(category="5D002", kind="technology"),
        "lines[0].kind: `5D002` is a software, not a technology",
    ),
    "equipment called software": (
        line(category="3A001.b.2", kind="software"),
        "lines[0].kind: `3A001.b.2` is a commodity, not a software",
    ),
    "a license exception in small letters": (
        line(license_exception="gbs"),
        (
            "lines[0].license_exception: `gbs` is not a license exception: three capitals, such as "
            "GBS, and maybe a paragraph, as GOV.b.2"
        ),
    ),
    "a license exception that there is not": (
        line(license_exception="GBX"),
        (
            "lines[0].license_exception: `GBX` is no license exception of 15 CFR Part 740; "
            "did you mean `GBS`?"
        ),
    ),
    "a currency by its sign": (
        line(currency="$"),
        "lines[0].currency: `$` is not a currency: three capitals, such as USD",
    ),
}


@pytest.mark.parametrize(("value", "violation"), FAULTS.values(), ids=FAULTS)
def test_a_malformed_sale_is_refused_by_path(value: object, violation: str) -> None:
    assert violation in violations(value)


@pytest.mark.parametrize("value", [value for value, _ in FAULTS.values()], ids=FAULTS)
def test_every_refusal_can_be_written_and_is_short(value: object) -> None:
    for violation in violations(value):
        violation.encode("utf-8")
        assert "\n" not in violation
        assert len(violation) < 600


def test_every_fault_of_a_sale_is_told_and_not_the_first_alone() -> None:
    faulty = sale(transaction="x", parties=[BUYER, {"role": "x"}], lines=[{"kind": "x"}, {"a": 1}])
    paths = [violation.split(":")[0] for violation in violations(faulty)]
    assert paths == ["lines[1].a"]

    faulty["lines"] = [{"kind": "x"}, {"origin": "x"}]
    paths = [violation.split(":")[0] for violation in violations(faulty)]
    assert paths == ["transaction", "parties[1].role", "lines[0].kind", "lines[1].origin"]


TEXTS: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", ": not JSON: expecting value at line 1, column 1"),
    "half an object": (
        '{"sale_date": "2019-12-01"',
        ": not JSON: expecting ',' delimiter at line 1, column 27",
    ),
    "single quotes": (
        "{'a': 1}",
        ": not JSON: expecting property name enclosed in double quotes at line 1, column 2",
    ),
    "something after the object": ("{} {}", ": not JSON: extra data at line 1, column 4"),
    "a key twice": (
        '{"sale_date": "2019-12-01", "sale_date": "2019-12-02"}',
        ": not JSON: the key `sale_date` stands twice",
    ),
    "a key twice within": (
        json.dumps(line()).replace("{}", '{"kind": "software", "kind": "software"}'),
        ": not JSON: the key `kind` stands twice",
    ),
    "NaN": ('{"quantity": NaN}', ": not JSON: `NaN` is no number"),
    "Infinity": ('{"quantity": -Infinity}', ": not JSON: `-Infinity` is no number"),
    "a hundred thousand brackets": ("[" * 100_000, ": not JSON: nested too deeply"),
    "ten thousand objects": ('{"a":' * 10_000, ": not JSON: nested too deeply"),
    "Latin-1": (
        '{"sale_id": "caf\u00e9"}'.encode("latin-1"),
        ": not JSON: the bytes are not UTF-8",
    ),
    "a list": ("[]", ": a sale is a JSON object"),
    "null": ("null", ": a sale is a JSON object"),
}


@pytest.mark.parametrize(("text", "violation"), TEXTS.values(), ids=TEXTS)
def test_a_text_that_is_no_sale_is_refused(text: str | bytes, violation: str) -> None:
    with pytest.raises(SaleError) as raised:
        parse_sale(text, WORDS)

    assert [f"{v.path}: {v.reason}" for v in raised.value.violations] == [violation]


def test_a_number_of_five_thousand_digits_is_refused() -> None:
    with pytest.raises(SaleError, match="not JSON: "):
        parse_sale('{"quantity": ' + "1" * 5000 + "}", WORDS)


def test_rules_without_a_word_accept_no_code_of_it() -> None:
    spoken = violations(sale(transaction="export"), Vocabulary(()))

    assert "transaction: `export`: no rule file declares `transaction`" in spoken


@pytest.mark.parametrize(
    "name",
    [
        "Unknown customer", "UNKNOWN LTD", "to be determined", "TBD - customer", "not known yet",
        "no name", "same as buyer", "see attached", "As above", "N.N.", "xx", "test", "000", "7",
        "Ltd", "GmbH", "S.A.", "Company Limited", "PT", "Mr.", "\u672a\u77e5",
    ],
)  # fmt: skip
def test_a_name_that_people_type_for_none_is_refused(name: str) -> None:
    assert violations(buyer(name=name))[0].startswith("parties[0].name: ")


@pytest.mark.parametrize(
    "name",
    [
        "Various Artists Ltd",
        "NA KD",
        "Customer Lab Inc.",
        "Nil Works",
        "3M",
        "360",
        "Test Equity",
        "BT",
        "SAS",
        "AB",
    ],
)
def test_a_name_with_a_word_of_its_own_is_a_name(name: str) -> None:
    assert violations(buyer(name=name)) == []
