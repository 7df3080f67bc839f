"""Two rule sets side by side: orders that they cannot tell apart are decided once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from licet_engine.errors import FieldViolation, SaleError
from licet_engine.facts.deriving import country_at
from licet_engine.facts.model import Material
from licet_engine.facts.timeline import cuts
from licet_engine.lists import AsKnown
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Place, Sale
from licet_engine.vocabulary import Vocabulary
from licet_replay import AsOf, Order
from licet_replay.chunks import Chunk, Rows
from licet_screening.screen import NameScreen
from licet_server.app import Clock
from licet_server.sales.reading import read_sale
from licet_workbench.impact.alike import Alike
from licet_workbench.impact.deciding import Decider, Laid, Ruled, alike_observed
from licet_workbench.impact.matching import GuardedMatcher
from licet_workbench.impact.names import EXPORTER, Side
from licet_workbench.impact.order_kinds import Kind as ColumnKind
from licet_workbench.impact.order_kinds import OrderKinds, comparable
from licet_workbench.impact.side_by_side import Columns, Orders
from licet_workbench.impact.surroundings import Moment, SharedObserver
from licet_workbench.impact.touching import Reach, reach_of

from licet_cli.impact_legible import Legible

Key = tuple[object, ...]
Screens = tuple[NameScreen, NameScreen]
Verdict = tuple[Ruled | str, Ruled | str]
"""What an order comes to before and after; a text is why there is no decision."""


class Seen(NamedTuple):
    """What the two rule sets see of an order on its day."""

    before: ColumnKind
    after: ColumnKind

    @property
    def verdict(self) -> tuple[Ruled, Ruled] | None:
        """What it comes to before and after, where nothing is open under either."""
        old, new = self
        return (old, new) if isinstance(old, Ruled) and isinstance(new, Ruled) else None


Sales = tuple[Sale | str, Sale | str]
"""An order as each rule set reads it; a text is why it is no sale."""


@dataclass(slots=True)
class Kind:
    """Orders that rules cannot tell apart but for the day: what they come to, by the day's place.

    `materials` are the facts before and after; a text is why there are none.
    """

    sales: Sales
    as_known: AsKnown
    materials: tuple[Material | str, ...] = ()
    cuts: tuple[tuple[date, ...], ...] = ()
    ruled: dict[object, Verdict] = field(default_factory=dict)
    settled: Verdict | None = None
    """What they come to, where they are of days that cannot be told apart either."""

    @classmethod
    def of(cls, verdict: Verdict) -> Kind:
        """Return a kind of which it is known what it comes to."""
        return cls((_SETTLED, _SETTLED), AsKnown(date.min), settled=verdict)


_SETTLED = "settled by what is true of it"


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
        told = old.vocabulary == new.vocabulary and all(map(comparable, (old, new)))
        self._seeing = tuple(self._sights()) if told else ()

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
                matcher = GuardedMatcher(side.rules.formulas)
            yield Decider(side.rules, observer, matcher)

    def _sights(self) -> Iterator[OrderKinds]:
        laws = tuple(side.rules for side in self.sides)
        for side, decider in zip(self.sides, self.deciders, strict=True):
            own = laws if self.shared else (side.rules,)
            yield OrderKinds(side, own, decider.observer, self.alike, self.hits)
            if self.shared:
                return

    def seen(self, orders: Columns, sold: Rows, known: Rows) -> list[Key] | None:
        """Return what both rule sets see of orders that can be read; None where columns tell none.

        `sold` and `known` are the days of each.
        """
        if not self._seeing:
            return None
        moments = [self._moment(*days) for days in zip(sold.tolist(), known.tolist(), strict=True)]
        together = Orders(orders)
        old, new = (kinds for seeing in self._seeing for kinds in seeing.of(together, moments))
        return [Seen(*both) for both in zip(old, new, strict=True)]

    def _moment(self, day: int, known: int) -> Moment:
        on = date.fromordinal(known)
        stretch = self.alike.known(on)
        as_known = self._days.setdefault(stretch, AsKnown(on, self.as_of.knowledge))
        return Moment(day, stretch, as_known)

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

    def read(self, order: Order) -> Sales:
        """Return an order as each rule set reads it: those with the same words read the same."""
        first, second = (side.rules.vocabulary for side in self.sides)
        sale = _read(order, first)
        return (sale, sale) if first == second else (sale, _read(order, second))

    def _observed(self, sales: Sales, as_known: AsKnown) -> tuple[Material | str, ...]:
        if self.shared:
            return (_observed(self.deciders[0], sales[0], as_known),) * 2
        pairs = zip(self.deciders, sales, strict=True)
        return tuple(_observed(decider, sale, as_known) for decider, sale in pairs)

    def verdict(self, kind: Kind, day: date) -> Verdict:
        """Return what orders of a kind come to on a day, before and after."""
        if kind.settled is not None:
            return kind.settled
        if not kind.materials:
            return _only_text(kind.sales[0]), _only_text(kind.sales[1])
        stretches = tuple(
            decider.stretch(own, day, kind.as_known)
            for decider, own in zip(self.deciders, kind.cuts, strict=True)
        )
        if stretches not in kind.ruled:
            kind.ruled[stretches] = self._ruled(kind, day)
        return kind.ruled[stretches]

    def _ruled(self, kind: Kind, day: date) -> Verdict:
        laid = [_laid(self.deciders[0], kind.materials[0], day)]
        if not self.shared:
            laid.append(_laid(self.deciders[1], kind.materials[1], day))
        return (
            _ruled(self.deciders[0], laid[0], day, kind.as_known),
            _ruled(self.deciders[1], laid[-1], day, kind.as_known),
        )


def _only_text(sale: Sale | str) -> str:
    assert isinstance(sale, str)
    return sale


def _read(order: Order, vocabulary: Vocabulary) -> Sale | str:
    try:
        return _told(order.problems) or read_sale(order.value, vocabulary)
    except SaleError as error:
        return _told(error.violations)


def _told(violations: tuple[FieldViolation, ...]) -> str:
    return "; ".join(f"{v.path}: {v.reason}" if v.path else v.reason for v in violations)


def _laid(decider: Decider, material: Material | str, day: date) -> Laid | str:
    try:
        return material if isinstance(material, str) else decider.facts(material, day)
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision)
        return _fault(error)


def _observed(decider: Decider, sale: Sale | str, as_known: AsKnown) -> Material | str:
    try:
        return sale if isinstance(sale, str) else decider.observer.observe(sale, as_known).material
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision)
        return _fault(error)


def _ruled(decider: Decider, laid: Laid | str, day: date, known: AsKnown) -> Ruled | str:
    try:
        return laid if isinstance(laid, str) else decider.ruled(laid, day, known)
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision)
        return _fault(error)


def _fault(error: Exception) -> str:
    return f"no decision was made: internal fault: {type(error).__name__}: {error}"
