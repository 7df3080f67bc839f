"""Every fault of a journal of clearances is told by line and cell."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from clearing import HEADER, approved, event, journal, proposed, withdrawn
from licet_engine.provisions.ruleset import RuleSet
from licet_server.loading.clearances import State
from planting import load, plant, refusals

Records = tuple[dict[str, str], ...]
WHERE = "law/clearances.csv"
P = proposed()
ID = P["clearance"]
BLANK = "a blank says nothing; write `none`, or `any` for any address"
ALONE = "is told by the proposal alone; write `none`"
FAULTS: dict[str, tuple[Records, str]] = {
    "a blank": ((proposed(address=""),), f"2:7: `address`: {BLANK}"),
    "an address of none": (
        (proposed(address="none"),),
        "2:7: `address`: `none` is no answer here; write `any`",
    ),
    "no reason": ((proposed(reason="none"),), "2:11: `reason`: `none` is no answer here"),
    "no reason to withdraw": (
        (P, withdrawn(P, reason="none")),
        "3:11: `reason`: `none` is no answer here",
    ),
    "a line break": ((proposed(reason="a\nb"),), "3:11: `reason`: a cell holds no line breaks"),
    "a blank at an end": (
        (proposed(name="Acme "),),
        "2:5: `name`: `Acme` begins or ends with a blank; take it out",
    ),
    "a name of dots": ((proposed(name="..."),), "2:5: `name`: `...` names nobody"),
    "a person of dots": ((proposed(by="-"),), "2:4: `by`: `-` names nobody"),
    "an unknown event": (
        (event(clearance=ID, event="aproved", reason="a mistake"),),
        "2:2: `event`: `aproved` is no event; did you mean `approved`?",
    ),
    "a country by its name": (
        (proposed(country="China"),),
        "2:6: `country`: `China` is not an ISO 3166-1 country code; did you mean `CN`?",
    ),
    "a day that is none": (
        (proposed(expires_on="2020-02-30"),),
        "2:10: `expires_on`: `2020-02-30` is not a day; write it as 2019-05-16",
    ),
    "a day in another form": (
        (proposed(on="01/01/2020"),),
        "2:3: `on`: `01/01/2020` is not a day; write it as 2019-05-16",
    ),
    "a row that is no id": (
        (proposed(list_row="entity_list"),),
        "2:8: `list_row`: `entity_list` is no id; write it as entity_list:0123456789ab",
    ),
    "a clearance that is no id": (
        (proposed(clearance="1"),),
        "2:1: `clearance`: `1` is no id; write it as clearance:0123456789ab",
    ),
    "an id of another content": (
        (proposed(reason="another") | {"clearance": ID},),
        (
            "2:1: `clearance`: the id of what this line proposes is "
            f"`{proposed(reason='another')['clearance']}`; write that"
        ),
    ),
    "an end on the day of the proposal": (
        (proposed(expires_on="2020-01-01"),),
        "2:10: `expires_on` is not after the day of the proposal; write a later day",
    ),
    "an approval that tells the party": (
        (P, approved(P, name="Acme")),
        f"3:5: `name`: {ALONE}",
    ),
    "a withdrawal that tells an end": (
        (P, withdrawn(P, expires_on="2020-02-01")),
        f"3:10: `expires_on`: {ALONE}",
    ),
    "a proposal twice": (
        (P, P),
        "3:1: `clearance`: is proposed at line 2 already; take one out",
    ),
    "an approval of nothing": (
        (approved(P),),
        f"2:1: `clearance`: `{ID}` is not proposed above this line",
    ),
    "an approval above its proposal": (
        (approved(P), P),
        f"2:1: `clearance`: `{ID}` is not proposed above this line",
    ),
    "a withdrawal of nothing that is near something": (
        (P, withdrawn({"clearance": ID[:-1] + ("0" if ID[-1] != "0" else "1")})),
        f"is not proposed above this line; did you mean `{ID}`?",
    ),
    "whoever proposed it approves it": (
        (P, approved(P, by="Ann")),
        "3:4: `by`: `Ann` proposed it; somebody else approves it",
    ),
    "whoever proposed it approves it in other letters": (
        (proposed(by="Ann  Smith"), approved(proposed(by="Ann  Smith"), by="\uff21NN smith")),
        "3:4: `by`: `\uff21NN smith` proposed it; somebody else approves it",
    ),
    "an approval before the proposal": (
        (P, approved(P, on="2019-12-31")),
        (
            "3:3: `on`: 2019-12-31 is before 2020-01-01, when it was proposed; write that day or a "
            "later one"
        ),
    ),
    "an approval of what has expired": (
        (P, approved(P, on="2020-12-31")),
        "3:3: `on`: it expires on 2020-12-31, which is not after; propose it anew",
    ),
    "an approval for more than a year": (
        (proposed(expires_on="2021-01-06"), approved(proposed(expires_on="2021-01-06"))),
        (
            "3:3: `on`: it expires on 2021-01-06, 367 days later; a clearance holds 366 days at "
            "most: approve it later, or propose it anew with an earlier end"
        ),
    ),
    "two approvals": (
        (P, approved(P), approved(P, by="Cid")),
        "4:2: `event`: it was approved on 2020-01-05 already; take one out",
    ),
    "a withdrawal before the approval": (
        (P, approved(P), withdrawn(P, on="2020-01-04")),
        (
            "4:3: `on`: 2020-01-04 is before 2020-01-05, when it was approved; write that day or a "
            "later one"
        ),
    ),
    "a withdrawal before the proposal": (
        (P, withdrawn(P, on="2019-12-31")),
        "3:3: `on`: 2019-12-31 is before 2020-01-01, when it was proposed",
    ),
    "an approval of what was withdrawn": (
        (P, withdrawn(P, on="2020-01-02"), approved(P)),
        "4:2: `event`: it was withdrawn on 2020-01-02; propose it anew",
    ),
    "two withdrawals": (
        (P, withdrawn(P), withdrawn(P)),
        "4:2: `event`: it was withdrawn on 2020-01-05; propose it anew",
    ),
}


@pytest.mark.parametrize(("records", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_a_journal_is_told_by_line_and_cell(
    tmp_path: Path, records: Records, message: str
) -> None:
    found = refusals(plant(tmp_path, {"clearances.csv": journal(*records)}))

    assert len(found) == 1
    assert found[0].startswith(f"{WHERE}:")
    assert message in found[0]


def test_every_fault_of_a_journal_is_told_at_once(tmp_path: Path) -> None:
    other = proposed(reason="another")
    records = (P, approved(P, by="Ann", on="2019-12-31"), approved(other))

    found = refusals(plant(tmp_path, {"clearances.csv": journal(*records)}))

    assert [line.split(" ")[0] for line in found] == [
        f"{WHERE}:3:3:",
        f"{WHERE}:3:4:",
        f"{WHERE}:4:1:",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: the header has 0 cells and needs 11"),
        (f"{HEADER},x\n", "1:1: the header has 12 cells and needs 11"),
        (f"{HEADER}\nx,y\n", "2:1: 2 cells where the header has 11"),
        (f'{HEADER}\n"x\n', "2:1: not CSV: unexpected end of data"),
    ],
)
def test_a_journal_that_is_none_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (found,) = refusals(plant(tmp_path, {"clearances.csv": text}))
    assert found.startswith(f"{WHERE}:{message}")


def test_a_journal_elsewhere_would_not_be_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"part_744/clearances.csv": journal(P)}
    assert refusals(plant(tmp_path, files)) == [
        "law/part_744/clearances.csv:1:1: would not be read; a list stands in `lists/`"
    ]


def test_a_journal_in_a_directory_of_its_name_would_not_be_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"clearances.csv/a.csv": journal(P)}
    assert refusals(plant(tmp_path, files)) == [
        "law/clearances.csv/a.csv:1:1: would not be read; a list stands in `lists/`"
    ]


def test_a_link_to_a_journal_that_is_gone_is_refused(tmp_path: Path) -> None:
    plant(tmp_path)
    (tmp_path / WHERE).symlink_to("nowhere.csv")
    (found,) = refusals(tmp_path)
    assert found.startswith(f"{WHERE}:1:1: cannot be read")


def test_one_clearance_stands_in_one_journal(tmp_path: Path) -> None:
    plant(tmp_path, {"clearances.csv": journal(P)})
    house = {"pack.yaml": "pack: house\ntitle: Ours\nmay_loosen: false\n"}
    plant(tmp_path, house | {"clearances.csv": journal(P)}, "house")
    assert refusals(tmp_path, "law", "house") == [
        f"house/clearances.csv:2:1: `{ID}` stands in {WHERE} already"
    ]


def test_only_what_was_approved_is_part_of_the_rules(tmp_path: Path) -> None:
    other, third = proposed(country="DE"), proposed(country="FR", address="1 Road")
    records = (P, other, third, withdrawn(other), approved(P), approved(third), withdrawn(third))
    loaded = load(plant(tmp_path, {"clearances.csv": journal(*records)}))
    held = {c.country: c for c in loaded.packs[0].clearances}
    assert held.keys() == {"CN", "FR"}
    assert (held["CN"].address, held["CN"].withdrawn_on) == (None, None)
    assert (held["FR"].address, held["FR"].withdrawn_on) == ("1 Road", date(2020, 1, 5))
    assert held["CN"].approved_by == "Bob"
    assert [filed.place.line for filed in loaded.filed.values()] == [2, 3, 4]


def test_a_clearance_may_hold_366_days(tmp_path: Path) -> None:
    longest = proposed(expires_on="2021-01-05")
    text = journal(longest, approved(longest))
    assert refusals(plant(tmp_path, {"clearances.csv": text})) == []


def test_a_pack_that_is_not_loaded_clears_nothing(tmp_path: Path) -> None:
    plant(tmp_path)
    house = {"pack.yaml": "pack: house\ntitle: Ours\nmay_loosen: false\n"}
    plant(tmp_path, house | {"clearances.csv": journal(P, approved(P))}, "house")
    assert RuleSet(load(tmp_path, "law").packs).clearances_of == {}
    assert RuleSet(load(tmp_path, "law", "house").packs).clearances_of.keys() == {P["list_row"]}


def test_the_order_of_clearances_in_a_journal_changes_no_revision(tmp_path: Path) -> None:
    draw = random.Random(7)  # noqa: S311 (seeded, to come back)
    records = [proposed(country=country) for country in ("CN", "DE", "FR")]
    revisions = set()
    for n in range(6):
        proposals = draw.sample(records, 3)
        approvals = [approved(record) for record in draw.sample(records, 3)]
        rules = plant(tmp_path / str(n), {"clearances.csv": journal(*proposals, *approvals)})
        revisions.add(RuleSet(load(rules).packs).revision)
    assert len(revisions) == 1


def test_a_proposal_changes_no_revision_and_its_approval_does(tmp_path: Path) -> None:
    texts = [None, journal(), journal(P), journal(P, approved(P))]
    revisions = [
        RuleSet(
            load(plant(tmp_path / str(n), {"clearances.csv": t} if t is not None else {})).packs
        ).revision
        for n, t in enumerate(texts)
    ]
    assert len(set(revisions[:3])) == 1
    assert revisions[3] not in revisions[:3]


@pytest.mark.parametrize(
    ("records", "on", "held", "expected"),
    [
        ((P,), "2020-01-01", True, State.PROPOSED),
        ((P,), "2021-01-01", True, State.EXPIRED),
        ((P,), "2020-01-01", False, State.VOID),
        ((P, approved(P)), "2020-01-04", True, State.PROPOSED),
        ((P, approved(P)), "2020-01-05", True, State.OPEN),
        ((P, approved(P)), "2020-12-31", True, State.OPEN),
        ((P, approved(P)), "2021-01-01", True, State.EXPIRED),
        ((P, approved(P)), "2020-12-31", False, State.VOID),
        ((P, approved(P), withdrawn(P, on="2020-02-01")), "2020-01-31", True, State.OPEN),
        ((P, approved(P), withdrawn(P, on="2020-02-01")), "2020-02-01", False, State.WITHDRAWN),
    ],
)
def test_a_clearance_has_one_state_on_each_day(
    tmp_path: Path, records: Records, on: str, held: bool, expected: State
) -> None:
    (filed,) = load(plant(tmp_path, {"clearances.csv": journal(*records)})).filed.values()
    rows = {P["list_row"]} if held else set[str]()
    assert filed.state(date.fromisoformat(on), rows) is expected
