"""Small official party lists, in each format, with the tables that they are read by."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from licet_tables.parties.importing import LISTS_DIRECTORY
from licet_tables.parties.reading import OFFICIAL, REDUCED
from licet_tables.parties.sources import (
    GROUNDS,
    LISTINGS,
    ORDERS,
    OTHER_NAMES,
    REGIMES,
    REGISTER,
    SOURCES,
    TEXTS,
)
from licet_tables.parties.texts import DIGEST, digest

Cells = dict[str, str]
EDITION = "2026-08-31"
ENTITY = "Entity List (EL) - Bureau of Industry and Security"
DENIED = "Denied Persons List (DPL) - Bureau of Industry and Security"
MILITARY = "Military End User (MEU) List - Bureau of Industry and Security"
UNVERIFIED = "Unverified List (UVL) - Bureau of Industry and Security"
FOREIGN = "Specially Designated Nationals (SDN) - Treasury Department"
ALL, CCL, FN3, OTHER = "All of it.", "Items on the list.", "All of it, 3.", "Something else."
PRESUMED, CASE_BY_CASE = "Presumed no.", "Each by itself."
TABLE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "federal_register.csv": REGISTER,
    "listings.csv": LISTINGS,
    "listing_grounds.csv": GROUNDS,
    "listing_regimes.csv": REGIMES,
    "denial_orders.csv": ORDERS,
    "other_names.csv": OTHER_NAMES,
}


def entity(name: str, *, country: str = "CN", **cells: str) -> Cells:
    """Return a row of the Entity List for all items."""
    address = f"1 Long Road, {country}" if country else ""
    return {
        "source": ENTITY, "name": name, "addresses": address,
        "license_requirement": ALL, "license_policy": PRESUMED,
        "federal_register_notice": "84 FR 100",
    } | cells  # fmt: skip


def denied(name: str, notice: str, **cells: str) -> Cells:
    """Return a row of the Denied Persons List."""
    return {"source": DENIED, "name": name, "federal_register_notice": notice} | cells


def text(columns: tuple[str, ...], rows: Iterable[Cells]) -> str:
    """Return rows under a header, as CSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def official(*rows: Cells) -> str:
    """Return rows in the 29 columns of the published CSV."""
    return text(OFFICIAL, rows)


def packed(*rows: Cells) -> bytes:
    """Return the published CSV, packed."""
    return gzip.compress(official(*rows).encode())


def reduced(*rows: Cells) -> str:
    """Return rows in fewer columns, without addresses and days."""
    return text(REDUCED, (_reduced(row) for row in rows))


def _reduced(row: Cells) -> Cells:
    return {
        "name": row["name"],
        "aliases": row.get("alt_names", "").replace("; ", " | "),
        "country_iso2": row.get("addresses", "").rpartition(", ")[2],
        "license_requirement": row.get("license_requirement", ""),
        "license_review_policy": row.get("license_policy", ""),
        "federal_register_citations": row.get("federal_register_notice", ""),
        "source_list": row["source"],
    }


def as_json(*rows: Cells) -> str:
    """Return rows as the published JSON."""
    results = [_result(row) for row in rows]
    return json.dumps({"search_performed_at": "2026-08-31", "results": results})


def _result(row: Cells) -> dict[str, object]:
    address, _, country = row.get("addresses", "").rpartition(", ")
    parts: Mapping[str, str | None] = {
        "address": address, "city": None, "state": "", "postal_code": None, "country": country,
    }  # fmt: skip
    return {column: row.get(column) or None for column in OFFICIAL} | {
        "alt_names": [name for name in row.get("alt_names", "").split("; ") if name],
        "addresses": [parts] if country else [],
    }


def plant_sources(rules: Path, **tables: Iterable[Cells]) -> None:
    """Write the tables that the lists are read by: four texts, one citation, and what is given."""
    directory = rules / SOURCES
    directory.mkdir(parents=True, exist_ok=True)
    register = {"citation": "84 FR 100", "corrected": "none", "announced": "none",
                "published": "2019-05-21", "effective": "2019-05-16",
                "date_confidence": "high"}  # fmt: skip
    (directory / "listing_texts.csv").write_text(text(TEXTS, _texts()))
    (directory / "federal_register.csv").write_text(text(REGISTER, [register]))
    for name, rows in tables.items():
        file = f"{name}.csv"
        (directory / file).write_text(text(TABLE_COLUMNS[file], rows))


def _texts() -> Iterable[Cells]:
    nothing = dict.fromkeys(TEXTS, "none")
    yield nothing | {"of": "requirement", DIGEST: digest(ALL), "scope": "all_items"}
    yield nothing | {"of": "requirement", DIGEST: digest(CCL), "scope": "ccl_only"}
    yield nothing | {
        "of": "requirement", DIGEST: digest(FN3), "scope": "all_items", "footnotes": "3",
        "ground": "russia_support",
    }  # fmt: skip
    yield nothing | {
        "of": "policy", DIGEST: digest(PRESUMED), "policies": "presumption_of_denial",
    }  # fmt: skip


def rows_of(rules: Path, name: str) -> list[Cells]:
    """Return the rows of a list file."""
    with (rules / LISTS_DIRECTORY / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))
