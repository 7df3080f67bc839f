"""`licet import`: a difference that somebody reviews, a refusal that changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from asking_licet import Runs
from licet_server.settings import shipped_rules
from licet_tables.tables import CHART
from small_official import (
    EDITION,
    LAST_ENTRY,
    chart,
    contents,
    control,
    control_list,
    country,
    exceptions,
    groups,
    member,
)

TABLE = "rules/us_ear/tables/country_chart.csv"
AUSTRIA = country("Austria", "CB1 NS1")
FRANCE = country("France", "CB1")
NS1 = control("3A001", 1, "NS applies to entire entry", "NS Column 1.", "NS1")
AT1 = control("3A001", 2, "AT applies to entire entry", "AT Column 1.", "AT1")


@pytest.fixture
def brings(licet_here: Runs, tmp_path: Path) -> Callable[..., object]:
    """Import the text of a file into rules that hold nothing but what a test put there."""

    def run(official: str, text: str | bytes, *flags: str, name: str = "official.csv") -> object:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        edition = () if "--edition" in flags else ("--edition", EDITION)
        return licet_here("import", official, name, *edition, "--rules", "rules", *flags)

    (tmp_path / "rules").mkdir()
    return run


def test_without_write_nothing_is_written_and_a_difference_exits_1(
    brings: Runs, tmp_path: Path
) -> None:
    ran = brings("country-chart", chart(AUSTRIA))
    assert ran.code == 1
    assert "+ AT: columns CB1 NS1, footnotes none, refers_to none" in ran.out
    assert "country_chart.csv, edition 2026-08-07: 3 added, 0 removed, 0 changed" in ran.out
    assert contents(tmp_path / "rules") == {}


def test_with_write_the_table_stands_and_a_second_look_exits_0(
    brings: Runs, tmp_path: Path
) -> None:
    ran = brings("country-chart", chart(AUSTRIA), "--write")
    assert (ran.code, ran.err) == (0, f"written: {TABLE}\n")
    table = (tmp_path / TABLE).read_text()
    assert table.splitlines()[:2] == [
        ",".join(CHART.columns),
        "AF,CB1 NS1,none,none,2026-08-07,15 CFR Part 738 Supp. 1",
    ]
    again = brings("country-chart", chart(AUSTRIA))
    assert (again.code, again.out.count("\n")) == (0, 1)


def test_rows_added_removed_and_changed_are_told_by_country(brings: Runs) -> None:
    brings("country-chart", chart(AUSTRIA, FRANCE), "--write")
    changed = country("Austria", "CB1 NS2", footnotes="4")
    ran = brings("country-chart", chart(changed, country("Germany", "NS1")))
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "~ AT: columns CB1 NS1 -> CB1 NS2, footnotes none -> 4",
        "+ DE: columns NS1, footnotes none, refers_to none",
        "- FR: columns CB1, footnotes none, refers_to none",
        "country_chart.csv, edition 2026-08-07: 1 added, 1 removed, 1 changed",
    ]


def test_a_next_edition_is_compared_with_the_last_and_both_stand(
    brings: Runs, tmp_path: Path
) -> None:
    brings("control-list", control_list(NS1, AT1), "--write")
    next_list = control_list(NS1 | {"requirement_text": "NS Column 2.",
                                    "chart_column_or_blank": "NS2"}, AT1)  # fmt: skip
    text = next_list.replace(EDITION, "2026-12-01")
    ran = brings("control-list", text, "--edition", "2026-12-01", "--write")
    assert ran.out.splitlines() == [
        "~ 3A001 1 NS: requirement NS1 -> NS2",
        (
            "control_list.csv, edition 2026-12-01: 0 added, 0 removed, 1 changed since 2026-08-07; "
            "the edition is new"
        ),
    ]
    table = (tmp_path / "rules/us_ear/tables/control_list.csv").read_text().splitlines()
    assert [line.split(",")[:3] + line.split(",")[7:8] for line in table[1:4]] == [
        ["3A001", "NS", "NS1", "2026-08-07"],
        ["3A001", "NS", "NS2", "2026-12-01"],
        ["3A001", "AT", "AT1", "2026-08-07 2026-12-01"],
    ]


def test_an_edition_that_says_the_same_is_still_a_difference(brings: Runs) -> None:
    brings("country-chart", chart(AUSTRIA), "--write")
    text = chart(AUSTRIA).replace(EDITION, "2026-12-01")
    ran = brings("country-chart", text, "--edition", "2026-12-01")
    assert ran.code == 1
    assert "0 changed since 2026-08-07; the edition is new" in ran.out


def test_the_order_of_lines_changes_nothing(brings: Runs, tmp_path: Path) -> None:
    brings("country-chart", chart(AUSTRIA, FRANCE), "--write")
    before = contents(tmp_path / "rules")
    assert brings("country-chart", chart(FRANCE, AUSTRIA), "--write").code == 0
    assert contents(tmp_path / "rules") == before


LINES = chart(AUSTRIA, FRANCE).splitlines(keepends=True)
LIST = control_list(NS1, AT1)
REFUSED: dict[str, tuple[str, str | bytes, str]] = {
    "an empty file": ("country-chart", "", "1:1: the header has 0 cells and needs 20"),
    "a header alone": ("country-chart", LINES[0], "1:1: holds no rows: the file is cut off"),
    "another header": (
        "country-chart", "".join(LINES).replace("CB2", "CBII"),
        "1:3: the header has `CBII` where `CB2` is due",
    ),
    "a table of another kind": (
        "country-groups", "".join(LINES), "1:1: the header has `country` where `group` is due",
    ),
    "a ragged row": (
        "country-chart", "".join(LINES).replace("France,X,", "France,X,,"),
        "4:21: 21 cells where the header has 20",
    ),
    "a line cut in the middle": (
        "country-chart", "".join(LINES)[:-4], "5:1",
    ),
    "a quotation that never ends": (
        "country-chart", "".join(LINES).replace("France", '"France'), "4:1: not CSV:",
    ),
    "bytes of another encoding": (
        "country-chart", "".join(LINES).replace("France", "Curaçao").encode("latin-1"),
        "4:1: the byte 0xe7 is not UTF-8",
    ),
    "lines lost at the end": (
        "country-chart", "".join(LINES[:-1]),
        "4:1: a chart runs from Afghanistan to Zimbabwe: the file is cut off",
    ),
    "lines lost at the beginning": (
        "country-chart", LINES[0] + "".join(LINES[2:]), "a chart runs from Afghanistan",
    ),
    "an unknown country": (
        "country-chart", "".join(LINES).replace("France", "Ruritania"),
        "4:1: `Ruritania` is no country that is known here",
    ),
    "a country twice": (
        "country-chart", chart(AUSTRIA, AUSTRIA), "4:1: `Austria` (AT) stands in line 3 too",
    ),
    "a mark that is none": (
        "country-chart", chart(country("France", CB2="x?", NS1="X")),
        "3:3: `x?` is no mark; write `X` or nothing",
    ),
    "a country with neither marks nor a text": (
        "country-chart", chart(country("France")), "3:19: a country has marks, or a text",
    ),
    "a text that sends nowhere known": (
        "country-chart", chart(country("France", embargo_or_referral_text="See the consul.")),
        "3:19: `See the consul.` sends nowhere that is known",
    ),
    "footnotes that are no numbers": (
        "country-chart", chart(country("France", "CB1", footnotes="a;b")),
        "3:18: `a;b` is no list of footnotes",
    ),
    "another edition": (
        "country-chart", chart(AUSTRIA | {"edition": "2026-01-01"}),
        "3:20: the edition is `2026-01-01`, and 2026-08-07 was asked for",
    ),
    "an unknown group": (
        "country-groups", groups(member("D:9", "Haiti")), "16:1: `D:9` is no group; write one of",
    ),
    "a member twice": (
        "country-groups", groups(member("B", "Haiti"), member("B", "Haiti")),
        "17:3: `Haiti` (HT) is in B by line 16 already",
    ),
    "a group without members": (
        "country-groups", groups().replace("E:2,", "E:1,").replace("Cuba", "Cuba", 1),
        "no country is in E:2: the file is cut off",
    ),
    "a row that is missing": (
        "control-list", control_list(NS1, AT1 | {"row_no": "3"}),
        "3:4: `3A001` has row `3` where row 2 is due",
    ),
    "a row twice": (
        "control-list", control_list(NS1, NS1), "3:4: `3A001` has row `1` where row 2 is due",
    ),
    "an entry twice": (
        "control-list", control_list(NS1, control("3A002", 0, "", ""), NS1),
        "4:1: `3A001` stands after `3A002`",
    ),
    "an ECCN that is none": (
        "control-list", control_list(NS1 | {"eccn": "3Z001"}),
        "2:1: `3Z001` is not an ECCN such as `3A001`",
    ),
    "a column that is none": (
        "control-list", control_list(NS1 | {"chart_column_or_blank": "NS3"}),
        "2:7: `NS3` is no column of the chart; write one of CB1",
    ),
    "a column that its words do not say": (
        "control-list", control_list(NS1 | {"chart_column_or_blank": "NS2"}),
        "2:7: `NS2` is not what `NS Column 1.` says",
    ),
    "a scope without a reason": (
        "control-list", control_list(NS1 | {"scope_text": "everything"}),
        "2:5: `everything` names no reason for control",
    ),
    "entries lost at the end": (
        "control-list", LIST[: LIST.index("9E993")],
        "3:1: the list ends at `3A001` and not in 9E: the file is cut off",
    ),
    "rows lost at the end": (
        "control-list", control_list(NS1).replace("9E993,,AT,", "9E993,,NS;AT,"),
        "3:1: `9E993` names NS and has no row for it: the file is cut off",
    ),
    "an entry of exceptions twice": (
        "license-exceptions", exceptions({"eccn": "3A001"}, {"eccn": "3A001"}),
        "3:1: `3A001` stands in line 2 too",
    ),
    "a cell that contradicts itself": (
        "license-exceptions",
        exceptions({"eccn": "3A001", "LVS": "$500 for 3A001.a; N/A for 3A001.a"}),
        "2:15: `a` is told as USD 500 and as no",
    ),
    "exceptions lost at the end": (
        "license-exceptions", exceptions({"eccn": "3A001"}).rpartition("9E993")[0],
        "2:1: the list ends at `3A001`",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("official", "text", "said"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("flags", [(), ("--write",)], ids=["compared", "written"])
def test_what_is_not_wholly_sound_is_refused_by_place_and_changes_nothing(
    brings: Runs,
    tmp_path: Path,
    official: str,
    text: str | bytes,
    said: str,
    flags: tuple[str, ...],
) -> None:
    shutil.copytree(shipped_rules() / "us_ear" / "tables", tmp_path / "rules/us_ear/tables")
    before = contents(tmp_path / "rules")
    ran = brings(official, text, *flags)
    assert ran.is_bad_input(f"official.csv:{said}" if said[0].isdigit() else said)
    assert contents(tmp_path / "rules") == before


def test_every_fault_of_a_file_is_told_at_once(brings: Runs) -> None:
    rows = (country("Ruritania", "CB1"), country("Freedonia", "CB1"), country("France", NS1="?"))
    ran = brings("country-chart", chart(*rows))
    assert ran.is_bad_input("`Ruritania`", "`Freedonia`", "`?`")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("country-chart", "none.csv", "--edition", EDITION), "none.csv:1:1: cannot be read"),
        (("country-chart", "chart.txt", "--edition", EDITION), "`.txt` is no format read here"),
        (("license-exceptions", "x.xml", "--edition", EDITION), "`.csv` is"),
        (("country-chart", "chart.csv", "--edition", "today"), "`today` is not a day"),
        (("country-chart", "chart.csv"), "--edition"),
        (("sanctions", "chart.csv", "--edition", EDITION), "country-chart"),
    ],
)
def test_wrong_use_exits_2(licet_here: Runs, arguments: tuple[str, ...], said: str) -> None:
    assert licet_here("import", *arguments).is_bad_input(said)


def test_a_table_that_somebody_broke_is_refused_and_not_replaced(
    brings: Runs, tmp_path: Path
) -> None:
    brings("country-chart", chart(AUSTRIA), "--write")
    table = tmp_path / TABLE
    table.write_text(table.read_text().replace("CB1 NS1,none,none", "CB1 NS1,,none", 1))
    before = contents(tmp_path / "rules")
    ran = brings("country-chart", chart(AUSTRIA), "--write")
    assert ran.is_bad_input(f"{TABLE}:2:3: `footnotes`: a blank says nothing; write `none`")
    assert contents(tmp_path / "rules") == before


def test_a_replacement_that_fails_leaves_the_old_table_and_nothing_else(
    brings: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brings("country-chart", chart(AUSTRIA), "--write")
    before = contents(tmp_path / "rules")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    ran = brings("country-chart", chart(FRANCE), "--write")
    assert ran.code == 2
    assert "cannot be written: no space left on device" in ran.err
    assert contents(tmp_path / "rules") == before


def test_the_last_entry_of_the_small_list_is_sound() -> None:
    assert LAST_ENTRY["reasons_for_control"] == "AT"
