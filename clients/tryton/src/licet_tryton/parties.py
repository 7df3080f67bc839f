"""Who takes part in a sale, in which role, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from dateutil.relativedelta import relativedelta

from licet_tryton.saying import OWNERSHIP, Question, attested, code, one_line, place, told

_YEAR = relativedelta(years=1)


def parties(roles: Iterable[tuple[str, Any, Any]], leaving: date) -> Iterator[Question]:
    """Yield each party in each of its roles once, as known for goods that leave on a day."""
    seen: set[tuple[str, int]] = set()
    for role, party, address in roles:
        if party and (role, party.id) not in seen:
            seen.add((role, party.id))
            yield {"role": role} | _party(party, address, leaving)


def _party(party: Any, address: Any, leaving: date) -> Question:
    own = address if address and address.party == party else None
    return told(
        **(place(own) | _party_place(party, own)),
        name=party.name,
        address=one_line(own),
        party_id=party.code,
        kind=party.export_kind,
        headquarters_country=code(party.export_headquarters),
        owners=[_owner(owner) for owner in party.export_owners],
        attestations=attested(party) | _determined(party, leaving),
    )


def _party_place(party: Any, address: Any) -> Question:
    """Return where a party is: its own country, to which an address there adds the region."""
    if not party.export_country:
        return {}
    same = address and address.country == party.export_country
    return {"country": code(party.export_country)} | ({} if same else {"region": None})


def _determined(party: Any, leaving: date) -> dict[str, bool]:
    """Return that ownership is determined while that is under a year old, on whose word it is."""
    on: date | None = party.export_ownership_determined_on
    if on is None or on > _latest_today() or leaving >= on + _YEAR:
        return {}
    return {OWNERSHIP: True}


def _latest_today() -> date:
    """Return the day that it is by now somewhere: nobody writes down a later one that was."""
    return datetime.now(timezone(timedelta(hours=14))).date()


def _owner(owner: Any) -> Question:
    return told(
        name=owner.name,
        country=code(owner.country),
        percent=None if owner.percent is None else float(owner.percent),
        list=owner.listed,
    )
