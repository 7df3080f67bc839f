"""Every fact of some orders that conditions ask for, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from licet_engine.facts.deriving import REGULATED
from licet_engine.facts.model import PartyMaterial
from licet_engine.facts.ownership import OWNERSHIP, Ownership
from licet_engine.facts.values import Value
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import FactDeclaration, FactSource, FactType, Scope

from licet_workbench.impact import fact_columns as read
from licet_workbench.impact.amounts import AMOUNTS, Limits, Priced
from licet_workbench.impact.fact_columns import FactKinds, Kinds, Texts
from licet_workbench.impact.kleene import ordered
from licet_workbench.impact.side_by_side import ABSENT, Ints, Orders, Told, receiving


class Facts(NamedTuple):
    """The facts of some orders, of all their lines, and of all their parties, by name."""

    sale: dict[str, Kinds]
    line: dict[str, Kinds]
    party: dict[str, Kinds]

    def of(self, scope: Scope) -> dict[str, Kinds]:
        """Return those of one scope."""
        return {Scope.SALE: self.sale, Scope.LINE: self.line, Scope.PARTY: self.party}[scope]


class AllFacts:
    """Reads the facts that one rule set asks for."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._limits = Limits(rules)
        scopes = (Scope.SALE, Scope.LINE, Scope.PARTY)
        self._declared = {scope: tuple(read.tested(rules, scope)) for scope in scopes}
        self.kinds = {
            fact.name: FactKinds(rules, fact, self._reading(fact))
            for own in self._declared.values()
            for fact in own
        }

    def _reading(self, fact: FactDeclaration) -> read.Read:
        if fact.name == "subject_to_ear":
            return read.of_the_ear
        if fact.source is FactSource.ATTESTATION:
            return read.flag
        if fact.source is FactSource.PENDING:
            return _silent
        if fact.type is FactType.DATE:
            return read.day
        if fact.name in AMOUNTS:
            return read.amounts(self._limits.of(fact.name))
        named: dict[str, read.Read] = {
            "transaction": read.transaction,
            "kind": read.kind,
            "schedule_b": read.tariff,
            "role": read.role,
            "country": read.place(self._rules),
        }
        if fact.name in ("category", "license_exception"):
            return read.paragraphs(self._rules, fact.name)
        return named.get(fact.name, read.word)

    def of(self, orders: Orders) -> Facts:
        """Return the facts of orders that can be read."""
        return Facts(
            {f.name: self._of_sale(orders, f) for f in self._declared[Scope.SALE]},
            dict(self._of_lines(orders)),
            dict(self._of_parties(orders)),
        )

    def _of_sale(self, orders: Orders, fact: FactDeclaration) -> Kinds:
        kinds = self.kinds[fact.name]
        if fact.name == "regulated_transfer":
            return _moved(orders, kinds)
        if fact.name == "shipped_from":
            return kinds.of(orders.shipped_from)
        attested = fact.source is FactSource.ATTESTATION
        return kinds.of(orders.told(f"attestations.{fact.name}" if attested else fact.name))

    def _of_lines(self, orders: Orders) -> Iterator[tuple[str, Kinds]]:
        lines = orders.lines
        priced = _priced(orders, self._limits) if self._asks_amounts() else {}
        for fact in self._declared[Scope.LINE]:
            fields: tuple[str, ...] = {
                "kind": ("kind", "category"),
                "schedule_b": ("schedule_b", "kind", "category"),
            }.get(fact.name, (fact.name,))
            if fact.name in priced:
                columns: tuple[Told, ...] = (priced[fact.name],)
            elif fact.source is FactSource.ATTESTATION:
                columns = _attested(orders, fact, lines.orders, Scope.LINE)
                if fact.name == "subject_to_ear":
                    shipped_from = _of_order(orders.shipped_from, lines.orders)
                    columns = (shipped_from, lines.told(orders, "origin"), *columns)
            else:
                columns = tuple(lines.told(orders, field) for field in fields)
            yield fact.name, self.kinds[fact.name].of(*columns)

    def _of_parties(self, orders: Orders) -> Iterator[tuple[str, Kinds]]:
        parties = orders.parties
        some, _ = receiving(orders)
        alone = Told(np.where(some[parties.orders], ABSENT, 0), ("alone",))
        for fact in self._declared[Scope.PARTY]:
            if fact.name in OWNERSHIP:
                yield fact.name, self._owned(orders, fact)
                continue
            fields: tuple[str, ...] = {
                "party_kind": ("kind",),
                "country": ("country", "region"),
            }.get(fact.name, (fact.name,))
            columns = tuple(parties.told(orders, field) for field in fields)
            if fact.name == "role":
                columns = (*columns, alone)
            if fact.source is FactSource.ATTESTATION:
                columns = _attested(orders, fact, parties.orders, Scope.PARTY)
            yield fact.name, self.kinds[fact.name].of(*columns)

    def _owned(self, orders: Orders, fact: FactDeclaration) -> Kinds:
        """Parties of whom no owner is told differ in whether these were determined."""
        rules = self._rules
        determined = rules.vocabulary.by_name.get("ownership_determined")
        size = len(orders.parties.orders)
        told = np.zeros(size, dtype=np.int64)
        if determined is not None:
            columns = _attested(orders, determined, orders.parties.orders, Scope.PARTY)
            own, of_sale = map(read.texts, columns)
            held = ("true" in (o, s if o is None else o) for o, s in zip(own, of_sale, strict=True))
            told = np.fromiter(held, dtype=np.int64, count=size)
        tests = self.kinds[fact.name].tests
        first = rules.atoms.start(Scope.PARTY)
        part = bytes(len(rules.atoms.tests(Scope.PARTY)))
        rows = []
        for known in (False, True):
            material = PartyMaterial(part, False, (), (), known, ())
            filled, _ = Ownership(rules).on(date.min, material, 0)
            rows.append(ordered(bytes(filled[test - first] for test in tests)))
        return Kinds(told, np.stack(rows), _themselves)

    def _asks_amounts(self) -> bool:
        return any(fact.name in AMOUNTS for fact in self._declared[Scope.LINE])


def _themselves(number: int, places: tuple[int, ...]) -> object:
    """Owners that are open are told apart by nothing but whether they were determined."""
    del places
    return number


def _silent(cells: Texts) -> Value | None:
    del cells
    return None


def _of_order(column: Told, entities: Ints) -> Told:
    """Return what is told of the order that each line, or party, is of."""
    return Told(column.codes[entities], column.values)


def _attested(orders: Orders, fact: FactDeclaration, of: Ints, scope: Scope) -> tuple[Told, Told]:
    own = orders.lines if scope is Scope.LINE else orders.parties
    name = f"attestations.{fact.name}"
    return own.told(orders, name), _of_order(orders.told(name), of)


def _priced(orders: Orders, limits: Limits) -> dict[str, Told]:
    """Return for each line the place of its amounts among the limits that there are."""
    told = (read.texts(orders.lines.told(orders, field)) for field in Priced._fields)
    priced = [Priced(*cells) for cells in zip(*told, strict=True)]
    ends = [*(np.flatnonzero(np.diff(orders.lines.orders)) + 1).tolist(), len(priced)]
    found: dict[str, list[str | None]] = {fact: [] for fact in AMOUNTS}
    for start, end in pairwise([0, *ends]):
        for places in limits.places(priced[start:end]):
            for fact, place in zip(AMOUNTS, places, strict=True):
                found[fact].append(None if place is None else str(place))
    return {fact: _told(texts) for fact, texts in found.items()}


def _told(texts: list[str | None]) -> Told:
    numbers: dict[str, int] = {}
    codes = [ABSENT if t is None else numbers.setdefault(t, len(numbers)) for t in texts]
    return Told(np.array(codes, dtype=np.int64), tuple(numbers))


def _moved(orders: Orders, kinds: FactKinds) -> Kinds:
    """Most of what is done is regulated wherever it goes; else each way is looked at."""
    heads = [
        orders.told("transaction"),
        orders.shipped_from,
        orders.told("destination.country"),
        orders.told("destination.region"),
    ]
    fields = [orders.parties.told(orders, field) for field in ("role", "country", "region")]
    parties: list[list[Texts]] = [[] for _ in range(orders.size)]
    done = heads[0]
    surely = np.array([*(value in REGULATED for value in done.values), True])[done.codes]
    told_of = zip(orders.parties.orders.tolist(), *map(read.texts, fields), strict=True)
    for order, *cells in told_of:
        if not surely[order]:
            parties[order].append(tuple(cells))
    memo: dict[object, int] = {}
    numbers = []
    for order in range(orders.size):
        if surely[order]:
            way: read.Way = ("export", None, None, None, ())
        else:
            told = [read.text(head, order) for head in heads]
            way = (told[0], told[1], told[2], told[3], tuple(sorted(parties[order], key=str)))
        if way not in memo:
            memo[way] = kinds.numbered(read.moved(way))
        numbers.append(memo[way])
    return Kinds(np.array(numbers, dtype=np.int64), kinds.truths(), kinds.ways)
