"""What the lists do not say themselves: dates, grounds, orders and former rows, from the rules."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from licet_tables.findings import refusal
from licet_tables.parties.columns import COLUMNS, Row
from licet_tables.parties.texts import DIGEST
from licet_tables.sheets import read_csv

SOURCES = Path("us_ear") / "sources"
"""Where the tables stand in a rules directory; nothing of them is asked when deciding."""

REGISTER = ("citation", "corrected", "announced", "published", "effective", "date_confidence")
LISTINGS = (
    "list", "name", "country", "citation", "from", "announced", "published", "authority",
    "date_confidence", "policies",
)  # fmt: skip
GROUNDS = ("citation", "country", "ground", "date_confidence")
REGIMES = ("list", "footnote", "name", "regime")
ORDERS = ("name", "from", "through")
OTHER_NAMES = ("list", "name", "country", "other_name")
EDITIONS = ("list", "edition")
TEXTS = (
    "of", DIGEST, "scope", "except", "footnotes", "exceptions_allowed", "policies", "ground",
)  # fmt: skip
Names = Mapping[tuple[str, str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Order:
    """A denial order whose first and last day are known."""

    start: date
    through: date

    @staticmethod
    def of(start: str, through: str) -> Order:
        """Return the order that runs from one ISO day to another, both counted."""
        return Order(date.fromisoformat(start), date.fromisoformat(through))


@dataclass(frozen=True, slots=True)
class Sources:
    """The tables, each by what it is asked for."""

    register: Mapping[str, Row]
    listings: Mapping[tuple[str, str, str, str], Row]
    grounds: Mapping[str, tuple[Row, ...]]
    regimes: tuple[Row, ...]
    orders: Mapping[str, tuple[Order, ...]]
    former: tuple[Row, ...]
    other_names: Names
    texts: Mapping[tuple[str, str], Row]


def read_sources(rules: Path) -> Sources:
    """Return the tables of a rules directory; one that is missing is empty.

    Raises `ImportRefused` for a file that is no such table.
    """
    directory = rules / SOURCES

    def rows(file: str, columns: tuple[str, ...]) -> list[Row]:
        return read_rows(directory / file, columns)

    return Sources(
        register={row["citation"]: row for row in rows("federal_register.csv", REGISTER)},
        listings={_listing(row): row for row in rows("listings.csv", LISTINGS)},
        grounds=_grouped(rows("listing_grounds.csv", GROUNDS), "citation"),
        regimes=tuple(rows("listing_regimes.csv", REGIMES)),
        orders=_orders(rows("denial_orders.csv", ORDERS)),
        former=tuple(rows("former_listings.csv", COLUMNS)),
        other_names=_other_names(rows("other_names.csv", OTHER_NAMES)),
        texts={(row["of"], row[DIGEST]): row for row in rows("listing_texts.csv", TEXTS)},
    )


def read_rows(path: Path, columns: tuple[str, ...]) -> list[Row]:
    """Return the rows of a table of the rules, none where there is no file.

    Raises `ImportRefused` for a file that is no such table.
    """
    if not path.exists():
        return []
    sheet = read_csv(path, columns)
    for line in sheet.lines:
        for column, cell in line.cells.items():
            if not cell:
                raise refusal(line.at(column), f"`{column}`: a blank says nothing; write `none`")
    return [dict(line.cells) for line in sheet.lines]


def rows_text(columns: tuple[str, ...], rows: Iterable[Row]) -> str:
    """Return rows as the text of a file, in their order."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row[column] for column in columns] for row in rows)
    return out.getvalue()


def _listing(row: Row) -> tuple[str, str, str, str]:
    return row["list"], row["name"], row["country"], row["citation"]


def _grouped(rows: Iterable[Row], column: str) -> Mapping[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return {key: tuple(of_it) for key, of_it in found.items()}


def _orders(rows: Iterable[Row]) -> Mapping[str, tuple[Order, ...]]:
    found: dict[str, list[Order]] = defaultdict(list)
    for row in rows:
        found[row["name"].casefold()].append(Order.of(row["from"], row["through"]))
    return {name: tuple(of_it) for name, of_it in found.items()}


def _other_names(rows: Iterable[Row]) -> Names:
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in rows:
        found[row["list"], row["name"], row["country"]].append(row["other_name"])
    return {key: tuple(names) for key, names in found.items()}
