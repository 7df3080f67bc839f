"""The shape of a sale as one JSON object, validated at the edge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
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

_MOST_DIGITS = 30
_LONGEST = 4096
_WHOLE = 100


def _day(value: object) -> object:
    """A date is written 2019-05-16 and in no other way."""
    if not isinstance(value, str):
        raise ValueError("write a day as a string, such as 2019-05-16")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"`{value[:40]}` is not a day; write it as 2019-05-16") from None
    if day.isoformat() != value:
        raise ValueError(f"`{value[:40]}` is not a day; write it as 2019-05-16")
    return day


def _decimal(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("write an amount as a string, such as 1500.00")
    return _number(value)


def _number(value: str) -> Decimal:
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"`{value[:40]}` is not an amount; write it as 1500.00") from None
    if not number.is_finite() or number < 0 or len(value) > _MOST_DIGITS:
        raise ValueError(f"`{value[:40]}` is not an amount: zero or more, of at most 30 digits")
    return number


def _percent(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("write a percentage as a number, such as 49.5")
    number = Decimal(str(value))
    if not number.is_finite() or not 0 <= number <= _WHOLE:
        raise ValueError("a percentage is a number from 0 to 100")
    return number


def _text(value: str) -> str:
    if len(value) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST} characters")
    if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise ValueError("holds a character that is no text (NUL or a lone surrogate)")
    return value


Day = Annotated[date, BeforeValidator(_day)]
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
