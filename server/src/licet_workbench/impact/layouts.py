"""Tests that only one of two rule sets makes: what these do to orders no changed provision meets.

Facts are laid out for the tests that there are, so that a test may change an answer to which it
does not speak: of two destinations that no test tells apart the tables' open cells are looked at
as one; a category, a claim or a place that is named for the first time opens what it may be.
"""

from __future__ import annotations

from collections.abc import Iterator

from licet_engine.provisions.conditions import AnyOther, Money, Test
from licet_engine.provisions.model import SubjectKind
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import country_of
from licet_engine.tables.places import PlaceTables
from licet_engine.vocabulary import FactDeclaration, Scope

from licet_workbench.impact.asks import NEVER, Ask, Cost, Meets, Several, all_of, any_of
from licet_workbench.impact.cells import in_countries
from licet_workbench.impact.names import ADDRESS, EXPORTER, NAME, Side
from licet_workbench.impact.possible import CATEGORY, is_mark

_AMOUNTS = ("value", "unit_value", "eccn_value")
_PARAGRAPHS = {"category": CATEGORY, "license_exception": "lines[].license_exception"}
_TWO = 2


def why_everything(old: RuleSet, new: RuleSet) -> str | None:
    """Return why every order has to be decided again, or None where some need not be."""
    if [_read(each) for each in old.vocabulary.facts] != [_read(f) for f in new.vocabulary.facts]:
        return "the words that sales are told in are not the same"
    if any(_currencies(old, fact) != _currencies(new, fact) for fact in _AMOUNTS):
        return "amounts are compared in other currencies"
    if bool(old.atoms.tests(Scope.CONTROL)) != bool(new.atoms.tests(Scope.CONTROL)):
        return "only one of the two asks for reasons for control"
    pairs = zip(_marks(old), _marks(new), strict=True)
    if any(bool(one) != bool(other) for one, other in pairs):
        return "only one of the two asks for marks of countries"
    return None


def changed_tests(old: Side, new: Side) -> Ask:
    """Ask whether an order may be laid out otherwise, for tests that only one side makes."""
    rules = old.rules, new.rules
    return any_of(
        _newly_named_paragraphs(*rules), _newly_told_places(*rules), _newly_told_rows(old, new)
    )


def _read(fact: FactDeclaration) -> tuple[object, ...]:
    """Return all of a declaration that is read when deciding, and not only shown."""
    return fact.name, fact.scope, fact.type, fact.source, fact.values, fact.absence, fact.absence_of


def _currencies(rules: RuleSet, fact: str) -> set[str]:
    return {t.operand.currency for t in rules.tests_of(fact) if isinstance(t.operand, Money)}


def _codes(tests: tuple[Test, ...]) -> frozenset[str]:
    return frozenset(code for t in tests if isinstance(t.operand, frozenset) for code in t.codes)


def _newly_named_paragraphs(old: RuleSet, new: RuleSet) -> Ask:
    """Who names a category leaves open which of the paragraphs below that rules name is meant."""
    asks: list[Ask] = []
    for fact, field in _PARAGRAPHS.items():
        changed = _codes(old.tests_of(fact)) ^ _codes(new.tests_of(fact))
        above = frozenset(_above(changed))
        if changed:
            asks.append(Meets(field, above.__contains__))
    category = _codes(old.tests_of("category")) ^ _codes(new.tests_of("category"))
    if category:
        asks.append(Meets(CATEGORY, lambda cell: cell is None))
    return any_of(*asks)


def _above(codes: frozenset[str]) -> Iterator[str]:
    for code in codes:
        parts = code.split(".")
        yield from (".".join(parts[:length]) for length in range(1, len(parts)))


def _newly_told_places(old: RuleSet, new: RuleSet) -> Ask:
    """Two places that a test tells apart have open cells of their own; a region is one of many."""
    codes = _codes(old.place_tests) ^ _codes(new.place_tests)
    marks = frozenset().union(*(o ^ n for o, n in zip(_marks(old), _marks(new), strict=True)))
    if marks or any(map(is_mark, codes)) or _marking(old) != _marking(new):
        return _several_places()
    asks: list[Ask] = []
    regions = {*old.regions} ^ {*new.regions}
    if regions:
        asks.append(in_countries(frozenset(map(country_of, regions))))
    moved = _told_apart_otherwise(old, new)
    if moved:
        places = in_countries(frozenset(map(country_of, moved)))
        asks.append(all_of(places, _several_places()))
    return any_of(*asks)


def _marking(rules: RuleSet) -> frozenset[frozenset[str]]:
    """Return the tests of destinations that name some mark, which any country may have."""
    tests = rules.atoms.destination_tests
    return frozenset(test.codes for test in tests if any(map(is_mark, test.codes)))


def _told_apart_otherwise(old: RuleSet, new: RuleSet) -> frozenset[str]:
    """Return the named places that are told apart from others than before.

    Of two places that are told apart by one rule set only, one at least is among them: places
    that no test names are never told apart.
    """
    codes = _codes(old.place_tests) | _codes(new.place_tests)
    named = sorted(code for code in codes if not is_mark(code))
    before, after = (_fellows(rules, named) for rules in (old, new))
    return frozenset(code for code in named if before[code] != after[code])


def _fellows(rules: RuleSet, named: list[str]) -> dict[str, frozenset[str]]:
    """Return for each place those that no test tells from it; the empty text is any other."""
    tests = rules.atoms.destination_tests
    vectors: dict[str, tuple[bool, ...]] = {}
    for code in (*named, ""):
        own = {code, country_of(code)}
        vectors[code] = tuple(not own.isdisjoint(test.codes) for test in tests)
    alike: dict[tuple[bool, ...], set[str]] = {}
    for code, vector in vectors.items():
        alike.setdefault(vector, set()).add(code)
    return {code: frozenset(alike[vector]) for code, vector in vectors.items()}


def _several_places() -> Ask:
    """Ask for orders with a second place: those of one place are laid out as before."""
    return any_of(
        Meets("parties[].country", lambda cell: cell is None),
        *(
            Meets(f, lambda cell: cell is not None)
            for f in ("destination.region", "parties[].region")
        ),
        Several(("destination.country", "parties[].country")),
    )


def _marks(rules: RuleSet) -> tuple[frozenset[str], frozenset[str]]:
    """Return the marks of places that are asked for of any item, and of uncontrolled ones."""
    codes = PlaceTables(rules.tables).codes
    found: list[set[str]] = [set(), set()]
    for provision, formulas in zip(rules.provisions, rules.formula_of, strict=True):
        asked = {code for f in formulas for a in rules.atoms_of[f] for code in _asked(rules, a)}
        found[0] |= asked
        if provision.subject is not SubjectKind.CONTROL:
            found[1] |= asked
    return frozenset(found[0]) & codes, frozenset(found[1]) & codes


def _asked(rules: RuleSet, atom: int) -> frozenset[str]:
    test = rules.atoms.atoms[atom]
    if isinstance(test, AnyOther) or test.scope is not Scope.DESTINATION:
        return frozenset()
    return test.codes


def _newly_told_rows(old: Side, new: Side) -> Ask:
    """Rows that only new tests tell apart count twice for a name that may be on either."""
    tests = (side.rules.atoms.tests(Scope.ROW) for side in (old, new))
    before, after = map(frozenset, tests)
    if before == after:
        return NEVER

    def several(name: str | None) -> bool:
        if name is None:
            return False
        return any(len(side.names.rows_like(name)) >= _TWO for side in (old, new))

    in_care = Meets(ADDRESS, lambda told: told is not None and bool(old.names.rows_in_care(told)))
    names = (Meets(field, several, Cost.NAMES) for field in (NAME, EXPORTER))
    return any_of(in_care, *names)
