"""What the proof lets pass frees no sale: house rows against random laws."""

from __future__ import annotations

from datetime import date

from building import DAY, LONG_AGO, World, code, flag, pack, party, provision, row, sale
from hypothesis import given, settings
from hypothesis import strategies as st
from licet_engine.lists import ListRow
from licet_engine.provisions.conditions import (
    All,
    Any,
    AnyParty,
    Condition,
    Not,
    Op,
    RowDate,
    Test,
)
from licet_engine.provisions.model import Pack, Provision
from licet_engine.resolution.outcome import DETERMINATE
from licet_engine.sale import Sale
from licet_engine.vocabulary import Scope
from licet_workbench.loosening import loosening_findings

LISTS = ("entity_list", "unverified_list")
NAMES = ("Alpha", "Beta")
CODES = {
    "list": LISTS,
    "regime": ("huawei", "zte"),
    "footnote": ("1", "4"),
    "ground": ("unstated", "national_security"),
}
SEVERITY = {outcome: n for n, outcome in enumerate(DETERMINATE)}

row_tests = st.sampled_from([(f, c) for f, codes in CODES.items() for c in codes]).map(
    lambda one: code(one[0], one[1], scope=Scope.ROW)
)
others = st.sampled_from(
    [
        code("role", "buyer", scope=Scope.PARTY),
        flag("owned_by_listed", Scope.PARTY),
        Test(Scope.ROW, "laden_on", Op.ON_OR_BEFORE, RowDate.FROM),
    ]
)


def trees(leaves: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    def grown(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        parts = st.lists(inner, min_size=1, max_size=2).map(tuple)
        return parts.map(All) | parts.map(Any) | inner.map(Not)

    return leaves | leaves.map(Not) | st.recursive(leaves, grown, max_leaves=3)


of_parties = trees(row_tests | row_tests | others)
conditions = of_parties | of_parties.map(AnyParty) | of_parties.map(AnyParty).map(Not)


@st.composite
def laws(draw: st.DrawFn) -> tuple[Provision, ...]:
    restraint = draw(st.sampled_from(["requires", "denies"]))
    regimes = draw(st.sampled_from([(), ("huawei",)]))
    lifting, lifted = ("permits", ("law.stop",)) if restraint == "denies" else ("clears", ("red",))
    return (
        provision("law.stop", restraint, when=draw(conditions), of="party", tags=("red",)),
        provision(
            "law.lift", lifting, when=draw(conditions), of="party", lifts=lifted,
            tags=("blue",), regimes=regimes,
        ),
        provision("law.bar", "bars", when=draw(conditions), of="party", lifts=("blue",)),
    )  # fmt: skip


@st.composite
def rows(draw: st.DrawFn, name: str) -> ListRow:
    return row(
        name,
        draw(st.sampled_from(CODES["regime"])),
        list=draw(st.sampled_from(LISTS)),
        footnotes=draw(st.sampled_from([(), ("1",)])),
        ground=draw(st.sampled_from(CODES["ground"])),
        start=draw(st.sampled_from([LONG_AGO, DAY])),
    )


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    seller = (party("Beta", "seller"),) if draw(st.booleans()) else ()
    buyer = party(
        draw(st.sampled_from([*NAMES, None])),
        attestations=draw(st.sampled_from([(), (("ownership_determined", True),)])),
    )
    laden = draw(st.sampled_from([None, LONG_AGO, date(2020, 1, 1)]))
    return sale(parties=(buyer, *seller), laden_on=laden)


def house(*held: ListRow) -> Pack:
    return Pack("house", (), tuple(own(each) for each in held))


def own(held: ListRow) -> ListRow:
    return ListRow(f"own:{held.name}", held.name, (), "CN", "any", "house 2019", held.facts)


@settings(max_examples=400, deadline=None)
@given(laws(), rows("Alpha"), rows("Alpha"), sales(), st.booleans())
def test_a_row_that_passes_frees_no_sale(
    law: tuple[Provision, ...], listed: ListRow, held: ListRow, asked: Sale, alone: bool
) -> None:
    packs = (pack(*law, rows=() if alone else (listed,)), house(held))
    if any(loosening_findings(packs)):
        return
    before, after = World(packs[0]).decide(asked), World(*packs).decide(asked)
    assert SEVERITY[after.possible_outcomes[0]] >= SEVERITY[before.possible_outcomes[0]]
    assert SEVERITY[after.possible_outcomes[-1]] >= SEVERITY[before.possible_outcomes[-1]]
    assert not (after.outcome.confirmable and not before.outcome.confirmable)


def test_a_row_with_a_footnote_would_have_freed_a_sale_and_is_found() -> None:
    unmarked = All(
        (code("role", "buyer", scope=Scope.PARTY), Not(code("footnote", "1", scope=Scope.ROW)))
    )
    law = pack(provision("law.unmarked", "requires", when=unmarked, of="party"))
    own_list = house(row("Foo", "none", list="unverified_list", footnotes=("1",)))
    asked = sale(parties=(party("Foo", country="DE"),))

    assert not World(law).decide(asked).outcome.confirmable
    assert World(law, own_list).decide(asked).outcome.confirmable
    assert [finding.row for finding in loosening_findings([law, own_list])] == ["own:Foo"]
