"""Official files become entries: CSV as published, CSV in fewer columns, or JSON."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from licet_tables.findings import Finding, ImportRefused, Place, quoted, refusal
from licet_tables.parties.columns import LISTS
from licet_tables.parties.json_lists import json_lines
from licet_tables.parties.official import Entry, list_of
from licet_tables.parties.places import is_country
from licet_tables.sheets import MOST_BYTES, Line, decoded, parse_csv, read_bytes

OFFICIAL = (
    "_id", "source", "entity_number", "type", "programs", "name", "title", "addresses",
    "federal_register_notice", "start_date", "end_date", "standard_order", "license_requirement",
    "license_policy", "call_sign", "vessel_type", "gross_tonnage", "gross_registered_tonnage",
    "vessel_flag", "vessel_owner", "remarks", "source_list_url", "alt_names", "citizenships",
    "dates_of_birth", "nationalities", "places_of_birth", "source_information_url", "ids",
)  # fmt: skip
REDUCED = (
    "name", "aliases", "country_iso2", "license_requirement", "license_review_policy",
    "federal_register_citations", "first_fr_citation", "type", "source_list", "csl_generated_at",
)  # fmt: skip
_GZIP = b"\x1f\x8b"
_FIRST_YEAR, _AFTER_THE_LAST_YEAR = "1900", "2101"
_FOREIGN = ("Treasury Department", "State Department")
"""Lists of other departments are left aside; one of Commerce that is not known is refused."""


@dataclass(frozen=True, slots=True)
class Read:
    """The entries of some files, and how many rows were of lists that are not ours."""

    entries: tuple[Entry, ...]
    left_aside: int


def read_files(paths: Iterable[Path]) -> Read:
    """Return the entries of all files together.

    Raises `ImportRefused` with every finding of the first file that is not wholly sound.
    """
    entries: list[Entry] = []
    left_aside = 0
    for path in paths:
        read = _read(path)
        entries += read.entries
        left_aside += read.left_aside
    return Read(tuple(entries), left_aside)


def _read(path: Path) -> Read:
    lines, official = _lines(path)
    if not lines:
        raise refusal(Place(path, 1), "holds no rows: the file is cut off")
    findings = [finding for line in lines for finding in _faults(line, official=official)]
    if findings:
        raise ImportRefused(findings)
    entries = [_official(line) if official else _reduced(line) for line in lines]
    ours = tuple(entry for entry in entries if entry is not None)
    return Read(ours, len(entries) - len(ours))


def _lines(path: Path) -> tuple[tuple[Line, ...], bool]:
    """Return the lines of a file under their columns, and whether these are the official ones."""
    text = decoded(path, _plain(path))
    if text.lstrip().startswith(("{", "[")):
        return json_lines(path, text), True
    first = text.partition("\n")[0].strip()
    if first.startswith(REDUCED[0]):
        return parse_csv(path, text, REDUCED).lines, False
    return parse_csv(path, text, OFFICIAL).lines, True


def _plain(path: Path) -> bytes:
    raw = read_bytes(path)
    if not raw.startswith(_GZIP):
        return raw
    try:
        with gzip.open(path) as file:
            plain = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise refusal(Place(path, 1), "cannot be unpacked: the file is cut off") from error
    if len(plain) > MOST_BYTES:
        raise refusal(Place(path, 1), f"unpacks to more than {MOST_BYTES} bytes; split it")
    return plain


def _faults(line: Line, *, official: bool) -> Iterator[Finding]:
    name, source = ("name", "source" if official else "source_list")
    if not any(c.isalnum() for c in line.cells[name]):
        yield Finding(line.at(name), f"{quoted(line.cells[name])} names nobody")
    given = line.cells[source]
    if list_of(given) is None and not given.endswith(_FOREIGN):
        known = ", ".join(known.official for known in LISTS.values())
        yield Finding(line.at(source), f"{quoted(given)} is no list known here; known are {known}")
    for column in ("start_date", "end_date") if official else ():
        if line.cells[column] and not _is_day(line.cells[column]):
            message = f"{quoted(line.cells[column])} is not a day; write it as 2019-05-16"
            yield Finding(line.at(column), message)
    if official and "" != line.cells["end_date"] < line.cells["start_date"]:
        yield Finding(line.at("end_date"), "`end_date` is before `start_date`")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _official(line: Line) -> Entry | None:
    cells = line.cells
    party_list = list_of(cells["source"])
    if party_list is None:
        return None
    addresses = tuple(part.strip() for part in cells["addresses"].split(";") if part.strip())
    ends = (address.rpartition(",")[2].strip() for address in addresses)
    return Entry(
        place=line.place,
        list=party_list,
        name=cells["name"],
        aliases=(cells["alt_names"],),
        countries=tuple(dict.fromkeys(end for end in ends if is_country(end))),
        addresses=addresses,
        citations=cells["federal_register_notice"],
        requirement=cells["license_requirement"],
        policy=cells["license_policy"],
        start=_possible(cells["start_date"]),
        end=_possible(cells["end_date"]),
    )


def _possible(day: str) -> str:
    """Return a day, or none where its year is a misprint: the published file holds a year 0017."""
    return day if _FIRST_YEAR <= day < _AFTER_THE_LAST_YEAR else ""


def _reduced(line: Line) -> Entry | None:
    cells = line.cells
    party_list = list_of(cells["source_list"])
    if party_list is None:
        return None
    return Entry(
        place=line.place,
        list=party_list,
        name=cells["name"],
        aliases=(cells["aliases"],),
        countries=tuple(cells["country_iso2"].split(";")),
        addresses=None,
        citations=cells["federal_register_citations"],
        requirement=cells["license_requirement"],
        policy=cells["license_review_policy"],
        start="",
        end="",
    )
