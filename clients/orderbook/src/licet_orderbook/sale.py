"""A sale is what an ERP knows of an order: who, what, from where to where, and on which days."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass

Attestations = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where goods leave or arrive; `country` is ISO 3166-1 alpha-2, `region` ISO 3166-2."""

    country: str
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """A holder of a share of a party, in percent."""

    name: str
    country: str
    percent: float
    listed_on: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One firm or person in one role of an order."""

    role: str
    name: str
    country: str
    address: str | None = None
    party_id: str | None = None
    kind: str | None = None
    headquarters_country: str | None = None
    owners: tuple[Owner, ...] = ()
    attestations: Attestations = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One item of an order; quantities and values are decimal strings."""

    line_id: str | None = None
    category: str | None = None
    kind: str | None = None
    description: str | None = None
    quantity: str | None = None
    unit: str | None = None
    value: str | None = None
    currency: str | None = None
    schedule_b: str | None = None
    purpose: str | None = None
    end_use: str | None = None
    origin: str | None = None
    model_public_on: str | None = None
    production_began_on: str | None = None
    license_exception: str | None = None
    attestations: Attestations = ()


@dataclass(frozen=True, slots=True)
class Sale:
    """One order as the design's `Sale`; what is `None` or empty is absent from its JSON."""

    parties: tuple[Party, ...]
    lines: tuple[Line, ...]
    destination: Place
    sale_id: str | None = None
    sale_date: str | None = None
    known_on: str | None = None
    transaction: str | None = None
    exporter: str | None = None
    ship_from: Place | None = None
    ordered_on: str | None = None
    contracted_on: str | None = None
    on_dock_on: str | None = None
    laden_on: str | None = None
    attestations: Attestations = ()


KEY_ORDER = (
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
)
RENAMED = {"listed_on": "list"}


def sale_json(sale: Sale) -> dict[str, object]:
    """Give the sale as protobuf JSON with snake_case names, absent fields left out."""
    found = _object(sale)
    return {key: found[key] for key in KEY_ORDER if key in found}


def json_line(value: Mapping[str, object]) -> str:
    """Give one JSON object on one line, without a line break, names not escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _object(value: object) -> dict[str, object]:
    assert is_dataclass(value)
    pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
    return {RENAMED.get(name, name): _plain(name, v) for name, v in pairs if v not in (None, ())}


def _plain(name: str, value: object) -> object:
    if name == "attestations" and isinstance(value, tuple):
        return dict(value)
    if isinstance(value, tuple):
        return [_object(item) for item in value]
    return _object(value) if is_dataclass(value) else value
