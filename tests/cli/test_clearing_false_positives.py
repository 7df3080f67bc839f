"""`licet clearance`: two people, one line a step, and nothing half-written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from asking_licet import Ran, Runs
from licet_server.loading.cells import COLUMNS
from licet_server.loading.packs import load_packs

VOCABULARY = """\
facts:
  role: {of: party, type: codes, source: field, values: [buyer]}
  category: {of: line, type: codes, source: field, says: which}
  list: {of: row, type: code, source: field, values: [entity_list]}
  regime: {of: row, type: codes, source: field}
"""
LISTED = """\
id: law.listed
title: License required for a listed party
effect: requires
subject: party
when: {this_party: {list: entity_list}}
versions: [{version: v1, from: 2019-05-16, announced: 2019-05-15, authority: 84 FR 22961}]
"""
ROW = (
    "entity_list,Acme,none,CN,none,2019-05-16,none,2019-05-15,none,none,none,84 FR 22961,high,"
    "all_items,none,none,none,none,unstated,acme"
)
FILES = {
    "law/pack.yaml": "pack: law\ntitle: The law\nmay_loosen: true\n",
    "law/vocabulary.yaml": VOCABULARY,
    "law/listed.yaml": LISTED,
    "law/lists/listed.csv": f"{','.join(COLUMNS)}\n{ROW}\n",
    "house/pack.yaml": "pack: house\ntitle: Ours\nmay_loosen: false\n",
}
WHERE = ("--rules", "rules", "--packs", "law,house")
SALE = ("--buyer", "Acme", "--buyer-country", "CN", "--destination", "CN", "--category", "EAR99")
SAID = {
    "--name": "Acme",
    "--country": "CN",
    "--expires": "2020-12-31",
    "--by": "Ann",
    "--reason": "a bakery, of Hefei",
    "--on": "2020-01-01",
}


class Clearing:
    """A small law and a house, and the command that files in them."""

    def __init__(self, licet: Runs, directory: Path) -> None:
        self._licet = licet
        self.rules = directory / "rules"
        self.journal = self.rules / "house" / "clearances.csv"
        for name, text in FILES.items():
            path = self.rules / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (self.row,) = load_packs(self.rules, ["law"]).packs[0].rows

    def __call__(self, *arguments: str) -> Ran:
        return self._licet("clearance", *arguments, *WHERE)

    def propose(self, **flags: str) -> Ran:
        said = SAID | {"--row": self.row.id} | {f"--{name}": v for name, v in flags.items()}
        return self("propose", *(word for pair in said.items() for word in pair))

    def proposed(self, **flags: str) -> str:
        ran = self.propose(**flags)
        assert ran.code == 0, ran.err
        return ran.out.strip()

    def decide(self, day: str = "2020-02-01", *more: str) -> Ran:
        known = ("--sale-date", day, "--known-on", "2021-06-01")
        return self._licet("decide", *SALE, *known, *WHERE, *more)

    def states(self, *flags: str) -> dict[str, str]:
        ran = self("list", "--json", *flags)
        return {each["clearance"]: each["state"] for each in json.loads(ran.out)}

    def kept(self) -> list[str]:
        return sorted(path.name for path in self.journal.parent.iterdir())


@pytest.fixture
def clearing(licet_here: Runs, tmp_path: Path) -> Clearing:
    return Clearing(licet_here, tmp_path)


def test_two_people_clear_a_party_until_its_last_day_or_its_withdrawal(clearing: Clearing) -> None:
    assert clearing.decide().code == 1
    found = clearing.proposed()
    assert clearing.decide().code == 1
    assert clearing("approve", found, "--by", "Bob", "--on", "2020-01-05").code == 0
    told = clearing.decide("2020-02-01", "--format", "json")
    decision = json.loads(told.out)
    assert (told.code, decision["valid_through"]) == (0, "2020-12-31")
    assert [each["status"] for each in decision["screening"]] == ["cleared"]
    assert f"cleared by {found} from 2020-01-05" in decision["screening"][0]["explanation"]
    assert clearing.decide("2021-01-01").code == 1
    withdrawn = ("--by", "Cid", "--reason", "it was the listed one", "--on", "2020-03-01")
    assert clearing("withdraw", found, *withdrawn).code == 0
    assert (clearing.decide("2020-02-29").code, clearing.decide("2020-03-01").code) == (0, 1)
    assert clearing.journal.read_text().splitlines()[1:] == [
        (
            f'{found},proposed,2020-01-01,Ann,Acme,CN,any,{clearing.row.id},Acme,2020-12-31,"a '
            'bakery, of Hefei"'
        ),
        f"{found},approved,2020-01-05,Bob,none,none,none,none,none,none,none",
        f"{found},withdrawn,2020-03-01,Cid,none,none,none,none,none,none,it was the listed one",
    ]
    assert clearing.kept() == ["clearances.csv", "pack.yaml"]


def test_a_proposal_tells_the_entry_and_prints_the_id_alone(clearing: Clearing) -> None:
    ran = clearing.propose(address="1 Road")
    assert ran.out.startswith("clearance:")
    assert len(ran.out.splitlines()) == 1
    assert f"`Acme` (CN) is not `Acme` ({clearing.row.id})" in ran.err
    assert "it clears nothing until somebody other than `Ann` approves it" in ran.err
    assert ",CN,1 Road,entity_list:" in clearing.journal.read_text()


def test_without_a_day_it_is_filed_today(clearing: Clearing) -> None:
    assert clearing.propose(on="today", expires="2100-12-31").code == 0


def refused(clearing: Clearing, ran: Ran, *said: str) -> None:
    """Nothing was written, and the reason was told."""
    assert ran.is_bad_input(*said)
    assert all(name in ("clearances.csv", "pack.yaml") for name in clearing.kept())


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"row": "entity_list:0123456789ab"}, "no list row `entity_list:0123456789ab` is in"),
        ({"expires": "2020-01-01"}, "`expires_on` is not after the day of the proposal"),
        ({"expires": "soon"}, "`soon` is not a day"),
        ({"country": "China"}, "`China` is not an ISO 3166-1 country code"),
        ({"name": "..."}, "`...` names nobody"),
        ({"name": " "}, "a blank says nothing"),
        ({"reason": "two\nlines"}, "a cell holds no line breaks"),
        ({"reason": "two\rlines"}, "a cell holds no line breaks"),
        ({"reason": "a\x07bell"}, "the control character U+0007 is no text"),
        ({"reason": "none"}, "`reason`: `none` is no answer here"),
        ({"on": "2100-01-01", "expires": "2100-02-01"}, "`2100-01-01` has not come yet"),
        ({"pack": "hose"}, "there is no pack `hose` here; did you mean `house`?"),
    ],
)
def test_what_would_not_load_is_not_filed(
    clearing: Clearing, flags: dict[str, str], said: str
) -> None:
    refused(clearing, clearing.propose(**flags), said)
    assert not clearing.journal.exists()


def test_who_proposed_it_does_not_approve_it_and_the_journal_stays_as_it_was(
    clearing: Clearing,
) -> None:
    found = clearing.proposed()
    before = clearing.journal.read_bytes()
    refused(clearing, clearing("approve", found, "--by", "ANN"), "`ANN` proposed it")
    refused(clearing, clearing("approve", found, "--by", "Bob", "--on", "2019-12-31"), "is before")
    unknown = clearing("approve", "clearance:0123456789ab", "--by", "Bob")
    refused(clearing, unknown, "there is no clearance `clearance:0123456789ab`")
    refused(clearing, clearing.propose(), "is proposed at rules/house/clearances.csv:2 already")
    assert clearing.journal.read_bytes() == before


def test_a_directory_that_does_not_load_is_not_written_to(clearing: Clearing) -> None:
    (clearing.rules / "law" / "listed.yaml").write_text("id: [")
    refused(clearing, clearing.propose(), "law/listed.yaml:")
    assert not clearing.journal.exists()


def test_a_write_that_fails_leaves_the_journal_as_it_was(
    clearing: Clearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = clearing.proposed()
    before = clearing.journal.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        refused(clearing, clearing("approve", found, "--by", "Bob"), "No space left")
    assert clearing.journal.read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("propose", *(word for pair in SAID.items() for word in pair), "--row", "entity_list:1"),
        ("approve", "clearance:1", "--by", "Bob"),
        ("withdraw", "clearance:1", "--by", "Bob", "--reason", "no"),
    ],
)
def test_the_shipped_rules_are_not_written_to(licet_here: Runs, arguments: tuple[str, ...]) -> None:
    assert licet_here("clearance", *arguments).is_bad_input(
        "--rules", "the shipped rules are not written to"
    )


def test_a_pack_is_named_where_several_may_not_loosen(clearing: Clearing) -> None:
    other = clearing.rules / "branch" / "pack.yaml"
    other.parent.mkdir()
    other.write_text("pack: branch\ntitle: A branch\nmay_loosen: false\n")
    packs = ("--packs", "law,house,branch")
    said = (word for pair in (SAID | {"--row": clearing.row.id}).items() for word in pair)
    words = ("propose", *said)
    assert clearing(*words).code == 0
    ran = clearing._licet("clearance", *words, "--rules", "rules", *packs)
    assert ran.is_bad_input("say which pack the clearance goes into; write one of branch, house")
    ran = clearing._licet("clearance", *words, "--rules", "rules", *packs, "--pack", "branch")
    assert ran.is_bad_input("is proposed at rules/house/clearances.csv:2 already")
    assert not other.with_name("clearances.csv").exists()


def test_the_list_tells_the_state_of_each_clearance_on_a_day(clearing: Clearing) -> None:
    found = clearing.proposed()
    other = clearing.proposed(country="DE", on="2020-01-02")
    clearing("approve", found, "--by", "Bob", "--on", "2020-01-05")
    clearing("withdraw", other, "--by", "Ann", "--reason", "no", "--on", "2020-01-06")
    assert clearing.states("--on", "2019-12-31") == {}
    assert clearing.states("--on", "2020-01-01") == {found: "proposed"}
    assert clearing.states("--on", "2020-01-05") == {found: "open", other: "proposed"}
    assert clearing.states("--on", "2020-01-06") == {found: "open", other: "withdrawn"}
    assert clearing.states() == {found: "expired", other: "withdrawn"}
    said = clearing("list", "--on", "2020-01-05").out
    assert f"{found}: open" in said
    assert "approved by `Bob` on 2020-01-05\n" in said
    assert "withdrawn by" not in said
    assert "on 2020-01-05: 1 proposed, 1 open, 0 expired, 0 withdrawn, 0 void" in said


def test_a_changed_row_voids_a_clearance_and_the_check_warns(clearing: Clearing) -> None:
    found = clearing.proposed()
    clearing("approve", found, "--by", "Bob", "--on", "2020-01-05")
    assert clearing.decide().code == 0
    lists = clearing.rules / "law" / "lists" / "listed.csv"
    lists.write_text(lists.read_text().replace("84 FR 22961", "84 FR 22962"))
    assert clearing.decide().code == 1
    assert clearing.states("--on", "2020-02-01") == {found: "void"}
    ran = clearing._licet("rules", "check", *WHERE)
    assert ran.code == 1
    assert f"rules/house/clearances.csv:2:1: warning: `{found}` is void" in ran.out
    refused(clearing, clearing("approve", found, "--by", "Bob"), "it has changed or gone")


def test_a_journal_without_an_end_of_line_keeps_its_lines(clearing: Clearing) -> None:
    found = clearing.proposed()
    clearing.journal.write_text(clearing.journal.read_text().rstrip("\n"))
    clearing.journal.chmod(0o640)
    approval = ("--by", "Bob", "--reason", "seen", "--on", "2020-01-05")
    assert clearing("approve", found, *approval).code == 0
    assert len(clearing.journal.read_text().splitlines()) == 3
    assert clearing.journal.stat().st_mode & 0o777 == 0o640


def test_a_linked_journal_stays_a_link(clearing: Clearing) -> None:
    found = clearing.proposed()
    elsewhere = clearing.rules.parent / "kept.csv"
    clearing.journal.rename(elsewhere)
    clearing.journal.symlink_to(elsewhere)
    assert clearing("approve", found, "--by", "Bob", "--on", "2020-01-05").code == 0
    assert clearing.journal.is_symlink()
    assert len(elsewhere.read_text().splitlines()) == 3


def test_people_who_file_at_the_same_time_all_have_their_line(clearing: Clearing) -> None:
    said = [word for pair in (SAID | {"--row": clearing.row.id}).items() for word in pair]
    command = [sys.executable, "-m", "licet_cli", "clearance", "propose", *said, *WHERE]
    people = [
        subprocess.Popen(
            [*command, "--by", by], cwd=clearing.rules.parent, stderr=subprocess.DEVNULL
        )
        for by in ("Ann", "Bob", "Cid")
    ]
    assert [each.wait(timeout=300) for each in people] == [0, 0, 0]
    told = sorted(line.split(",")[3] for line in clearing.journal.read_text().splitlines()[1:])
    assert told == ["Ann", "Bob", "Cid"]
