"""A sale as it is asked about: what the seller knows of it, and nothing made up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Attestations = tuple[tuple[str, bool], ...]

EAR99 = "EAR99"
_ECCN = re.compile(r"[0-9][A-E][0-9]{3}(\.[a-z0-9]+)*")
_GROUP = re.compile(r"[0-9]([A-E])")
_KINDS = {"A": "commodity", "B": "commodity", "C": "commodity", "D": "software", "E": "technology"}
_TARIFF_CODE = re.compile(r"[0-9]{6,10}")
_OUT_OF_SCOPE = re.compile(r"(ITAR|USML)\b.*")


@dataclass(frozen=True, slots=True)
class Place:
    """A country (ISO 3166-1 alpha-2) and, where it matters, a region (ISO 3166-2)."""

    country: str | None = None
    region: str | None = None


_OCCUPIED = "x-"
"""Prefix of the codes for occupied regions of Ukraine that ISO 3166-2 has none for."""


def country_of(code: str) -> str:
    """Return the country of a country or region code (`x-dnr` and `x-lnr` lie in UA)."""
    return "UA" if code.startswith(_OCCUPIED) else code.split("-", maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns a party, to how many percent; `list` attests that the owner is listed."""

    name: str | None = None
    country: str | None = None
    percent: Decimal | None = None
    list: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One party to the sale in one role."""

    role: str
    name: str | None = None
    place: Place = Place()
    address: str | None = None
    party_id: str | None = None
    kind: str | None = None
    headquarters_country: str | None = None
    owners: tuple[Owner, ...] = ()
    attestations: Attestations = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the sale; amounts are for the whole line."""

    line_id: str | None = None
    category: str | None = None
    kind: str | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    value: Decimal | None = None
    currency: str | None = None
    schedule_b: str | None = None
    purpose: str | None = None
    end_use: str | None = None
    origin: str | None = None
    model_public_on: date | None = None
    production_began_on: date | None = None
    license_exception: str | None = None
    attestations: Attestations = ()


@dataclass(frozen=True, slots=True)
class Sale:
    """What is sold to whom, and the day the goods are to leave."""

    sale_date: date
    parties: tuple[Party, ...]
    lines: tuple[Line, ...]
    sale_id: str | None = None
    known_on: date | None = None
    transaction: str | None = None
    exporter: str | None = None
    ship_from: Place = Place()
    destination: Place = Place()
    ordered_on: date | None = None
    contracted_on: date | None = None
    on_dock_on: date | None = None
    laden_on: date | None = None
    attestations: Attestations = ()


def is_category(text: str) -> bool:
    """Tell whether a category is EAR99, a well-formed ECCN, or a name of the Munitions List."""
    return text == EAR99 or bool(_ECCN.fullmatch(text)) or is_out_of_scope(text)


def is_out_of_scope(category: str | None) -> bool:
    """Tell whether a category belongs to another agency's law (15 CFR 734.3(b)(1))."""
    return category is not None and bool(_OUT_OF_SCOPE.fullmatch(category))


def kind_of(category: str | None) -> str | None:
    """Return the kind an ECCN's group letter gives (15 CFR 738.2(b)), or None for the rest."""
    found = _GROUP.match(category) if category and category != EAR99 else None
    return _KINDS[found.group(1)] if found else None


def category_codes(category: str) -> frozenset[str]:
    """Return the category and all above it: `3A001.b.2` is also `3A001.b`, and of Category `3`."""
    above = paragraph_codes(category)
    return above | {category[0]} if _ECCN.fullmatch(category) else above


def paragraph_codes(code: str) -> frozenset[str]:
    """Return a code with its paragraphs and all above it: `GOV.b.2` is also `GOV.b` and `GOV`."""
    parts = code.split(".")
    return frozenset(".".join(parts[: n + 1]) for n in range(len(parts)))


def tariff_codes(schedule_b: str) -> frozenset[str] | None:
    """Return a Schedule B or HTS code and all above it: `8517.62` is also `8517` and `85`.

    None where it is no code, or one too short to tell what items it means (under six digits).
    """
    digits = re.sub(r"[. ]", "", schedule_b)
    return prefixes(digits) if _TARIFF_CODE.fullmatch(digits) else None


def prefixes(digits: str) -> frozenset[str]:
    """Return a code of the tariff and all above it, down to its chapter of two digits."""
    return frozenset(digits[:n] for n in range(2, len(digits) + 1))
