"""A sale becomes material: its facts as the rules see them, on every day at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from licet_engine.facts.controls import LineSpan, LineTables
from licet_engine.facts.deriving import (
    Assumption,
    assume,
    attested,
    country_at,
    regulated_transfer,
    subject_to_ear,
)
from licet_engine.facts.layout import PartLayout, Values
from licet_engine.facts.model import (
    FactKey,
    Frame,
    LineFrame,
    LineMaterial,
    Material,
    Unknown,
    unknown_fact,
)
from licet_engine.facts.parties import ObservedParty, PartyObserver
from licet_engine.facts.places import Asked, PlaceLayout, Stop, stops_of
from licet_engine.facts.rows import Rows
from licet_engine.facts.screening import Screen
from licet_engine.facts.values import Paragraphs, Raw, Value, code, known
from licet_engine.lists import AsKnown
from licet_engine.provisions.conditions import Money
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Line, Sale, is_out_of_scope, kind_of, tariff_codes
from licet_engine.tables.controls import ControlTables
from licet_engine.tables.exceptions import OpenExceptions
from licet_engine.tables.places import PlaceTables
from licet_engine.vocabulary import Scope

FrameSpans = tuple[tuple[date, LineFrame], ...]
"""What the tables say of a line, each from a day on."""


class Observation(NamedTuple):
    """The material of a sale, and what is needed to speak of it by name again."""

    material: Material
    parties: tuple[ObservedParty, ...]
    assumptions: tuple[Assumption, ...]
    spans: tuple[tuple[LineSpan, ...], ...]
    """What the tables say of each line over time."""


class Observer:
    """Observes sales as one rule set sees them, names screened by one screener.

    What is unknown in the same way is made once and shared, which keeps keys of the memo
    quick to compare.
    """

    def __init__(self, rules: RuleSet, screen: Screen) -> None:
        self.rules = rules
        self._sale = PartLayout(rules, Scope.SALE)
        self._line = PartLayout(rules, Scope.LINE)
        self._parties = PartyObserver(rules, screen)
        self._rows = Rows(rules)
        self._lines = LineTables(rules, ControlTables(rules.tables), OpenExceptions(rules.tables))
        self._claims = Paragraphs("license_exception", rules.tests_of("license_exception"))
        self._places = PlaceLayout(rules, PlaceTables(rules.tables))
        self._told: Callable[..., tuple[Frame, ...]] = lru_cache(1024)(self._tell)
        self._shared: Callable[..., tuple[Unknown, ...]] = lru_cache(4096)(self._make)

    def observe(self, sale: Sale, as_known: AsKnown, on: date | None = None) -> Observation:
        """Return the facts of a sale over all time, as known on a day.

        With a day that they are asked of, what the tables say of an order is that of the day.
        """
        filled, assumptions = assume(sale)
        rules = self.rules
        sale_values = self._sale_values(filled)
        line_values = [self._line_values(filled, line) for line in filled.lines]
        joint = [sale_values | values for values in line_values]
        rows = self._rows.as_known(as_known, joint)
        parties = self._parties.observe(filled, rows)
        spans = [
            self._lines.spans(filled, line, values["category"], as_known)
            for line, values in zip(filled.lines, line_values, strict=True)
        ]
        material = Material(
            sale=self._sale.part(sale_values),
            lines=tuple(
                self._line_material(line, values)
                for line, values in zip(filled.lines, line_values, strict=True)
            ),
            parties=tuple(party.material for party in parties),
            frames=self._frames(
                stops_of(filled, rules, parties),
                tuple(tuple((span.start, span.frame) for span in own) for own in spans),
                as_known,
                on,
            ),
            unknown=self._shared(Scope.SALE, self._sale.unknown(sale_values)),
        )
        return Observation(material, parties, assumptions, tuple(spans))

    def _frames(
        self,
        stops: tuple[Stop, ...],
        spans: tuple[FrameSpans, ...],
        as_known: AsKnown,
        on: date | None,
    ) -> tuple[Frame, ...]:
        """Return what the tables say of an order; of most orders the same."""
        controlled = any(frame.controls for own in spans for _, frame in own)
        asked = self._places.asked(as_known, controlled=controlled)
        return (
            self._told(stops, spans, asked)
            if on is None
            else (self._frame(stops, spans, asked, on),)
        )

    def _tell(
        self, stops: tuple[Stop, ...], spans: tuple[FrameSpans, ...], asked: Asked
    ) -> tuple[Frame, ...]:
        """Return each change of what the tables say once."""
        starts = {start for own in spans for start, _ in own} | self._places.starts(stops, asked)
        found: list[Frame] = []
        for start in sorted(starts):
            frame = self._frame(stops, spans, asked, start)
            if not found or frame[1:] != found[-1][1:]:
                found.append(frame)
        return tuple(found)

    def _frame(
        self, stops: tuple[Stop, ...], spans: tuple[FrameSpans, ...], asked: Asked, day: date
    ) -> Frame:
        destinations, unknown = self._places.lay_out(stops, day, asked)
        return Frame(day, tuple(_frame_on(own, day) for own in spans), destinations, unknown)

    def _line_material(self, line: Line, values: Values) -> LineMaterial:
        unknown = self._line.unknown(values)
        return LineMaterial(
            part=self._line.part(values),
            out_of_scope=is_out_of_scope(line.category),
            unknown=self._shared(Scope.LINE, tuple(f for f in unknown if f[0] != "category")),
        )

    def _make(
        self, scope: Scope, unknown: tuple[tuple[str, Value | None], ...]
    ) -> tuple[Unknown, ...]:
        """Keys of lines have no number yet: lines that are alike share a resolution."""
        layout = self._sale if scope is Scope.SALE else self._line
        return tuple(
            unknown_fact(FactKey(scope.value, 0, name), tuple((patch,) for patch in ways))
            for name, ways in layout.opened(unknown)
        )

    def _sale_values(self, sale: Sale) -> dict[str, Value]:
        given: dict[str, Raw] = {
            "transaction": frozenset({sale.transaction or ""}),
            "shipped_from": code(country_at(sale.ship_from)),
            "ordered_on": sale.ordered_on,
            "contracted_on": sale.contracted_on,
            "on_dock_on": sale.on_dock_on,
            "laden_on": sale.laden_on,
        }
        values = self._sale.values(given, sale)
        values["regulated_transfer"] = regulated_transfer(sale)
        return values

    def _line_values(self, sale: Sale, line: Line) -> dict[str, Value]:
        kind = line.kind or kind_of(line.category)
        given: dict[str, Raw] = {
            "kind": code(kind),
            "purpose": code(line.purpose),
            "end_use": code(line.end_use),
            "origin": code(line.origin),
            "model_public_on": line.model_public_on,
            "production_began_on": line.production_began_on,
            "value": _money("value", line.value, line, self.rules),
            "unit_value": _money("unit_value", _unit_value(line), line, self.rules),
            "schedule_b": _tariff_codes(line, kind),
        }
        values = self._line.values(given, line, sale)
        attestation = attested("subject_to_ear", line, sale)
        values["subject_to_ear"] = subject_to_ear(sale, line, attestation)
        of_entry = _money("eccn_value", _eccn_value(sale, line), line, self.rules)
        if of_entry is not None:
            values["eccn_value"] = known(of_entry)
        if line.category is not None:
            values["category"] = self._lines.paragraphs.value(line.category)
        if line.license_exception is not None:
            values["license_exception"] = self._claims.value(line.license_exception)
        return values


def _frame_on(spans: FrameSpans, day: date) -> LineFrame:
    return spans[bisect_right(spans, day, key=lambda span: span[0]) - 1][1]


def _tariff_codes(line: Line, kind: str | None) -> Raw:
    """Software and technology are not of the tariff, unless they are said to be."""
    if line.schedule_b is None:
        return frozenset() if kind in ("software", "technology") else None
    return tariff_codes(line.schedule_b)


def _unit_value(line: Line) -> Decimal | None:
    if line.value is None or not line.quantity:
        return None
    return line.value / line.quantity


def _eccn_value(sale: Sale, line: Line) -> Decimal | None:
    """Return what all lines of the order are worth that are of the line's entry, if it is told.

    What is told in another currency, or of a line without a category, leaves it open.
    """
    if line.category is None or any(each.category is None for each in sale.lines):
        return None
    entry = _entry(line)
    own = [each for each in sale.lines if _entry(each) == entry]
    if {each.currency for each in own} != {line.currency}:
        return None
    values = [each.value for each in own if each.value is not None]
    return sum(values, Decimal(0)) if len(values) == len(own) else None


def _entry(line: Line) -> str:
    return (line.category or "").partition(".")[0]


def _money(fact: str, amount: Decimal | None, line: Line, rules: RuleSet) -> Raw:
    """An amount in a currency that no rule compares it with is unknown, never converted."""
    limits = {t.operand.currency for t in rules.tests_of(fact) if isinstance(t.operand, Money)}
    if amount is None or line.currency is None or limits != {line.currency}:
        return None
    return Money(amount, line.currency)
