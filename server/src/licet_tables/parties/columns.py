"""The list files: their columns, the official lists they are of, and how their rows stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

Row = dict[str, str]
NOTHING = "none"
COLUMNS = (
    "list", "name", "aliases", "country", "address", "from", "through", "announced", "published",
    "end_announced", "end_published", "authority", "date_confidence", "scope", "except",
    "footnotes", "exceptions_allowed", "policies", "ground", "regime",
)  # fmt: skip
WHAT_IT_ASKS = ("scope", "except", "footnotes", "exceptions_allowed", "policies")
"""The cells that say what a listing asks for: a change of these is a listing of its own."""


SURER = ("low", "medium", "high")
"""How well a day is sourced, the better the later."""


class PartyList(Enum):
    """The lists of the Bureau of Industry and Security, by the code that rules ask for."""

    ENTITY = "entity_list"
    DENIED = "denied_persons"
    MILITARY = "meu_list"
    UNVERIFIED = "unverified_list"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a whole list: its official name, its first day, and where it stands."""

    official: str
    first_day: str
    authority: str


LISTS = {
    PartyList.ENTITY: Known("Entity List (EL)", "1997-02-03", "15 CFR Part 744 Supp. 4"),
    # The Export Administration Act of 1979 took effect on 1979-10-01; no order is older.
    PartyList.DENIED: Known("Denied Persons List (DPL)", "1979-10-01", "15 CFR 736.2(b)(4)"),
    PartyList.MILITARY: Known(
        "Military End User (MEU) List", "2020-12-23", "15 CFR Part 744 Supp. 7"
    ),
    # Lists before that of 2014-01-21 (78 FR 76741) asked for care, and barred nothing.
    PartyList.UNVERIFIED: Known("Unverified List (UVL)", "2014-01-21", "15 CFR Part 744 Supp. 6"),
}


def file_of(party_list: PartyList) -> str:
    """Return the name of the file that holds a list."""
    return f"{party_list.value}.csv"


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return rows by name, then by day, each once: an order that no import changes."""
    each = {tuple(row[column] for column in COLUMNS): row for row in rows}
    return [row for _, row in sorted(each.items(), key=lambda item: _order(item[1]))]


def _order(row: Row) -> tuple[str, ...]:
    first = (row["name"].casefold(), row["country"], row["from"])
    return (*first, *(row[column] for column in COLUMNS))


def several(parts: Iterable[str], *, sort: bool = True) -> str:
    """Return several values of a cell, each once, or `none`."""
    found = dict.fromkeys(part.replace(";", ",").strip() for part in parts)
    kept = [part for part in found if part]
    return ";".join(sorted(kept) if sort else kept) or NOTHING


def parts_of(cell: str) -> tuple[str, ...]:
    """Return the values of a cell."""
    return () if cell == NOTHING else tuple(cell.split(";"))
