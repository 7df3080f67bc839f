"""The Country Groups: which groups a country is a member of."""

from __future__ import annotations

from collections.abc import Iterator

from licet_tables.countries import country_code
from licet_tables.findings import Finding, ImportRefused, quoted
from licet_tables.sheets import Sheet
from licet_tables.tables import Row

SOURCE = "15 CFR Part 740 Supp. 1"
INPUT = ("group", "group_label", "country", "edition")
GROUPS = (
    "A:1", "A:2", "A:3", "A:4", "A:5", "A:6", "B", "D:1", "D:2", "D:3", "D:4", "D:5", "E:1", "E:2",
)  # fmt: skip


def group_rows(sheet: Sheet) -> tuple[Row, ...]:
    """Return the rows of an edition, one a country.

    Raises `ImportRefused` for an unknown group or country, a member named twice, and a file
    that lacks one of the groups.
    """
    findings = [*_findings(sheet), *_missing(sheet)]
    if findings:
        raise ImportRefused(findings)
    members: dict[str, set[str]] = {}
    for line in sheet.lines:
        code = country_code(line.cells["country"]) or ""
        members.setdefault(code, set()).add(line.cells["group"])
    edition = sheet.lines[0].cells["edition"]
    return tuple(
        {
            "country": code,
            "groups": " ".join(group for group in GROUPS if group in groups),
            "edition": edition,
            "source": SOURCE,
        }
        for code, groups in members.items()
    )


def _findings(sheet: Sheet) -> Iterator[Finding]:
    seen: dict[tuple[str, str], int] = {}
    for line in sheet.lines:
        group, name = line.cells["group"], line.cells["country"]
        code = country_code(name)
        if group not in GROUPS:
            said = f"{quoted(group)} is no group; write one of {', '.join(GROUPS)}"
            yield Finding(line.at("group"), said)
        if code is None:
            yield Finding(line.at("country"), f"{quoted(name)} is no country that is known here")
            continue
        first = seen.setdefault((group, code), line.place.line)
        if first != line.place.line:
            said = f"{quoted(name)} ({code}) is in {group} by line {first} already"
            yield Finding(line.at("country"), said)


def _missing(sheet: Sheet) -> Iterator[Finding]:
    missing = [g for g in GROUPS if all(line.cells["group"] != g for line in sheet.lines)]
    if missing:
        said = f"no country is in {', '.join(missing)}: the file is cut off"
        yield Finding(sheet.end, said)
