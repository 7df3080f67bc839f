"""`licet rules timeline`: by regime, party, category and purpose; as list, picture and page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from asking_licet import Runs

HUAWEI = "Huawei Technologies Co., Ltd."
TIMELINE = ("rules", "timeline")
OF_HUAWEI = (*TIMELINE, "--regime", "huawei")
VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """The tags, texts and targets of a page; every tag that opens must close in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [told["id"]] if "id" in told else []
        self.targets += [told[n] for n in ("href", "src", "xlink:href") if n in told]
        self.open += [] if tag in VOID else [tag]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def rows(licet_here: Runs, *arguments: str) -> list[dict[str, str]]:
    ran = licet_here(*TIMELINE, *arguments, "--json")
    assert ran.code == 0, ran.err
    found: list[dict[str, str]] = json.loads(ran.out)
    return found


def test_a_timeline_lists_versions_and_the_days_when_nothing_was_authorised(
    licet_here: Runs,
) -> None:
    ran = licet_here(*OF_HUAWEI)
    assert ran.code == 0
    assert "2019-11-18 to 2020-02-16: v3, announced 2019-11-18, published 2019-11-20" in ran.out
    assert "2019-05-16 to 2019-05-19: nothing authorised" in ran.out
    assert "2020-08-14 to 2020-08-16: nothing authorised" in ran.out
    told = rows(licet_here, "--regime", "huawei")
    assert {"lane", "version", "from", "through", "authority"} <= told[0].keys()


def test_a_version_that_was_announced_after_its_first_day_is_told_to_be_retroactive(
    licet_here: Runs,
) -> None:
    assert "announced 2022-04-11, published 2022-04-11, retroactive through 2022-04-10" in (
        licet_here(*OF_HUAWEI).out
    )


@pytest.mark.parametrize(
    ("known", "versions"),
    [
        (("--known-on", "2019-11-03"), ["v1", "v2"]),
        (("--known-on", "2019-11-18"), ["v1", "v2", "v3"]),
        (("--known-on", "2019-11-18", "--knowledge", "published"), ["v1", "v2"]),
        (("--known-on", "2019-11-20", "--knowledge", "published"), ["v1", "v2", "v3"]),
    ],
)
def test_the_law_is_shown_as_it_was_known(
    known: tuple[str, ...], versions: list[str], licet_here: Runs
) -> None:
    told = rows(licet_here, "--regime", "huawei", *known)

    networks = [row for row in told if row["lane"] == "us_ear.744.huawei_tgl_networks"]
    assert [row["version"] for row in networks] == versions
    listed = licet_here(*OF_HUAWEI, *known).out
    assert f"{6 - len(versions)} not known yet" in listed


def test_over_both_axes_each_step_of_knowledge_is_told(licet_here: Runs) -> None:
    ran = licet_here(*TIMELINE, "--regime", "zte", "--axes", "both")
    told = rows(licet_here, "--regime", "zte", "--axes", "both")

    assert ran.code == 0
    assert "known from 2018-07-13:\n    2018-04-15 to 2018-07-12: terminated (new" in ran.out
    assert "2018-07-13 to 2025-03-13: activated (no longer)" in ran.out
    assert {"lane", "known", "from", "through", "says", "state"} <= told[0].keys()


@pytest.mark.parametrize(
    ("arguments", "within", "without"),
    [
        (("--party", HUAWEI), "us_ear.744.entity_list_huawei", "us_ear.744.entity_list_zte"),
        (("--category", "3A090"), "us_ear.742.advanced_computing", "us_ear.742.crime_control"),
        (
            ("--purpose", "existing-network-operation"),
            "us_ear.744.huawei_tgl_networks",
            "us_ear.744.huawei_tgl_devices",
        ),
        (
            ("--regime", "huawei", "--category", "EAR99", "--purpose", "cybersecurity-research"),
            "us_ear.744.huawei_tgl_cybersecurity",
            "house.national_security",
        ),
    ],
)
def test_it_is_narrowed_alone_and_together(
    arguments: tuple[str, ...], within: str, without: str, licet_here: Runs
) -> None:
    lanes = {row["lane"] for row in rows(licet_here, *arguments)}

    assert within in lanes
    assert without not in lanes


def test_a_party_may_be_named_by_its_list_row(licet_here: Runs) -> None:
    screened = licet_here("screen", HUAWEI, "--country", "CN", "--on", "2020-01-01", "--json")
    told = rows(licet_here, "--party", re.findall(r"entity_list:[0-9a-f]+", screened.out)[0])

    assert [row["version"] for row in told if row["lane"] == "entity_list"] == [HUAWEI]


@pytest.mark.parametrize("axes", ["effective", "both"])
@pytest.mark.parametrize(("name", "begins"), [("h.svg", b"<?xml"), ("h.PNG", b"\x89PNG")])
def test_a_timeline_is_drawn_as_svg_or_png(
    licet_here: Runs, tmp_path: Path, name: str, begins: bytes, axes: str
) -> None:
    ran = licet_here(*TIMELINE, "--regime", "zte", "--out", name, "--axes", axes)
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_page_stands_alone_and_has_pictures_tables_and_citations(
    licet_here: Runs, tmp_path: Path
) -> None:
    ran = licet_here(*TIMELINE, "--regime", "zte", "--known-on", "2026-11-29", "--out", "z.html")
    text = (tmp_path / "z.html").read_text(encoding="utf-8")
    page = Page(text)

    assert (ran.code, ran.out) == (0, "")
    assert page.open == []
    assert "://" not in text
    assert all(target.startswith("#") for target in page.targets)
    assert {target[1:] for target in page.targets} <= set(page.ids)
    assert [page.tags.count(tag) for tag in ("svg", "table", "script", "h1")] == [2, 2, 0, 1]
    assert {"First day", "Citation", "Known from"} <= set(page.texts)
    assert (
        "83 FR 17644, terminated by 83 FR 34825; 15 CFR 736.2(b)(4) and 764.3(a)(2)" in page.texts
    )
    # Each bar and cell is told in a table, and tells itself where it is pointed at.
    assert page.tags.count("title") - 1 == page.tags.count("tr") - 2


def test_a_page_written_twice_is_the_same_to_the_byte(licet_here: Runs, tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        licet_here(*TIMELINE, "--regime", "zte", "--known-on", "2020-01-01", "--out", name)

    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--regime", "hauwei"), "did you mean `huawei`?"),
        (("--regime", "huawei", "--out", "h.pdf"), "neither .svg nor .png nor .html"),
        (("--regime", "huawei", "--out", "none/h.svg"), "cannot be written: No such file"),
        (("--regime", "huawei", "--out", "none/h.html"), "cannot be written: No such file"),
        ((), "name at least one of --regime, --party, --category and --purpose"),
        (("--party", "Hauwei Technologys Cmpany"), "did you mean `"),
        (("--party", "unknown"), "`unknown` names nobody"),
        (("--category", "3A9"), "is not an ECCN"),
        (("--category", "3A091"), "is in no edition of the Control List that is held"),
        (("--category", "ITAR"), "ITAR"),
        (("--purpose", "existing-network-operations"), "mean `existing-network-operation`?"),
        (("--party", HUAWEI, "--regime", "zte"), "is not of the regime `zte`"),
        (("--regime", "huawei", "--known-on", "2019-05-01x"), "is not a day"),
        (("--regime", "huawei", "--known-on", "1950-01-01"), "the first day that rules are for"),
        (("--regime", "huawei", "--axes", "time"), "time"),
    ],
)
def test_a_timeline_that_cannot_be_shown_exits_2(
    licet_here: Runs, arguments: tuple[str, ...], said: str
) -> None:
    assert licet_here(*TIMELINE, *arguments).is_bad_input(said)
