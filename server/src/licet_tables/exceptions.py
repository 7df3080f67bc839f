"""The license exceptions that an entry of the control list opens (15 CFR Part 740)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from licet_tables.findings import Finding, ImportRefused, quoted
from licet_tables.sheets import Sheet
from licet_tables.tables import Row

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

_ECCN = re.compile(r"\d[A-E]\d{3}")
_LAST = "9E"
_SOFT = ("D", "E")
_NO = re.compile(r"(?:N/A|No)\.?")
_YES = re.compile(r"Yes\.?(?:, see § [\w.()]+(?: and § [\w.()]+)* of the EAR\.?)?")
_AMOUNT = re.compile(r"\$(?P<amount>\d{1,3}(?:,\d{3})+|\d+)\.?")


def exception_rows(sheet: Sheet, edition: str) -> tuple[Row, ...]:
    """Return the exceptions of an edition, one row for each that an entry speaks of.

    Raises `ImportRefused` for what is not an ECCN, an entry that stands twice, and a list that
    ends before its end.
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
    last = sheet.lines[-1].cells["eccn"] if sheet.lines else "nothing"
    if not last.startswith(_LAST):
        said = f"the list ends at `{last}` and not in 9E: the file is cut off"
        yield Finding(sheet.end, said)


def _rows(cells: Mapping[str, str], edition: str) -> Iterator[Row]:
    eccn = cells["eccn"]
    for exception in EXCEPTIONS:
        said = _said(exception, cells)
        if said or exception in ALWAYS_TOLD:
            yield {
                "eccn": eccn,
                "exception": exception,
                "value": _value(exception, said),
                "edition": edition,
                "source": SOURCE,
            }


def _said(exception: str, cells: Mapping[str, str]) -> str:
    if exception == "STA":
        return cells["STA"] or cells["sta_special_conditions"]
    # TSR is for software and technology (740.6): a cell of a commodity opens nothing.
    if exception == "TSR" and cells["eccn"][1] not in _SOFT:
        return ""
    return cells[exception]


def _value(exception: str, said: str) -> str:
    amount = _AMOUNT.fullmatch(said)
    if exception == "LVS" and amount:
        return f"USD {amount['amount'].replace(',', '')}"
    if not said or _NO.fullmatch(said):
        return "no"
    return "yes" if _YES.fullmatch(said) else "partly"
