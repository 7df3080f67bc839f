"""A clearance that clears nothing any more is a warning, and so is one beside another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from building import pack, row
from clearing import approved, clearance, journal, proposed, withdrawn
from licet_engine.clearances import Clearance
from licet_engine.provisions.model import Pack
from licet_server.checking import check_rules
from licet_workbench.checking import check
from licet_workbench.findings import Finding, Severity
from small_law import packs, write

ROW = row("Listed")


def found(*held: Clearance) -> tuple[Finding, ...]:
    return check((pack(rows=(ROW, row("Other"))), Pack("house", (), clearances=held)))


def second(**more: object) -> Clearance:
    return clearance(**({"id": "clearance:2"} | more))


def test_a_clearance_of_a_row_that_is_gone_is_a_warning_until_it_is_withdrawn() -> None:
    (warning,) = found(clearance("row:Gone"))
    assert (warning.severity, warning.clearance, warning.pack) == (
        Severity.WARNING,
        "clearance:1",
        "house",
    )
    assert warning.message == (
        "`clearance:1` is void: the list row `row:Gone` that `Gone` was cleared of has changed or "
        "gone; look at the party again, propose it anew, and withdraw this one"
    )
    assert found(clearance("row:Gone", withdrawn_on=date(2020, 1, 6))) == ()


@pytest.mark.parametrize(
    ("other", "twice"),
    [
        (second(), True),
        (second(name=" LISTED"), True),
        (second(address="1 Road"), True),
        (second(approved_on=date(2020, 1, 20), expires_on=date(2020, 2, 20)), True),
        (second(approved_on=date(2020, 1, 21), expires_on=date(2020, 2, 20)), False),
        (second(approved_on=date(2020, 1, 2), expires_on=date(2020, 1, 4)), False),
        (second(withdrawn_on=date(2020, 1, 5)), False),
        (second(country="DE"), False),
        (second(name="Listed Ltd"), False),
        (second(row="row:Other"), False),
    ],
)
def test_a_party_that_is_cleared_twice_of_one_row_is_a_warning(
    other: Clearance, twice: bool
) -> None:
    for held in ((clearance(), other), (other, clearance())):
        warnings = found(*held)
        assert len(warnings) == twice
        assert all("on days on which" in warning.message for warning in warnings)


def test_clearances_of_two_addresses_are_no_double() -> None:
    assert found(clearance(address="1 Road"), second(address="2 Road")) == ()
    assert len(found(clearance(address="1 Road"), second(address="1  ROAD"))) == 1


def test_both_are_told_at_their_places_and_nothing_else_is(tmp_path: Path) -> None:
    rules = write(tmp_path)
    listed = packs(rules)[0].rows[0]
    sound = proposed(list_row=listed.id, name=listed.name)
    double = proposed(list_row=listed.id, name=listed.name, reason="again")
    void, gone = proposed(), proposed(reason="once")
    records = (sound, approved(sound), double, approved(double), void, approved(void), gone)
    text = journal(*records, approved(gone), withdrawn(gone))
    (rules / "house" / "clearances.csv").write_text(text)

    told = [str(f).replace(f"{rules}/", "") for f in check_rules(rules, ("law", "house"))]

    later = max(sound["clearance"], double["clearance"])
    line = 2 if later == sound["clearance"] else 4
    assert len(told) == 2
    assert told[0].startswith(f"house/clearances.csv:{line}:1: warning: `{later}` clears")
    assert told[1].startswith(f"house/clearances.csv:6:1: warning: `{void['clearance']}` is void")
