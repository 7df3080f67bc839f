"""Names match a row by name or alias, however a person types case, accents and legal forms."""

from __future__ import annotations

import pytest
from building import row
from licet_engine.facts.screening import MatchStatus
from licet_screening.screen import NameScreen
from licet_server.loading.packs import load_packs
from licet_server.settings import shipped_rules

ROWS = tuple(entry for pack in load_packs(shipped_rules(), ["us_ear"]).packs for entry in pack.rows)
SHIPPED = NameScreen(ROWS)


LISTS = sorted({entry.facts.list for entry in ROWS})


@pytest.mark.parametrize("listed", LISTS)
def test_every_listed_name_and_alias_matches_its_own_row(listed: str) -> None:
    for entry in (entry for entry in ROWS if entry.facts.list == listed):
        country = entry.country.split(";")[0]
        for name in (entry.name, *entry.aliases):
            for asked in (None, None if country == "any" else country):
                hits = {hit.row_id: hit for hit in SHIPPED(name, asked, None)}
                assert (hits[entry.id].status, hits[entry.id].score) == (MatchStatus.MATCH, 100)


def matched(name: str, country: str | None = None) -> set[str]:
    named = {entry.id: entry.name for entry in ROWS}
    hits = SHIPPED(name, country, None)
    return {named[hit.row_id] for hit in hits if hit.status is MatchStatus.MATCH}


@pytest.mark.parametrize(
    "typed",
    [
        "HUAWEI TECHNOLOGIES CO LTD",
        "huawei technologies",
        "Huawei  Technologies Co.,Ltd.",
        "Huawei Technologies Company Limited",
        "Huawei-Technologies, Co. Ltd",
        "\uff28\uff55\uff41\uff57\uff45\uff49 Technologies",
        "Huáwèi Technologies Co., Ltd.",
        "\tHuawei Technologies Co., Ltd.\n",
        "Huawei\u00a0Technologies Co., Ltd.",
        "Huawei Tech\u200bnologies Co., Ltd.",
        "Huawei Techno\u00adlogies Co., Ltd.",
        "Huawei Technologies Co., Ltd. (Huawei)",
        "Huawei Technologies Co., Ltd." + " " * 1000,
    ],
)
def test_a_listed_name_matches_as_people_type_it(typed: str) -> None:
    found = matched(typed)
    assert "Huawei Technologies Co., Ltd." in found
    assert "Huawei Technologies (UK) Co., Ltd." not in found


@pytest.mark.parametrize(
    "other",
    [
        "Honor Device Co., Ltd.",
        "Shandong Huawei Security Group",
        "Technologies",
        "Co., Ltd.",
        "Limited",
        "ZTE Foods Trading LLC",
        "Hua Wei Technologies Restaurant",
        "Huawei Technologies (Kenya) Co., Ltd.",
        "Alpha Ltd. for Huawei Technologies",
        "x" * 2000,
    ],
)
def test_a_name_that_is_merely_like_a_listed_one_is_no_match(other: str) -> None:
    assert not matched(other)


def test_a_name_in_another_script_matches_where_the_list_gives_it() -> None:
    entry = row("华为技术有限公司")
    hits = NameScreen([entry])("华为技术有限公司", "CN", None)
    assert [(h.row_id, h.status) for h in hits] == [(entry.id, MatchStatus.MATCH)]


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        (
            "Huawei Technologies Company Limited, Beijing Research Institute",
            "Huawei Technologies Co., Ltd., Beijing Research Institute",
        ),
        (
            "Huawei Technologies Co., Ltd. (Huawei). Affiliated Entity: Huawei Device Co., Ltd.",
            "Huawei Device Co., Ltd.",
        ),
    ],
)
def test_a_branch_with_a_row_of_its_own_is_the_partys_also(typed: str, listed: str) -> None:
    party = row("Huawei Technologies Co., Ltd.")
    hits = NameScreen([row(listed), party])(typed, None, None)
    hits = tuple(hit for hit in hits if hit.status is MatchStatus.MATCH)
    assert [hit.row_id for hit in hits] == sorted([f"row:{listed}", party.id])


def test_a_hit_says_whether_only_the_legal_form_differs() -> None:
    entry = row("Alpha Beta Co., Ltd.")
    same, close = (
        NameScreen([entry])(n, None, None)[0] for n in ("alpha beta co ltd", "Alpha Beta")
    )
    assert (same.score, same.explanation) == (100, "the name is `Alpha Beta Co., Ltd.`")
    assert (close.score, close.explanation) == (
        95,
        "the name is `Alpha Beta Co., Ltd.`, its legal form aside",
    )


def test_a_row_whose_name_is_nothing_that_can_be_compared_matches_nothing() -> None:
    assert NameScreen([row("---")])("---", None, None) == ()


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("Huawei Chile S. A.", "Huawei Chile S.A."),
        ("Huawei Chile, SA", "Huawei Chile S.A."),
        ("HUAWEI TECHNOLOGIES JAPAN K. K.", "Huawei Technologies Japan K.K."),
        ("Huawei Technologies (UK) Co., Ltd.", "Huawei Technologies (UK) Co., Ltd."),
        ("Huawei Technologies (UK)", "Huawei Technologies (UK) Co., Ltd."),
        ("Xian Huawei Technologies Co., Ltd.", "Xi'an Huawei Technologies Co., Ltd."),
        ("Xi\u2019an Huawei Technologies Co Ltd", "Xi'an Huawei Technologies Co., Ltd."),
        ("Hi-Silicon Technologies", "HiSilicon Technologies Co., Ltd."),
        ("HiSilicon Technologies Co., Ltd (HiSilicon)", "HiSilicon Technologies Co., Ltd."),
        ("ZTE (Zhongxing Telecommunications Equipment Corporation)", "ZTE Corporation"),
        ("Z T E Corporation", "ZTE Corporation"),
        ("Beijing 8Star International Co.", "Beijing 8-Star International Co."),
        ("PT Huawei Tech Investment", "Huawei Tech Investment, PT"),
        ("OOO Huawei Russia", "Huawei Russia"),
        ("Huawei Chile Sociedad Anonima", "Huawei Chile S.A."),
        ("Huawei Research &amp; Development Belgium", "Huawei Research & Development Belgium NV"),
        ("Huawei Research + Development Belgium", "Huawei Research & Development Belgium NV"),
        ("Messrs. Huawei Device Co., Ltd.", "Huawei Device Co., Ltd."),
        ("Huawei Device CoLtd", "Huawei Device Co., Ltd."),
        ("HuaweiDeviceCoLtd", "Huawei Device Co., Ltd."),
        ("Huawei Device Co., Ltd., Shenzhen", "Huawei Device Co., Ltd."),
        ("Huawei Device Co Ltd - 12345", "Huawei Device Co., Ltd."),
        ("Huawei Device Co., Ltd. attn Mr Li", "Huawei Device Co., Ltd."),
        ("The Huawei Device Co., Ltd.", "Huawei Device Co., Ltd."),
        ("Attn: Huawei Device Co., Ltd.", "Huawei Device Co., Ltd."),
        ("1000234 Huawei Device Co., Ltd.", "Huawei Device Co., Ltd."),
        ("Huawei Madagascar S.\u00e0 r.l.", "Huawei Madagascar SARL"),
        ("Huawei Russia JSC", "Huawei Russia"),
    ],
)
def test_legal_forms_and_the_lists_own_spellings_do_not_hide_a_party(
    typed: str, listed: str
) -> None:
    screen = NameScreen([row(listed), row("Huawei Technologies Co., Ltd.")])
    matches = [h for h in screen(typed, None, None) if h.status is MatchStatus.MATCH]
    assert [hit.row_id for hit in matches] == [f"row:{listed}"]
