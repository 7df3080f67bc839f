"""What looks like a mistake and is none, and the places of what is found within a condition."""

from __future__ import annotations

from pathlib import Path

import pytest
from licet_server.checking import check_rules
from small_law import HEADER, LAW, LISTED, PERMIT, ROWS, SAVINGS, row, write

NAMES = ("law", "house")


def found(rules: Path) -> list[str]:
    return [str(finding).replace(f"{rules}/", "") for finding in check_rules(rules, NAMES)]


def law(**files: str) -> dict[str, str]:
    return {f"{name}.yaml": text for name, text in files.items()}


def rows(*more: str) -> dict[str, str]:
    return {"lists/listed.csv": "\n".join([HEADER, *ROWS, *more, ""])}


V1_THROUGH, V2_FROM = "through: 2019-08-19", "from: 2019-08-19\n"
LATE = "announced: 2019-08-19\n    authority: 84 FR 43487"
WHEN = "when:\n  this_party: {list: entity_list, regime: acme}\n"
SAVED_TWICE = """\
    through: 2019-08-14
  - version: v2
    from: 2019-08-19
    announced: 2019-08-19
    authority: 84 FR 43493
"""
LET_PASS: dict[str, dict[str, str]] = {
    "a version that begins on the day after the one before": law(
        tgl=PERMIT.replace(V1_THROUGH, "through: 2019-08-18")
    ),
    "a law that lapsed for a summer": law(tgl=PERMIT.replace(V1_THROUGH, "through: 2019-06-19")),
    "a savings clause written anew after some days": law(savings=SAVINGS + SAVED_TWICE),
    "an extension announced late while the one before still runs": law(
        tgl=PERMIT.replace(V1_THROUGH, "through: 2019-09-30").replace(
            LATE, LATE.replace("2019-08-19", "2019-09-20")
        )
    ),
    "a stay announced before the day that it puts off": law(
        listed=LISTED.replace("announced: 2020-08-17", "announced: 2020-08-01")
        + "  - version: v3\n    from: 2020-12-01\n    announced: 2020-08-10\n"
        "    supersedes: v2\n    authority: 85 FR 50000\n"
    ),
    "a version of the same words under another page": law(
        listed=LISTED.replace("85 FR 51596", "85 FR 51335")
    ),
    "a common condition that one version makes narrower": law(
        listed=LISTED.replace(WHEN, f"{WHEN}  any: [{{food: true}}, {{purpose: other}}]\n")
        + "    when: {food: true}\n"
    ),
    "an older page told of with other words first": law(
        listed=LISTED.replace("84 FR 22961; 15", "amending 61 FR 4910; 15")
    ),
    "a row of one name at another address": rows(
        row("Acme", address="1 Some Street", scope="supp_2")
    ),
    "a row that begins when the other has ended": rows(
        row("Zeta", through="2020-05-15", end_announced="2020-05-15"),
        row("Zeta", **{"from": "2020-05-16", "announced": "2020-05-15"}, published="none"),
    ),
    "two pages that tell of two policies": rows(
        row("Acme", policies="presumption_of_denial", authority="84 FR 22962")
    ),
    "a page that states no ground beside one that does": rows(row("Acme", ground="unstated")),
    "a denial order of decades": rows(
        row("Zeta", through="2056-06-29", end_announced="2019-05-16")
    ),
}


@pytest.mark.parametrize("files", LET_PASS.values(), ids=LET_PASS)
def test_what_is_no_mistake_has_no_finding(tmp_path: Path, files: dict[str, str]) -> None:
    files = {
        name: text.replace("supp_2", "all_items") if name.endswith(".csv") else text
        for name, text in files.items()
    }

    assert found(write(tmp_path, files)) == []


PLACES: dict[str, tuple[str, str]] = {
    "in the condition of the version": (
        LISTED + "    when: {all: [{food: true}, {not: {food: true}}]}\n",
        "law/listed.yaml:18:19: error: `law.listed@v2`: ",
    ),
    "in the condition of all versions, told once": (
        LISTED.replace("{list: entity_list,", "{not: {list: entity_list}, list: entity_list,"),
        "law/listed.yaml:7:48: error: `law.listed@v1`: ",
    ),
    "in an `any` of the version beside one of all": (
        LISTED.replace(WHEN, f"{WHEN}  any: [{{food: true}}, {{purpose: other}}]\n")
        + "    when:\n      any:\n        - purpose: other\n"
        "        - all: [{purpose: other}, {this_party: {scope: all_items}}]\n",
        "law/listed.yaml:22:56: warning: `law.listed@v2`: ",
    ),
}


@pytest.mark.parametrize(("text", "place"), PLACES.values(), ids=PLACES)
def test_what_is_found_within_a_condition_stands_at_its_place(
    tmp_path: Path, text: str, place: str
) -> None:
    assert text != LAW["listed.yaml"]

    told = found(write(tmp_path, {"listed.yaml": text}))

    assert [line[: len(place)] for line in told if "law/listed.yaml" in line] == [place], told
