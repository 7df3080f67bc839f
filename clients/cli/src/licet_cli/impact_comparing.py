"""Two rule sets side by side: orders that they cannot tell apart are decided once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from licet_engine.facts.deriving import country_at
from licet_engine.facts.model import Material
from licet_engine.facts.timeline import cuts
from licet_engine.lists import AsKnown
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Place, Sale
from licet_replay.asking import AsOf
from licet_replay.chunks import Chunk, Rows
from licet_replay.orders import Order
from licet_screening.screen import NameScreen
from licet_server.app import Clock
from licet_workbench.impact.alike import Alike
from licet_workbench.impact.courts import Apart
from licet_workbench.impact.courts import Kind as ColumnKind
from licet_workbench.impact.deciding import (
    Decider,
    OfLine,
    OpenLine,
    Ruled,
    alike_observed,
    ruled_beside,
)
from licet_workbench.impact.matching import WatchingMatcher
from licet_workbench.impact.names import EXPORTER, Side
from licet_workbench.impact.order_kinds import OrderKinds, comparable
from licet_workbench.impact.side_by_side import Columns, Orders, distinct
from licet_workbench.impact.surroundings import Moment, Moments, SharedObserver
from licet_workbench.impact.touching import Reach, reach_of

from licet_cli.impact_kinds import (
    Key,
    Kind,
    Sales,
    Seen,
    Verdict,
    laid_on,
    observed,
    only_text,
    open_line_under,
    outcome_of_open,
    read_order,
    ruled_on,
    ruled_under,
    whole_line,
)
from licet_cli.impact_legible import Legible

Screens = tuple[NameScreen, NameScreen]


class Comparing:
    """Two rule sets, ready to decide orders under both."""

    def __init__(
        self, old: RuleSet, new: RuleSet, as_of: AsOf, screens: Screens | None = None
    ) -> None:
        screens = screens or self.screens(old, new)
        self.sides = (Side(old, screens[0], screens[0]), Side(new, screens[1], screens[1]))
        self.as_of = as_of
        self.shared = alike_observed(old, new)
        self.deciders = tuple(self._deciders())
        self.reach: Reach = reach_of(*self.sides, as_of.knowledge)
        self.alike = Alike(*self.sides, as_of.knowledge)
        self.kinds: dict[Key, Kind] = {}
        self.legible = Legible(old.vocabulary)
        self._days: dict[int, AsKnown] = {}
        self._moments: dict[tuple[int, int], Moment] = {}
        self._decided: dict[tuple[int, object], Ruled | str] = {}
        self._lines: dict[tuple[int, object], OfLine | str] = {}
        self._open: dict[tuple[int, object], OpenLine | str] = {}
        told = old.vocabulary == new.vocabulary and all(map(comparable, (old, new)))
        self._seeing = tuple(self._sights()) if told else ()
        self._courts = [court for seeing in self._seeing for court in seeing.courts]

    @staticmethod
    def screens(old: RuleSet, new: RuleSet) -> Screens:
        """Return what screens names: equal lists have one screen, which remembers what it told."""
        first = NameScreen(old.rows)
        return first, first if old.rows == new.rows else NameScreen(new.rows)

    def touched(self, asked: Chunk) -> Rows:
        """Return the orders of a chunk that the difference may touch."""
        return self.reach.ask.of(asked, asked.every())

    def _deciders(self) -> Iterator[Decider]:
        observer = matcher = None
        for side in self.sides:
            if observer is None or matcher is None or not self.shared:
                observer = SharedObserver(side.rules, side.screen)
                matcher = WatchingMatcher(side.rules.formulas)
            yield Decider(side.rules, observer, matcher)

    def _sights(self) -> Iterator[OrderKinds]:
        laws = tuple(side.rules for side in self.sides)
        for side, decider in zip(self.sides, self.deciders, strict=True):
            own = laws if self.shared else (side.rules,)
            yield OrderKinds(side, own, decider.observer, self.alike, self.hits)
            if self.shared:
                return

    @property
    def by_columns(self) -> bool:
        """Whether orders that can be read are told apart by their columns."""
        return bool(self._seeing)

    def seen(self, orders: Columns, sold: Rows, known: Rows) -> list[Key]:
        """Return what both rule sets see of orders that can be read, by the days of each."""
        first, which = distinct([sold, known])
        days = zip(sold[first].tolist(), known[first].tolist(), strict=True)
        moments = Moments(tuple(self._moment(*each) for each in days), which)
        together = Orders(orders)
        old, new = (kinds for seeing in self._seeing for kinds in seeing.of(together, moments))
        return [Seen(*both) for both in zip(old, new, strict=True)]

    def _moment(self, day: int, known: int) -> Moment:
        if (day, known) not in self._moments:
            on = date.fromordinal(known)
            stretch = self.alike.known(on)
            as_known = self._days.setdefault(stretch, AsKnown(on, self.as_of.knowledge))
            self._moments[day, known] = Moment(date.fromordinal(day), stretch, as_known)
        return self._moments[day, known]

    @property
    def default(self) -> date | None:
        """What is known of sales that say none; None for the day each is of."""
        if self.as_of.known_on is not None:
            return self.as_of.known_on
        return self.as_of.today if self.as_of.clock is Clock.TODAY else None

    def hits(
        self,
        name: str | None,
        country: str | None,
        region: str | None,
        address: str | None,
        role: str | None,
    ) -> object:
        """Return what a party's name is to rules."""
        where = country_at(Place(country, region))
        return self.alike.party(name, None if role == EXPORTER else where, where, address)

    def kind_of(self, order: Order) -> Kind:
        """Return the kind that one order is of, decided for itself."""
        sales = self.read(order)
        told = next((sale for sale in sales if isinstance(sale, Sale)), None)
        if told is None:
            return Kind(sales, AsKnown(date.min, self.as_of.knowledge))
        known_on = told.known_on or self.default or told.sale_date
        made = Kind(sales, AsKnown(known_on, self.as_of.knowledge))
        made.materials = self._observed(sales, made.as_known)
        made.cuts = tuple(
            () if isinstance(m, str) else tuple(sorted(cuts(m))) for m in made.materials
        )
        return made

    def decide(self, key: Seen, order: Order, day: date) -> Sales:
        """Decide an order for all of its kind, under each rule set for which none was decided."""
        sales = self.read(order)
        (sale, _) = sales
        if isinstance(sale, str):
            self.kinds[key] = Kind.of((sale, sale))
            return sales
        as_known = AsKnown(sale.known_on or self.default or day, self.as_of.knowledge)
        observed_ = cache(lambda side: observed(self.deciders[side], sale, as_known, day))
        for settle in (self._look, self._settle):
            for side, own in enumerate(key):
                if not self.met(key) and self._come_to(side, own) is None:
                    settle(side, own, observed_(0 if self.shared else side), day)
        assert self.met(key)
        return sales

    def _look(self, side: int, own: ColumnKind, material: Material | str, day: date) -> None:
        """Look for the outcome of a kind under one rule set, and not for what that rests on."""
        for line in own.lines if isinstance(own, Apart) else ():
            if (side, line.told) not in self._open:
                at = line.place, self._courts[side].law(line.told)
                found = open_line_under(self.deciders[side], material, day, at)
                self._open[side, line.told] = found

    def _outcome(self, side: int, own: ColumnKind) -> Outcome | None:
        """Return the outcome of a kind under one rule set, where that can be known by now."""
        known = self._come_to(side, own)
        if isinstance(known, Ruled):
            return known.outcome
        if not isinstance(own, Apart):
            return None
        lines = [self._open.get((side, line.told)) for line in own.lines]
        return own.settled or outcome_of_open(lines, own.rest)

    def _settle(self, side: int, own: ColumnKind, material: Material | str, day: date) -> None:
        """Decide what is open of a kind under one rule set."""
        if isinstance(own, Apart):
            for key in ((side, line.told) for line in own.lines):
                if key not in self._lines:
                    self._lines[key] = whole_line(self._open[key])
        elif not isinstance(own, Ruled):
            laws = tuple(map(self._courts[side].law, own))
            self._decided[side, own] = ruled_under(self.deciders[side], material, day, laws)

    def _come_to(self, side: int, own: ColumnKind) -> Ruled | str | None:
        """Return what a kind comes to under one rule set, where that is known by now."""
        if isinstance(own, Ruled):
            return own
        if not isinstance(own, Apart):
            return self._decided.get((side, own))
        lines = [self._lines.get((side, line.told)) for line in own.lines]
        known = [line for line in lines if isinstance(line, OfLine)]
        if len(known) == len(lines):
            return ruled_beside(known, own.rest)
        return next((line for line in lines if isinstance(line, str)), None)

    def met(self, key: Seen) -> bool:
        """Tell whether it is known what orders of a kind come to, none of them being read."""
        if key in self.kinds:
            return True
        old, new = self._come_to(0, key.before), self._come_to(1, key.after)
        if old is None or new is None:
            outcome = self._outcome(0, key.before)
            if outcome is None or outcome is not self._outcome(1, key.after):
                return False
            # What an order rests on is asked where its outcome is another one.
            old = new = Ruled(outcome, frozenset())
        self.kinds[key] = Kind.of((old, new))
        return True

    def read(self, order: Order) -> Sales:
        """Return an order as each rule set reads it: those with the same words read the same."""
        first, second = (side.rules.vocabulary for side in self.sides)
        sale = read_order(order, first)
        return (sale, sale) if first == second else (sale, read_order(order, second))

    def _observed(self, sales: Sales, as_known: AsKnown) -> tuple[Material | str, ...]:
        if self.shared:
            return (observed(self.deciders[0], sales[0], as_known),) * 2
        pairs = zip(self.deciders, sales, strict=True)
        return tuple(observed(decider, sale, as_known) for decider, sale in pairs)

    def verdict(self, kind: Kind, day: date) -> Verdict:
        """Return what orders of a kind come to on a day, before and after."""
        if kind.settled is not None:
            return kind.settled
        if not kind.materials:
            return only_text(kind.sales[0]), only_text(kind.sales[1])
        stretches = tuple(
            decider.stretch(own, day, kind.as_known)
            for decider, own in zip(self.deciders, kind.cuts, strict=True)
        )
        if stretches not in kind.ruled:
            kind.ruled[stretches] = self._ruled(kind, day)
        return kind.ruled[stretches]

    def _ruled(self, kind: Kind, day: date) -> Verdict:
        laid = [laid_on(self.deciders[0], kind.materials[0], day)]
        if not self.shared:
            laid.append(laid_on(self.deciders[1], kind.materials[1], day))
        return (
            ruled_on(self.deciders[0], laid[0], day, kind.as_known),
            ruled_on(self.deciders[1], laid[-1], day, kind.as_known),
        )
