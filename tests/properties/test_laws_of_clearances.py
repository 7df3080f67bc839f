"""The laws of clearances, each a property over random rule sets, sales and clearances."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import drawing
from clearing import clearance
from drawing import exact, packs, resolver, sales
from hypothesis import given, settings
from hypothesis import strategies as st
from licet_engine.clearances import Clearance
from licet_engine.decision.deciding import Question, decide
from licet_engine.decision.model import Decision
from licet_engine.facts.observing import Observer
from licet_engine.facts.screening import Hit, MatchStatus
from licet_engine.lists import AsKnown, Knowledge
from licet_engine.provisions.model import Pack
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Sale

knowledge = st.builds(AsKnown, drawing.late, st.sampled_from(Knowledge))
many = settings(max_examples=150, deadline=None)


@st.composite
def clearances(draw: st.DrawFn) -> Clearance:
    """A clearance of some name from some row of it, for a while, perhaps withdrawn."""
    name = draw(st.sampled_from(drawing.NAMES))
    start = draw(drawing.days)
    end = start + timedelta(draw(st.integers(1, 20)))
    withdrawn = draw(st.none() | st.integers(0, 25).map(lambda n: start + timedelta(n)))
    country = draw(st.sampled_from(["CN", "DE"]))
    return clearance(
        f"row:{name}",
        id=f"clearance:{name}",
        country=country,
        proposed_on=start,
        approved_on=start,
        expires_on=end,
        withdrawn_on=withdrawn,
    )


def answer(pack: Pack, sale: Sale, as_known: AsKnown) -> Decision:
    rules = RuleSet((pack,))
    return decide(resolver(rules), exact(rules), Question(sale, as_known, hypothetical=False))


def told(decision: Decision) -> Decision:
    """All that a decision says but by which rules: its ids hang on the revision."""
    return replace(decision, revision="", decision_id="")


def of_the_day(decision: Decision) -> Decision:
    """All that a decision says of its own day."""
    return replace(told(decision), valid_from=None, valid_through=None, next_change=None)


def names(sale: Sale) -> frozenset[tuple[str | None, str | None]]:
    """Everybody that a sale names, with the country."""
    parties = {(party.name, party.place.country) for party in sale.parties}
    owners = {(owner.name, owner.country) for party in sale.parties for owner in party.owners}
    return frozenset(parties | owners)


@many
@given(packs(), sales(), knowledge, clearances())
def test_a_clearance_changes_no_answer_about_anybody_else(pack, sale, as_known, held) -> None:
    if (held.name, held.country) in names(sale):
        other = replace(held, country="FR")
        assert "FR" not in {country for _, country in names(sale)}
    else:
        other = held
    before = answer(pack, sale, as_known)
    after = answer(replace(pack, clearances=(other,)), sale, as_known)
    assert told(after) == told(before)


@many
@given(packs(), sales(), knowledge, clearances())
def test_a_clearance_never_outlives_its_days(pack, sale, as_known, held) -> None:
    days = held.days(as_known)
    if days is not None and days[0] <= sale.sale_date <= days[1]:
        sale = replace(sale, sale_date=days[1] + timedelta(1))
    before = answer(pack, sale, as_known)
    after = answer(replace(pack, clearances=(held,)), sale, as_known)
    assert of_the_day(replace(after, screening=())) == of_the_day(replace(before, screening=()))
    assert [s.status for s in after.screening] == [s.status for s in before.screening]


@many
@given(packs(), sales(), knowledge, clearances())
def test_on_its_days_a_cleared_party_is_as_one_that_hits_nothing(
    pack, sale, as_known, held
) -> None:
    days = held.days(as_known)
    owned = any(party.owners for party in sale.parties)
    everybody = {country for name, country in names(sale) if name == held.name} == {held.country}
    if days is None or owned or not everybody:
        return
    sale = replace(sale, sale_date=days[0])
    rules = RuleSet((replace(pack, clearances=(held,)),))
    cleared = decide(resolver(rules), exact(rules), Question(sale, as_known, hypothetical=False))

    def others(name: str, *_: str | None) -> tuple[Hit, ...]:
        found = [row for row in rules.rows if row.name == name != held.name]
        return tuple(Hit(row.id, MatchStatus.MATCH, 100, "the same name") for row in found)

    unlisted = decide(
        resolver(rules), Observer(rules, others), Question(sale, as_known, hypothetical=False)
    )
    alike = replace(cleared, screening=(), valid_from=None, valid_through=None, next_change=None)
    assert alike == replace(
        unlisted, screening=(), valid_from=None, valid_through=None, next_change=None
    )


@many
@given(packs(), sales(), knowledge, clearances())
def test_the_run_of_a_cleared_answer_is_one_answer(pack, sale, as_known, held) -> None:
    rules = RuleSet((replace(pack, clearances=(held,)),))
    memo, observer = resolver(rules), exact(rules)

    def on(day) -> Decision:
        moved = replace(sale, sale_date=day)
        return decide(memo, observer, Question(moved, as_known, hypothetical=False))

    here = on(sale.sale_date)
    for offset in range(-3, 70, 3):
        there = on(drawing.FIRST + timedelta(offset))
        inside = (here.valid_from is None or here.valid_from <= there.sale_date) and (
            here.valid_through is None or there.sale_date <= here.valid_through
        )
        same = (there.valid_from, there.valid_through) == (here.valid_from, here.valid_through)
        assert same == inside
        if inside:
            assert (there.outcome, there.caveats) == (here.outcome, here.caveats)


@many
@given(packs(), st.lists(clearances(), max_size=3, unique_by=lambda c: c.id), st.randoms())
def test_the_order_of_clearances_changes_no_revision(pack, held, random) -> None:
    shuffled = random.sample(held, len(held))
    one = RuleSet((replace(pack, clearances=tuple(held)),))
    other = RuleSet((replace(pack, clearances=tuple(shuffled)),))
    assert one.revision == other.revision
    assert one.clearances_of == other.clearances_of
