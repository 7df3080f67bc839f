"""A sale of a cell: all that a seller would have to say for rules to see just that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from licet_engine.facts.deriving import HOME
from licet_engine.facts.values import holds
from licet_engine.lists import ListRow
from licet_engine.provisions.conditions import Money, RowDate, Test
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Line, Owner, Party, Place, Sale, country_of, prefixes
from licet_engine.vocabulary import FactSource, Scope

from licet_workbench.proving.axes import PARTS, ROLE, UNSAID, Choice, Part
from licet_workbench.proving.comparing_days import Compared, days_about
from licet_workbench.proving.listings import listed_in
from licet_workbench.proving.ownership import owners, rows_asking
from licet_workbench.proving.owning import OWNER_ROW
from licet_workbench.proving.possible import before_words, row_date_words
from licet_workbench.proving.questions import Questions

Cell = Mapping[str, int]
"""For each axis that counts the number of a choice; of the others whichever harms least."""
PLAIN_NAME = "Plain Example Trading"
_WHOLE = Decimal(100)
_COUNTED_NAME = "Example Counterparty"
_NOWHERE_NAMED = ("CH", "NO", "IS", "NZ", "UY", "AD", "DE")
_TARIFF = ("490199", "950300", "010121")


class Told:
    """What cells of questions say of facts, and which tests are made of them."""

    def __init__(self, asked: Questions) -> None:
        self._space = asked.space
        self._tests: dict[str, list[Test]] = {}
        # The questions may be of two rule sets, so a test may be one that these rules never make.
        for test in {test for told in (*asked.meets, *asked.own_country) for test in told}:
            self._tests.setdefault(test.fact, []).append(test)

    def choice(self, cell: Cell, name: str) -> Choice | None:
        """Return what a cell says of an axis, or None where there is no such axis."""
        if name not in self._space:
            return None
        return self._space.axis(name).choices[cell.get(name, 0)]

    @property
    def row_dates(self) -> Iterator[Test]:
        """Yield the tests of a day of the sale against one of the row's own."""
        for tests in self._tests.values():
            yield from (test for test in tests if isinstance(test.operand, RowDate))

    def tests(self, fact: str) -> list[Test]:
        """Return the tests of a fact."""
        return self._tests.get(fact, [])


class Making(NamedTuple):
    """One sale in the making, of a cell: its days, item, places, and a list row for its party."""

    told: Told
    rules: RuleSet
    cell: Cell
    day: date
    known: date
    item: tuple[str, str | None] | None
    place: frozenset[str] | None
    own_place: frozenset[str] | None
    row: ListRow | None
    was: ListRow | None = None
    """What the row was in older rules, where it had other days."""

    def said(self, name: str) -> Any:
        """Return what the cell says of a fact, the first of values that look alike."""
        choice = self.told.choice(self.cell, name)
        return choice.says[0] if choice is not None and not self._silent(name) else None

    def _silent(self, name: str) -> bool:
        """Tell whether the cell is of sales that do not say what a fact is."""
        choice = self.told.choice(self.cell, name)
        return choice is not None and choice.says[0] is UNSAID

    def sale(self) -> Sale | None:
        """Return the sale, or None where no sale can be so."""
        roles = self.told.choice(self.cell, ROLE)
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
        told: dict[str, list[Compared]] = {}
        for test in self.told.row_dates:
            own = told.setdefault(test.fact, [])
            if row_date_words(test) in self.cell:
                own.append(Compared(test, self.row, bool(self.said(row_date_words(test)))))
            if self.was is not None and before_words(test) in self.cell:
                own.append(Compared(test, self.was, bool(self.said(before_words(test)))))
        for fact, compared in told.items():
            found = self._day_of(fact, compared)
            if found is None:
                return None
            sale = replace(sale, **{fact: found[0]})  # type: ignore[arg-type]
        return sale

    def _day_of(self, fact: str, compared: list[Compared]) -> tuple[date | None] | None:
        """Return a day that is before or after the row's as tests say; nothing where none is."""
        choice = self.told.choice(self.cell, fact)
        near = sorted({day for each in compared for day in days_about(each.row)})
        for day in choice.says if choice is not None else (None, *near):
            if all(each.is_so(day) for each in compared):
                return (day if isinstance(day, date) else None,)
        return None

    def _transaction(self) -> str:
        """Return a transaction that is regulated, or not, as the cell says."""
        choice = self.told.choice(self.cell, "transaction")
        said = tuple(map(str, choice.says)) if choice is not None else _TRANSACTIONS
        usual: tuple[str, ...] = _TRANSACTIONS
        if self.said("regulated_transfer") is False:
            usual = ("import",) if self.said("subject_to_ear") is False else ("domestic", "import")
        return next((each for each in usual if each in said), said[0])

    def _shipped_from(self) -> str | None:
        choice = self.told.choice(self.cell, "shipped_from")
        if choice is not None:
            return self._coded("shipped_from")
        foreign = self.said("subject_to_ear") is False or self.said("origin") == "foreign"
        return "DE" if foreign or self._transaction() == "import" else HOME

    def _coded(self, fact: str) -> str | None:
        """Return a code as the cell says, or None where it is silent about the fact."""
        return None if self._silent(fact) else self._code(fact, self.said(fact))

    def _code(self, fact: str, said: object) -> str | None:
        """Return a code, or one that no test names."""
        if said is not None:
            return str(said)
        tests = self.told.tests(fact)
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
        if self.place is None and self.row is not None and own != Place(HOME):
            own = listed_in(self.row) or own  # where it is listed, it is surely who is meant
        owned = owners(self._ownership(), self.row_named)
        if owned is None:
            return None
        owned += self._listed_owner()
        role = part.label.split(" ")[0]
        counted = Party(
            role=role,
            name=self.row.name if self.row is not None else _COUNTED_NAME,
            place=own,
            kind=self._or("party_kind", "civil"),
            headquarters_country=self._coded("headquarters_country"),
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

    def row_named(self, fact: str, codes: frozenset[str]) -> Owner | None:
        """Return an owner who is on a list row of some footnote or scope on the day."""
        for row in rows_asking(self.rules, fact, codes):
            last = row.facts.through
            if row.facts.start <= self.day and (last is None or self.day <= last):
                return Owner(row.name, row.country, _WHOLE)
        return None

    def _listed_owner(self) -> tuple[Owner, ...]:
        """Return the owner who is on a row that differs in two rule sets, if there is one."""
        row = self.said(OWNER_ROW)
        return (Owner(row.name, row.country, _WHOLE),) if isinstance(row, ListRow) else ()

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
            origin=None if self._silent("origin") else str(origin),
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
        choice = self.told.choice(self.cell, fact)
        if choice is not None:
            said = (None,) if self._silent(fact) else choice.says
            return usual if usual in said else str(said[0]) if said[0] is not None else None
        return usual

    def _schedule_b(self) -> str | None:
        if self._silent("schedule_b"):
            return None
        said = self.said("schedule_b")
        if said is not None:
            return str(said).ljust(6, "0")
        tests = self.told.tests("schedule_b")
        free = (c for c in _TARIFF if not any(holds(t, prefixes(c)) for t in tests))
        return next(free, None)

    def _plainly(self) -> tuple[tuple[str, bool], ...]:
        """Return what is attested of a plain party: nothing that counts."""
        facts = self.rules.vocabulary.facts
        own = (f.name for f in facts if f.source is FactSource.ATTESTATION)
        party = {f.name for f in facts if f.scope is Scope.PARTY}
        return tuple((name, _SO.get(name, False)) for name in sorted(party.intersection(own)))

    def _attested(self, scope: Scope) -> tuple[tuple[str, bool], ...]:
        """Return what is attested: as the cell says, and of all else that it is not so."""
        found: dict[str, bool] = {}
        for fact in self.rules.vocabulary.facts:
            own = fact.source is FactSource.ATTESTATION and fact.scope is scope
            if not own or self._silent(fact.name):
                continue
            choice = self.told.choice(self.cell, fact.name)
            found[fact.name] = _SO.get(fact.name, False) if choice is None else bool(choice.says[0])
        if scope is Scope.LINE and self.told.choice(self.cell, "subject_to_ear") is None:
            found.pop("subject_to_ear", None)
        owned = any(self._ownership().values()) or self._listed_owner()
        if scope is Scope.PARTY and owned and not self._silent("ownership_determined"):
            found["ownership_determined"] = True
        return tuple(sorted(found.items()))


_TRANSACTIONS = ("export", "reexport", "in-country-transfer", "deemed-export", "domestic", "import")
_SO = {"ownership_determined": True}


def _countries(codes: frozenset[str]) -> frozenset[str]:
    return frozenset(map(country_of, codes))
