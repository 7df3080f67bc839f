"""A real sale for a cell: what a seller would have to say for the rules to see just that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice, product
from types import MappingProxyType
from typing import Any, NamedTuple

from licet_engine.facts.deriving import HOME
from licet_engine.facts.values import holds
from licet_engine.lists import AsKnown, Knowledge, ListRow, RowClass
from licet_engine.provisions.conditions import Money, RowDate, Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Line, Owner, Party, Place, Sale, country_of
from licet_engine.vocabulary import FactSource, Scope

from licet_workbench.proving.axes import ONE_DAY, PARTS, Axis, Choice, Part
from licet_workbench.proving.boxes import Box
from licet_workbench.proving.listings import row_day
from licet_workbench.proving.ownership import owners
from licet_workbench.proving.periods import DAY, KNOWN
from licet_workbench.proving.space import Space
from licet_workbench.proving.questions import (
    ITEM,
    OWN_PLACE,
    PLACE,
    ROLE,
    ROW,
    Questions,
    before_words,
    is_home,
    row_date_words,
)

Cell = Mapping[str, int]
"""For each axis that counts the number of a choice; of the others whichever harms least."""
PLAIN_NAME = "Plain Example Trading"
_COUNTED_NAME = "Example Counterparty"
_NOWHERE_NAMED = ("CH", "NO", "IS", "NZ", "UY", "AD", "DE")
_TARIFF = ("490199", "950300", "010121")
_ALIKE = 4
_TRIED = 24
"""Sales tried for one cell, of places, items, rows and days that look alike to the rules."""


def likely_cells(space: Space, box: Box) -> Iterator[dict[str, int]]:
    """Yield cells of a box, those first in which nothing but what the box says is likely to count."""
    ways = [_likely(space, axis, box) for axis in space.axes]
    plain = {axis.name: way[0] for axis, way in zip(space.axes, ways, strict=True)}
    yield plain
    for axis, way in zip(space.axes, ways, strict=True):
        for number in way[1:_VARIED]:
            yield {**plain, axis.name: number}


def least_harmful(axis: Axis, number: int) -> int:
    """Return how likely a choice is to bring in rules that are not meant: the less, the better."""
    choice = axis.choices[number]
    if axis.name in (DAY, KNOWN):
        return -number  # of late days tables leave the least open
    if axis.name in (PLACE, OWN_PLACE):
        return _place_rank(choice)
    return _rank(axis.name, choice) + (0 if choice.now else _PAST)


_PAST = 100
_VARIED = 3
_HARMLESS = ("EAR99", "civil", "other", "none", "no", "buyer", "not given", "export", "US")
_PLACES = ("DE", "GB", "JP", "CN", "IN", "RU")


def _likely(space: Space, axis: Axis, box: Box) -> list[int]:
    """Return the choices of an axis that a box has, the most harmless first."""
    numbers = sorted(box.choices.get(axis.name, range(len(axis))))
    return sorted(numbers, key=lambda n: least_harmful(axis, n))


def _rank(name: str, choice: Choice) -> int:
    if name in ("regulated_transfer", "subject_to_ear"):
        return int(choice.label == "no")
    said = [str(each[0]) if isinstance(each, tuple) else str(each) for each in choice.says]
    words = {*said, *choice.label.split(" or ")}
    return next((n for n, word in enumerate(_HARMLESS) if word in words), len(_HARMLESS))


def _place_rank(choice: Choice) -> int:
    codes = {code for each in choice.says if isinstance(each, frozenset) for code in each}
    rank = next((n for n, code in enumerate(_PLACES) if code in codes), len(_PLACES))
    return rank + (0 if choice.now else _PAST)


class Witness(NamedTuple):
    """A sale, and as of when it is asked about."""

    sale: Sale
    as_known: AsKnown


class Witnesses:
    """Makes sales of cells under one rule set; `before` tells what rows were in an older one."""

    def __init__(
        self,
        asked: Questions,
        rules: RuleSet,
        before: Mapping[ListRow, ListRow] = MappingProxyType({}),
    ) -> None:
        self._before = before
        self._asked = asked
        self._space = asked.space
        self._rules = rules
        self._rows: dict[RowClass, list[ListRow]] = {}
        for row in rules.rows:
            self._rows.setdefault(row.facts, []).append(row)
        self._tests: dict[str, list[Test]] = {}
        # The questions may be of two rule sets, so a test may be one that these rules never make.
        for test in {test for told in (*asked.meets, *asked.own_country) for test in told}:
            self._tests.setdefault(test.fact, []).append(test)

    def of(self, cell: Cell) -> Iterator[Witness]:
        """Yield sales that are like a cell, as far as tables and lists have anything like it."""
        if any(self._space.axis(n).name.startswith("another party") and v for n, v in cell.items()):
            return
        axis = self._asked.periods.axis
        rows = (
            (days, self.row(kind, days, axis))
            for days in self._days(cell)
            for kind in self._said(cell, ROW)
            if kind is None or self.row(kind, days, axis) is not None
        )
        ways = product(
            islice(rows, _TRIED), self._said(cell, ITEM)[:_ALIKE], self._places(cell, PLACE)[:_ALIKE],
            self._places(cell, OWN_PLACE)[:_ALIKE],
        )  # fmt: skip
        for ((day, known), row), item, place, own_place in islice(ways, _TRIED):
            sale = _Made(self, cell, day, known, item, place, own_place, row).sale()
            if sale is not None:
                yield Witness(sale, AsKnown(known, axis))

    def choice(self, cell: Cell, name: str) -> Choice | None:
        """Return what a cell says of an axis, or None where there is no such axis."""
        if name not in self._space:
            return None
        return self._space.axis(name).choices[cell.get(name, 0)]

    def axis(self, name: str) -> Axis | None:
        """Return an axis by its name, where there is one."""
        return self._space.axis(name) if name in self._space else None

    @property
    def rules(self) -> RuleSet:
        """The rules under which the sales are made."""
        return self._rules

    def tests(self, fact: str) -> list[Test]:
        """Return the tests of a fact."""
        return self._tests.get(fact, [])

    @property
    def row_dates(self) -> Iterator[Test]:
        """Yield the tests of a day of the sale against one of the row's own."""
        for tests in self._tests.values():
            yield from (test for test in tests if isinstance(test.operand, RowDate))

    def before(self, row: ListRow | None, cell: Cell) -> ListRow | None:
        """Return what a row was, where a cell says that it had other days."""
        moved = row is not None and cell.get(ROW) in self._asked.moved
        return self._before.get(row) if moved and row is not None else None

    def row(self, kind: object, days: tuple[date, date], axis: Knowledge) -> ListRow | None:
        """Return a list row of a kind that runs on a day, as known on another."""
        if isinstance(kind, ListRow):
            return kind
        as_known = AsKnown(days[1], axis)
        if not isinstance(kind, RowClass) or not kind.known(as_known) or days[0] < kind.start:
            return None
        last = kind.last_day(as_known)
        runs = last is None or days[0] <= last
        return next(iter(self._rows.get(kind, ())), None) if runs else None

    def _days(self, cell: Cell) -> Iterator[tuple[date, date]]:
        day, known = self.choice(cell, DAY), self.choice(cell, KNOWN)
        assert day is not None
        assert known is not None
        for each in (day.says[0], day.says[1]):
            for since in (known.says[0], known.says[1]):
                if isinstance(each, date) and isinstance(since, date):
                    yield each, since

    def _said(self, cell: Cell, name: str) -> tuple[Any, ...]:
        choice = self.choice(cell, name)
        return choice.says if choice is not None else (None,)

    def _places(self, cell: Cell, name: str) -> tuple[Any, ...]:
        """Return the places of a cell; of goods that go nowhere the US first."""
        regulated = self.choice(cell, "regulated_transfer")
        said = self._said(cell, name)
        if regulated is not None and regulated.says[0] is False:
            return tuple(sorted(said, key=lambda codes: not is_home(codes)))
        return said


class _Made(NamedTuple):
    """One sale in the making."""

    of: Witnesses
    cell: Cell
    day: date
    known: date
    item: tuple[str, str | None] | None
    place: frozenset[str] | None
    own_place: frozenset[str] | None
    row: ListRow | None

    def said(self, name: str) -> Any:
        """Return what the cell says of a fact, the first of values that look alike."""
        choice = self.of.choice(self.cell, name)
        return choice.says[0] if choice is not None else None

    def sale(self) -> Sale | None:
        """Return the sale, or None where no sale can be so."""
        roles = self.of.choice(self.cell, ROLE)
        part = roles.says[0] if roles is not None else PARTS[0]
        assert isinstance(part, Part)
        parties = self._parties(part, counts=roles is not None)
        line = self._line()
        if line is None or parties is None:
            return None
        made = Sale(
            sale_date=self.day,
            parties=parties,
            lines=(line,),
            sale_id="witness",
            transaction=self._transaction(),
            ship_from=Place(self._shipped_from()),
            ordered_on=self.said("ordered_on"),
            contracted_on=self.said("contracted_on"),
            on_dock_on=self.said("on_dock_on"),
            laden_on=self.said("laden_on"),
            attestations=self._attested(Scope.SALE),
        )
        return self._beside_the_row(made)

    def _beside_the_row(self, sale: Sale) -> Sale | None:
        """Return the sale with its days before or after the row's own, as the cell says."""
        told: dict[str, list[_Compared]] = {}
        was = self.of.before(self.row, self.cell)
        for test in self.of.row_dates:
            own = told.setdefault(test.fact, [])
            if row_date_words(test) in self.cell:
                own.append(_Compared(test, self.row, bool(self.said(row_date_words(test)))))
            if was is not None and before_words(test) in self.cell:
                own.append(_Compared(test, was, bool(self.said(before_words(test)))))
        for fact, compared in told.items():
            found = self._day_of(fact, compared)
            if found is None:
                return None
            sale = _with_day(sale, fact, found[0])
        return sale

    def _day_of(self, fact: str, compared: list[_Compared]) -> tuple[date | None] | None:
        """Return a day that is before or after the row's as tests say; nothing where none is."""
        choice = self.of.choice(self.cell, fact)
        near = sorted({day for each in compared for day in _days_about(each.row)})
        for day in choice.says if choice is not None else (None, *near):
            if all(each.is_so(day) for each in compared):
                return (day if isinstance(day, date) else None,)
        return None

    def _transaction(self) -> str:
        """Return a transaction that is regulated, or not, as the cell says."""
        choice = self.of.choice(self.cell, "transaction")
        said = tuple(map(str, choice.says)) if choice is not None else _TRANSACTIONS
        usual: tuple[str, ...] = _TRANSACTIONS
        if self.said("regulated_transfer") is False:
            usual = ("import",) if self.said("subject_to_ear") is False else ("domestic", "import")
        return next((each for each in usual if each in said), said[0])

    def _shipped_from(self) -> str | None:
        choice = self.of.choice(self.cell, "shipped_from")
        if choice is not None:
            return self._code("shipped_from", choice.says[0])
        foreign = self.said("subject_to_ear") is False or self.said("origin") == "foreign"
        return "DE" if foreign or self._transaction() == "import" else HOME

    def _code(self, fact: str, said: object) -> str | None:
        """Return a code, or one that no test names."""
        if said is not None:
            return str(said)
        tests = self.of.tests(fact)
        free = (c for c in _NOWHERE_NAMED if not any(holds(t, frozenset({c})) for t in tests))
        return next(free, None)

    def _parties(self, part: Part, *, counts: bool) -> tuple[Party, ...] | None:
        where = self._place(self.place)
        plain = Party(
            "buyer", PLAIN_NAME, where, kind="civil",
            headquarters_country=self._code("headquarters_country", None),
            attestations=self._plainly(),
        )  # fmt: skip
        if not counts:
            return (plain,)
        own = where if part.receives or self.own_place is None else self._place(self.own_place)
        owned = owners(self.of.rules, self._ownership(), self.row_named)
        if owned is None:
            return None
        role = part.label.split(" ")[0]
        counted = Party(
            role=role,
            name=self.row.name if self.row is not None else _COUNTED_NAME,
            place=own,
            kind=self.said("party_kind") or "civil",
            headquarters_country=self._headquarters(),
            owners=owned,
            attestations=self._attested(Scope.PARTY),
        )
        if part.beside is None:
            return (counted,)
        beside = "end_user" if "end_user" in part.beside and role == "buyer" else "buyer"
        return (counted, replace(plain, role=beside))

    def _place(self, codes: frozenset[str] | None) -> Place:
        """Return a place of some codes; goods that go nowhere stay in the US."""
        if not codes:
            home = self.said("regulated_transfer") is False
            return Place(HOME if home else "DE" if codes is None else self._code("country", None))
        longest = max(codes, key=len)
        return Place(country_of(longest), None if longest in _countries(codes) else longest)

    def row_named(self, name: str, codes: frozenset[str]) -> Owner | None:
        """Return an owner who is on a list row of some footnote or scope on the day."""
        for row in self.of.rules.rows:
            facts = row.facts
            had = facts.footnotes if name == "owner_footnote" else (facts.scope,)
            runs = facts.start <= self.day and (facts.through is None or self.day <= facts.through)
            if runs and not codes.isdisjoint(had) and facts.list == "entity_list":
                return Owner(row.name, row.country, Decimal(100))
        return None

    def _headquarters(self) -> str | None:
        choice = self.of.choice(self.cell, "headquarters_country")
        return self._code("headquarters_country", choice.says[0] if choice else None)

    def _ownership(self) -> dict[str, bool]:
        return {
            name: bool(self.said(name))
            for name in self.cell
            if name.startswith(("owner_", "owned_by_listed"))
        }

    def _line(self) -> Line | None:
        category, kind = self.item if self.item is not None else ("EAR99", None)
        money = self.said("value") or self.said("eccn_value")
        unit = self.said("unit_value")
        value = money.amount if isinstance(money, Money) else Decimal(1000)
        if isinstance(unit, Money) and not isinstance(money, Money):
            value = unit.amount * 10
        quantity = value / unit.amount if isinstance(unit, Money) and unit.amount else Decimal(10)
        currency = next((m.currency for m in (money, unit) if isinstance(m, Money)), "USD")
        subject = self.said("subject_to_ear")
        origin = self.said("origin") or ("foreign" if subject is False else "US")
        return Line(
            line_id="1",
            category=category,
            kind=self.said("kind") or kind or ("commodity" if category == "EAR99" else None),
            purpose=self._or("purpose", "other"),
            end_use=self._or("end_use", "civil"),
            origin=str(origin),
            model_public_on=self.said("model_public_on"),
            production_began_on=self.said("production_began_on"),
            license_exception=self.said("license_exception"),
            schedule_b=self._schedule_b(),
            quantity=quantity,
            value=value,
            currency=currency,
            attestations=self._attested(Scope.LINE),
        )

    def _or(self, fact: str, usual: str) -> str | None:
        choice = self.of.choice(self.cell, fact)
        if choice is not None:
            said = choice.says
            return usual if usual in said else str(said[0]) if said[0] is not None else None
        return usual

    def _schedule_b(self) -> str | None:
        said = self.said("schedule_b")
        if said is not None:
            return str(said).ljust(6, "0")
        tests = self.of.tests("schedule_b")
        free = (c for c in _TARIFF if not any(holds(t, _above(c)) for t in tests))
        return next(free, None)

    def _plainly(self) -> tuple[tuple[str, bool], ...]:
        """Return what is attested of a plain party: nothing that counts."""
        facts = self.of.rules.vocabulary.facts
        own = (f.name for f in facts if f.source is FactSource.ATTESTATION)
        party = {f.name for f in facts if f.scope is Scope.PARTY}
        return tuple((name, _SO.get(name, False)) for name in sorted(party.intersection(own)))

    def _attested(self, scope: Scope) -> tuple[tuple[str, bool], ...]:
        """Return what is attested: as the cell says, and of all else that it is not so."""
        found: dict[str, bool] = {}
        for fact in self.of.rules.vocabulary.facts:
            if fact.source is not FactSource.ATTESTATION or fact.scope is not scope:
                continue
            choice = self.of.choice(self.cell, fact.name)
            found[fact.name] = _SO.get(fact.name, False) if choice is None else bool(choice.says[0])
        if scope is Scope.LINE and self.of.choice(self.cell, "subject_to_ear") is None:
            found.pop("subject_to_ear", None)
        if scope is Scope.PARTY and any(self._ownership().values()):
            found["ownership_determined"] = True
        return tuple(sorted(found.items()))


class _Compared(NamedTuple):
    """A test of a row's own day, and whether it is to hold."""

    test: Test
    row: ListRow | None
    so: bool

    def is_so(self, day: object) -> bool:
        """Tell whether a day meets the test just where it is to."""
        own = None if self.row is None else row_day(self.test, self.row.facts)
        if own is None or not isinstance(day, date):
            return not self.so
        return holds(replace(self.test, operand=own), day) == self.so


def _days_about(row: ListRow | None) -> tuple[date, ...]:
    if row is None:
        return ()
    own = (row.facts.start, row.facts.announced, row.facts.through)
    return tuple(day + ONE_DAY * n for day in own if day is not None for n in (-1, 0, 1))


def _with_day(sale: Sale, fact: str, day: date | None) -> Sale:
    match fact:
        case "laden_on":
            return replace(sale, laden_on=day)
        case "ordered_on":
            return replace(sale, ordered_on=day)
        case "contracted_on":
            return replace(sale, contracted_on=day)
        case _:
            return replace(sale, on_dock_on=day)


_TRANSACTIONS = ("export", "reexport", "in-country-transfer", "deemed-export", "domestic", "import")
_SO = {"ownership_determined": True}


def _above(code: str) -> frozenset[str]:
    return frozenset(code[:n] for n in range(2, len(code) + 1))


def _countries(codes: frozenset[str]) -> frozenset[str]:
    return frozenset(map(country_of, codes))
