"""The facts of many orders at once: what each of their cells makes of the tests of a rule set.

Values that no test tells apart are of one kind, but for those that leave something open: these
are told apart by all that they may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
from licet_engine.facts.deriving import RECEIVERS, REGULATED, regulated_transfer, subject_to_ear
from licet_engine.facts.parts import place_value
from licet_engine.facts.values import Paragraphs, Value, absent, code, evaluate, known
from licet_engine.provisions.conditions import Money
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Line, Party, Place, Sale, kind_of, tariff_codes
from licet_engine.vocabulary import FactDeclaration, FactSource, FactType, Scope

from licet_workbench.impact.kleene import Truths, ordered
from licet_workbench.impact.side_by_side import Ints, Told, distinct

Texts = tuple[str | None, ...]
Ways = Callable[[int, tuple[int, ...]], object]
Read = Callable[[Texts], Value | None]
"""Tells what cells make of a fact; None for what it is where the sale does not give it."""
_FLAGS = {"true": True, "false": False}


class Kinds(NamedTuple):
    """A fact of many entities: for each the number of its kind, and the truths of each kind.

    `ways` returns what a kind may turn out to be, as far as some of the fact's tests ask for it.
    """

    numbers: Ints
    truths: Truths
    ways: Ways


class FactKinds:
    """One fact as a rule set sees it; kinds keep their numbers from one book's chunk to the next.

    `tests` are the numbers of the atoms that ask for it.
    """

    def __init__(self, rules: RuleSet, fact: FactDeclaration, read: Read) -> None:
        first = rules.atoms.start(fact.scope)
        own = rules.atoms.tests(fact.scope)
        self._tests = tuple(test for test in own if test.fact == fact.name)
        self.tests = tuple(first + n for n, test in enumerate(own) if test.fact == fact.name)
        self._silent = absent(fact, rules.tests_of(fact.name))
        self._read = read
        self._of_cells: dict[Texts, int] = {}
        self._numbers: dict[tuple[bytes, Value | None], int] = {}
        self._truths: list[Truths] = []
        self._values: list[Value] = []
        self.ways: Ways = cache(self._ways)

    def of(self, *columns: Told) -> Kinds:
        """Return the kinds of entities of which some fields are told."""
        first, which = distinct([column.codes for column in columns])
        own = [self._of(tuple(map(text, columns, (n,) * len(columns)))) for n in first.tolist()]
        numbers = np.array(own, dtype=np.int64)[which]
        return Kinds(numbers, self.truths(), self.ways)

    def _ways(self, number: int, places: tuple[int, ...]) -> object:
        value = self._values[number]
        tests = [self._tests[place] for place in places]
        ways = (Value((raw,), value.unclaimed) for raw in value.possible)
        return frozenset(bytes(evaluate(test, way) for test in tests) for way in ways)

    def truths(self) -> Truths:
        """Return the truths of each kind that was met."""
        return np.stack(self._truths)

    def _of(self, cells: Texts) -> int:
        if cells not in self._of_cells:
            self._of_cells[cells] = self.numbered(self._read(cells) or self._silent)
        return self._of_cells[cells]

    def numbered(self, value: Value) -> int:
        """Return the number of a value's kind."""
        part = bytes(evaluate(test, value) for test in self._tests)
        kind = part, value if value.unknown else None
        if kind not in self._numbers:
            self._numbers[kind] = len(self._numbers)
            self._truths.append(ordered(part))
            self._values.append(value)
        return self._numbers[kind]


def text(column: Told, number: int) -> str | None:
    """Return what a field tells of an entity, as a text."""
    told = column.at(number)
    return None if told is None else str(told)


def texts(column: Told) -> list[str | None]:
    """Return what a field tells of each entity, as a text."""
    named = [*map(str, column.values), None]
    return [named[code] for code in column.codes.tolist()]


def flag(cells: Texts) -> Value | None:
    """Return what is attested: a line or a party speaks before the sale that it is of."""
    told = next((cell for cell in cells if cell is not None), None)
    return None if told is None else known(_FLAGS[told])


def word(cells: Texts) -> Value | None:
    """Return a code as it stands."""
    return None if cells[0] is None else known(code(cells[0]))


def day(cells: Texts) -> Value | None:
    """Return a day."""
    return None if cells[0] is None else known(date.fromisoformat(cells[0]))


def transaction(cells: Texts) -> Value | None:
    """Return what is done: what is not told is an export."""
    return known(code(cells[0] or "export"))


def role(cells: Texts) -> Value | None:
    """Return the roles of a party; of a buyer beside whom nobody receives, all of a receiver."""
    told, alone = cells
    own = frozenset({told or ""})
    return known(own | RECEIVERS if told == "buyer" and alone else own)


def kind(cells: Texts) -> Value | None:
    """Return what a line is, by its own word or by its category."""
    told, category = cells
    found = told or kind_of(category)
    return None if found is None else known(code(found))


def tariff(cells: Texts) -> Value | None:
    """Return the codes of the tariff, of which software and technology have none."""
    told, own, category = cells
    if told is None:
        intangible = (own or kind_of(category)) in ("software", "technology")
        return known(frozenset()) if intangible else None
    codes = tariff_codes(told)
    return None if codes is None else known(codes)


def of_the_ear(cells: Texts) -> Value | None:
    """Return whether an item is subject to the EAR: by where it is, of what origin, attested."""
    shipped_from, origin, own, of_sale = cells
    attested = own if own is not None else of_sale
    sale = Sale(date.min, (), (), ship_from=Place(shipped_from))
    said = None if attested is None else _FLAGS[attested]
    return subject_to_ear(sale, Line(origin=origin), said)


def paragraphs(rules: RuleSet, fact: str) -> Read:
    """Return how a code with paragraphs is read."""
    found = Paragraphs(fact, rules.tests_of(fact))
    return lambda cells: None if cells[0] is None else found.value(cells[0])


def place(rules: RuleSet) -> Read:
    """Return how a country and a region are read."""
    return lambda cells: place_value(rules, Place(cells[0], cells[1]))


def amounts(limits: Sequence[Money]) -> Read:
    """Return how the place of an amount among the limits that it is compared with is read."""

    def read(cells: Texts) -> Value | None:
        if cells[0] is None:
            return None
        reached = limits[: int(cells[0])]
        below = Money(limits[0].amount - 1, limits[0].currency)
        return known(reached[-1] if reached else below)

    return read


Way = tuple[str | None, str | None, str | None, str | None, tuple[Texts, ...]]
"""Transaction, place of shipment, destination, and the role and place of each party."""


def moved(way: Way) -> Value:
    """Return whether a sale moves an item in a way that is regulated."""
    done, shipped_from, country, region, parties = way
    if (done or "export") in REGULATED:
        return known(raw=True)
    own = tuple(Party(str(r), place=Place(c, p)) for r, c, p in parties)
    sale = Sale(
        sale_date=date.min,
        parties=own,
        lines=(),
        transaction=done or "export",
        ship_from=Place(shipped_from),
        destination=Place(country, region),
    )
    return regulated_transfer(sale)


def readable(rules: RuleSet) -> bool:
    """Tell whether every fact that rules ask for is one that columns are known to give."""
    return all(_is_known(fact) for fact in tested(rules, Scope.SALE, Scope.LINE, Scope.PARTY))


def tested(rules: RuleSet, *scopes: Scope) -> Iterator[FactDeclaration]:
    """Yield the facts of some scopes that some condition asks for."""
    asked = {test.fact for scope in scopes for test in rules.atoms.tests(scope)}
    yield from (fact for fact in rules.vocabulary.facts if fact.name in asked)


_GIVEN = frozenset(
    {"transaction", "shipped_from", "regulated_transfer", "kind", "purpose", "end_use", "origin"}
    | {"schedule_b", "subject_to_ear", "category", "license_exception", "role", "party_kind"}
    | {"headquarters_country", "country", "value", "unit_value", "eccn_value"}
    | {"owned_by_listed", "owner_list", "owner_scope", "owner_footnote"}
)
_DATES = {
    Scope.SALE: ("ordered_on", "contracted_on", "on_dock_on", "laden_on"),
    Scope.LINE: ("model_public_on", "production_began_on"),
}


def _is_known(fact: FactDeclaration) -> bool:
    if fact.source in (FactSource.ATTESTATION, FactSource.PENDING):
        return fact.name not in _GIVEN or fact.name == "subject_to_ear"
    if fact.type is FactType.DATE:
        return fact.name in _DATES.get(fact.scope, ())
    return fact.name in _GIVEN
