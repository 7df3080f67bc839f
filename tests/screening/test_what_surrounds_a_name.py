"""Parentheses, parts of firms, endings, notes and slips in a form, asked of the shipped lists."""

from __future__ import annotations

import re

import pytest
from building import row
from licet_engine.facts.screening import MatchStatus
from licet_screening.comparing import shipped_comparing
from licet_screening.normalising import forms, plain
from licet_screening.parentheses import called
from licet_screening.readings import shipped_readings
from licet_screening.screen import NameScreen
from licet_server.loading.packs import load_packs
from licet_server.settings import shipped_rules

ROWS = tuple(entry for pack in load_packs(shipped_rules(), ["us_ear"]).packs for entry in pack.rows)
NAMED = {entry.id: entry.name for entry in ROWS}
SHIPPED = NameScreen(ROWS)
IDLE = shipped_readings().generic | shipped_comparing().places
HIKVISION = "Hangzhou Hikvision Digital Technology Co., Ltd."
LAST = re.compile(r"^(.*\S)\s*\(([^()]+)\)[.\s]*$")


def found(name: str, country: str | None = None) -> dict[str, MatchStatus]:
    return {NAMED[hit.row_id]: hit.status for hit in SHIPPED(name, country, None)}


def test_what_every_parenthesis_of_the_lists_tells_is_a_name_of_its_row() -> None:
    told = 0
    for entry in ROWS:
        for name in (entry.name, *entry.aliases):
            for alias in called(name, IDLE):
                hits = {hit.row_id: hit for hit in SHIPPED(alias, entry.country[:2], None)}
                assert hits[entry.id].status is MatchStatus.MATCH, (name, alias)
                told += 1
    assert told > len(ROWS) // 20


def test_a_parenthesis_at_the_end_tells_two_names_unless_it_is_a_place_or_of_business() -> None:
    for entry in ROWS:
        ends = LAST.match(entry.name)
        if ends is None or IDLE.issuperset(plain(ends[2]).split()):
            continue
        if len(forms(f"x {ends[2]}").words) > 1 and len(ends[2]) >= 3:
            assert ends[1] in set(called(entry.name, IDLE)), entry.name


@pytest.mark.parametrize(
    "name",
    [
        "Huawei Technologies (UK) Co., Ltd.",
        "Yifei Intelligent Technology (Wuhan) Co., Ltd.",
        "Alpha Metal (Pvt) Ltd.",
        "Delta Trading (Group) Ltd.",
        "Enerquip Ltd. (UAE)",
    ],
)
def test_a_place_or_a_legal_form_in_a_parenthesis_is_no_alias(name: str) -> None:
    assert list(called(name, IDLE)) == []


@pytest.mark.parametrize(
    ("typed", "country", "listed"),
    [
        ("Huwaei", "CN", "Huawei Technologies Co., Ltd. (Huawei)"),
        ("Huawei Group", "CN", "Huawei Technologies Co., Ltd. (Huawei)"),
        ("Huawei Headquarters", None, "Huawei Technologies Co., Ltd. (Huawei)"),
        ("Huawei Germany", "DE", "Huawei Technologies Co., Ltd. (Huawei)"),
        ("Hikvision Hangzhou", "CN", HIKVISION),
        ("Hikvision Purchasing Department", "CN", HIKVISION),
        ("Hikvision - Warehouse 3", "CN", HIKVISION),
        ("Acme dba Hikvision", "CN", HIKVISION),
        ("Acme o/b/o Hikvision", "CN", HIKVISION),
        ("Acme / Hikvision", "CN", HIKVISION),
        ("Acme, a subsidiary of Hikvision", "CN", HIKVISION),
        ("Yitu Technology", "CN", "Yitu Technologies"),
        ("Yitu Technologies LCC", "CN", "Yitu Technologies"),
        ("Yitu Technologies GmHb", "CN", "Yitu Technologies"),
        ("Yitu Technologies Com.", "CN", "Yitu Technologies"),
        (
            "Univ. of Science and Technology of China", "CN",
            "University of Science and Technology of China",
        ),
        (
            "University of Science and Technology of China (USTC)", "CN",
            "University of Science and Technology of China",
        ),
        (
            "China University of Science and Technology", "CN",
            "University of Science and Technology of China",
        ),
        (
            "Semiconductor Manufacturing Intl Corp", "CN",
            "Semiconductor Manufacturing International Corporation (SMIC)",
        ),
    ],
)  # fmt: skip
def test_what_people_write_around_a_name_leaves_it_possible(
    typed: str, country: str | None, listed: str
) -> None:
    assert found(typed, country)[listed] is MatchStatus.POSSIBLE


@pytest.mark.parametrize(
    "typed",
    [
        "Acme c/o Hikvision",
        "Acme, attn Hikvision",
        "Attn. Mr. Wang, Hikvision",
        "Hikvision, attn Ms. Hu",
    ],
)
def test_an_equal_name_in_care_of_whom_goods_go_is_a_match(typed: str) -> None:
    assert MatchStatus.MATCH in found(typed, "CN").values()
    assert MatchStatus.MATCH not in found(typed.replace("vision", "visoin"), "CN").values()


@pytest.mark.parametrize(
    ("address", "statuses"),
    [
        ("c/o Huawei Technologies Co., Ltd., Bantian, Longgang, Shenzhen", {"possible"}),
        ("Building 4, attn: Mr. Li, Hikvision", {"possible"}),
        ("Huawei Avenue 4, Shenzhen", set()),
        ("c/o Siemens AG, Munich", set()),
        ("c/o", set()),
    ],
)
def test_whom_an_address_is_in_care_of_may_be_the_party(address: str, statuses: set[str]) -> None:
    assert {hit.status.value for hit in SHIPPED("Foo Trading", "CN", address)} == statuses


@pytest.mark.parametrize("typed", ["Huawie Technologeis", "Technologeis Huawie Co., Ltd."])
def test_a_slip_in_each_of_two_words_is_possible_in_any_order(typed: str) -> None:
    assert MatchStatus.POSSIBLE in found(typed, "CN").values()


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("Huawei Group", "DE"),
        ("Shandong Huawei Security Group Co., Ltd.", "CN"),
        ("ZTE (USA) Inc.", "US"),
        ("Honor Device Co., Ltd.", "CN"),
        ("Futurewei Technologies, Inc.", "US"),
        ("Huawei Restaurant", "CN"),
    ],
)
def test_other_words_beside_a_name_of_one_word_make_another_firm(typed: str, country: str) -> None:
    assert found(typed, country) == {}


@pytest.mark.parametrize("country", ["CN", "DE"])
def test_initials_in_a_parenthesis_are_the_party_where_the_country_speaks_for_it(
    country: str,
) -> None:
    status = found("NUDT", country)["National University of Defense Technology (NUDT)"]
    assert status is (MatchStatus.MATCH if country == "CN" else MatchStatus.POSSIBLE)


READINGS = {
    "\u4e2d\u56fd\u79d1\u5b66\u6280\u672f\u5927\u5b66":
        "University of Science and Technology of China",
    "\u56fd\u9632\u79d1\u6280\u5927\u5b66": "National University of Defense Technology (NUDT)",
    "\u4e2d\u56fd\u5de5\u7a0b\u7269\u7406\u7814\u7a76\u9662":
        "Chinese Academy of Engineering Physics",
    "\u4e2d\u56fd\u7535\u5b50\u79d1\u6280\u96c6\u56e2\u516c\u53f8\u7b2c\u4e09\u5341\u516b\u7814\u7a76\u6240":
        "China Electronics Technology Group Corporation 38th Research Institute (CETC 38)",
    "\u4f9d\u56fe\u79d1\u6280": "Yitu Technologies",
    "\u70fd\u706b\u901a\u4fe1": "FiberHome Technologies Group",
    "\u56fd\u5bb6\u8d85\u7ea7\u8ba1\u7b97\u5e7f\u5dde\u4e2d\u5fc3":
        "National Supercomputing Center Guangzhou (NSCC-GZ)",
}  # fmt: skip


@pytest.mark.parametrize(("written", "listed"), READINGS.items())
def test_a_name_in_chinese_is_read_as_the_list_writes_it(written: str, listed: str) -> None:
    assert found(written, "CN")[listed] is MatchStatus.MATCH


def test_an_alias_of_another_firm_is_not_read_into_a_chinese_name() -> None:
    assert "Beijing Graphene Institute Co., Ltd" not in found("\u534e\u5927\u57fa\u56e0", "CN")


def slips(form: str) -> set[str]:
    """A legal form with one slip of any kind."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    ends = range(len(form) + 1)
    gone = {form[:n] + form[n + 1 :] for n in ends[:-1]}
    other = {form[:n] + c + form[n + k :] for n in ends for c in letters for k in (0, 1)}
    turned = {form[:n] + form[n + 1] + form[n] + form[n + 2 :] for n in ends[:-2]}
    return gone | other | turned


@pytest.mark.parametrize("form", ["Ltd", "LLC", "Inc", "GmbH"])
def test_a_slip_in_a_legal_form_hides_no_party(form: str) -> None:
    screen = NameScreen([row(f"AIR FREIGHT {form}")])
    generic = shipped_readings().generic
    for slip in slips(form.lower()) - generic:
        assert screen(f"Air Freight {slip}", None, None), slip


def test_a_note_in_a_parenthesis_is_no_alias() -> None:
    assert list(called("Alpha Oil (a subsidiary of Beta Oil)", IDLE)) == ["Alpha Oil"]
