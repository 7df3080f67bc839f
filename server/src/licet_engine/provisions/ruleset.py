"""The rule set: every pack loaded, compiled once, identified by its revision."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from itertools import combinations

from licet_engine.clearances import Clearance
from licet_engine.errors import RuleSetError
from licet_engine.lists import ListRow, RowClass
from licet_engine.provisions.acting import acting
from licet_engine.provisions.calendar import Calendar
from licet_engine.provisions.canonical import canonical_text
from licet_engine.provisions.compiling import (
    AtomTable,
    formula,
    literals,
    negation_normal,
    tabulate,
)
from licet_engine.provisions.conditions import Condition, Formula, Op, Test, of_control
from licet_engine.provisions.model import (
    LIFTING,
    AnswerBy,
    CoverageGap,
    Effect,
    Pack,
    Provision,
    SubjectKind,
    Version,
)
from licet_engine.sale import country_of
from licet_engine.tables.model import Tables
from licet_engine.vocabulary import FactSource, Scope, Vocabulary


class RuleSet:
    """Packs compiled together: atoms, formulas, calendar, and who acts on whom.

    Raises `RuleSetError` when packs contradict each other; what a person can mend is found
    earlier, with its place in the file, by the loader and by `licet rules check`.
    """

    def __init__(self, packs: Iterable[Pack]) -> None:
        self.packs: tuple[Pack, ...] = tuple(sorted(packs, key=lambda p: p.name))
        self.vocabulary: Vocabulary = _one_vocabulary(self.packs)
        self.provisions: tuple[Provision, ...] = tuple(
            sorted((p for pack in self.packs for p in pack.provisions), key=lambda p: p.id)
        )
        self.rows: tuple[ListRow, ...] = tuple(
            sorted((r for pack in self.packs for r in pack.rows), key=lambda r: r.id)
        )
        self.acts_on = tuple(acting(self.provisions))
        _refuse_contradictions(self)
        self.answer_by: dict[str, AnswerBy] = {pack.name: pack.answer_by for pack in self.packs}
        self.calendar = Calendar(self.provisions, self.answer_by)
        self._compile()

    def _compile(self) -> None:
        conditions = {
            (p.id, v.name): negation_normal(_whole(p, v.condition), p.effect)
            for p in self.provisions
            for v in p.versions
        }
        narrowings = {p.id: _narrowing(p) for p in self.provisions if p.targets.regimes}
        reviews = tuple(tuple(map(_reviewed(p), p.versions)) for p in self.provisions)
        told = (each for versions in reviews for own in versions for each in own)
        self.atoms: AtomTable = tabulate((*conditions.values(), *narrowings.values(), *told))
        self.narrowed_by: tuple[int | None, ...] = tuple(
            self.atoms.number[narrowings[p.id]] if p.id in narrowings else None
            for p in self.provisions
        )
        # Reviews change no answer: they are evaluated for what is told, never by a matcher.
        self.reviews_of: tuple[tuple[tuple[Formula, ...], ...], ...] = tuple(
            tuple(tuple(formula(each, self.atoms.number) for each in own) for own in versions)
            for versions in reviews
        )
        self.formulas, self.formula_of = _distinct(self.provisions, conditions, self.atoms)

    @cached_property
    def atoms_of(self) -> tuple[frozenset[int], ...]:
        """The atoms that each formula reads, by the formula's number."""
        return tuple(frozenset(lit.atom for lit in literals(each)) for each in self.formulas)

    @cached_property
    def row_classes(self) -> tuple[RowClass, ...]:
        """The kinds of list row, in an order that does not depend on the rows'."""
        return tuple(sorted(self._class_texts, key=self._class_texts.__getitem__))

    @cached_property
    def _class_texts(self) -> dict[RowClass, str]:
        return {facts: canonical_text(facts) for facts in {row.facts for row in self.rows}}

    @cached_property
    def row_by_id(self) -> dict[str, ListRow]:
        """The list rows by their id."""
        return {row.id: row for row in self.rows}

    @cached_property
    def clearances_of(self) -> dict[str, tuple[Clearance, ...]]:
        """The clearances by the id of the list row that they are of, in the order of their ids."""
        found: dict[str, list[Clearance]] = {}
        for clearance in sorted((c for p in self.packs for c in p.clearances), key=lambda c: c.id):
            found.setdefault(clearance.row, []).append(clearance)
        return {row: tuple(own) for row, own in found.items()}

    @cached_property
    def place_tests(self) -> tuple[Test, ...]:
        """Every test that reads a country or region, of a party or a destination."""
        places = (test for test in self.atoms.destination_tests if test.fact == "destination")
        return (*places, *self.tests_of("country"))

    @cached_property
    def places(self) -> frozenset[str]:
        """Every country and region code that some test names."""
        return frozenset(
            code for t in self.place_tests if isinstance(t.operand, frozenset) for code in t.operand
        )

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Every region code that some test names."""
        return tuple(sorted(code for code in self.places if country_of(code) != code))

    @cached_property
    def attested(self) -> tuple[int, ...]:
        """The atoms that ask for what a seller attests."""
        facts = self.vocabulary.by_name
        return tuple(
            number
            for number, atom in enumerate(self.atoms.atoms)
            if isinstance(atom, Test)
            and atom.fact in facts
            and facts[atom.fact].source is FactSource.ATTESTATION
        )

    def tests_of(self, fact: str) -> tuple[Test, ...]:
        """Return the tests that read a fact, each once."""
        return self._tests_by_fact.get(fact, ())

    @cached_property
    def _tests_by_fact(self) -> dict[str, tuple[Test, ...]]:
        found: dict[str, list[Test]] = {}
        for atom in self.atoms.atoms:
            if isinstance(atom, Test):
                found.setdefault(atom.fact, []).append(atom)
        return {fact: tuple(tests) for fact, tests in found.items()}

    @cached_property
    def tables(self) -> Tables:
        """The tables of the law's pack, or none."""
        return next((pack.tables for pack in self.packs if pack.tables is not None), Tables())

    @cached_property
    def gaps(self) -> tuple[CoverageGap, ...]:
        """What the packs say they do not hold yet."""
        return tuple(gap for pack in self.packs for gap in pack.gaps)

    @cached_property
    def revision(self) -> str:
        """The SHA-256 of the packs in canonical form, blind to files, order and layout."""
        found = hashlib.sha256()
        for pack in self.packs:
            found.update(f"{canonical_text(replace(pack, rows=()))}\n".encode())
        for pack in self.packs:
            for text in sorted(f"{pack.name} {self._row_text(row)}\n" for row in pack.rows):
                found.update(text.encode())
        return found.hexdigest()

    def _row_text(self, row: ListRow) -> str:
        """Return all that a row says; most rows share their kind with others."""
        named = (row.name, tuple(sorted(row.aliases)), row.country, row.address, row.authority)
        return canonical_text(named) + self._class_texts[row.facts]


def _whole(provision: Provision, condition: Condition) -> Condition:
    """A control that does not reach the item is no subject: nothing holds of it."""
    return of_control(condition) if provision.subject is SubjectKind.CONTROL else condition


def _reviewed(provision: Provision) -> Callable[[Version], tuple[Condition, ...]]:
    """Return how the conditions of a version's review policies are found, in their order."""
    return lambda version: tuple(
        negation_normal(review.condition, provision.effect) for review in version.reviews
    )


def _narrowing(provision: Provision) -> Test:
    return Test(Scope.ROW, "regime", Op.IN, provision.targets.regimes)


def _one_vocabulary(packs: tuple[Pack, ...]) -> Vocabulary:
    facts = tuple(
        fact for pack in packs if pack.vocabulary is not None for fact in pack.vocabulary.facts
    )
    names = [fact.name for fact in facts]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise RuleSetError(f"two packs declare the fact `{repeated[0]}`; declare it in one")
    if not facts:
        raise RuleSetError("no pack declares a vocabulary; load the pack of the law as well")
    return Vocabulary(tuple(sorted(facts, key=lambda f: f.name)))


def _distinct(
    provisions: tuple[Provision, ...],
    conditions: dict[tuple[str, str], Condition],
    atoms: AtomTable,
) -> tuple[tuple[Formula, ...], tuple[tuple[int, ...], ...]]:
    numbers: dict[Formula, int] = {}
    of_version = tuple(
        tuple(
            numbers.setdefault(formula(conditions[p.id, v.name], atoms.number), len(numbers))
            for v in p.versions
        )
        for p in provisions
    )
    return tuple(numbers), of_version


def _refuse_contradictions(rules: RuleSet) -> None:
    counts = Counter(p.id for p in rules.provisions)
    for repeated in sorted(name for name, count in counts.items() if count > 1):
        raise RuleSetError(f"two provisions have the id `{repeated}`; give one of them another")
    loosest = [pack.name for pack in rules.packs if pack.may_loosen]
    if len(loosest) > 1:
        raise RuleSetError(
            f"the packs `{'` and `'.join(loosest)}` both say that they may loosen; only the law may"
        )
    if sum(pack.tables is not None for pack in rules.packs) > 1:
        raise RuleSetError("two packs hold tables; only the law's may")
    loosening = {pack.name for pack in rules.packs if not pack.may_loosen}
    for number, provision in enumerate(rules.provisions):
        if provision.pack in loosening and provision.effect in LIFTING:
            raise RuleSetError(
                f"`{provision.id}` {provision.effect.value}, but the pack `{provision.pack}` "
                "may only require, deny or bar"
            )
        _refuse_lifted_denials(rules, number)
        _refuse_ambiguous_versions(provision)
        if provision.effect in LIFTING and provision.subject is SubjectKind.LINE:
            _refuse_regimes(provision)


def _refuse_ambiguous_versions(provision: Provision) -> None:
    """Which version governs must never hang on the order they are written in."""
    names = [version.name for version in provision.versions]
    if len(set(names)) < len(names):
        raise RuleSetError(f"`{provision.id}` has two versions of one name; rename one of them")
    for one, other in combinations(provision.versions, 2):
        restated = one.name == other.supersedes or other.name == one.supersedes
        if not restated and (one.start, one.announced) == (other.start, other.announced):
            raise RuleSetError(
                f"`{one.name}` and `{other.name}` of `{provision.id}` begin and were announced on "
                "the same days; make them one, or let one of them supersede the other"
            )


def _refuse_regimes(provision: Provision) -> None:
    if provision.targets.regimes:
        raise RuleSetError(
            f"`{provision.id}` is matched on the line alone, which has no list row; "
            "leave `regimes` out, or write `subject: party`"
        )


def _refuse_lifted_denials(rules: RuleSet, number: int) -> None:
    """A denial is lifted by nothing but a permit that names it by its id."""
    provision = rules.provisions[number]
    if provision.effect not in LIFTING:
        return
    for other in (rules.provisions[n] for n in rules.acts_on[number]):
        if other.effect is not Effect.DENIES:
            continue
        by_id = other.id in provision.targets.provisions
        if provision.effect is Effect.CLEARS or not by_id:
            raise RuleSetError(
                f"`{provision.id}` lifts the denial `{other.id}`; only a permit that names "
                "the denial by its id may"
            )
