"""The license exceptions that an entry of the control list opens (15 CFR Part 740)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from licet_tables.findings import Finding, ImportRefused, quoted
from licet_tables.opening_rows import OpeningRow, opening_rows
from licet_tables.openings import NO, PARTLY, YES, Contradicted, read_cell
from licet_tables.sheets import Line, Sheet
from licet_tables.tables import NOTHING, Row

SOURCE = "15 CFR Part 774 Supp. 1"
EXCEPTIONS = (
    "ACE", "ACM", "AIA", "APP", "ENC", "GBS", "HBM", "IEC", "LPP", "LVS", "STA", "TSR",
)  # fmt: skip
INPUT = (
    "eccn", "category", "group", "heading", "reason_for_control", *EXCEPTIONS,
    "sta_special_conditions", "related_controls",
)  # fmt: skip
ALWAYS_TOLD = ("LVS", "GBS", "TSR")
"""Exceptions that are open only where an entry says so: silence is a `no`, and is written out."""
IN_DOLLARS = "LVS"
"""The exception that is open up to an amount: without one, an entry opens nothing (740.3)."""

_ECCN = re.compile(r"\d[A-E]\d{3}")
_LAST = "9E"
_SOFT = ("D", "E")
_NO = re.compile(r"(?:N/A|No)\.?")
_YES = re.compile(r"Yes\.?(?:, see § [\w.()]+(?: and § [\w.()]+)* of the EAR\.?)?")


def exception_rows(sheet: Sheet, edition: str) -> tuple[Row, ...]:
    """Return the exceptions of an edition: rows of paragraphs for each that an entry speaks of.

    Raises `ImportRefused` for what is not an ECCN, an entry that stands twice, a cell that gives
    a paragraph two answers, and a list that ends before its end.
    """
    findings = list(_findings(sheet))
    if findings:
        raise ImportRefused(findings)
    return tuple(row for line in sheet.lines for row in _rows(line.cells, edition))


def _findings(sheet: Sheet) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for line in sheet.lines:
        eccn = line.cells["eccn"]
        if not _ECCN.fullmatch(eccn):
            yield Finding(line.at("eccn"), f"{quoted(eccn)} is not an ECCN such as `3A001`")
        first = seen.setdefault(eccn, line.place.line)
        if first != line.place.line:
            yield Finding(line.at("eccn"), f"{quoted(eccn)} stands in line {first} too")
        yield from _contradictions(line)
    last = sheet.lines[-1].cells["eccn"] if sheet.lines else "nothing"
    if not last.startswith(_LAST):
        said = f"the list ends at `{last}` and not in 9E: the file is cut off"
        yield Finding(sheet.end, said)


def _contradictions(line: Line) -> Iterator[Finding]:
    for exception in ALWAYS_TOLD:
        try:
            _openings(exception, line.cells)
        except Contradicted as error:
            yield Finding(line.at(exception), str(error))


def _rows(cells: Mapping[str, str], edition: str) -> Iterator[Row]:
    for exception in EXCEPTIONS:
        if exception not in ALWAYS_TOLD and not _said(exception, cells):
            continue
        for opening in _openings(exception, cells):
            yield {
                "eccn": cells["eccn"],
                "paragraphs": " ".join(opening.paragraphs) or "all",
                "except": " ".join(opening.excepted) or NOTHING,
                "exception": exception,
                "value": opening.value,
                "not_for": opening.not_for,
                "edition": edition,
                "source": SOURCE,
            }


def _openings(exception: str, cells: Mapping[str, str]) -> tuple[OpeningRow, ...]:
    """Return what a cell says; where Part 740 decides too, a word of the entry is for all of it."""
    said = _said(exception, cells)
    if not said or _NO.fullmatch(said):
        return (OpeningRow(NO),)
    if exception not in ALWAYS_TOLD:
        return (OpeningRow(YES if _YES.fullmatch(said) else PARTLY),)
    if exception != IN_DOLLARS and _YES.fullmatch(said):
        return (OpeningRow(YES),)
    return opening_rows(read_cell(said, cells["eccn"], in_dollars=exception == IN_DOLLARS))


def _said(exception: str, cells: Mapping[str, str]) -> str:
    if exception == "STA":
        return cells["STA"] or cells["sta_special_conditions"]
    # TSR is for software and technology (740.6): a cell of a commodity opens nothing.
    if exception == "TSR" and cells["eccn"][1:2] not in _SOFT:
        return ""
    return cells[exception]
