"""Editions of the party lists: what stands after each, and that nothing is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from licet_tables.findings import ImportRefused
from licet_tables.parties.importing import ListsChange, compare_lists
from small_lists import (
    CASE_BY_CASE,
    CCL,
    EDITION,
    FN3,
    FOREIGN,
    MILITARY,
    OTHER,
    UNVERIFIED,
    Cells,
    as_json,
    denied,
    entity,
    official,
    packed,
    plant_sources,
    reduced,
    rows_of,
)

LATER, EVE = "2026-10-15", "2026-10-14"
OLDER = "2022-04-21"


class Lists:
    """Rules that hold nothing but what is imported into them."""

    def __init__(self, directory: Path) -> None:
        self.rules = directory / "rules"
        self._directory = directory

    def compare(
        self, content: str | bytes, edition: str = EDITION, *, accept_removals: bool = False
    ) -> ListsChange:
        path = self._directory / "official"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        day = date.fromisoformat(edition)
        return compare_lists([path], day, self.rules, accept_removals=accept_removals)

    def bring(
        self, *rows: Cells, edition: str = EDITION, accept_removals: bool = True
    ) -> list[Cells]:
        self.compare(official(*rows), edition, accept_removals=accept_removals).write()
        return rows_of(self.rules, "entity_list")


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    plant_sources(tmp_path / "rules")
    return Lists(tmp_path)


def test_a_row_takes_its_days_from_its_citation_and_its_codes_from_its_texts(lists: Lists) -> None:
    (row,) = lists.bring(entity("Acme Ltd.", alt_names="Bcme; Ccme", addresses="1 Road, CN; 2, HK"))
    assert row == {
        "list": "entity_list", "name": "Acme Ltd.", "aliases": "Bcme;Ccme", "country": "CN;HK",
        "address": "1 Road, CN;2, HK", "from": "2019-05-16", "through": "none",
        "announced": "2019-05-16", "published": "2019-05-21", "end_announced": "none",
        "end_published": "none", "authority": "84 FR 100", "date_confidence": "high",
        "scope": "all_items", "except": "none", "footnotes": "none",
        "exceptions_allowed": "none", "policies": "presumption_of_denial", "ground": "unstated",
        "regime": "none",
    }  # fmt: skip


def test_all_formats_say_the_same(lists: Lists) -> None:
    rows = (
        entity("Acme Ltd.", alt_names="Bcme; Ccme"),
        denied("JOHN DOE", "84 F.R. 200 6/12/2019"),
        {"source": FOREIGN, "name": "Somebody"},
    )
    texts = {
        form: {each.list: each.text for each in lists.compare(content).lists}
        for form, content in {
            "csv": official(*rows), "gz": packed(*rows), "json": as_json(*rows),
        }.items()
    }  # fmt: skip
    assert texts["csv"] == texts["gz"] == texts["json"]
    fewer = lists.compare(reduced(*rows[:2])).lists[0].text
    assert fewer == texts["csv"][lists.compare(official(*rows)).lists[0].list].replace(
        '"1 Long Road, CN"', "none"
    )


def test_rows_of_other_departments_are_counted_and_left_aside(lists: Lists) -> None:
    change = lists.compare(official(entity("Acme"), {"source": FOREIGN, "name": "Somebody"}))
    assert (change.left_aside, [each.rows for each in change.lists]) == (1, [1])


def test_the_same_edition_again_is_no_difference(lists: Lists) -> None:
    rows = [entity("Acme"), entity("Bcme", federal_register_notice="")]
    lists.bring(*rows)
    change = lists.compare(official(*reversed(rows)))
    assert (change.lists[0].differences, dict(change.changed)) == ((), {})


def test_a_day_that_nothing_tells_is_the_first_of_the_list_at_first_and_the_editions_after(
    lists: Lists,
) -> None:
    unknown = entity("Acme", federal_register_notice="")
    (row,) = lists.bring(unknown)
    assert (row["from"], row["date_confidence"]) == ("1997-02-03", "low")
    rows = lists.bring(unknown, entity("Bcme", federal_register_notice="99 FR 1"), edition=LATER)
    assert [(r["from"], r["announced"], r["date_confidence"]) for r in rows] == [
        ("1997-02-03", "1997-02-03", "low"),
        (LATER, LATER, "low"),
    ]


def test_a_day_that_becomes_known_takes_the_place_of_the_editions(lists: Lists) -> None:
    lists.bring(entity("Acme"))
    new = entity("Bcme", federal_register_notice="")
    lists.bring(entity("Acme"), new, edition=LATER)
    rows = lists.bring(entity("Acme"), new | {"start_date": "2026-09-30"}, edition="2026-11-01")
    assert (rows[1]["from"], rows[1]["date_confidence"]) == ("2026-09-30", "medium")


def test_an_earlier_day_of_the_official_file_beats_the_first_citation(lists: Lists) -> None:
    (row,) = lists.bring(entity("Acme", start_date="2014-01-01"))
    assert (row["from"], row["date_confidence"]) == ("2014-01-01", "medium")
    (row,) = lists.bring(entity("Acme", start_date="0017-05-26"))
    assert row["from"] == "2014-01-01"


def test_a_row_that_is_gone_is_closed_and_kept(lists: Lists) -> None:
    lists.bring(entity("Acme"), entity("Bcme"))
    rows = lists.bring(entity("Bcme"), edition=LATER)
    acme = rows[0]
    assert (acme["name"], acme["through"], acme["end_announced"]) == ("Acme", EVE, LATER)
    assert (acme["date_confidence"], rows[1]["through"]) == ("low", "none")
    assert lists.compare(official(entity("Bcme")), LATER).changed == {}


def test_a_removal_that_is_known_gives_its_own_days(lists: Lists) -> None:
    lists.bring(entity("Acme"), entity("Bcme"))
    (former,) = (row for row in rows_of(lists.rules, "entity_list") if row["name"] == "Acme")
    ending = {"through": "2026-09-01", "end_announced": "2026-09-02", "end_published": "2026-09-05"}
    directory = lists.rules / "us_ear" / "sources" / "former_listings.csv"
    known = former | ending
    directory.write_text(
        f"{','.join(known)}\n" + ",".join(f'"{cell}"' for cell in known.values()) + "\n"
    )
    acme = lists.bring(entity("Bcme"), edition=LATER)[0]
    assert {column: acme[column] for column in ending} == ending
    assert acme["date_confidence"] == "high"


@pytest.mark.parametrize(
    ("change", "cells"),
    [
        ({"license_requirement": CCL}, {"scope": "ccl_only"}),
        ({"license_requirement": FN3}, {"footnotes": "3"}),
        ({"license_policy": CASE_BY_CASE}, {"policies": "not_mapped"}),
    ],
)
def test_what_is_asked_otherwise_is_a_listing_of_its_own(
    lists: Lists, change: Cells, cells: Cells
) -> None:
    lists.bring(entity("Acme"))
    before, after = lists.bring(entity("Acme", **change), edition=LATER)
    assert (before["from"], before["through"], before["scope"]) == ("2019-05-16", EVE, "all_items")
    assert (after["from"], after["through"], after["date_confidence"]) == (LATER, "none", "low")
    assert {column: after[column] for column in cells} == cells
    assert lists.compare(official(entity("Acme", **change)), LATER).changed == {}
    assert (
        lists.compare(official(entity("Acme", **change)), "2026-12-01").lists[0].differences == ()
    )


def test_names_and_addresses_change_in_place(lists: Lists) -> None:
    lists.bring(entity("Acme"))
    (row,) = lists.bring(
        entity("Acme", alt_names="Bcme", addresses="9 New Road, CN"), edition=LATER
    )
    assert (row["aliases"], row["address"], row["from"]) == (
        "Bcme", "9 New Road, CN", "2019-05-16",
    )  # fmt: skip


def test_a_name_that_is_printed_no_more_goes_on_to_name_the_party_and_is_told(
    lists: Lists,
) -> None:
    lists.bring(entity("Acme", alt_names="Bcme; Ccme"))
    later = official(entity("Acme", alt_names="BCME; Dcme"))
    change = lists.compare(later, LATER)
    (of_it,) = change.lists
    told = "entity_list Acme (CN): `Ccme` is not printed any more, and is kept as its name"
    assert of_it.kept == (told,)
    change.write()
    (row,) = rows_of(lists.rules, "entity_list")
    assert (row["aliases"], row["from"]) == ("BCME;Ccme;Dcme", "2019-05-16")
    assert lists.compare(later, LATER).changed == {}
    assert lists.compare(later, "2026-12-01").lists[0].differences == ()


def test_a_denied_party_keeps_its_names_too(lists: Lists) -> None:
    john = denied("JOHN DOE", OLD, alt_names="JACK DOE")
    lists.compare(official(john)).write()
    change = lists.compare(official(john | {"alt_names": ""}), LATER)
    assert (change.lists[0].differences, len(change.lists[0].kept)) == ((), 1)


def test_a_file_without_addresses_takes_none_away(lists: Lists) -> None:
    lists.bring(entity("Acme"))
    lists.compare(reduced(entity("Acme")), LATER).write()
    assert rows_of(lists.rules, "entity_list")[0]["address"] == "1 Long Road, CN"


def test_a_party_that_is_listed_again_is_listed_from_the_edition_on(lists: Lists) -> None:
    lists.bring(entity("Acme"), entity("Bcme"))
    lists.bring(entity("Bcme"), edition=LATER)
    first, second, _ = lists.bring(entity("Acme"), entity("Bcme"), edition="2026-12-01")
    assert (first["through"], second["from"], second["through"]) == (EVE, "2026-12-01", "none")


def test_rows_for_each_address_are_one_listing(lists: Lists) -> None:
    (row,) = lists.bring(entity("Acme"), entity("Acme", addresses="2 Side Road, CN"))
    assert row["address"] == "1 Long Road, CN;2 Side Road, CN"


def test_an_older_edition_fills_in_addresses_and_undoes_nothing(lists: Lists) -> None:
    lists.compare(reduced(entity("Acme"), entity("Bcme"))).write()
    older = official(
        entity("ACME", license_requirement=CCL, start_date="2010-01-01"), entity("Ccme")
    )
    change = lists.compare(older, OLDER)
    (of_it,) = change.lists
    assert (of_it.older, of_it.besides, len(of_it.differences)) == (True, ("Ccme",), 1)
    change.write()
    rows = rows_of(lists.rules, "entity_list")
    assert [(r["name"], r["address"], r["scope"], r["from"]) for r in rows] == [
        ("Acme", "1 Long Road, CN", "all_items", "2019-05-16"),
        ("Bcme", "none", "all_items", "2019-05-16"),
    ]
    assert lists.compare(reduced(entity("Acme"), entity("Bcme"))).changed == {}


def test_a_file_that_is_cut_off_is_refused_until_somebody_says_that_it_is_whole(
    lists: Lists,
) -> None:
    rows = [entity(f"Acme {number}") for number in range(20)]
    lists.bring(*rows)
    lists.compare(official(*rows[:18]), LATER)
    with pytest.raises(ImportRefused, match="holds 17 of the 20 parties"):
        lists.compare(official(*rows[:17]), LATER)
    assert len(lists.compare(official(*rows[:17]), LATER, accept_removals=True).lists) == 1


def test_a_text_that_maps_to_no_code_is_entry_specific_and_named(lists: Lists) -> None:
    change = lists.compare(
        official(entity("Acme", license_requirement=OTHER, license_policy=CASE_BY_CASE))
    )
    assert [text.partition(": ")[2] for text in change.lists[0].not_mapped] == [
        f"Acme: policy {CASE_BY_CASE}",
        f"Acme: requirement {OTHER}",
    ]
    change.write()
    (row,) = rows_of(lists.rules, "entity_list")
    assert (row["scope"], row["policies"]) == ("entry_specific", "not_mapped")


def test_an_order_that_is_renewed_is_a_row_of_its_own_and_the_old_one_stays(
    lists: Lists,
) -> None:
    notice = "84 F.R. 27233 6/12/2019"
    first = denied("JOHN DOE", notice, start_date="2019-06-05", end_date="2019-12-03")
    lists.compare(official(first)).write()
    second = denied(
        "JOHN DOE", f"{notice}, 84 F.R. 66873 12/6/2019",
        start_date="2019-12-03", end_date="2020-05-29",
    )  # fmt: skip
    lists.compare(official(second), LATER).write()
    rows = rows_of(lists.rules, "denied_persons")
    assert [(r["from"], r["through"], r["end_announced"], r["end_published"]) for r in rows] == [
        ("2019-06-05", "2019-12-03", "2019-06-05", "2019-06-12"),
        ("2019-12-03", "2020-05-29", "2019-12-03", "2019-12-06"),
    ]
    assert {r["date_confidence"] for r in rows} == {"high"}


def test_an_order_without_a_last_day_runs_from_its_first(lists: Lists) -> None:
    lists.compare(official(denied("JOHN DOE", "84 F.R. 1 1/9/19", start_date="2019-01-02"))).write()
    (row,) = rows_of(lists.rules, "denied_persons")
    assert (row["from"], row["through"], row["published"]) == ("2019-01-02", "none", "2019-01-09")


def test_an_order_that_ends_sooner_does_so_as_known_from_the_edition_that_says_it(
    lists: Lists,
) -> None:
    order = denied("JOHN DOE", "84 F.R. 1 1/9/19", start_date="2019-01-02", end_date="2029-01-02")
    lists.compare(official(order)).write()
    sooner = official(order | {"end_date": "2021-05-01"})
    lists.compare(sooner, LATER).write()
    (row,) = rows_of(lists.rules, "denied_persons")
    assert (row["through"], row["end_announced"]) == ("2021-05-01", LATER)
    assert lists.compare(sooner, "2026-12-01").lists[0].differences == ()


def test_a_running_order_that_is_gone_is_closed_and_an_ended_one_is_left_as_it_was(
    lists: Lists,
) -> None:
    gone = denied("JANE ROE", "58 F.R. 42719 8/11/93")
    ended = denied("JIM ROE", "84 F.R. 1 1/2/19", start_date="2019-01-01", end_date="2020-01-01")
    stays = denied("JOHN DOE", "58 F.R. 42719 8/11/93")
    lists.compare(official(gone, ended, stays)).write()
    lists.compare(official(stays), LATER, accept_removals=True).write()
    rows = rows_of(lists.rules, "denied_persons")
    assert [(r["name"], r["through"], r["end_announced"]) for r in rows] == [
        ("JANE ROE", EVE, LATER),
        ("JIM ROE", "2020-01-01", "2019-01-01"),
        ("JOHN DOE", "none", "none"),
    ]


OLD, NEW = "84 F.R. 100 1/9/19", "84 F.R. 900 7/2/19"
AGAIN: dict[str, tuple[Cells, Cells, list[tuple[str, ...]]]] = {
    "a run whose first citation is dropped begins where it began": (
        {"federal_register_notice": f"{OLD}, {NEW}"}, {"federal_register_notice": NEW},
        [("2019-01-09", "none", "2019-01-09", "84 FR 100 to 84 FR 900")],
    ),
    "a run that is cited by nothing any more runs on": (
        {"federal_register_notice": OLD}, {"federal_register_notice": "91 F.R. 100 9/4/26"},
        [("2019-01-09", "none", "2019-01-09", "84 FR 100 to 91 FR 100")],
    ),
    "a run that was never cited keeps its day when one is": (
        {"federal_register_notice": ""}, {"federal_register_notice": NEW},
        [("1979-10-01", "none", "none", "84 FR 900")],
    ),
    "a run that is torn by a citation that is missing is one still": (
        {"federal_register_notice": f"{OLD}, {NEW}, 85 F.R. 100 1/9/20"},
        {"federal_register_notice": "85 F.R. 100 1/9/20, 91 F.R. 100 9/4/26"},
        [("2019-01-09", "none", "2019-01-09", "84 FR 100 to 91 FR 100")],
    ),
    "a run that no citation tells of any more stays as it is": (
        {"federal_register_notice": OLD}, {"federal_register_notice": ""},
        [("2019-01-09", "none", "2019-01-09", "84 FR 100")],
    ),
    "a run that turns out to be of a known order is that order": (
        {"federal_register_notice": OLD}, {"start_date": "2019-01-02", "end_date": "2029-01-02"},
        [("2019-01-02", "2029-01-02", "2019-01-09", "84 FR 100")],
    ),
    "a known order ends the run before it, which stays": (
        {"federal_register_notice": OLD}, {"start_date": "2026-09-01", "end_date": "2027-09-01"},
        [
            ("2019-01-09", "2026-08-31", "2019-01-09", "84 FR 100"),
            ("2026-09-01", "2027-09-01", "none", "15 CFR 736.2(b)(4)"),
        ],
    ),
    "a run cited after a known order runs on beside it": (
        {"federal_register_notice": f"{OLD}, 90 F.R. 100 1/6/25"},
        {"start_date": "2019-06-01", "end_date": "2020-05-31"},
        [
            ("2019-01-09", "none", "2019-01-09", "84 FR 100 to 90 FR 100"),
            ("2019-06-01", "2020-05-31", "none", "15 CFR 736.2(b)(4)"),
        ],
    ),
    "a known order keeps where it was printed": (
        {"federal_register_notice": OLD, "start_date": "2019-01-02", "end_date": "2029-01-02"},
        {"start_date": "2019-01-02", "end_date": "2029-01-02"},
        [("2019-01-02", "2029-01-02", "2019-01-09", "84 FR 100")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "later", "rows"), AGAIN.values(), ids=AGAIN)
def test_a_later_edition_that_tells_less_of_a_denial_takes_nothing_away(
    lists: Lists, first: Cells, later: Cells, rows: list[tuple[str, ...]]
) -> None:
    lists.compare(official(denied("JOHN DOE", "") | first)).write()
    edition = official(denied("JOHN DOE", "") | later)
    lists.compare(edition, LATER).write()
    found = rows_of(lists.rules, "denied_persons")
    assert [(r["from"], r["through"], r["published"], r["authority"]) for r in found] == rows
    assert lists.compare(edition, LATER).changed == {}
    assert lists.compare(edition, "2026-12-01").lists[0].differences == ()


def test_an_order_of_known_end_outlasts_an_edition_that_lacks_its_party_and_is_told(
    lists: Lists,
) -> None:
    runs = denied("JANE ROE", OLD, start_date="2019-01-02", end_date="2029-01-02")
    stays = official(denied("JOHN DOE", OLD))
    lists.compare(official(runs, denied("JOHN DOE", OLD))).write()
    (of_it,) = lists.compare(stays, LATER, accept_removals=True).lists
    (told,) = of_it.kept
    assert "JANE ROE" in told
    assert told.endswith("not on this edition; its order of 2019-01-02 through 2029-01-02 is kept")
    assert of_it.differences == ()
    assert lists.compare(stays, "2029-01-03").lists[0].kept == ()


def test_only_a_former_listing_ends_an_order_of_known_end_sooner(lists: Lists) -> None:
    runs = denied("JANE ROE", OLD, start_date="2019-01-02", end_date="2029-01-02")
    stays = official(denied("JOHN DOE", OLD))
    lists.compare(official(runs, denied("JOHN DOE", OLD))).write()
    (order,) = (r for r in rows_of(lists.rules, "denied_persons") if r["name"] == "JANE ROE")
    ending = {"through": "2026-12-31", "end_announced": "2026-10-01", "end_published": "none"}
    directory = lists.rules / "us_ear" / "sources" / "former_listings.csv"
    known = order | ending
    directory.write_text(f"{','.join(known)}\n{','.join(known.values())}\n")
    change = lists.compare(stays, LATER)
    assert change.lists[0].kept == ()
    change.write()
    (order,) = (r for r in rows_of(lists.rules, "denied_persons") if r["name"] == "JANE ROE")
    assert {column: order[column] for column in ending} == ending


def test_a_party_that_is_denied_again_by_an_old_citation_is_denied(lists: Lists) -> None:
    jane, john = denied("JANE ROE", f"{OLD}, {NEW}"), denied("JOHN DOE", OLD)
    lists.compare(official(jane, john)).write()
    lists.compare(official(john), LATER, accept_removals=True).write()
    lists.compare(official(denied("JANE ROE", NEW), john), "2026-12-01").write()
    rows = [row for row in rows_of(lists.rules, "denied_persons") if row["name"] == "JANE ROE"]
    assert [(r["from"], r["through"]) for r in rows] == [("2019-01-09", "none")]


def test_a_party_that_is_denied_again_without_a_day_is_so_from_the_edition_on(
    lists: Lists,
) -> None:
    jane, john = denied("JANE ROE", OLD), denied("JOHN DOE", OLD)
    again = official(denied("JANE ROE", ""), john)
    lists.compare(official(jane, john)).write()
    lists.compare(official(john), LATER, accept_removals=True).write()
    lists.compare(again, "2026-12-01").write()
    rows = [row for row in rows_of(lists.rules, "denied_persons") if row["name"] == "JANE ROE"]
    assert [(r["from"], r["through"]) for r in rows] == [
        ("2019-01-09", EVE), ("2026-12-01", "none"),
    ]  # fmt: skip
    assert lists.compare(again, "2026-12-01").changed == {}


def test_the_military_and_unverified_lists_have_their_own_first_days(lists: Lists) -> None:
    unverified = {"source": UNVERIFIED, "name": "Acme", "addresses": "1 Road, CN"}
    military = {"source": MILITARY, "name": "Bcme", "license_requirement": ALL_OF_SUPPLEMENT_2}
    change = lists.compare(official(unverified, military))
    change.write()
    (row,) = rows_of(lists.rules, "unverified_list")
    assert (row["from"], row["scope"], row["policies"]) == ("2014-01-21", "none", "none")
    assert [row["from"] for row in rows_of(lists.rules, "meu_list")] == ["2020-12-23"]


ALL_OF_SUPPLEMENT_2 = "Of the supplement."


def test_a_regime_and_another_name_come_from_the_sources(tmp_path: Path) -> None:
    lists = Lists(tmp_path)
    plant_sources(
        lists.rules,
        listing_regimes=[{"list": "entity_list", "footnote": "3", "name": "any", "regime": "r3"}],
        other_names=[
            {"list": "entity_list", "name": "Acme", "country": "CN", "other_name": "Old Acme"}
        ],
        listing_grounds=[
            {"citation": "84 FR 100", "country": "CN", "ground": "wmd", "date_confidence": "low"},
            {"citation": "84 FR 100", "country": "HK", "ground": "wmd", "date_confidence": "high"},
        ],
    )
    rows = lists.bring(
        entity("Acme", license_requirement=FN3), entity("Bcme"), entity("Ccme", country="HK")
    )
    assert [(r["regime"], r["aliases"], r["ground"]) for r in rows] == [
        ("r3", "Old Acme", "russia_support"),
        ("none", "none", "unstated"),
        ("none", "none", "wmd"),
    ]
