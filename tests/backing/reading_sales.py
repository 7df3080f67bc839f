"""What a sale says, read from its JSON with nothing of Licet, and what its silence means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reading_chart import Chart
from reading_controls import Control
from reading_days import Known, Truth, one_of, some, turned
from reading_exceptions import CLOSED, MAYBE, ExceptionList
from reading_lines import amount, is_of, kind_of, tariff
from reading_rows import Listed

Cells = Mapping[str, Any]
ENDS = ("ultimate_consignee", "end_user")
PASSING_ON = ("intermediate_consignee", "purchasing_agent", "forwarder")
OCCUPIED = {"UA-14": "x-dnr", "UA-09": "x-lnr"}
"""Oblasts of which a part is occupied."""
REGIONS = frozenset({"UA-43", "UA-40", "x-dnr", "x-lnr"})
OWNING = ("entity_list", "meu_list", "sdn")
READ = frozenset(
    {
        *("transaction", "regulated_transfer", "ordered_on", "contracted_on", "on_dock_on"),
        *("laden_on", "category", "kind", "subject_to_ear", "purpose", "end_use", "origin"),
        *("license_exception", "model_public_on", "production_began_on", "value", "unit_value"),
        *("schedule_b", "role", "party_kind", "country", "headquarters_country"),
        *("owned_by_listed", "owner_list", "owner_scope", "owner_footnote", "list", "regime"),
        *("footnote", "ground", "scope", "exception_allowed", "listed_from", "destination"),
        *("country_group", "chart_column", "reason", "requirement", "shipped_from"),
        *("eccn_value", "exception_open", "exception_maybe_open", "lvs_limit"),
    }
)
"""The words that are read here; attestations and what nobody can give are read by their kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """The line alone, or with a party and a row that it may be on, or with a reason for control."""

    party: Cells | None = None
    row: Listed | None = None
    sure: bool = True
    control: Control | None = None


ALONE = Subject()
"""The line alone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of a sale, with everything that is looked up of it."""

    sale: Cells
    line: Cells
    day: date
    known: Known
    chart: Chart
    exceptions: ExceptionList
    party_subjects: tuple[Subject, ...]
    control_subjects: tuple[Subject, ...]

    @property
    def category(self) -> str | None:
        return self.line.get("category")

    @property
    def destinations(self) -> list[Cells]:
        """Where the goods go: the destination and the countries of those who receive."""
        given = [self.sale["destination"]] if self.sale.get("destination") else []
        parties = self.sale["parties"]
        ends = [p for p in parties if p["role"] in ENDS]
        return [*given, *(ends or [p for p in parties if p["role"] == "buyer"])]


def attested(name: str, *holders: Cells | None) -> Truth:
    """Return an attestation, the first holder's own winning."""
    for holder in holders:
        given = (holder or {}).get("attestations", {})
        if name in given:
            return bool(given[name])
    return None


def told(asked: Asked, fact: Cells, key: str, value: Any, subject: Subject, unread: Truth) -> Truth:
    """Tell what a test comes to that no attestation answers."""
    if key not in READ:
        return unread
    if fact["type"] == "flag":
        found = _flag(asked, key, subject)
        return found if value == "true" else turned(found)
    if fact["type"] == "date":
        return _day(asked, key, value, subject)
    if fact["type"] == "amount":
        return amount(asked.sale, asked.line, key, value)
    return _codes(asked, fact, key, value if isinstance(value, list) else [value], subject)


def _flag(asked: Asked, key: str, subject: Subject) -> Truth:
    match key:
        case "regulated_transfer":
            return regulated(asked.sale)
        case "subject_to_ear":
            return subject_to_ear(asked)
        case _:
            assert key == "owned_by_listed"
            return owned(asked.sale, subject.party)


def subject_to_ear(asked: Asked) -> Truth:
    """Tell whether an item is in the US or was made there; of others the seller attests it."""
    if "US" in (shipped_from(asked.sale), asked.line.get("origin")):
        return True
    return attested("subject_to_ear", asked.line, asked.sale)


def shipped_from(sale: Cells) -> str | None:
    """Return where goods leave from: what is brought into the US leaves from elsewhere."""
    silent = None if sale.get("transaction") == "import" else "US"
    place = sale.get("ship_from", {"country": silent})["country"]
    return None if place is None else str(place)


def regulated(sale: Cells) -> Truth:
    """Tell whether goods go abroad, or what is abroad goes elsewhere."""
    kind = sale.get("transaction", "export")
    if kind not in ("import", "domestic"):
        return True
    destination = sale.get("destination", {}).get("country")
    inward = kind == "import" and destination == "US"
    going = (*ENDS, *PASSING_ON, *(() if inward else ("buyer",)))
    places = {party.get("country") for party in sale["parties"] if party["role"] in going}
    abroad = kind == "domestic" and shipped_from(sale) != "US"
    if abroad or (places | {destination}) - {None, "US"}:
        return True
    return False if destination else None


def owned(sale: Cells, party: Cells | None) -> Truth:
    """Tell whether listed owners hold half of a party."""
    assert party is not None
    owners = party.get("owners", [])
    listed = sum(o.get("percent", 0) for o in owners if o.get("list") in OWNING)
    if listed >= 50:
        return True
    determined = attested("ownership_determined", party, sale)
    told = sum(o.get("percent", 100) for o in owners) < 50
    return False if determined and told else None


def _day(asked: Asked, key: str, value: Any, subject: Subject) -> Truth:
    given = asked.line.get(key) or asked.sale.get(key)
    if key == "listed_from":
        given = subject.row.cells["from"] if subject.row else None
    if given is None:
        return False
    for how, limit in value.items():
        if limit.startswith("row."):
            limit = subject.row.cells[limit[4:]] if subject.row else "none"  # noqa: PLW2901
        if limit == "none" or not (given <= limit if how == "on_or_before" else given >= limit):
            return False
    return True


def _codes(asked: Asked, fact: Cells, key: str, codes: list[str], subject: Subject) -> Truth:
    match fact["of"]:
        case "row":
            row = subject.row
            return row is not None and bool({*_of_row(row, key)} & {*codes})
        case "control":
            assert subject.control is not None
            if key in ("reason", "requirement"):
                return getattr(subject.control, key) in codes
            return _opened(asked, key, codes)
        case "destination":
            return one_of(_goes(asked, place, key, codes) for place in asked.destinations)
        case "party":
            assert subject.party is not None
            return _of_party(asked, fact, key, codes, subject.party)
        case _:
            return _of_line(asked, fact, key, codes)


def _opened(asked: Asked, key: str, codes: list[str]) -> Truth:
    """Tell what the entry says of exceptions; the limit is that for LVS."""
    controls = [s.control for s in asked.control_subjects if s.control is not None]

    def says(symbol: str) -> str:
        category = asked.category or ""
        return asked.exceptions.says(category, symbol, asked.day, asked.known, controls)

    match key:
        case "exception_open":
            return any(says(code) not in (CLOSED, MAYBE) for code in codes)
        case "exception_maybe_open":
            return any(says(code) == MAYBE for code in codes)
        case _:
            return says("LVS").removeprefix("USD ") in codes


def _of_row(row: Listed, key: str) -> list[str]:
    names = {"footnote": "footnotes", "exception_allowed": "exceptions_allowed"}
    return row.cells[names.get(key, key)].split(";")


def _goes(asked: Asked, place: Cells, key: str, codes: list[str]) -> Truth:
    if key == "destination":
        return lies(place, codes)
    country = place.get("country")
    if country is None:
        return None
    return some(asked.chart.marked(country, code, asked.day, asked.known) for code in codes)


def lies(place: Cells, codes: list[str]) -> Truth:
    """Tell whether a place is one of some countries and regions, or in one."""
    country, region = place.get("country"), place.get("region")
    if country is None:
        return None
    if country in codes or region in codes:
        return True
    if country != "UA" or not REGIONS & {*codes}:
        return False
    return None if region is None or OCCUPIED.get(region) in codes else False


def _of_party(asked: Asked, fact: Cells, key: str, codes: list[str], party: Cells) -> Truth:
    match key:
        case "role":
            roles = {party["role"]}
            if party["role"] == "buyer" and not any(
                p["role"] in ENDS for p in asked.sale["parties"]
            ):
                roles |= {*ENDS}
            return bool(roles & {*codes})
        case "country":
            return lies(party, codes)
        case "party_kind":
            return _silent(fact, codes, party.get("kind"))
        case "headquarters_country":
            return _silent(fact, codes, party.get(key))
        case _:
            return None if owned(asked.sale, party) is not False else False


def _of_line(asked: Asked, fact: Cells, key: str, codes: list[str]) -> Truth:
    match key:
        case "transaction":
            return asked.sale.get(key, "export") in codes
        case "shipped_from":
            place = shipped_from(asked.sale)
            return None if place is None else place in codes
        case "category" | "license_exception":
            given = asked.line.get(key)
            silent = None if key == "category" else False
            return is_of(given, codes) if given else silent
        case "kind":
            return _silent(fact, codes, kind_of(asked.line))
        case "schedule_b":
            return tariff(asked.line, codes)
        case _:
            return _silent(fact, codes, asked.line.get(key))


def _silent(fact: Cells, codes: list[str], given: str | None) -> Truth:
    """Tell what a code comes to; silence reads as its declaration says."""
    if given is not None:
        return given in codes
    if fact.get("absent") == "not_claimed":
        return False
    read = fact.get("absent_values", {})
    return False if all(read.get(code) == "not_claimed" for code in codes) else None
