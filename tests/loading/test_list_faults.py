"""Every fault of a list file is told by line and cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from licet_server.loading.cells import COLUMNS
from planting import HEADER, ROW, load, plant, refusals, row

WHERE = "law/lists/listed.csv"
CELLS: dict[str, tuple[dict[str, str], str]] = {
    "a blank": (
        {"address": ""},
        "5: `address`: a blank says nothing; write `none`, or `any` where it holds for all",
    ),
    "a cell of spaces": (
        {"regime": "  "},
        "20: `regime`: a blank says nothing; write `none`, or `any` where it holds for all",
    ),
    "a blank behind a word": (
        {"list": "entity_list "},
        "1: `list`: `entity_list` has a blank before or behind it; take it out",
    ),
    "a blank before a ground": (
        {"ground": "\u00a0national_security"},
        "19: `ground`: `national_security` has a blank before or behind it; take it out",
    ),
    "a blank behind a day": (
        {"from": "2019-05-16 "},
        "6: `from`: `2019-05-16` has a blank before or behind it; take it out",
    ),
    "no name": ({"name": "none"}, "2: `name`: `none` is no answer here"),
    "a name of dots": ({"name": "..."}, "2: `name`: `...` names nobody"),
    "a name that is a word for all": ({"name": "any"}, "2: `name`: `any` names nobody"),
    "a name that is a fault": (
        {"name": "#N/A"},
        "2: `name`: `#N/A` is what a spreadsheet writes for a fault; write the name",
    ),
    "an alias that lost a letter": (
        {"aliases": "Acme;Acm\ufffd"},
        "3: `aliases`: `Acm\ufffd` has lost a letter, which stands as \ufffd; put it back",
    ),
    "an alias that is blank": ({"aliases": "Acme;;A"}, "3: `aliases`: a blank between two `;`"),
    "an unknown list": (
        {"list": "entity-list"},
        "1: `list`: `entity-list` is not a code; did you mean `entity_list`?",
    ),
    "an unknown ground": (
        {"ground": "national-security"},
        "19: `ground`: `national-security` is not a code; did you mean `national_security`?",
    ),
    "an unknown scope": (
        {"scope": "all"},
        "14: `scope`: `all` is not a code; write one of all_items, ccl_only",
    ),
    "an undeclared footnote": (
        {"footnotes": "1;9"},
        "16: `footnotes`: `9` is not a code; write one of 1, 3",
    ),
    "an unknown confidence": (
        {"date_confidence": "sure"},
        "13: `date_confidence`: `sure` is not a code; write one of high, low, medium",
    ),
    "a country by its name": (
        {"country": "China"},
        "4: `country`: `China` is not an ISO 3166-1 country code; did you mean `CN`?",
    ),
    "two countries of which one is none": (
        {"country": "HK;XX"},
        "4: `country`: `XX` is not an ISO 3166-1 country code",
    ),
    "a regime of two words": (
        {"regime": "acme corp"},
        "20: `regime`: `acme corp` is not a word of letters, digits, - and _",
    ),
    "a day that is none": (
        {"from": "2019-02-30"},
        "6: `from`: `2019-02-30` is not a day; write it as 2019-05-16",
    ),
    "no first day": ({"from": "none"}, "6: `from`: `none` is no answer here"),
    "an end before the beginning": (
        {"through": "2019-05-15", "end_announced": "2019-06-01"},
        "7: `through` is before `from`",
    ),
    "an end that nobody announced": (
        {"through": "2020-01-01"},
        "10: `through` and `end_announced` are given together, or both `none`",
    ),
    "an announced end that is none": (
        {"end_announced": "2020-01-01"},
        "10: `through` and `end_announced` are given together, or both `none`",
    ),
    "a page before its announcement": (
        {"published": "2019-05-14"},
        "9: `published` is before `announced`",
    ),
    "an end published before it was announced": (
        {"through": "2020-01-01", "end_announced": "2020-01-02", "end_published": "2020-01-01"},
        "11: `end_published` is before `end_announced`",
    ),
    "a line break": ({"address": "1 Road\nShenzhen"}, "5: `address`: a cell holds no line breaks"),
}


@pytest.mark.parametrize(("cells", "message"), CELLS.values(), ids=CELLS)
def test_a_faulty_cell_is_told_by_line_and_number(
    tmp_path: Path, cells: dict[str, str], message: str
) -> None:
    text = f"{HEADER}\n{row(**cells)}\n"

    found = refusals(plant(tmp_path, {"lists/listed.csv": text}))

    line = 3 if "\n" in cells.get("address", "") else 2
    assert found == [f"{WHERE}:{line}:{message}"]


FILES: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", f"1:1: the header has 0 cells and needs 20: {HEADER}"),
    "no header": (f"{ROW}\n", "1:1: the header has `entity_list` where `list` is due"),
    "a column renamed": (
        f"{HEADER.replace('country', 'contry')}\n{ROW}\n",
        "1:4: the header has `contry` where `country` is due; did you mean `country`?",
    ),
    "two columns changed about": (
        f"{HEADER.replace('list,name', 'name,list')}\n{ROW}\n",
        "1:1: the header has `name` where `list` is due",
    ),
    "a column too many": (
        f"{HEADER},remarks\n{ROW}\n",
        f"1:1: the header has 21 cells and needs 20: {HEADER}",
    ),
    "a cell too many": (f"{HEADER}\n{ROW},x\n", "2:1: 21 cells where the header has 20"),
    "a cell too few": (
        f"{HEADER}\n{ROW.rpartition(',')[0]}\n",
        "2:1: 19 cells where the header has 20",
    ),
    "an empty line": (f"{HEADER}\n\n{ROW}\n", "2:1: the line is empty; take it out"),
    "a comment": (f"{HEADER}\n# later\n{ROW}\n", "2:1: 1 cells where the header has 20"),
    "semicolons": (
        f"{HEADER.replace(',', ';')}\n",
        "1:1: the cells are parted by semicolons; save the file with commas between them",
    ),
    "tabs": (
        f"{HEADER.replace(',', chr(9))}\n",
        "1:1: the cells are parted by tabs; save the file with commas between them",
    ),
    "a line of commas": (f"{HEADER}\n{',' * 19}\n", "2:1: the line is empty; take it out"),
    "two sides of a merge": (
        f"{HEADER}\n<<<<<<< HEAD\n{ROW}\n=======\n{ROW}\n>>>>>>> theirs\n",
        (
            "2:1: a merge left two sides here: keep the one that counts, and take out the lines "
            "of `<<<<<<<`, `=======` and `>>>>>>>`"
        ),
    ),
    "a quote left open": (f'{HEADER}\n"{ROW}\n', "2:1: not CSV: unexpected end of data"),
    "a quote amid a cell": (
        f"{HEADER}\n{row().replace('Acme Telecom', chr(34) + 'Acme' + chr(34) + ' Telecom')}\n",
        "2:1: not CSV: ',' expected after '\"'",
    ),
    "Latin-1": (
        f"{HEADER}\n{row(name='Café')}\n".encode("latin-1"),
        "2:16: the byte 0xe9 is not UTF-8; save the file as UTF-8",
    ),
    "a NUL": (
        f"{HEADER}\n{ROW}\n\0",
        "3:1: the control character U+0000 is no text; take it out",
    ),
    "one row twice": (
        f"{HEADER}\n{ROW}\n{ROW}\n",
        "3:1: the same row stands at {rules}/law/lists/listed.csv:2 already",
    ),
}


@pytest.mark.parametrize(("text", "message"), FILES.values(), ids=FILES)
def test_a_faulty_list_file_is_told_by_line(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    found = refusals(plant(tmp_path, {"lists/listed.csv": text}))

    assert found == [f"{WHERE}:{message.replace('{rules}/', '')}"]


def test_every_faulty_row_is_told_and_not_the_first_alone(tmp_path: Path) -> None:
    text = "\n".join([HEADER, row(list="x"), ROW, row(ground="y"), row(scope="z"), ""])

    found = refusals(plant(tmp_path, {"lists/listed.csv": text}))

    assert [line.split(":")[1] for line in found] == ["2", "4", "5"]


@pytest.mark.parametrize(
    "text",
    [f"\ufeff{HEADER}\n{ROW}\n", f"{HEADER}\r\n{ROW}\r\n", f"{HEADER}\n{ROW}"],
    ids=["a byte order mark", "CRLF", "no last line end"],
)
def test_what_spreadsheets_add_changes_nothing(tmp_path: Path, text: str) -> None:
    plain = load(plant(tmp_path / "plain")).packs[0].rows
    saved = load(plant(tmp_path / "saved", {"lists/listed.csv": text})).packs[0].rows

    assert saved == plain


def test_cells_are_read_as_they_are_meant(tmp_path: Path) -> None:
    cells = row(name="Huawei, Ltd.", aliases="B ; A", country="HK;CN", footnotes="none")
    rows = load(plant(tmp_path, {"lists/listed.csv": f"{HEADER}\n{cells}\n"})).packs[0].rows

    assert (rows[0].name, rows[0].aliases, rows[0].country) == ("Huawei, Ltd.", ("A", "B"), "HK;CN")
    assert rows[0].facts.footnotes == ()


def test_each_column_makes_a_difference_to_the_id_of_a_row(tmp_path: Path) -> None:
    other = {
        "list": "denied_persons",
        "from": "2019-05-17",
        "announced": "2019-05-14",
        "published": "2019-05-22",
        "date_confidence": "low",
        "scope": "ccl_only",
        "footnotes": "3",
        "ground": "unstated",
        "country": "HK",
        "exceptions_allowed": "GBS",
    }
    ended = {"through": "2021-01-01", "end_announced": "2021-01-02", "end_published": "2021-01-03"}
    unique = [row(**{c: other.get(c, "Other")}) for c in COLUMNS if c not in ended]
    unique += [row(), row(**ended), row(**ended | {"through": "2021-01-02"})]
    unique += [row(**ended | {"end_announced": "2021-01-01"})]
    unique += [row(**ended | {"end_published": "none"})]

    loaded = load(plant(tmp_path, {"lists/listed.csv": "\n".join([HEADER, *unique, ""])}))

    assert len({r.id for r in loaded.packs[0].rows}) == len(unique)
    assert len(unique) == len(COLUMNS) + 2


def test_blanks_between_the_countries_of_a_row_say_nothing(tmp_path: Path) -> None:
    spaced, plain = (
        load(plant(tmp_path / name, {"lists/listed.csv": f"{HEADER}\n{row(country=cell)}\n"}))
        for name, cell in (("spaced", "HK; CN "), ("plain", "HK;CN"))
    )
    assert spaced.packs[0].rows == plain.packs[0].rows
    assert plain.packs[0].rows[0].country == "HK;CN"
