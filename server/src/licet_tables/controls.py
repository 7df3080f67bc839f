"""The control list: each row of an entry's license requirements becomes one control or more."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby

from licet_engine.tables.model import REASONS

from licet_tables.chemicals import chemical_controls
from licet_tables.findings import Finding, ImportRefused, quoted
from licet_tables.requirements import COLUMNS, NOT_ENCODED, requirement_code
from licet_tables.scopes import Narrowed, Scope, read_scope
from licet_tables.sheets import Line, Sheet
from licet_tables.tables import NOTHING, Row
from licet_tables.wording import plain

SOURCE = "15 CFR Part 774 Supp. 1"
INPUT = (
    "eccn", "heading", "reasons_for_control", "row_no", "scope_text", "requirement_text",
    "chart_column_or_blank", "no_license_requirements_section", "edition",
)  # fmt: skip

_ECCN = re.compile(r"\d[A-E]\d{3}")
_NO_ROW = "0"
_LAST = "9E"
# Entries 0A521 to 0E521 have no table of requirements and are controlled all the same: what they
# hold, and where it may go, stands in Supplement No. 5 to Part 774.
_HELD_ELSEWHERE = re.compile(r"0[A-E]521")
_ITAR = re.compile(r"(?P<items>.*?) is \"?subject to the (?:ITAR|export licensing authority)\b.*")
_RUSSIAN = re.compile(r"Russian industry sector sanctions? appl(?:y|ies) to (?P<words>.*)")
_SCOPE = re.compile(
    r"(?:Country Chart\. )?(?P<reason>[A-Z]{2})(?: and (?P<second>[A-Z]{2}))?,? "
    r"appl(?:y|ies)(?: to:?|,)? (?P<words>.*)"
)
_TWO_IN_ONE = re.compile(r"(?<=entire entry) (?=[A-Z]{2} applies to )")
_REST = re.compile(r"\. (?:A license is required|The Commerce Country Chart|See )\b.*")


def control_rows(sheet: Sheet) -> tuple[Row, ...]:
    """Return the controls of an edition.

    Raises `ImportRefused` for an entry whose rows are not numbered from 1, a repeated or
    misplaced entry, a column that is none, and a list that ends before its end.
    """
    findings = [*_line_findings(sheet), *_structure_findings(sheet)]
    if findings:
        raise ImportRefused(findings)
    eccns = {line.cells["eccn"] for line in sheet.lines}
    return tuple(row for line in sheet.lines for row in _controls(line.cells, eccns))


def _line_findings(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        eccn, column = line.cells["eccn"], line.cells["chart_column_or_blank"]
        if not _ECCN.fullmatch(eccn):
            yield Finding(line.at("eccn"), f"{quoted(eccn)} is not an ECCN such as `3A001`")
        if not line.cells["row_no"].isdigit():
            said = f"{quoted(line.cells['row_no'])} is not the number of a row"
            yield Finding(line.at("row_no"), said)
        if line.cells["row_no"] != _NO_ROW and not _has_reasons(line.cells["scope_text"]):
            said = f"{quoted(line.cells['scope_text'])} names no reason for control"
            yield Finding(line.at("scope_text"), said)
        if column and column not in COLUMNS:
            said = f"{quoted(column)} is no column of the chart; write one of {', '.join(COLUMNS)}"
            yield Finding(line.at("chart_column_or_blank"), said)
        elif column and column not in {row["requirement"] for row in _controls(line.cells, ())}:
            said = f"{quoted(column)} is not what {quoted(line.cells['requirement_text'])} says"
            yield Finding(line.at("chart_column_or_blank"), said)


def _has_reasons(text: str) -> bool:
    scope = plain(text)
    reasons, _ = reasons_and_words(scope)
    return bool(_ITAR.fullmatch(scope) or (reasons and set(reasons) <= set(REASONS)))


def _structure_findings(sheet: Sheet) -> Iterator[Finding]:
    before = ""
    for eccn, group in groupby(sheet.lines, key=lambda line: line.cells["eccn"]):
        lines = tuple(group)
        if eccn <= before:
            said = f"`{eccn}` stands after `{before}`: entries stand once each, in order"
            yield Finding(lines[0].at("eccn"), said)
        before = max(before, eccn)
        yield from _numbering_findings(eccn, lines)
    if not before.startswith(_LAST):
        said = f"the list ends at `{before or 'nothing'}` and not in 9E: the file is cut off"
        yield Finding(sheet.end, said)
    elif missing := _missing_reasons([li for li in sheet.lines if li.cells["eccn"] == before]):
        said = f"`{before}` names {', '.join(missing)} and has no row for it: the file is cut off"
        yield Finding(sheet.end, said)


def _numbering_findings(eccn: str, lines: tuple[Line, ...]) -> Iterator[Finding]:
    numbers = [line.cells["row_no"] for line in lines]
    if numbers == [_NO_ROW]:
        return
    for due, line in enumerate(lines, start=1):
        if line.cells["row_no"] != str(due):
            said = f"`{eccn}` has row {quoted(line.cells['row_no'])} where row {due} is due"
            yield Finding(line.at("row_no"), said)
            return


def _missing_reasons(lines: Iterable[Line]) -> list[str]:
    told, found = set[str](), set[str]()
    for line in lines:
        told |= set(line.cells["reasons_for_control"].split(";")) - {""}
        found |= {row["reason"] for row in _controls(line.cells, ())}
    return sorted(told - found)


def _controls(cells: Mapping[str, str], eccns: Collection[str]) -> Iterator[Row]:
    """Yield the controls of one row; a row whose reason cannot be read is refused before."""
    scope, required = plain(cells["scope_text"]), cells["requirement_text"]
    itar = _ITAR.fullmatch(scope)
    if cells["row_no"] == _NO_ROW:
        held = _HELD_ELSEWHERE.fullmatch(cells["eccn"])
        code = NOT_ENCODED if held else NOTHING
        yield _row(cells, NOTHING, code, Scope(narrowed=Narrowed.NO))
    elif itar:
        yield _row(cells, NOTHING, NOTHING, read_scope(itar["items"], cells["eccn"], eccns))
    else:
        for part in _TWO_IN_ONE.split(scope):
            yield from _of_reasons(cells, part, required, eccns)


def _of_reasons(
    cells: Mapping[str, str], scope: str, required: str, eccns: Collection[str]
) -> Iterator[Row]:
    reasons, words = reasons_and_words(scope)
    by_schedule = chemical_controls(required, cells["eccn"], eccns) if reasons == ("CW",) else ()
    for part, code in by_schedule:
        yield _row(cells, "CW", code, part)
    for reason in () if by_schedule else reasons:
        code = requirement_code(reason, required)
        yield _row(cells, reason, code, read_scope(words, cells["eccn"], eccns))


def reasons_and_words(scope: str) -> tuple[tuple[str, ...], str]:
    """Return the reasons for control that a scope begins with, and what they apply to.

    No reason, and no words, for a scope that does not begin so.
    """
    russian = _RUSSIAN.fullmatch(scope)
    if russian:
        return ("RU",), russian["words"]
    found = _SCOPE.fullmatch(scope)
    if found is None:
        return (), ""
    reasons = tuple(r for r in (found["reason"], found["second"]) if r)
    return reasons, _REST.sub("", found["words"])


def _row(cells: Mapping[str, str], reason: str, code: str, scope: Scope) -> Row:
    return {
        "eccn": cells["eccn"],
        "reason": reason,
        "requirement": code,
        "paragraphs": " ".join(scope.paragraphs) or "all",
        "except": " ".join(scope.excepted) or NOTHING,
        "for": " ".join(map(str, scope.made_for)) or NOTHING,
        "narrowed": scope.narrowed.value,
        "row": cells["row_no"],
        "edition": cells["edition"],
        "source": SOURCE,
    }
