"""Each check finds the fault planted for it, at its place; sound rules have none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from licet_server.checking import check_rules
from licet_server.settings import ALL_PACKS, shipped_rules
from licet_workbench.checking import check
from licet_workbench.findings import Severity
from small_law import BAR, DENIAL, HEADER, LAW, LISTED, PERMIT, ROWS, packs, row, write

NAMES = ("law", "house")


def found(rules: Path) -> list[str]:
    return [str(finding).replace(f"{rules}/", "") for finding in check_rules(rules, NAMES)]


def test_sound_rules_have_no_findings(tmp_path: Path) -> None:
    assert found(write(tmp_path)) == []


def test_the_shipped_rules_have_no_findings() -> None:
    assert [str(finding) for finding in check_rules(shipped_rules(), ALL_PACKS)] == []


NO_END = "a permit was issued with an end; write `through`, or let the provision clear"
# The file, what is replaced in it, what stands there instead, and the finding.
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "an end before the beginning": (
        "tgl.yaml",
        "through: 2019-08-19",
        "through: 2019-05-19",
        "law/tgl.yaml:11:5: error: `law.tgl@v1`: `through` is before `from`",
    ),
    "a permit without an end": (
        "tgl.yaml",
        "    through: 2019-11-18\n",
        "",
        f"law/tgl.yaml:16:5: error: `law.tgl@v2`: {NO_END}",
    ),
    "a page before its announcement": (
        "tgl.yaml",
        "published: 2019-05-22",
        "published: 2019-05-19",
        "law/tgl.yaml:13:5: error: `law.tgl@v1`: `published` is before `announced`",
    ),
    "an authority that cites nothing": (
        "tgl.yaml",
        "84 FR 23468",
        "the Federal Register",
        (
            "law/tgl.yaml:14:5: error: `law.tgl@v1`: `the Federal Register` cites "
            "nothing; write the "
            "page, section or day it stands in"
        ),
    ),
    "an enforcement that cites nothing": (
        "tgl.yaml",
        "    authority: 84 FR 23468",
        (
            "    authority: 84 FR 23468\n"
            "    enforcement: {status: not_enforced, from: 2019-06-01, authority: a word}"
        ),
        (
            "law/tgl.yaml:15:59: error: `law.tgl@v1`: `a word` cites nothing; write the "
            "page, section "
            "or day it stands in"
        ),
    ),
    "an enforcement before the text": (
        "tgl.yaml",
        "    authority: 84 FR 23468",
        (
            "    authority: 84 FR 23468\n"
            "    enforcement: {status: not_enforced, from: 2019-05-19, authority: BIS 1}"
        ),
        "law/tgl.yaml:15:41: error: `law.tgl@v1`: enforcement is spoken of before `from`",
    ),
    "an enforcement after the text": (
        "tgl.yaml",
        "    authority: 84 FR 23468",
        (
            "    authority: 84 FR 23468\n"
            "    enforcement: {status: not_enforced, from: 2019-08-20, authority: BIS 1}"
        ),
        "law/tgl.yaml:15:41: error: `law.tgl@v1`: enforcement is spoken of after `through`",
    ),
    "superseding nothing": (
        "denial.yaml",
        "supersedes: nominal",
        "supersedes: nominall",
        (
            "law/denial.yaml:19:5: error: `law.denial@actual`: `nominall` is not a version of this "
            "provision; did you mean `nominal`?"
        ),
    ),
    "superseding itself": (
        "denial.yaml",
        "supersedes: nominal",
        "supersedes: actual",
        "law/denial.yaml:19:5: error: `law.denial@actual`: a version does not supersede itself",
    ),
    "superseding in a circle": (
        "denial.yaml",
        "    authority: 84 FR 5",
        "    authority: 84 FR 5\n    supersedes: actual",
        (
            "law/denial.yaml:15:5: error: `law.denial@nominal`: `nominal` and `actual` "
            "supersede each "
            "other in a circle"
        ),
    ),
    "superseding what was announced later": (
        "denial.yaml",
        "announced: 2019-10-01",
        "announced: 2019-06-02",
        (
            "law/denial.yaml:18:5: error: `law.denial@actual`: announced before "
            "`nominal`, which it "
            "supersedes"
        ),
    ),
    "two versions of which neither governs": (
        "listed.yaml",
        "    from: 2020-08-17\n    announced: 2020-08-17",
        "    from: 2019-05-16\n    announced: 2019-05-15",
        (
            "law/listed.yaml:14:5: error: `law.listed@v2`: `v1` and `v2` begin and were "
            "announced on "
            "the same days, and both run; say which one `supersedes` the other"
        ),
    ),
    "an unknown provision": (
        "release.yaml",
        "law.listed",
        "law.lsted",
        (
            "law/release.yaml:6:22: error: `law.release`: there is no provision "
            "`law.lsted`; did you "
            "mean `law.listed`?"
        ),
    ),
    "an unknown tag": (
        "tgl.yaml",
        "tags: [listed]",
        "tags: [lsted]",
        (
            "law/tgl.yaml:6:16: error: `law.tgl`: no provision has the tag `lsted`; did you mean "
            "`listed`?"
        ),
    ),
    "a permit that names nothing": (
        "tgl.yaml",
        "{tags: [listed], regimes: [acme]}",
        "{regimes: [acme]}",
        "law/tgl.yaml:6:1: error: `law.tgl`: names no provision and no tag, so it acts on nothing",
    ),
    "a permit that lifts a permit": (
        "release.yaml",
        "law.listed",
        "law.tgl",
        (
            "law/release.yaml:6:22: error: `law.release`: `law.tgl` permits; only requirements and "
            "denials are lifted"
        ),
    ),
    "a permit that lifts permits by their tag": (
        "release.yaml",
        "provisions: [law.listed]",
        "tags: [tgl]",
        (
            "law/release.yaml:6:16: error: `law.release`: what has the tag `tgl` permits; only "
            "requirements and denials are lifted"
        ),
    ),
    "a clearance of a denial": (
        "release.yaml",
        "law.listed",
        "law.denial",
        (
            "law/release.yaml:6:22: error: `law.release`: lifts the denial `law.denial`; "
            "only a permit "
            "that names it by id may"
        ),
    ),
    "a permit of a denial by its tag": (
        "tgl.yaml",
        "tags: [listed]",
        "tags: [listed, denial]",
        (
            "law/tgl.yaml:6:24: error: `law.tgl`: lifts the denial `law.denial`; only a "
            "permit that "
            "names it by id may"
        ),
    ),
    "a permit of a line that is narrowed to rows": (
        "tgl.yaml",
        "subject: party",
        "subject: line",
        (
            "law/tgl.yaml:6:25: error: `law.tgl`: the subject is the line, which has no list row; "
            "write `subject: party`"
        ),
    ),
    "a regime in a condition that no row has": (
        "elsewhere.yaml",
        "regime: other",
        "regime: otter",
        (
            "law/elsewhere.yaml:6:43: warning: `law.elsewhere`: no list row is of the "
            "regime `otter`; "
            "did you mean `other`?"
        ),
    ),
    "a regime narrowed to that no row has": (
        "tgl.yaml",
        "regimes: [acme]",
        "regimes: [acne]",
        (
            "law/tgl.yaml:6:35: warning: `law.tgl`: no list row is of the regime `acne`; "
            "did you mean "
            "`acme`?"
        ),
    ),
    "a row that cites nothing": (
        "lists/listed.csv",
        "84 FR 22961",
        "a page",
        "law/lists/listed.csv:2:1: error: `a page` cites nothing; write the page `Acme` is on",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "finding"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_found_at_its_place(
    tmp_path: Path, name: str, old: str, new: str, finding: str
) -> None:
    assert old in LAW[name]
    rules = write(tmp_path, {name: LAW[name].replace(old, new, 1)})

    assert finding in found(rules)


HOUSE_FAULTS: dict[str, tuple[str, str, str]] = {
    "a house permit": (
        "effect: bars",
        "effect: permits",
        (
            "house/bar.yaml:3:1: error: `house.bar`: permits, but the pack `house` may "
            "only require, "
            "deny or bar"
        ),
    ),
    "a house clearance": (
        "effect: bars",
        "authorization: EXCLUSION\neffect: clears",
        (
            "house/bar.yaml:4:1: error: `house.bar`: clears, but the pack `house` may "
            "only require, "
            "deny or bar"
        ),
    ),
    "a bar of a requirement": (
        "{tags: [tgl]}",
        "{provisions: [law.listed], tags: [tgl]}",
        (
            "house/bar.yaml:5:21: error: `house.bar`: bars `law.listed`, which requires; "
            "only permits "
            "and clearances are barred"
        ),
    ),
    "a bar of nothing": (
        "{tags: [tgl]}",
        "{tags: [tlg]}",
        (
            "house/bar.yaml:5:15: error: `house.bar`: no provision has the tag `tlg`; did you mean "
            "`tgl`?"
        ),
    ),
}


@pytest.mark.parametrize(("old", "new", "finding"), HOUSE_FAULTS.values(), ids=HOUSE_FAULTS)
def test_a_fault_of_the_house_is_found(tmp_path: Path, old: str, new: str, finding: str) -> None:
    text = BAR.replace(old, new)
    if "effect: bars" not in text:
        text = text.replace("bars: {", "lifts: {")

    assert finding in found(write(tmp_path, house={"bar.yaml": text}))


def test_a_permit_of_another_pack_is_found(tmp_path: Path) -> None:
    other = PERMIT.replace("law.tgl", "house.tgl").replace(
        "tags: [listed]", "provisions: [law.listed]"
    )
    message = (
        "house/tgl.yaml:6:22: error: `house.tgl`: `law.listed` is of the pack `law`; "
        "a permit or "
        "clearance acts in its own pack only"
    )

    assert message in found(write(tmp_path, house={"tgl.yaml": other}))


def test_a_tag_of_another_pack_is_found(tmp_path: Path) -> None:
    other = PERMIT.replace("law.tgl", "house.tgl")
    message = (
        "house/tgl.yaml:6:16: error: `house.tgl`: only the pack `law` has the tag `listed`; a "
        "permit or clearance acts in its own pack only"
    )

    assert message in found(write(tmp_path, house={"tgl.yaml": other}))


def test_faults_of_loading_are_findings_and_nothing_is_raised(tmp_path: Path) -> None:
    rules = write(
        tmp_path, {"listed.yaml": LISTED.replace("requires", "require"), "x.yaml": "a: ["}
    )

    assert found(rules) == [
        (
            "law/listed.yaml:3:1: error: `effect`: `require` is not a value of it; did you mean "
            "`requires`?"
        ),
        "law/x.yaml:2:1: error: not YAML: did not find expected node content",
    ]


def test_a_directory_without_packs_is_a_finding(tmp_path: Path) -> None:
    assert found(tmp_path) == [
        f"{tmp_path}:1:1: error: there is no pack `house` here",
        f"{tmp_path}:1:1: error: there is no pack `law` here",
    ]


def test_a_condition_that_fits_into_no_ruleset_is_a_finding(tmp_path: Path) -> None:
    either = "    - any: [{{any_party: {{regime: r{}}}}}, {{any_party: {{regime: s{}}}}}]\n"
    sums = "".join(either.format(n, n) for n in range(8))
    text = LISTED.replace("when:\n", f"when:\n  all:\n{sums}")
    rows = [row(f"R{n}{c}", regime=f"{c}{n}") for n in range(8) for c in "rs"]
    law = {"listed.yaml": text, "lists/more.csv": "\n".join([HEADER, *rows, ""])}

    findings = found(write(tmp_path, law))

    assert len(findings) == 1
    assert "has more than 128 alternatives when written out" in findings[0]


def test_versions_that_follow_or_restate_each_other_are_no_tie(tmp_path: Path) -> None:
    restated = DENIAL.replace("announced: 2019-10-01", "announced: 2019-06-03")

    findings = found(write(tmp_path, {"denial.yaml": restated}))

    assert not any("begin and were announced on the same days" in line for line in findings)


def test_versions_known_together_for_a_while_are_a_tie_although_one_is_later_superseded(
    tmp_path: Path,
) -> None:
    later = "from: 2019-05-16, announced: 2021-01-01, supersedes: v2, authority: 86 FR 1"
    late = f"  - {{version: v3, {later}}}\n"
    tied = LISTED.replace(
        "from: 2020-08-17\n    announced: 2020-08-17", "from: 2019-05-16\n    announced: 2019-05-15"
    )

    assert any(
        "`v1` and `v2` begin" in line
        for line in found(write(tmp_path, {"listed.yaml": tied + late}))
    )


def test_equal_rows_and_ids_are_found_in_packs_that_came_from_no_file(tmp_path: Path) -> None:
    law, house = packs(write(tmp_path))
    twice = replace(law, provisions=law.provisions + law.provisions[:1], rows=law.rows * 2)

    findings = check((twice, house))

    assert {f.row for f in findings if f.row} == {r.id for r in law.rows}
    assert [f.provision for f in findings if f.path == ("id",)] == [law.provisions[0].id]
    assert {f.severity for f in findings} == {Severity.ERROR}


def test_versions_of_one_name_are_found_in_packs_that_came_from_no_file(tmp_path: Path) -> None:
    law, house = packs(write(tmp_path))
    first = law.provisions[0]
    doubled = replace(first, versions=(*first.versions, replace(first.versions[0])))
    messages = [
        f.message for f in check((replace(law, provisions=(doubled, *law.provisions[1:])), house))
    ]

    assert f"two versions are called `{first.versions[0].name}`; give one another name" in messages


def test_rows_of_the_law_are_not_counted_by_their_order(tmp_path: Path) -> None:
    law = {"lists/listed.csv": "\n".join([HEADER, *reversed(ROWS), ""])}

    assert found(write(tmp_path, law)) == []
