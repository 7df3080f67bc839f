"""What Tryton's fields say, in the words of a question; what they do not say is left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

Question: TypeAlias = dict[str, Any]
OWNERSHIP = "ownership_determined"
"""What a date says, and never a row: a row would say it for ever."""


def told(*, leaving: date | None = None, **said: object) -> Question:
    """Return a question without what nobody told; a field that was emptied tells nothing."""
    given = {"sale_date": day(leaving), **said}
    return {name: value for name, value in given.items() if value not in (None, "", {}, [])}


def attested(record: Any) -> dict[str, bool]:
    """Return what is vouched for of a record."""
    rows = record.export_attestations if record else ()
    return {each.name: bool(each.holds) for each in rows if each.name != OWNERSHIP}


def place(address: Any) -> Question:
    """Return the country and region of an address."""
    if not address:
        return {}
    return told(country=code(address.country), region=code(address.subdivision))


def one_line(address: Any) -> str | None:
    """Return an address on one line."""
    if not address:
        return None
    return " ".join((address.full_address or "").split()) or None


def code(country: Any) -> str | None:
    """Return the ISO 3166 code of a country or region."""
    return country.code if country else None


def day(on: date | None) -> str | None:
    """Return a day in ISO 8601."""
    return on.isoformat() if on else None


def number(amount: object) -> str | None:
    """Return a decimal string: of a float, such as a quantity here, the shortest that is it."""
    return None if amount is None else format(Decimal(str(amount)), "f")
