"""The official CSV files become rows of the tables, every line of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from licet_tables.changing import write
from licet_tables.importing import TABLES, Official, compare
from licet_tables.tables import CHART, CONTROLS, EXCEPTIONS, GROUPS, Row, Table, read_table
from small_official import (
    EDITION,
    chart,
    control,
    control_list,
    country,
    exceptions,
    groups,
    member,
)

PART_746 = "See part 746 of the EAR to determine whether a license is required."
SCHEDULES = (
    "A license is required to export Schedule 2 chemicals and mixtures identified in 1C350.b to "
    "States not Party to the CWC. A license is required to export Schedule 3 chemicals and "
    "mixtures identified in 1C350.c to States not Party to the CWC."
)


def imported(official: Official, table: Table, text: str, tmp_path: Path) -> tuple[Row, ...]:
    """Return the table that a file makes in empty rules."""
    file = tmp_path / "official.csv"
    file.write_bytes(text.encode())
    write(compare(official, file, date.fromisoformat(EDITION), tmp_path / "rules"))
    return read_table(table, tmp_path / "rules" / TABLES)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (country("Austria", "CB1 NS1", footnotes="3;4"), ("AT", "CB1 NS1", "3 4", "none")),
        (country("Cuba", embargo_or_referral_text=PART_746), ("CU", "none", "none", "part_746")),
        (
            country("Korea, North", embargo_or_referral_text="See Sections 742.19 and 746.4."),
            ("KP", "none", "none", "part_746"),
        ),
        (country("Liechtenstein", "CB1", footnotes="5"), ("LI", "CB1", "5", "CH")),
        (country("Kosovo", "AT2"), ("XK", "AT2", "none", "none")),
        (country("Seycheles", "CB1"), ("SC", "CB1", "none", "none")),
        (country("Bahamas, The", "CB1"), ("BS", "CB1", "none", "none")),
        (country("Congo (Republic of the)", "CB1"), ("CG", "CB1", "none", "none")),
        (country("Cote d'Ivoire", "CB1"), ("CI", "CB1", "none", "none")),
    ],
    ids=lambda given: given["country"] if isinstance(given, dict) else "",
)
def test_a_line_of_the_chart_is_a_country_by_code(
    row: dict[str, str], told: tuple[str, ...], tmp_path: Path
) -> None:
    rows = imported(Official.COUNTRY_CHART, CHART, chart(row), tmp_path)
    found = next(r for r in rows if r["country"] == told[0])
    assert tuple(found.values())[:4] == told
    assert len(rows) == 3


def test_the_groups_of_a_country_stand_in_one_row(tmp_path: Path) -> None:
    members = (member("D:5", "China (PRC)"), member("D:1", "China (PRC)"), member("B", "Haiti"))
    rows = imported(Official.COUNTRY_GROUPS, GROUPS, groups(*members), tmp_path)
    assert {r["country"]: r["groups"] for r in rows if r["country"] != "CU"} == {
        "CN": "D:1 D:5",
        "HT": "B",
    }


def controls(tmp_path: Path, *lines: dict[str, str]) -> list[tuple[str, ...]]:
    rows = imported(Official.CONTROL_LIST, CONTROLS, control_list(*lines), tmp_path)
    told = ("reason", "requirement", "paragraphs", "except", "for", "narrowed", "row")
    return [tuple(r[c] for c in told) for r in rows if r["eccn"] != "9E993"]


def test_a_row_of_an_entry_is_a_control(tmp_path: Path) -> None:
    line = control("3A001", 1, "NS applies to 3A001.b.2, b.3", "NS Column 1.", "NS1")
    assert controls(tmp_path, line) == [("NS", "NS1", "b.2 b.3", "none", "none", "no", "1")]


def test_two_reasons_in_one_row_are_two_controls(tmp_path: Path) -> None:
    line = control("5A980", 1, "SL and AT apply to entire entry.", "Worldwide control.")
    assert controls(tmp_path, line) == [
        ("AT", "worldwide", "all", "none", "none", "no", "1"),
        ("SL", "worldwide", "all", "none", "none", "no", "1"),
    ]


def test_two_controls_in_one_row_have_each_its_column(tmp_path: Path) -> None:
    scope = "NP applies to entire entry AT applies to entire entry"
    line = control("1A231", 1, scope, "NP Column 1 AT Column 1", "NP1")
    assert [row[:2] for row in controls(tmp_path, line)] == [("AT", "AT1"), ("NP", "NP1")]


def test_a_requirement_by_schedule_comes_apart_by_paragraph(tmp_path: Path) -> None:
    line = control("1C350", 1, "CW applies to 1C350.b and .c.", SCHEDULES)
    assert controls(tmp_path, line) == [
        ("CW", "cwc_not_party", "b", "none", "none", "no", "1"),
        ("CW", "cwc_schedule_3", "c", "none", "none", "no", "1"),
    ]


def test_toxins_everywhere_are_narrowed_by_their_forms(tmp_path: Path) -> None:
    said = "CW applies to 1C351.d.15 and .d.16 and a license is required for CW reasons for all "
    line = control("1C351", 1, f"{said}destinations, as follows.", f"{said}destinations, so.")
    assert controls(tmp_path, line) == [
        ("CW", "worldwide", "d.15 d.16", "none", "none", "yes", "1")
    ]


def test_every_line_of_a_list_is_found_in_the_table(tmp_path: Path) -> None:
    lines = [
        control("0A521", 0, "", ""),
        control("1A002", 1, "NS applies to entire entry, except 1A002.y", "NS Column 2", "NS2"),
        control("1A002", 2, "MT applies to most of it, but not always", "N/A"),
        control("1C350", 1, "CW applies to 1C350.b and .c.", SCHEDULES),
        control("5A980", 1, "SL and AT apply to entire entry.", "of some kind"),
    ]
    rows = imported(Official.CONTROL_LIST, CONTROLS, control_list(*lines), tmp_path)
    asked = {(line["eccn"], line["row_no"]) for line in lines} | {("9E993", "1")}
    assert {(row["eccn"], row["row"]) for row in rows} == asked
    assert {(r["requirement"], r["narrowed"]) for r in rows if r["row"] == "2"} == {
        ("not_encoded", "yes")
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (control("0A002", 0, "", ""), ("none", "none", "all", "none", "none", "no", "0")),
        (control("0A521", 0, "", ""), ("none", "not_encoded", "all", "none", "none", "no", "0")),
        (
            control("0D001", 1, '"Software" for items described in 0A002 is "subject to the '
                    'ITAR" (see 22 CFR).', "the same"),
            ("none", "none", "all", "none", "0A002", "for", "1"),
        ),
        (
            control("4A001", 1, "NP applies, unless a License Exception is available.", "N/A."),
            ("NP", "not_encoded", "all", "none", "none", "yes", "1"),
        ),
        (
            control("0A998", 1, "Russian industry sector sanction applies to entire entry",
                    "See § 746.8 for specific license requirements and license review policy."),
            ("RU", "russia_sector", "all", "none", "none", "no", "1"),
        ),
        (
            control("0E982", 1, 'CC applies to "technology" for items controlled by 0A982 or '
                    "0A503. A license is required for ALL destinations, except Canada.",
                    "A license is required for ALL destinations, except Canada, regardless of "
                    "end use."),
            ("CC", "all_but_canada", "all", "none", "0A982 0A503", "for", "1"),
        ),
    ],
    ids=lambda given: given["eccn"] if isinstance(given, dict) else "",
)  # fmt: skip
def test_rows_of_their_own_kind(
    line: dict[str, str], told: tuple[str, ...], tmp_path: Path
) -> None:
    assert controls(tmp_path, line) == [told]


VALUES = {
    ("LVS", "$3000"): "USD 3000",
    ("LVS", "$1,500"): "USD 1500",
    ("LVS", "$1500."): "USD 1500",
    ("LVS", "N/A"): "no",
    ("LVS", ""): "no",
    ("LVS", "Yes"): "partly",
    ("LVS", "$3000 to Canada"): "partly",
    ("GBS", "Yes"): "yes",
    ("GBS", "Yes."): "yes",
    ("GBS", "Yes, see § 740.2(a)(22) and § 740.24 of the EAR."): "yes",
    ("GBS", "Yes, to Canada"): "partly",
    ("GBS", "$3000"): "partly",
}


def told_of(exception: str, rows: tuple[Row, ...]) -> list[tuple[str, ...]]:
    columns = ("paragraphs", "except", "value", "not_for")
    own = [r for r in rows if (r["eccn"], r["exception"]) == ("3A001", exception)]
    return [tuple(row[column] for column in columns) for row in own]


@pytest.mark.parametrize(("exception", "said", "value"), [(*k, v) for k, v in VALUES.items()])
def test_an_exception_is_open_closed_or_open_in_part(
    exception: str, said: str, value: str, tmp_path: Path
) -> None:
    text = exceptions({"eccn": "3A001", exception: said})
    rows = imported(Official.LICENSE_EXCEPTIONS, EXCEPTIONS, text, tmp_path)
    assert told_of(exception, rows) == [("all", "none", value, "none")]
    assert {r["exception"] for r in rows if r["eccn"] == "3A001"} == {"LVS", "GBS", "TSR"}


def test_an_exception_for_some_paragraphs_tells_of_the_others_too(tmp_path: Path) -> None:
    line = {"eccn": "3A001", "LVS": "$500 for 3A001.c and .d; N/A for MT", "STA": "not for .b"}
    rows = imported(Official.LICENSE_EXCEPTIONS, EXCEPTIONS, exceptions(line), tmp_path)
    assert told_of("LVS", rows) == [
        ("all", "c d", "no", "none"),
        ("c d", "none", "USD 500", "MT"),
    ]
    assert told_of("STA", rows) == [("all", "none", "partly", "none")]


def test_a_condition_on_sta_is_told_and_tsr_opens_nothing_for_a_commodity(tmp_path: Path) -> None:
    line = {"eccn": "3A001", "sta_special_conditions": "not for .b", "TSR": "Yes"}
    rows = imported(Official.LICENSE_EXCEPTIONS, EXCEPTIONS, exceptions(line), tmp_path)
    told = {r["exception"]: r["value"] for r in rows if r["eccn"] == "3A001"}
    assert told == {"LVS": "no", "GBS": "no", "STA": "partly", "TSR": "no"}
