"""Scripts, lookalikes and evidence: the shipped lists asked as an exporter would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from building import row
from licet_engine.facts.screening import MatchStatus
from licet_engine.lists import ListRow
from licet_orderbook.unlisted import ABROAD, DOMESTIC, FOUNDRIES, LOOKALIKES
from licet_screening.normalising import names_nobody
from licet_screening.screen import NameScreen
from licet_server.loading.packs import load_packs
from licet_server.settings import shipped_rules

ROWS = tuple(entry for pack in load_packs(shipped_rules(), ["us_ear"]).packs for entry in pack.rows)
NAMED = {entry.id: entry.name for entry in ROWS}
SHIPPED = NameScreen(ROWS)


def found(name: str, country: str | None = None) -> dict[str, MatchStatus]:
    return {NAMED[hit.row_id]: hit.status for hit in SHIPPED(name, country, None)}


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("\u534e\u4e3a\u6280\u672f\u6709\u9650\u516c\u53f8", "Huawei Technologies Co., Ltd."),
        ("\u83ef\u70ba\u6280\u8853\u6709\u9650\u516c\u53f8", "Huawei Technologies Co., Ltd."),
        ("\u534e\u4e3a\u7ec8\u7aef\u6709\u9650\u516c\u53f8", "Huawei Device Co., Ltd."),
        ("\u6d77\u601d\u534a\u5bfc\u4f53", "HiSilicon Technologies Co., Ltd (HiSilicon)"),
        (
            "\u4e2d\u82af\u56fd\u9645",
            "Semiconductor Manufacturing International Corporation (SMIC)",
        ),
        ("\u4e2d\u5174\u901a\u8baf", "Zhongxing Telecommunications Equipment Corporation"),
        (
            "\u041a\u0430\u043b\u0430\u0448\u043d\u0438\u043a\u043e\u0432 \u041a\u043e\u043d\u0446\u0435\u0440\u043d",  # noqa: E501
            "Kalashnikov Concern",
        ),
        ("\ud654\uc6e8\uc774 \uae30\uc220", "Huawei Technologies Co., Ltd."),
        (
            "\u0647\u0648\u0627\u0648\u064a \u062a\u0643\u0646\u0648\u0644\u0648\u062c\u064a\u0632",
            "Huawei Technologies Co., Ltd.",
        ),
        ("\u54c8\u5c14\u6ee8\u5de5\u4e1a\u5927\u5b66", "Harbin Institute of Technology"),
    ],
)
def test_a_listed_party_matches_by_its_name_in_its_own_script(written: str, listed: str) -> None:
    assert found(written)[listed] is MatchStatus.MATCH


@pytest.mark.parametrize("firm", [*DOMESTIC, *ABROAD, *FOUNDRIES, *LOOKALIKES], ids=repr)
def test_customers_and_lookalikes_of_the_order_book_are_on_no_list(firm: object) -> None:
    for name in firm.names:  # type: ignore[attr-defined]
        assert found(name, firm.country) == {}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("China Electronics 99th Research Institute", "China Electronics 13th Research Institute"),
        ("98 Aircraft Repair Plant", "12 Aircraft Repair Plant"),
        ("QM International Trading Co., Ltd.", "ZX International Trading Co., Ltd."),
        ("Vega", "Mega"),
        ("Global Trading", "Global Trading Solutions and Systems"),
        ("General Electronics", "Generic Electronics International Institute"),
    ],
)
def test_other_numbers_brief_names_and_words_of_business_alone_are_no_hit(
    asked: str, listed: str
) -> None:
    assert NameScreen([row(listed)])(asked, None, None) == ()


@pytest.mark.parametrize(
    ("asked", "listed", "status"),
    [
        ("Smith, John Paul", "JOHN PAUL SMITH", MatchStatus.MATCH),
        ("John P. Smithson", "JOHN SMITHSON", MatchStatus.POSSIBLE),
        ("Jon Smithson", "JOHN SMITHSON", MatchStatus.POSSIBLE),
        ("Huawei Technologies (Kenya)", "Huawei Technologies Co., Ltd.", MatchStatus.POSSIBLE),
        ("Kaspersky", "Kaspersky Laboratory Group", MatchStatus.POSSIBLE),
        ("Huawei Technolgies", "Huawei Technologies Co., Ltd.", MatchStatus.MATCH),
        ("Huwaei Technologies", "Huawei Technologies Co., Ltd.", MatchStatus.POSSIBLE),
        ("Acme Components Liimted", "Acme Components Limited", MatchStatus.MATCH),
        ("AcmeComponentsLimited", "Acme Components Ltd.", MatchStatus.MATCH),
        ("121 Aircraft Repair Plant", "JSC 121 Aircraft Repair Plant", MatchStatus.MATCH),
    ],
)
def test_what_parts_two_names_says_how_sure_it_is(
    asked: str, listed: str, status: MatchStatus
) -> None:
    (hit,) = NameScreen([row(listed)])(asked, None, None)
    assert (hit.status, f"`{listed}`" in hit.explanation) == (status, True)


def in_china(name: str) -> ListRow:
    return replace(row(name), country="CN", address="12 Xinghu Street, Suzhou, CN;9 Elm Road, CN")


EVIDENCE = {
    "a brief name elsewhere is another's, maybe": ("Delta", "Delta", "DE", None, "possible"),
    "a brief name there is the party": ("Delta", "Delta", "CN", None, "match"),
    "Hong Kong does not speak against China": ("Delta", "Delta", "HK", None, "match"),
    "an address speaks louder than a country": (
        "Delta", "Delta", "DE", "Xinghu Street 12, Suzhou", "match",
    ),
    "another address says nothing": ("Delta", "Delta", "DE", "1 Main Street, Bonn", "possible"),
    "a long name is the party anywhere": (
        "Hangzhou Hikvision", "Hangzhou Hikvision", "DE", None, "match",
    ),
    "a slip and another country are too much": ("Orvion", "Orion", "DE", None, None),
    "a slip there is possible": ("Orvion", "Orion", "CN", None, "possible"),
    "a slip in a long name there is the party": (
        "Huwaei Technologies", "Huawei Technologies", "CN", None, "match",
    ),
    "a slip in a long name elsewhere is possible": (
        "Hikvisoin Digital", "Hikvision Digital", "DE", None, "possible",
    ),
    "a slip that begins another way is possible": (
        "Nuawei Technologies", "Huawei Technologies", "CN", None, "possible",
    ),
    "a slip that makes a known word is possible": (
        "Deltas Components", "Delta Components", "CN", None, "possible",
    ),
    "two slips there are possible": (
        "Hikvisoin Digtial", "Hikvision Digital", "CN", None, "possible",
    ),
    "fewer words and another country are too much": (
        "Hikvision", "Hikvision Digital Technology", "DE", None, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", EVIDENCE.values(), ids=EVIDENCE)
def test_country_and_address_are_heard(case: tuple[str, str, str, str | None, str | None]) -> None:
    asked, listed, country, address, status = case
    known = in_china("Deltas of Elsewhere")
    hits = NameScreen([in_china(listed), known])(asked, country, address)
    assert [hit.status.value for hit in hits] == ([status] if status else [])


def test_a_subsidiary_with_a_row_of_its_own_is_not_its_parent() -> None:
    parent, branch = row("Huawei Technologies Co., Ltd."), row("Huawei Technologies Bonn GmbH")
    screen = NameScreen([parent, branch])
    assert [hit.row_id for hit in screen("Huawei Technologies Bonn", None, None)] == [branch.id]
    (hit,) = screen("Huawei Technologies Ulm", None, None)
    assert (hit.row_id, hit.status) == (parent.id, MatchStatus.POSSIBLE)


def test_what_is_nearest_is_told_whether_it_is_a_hit_or_not() -> None:
    near = SHIPPED.nearest("Honor Device", 3)
    assert len(near) == len({each.row_id for each in near}) == 3
    assert [each.score for each in near] == sorted((each.score for each in near), reverse=True)


def test_no_listed_name_is_refused_as_nobodys() -> None:
    names = {name for entry in ROWS for name in (entry.name, *entry.aliases)}
    assert [name for name in sorted(names) if names_nobody(name)] == []


@pytest.mark.parametrize(
    "told",
    [
        "not specified", "Undisclosed", "to order", "TO THE ORDER OF BANK", "bearer", "other",
        "walk-in customer", "cash customer", "New Customer", "private", "distributor", "stock",
        "Kunde", "unbekannt", "Herr", "Dr.", "aa",
    ],
)  # fmt: skip
def test_what_is_typed_for_no_name_names_nobody(told: str) -> None:
    assert names_nobody(told)


@pytest.mark.parametrize("name", ["Bank of Kunming", "Order Systems GmbH", "Dr. Herr Ltd."])
def test_a_firm_called_by_such_a_word_is_somebody(name: str) -> None:
    assert not names_nobody(name)


def ended(entry: ListRow, listed: str, through: date | None) -> ListRow:
    facts = replace(entry.facts, list=listed, through=through)
    return replace(entry, id=f"{listed}:{entry.name}", facts=facts)


@pytest.mark.parametrize(
    ("listed", "through", "hidden"),
    [
        ("one", None, True),
        ("one", date(2030, 1, 1), True),
        ("one", date(2019, 1, 1), False),
        ("another", None, False),
    ],
)
def test_a_row_hides_its_kin_of_its_own_list_while_it_runs_as_long(
    listed: str, through: date | None, hidden: bool
) -> None:
    whole = ended(row("Zorvel Components Bonn"), listed, through)
    kin = ended(row("Zorvel Components"), "one", date(2025, 1, 1))
    hits = [hit.row_id for hit in NameScreen([whole, kin])("Zorvel Components Bonn", None, None)]
    assert hits == ([whole.id] if hidden else sorted([whole.id, kin.id]))


@pytest.mark.parametrize(
    ("asked", "lists"),
    [
        ("Shenzhen Chitron Electronics Company Limited", {"entity_list", "denied_persons"}),
        ("Jiangxi Hongdu Aviation Ind. Group", {"entity_list"}),
    ],
)
def test_an_order_that_ended_hides_no_row_of_another_list(asked: str, lists: set[str]) -> None:
    of = {entry.id: entry.facts.list for entry in ROWS}
    assert {of[hit.row_id] for hit in SHIPPED(asked, "CN", None)} >= lists


@pytest.mark.parametrize(
    ("address", "there"), [("Xinghu Street 12, Suzhou", True), ("1 Main Street", False)]
)
def test_a_hit_tells_whether_the_party_is_at_the_rows_address(address: str, there: bool) -> None:
    (hit,) = NameScreen([in_china("Delta")])("Delta", "CN", address)
    assert hit.at_listed_address is there
