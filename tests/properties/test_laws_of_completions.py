"""Completions taken together come to what each comes to alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import islice, product
from math import prod

import drawing
from drawing import exact, packs, resolver, sales
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from licet_engine.facts.model import FactKey, LineFacts
from licet_engine.lists import AsKnown, Knowledge
from licet_engine.matching.matches import Matching, Subjects
from licet_engine.matching.reference import ReferenceMatcher
from licet_engine.provisions.calendar import Law, law
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.branching import ruled
from licet_engine.resolution.completions import patched
from licet_engine.resolution.line import LineResolution, resolve_line
from licet_engine.resolution.order import Resolver
from licet_engine.resolution.outcome import Outcome, by_severity
from licet_engine.resolution.seeing import Sight
from licet_orderbook import open_book
from licet_server.app import Licet
from licet_server.sales.reading import read_sale
from licet_server.settings import Settings

MOST = 2048
"""Completions that are looked at one by one."""
AFFILIATES = date(2025, 10, 15)
"""A day on which who owns a party matters, so that most sales leave facts open."""
ORDERS = 12


@dataclass(frozen=True)
class OneByOne:
    """What a line comes to when each combination of its unknown facts is ruled on alone."""

    matching: Matching
    law: Law
    facts: LineFacts

    @property
    def count(self) -> int:
        return prod(len(unknown.alternatives) for unknown in self.facts.unknown)

    def outcomes(self) -> dict[tuple[int, ...], Outcome]:
        ways = [range(len(unknown.alternatives)) for unknown in self.facts.unknown]
        return {choice: self._outcome(choice) for choice in product(*ways)}

    def _outcome(self, choice: tuple[int, ...]) -> Outcome:
        chosen = (u.alternatives[n] for u, n in zip(self.facts.unknown, choice, strict=True))
        return ruled(self.matching, self.law, patched(self.facts, chosen)).outcome

    def missing(self, outcomes: dict[tuple[int, ...], Outcome]) -> set[FactKey]:
        """The facts that can change the outcome, all else being equal."""
        found = set()
        for number, unknown in enumerate(self.facts.unknown):
            alike: dict[tuple[int, ...], set[Outcome]] = {}
            for choice, outcome in outcomes.items():
                rest = choice[:number] + choice[number + 1 :]
                alike.setdefault(rest, set()).add(outcome)
            if any(len(seen) > 1 for seen in alike.values()):
                found.add(unknown.key)
        return found


def same(line: LineResolution, each: OneByOne) -> None:
    outcomes = each.outcomes()
    assert line.possible == by_severity(outcomes.values())
    assert set(line.missing) == each.missing(outcomes)
    assert line.account().ruling.outcome is line.possible[-1]


def matching_of(rules: RuleSet) -> Matching:
    return Matching(Subjects(rules), ReferenceMatcher(rules.formulas), 4096)


@settings(max_examples=300, deadline=None)
@given(packs(), sales(), st.builds(AsKnown, drawing.late, st.sampled_from(Knowledge)))
def test_completions_taken_together_come_to_what_each_comes_to_alone(pack, sale, as_known) -> None:
    rules = RuleSet((pack,))
    matching = matching_of(rules)
    governs = law(rules.calendar.governing(sale.sale_date, as_known))
    material = exact(rules).observe(sale, as_known).material
    for facts in resolver(rules).facts(material, sale.sale_date):
        each = OneByOne(matching, governs, Sight(rules, governs).of(facts))
        assume(each.count <= MOST)
        same(resolve_line(matching, governs, facts), each)


def test_orders_of_the_book_come_to_what_each_completion_comes_to_where_owners_matter() -> None:
    with Licet(Settings(), rehearsed=False) as licet:
        rules = licet.rules
        matching, observer = matching_of(rules), exact(rules)
        as_known = AsKnown(AFFILIATES)
        governing = rules.calendar.governing(AFFILIATES, as_known)
        resolving = Resolver(rules, ReferenceMatcher(rules.formulas))
        asked = 0
        for text in islice(open_book(), 0, None, 97):
            sale = read_sale(json.loads(text), rules.vocabulary)
            material = observer.observe(sale, as_known).material
            for facts in resolving.facts(material, AFFILIATES):
                live = resolving.told_of(governing, facts)
                each = OneByOne(matching, live, Sight(rules, live).of(facts))
                if 1 < each.count <= MOST and asked < ORDERS:
                    same(resolve_line(matching, live, facts), each)
                    asked += 1
        assert asked == ORDERS
