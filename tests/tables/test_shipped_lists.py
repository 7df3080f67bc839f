"""The party lists that come with Licet: what docs/lists.md says of them, and how they stand."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from licet_server.loading.cells import COLUMNS as LOADED
from licet_server.loading.packs import load_packs
from licet_server.settings import shipped_rules
from licet_tables.parties.columns import COLUMNS, LISTS, PartyList, file_of, in_order
from licet_tables.parties.importing import LISTS_DIRECTORY, compare_lists
from licet_tables.parties.reading import REDUCED
from licet_tables.parties.sources import EDITIONS, SOURCES, read_rows, read_sources, rows_text
from licet_tables.parties.texts import DIGEST
from small_lists import denied, reduced

RULES = shipped_rules()
EDITION = "2026-07-31"
PAGE = (Path(__file__).parents[2] / "docs" / "lists.md").read_text()
ROWS = {each: read_rows(RULES / LISTS_DIRECTORY / file_of(each), COLUMNS) for each in PartyList}
EVERY = [row for rows in ROWS.values() for row in rows]


def shown(first_cell: str) -> list[str]:
    """Return the cells of the line of a table of the page that begins so, after the first."""
    (line,) = re.findall(rf"^\| `{re.escape(first_cell)}` \| (.*) \|$", PAGE, re.MULTILINE)
    return [cell.strip() for cell in line.split("|")]


def test_the_importer_writes_the_columns_that_are_loaded() -> None:
    assert COLUMNS == LOADED


@pytest.mark.parametrize("party_list", PartyList)
def test_the_page_counts_the_rows_of_each_list(party_list: PartyList) -> None:
    rows = ROWS[party_list]
    sure = Counter(row["date_confidence"] for row in rows)
    ended = sum(row["through"] != "none" for row in rows)
    counts = [len(rows), sure["high"], sure["medium"], sure["low"], ended]
    assert shown(file_of(party_list))[1:] == [str(count) for count in counts]


def test_the_page_counts_the_rows_of_each_scope() -> None:
    counts = Counter(row["scope"] for row in EVERY)
    for scope, count in counts.items():
        assert shown(scope)[-1] == str(count)


def test_the_page_counts_the_sentences_that_map_to_codes() -> None:
    texts = read_sources(RULES).texts
    assert shown("listing_texts.csv") == [
        f"one of {len(texts)} sentences of the lists, by its digest, and its codes"
    ]
    assert all(re.fullmatch(r"[0-9a-f]{16}", row[DIGEST]) for row in texts.values())


@pytest.mark.parametrize("party_list", PartyList)
def test_a_list_stands_as_the_importer_writes_it(party_list: PartyList) -> None:
    path = RULES / LISTS_DIRECTORY / file_of(party_list)
    rows = ROWS[party_list]
    assert path.read_bytes() == rows_text(COLUMNS, in_order(rows)).encode()
    assert {row["list"] for row in rows} == {party_list.value}


def test_the_edition_of_every_list_is_held() -> None:
    rows = read_rows(RULES / SOURCES / "editions.csv", EDITIONS)
    assert {row["list"]: row["edition"] for row in rows} == {
        each.value: EDITION for each in PartyList
    }


def test_nobody_is_announced_after_publication_nor_ends_before_beginning() -> None:
    for row in EVERY:
        days = {column: row[column] for column in COLUMNS[5:11] if row[column] != "none"}
        assert all(date.fromisoformat(day) for day in days.values())
        assert days.get("published", "9") >= row["announced"], row
        assert days.get("through", "9") >= row["from"], row
        assert ("through" in days) == ("end_announced" in days), row


def test_every_former_listing_and_every_known_listing_is_a_row() -> None:
    sources = read_sources(RULES)
    days = {(row["list"], row["name"], row["country"], row["from"]) for row in EVERY}
    former = {(row["list"], row["name"], row["country"], row["from"]) for row in sources.former}
    assert former <= days
    known = {(*key[:3], row["from"]) for key, row in sources.listings.items()}
    assert known <= days


def test_every_known_denial_order_of_a_party_on_the_list_is_a_row_of_its_days() -> None:
    days = {(row["name"].casefold(), row["from"]): row["through"] for row in ROWS[PartyList.DENIED]}
    names = {name for name, _ in days}
    orders = read_sources(RULES).orders
    assert len(orders.keys() & names) >= 655
    for name in orders.keys() & names:
        for order in orders[name]:
            through = days[name, order.start.isoformat()]
            assert through >= order.through.isoformat()


def test_the_regimes_of_huawei_smic_and_zte_are_whole() -> None:
    regimes = Counter((row["list"], row["regime"]) for row in EVERY if row["regime"] != "none")
    assert regimes == {
        ("entity_list", "huawei"): 153,
        ("entity_list", "huawei-linked"): 1,
        ("entity_list", "smic"): 12,
        ("entity_list", "zte"): 2,
        ("entity_list", "zte;zte-tgl"): 2,
        ("denied_persons", "zte-denial-order"): 2,
    }
    huawei = [row for row in EVERY if row["regime"] == "huawei"]
    assert Counter(row["from"] for row in huawei) == {
        "2019-05-16": 67, "2019-08-19": 48, "2020-08-17": 38,
    }  # fmt: skip
    assert {(row["footnotes"], row["ground"], row["policies"]) for row in huawei} == {
        ("1", "national_security", "presumption_of_denial")
    }


def test_the_affiliates_of_huawei_that_may_be_entries_of_may_are_of_low_confidence() -> None:
    corrected = [
        row["date_confidence"]
        for (_, _, country, citation), row in read_sources(RULES).listings.items()
        if (country, citation, row["from"]) == ("CN", "84 FR 22963", "2019-08-19")
    ]
    assert corrected == ["low"] * 22


def test_the_unverified_list_written_back_is_no_difference(tmp_path: Path) -> None:
    rows = [row for row in ROWS[PartyList.UNVERIFIED] if row["through"] == "none"]
    path = tmp_path / "unverified.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, REDUCED, restval="")
        writer.writeheader()
        for row in rows:
            plain = {column: "" if cell == "none" else cell for column, cell in row.items()}
            writer.writerow(
                {
                    "name": plain["name"],
                    "aliases": plain["aliases"],
                    "country_iso2": plain["country"],
                    "source_list": LISTS[PartyList.UNVERIFIED].official,
                }
            )
    change = compare_lists([path], date.fromisoformat(EDITION), RULES)
    assert change.changed == {}


FEWER_CITATIONS: dict[str, tuple[str, list[tuple[str, str, str]]]] = {
    "MAHAN AIRWAYS": (
        "91 F.R. 60000 11/2/2026",
        [
            ("2008-03-21", "2019-06-04", "73 FR 15130 to 83 FR 64518"),
            ("2019-06-05", "2019-12-03", "84 FR 27233"),
            ("2019-12-04", "2021-11-16", "84 FR 66873 to 86 FR 28540"),
            ("2021-11-17", "2022-05-16", "86 FR 66276"),
            ("2022-05-17", "2023-10-30", "87 FR 68123"),
            ("2023-10-31", "2024-10-30", "15 CFR 736.2(b)(4)"),
            ("2024-10-31", "none", "89 FR 87329 to 91 FR 60000"),
        ],
    ),
    "3K AVIATION CONSULTING & LOGISTICS": (
        "79 F.R. 38489 7/8/14", [("2014-01-10", "none", "79 FR 1823 to 79 FR 38489")],
    ),
}  # fmt: skip


def held_alone(name: str, rules: Path) -> Path:
    """Write rules that hold nothing but the denial orders against one party; return their file."""
    shutil.copytree(RULES / SOURCES, rules / SOURCES)
    path = rules / LISTS_DIRECTORY / file_of(PartyList.DENIED)
    path.parent.mkdir(parents=True)
    rows = [row for row in ROWS[PartyList.DENIED] if row["name"] == name]
    path.write_text(rows_text(COLUMNS, rows))
    return path


@pytest.mark.parametrize("name", FEWER_CITATIONS)
def test_an_edition_that_drops_old_citations_takes_no_day_and_no_authority_away(
    name: str, tmp_path: Path
) -> None:
    notice, expected = FEWER_CITATIONS[name]
    path = held_alone(name, tmp_path / "rules")
    before = read_rows(path, COLUMNS)
    edition = tmp_path / "denied.csv"
    edition.write_text(reduced(denied(name, notice, addresses=f"1 Road, {before[0]['country']}")))
    later = date(2026, 12, 1)
    compare_lists([edition], later, tmp_path / "rules", accept_removals=True).write()
    after = [row for row in read_rows(path, COLUMNS) if row["name"] == name]
    assert [(row["from"], row["through"], row["authority"]) for row in after] == expected
    assert [row["published"] for row in after] == [row["published"] for row in before]
    again = compare_lists([edition], later, tmp_path / "rules", accept_removals=True)
    assert again.changed == {}


def test_sources_are_not_loaded_and_change_no_revision(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(RULES, rules)
    before = load_packs(rules, ("us_ear", "house")).packs
    (rules / SOURCES / "listing_texts.csv").write_text("nothing,of,the\nkind\n")
    assert load_packs(rules, ("us_ear", "house")).packs == before
