"""What the catalog tells of a category: its controls, its paragraphs, its exceptions, its age."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from building import code, pack, provision
from licet_engine.lists import AsKnown, Confidence
from licet_engine.provisions.conditions import All, Not
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.tables.controls import NOT_HELD
from licet_engine.tables.grounds import Ground
from licet_engine.tables.model import (
    Control,
    EntryChange,
    ListedException,
    Opening,
    Since,
    Tables,
)
from licet_engine.vocabulary import Scope
from licet_server.loading.packs import load_packs
from licet_server.settings import ALL_PACKS, shipped_rules
from licet_workbench.catalog.categories import CategoryCatalog
from licet_workbench.catalog.model import By, CategoryTold, Standing, State
from licet_workbench.catalog.words import label, meaning

FIRST, NEXT = date(2020, 1, 1), date(2021, 1, 1)
TODAY = date(2021, 2, 1)
NOW = AsKnown(date(2026, 11, 24))
CHANGED = Since(date(2018, 6, 1), date(2018, 5, 1), None, "83 FR 1", Confidence.MEDIUM)


def control(number: int, requirement: str, *paragraphs: str, **more: Any) -> Control:
    given: dict[str, Any] = {"reason": "NS", "eccn": "3A001", "editions": (FIRST, NEXT)}
    return Control(
        number=number, requirement=requirement, paragraphs=paragraphs, source="774",
        **(given | more),
    )  # fmt: skip


LIST = (
    control(0, "NS1", "a", narrowed=True),
    control(1, "AT1", reason="AT", exceptions=("c",)),
    control(2, "d1_d4_d5", "b", reason="RS", editions=(FIRST,)),
    control(3, "ae_d1_d4_d5", "b", reason="RS", editions=(NEXT,)),
    control(4, "cn", "a.1", reason="RS", editions=(), window=(CHANGED, date(2019, 12, 31))),
    control(0, "none", reason="none", eccn="0A002"),
    control(0, "AT1", reason="AT", eccn="3A002", of=("3A001.z",)),
    control(0, "elsewhere", reason="RS", eccn="3A003", narrowed=True),
    control(0, "RS2", reason="RS", eccn="6A003"),
)


def listed(symbol: str, opening: Opening, edition: date, dollars: int | None = None) -> Any:
    most = Decimal(dollars) if dollars else None
    return ListedException("3A001", symbol, opening, edition, most, source="774")


def in_part(opening: Opening, edition: date, *paragraphs: str, **more: Any) -> Any:
    given = {"eccn": "3A002", "symbol": "GBS", "source": "774", "paragraphs": paragraphs, **more}
    return ListedException(opening=opening, edition=edition, **given)


BY_PARAGRAPH = (
    in_part(Opening.CLOSED, FIRST, exceptions=("b", "c")),
    in_part(Opening.OPEN, FIRST, "b", "c", exceptions=("b.2",), not_for=("MT",)),
    in_part(Opening.PARTLY, FIRST, "b.2"),
    in_part(Opening.CLOSED, NEXT, exceptions=("b", "c", "d")),
    in_part(Opening.OPEN, NEXT, "b", "c", "d", not_for=("MT",)),
)
EXCEPTIONS = (
    listed("LVS", Opening.OPEN, FIRST, 1500),
    listed("LVS", Opening.OPEN, NEXT, 3000),
    listed("GBS", Opening.CLOSED, FIRST),
    listed("GBS", Opening.CLOSED, NEXT),
    listed("STA", Opening.PARTLY, NEXT),
)


def asks(*words: str) -> Any:
    return code("requirement", *words, scope=Scope.CONTROL)


LAW = (
    provision("law.ns", "requires", when=asks("NS1", "NS2"), of="control"),
    provision("law.own", "requires", when=asks("cn", "elsewhere"), of="control"),
    provision("law.not_rs", "requires", of="control",
              when=All((asks("RS2"), Not(code("reason", "RS", scope=Scope.CONTROL))))),
    provision("law.footnote", "requires", of="control",
              when=All((asks("RS2"), code("category", "6A003.b.4")))),
    provision("law.free", "clears", when=asks("NS1"), of="control", lifts=("law.ns",)),
)  # fmt: skip
TABLES = Tables(
    controls=LIST,
    entry_changes=(EntryChange("3A001", ("z",), "began", CHANGED),),
    exceptions=EXCEPTIONS,
)
SMALL = CategoryCatalog(RuleSet([pack(*LAW, tables=TABLES)]))
SHIPPED_RULES = RuleSet(load_packs(shipped_rules(), ALL_PACKS).packs)
SHIPPED = CategoryCatalog(SHIPPED_RULES)


def told(category: str, on: date = TODAY, known: AsKnown = NOW) -> CategoryTold:
    return SMALL.told(category, on, known)


def controls(found: CategoryTold) -> set[tuple[str, str]]:
    return {(c.reason, c.requirement) for c in found.controls}


def states(found: CategoryTold) -> dict[str, tuple[State, str | None, str]]:
    return {e.symbol: (e.state, e.amount, e.note) for e in found.exceptions}


def test_a_control_is_told_with_its_scope_its_attestation_and_what_asks_for_it() -> None:
    narrow = next(c for c in told("3A001.a.2").controls if c.requirement == "NS1")
    assert (narrow.paragraphs, narrow.narrowed) == (("a",), True)
    assert narrow.settled_by == "in_scope_ns"
    assert narrow.means == "where the Country Chart marks NS1"
    assert narrow.provisions == ("law.ns@v1",)
    wide = next(c for c in told("3A001.a.2").controls if c.requirement == "AT1")
    assert (wide.exceptions, wide.settled_by, wide.provisions) == (("c",), None, ())
    (for_,) = told("3A002").controls
    assert for_.of == ("3A001.z",)


def test_a_word_that_is_not_known_is_told_by_the_provisions_that_ask_for_it() -> None:
    (own,) = told("3A003").controls
    assert (own.requirement, own.means) == ("elsewhere", "law.own")
    assert meaning("elsewhere") is None


def test_a_provision_of_another_category_or_reason_does_not_ask() -> None:
    (other,) = told("6A003.a").controls
    assert other.provisions == ()
    (exact,) = told("6A003.b.4.b").controls
    (bare,) = told("6A003").controls
    assert exact.provisions == bare.provisions == ("law.footnote@v1",)


def test_what_paragraphs_differ_in_is_told_of_an_entry_and_not_of_a_settled_paragraph() -> None:
    readings = {r.paragraphs: (r.controls, r.why_not_held) for r in told("3A001").readings}
    assert readings == {
        ("3A001.a", "3A001.a.1"): (("NS1 if in_scope_ns", "AT1"), ""),
        ("3A001.b",): (("AT1", "RS ae_d1_d4_d5"), ""),
        ("3A001.c",): ((), "no control of 3A001 is for 3A001.c: the item may be under other law"),
        (): (("AT1",), ""),
    }
    assert told("3A001.b").readings == ()
    assert told("3A002").readings == ()


def test_a_paragraph_that_had_not_begun_is_told_to_be_not_held() -> None:
    early = told("3A001", date(2017, 1, 1))
    (gone,) = [r for r in early.readings if r.paragraphs == ("3A001.z",)]
    assert "2018-06-01" in gone.why_not_held


def test_editions_that_disagree_on_a_day_between_them_are_not_held_and_both_told() -> None:
    between = told("3A001.b", date(2020, 6, 1))
    assert controls(between) == {("RS", NOT_HELD), ("AT", "AT1")}
    assert between.editions == (FIRST, NEXT)
    assert {(c.stated, c.said[0].day) for c in between.controls if c.stated} == {
        ("d1_d4_d5", FIRST),
        ("ae_d1_d4_d5", NEXT),
    }
    assert not between.whole
    assert told("3A001.b").whole


def test_a_dated_change_is_told_with_its_authority_and_that_it_was_inferred() -> None:
    (own,) = [c for c in told("3A001.a.1", date(2019, 1, 1)).controls if c.reason == "RS"]
    (said,) = own.said
    assert (said.by, said.day, said.authority) == (By.CHANGE, CHANGED.start, "83 FR 1")
    assert said.inferred
    assert own.provisions == ("law.own@v1",)


@pytest.mark.parametrize(
    ("on", "ground", "caveat"),
    [
        (date(2019, 6, 1), Ground.READ_BACK, "is read back"),
        (date(2021, 4, 1), Ground.SPEAKS, None),
        (date(2021, 4, 2), Ground.SPEAKS, "the newest edition of the Control List"),
    ],
)
def test_what_is_read_back_or_has_grown_old_says_so(
    on: date, ground: Ground, caveat: str | None
) -> None:
    found = told("3A002", on)
    assert found.controls[0].said[0].ground is ground
    assert any(caveat in said for said in found.caveats) if caveat else not found.caveats


def test_an_edition_that_nobody_knew_yet_is_read_back_from() -> None:
    found = told("3A002", TODAY, AsKnown(date(2019, 6, 1)))
    assert found.editions == (FIRST,)
    assert found.controls[0].said[0].ground is Ground.READ_BACK


@pytest.mark.parametrize(
    ("category", "standing", "why"),
    [
        ("EAR99", Standing.EAR99, ""),
        ("USML XI", Standing.OUT_OF_SCOPE, ""),
        ("3A009", Standing.NOT_HELD, "did you mean `3A00"),
        ("0A002", Standing.NOT_HELD, "names no reason for control"),
    ],
)
def test_what_no_entry_speaks_of_has_no_controls(
    category: str, standing: Standing, why: str
) -> None:
    found = told(category)
    assert (found.standing, found.controls, found.exceptions) == (standing, (), ())
    assert why in found.why_not_held
    assert found.whole is (standing is Standing.EAR99)


def test_exceptions_are_open_closed_or_silent_by_the_edition_of_the_day() -> None:
    assert states(told("3A001")) == {
        "LVS": (State.OPEN, "USD 3000", ""),
        "GBS": (State.CLOSED, None, ""),
        "STA": (State.PARTLY, None, ""),
    }
    early = states(told("3A001", date(2020, 6, 1), AsKnown(date(2020, 6, 1))))
    assert early["LVS"] == (State.OPEN, "USD 1500", "")
    assert early["STA"] == (State.NOT_TOLD, None, "the entry is silent, and Part 740 decides")


def test_nothing_is_told_to_be_open_that_two_editions_say_otherwise_or_no_edition_says() -> None:
    between = states(told("3A001", date(2020, 6, 1)))
    assert between["GBS"] == (State.CLOSED, None, "")
    state, amount, note = between["LVS"]
    assert (state, amount) == (State.NOT_TOLD, None)
    assert "open up to USD 1500 in the edition of 2020-01-01" in note
    assert between["STA"][0] is State.NOT_TOLD
    before = told("3A001", date(2019, 6, 1))
    assert {e.state for e in before.exceptions} == {State.NOT_TOLD}
    assert states(before)["GBS"][2] == "closed in the edition of 2020-01-01"
    assert any("nothing may be taken to be open" in said for said in before.caveats)


def test_an_entry_that_an_edition_lacks_has_no_exception_that_is_told() -> None:
    missing = states(told("3A002"))
    assert set(missing.values()) == {
        (State.NOT_TOLD, None, "the entry is missing from the edition")
    }
    unknown = told("3A001", TODAY, AsKnown(date(2019, 6, 1)))
    assert {e.state for e in unknown.exceptions} == {State.NOT_TOLD}
    assert {e.note for e in unknown.exceptions} == {""}


def by_paragraph(category: str, on: date) -> set[tuple[State, tuple[str, ...], tuple[str, ...]]]:
    tables = Tables(controls=LIST, exceptions=BY_PARAGRAPH)
    found = CategoryCatalog(RuleSet([pack(*LAW, tables=tables)])).told(category, on, NOW)
    return {(e.state, e.paragraphs, e.not_for) for e in found.exceptions}


def test_an_exception_is_told_of_the_paragraph_asked_for_and_of_those_below_it() -> None:
    assert by_paragraph("3A002.a", TODAY) == {(State.CLOSED, (), ())}
    assert by_paragraph("3A002.b", TODAY) == {(State.OPEN, (), ("MT",))}
    assert by_paragraph("3A002.b.2.z", TODAY) == {(State.OPEN, (), ("MT",))}
    assert by_paragraph("3A002", TODAY) == {
        (State.CLOSED, (), ()),
        (State.OPEN, ("3A002.b", "3A002.c", "3A002.d"), ("MT",)),
    }


def test_between_editions_a_paragraph_opens_what_both_open_for_it_and_all_below() -> None:
    between = date(2020, 6, 1)
    assert by_paragraph("3A002.a", between) == {(State.CLOSED, (), ())}
    assert by_paragraph("3A002.c", between) == {(State.OPEN, (), ("MT",))}
    for differing in ("3A002.b", "3A002.b.2", "3A002.d", "3A002"):
        assert by_paragraph(differing, between) == {(State.NOT_TOLD, (), ())}, differing


def test_what_editions_say_of_a_paragraph_is_worded_beside() -> None:
    tables = Tables(controls=LIST, exceptions=BY_PARAGRAPH)
    catalog = CategoryCatalog(RuleSet([pack(*LAW, tables=tables)]))
    (told,) = catalog.told("3A002.b", date(2020, 6, 1), NOW).exceptions
    assert told.note == (
        "open but not for MT and partly for 3A002.b.2 in the edition of 2020-01-01, "
        "open but not for MT in the edition of 2021-01-01"
    )


def test_without_tables_nothing_is_told_to_be_free() -> None:
    bare = CategoryCatalog(RuleSet([pack(*LAW)])).told("3A001", TODAY, NOW)
    assert bare.standing is Standing.NOT_HELD
    assert "in no edition" in bare.why_not_held


def test_every_word_of_the_shipped_vocabulary_is_explained() -> None:
    words = SHIPPED_RULES.vocabulary.codes("requirement")
    assert not [word for word in words if meaning(word) is None]
    assert label("NS", "NS2") == "NS2"
    assert label("RS", "worldwide") == "RS worldwide"


def test_every_narrowed_control_that_is_shipped_names_a_declared_attestation() -> None:
    narrowed = {c.eccn for c in SHIPPED_RULES.tables.controls if c.narrowed}
    for eccn in sorted(narrowed):
        for found in SHIPPED.told(eccn, date(2026, 9, 1), NOW).controls:
            assert bool(found.settled_by) is found.narrowed, eccn


def test_decisions_can_use_the_exceptions_that_some_provision_frees_by() -> None:
    assert told("3A001").freeing == ()
    free = SHIPPED.told("3A001", date(2026, 9, 1), NOW).freeing
    assert "us_ear.740.spp@2025-09-02 (SPP)" in free
    before = SHIPPED.told("3A001", date(2019, 1, 1), NOW).freeing
    assert "us_ear.740.civ@removed (CIV)" in before
    assert "us_ear.740.spp@2025-09-02 (SPP)" not in before
    assert "us_ear.748.validated_end_users@2007-06-19 (VEU)" in before
