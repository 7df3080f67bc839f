"""Each kind of official table: how its file is read, in either format, and which table it makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from licet_tables.changing import Change, change_of
from licet_tables.charts import INPUT as CHART_INPUT
from licet_tables.charts import chart_rows
from licet_tables.controls import INPUT as CONTROLS_INPUT
from licet_tables.controls import control_rows
from licet_tables.exceptions import INPUT as EXCEPTIONS_INPUT
from licet_tables.exceptions import exception_rows
from licet_tables.findings import Finding, ImportRefused, Place, quoted, refusal
from licet_tables.groups import INPUT as GROUPS_INPUT
from licet_tables.groups import group_rows
from licet_tables.markup import read_part
from licet_tables.sheets import Sheet, read_csv
from licet_tables.tables import CHART, CONTROLS, EDITION, EXCEPTIONS, GROUPS, Row, Table, read_table
from licet_tables.xml_charts import chart_sheet
from licet_tables.xml_controls import controls_sheet
from licet_tables.xml_groups import groups_sheet

TABLES = Path("us_ear") / "tables"
"""Where the tables stand in a rules directory."""


class Official(Enum):
    """The official tables that there are importers for."""

    COUNTRY_CHART = "country-chart"
    COUNTRY_GROUPS = "country-groups"
    CONTROL_LIST = "control-list"
    LICENSE_EXCEPTIONS = "license-exceptions"


@dataclass(frozen=True, slots=True)
class _Importer:
    table: Table
    columns: tuple[str, ...]
    rows: Callable[[Sheet, str], tuple[Row, ...]]
    xml: Callable[[Path, str], Sheet] | None


def _importer(official: Official) -> _Importer:
    match official:
        case Official.COUNTRY_CHART:
            return _Importer(CHART, CHART_INPUT, lambda s, _: chart_rows(s), _chart_xml)
        case Official.COUNTRY_GROUPS:
            return _Importer(GROUPS, GROUPS_INPUT, lambda s, _: group_rows(s), _groups_xml)
        case Official.CONTROL_LIST:
            return _Importer(CONTROLS, CONTROLS_INPUT, lambda s, _: control_rows(s), _controls_xml)
        case Official.LICENSE_EXCEPTIONS:
            return _Importer(EXCEPTIONS, EXCEPTIONS_INPUT, exception_rows, None)


def compare(official: Official, path: Path, edition: date, rules: Path) -> Change:
    """Return what importing a file as an edition would change in the tables of a rules directory.

    Nothing is written. Raises `ImportRefused` with every finding where the file is not wholly
    sound, or the table that stands there is not.
    """
    importer = _importer(official)
    sheet = _sheet(importer, path, edition.isoformat())
    _check_edition(sheet, edition.isoformat())
    rows = importer.rows(sheet, edition.isoformat())
    directory = rules / TABLES
    before = read_table(importer.table, directory)
    return change_of(importer.table, directory, before, edition.isoformat(), rows)


def _sheet(importer: _Importer, path: Path, edition: str) -> Sheet:
    match path.suffix.lower():
        case ".csv":
            sheet = read_csv(path, importer.columns)
        case ".xml" if importer.xml is not None:
            sheet = importer.xml(path, edition)
        case suffix:
            formats = "`.csv` or `.xml`" if importer.xml else "`.csv`"
            raise refusal(Place(path, 1), f"{quoted(suffix)} is no format read here; {formats} is")
    if not sheet.lines:
        raise refusal(Place(path, 1), "holds no rows: the file is cut off")
    return sheet


def _check_edition(sheet: Sheet, edition: str) -> None:
    findings = [
        Finding(line.at(EDITION), f"the edition is {quoted(found)}, and {edition} was asked for")
        for line in sheet.lines
        if (found := line.cells.get(EDITION, edition)) != edition
    ]
    if findings:
        raise ImportRefused(findings)


def _chart_xml(path: Path, edition: str) -> Sheet:
    return chart_sheet(read_part(path, "738"), edition)


def _groups_xml(path: Path, edition: str) -> Sheet:
    return groups_sheet(read_part(path, "740"), edition)


def _controls_xml(path: Path, edition: str) -> Sheet:
    return controls_sheet(read_part(path, "774"), edition)
