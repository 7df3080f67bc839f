"""The shape of a sale as one JSON object, validated at the edge."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
)

from licet_server.loading.findings import quoted

_MOST_DIGITS = 30
_LONGEST = 4096
_WHOLE = 100
_FIRST_YEAR, _LAST_YEAR = 1950, 2100
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


def read_day(value: object) -> date:
    """Return the day of a text, which is written 2019-05-16 and in no other way.

    Raises `ValueError` that says what to write instead, also for years far from any rule's.
    """
    if not isinstance(value, str):
        raise ValueError("write a day as a string, such as 2019-05-16")  # noqa: TRY004 (pydantic's)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{quoted(value)} is not a day; write it as 2019-05-16") from None
    if day.isoformat() != value:
        raise ValueError(f"{quoted(value)} is not a day; write it as 2019-05-16")
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        message = f"{quoted(value)} lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}"
        raise ValueError(message)
    return day


def _decimal(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("write an amount as a string, such as 1500.00")  # noqa: TRY004 (pydantic's)
    if not _NUMBER.fullmatch(value):
        raise ValueError(f"{quoted(value)} is not an amount; write it as 1500.00")
    if len(value) > _MOST_DIGITS:
        raise ValueError(f"{quoted(value)} has more than {_MOST_DIGITS} digits")
    return Decimal(value)


def _percent(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("write a percentage as a number, such as 49.5")  # noqa: TRY004 (pydantic's)
    if not 0 <= value <= _WHOLE:
        raise ValueError("a percentage is a number from 0 to 100")
    return Decimal(str(value))


def _text(value: str) -> str:
    if len(value) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST} characters")
    if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise ValueError("holds a character that is no text (NUL or a lone surrogate)")
    return value


Day = Annotated[date, BeforeValidator(read_day)]
Amount = Annotated[Decimal, BeforeValidator(_decimal)]
Percent = Annotated[Decimal, BeforeValidator(_percent)]
Text = Annotated[StrictStr, AfterValidator(_text)]
Attested = dict[str, StrictBool]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlaceModel(_Model):
    """A country and a region."""

    country: Text | None = None
    region: Text | None = None


class CountryModel(_Model):
    """A country alone."""

    country: Text | None = None


class OwnerModel(_Model):
    """One owner of a party."""

    name: Text | None = None
    country: Text | None = None
    percent: Percent | None = None
    list: Text | None = None


class PartyModel(_Model):
    """One party in one role."""

    role: Text
    name: Text | None = None
    country: Text | None = None
    region: Text | None = None
    address: Text | None = None
    party_id: Text | None = None
    kind: Text | None = None
    headquarters_country: Text | None = None
    owners: list[OwnerModel] = []
    attestations: Attested = {}


class LineModel(_Model):
    """One item."""

    line_id: Text | None = None
    category: Text | None = None
    kind: Text | None = None
    description: Text | None = None
    quantity: Amount | None = None
    unit: Text | None = None
    value: Amount | None = None
    currency: Text | None = None
    schedule_b: Text | None = None
    purpose: Text | None = None
    end_use: Text | None = None
    origin: Text | None = None
    model_public_on: Day | None = None
    production_began_on: Day | None = None
    license_exception: Text | None = None
    attestations: Attested = {}


class SaleModel(_Model):
    """A sale, as one JSON object."""

    sale_id: Text | None = None
    sale_date: Day
    known_on: Day | None = None
    transaction: Text | None = None
    exporter: Text | None = None
    ship_from: CountryModel = CountryModel()
    destination: PlaceModel = PlaceModel()
    ordered_on: Day | None = None
    contracted_on: Day | None = None
    on_dock_on: Day | None = None
    laden_on: Day | None = None
    attestations: Attested = {}
    parties: Annotated[list[PartyModel], Field(min_length=1)]
    lines: Annotated[list[LineModel], Field(min_length=1)]
