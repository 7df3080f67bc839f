"""Counterfactuals: which open permit or clearance would have let a stopped line go, and on what.

Each is confirmed by resolving the line again with the facts it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from licet_engine.facts.model import Alternative, LineFacts, PartKey, Patch, SubjectKey
from licet_engine.facts.values import FALSE, TRUE, UNCLAIMED, UNKNOWN
from licet_engine.matching.matches import Matching
from licet_engine.provisions.calendar import Law
from licet_engine.provisions.compiling import canonical
from licet_engine.provisions.conditions import AllOf, Formula, Literal, Test
from licet_engine.provisions.model import LIFTING
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.branching import ruled
from licet_engine.resolution.completions import patched
from licet_engine.resolution.outcome import Outcome
from licet_engine.resolution.strata import Ruling
from licet_engine.resolution.witnesses import witnesses
from licet_engine.vocabulary import Scope

Needs = frozenset[Literal]
_CHANGES = 64
"""Changes to a line that are looked at once each, though several subjects ask for them."""


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Were these tests to turn out otherwise, this provision would lead to that outcome."""

    provision: int
    version: int
    subject: SubjectKey
    needs: tuple[tuple[Test, bool], ...]
    outcome: Outcome


def counterfactuals(
    matching: Matching, law: Law, facts: LineFacts, ruling: Ruling, given: LineFacts
) -> tuple[Counterfactual, ...]:
    """Return what the seller could bring about or show that would let a stopped line go.

    `given` are the facts as far as they are given: what is yet to be attested is open there.
    """
    if ruling.outcome.confirmable:
        return ()
    rules = matching.rules

    @lru_cache(_CHANGES)
    def outcome_of(changes: Alternative) -> Outcome:
        return ruled(matching, law, patched(facts, [changes])).outcome

    found = {}
    for provision, version, subject, atoms in _candidates(matching, law, (facts, given), ruling):
        needs = _needs(rules, rules.formulas[rules.formula_of[provision][version]], atoms)
        if not needs:
            continue
        outcomes = (outcome_of(changes) for changes in _changes(rules, facts, subject, needs))
        outcome = next((outcome for outcome in outcomes if outcome.confirmable), None)
        if outcome is not None:
            shown = tuple(sorted(_shown(rules, needs), key=lambda want: canonical(want[0])))
            found[provision, shown] = Counterfactual(provision, version, subject, shown, outcome)
    return tuple(found[key] for key in sorted(found, key=_order))


def _order(key: tuple[int, tuple[tuple[Test, bool], ...]]) -> tuple[int, list[tuple[str, bool]]]:
    provision, wants = key
    return provision, [(canonical(test), wanted) for test, wanted in wants]


def _candidates(
    matching: Matching, law: Law, facts: tuple[LineFacts, LineFacts], ruling: Ruling
) -> Iterator[tuple[int, int, SubjectKey, bytes]]:
    """Yield each permit or clearance in force that names a standing restraint of its subject."""
    rules = matching.rules
    standing: dict[SubjectKey, set[int]] = {}
    for spoken in (e.spoken for e in ruling.entries if e.standing):
        standing.setdefault(spoken.subject, set()).add(spoken.provision)
    told, given = ({s.key: s for s in matching.subjects(each)} for each in facts)
    subjects = [
        (told[key]._replace(atoms=_unattested(rules, told[key].atoms, given[key].atoms)), names)
        for key, names in sorted(standing.items(), key=lambda each: str(each[0]))
    ]
    for number, version in law:
        if rules.provisions[number].effect not in LIFTING:
            continue
        for subject, restraints in subjects:
            same_kind = rules.provisions[number].subject is subject.kind
            if same_kind and not restraints.isdisjoint(rules.acts_on[number]):
                yield number, version, subject.key, subject.atoms


def _unattested(rules: RuleSet, told: bytes, given: bytes) -> bytes:
    """Return the atoms of a subject, with what is yet to be attested left open."""
    if UNKNOWN not in given:
        return told
    found = bytearray(told)
    for number in rules.attested:
        found[number] = given[number] if given[number] == UNKNOWN else found[number]
    return bytes(found)


def _needs(rules: RuleSet, formula: Formula, atoms: bytes) -> Needs | None:
    """Return the fewest literals that must turn over for a formula to hold, or None if it can't."""
    if isinstance(formula, Literal):
        value = atoms[formula.atom]
        if value in (FALSE, UNCLAIMED) if formula.negated else value == TRUE:
            return frozenset()
        return frozenset({formula}) if _claimable(rules, formula) else None
    parts = [_needs(rules, part, atoms) for part in formula.parts]
    if isinstance(formula, AllOf):
        if None in parts:
            return None
        return frozenset().union(*(part for part in parts if part is not None))
    options = [part for part in parts if part is not None]
    return min(options, key=lambda n: (len(n), str(sorted(n, key=str))), default=None)


def _claimable(rules: RuleSet, literal: Literal) -> bool:
    atom = rules.atoms.atoms[literal.atom]
    return isinstance(atom, Test) and rules.vocabulary.by_name[atom.fact].claimable


def _changes(
    rules: RuleSet, facts: LineFacts, subject: SubjectKey, needs: Needs
) -> Iterator[Alternative]:
    """Yield the changes to a line under which the literals hold."""
    patches: list[Patch] = []
    by_fact: dict[tuple[Scope, str], list[tuple[Test, bool]]] = {}
    for test, wanted in _shown(rules, needs):
        if test.scope is Scope.ROW:
            if subject.row is None:
                return
            patches += _on_every_row(rules, facts, test, wanted=wanted)
        else:
            by_fact.setdefault((test.scope, test.fact), []).append((test, wanted))
    options = [
        [Patch(PartKey(scope.value, _index(scope, subject)), atoms) for atoms in found]
        for (scope, fact), wants in by_fact.items()
        for found in (witnesses(rules, scope, fact, wants),)
    ]
    yield from (tuple(sorted((*patches, *chosen))) for chosen in product(*options))


def _index(scope: Scope, subject: SubjectKey) -> int:
    return subject.party or 0 if scope is Scope.PARTY else 0


def _on_every_row(rules: RuleSet, facts: LineFacts, test: Test, *, wanted: bool) -> Iterator[Patch]:
    """A day of the sale is compared with every row: it is the same day for all of them."""
    offset = rules.atoms.number[test] - rules.atoms.start(Scope.ROW)
    for party, rows in enumerate(facts.rows):
        for row, _ in rows:
            yield Patch(PartKey("row", party, row), ((offset, int(wanted)),))


def _shown(rules: RuleSet, needs: Needs) -> Iterator[tuple[Test, bool]]:
    for literal in needs:
        atom = rules.atoms.atoms[literal.atom]
        assert isinstance(atom, Test)
        yield atom, not literal.negated
