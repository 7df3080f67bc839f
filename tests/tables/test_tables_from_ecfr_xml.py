"""The eCFR's XML, built here to its documented schema, comes to the same tables as the CSV."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from licet_tables.changing import Change
from licet_tables.findings import ImportRefused
from licet_tables.groups import GROUPS as GROUP_NAMES
from licet_tables.importing import Official, compare
from licet_tables.requirements import COLUMNS
from small_official import EDITION, chart, control, control_list, country, groups, member

PART_746 = "See part 746 of the EAR to determine whether a license is required."
MARKED = {"AF": "CB1 NS1", "AT": "CB1 NS1", "ZW": "CB1 NS1 RS1"}


def part(number: int, body: str, *, supplement: int = 1) -> str:
    """Return title 15 with one part and one supplement."""
    name = f"Supplement No. {supplement} to Part {number}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ECFR><DIV1 N="15" TYPE="TITLE"><HEAD>Title 15</HEAD>\n'
        f'<DIV5 N="{number}" TYPE="PART"><HEAD>PART {number}</HEAD>\n'
        f'<DIV8 N="{number}.1" TYPE="SECTION"><HEAD>§ {number}.1</HEAD><P>Text.</P></DIV8>\n'
        f'<DIV9 N="{name}" TYPE="APPENDIX"><HEAD>{name}—A table</HEAD>\n{body}\n'
        "</DIV9></DIV5></DIV1></ECFR>\n"
    )


def html_table(heads: list[list[str]], rows: list[list[str]]) -> str:
    """Return a table as TABLE, TR, TH and TD."""
    head = "".join(f"<TR>{''.join(f'<TH>{c}</TH>' for c in row)}</TR>\n" for row in heads)
    body = "".join(f"<TR>{''.join(f'<TD>{c}</TD>' for c in row)}</TR>\n" for row in rows)
    return f'<DIV width="100%"><DIV class="gpotbl_div"><TABLE>\n{head}{body}</TABLE></DIV></DIV>'


def gpo_table(heads: list[list[str]], rows: list[list[str]]) -> str:
    """Return a table as GPOTABLE, BOXHD, ROW and ENT."""
    head = "".join(f"<CHED H='{n}'>{c}</CHED>" for n, row in enumerate(heads) for c in row)
    body = "".join(f"<ROW>{''.join(f'<ENT>{c}</ENT>' for c in row)}</ROW>\n" for row in rows)
    return f"<GPOTABLE COLS='17'><BOXHD>{head}</BOXHD>\n{body}</GPOTABLE>"


CHART_HEADS = [["Countries", "Chemical", "Nuclear"], [f"{c[:2]} {c[2]}" for c in COLUMNS]]


def marks(text: str) -> list[str]:
    return ["X" if column in text.split() else "" for column in COLUMNS]


CHART_ROWS = [
    ["Afghanistan", *marks("CB1 NS1")],
    ["Austria <SU>3</SU> <sup>4</sup>", *marks("CB1 NS1")],
    ["Cuba", PART_746],
    ["Zimbabwe", *marks("CB1 NS1 RS1")],
]
CHART_CSV = chart(
    country("Austria", "CB1 NS1", footnotes="3;4"),
    country("Cuba", embargo_or_referral_text=PART_746),
)
A = [g for g in GROUP_NAMES if g.startswith("A")]
D_AND_E = [g for g in GROUP_NAMES if g[0] in "DE"]


def group_tables(table: Callable[..., str]) -> str:
    return "\n".join(
        (
            "<HD1>Country Group A</HD1>",
            table([["Country", *(f"[{g}] Members" for g in A)]], [["Cuba", *("X" for _ in A)]]),
            "<HD1>Country Group B</HD1>",
            table([["Countries"]], [["Cuba", "Haiti"], ["Kenya", ""]]),
            "<P><B>Country Group D</B></P>",
            table(
                [["Country", *(f"[{g}]" for g in D_AND_E)]],
                [["Cuba", *("X" for _ in D_AND_E)], ["Haiti", "", "", "", "", "X", "", ""]],
            ),
        )
    )


GROUPS_CSV = groups(member("B", "Haiti"), member("B", "Kenya"), member("D:5", "Haiti"))


def entry(heading: str, reasons: str, required: str) -> str:
    return (
        f"<FP-2><B>{heading}</B></FP-2>\n<FP-1><E T='04'>License Requirements</E></FP-1>\n"
        f"<FP-1><I>Reason for Control:</I> {reasons}</FP-1>\n{required}\n"
        "<FP-1><I>Items:</I> a. Things. See 3A002 for others.</FP-1>\n"
    )


def list_body(table: Callable[..., str]) -> str:
    heads = [["<I>Control(s)</I>", "<I>Country Chart (See Supp. No. 1 to part 738)</I>"]]
    first = table(
        heads,
        [
            ["NS applies to 3A001.b.2", "NS Column 1."],
            ["AT applies to entire entry", "AT Column 1"],
        ],
    )
    other = table([["Value", "Meaning"]], [["1", "one"]])
    last = table(heads, [["AT applies to entire entry", "AT Column 1"]])
    return (
        "<HD1>Category 3—Electronics</HD1>\n"
        + entry("3A001 Electronic things, as follows.", "NS, AT", first + other)
        + "<FP-1><B>3A102 Reserved things (subject to the ITAR).</B></FP-1>\n"
        + entry("9E993 Other technology.", "AT", last)
    )


CONTROLS_CSV = control_list(
    control("3A001", 1, "NS applies to 3A001.b.2", "NS Column 1.", "NS1"),
    control("3A001", 2, "AT applies to entire entry", "AT Column 1", "AT1"),
    control("3A102", 0, "", ""),
)
SAME: dict[Official, tuple[int, Callable[[Callable[..., str]], str], str]] = {
    Official.COUNTRY_CHART: (738, lambda table: table(CHART_HEADS, CHART_ROWS), CHART_CSV),
    Official.COUNTRY_GROUPS: (740, group_tables, GROUPS_CSV),
    Official.CONTROL_LIST: (774, list_body, CONTROLS_CSV),
}
TABLES = {"TABLE": html_table, "GPOTABLE": gpo_table}


def compared(official: Official, name: str, text: str | bytes, tmp_path: Path) -> Change:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return compare(official, file, date.fromisoformat(EDITION), tmp_path / "rules")


@pytest.mark.parametrize("official", SAME, ids=lambda official: official.value)
@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_xml_says_what_the_csv_says(
    official: Official, table: Callable[..., str], tmp_path: Path
) -> None:
    number, body, text = SAME[official]
    from_xml = compared(official, "t.xml", part(number, body(table)), tmp_path)
    assert from_xml.text == compared(official, "t.csv", text, tmp_path).text
    assert from_xml.text.count("\n") > 3


def test_a_supplement_alone_is_read_too(tmp_path: Path) -> None:
    body = html_table(CHART_HEADS, CHART_ROWS)
    text = f'<DIV9 N="Supplement No. 1 to Part 738" TYPE="APPENDIX">{body}</DIV9>'
    assert len(compared(Official.COUNTRY_CHART, "t.xml", text, tmp_path).differences) == 4


CHART = part(738, html_table(CHART_HEADS, CHART_ROWS))
ENTITY = '<!DOCTYPE x [<!ENTITY lol "lol"><!ENTITY all "&lol;&lol;">]>'
REFUSED: dict[str, tuple[Official, str | bytes, str]] = {
    "XML cut off": (Official.COUNTRY_CHART, CHART[: len(CHART) // 2], "not whole XML"),
    "no XML": (Official.COUNTRY_CHART, "country,CB1\n", "1:1: not whole XML"),
    "an empty file": (Official.COUNTRY_CHART, "", "not whole XML"),
    "a document type with entities": (
        Official.COUNTRY_CHART,
        CHART.replace("?>\n", f"?>\n{ENTITY}\n", 1).replace("Austria", "&all;"),
        "declares a document type",
    ),
    "a document type elsewhere": (
        Official.COUNTRY_CHART,
        CHART.replace("?>\n", '?>\n<!DOCTYPE ECFR SYSTEM "file:///etc/passwd">\n', 1),
        "declares a document type",
    ),
    "another part": (
        Official.CONTROL_LIST, CHART, "holds 0 times Supplement No. 1 to Part 774, and one is due",
    ),
    "another supplement": (
        Official.COUNTRY_CHART, part(738, "<P>x</P>", supplement=2), "holds 0 times",
    ),
    "a supplement without a table": (
        Official.COUNTRY_CHART, part(738, "<P>x</P>"), "holds no rows: the file is cut off",
    ),
    "an unknown column": (
        Official.COUNTRY_CHART, CHART.replace("<TH>NS 2</TH>", "<TH>NS 3</TH>"),
        "the head of the chart has `NS3`",
    ),
    "a column too few": (
        Official.COUNTRY_CHART, CHART.replace("<TH>NS 2</TH>", ""),
        "the head of the chart has 15 columns",
    ),
    "a head that is missing": (
        Official.COUNTRY_CHART, part(738, html_table([], CHART_ROWS)),
        "a row stands before any head",
    ),
    "a ragged row": (
        Official.COUNTRY_CHART,
        part(738, html_table(CHART_HEADS, [*CHART_ROWS[:1], ["Austria", "X", "X"]])),
        "10:3: 3 cells where the head has 17",
    ),
    "a ragged row of groups": (
        Official.COUNTRY_GROUPS,
        part(740, html_table([["Country", "[A:1]", "[A:2]"]], [["Cuba", "X"]])),
        "2 cells where the head has 3",
    ),
    "a mark of groups that is none": (
        Official.COUNTRY_GROUPS,
        part(740, html_table([["Country", "[A:1]"]], [["Cuba", "yes"]])),
        "`yes` is no mark",
    ),
    "countries under no group": (
        Official.COUNTRY_GROUPS, part(740, html_table([["Country"]], [["Cuba"]])),
        "a row stands under no group",
    ),
    "a control without its requirement": (
        Official.CONTROL_LIST,
        part(774, entry("3A001 Things.", "NS", html_table(
            [["Control(s)", "Country Chart"]], [["NS applies to entire entry"]]))),
        "1 cells in a row of `3A001`",
    ),
    "a list that ends early": (
        Official.CONTROL_LIST,
        part(774, list_body(html_table).partition("<FP-2><B>9E993")[0]),
        "the list ends at `3A102` and not in 9E",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("official", "text", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_wholly_sound_is_refused_by_place(
    official: Official, text: str | bytes, said: str, tmp_path: Path
) -> None:
    with pytest.raises(ImportRefused) as refused:
        compared(official, "t.xml", text, tmp_path)
    assert said in str(refused.value)
    assert "t.xml:" in str(refused.value)
