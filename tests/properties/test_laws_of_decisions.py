"""The laws of decisions, each a property over random rule sets and random sales."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import drawing
from drawing import DAYS, FIRST, exact, packs, provisions, resolver, sales
from hypothesis import given, settings
from hypothesis import strategies as st
from licet_engine.decision.deciding import Question, decide
from licet_engine.decision.model import Decision
from licet_engine.facts.observing import Observer
from licet_engine.lists import AsKnown, Knowledge
from licet_engine.provisions.conditions import ALWAYS
from licet_engine.provisions.model import LIFTING, Effect, Pack
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import DETERMINATE, Outcome
from licet_engine.sale import Place, Sale

knowledge = st.builds(AsKnown, drawing.late, st.sampled_from(Knowledge))
RESTRAINTS = (Effect.REQUIRES, Effect.DENIES, Effect.BARS)
SEVERITY = {outcome: n for n, outcome in enumerate(DETERMINATE)}
many = settings(max_examples=150, deadline=None)


def answer(pack: Pack | tuple[Pack, ...], sale: Sale, as_known: AsKnown) -> Decision:
    rules = RuleSet(pack if isinstance(pack, tuple) else (pack,))
    return decide(resolver(rules), exact(rules), Question(sale, as_known, hypothetical=False))


@many
@given(packs(), sales(), knowledge, st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_of_provisions_versions_rows_lines_or_parties(
    pack, sale, as_known, random
) -> None:
    shuffled = list(pack.provisions)
    random.shuffle(shuffled)
    turned = tuple(replace(p, versions=tuple(reversed(p.versions))) for p in shuffled)
    other = replace(pack, provisions=turned, rows=tuple(reversed(pack.rows)))
    there = replace(sale, lines=sale.lines[::-1], parties=sale.parties[::-1])
    one, two = answer(pack, sale, as_known), answer(other, there, as_known)
    assert one.revision == two.revision
    assert (one.outcome, one.possible_outcomes) == (two.outcome, two.possible_outcomes)
    assert (one.valid_from, one.valid_through) == (two.valid_from, two.valid_through)
    assert [line.outcome for line in one.lines] == [line.outcome for line in two.lines][::-1]
    assert {m.fact for m in one.missing_facts} == {m.fact for m in two.missing_facts}


@many
@given(packs(), provisions("law.more", effects=RESTRAINTS), sales(), knowledge)
def test_adding_a_requirement_a_denial_or_a_bar_never_loosens(pack, more, sale, as_known) -> None:
    before = answer(pack, sale, as_known)
    stricter = replace(pack, provisions=(*pack.provisions, more))
    after = answer(stricter, sale, as_known)
    assert SEVERITY[after.possible_outcomes[0]] >= SEVERITY[before.possible_outcomes[0]]
    assert SEVERITY[after.possible_outcomes[-1]] >= SEVERITY[before.possible_outcomes[-1]]
    assert not (after.may_confirm and not before.may_confirm)


@many
@given(packs(), provisions("house.more", pack="house", effects=RESTRAINTS), sales(), knowledge)
def test_a_house_pack_never_loosens(pack, more, sale, as_known) -> None:
    house = Pack("house", (more,))
    before, after = answer(pack, sale, as_known), answer((pack, house), sale, as_known)
    assert SEVERITY[after.possible_outcomes[0]] >= SEVERITY[before.possible_outcomes[0]]
    assert SEVERITY[after.possible_outcomes[-1]] >= SEVERITY[before.possible_outcomes[-1]]
    assert not (after.may_confirm and not before.may_confirm)


@many
@given(packs(), sales(), knowledge)
def test_a_permit_or_clearance_lifts_only_its_subject_and_what_it_names(
    pack, sale, as_known
) -> None:
    rules = RuleSet((pack,))
    by_id = {p.id: p for p in rules.provisions}
    for line in answer(pack, sale, as_known).lines:
        shown = {(p.provision_id, p.subject) for p in line.provisions}
        for entry in line.provisions:
            for lifter in entry.lifted_by:
                target = by_id[entry.provision_id]
                assert (lifter, entry.subject) in shown
                assert by_id[lifter].targets.names(target.id, target.tags)
                assert by_id[lifter].effect in (Effect.PERMITS, Effect.CLEARS)


@many
@given(packs(), sales(), knowledge)
def test_nothing_speaks_outside_its_dates_or_before_it_was_known(pack, sale, as_known) -> None:
    by_id = {p.id: p for p in pack.provisions}
    for line in answer(pack, sale, as_known).lines:
        for entry in line.provisions:
            version = next(v for v in by_id[entry.provision_id].versions if v.name == entry.version)
            published = as_known.axis is Knowledge.PUBLISHED and version.published
            assert version.covers(sale.sale_date)
            assert (published or version.announced) <= as_known.on


@many
@given(packs(), sales(), knowledge)
def test_a_bar_that_always_speaks_leaves_nothing_lifted_of_what_it_names(
    pack, sale, as_known
) -> None:
    version = drawing.Version("v0", date(2019, 1, 1), None, date(2019, 1, 1), None, "1", ALWAYS)
    lifting = frozenset(p.id for p in pack.provisions if p.effect in LIFTING)
    bar = drawing.Provision(
        "house.bar", "house", "bar", Effect.BARS, drawing.SubjectKind.LINE,
        frozenset(), drawing.Targets(provisions=lifting), (version,),
    )  # fmt: skip
    for line in answer((pack, Pack("house", (bar,))), sale, as_known).lines:
        assert all(entry.lifted_by == () for entry in line.provisions)


def _same_answer(decision: Decision) -> object:
    """What must not change within the run: as a reader sees it, subjects and reasons included."""
    return (
        decision.outcome,
        decision.possible_outcomes,
        decision.missing_facts,
        decision.caveats,
        [
            (
                line.outcome,
                line.possible_outcomes,
                line.missing_facts,
                line.conditions,
                line.authorization,
            )
            for line in decision.lines
        ],
    )


@settings(max_examples=40, deadline=None)
@given(packs(), sales(), knowledge)
def test_the_answer_holds_on_every_day_of_its_run_and_the_next_change_says_what_follows(
    pack, sale, as_known
) -> None:
    rules = RuleSet((pack,))
    memo, observer = resolver(rules), exact(rules)

    def on(day: date) -> Decision:
        moved = replace(sale, sale_date=day)
        return decide(memo, observer, Question(moved, as_known, hypothetical=False))

    here = on(sale.sale_date)
    first, last = FIRST - timedelta(days=2), FIRST + timedelta(days=DAYS + 24)
    for offset in range((last - first).days):
        day = first + timedelta(days=offset)
        there = on(day)
        inside = (here.valid_from is None or here.valid_from <= day) and (
            here.valid_through is None or day <= here.valid_through
        )
        if inside:
            assert _same_answer(there) == _same_answer(here)
            assert (there.valid_from, there.valid_through) == (here.valid_from, here.valid_through)
        else:
            assert (there.valid_from, there.valid_through) != (here.valid_from, here.valid_through)
    if here.next_change is not None:
        assert here.next_change.on == here.valid_through + timedelta(days=1)
        assert on(here.next_change.on).outcome is here.next_change.outcome


@settings(max_examples=60, deadline=None)
@given(packs(), sales(), knowledge)
def test_the_run_is_as_long_as_a_day_by_day_scan_says(pack, sale, as_known) -> None:
    rules = RuleSet((pack,))
    memo, observer = resolver(rules), exact(rules)

    def signature(day: date) -> object:
        material = observer.observe(sale, as_known).material
        return memo.resolve(material, day, as_known).day.signature()

    decision = decide(memo, observer, Question(sale, as_known, hypothetical=False))
    here = signature(sale.sale_date)
    start = end = sale.sale_date
    lowest, highest = FIRST - timedelta(days=2), FIRST + timedelta(days=DAYS + 24)
    while start > lowest and signature(start - timedelta(days=1)) == here:
        start -= timedelta(days=1)
    while end < highest and signature(end + timedelta(days=1)) == here:
        end += timedelta(days=1)
    assert decision.valid_from == (None if start == lowest else start)
    assert decision.valid_through == (None if end == highest else end)


FILLINGS = {
    "purpose": [*drawing.PURPOSES, "new-product"],
    "category": ["EAR99", "5A991", "3A001.b.2", "9A610"],
    "origin": ["US", "foreign"],
}


@many
@given(packs(), sales(), knowledge, st.data())
def test_what_an_unknown_fact_may_do_covers_what_each_value_of_it_does(
    pack, sale, as_known, data
) -> None:
    open_answer = answer(pack, sale, as_known)
    filled = sale
    for number, line in enumerate(sale.lines):
        for field, values in FILLINGS.items():
            said = ("subject_to_ear", False) in line.attestations
            if getattr(line, field) is None and not (said and field == "origin"):
                line = replace(line, **{field: data.draw(st.sampled_from(values))})  # noqa: PLW2901
        lines = (*filled.lines[:number], line, *filled.lines[number + 1 :])
        filled = replace(filled, lines=lines)
    for number, party in enumerate(sale.parties):
        place = data.draw(st.sampled_from(["CN", "DE", "CU", "FR"]))
        name = data.draw(st.sampled_from([*drawing.NAMES, "Nobody"]))
        known = replace(
            party,
            place=party.place if party.place != Place() else Place(place),
            name=party.name or name,
        )
        others = (*filled.parties[:number], known, *filled.parties[number + 1 :])
        filled = replace(filled, parties=others)
    closed = answer(pack, filled, as_known)
    assert set(closed.possible_outcomes) <= set(open_answer.possible_outcomes)
    if open_answer.outcome is not Outcome.UNDETERMINED:
        assert closed.outcome is not Outcome.UNDETERMINED
        assert SEVERITY[closed.outcome] <= SEVERITY[open_answer.outcome]
        assert closed.outcome.confirmable == open_answer.outcome.confirmable


@many
@given(packs(), sales(), knowledge)
def test_the_answer_follows_from_the_possible_outcomes(pack, sale, as_known) -> None:
    decision = answer(pack, sale, as_known)
    for told in (decision, *decision.lines):
        possible = told.possible_outcomes
        assert possible
        if told.outcome is Outcome.UNDETERMINED:
            assert len(possible) > 1
            assert not all(outcome.confirmable for outcome in possible)
            assert told.missing_facts
        else:
            assert told.outcome == possible[-1]
            assert len(possible) == 1 or all(outcome.confirmable for outcome in possible)
    assert not decision.may_confirm or decision.outcome.confirmable


@many
@given(packs(), sales(), knowledge)
def test_a_name_that_is_perhaps_listed_may_end_as_if_it_were_or_were_not(
    pack, sale, as_known
) -> None:
    rules = RuleSet((pack,))
    memo = resolver(rules)
    question = Question(sale, as_known, hypothetical=False)
    perhaps = decide(memo, exact(rules, frozenset(drawing.NAMES)), question)
    surely = decide(memo, exact(rules), question)
    never = decide(memo, Observer(rules, lambda *_: ()), question)
    assert set(surely.possible_outcomes) | set(never.possible_outcomes) <= set(
        perhaps.possible_outcomes
    )


def test_orders_of_three_parties_are_decided_alike_in_all_six_orders_of_them() -> None:
    pack = _seed_pack()
    sale = Sale(
        sale_date=FIRST + timedelta(days=12),
        parties=tuple(
            drawing.Party(role=role, name=name, place=Place("CN"))
            for role, name in (("buyer", "Alpha"), ("end_user", "Beta"), ("seller", None))
        ),
        lines=(drawing.Line(category="EAR99", purpose="other"),),
    )
    as_known = AsKnown(FIRST + timedelta(days=60))
    outcomes = {
        answer(pack, replace(sale, parties=parties), as_known).possible_outcomes
        for parties in permutations(sale.parties)
    }
    assert len(outcomes) == 1


def _seed_pack() -> Pack:
    row = drawing.RowClass(
        "entity_list", FIRST, None, FIRST, None, None, None, drawing.Confidence.HIGH,
        "all_items", (), (), (), (), "unstated", ("zte",),
    )  # fmt: skip
    listed = drawing.Test(drawing.Scope.ROW, "list", drawing.Op.IN, frozenset({"entity_list"}))
    version = drawing.Version("v0", FIRST, None, FIRST, None, "84 FR 1", listed)
    requires = drawing.Provision(
        "law.p0", "law", "p0", Effect.REQUIRES, drawing.SubjectKind.PARTY,
        frozenset({"red"}), drawing.Targets(), (version,),
    )  # fmt: skip
    rows = (drawing.ListRow("row:Beta", "Beta", (), "CN", "any", "84 FR 1", row),)
    return Pack("law", (requires,), rows, may_loosen=True, vocabulary=drawing.VOCABULARY)
