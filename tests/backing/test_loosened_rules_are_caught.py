"""A rule set that is loosened lets sales go, and the oracle says that nothing backs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from shutil import copytree
from typing import Any

import pytest
from asking import ask, day, shipped
from backing import GOES, Law, doubts
from drawing_sales import NOW, Drawing
from licet_server.app import Licet
from licet_server.settings import Settings
from plain_sales import party, plain
from reading_days import Known

DRAWS = 200


@dataclass(frozen=True, slots=True)
class Loosened:
    """One change of a rule file, a sale that it lets go, and what is said against that."""

    file: str
    before: str
    after: str
    asked: tuple[str, str, str]
    doubt: str
    line: dict[str, Any] = field(default_factory=dict)
    buyer: str | None = None
    known_on: str = NOW.isoformat()


HUAWEI = "Huawei Device Co., Ltd."
CERTIFIED = {"tgl_certification_obtained": True}
LOOSENED = {
    "a list row ends early": Loosened(
        "lists/entity_list.csv",
        "2019-10-09,none,2019-10-09,2019-10-09,none,none,84 FR 54002",
        "2019-10-09,2019-12-31,2019-10-09,2019-10-09,2020-01-02,none,84 FR 54002",
        ("EAR99", "CN", "2022-03-01"),
        "us_ear.744.entity_list asks of entity_list.csv",
        buyer="Hangzhou Hikvision Digital Technology Co., Ltd.",
    ),
    "a denial order ends early": Loosened(
        "lists/denied_persons.csv",
        "2019-03-08,2024-03-07",
        "2019-03-08,2020-03-07",
        ("EAR99", "MX", "2022-03-01"),
        "us_ear.736.denial_order asks of denied_persons.csv",
        buyer="ALONSO GONZALEZ-GRANADOS",
    ),
    "a column is unmarked": Loosened(
        "tables/column_rules.csv",
        "NS2,all_but,A:1,2015-05-21",
        "NS2,all_but,A:1 CN,2015-05-21",
        ("1A001", "CN", "2018-05-05"),
        "us_ear.742.national_security asks of NS NS2",
    ),
    "a control asks for nothing": Loosened(
        "tables/control_list.csv",
        "1A003,NS,NS2,all",
        "1A003,NS,none,all",
        ("1A003", "CN", "2026-09-01"),
        "us_ear.742.national_security asks of NS NS2",
    ),
    "an entry begins with the list": Loosened(
        "tables/control_list_changes.csv",
        "3A090 4A090,all,none,began,none,2022-10-21,2022-10-07,2022-10-13",
        "3A090 4A090,all,none,began,none,2005-01-01,2005-01-01,none",
        ("4A090", "DE", "2021-05-05"),
        "no row speaks for the item",
    ),
    "a requirement is gone": Loosened(
        "part_742/missile_technology.yaml",
        "this_control: {requirement: MT1}",
        "this_control: {requirement: MT1, reason: SI}",
        ("1B115", "CN", "2020-05-05"),
        "us_ear.742.missile_technology asks of MT MT1",
    ),
    "an embargo leaves something out": Loosened(
        "part_746/cuba.yaml",
        "when:\n",
        "when:\n  not: {category: EAR99}\n",
        ("EAR99", "CU", "2020-05-05"),
        "us_ear.746.cuba asks of the line",
    ),
    "a permit outlives its end": Loosened(
        "part_744/huawei_tgl_networks.yaml",
        "through: 2020-08-13",
        "through: 2021-08-13",
        ("EAR99", "CN", "2020-12-01"),
        "is said to lift us_ear.744.entity_list_huawei, and does not",
        {"purpose": "existing-network-operation", "attestations": CERTIFIED},
        HUAWEI,
    ),
    "a clearance asks for less": Loosened(
        "part_744/cybersecurity_authorization.yaml",
        "purpose: cybersecurity-research",
        "purpose: [cybersecurity-research, repair-return]",
        ("EAR99", "CN", "2021-12-01"),
        "us_ear.744.entity_list_huawei asks of entity_list.csv",
        {"purpose": "repair-return"},
        HUAWEI,
    ),
    "a clearance is known before it was told": Loosened(
        "part_744/standards_release.yaml",
        "announced: 2020-06-15\n    published: 2020-06-18",
        "announced: 2020-01-15\n    published: 2020-01-18",
        ("EAR99", "CN", "2020-07-01"),
        "us_ear.744.standards_release@2020-06-18 does not govern that day as known",
        {"purpose": "standards-development", "kind": "technology"},
        HUAWEI,
        "2020-03-01",
    ),
}


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Licet]:
    """Licet with every rule file loosened at once; each sale below hangs on one of them."""
    folder = tmp_path_factory.mktemp("loose") / "rules"
    copytree(shipped(), folder)
    for each in LOOSENED.values():
        path = folder / "us_ear" / each.file
        text = path.read_text(encoding="utf-8")
        assert each.before in text, each
        path.write_text(text.replace(each.before, each.after), encoding="utf-8")
    with Licet(Settings(folder), rehearsed=False) as loaded:
        yield loaded


@pytest.mark.parametrize("name", LOOSENED)
def test_a_go_that_a_loosened_rule_lets_through_is_not_backed(
    licet: Licet, loose: Licet, law: Law, name: str
) -> None:
    each = LOOSENED[name]
    category, to, on = each.asked
    sale = plain(law, category, to, on, **each.line)
    if each.buyer is not None:
        sale["parties"] = [party(each.buyer, to)]
    if "attestations" in each.line:
        sale["contracted_on"] = "2019-01-15"
    known = Known(day(each.known_on), "announced")
    assert ask(licet, law, sale, known).outcome not in GOES
    said = ask(loose, law, sale, known)
    assert said.outcome in GOES
    assert any(each.doubt in doubt for doubt in doubts(law, sale, known, said))


def test_the_draw_meets_what_was_loosened(loose: Licet, law: Law) -> None:
    drawing = Drawing(law, shipped())
    caught = 0
    for seed in range(DRAWS):
        drawn = drawing.draw(seed)
        caught += bool(
            doubts(law, drawn.sale, drawn.known, ask(loose, law, drawn.sale, drawn.known))
        )
    assert caught > 0
