"""A condition on facts becomes an ask of raw cells: whether it may hold of a subject of an order.

INVARIANT: an ask is only ever too wide. What a sale leaves out has the value that its
declaration gives to absence; what is derived of several fields may be anything; a test is asked
of all lines, parties and places of an order, as if any of them were the subject.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial

from licet_engine.facts.values import (
    FALSE,
    TRUE,
    UNCLAIMED,
    UNKNOWN,
    Raw,
    Value,
    absent,
    evaluate,
    known,
    one_code,
)
from licet_engine.lists import ListRow
from licet_engine.provisions.conditions import All, Any, AnyOther, Condition, Not, Op, Test
from licet_engine.sale import (
    EAR99,
    category_codes,
    country_of,
    is_out_of_scope,
    kind_of,
    tariff_codes,
)
from licet_engine.vocabulary import FactDeclaration, FactSource, FactType, Scope

from licet_workbench.impact.asks import ALWAYS, NEVER, Ask, Meets, all_of, any_of
from licet_workbench.impact.names import Side, meets_codes, on_row

_FIELDS = {
    **{name: name for name in ("transaction", "ordered_on", "contracted_on", "on_dock_on")},
    "laden_on": "laden_on",
    **{
        name: f"lines[].{name}"
        for name in ("purpose", "end_use", "origin", "model_public_on", "production_began_on")
    },
    "party_kind": "parties[].kind",
    "headquarters_country": "parties[].headquarters_country",
}
"""The facts that a cell gives as it stands."""
_BELOW = {"category": "lines[].category", "license_exception": "lines[].license_exception"}
"""The facts whose codes have paragraphs: who names one leaves open which below it is meant."""
_POSSIBLE = {True: frozenset({TRUE, UNKNOWN}), False: frozenset({FALSE, UNKNOWN, UNCLAIMED})}
_DERIVED = frozenset({"subject_to_ear", "ownership_determined"})
CATEGORY = "lines[].category"
PLACES = ("destination.country", "parties[].country", "ship_from.country")
REGIONS = ("destination.region", "parties[].region")
Met = Callable[[str | None], bool]


class Possible:
    """Turns conditions into asks, for rule sets that share a vocabulary."""

    def __init__(self, old: Side, new: Side) -> None:
        same = old.names is new.names and old.rules.rows == new.rules.rows
        self._sides = (old,) if same else (old, new)
        self._rules = (old.rules, new.rules)
        self._facts = new.rules.vocabulary.by_name

    def otherwise(self, one: Condition, other: Condition) -> Ask:
        """Ask whether two conditions may turn out differently of some subject."""
        if one == other:
            return NEVER
        if isinstance(one, All) and isinstance(other, All):
            return self._parts_otherwise(All, one.parts, other.parts)
        if isinstance(one, Any) and isinstance(other, Any):
            return self._parts_otherwise(Any, one.parts, other.parts)
        if isinstance(one, Not) and isinstance(other, Not):
            return self.otherwise(one.part, other.part)
        if isinstance(one, Test) and isinstance(other, Test) and _comparable(one, other):
            return self.of(_between(one, other), holds=True)
        return any_of(self.of(one, holds=True), self.of(other, holds=True))

    def _parts_otherwise(
        self, kind: type[All | Any], one: tuple[Condition, ...], other: tuple[Condition, ...]
    ) -> Ask:
        """What both have must leave it to the rest, and of the rest one holds and one does not."""
        shared = tuple(part for part in one if part in other)
        left = tuple(part for part in one if part not in shared)
        right = tuple(part for part in other if part not in shared)
        given = (self.of(part, holds=kind is All) for part in shared)
        if len(left) == len(right) == 1:
            return all_of(*given, self.otherwise(left[0], right[0]))
        rest = kind(left), kind(right)
        either = (any_of(*(self.of(part, holds=holds) for part in rest)) for holds in (True, False))
        return all_of(*given, *either)

    def of(self, condition: Condition, *, holds: bool) -> Ask:
        """Ask whether a condition may hold of some subject, or may not."""
        match condition:
            case Not():
                return self.of(condition.part, holds=not holds)
            case All() | Any():
                parts = (self.of(part, holds=holds) for part in condition.parts)
                every = isinstance(condition, All) is holds
                return all_of(*parts) if every else any_of(*parts)
            case AnyOther():
                return self.of(condition.condition, holds=True) if holds else ALWAYS
            case Test():  # exhaustive
                return self._test(condition, holds=holds)

    def _test(self, test: Test, *, holds: bool) -> Ask:
        match test.scope:
            case Scope.ROW:
                return on_row(self._sides, partial(_of_row, test)) if holds else ALWAYS
            case Scope.DESTINATION:
                return self._place(test, holds=holds)
            case Scope.CONTROL:
                return self._control(test) if holds else ALWAYS
            case _:
                return self._given(test, holds=holds)

    def _given(self, test: Test, *, holds: bool) -> Ask:
        fact = self._facts[test.fact]
        if test.fact == "country":
            return self._place(test, holds=holds)
        if fact.source is FactSource.ATTESTATION and test.fact not in _DERIVED:
            return self._attested(test, fact, holds=holds)
        if test.fact in _BELOW and isinstance(test.operand, frozenset):
            met = partial(self._may_be, test, fact, holds)
            return Meets(_BELOW[test.fact], met)
        if test.fact == "kind":
            return self._kind(test, fact, holds=holds)
        if test.fact == "schedule_b":
            return Meets("lines[].schedule_b", partial(self._tariff, test, holds))
        if test.fact in _FIELDS and fact.source is FactSource.FIELD:
            return self._cell(test, fact, _FIELDS[test.fact], holds=holds)
        return ALWAYS

    def _cell(self, test: Test, fact: FactDeclaration, field: str, *, holds: bool) -> Ask:
        met = partial(self._cell_met, test, fact, holds)
        asked: Ask = Meets(field, met)
        if test.scope is Scope.PARTY and met(None):
            # An exporter that is named is a party of whom nothing else is told.
            asked = any_of(asked, Meets("exporter", _is_told))
        return asked

    def _cell_met(self, test: Test, fact: FactDeclaration, holds: bool, cell: str | None) -> bool:
        value = self._absent(test, fact) if cell is None else _value(fact, cell)
        if cell is None and test.fact == "transaction":
            value = known(frozenset({"export"}))
        return value is None or evaluate(test, value) in _POSSIBLE[holds]

    def _absent(self, test: Test, fact: FactDeclaration) -> Value:
        return absent(fact, (test,))

    def _may_be(self, test: Test, fact: FactDeclaration, holds: bool, cell: str | None) -> bool:
        if cell is None:
            return evaluate(test, self._absent(test, fact)) in _POSSIBLE[holds]
        below = any(code.startswith(f"{cell}.") for code in test.codes)
        return below or (evaluate(test, known(one_code(test.fact, cell))) == TRUE) is holds

    def _kind(self, test: Test, fact: FactDeclaration, *, holds: bool) -> Ask:
        def of_category(cell: str | None) -> bool:
            kind = kind_of(cell)
            value = self._absent(test, fact) if kind is None else known(frozenset({kind}))
            return evaluate(test, value) in _POSSIBLE[holds]

        def told(cell: str | None) -> bool:
            return cell is not None and self._cell_met(test, fact, holds, cell)

        silent = Meets("lines[].kind", _is_absent)
        return any_of(Meets("lines[].kind", told), all_of(silent, Meets(CATEGORY, of_category)))

    def _tariff(self, test: Test, holds: bool, cell: str | None) -> bool:
        """Software and technology have no code where none is told: that is left open here."""
        codes = None if cell is None else tariff_codes(cell)
        return codes is None or (evaluate(test, known(codes)) == TRUE) is holds

    def _attested(self, test: Test, fact: FactDeclaration, *, holds: bool) -> Ask:
        def met(cell: str | None) -> bool:
            if cell is None:
                return evaluate(test, self._absent(test, fact)) in _POSSIBLE[holds]
            return cell not in _FLAGS or (cell == "true") is holds

        def told(cell: str | None) -> bool:
            return cell is not None and met(cell)

        holders = [f"{of}attestations.{test.fact}" for of in _HOLDERS[fact.scope]]
        told_somewhere = (Meets(holder, told) for holder in holders)
        return any_of(*told_somewhere, *((_silent(fact, holders),) if met(None) else ()))

    def _place(self, test: Test, *, holds: bool) -> Ask:
        """A mark of the tables may be anywhere; a country or region is where it is."""
        if not isinstance(test.operand, frozenset) or any(map(is_mark, test.codes)):
            return ALWAYS
        countries = {country_of(code) for code in test.codes}
        whole = {code for code in test.codes if country_of(code) == code}

        def met(cell: str | None) -> bool:
            if cell is None:
                return True
            return cell in countries if holds else cell not in whole

        def region_met(cell: str | None) -> bool:
            return cell is not None and met(country_of(cell))

        silent_but_region = Meets(
            "destination.country", lambda cell: cell is not None and met(cell)
        )
        receivers = Meets("parties[].country", met)
        regions = (Meets(region, region_met) for region in REGIONS)
        from_here = Meets("ship_from.country", lambda cell: met(cell or "US"))
        exporter = all_of(Meets("exporter", _is_told), from_here)
        of_party = (exporter,) if test.scope is Scope.PARTY else ()
        return any_of(silent_but_region, receivers, *regions, *of_party)

    def _control(self, test: Test) -> Ask:
        if test.fact == "reason" and isinstance(test.operand, frozenset):
            return Meets(CATEGORY, partial(self._controlled_for, test.codes))
        return Meets(CATEGORY, may_be_controlled)

    def _controlled_for(self, reasons: frozenset[str], category: str | None) -> bool:
        if category is None or not may_be_controlled(category):
            return category is None
        eccn = category.partition(".")[0]
        own = {c.reason for rules in self._rules for c in rules.tables.controls if c.eccn == eccn}
        return bool(reasons & (own | {"none"}))


def _silent(fact: FactDeclaration, holders: list[str]) -> Ask:
    """Ask whether nobody attests it: an exporter that is named has nothing but the sale's."""
    parts: list[Ask] = [Meets(holder, _is_absent) for holder in holders]
    if fact.scope is Scope.PARTY:
        parts[0] = any_of(parts[0], Meets("exporter", _is_told))
    return all_of(*parts)


def _is_absent(cell: str | None) -> bool:
    return cell is None


def _is_told(cell: str | None) -> bool:
    return cell is not None


_FLAGS = {"true": True, "false": False}
_HOLDERS = {
    Scope.LINE: ("lines[].", ""),
    Scope.PARTY: ("parties[].", ""),
    Scope.SALE: ("",),
}


def may_be_controlled(category: str | None) -> bool:
    """Tell whether the Control List may say anything of a category."""
    return category is None or not (category == EAR99 or is_out_of_scope(category))


_PLACE = re.compile(r"[A-Z]{2}(-.+)?|x-.+")


def is_mark(code: str) -> bool:
    """Tell whether a code is no country or region: a column of the chart, or a country group."""
    return not _PLACE.fullmatch(code)


def _of_row(test: Test, row: ListRow) -> bool:
    return meets_codes(row, test)


def _comparable(one: Test, other: Test) -> bool:
    same = (one.scope, one.fact, one.op, one.quantifier) == (
        *(other.scope, other.fact, other.op, other.quantifier),
    )
    return same and one.op is Op.IN


def _between(one: Test, other: Test) -> Test:
    """Return the test of what only one of two tests names: what meets both or none, meets both."""
    return Test(one.scope, one.fact, Op.IN, one.codes ^ other.codes, one.quantifier)


def _value(fact: FactDeclaration, cell: str) -> Value | None:
    """Return what a cell gives, or None where it cannot be read."""
    if fact.type is FactType.DATE:
        try:
            return known(date.fromisoformat(cell))
        except ValueError:
            return None
    raw: Raw = frozenset({cell}) if cell in category_codes(cell) else None
    return known(raw)
