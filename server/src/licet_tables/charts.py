"""The Commerce Country Chart: which columns are marked for a country."""

from __future__ import annotations

import re
from collections.abc import Iterator

from licet_tables.countries import country_code
from licet_tables.findings import Finding, ImportRefused, quoted
from licet_tables.requirements import COLUMNS
from licet_tables.sheets import Line, Sheet
from licet_tables.tables import NOTHING, Row

SOURCE = "15 CFR Part 738 Supp. 1"
REFERRAL = "embargo_or_referral_text"
INPUT = ("country", *COLUMNS, "footnotes", REFERRAL, "edition")
PART_746 = "part_746"

_FIRST, _LAST = "AF", "ZW"
_EMBARGO = re.compile(r"(?i)see\b.*\b(?:part 746|746\.\d+)\b.*")
_REFERRED = {"LI": "CH"}
"""Footnote 5 sends whoever asks for Liechtenstein to the row of Switzerland (76 FR 70337)."""


def chart_rows(sheet: Sheet) -> tuple[Row, ...]:
    """Return the rows of an edition, countries by code.

    Raises `ImportRefused` for an unknown or repeated country, a cell that is neither `X` nor
    blank, a text in place of marks that sends nowhere known, and a chart that is cut off.
    """
    findings = [*_findings(sheet), *_end_findings(sheet)]
    if findings:
        raise ImportRefused(findings)
    return tuple(_row(line) for line in sheet.lines)


def _findings(sheet: Sheet) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for line in sheet.lines:
        name = line.cells["country"]
        code = country_code(name)
        if code is None:
            yield Finding(line.at("country"), f"{quoted(name)} is no country that is known here")
            continue
        first = seen.setdefault(code, line.place.line)
        if first != line.place.line:
            yield Finding(line.at("country"), f"{quoted(name)} ({code}) stands in line {first} too")
        yield from _cell_findings(line)


def _cell_findings(line: Line) -> Iterator[Finding]:
    marked = 0
    for column in COLUMNS:
        cell = line.cells[column]
        marked += cell == "X"
        if cell not in ("X", ""):
            yield Finding(line.at(column), f"{quoted(cell)} is no mark; write `X` or nothing")
    if not all(number.isdigit() for number in _footnotes(line)):
        said = f"{quoted(line.cells['footnotes'])} is no list of footnotes such as `2;3`"
        yield Finding(line.at("footnotes"), said)
    referral = line.cells[REFERRAL]
    if referral and not _EMBARGO.fullmatch(referral):
        said = f"{quoted(referral)} sends nowhere that is known; Part 746 is due"
        yield Finding(line.at(REFERRAL), said)
    if bool(referral) == bool(marked):
        said = "a country has marks, or a text that sends to Part 746, and never both or neither"
        yield Finding(line.at(REFERRAL), said)


def _end_findings(sheet: Sheet) -> Iterator[Finding]:
    ends = [country_code(line.cells["country"]) for line in (*sheet.lines[:1], *sheet.lines[-1:])]
    if ends != [_FIRST, _LAST]:
        said = "a chart runs from Afghanistan to Zimbabwe: the file is cut off"
        yield Finding(sheet.end, said)


def _row(line: Line) -> Row:
    code = country_code(line.cells["country"]) or ""
    columns = [column for column in COLUMNS if line.cells[column]]
    footnotes = _footnotes(line)
    referred = _REFERRED.get(code, NOTHING) if footnotes else NOTHING
    return {
        "country": code,
        "columns": " ".join(columns) or NOTHING,
        "footnotes": " ".join(footnotes) or NOTHING,
        "refers_to": PART_746 if line.cells[REFERRAL] else referred,
        "edition": line.cells["edition"],
        "source": SOURCE,
    }


def _footnotes(line: Line) -> list[str]:
    return [number.strip() for number in line.cells["footnotes"].split(";") if number.strip()]
