"""An order book decided under two rule sets, as far as their difference can touch it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np
from licet_engine.errors import SaleError
from licet_engine.facts.deriving import country_at
from licet_engine.facts.model import Material
from licet_engine.facts.observing import Observer
from licet_engine.facts.timeline import cuts
from licet_engine.lists import AsKnown
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Place, Sale
from licet_replay import AsOf, Order, OrderBook
from licet_replay.chunked_books import BookChunk, book_chunks
from licet_replay.chunks import Chunk, Rows
from licet_screening.screen import NameScreen
from licet_server.app import Clock
from licet_server.sales.reading import read_sale
from licet_workbench.impact.alike import Alike
from licet_workbench.impact.amounts import Priced
from licet_workbench.impact.counting import ERROR, Changed, Impact
from licet_workbench.impact.deciding import Decider, Laid, Ruled, alike_observed
from licet_workbench.impact.matching import GuardedMatcher
from licet_workbench.impact.names import EXPORTER, NAME, Side
from licet_workbench.impact.touching import Reach, reach_of

_SHOWN = 20
Key = tuple[object, ...]
Verdict = tuple[Ruled | str, Ruled | str]
"""What an order comes to before and after; a text is why there is no decision."""


@dataclass(slots=True)
class Kind:
    """Orders that rules cannot tell apart but for the day: what they come to, by the day's place.

    `materials` are the facts before and after; a text is why there are none.
    """

    sale: Sale | str
    as_known: AsKnown
    materials: tuple[Material | str, ...] = ()
    cuts: tuple[tuple[date, ...], ...] = ()
    ruled: dict[object, Verdict] = field(default_factory=dict)


class Comparing:
    """Two rule sets, ready to decide orders under both."""

    def __init__(self, old: RuleSet, new: RuleSet, as_of: AsOf) -> None:
        screens = _screens(old, new)
        self.sides = (Side(old, screens[0], screens[0]), Side(new, screens[1], screens[1]))
        self.as_of = as_of
        self.shared = alike_observed(old, new)
        self.deciders = tuple(self._deciders())
        self.reach: Reach = reach_of(*self.sides, as_of.knowledge)
        self.alike = Alike(*self.sides, as_of.knowledge)
        self.kinds: dict[Key, Kind] = {}

    def _deciders(self) -> Iterator[Decider]:
        observer = matcher = None
        for side in self.sides:
            if observer is None or matcher is None or not self.shared:
                observer = Observer(side.rules, side.screen)
                matcher = GuardedMatcher(side.rules.formulas)
            yield Decider(side.rules, observer, matcher)

    @property
    def default(self) -> date | None:
        """What is known of sales that say none; None for the day each is of."""
        if self.as_of.known_on is not None:
            return self.as_of.known_on
        return self.as_of.today if self.as_of.clock is Clock.TODAY else None

    def hits(
        self, name: str | None, country: str | None, region: str | None, address: str | None,
        role: str | None,
    ) -> object:
        """Return what a party's name is to rules."""
        where = country_at(Place(country, region))
        return self.alike.party(name, None if role == EXPORTER else where, where, address)

    def kind_of(self, order: Order) -> Kind:
        """Return the kind that one order is of, decided for itself."""
        sale = self.read(order)
        if isinstance(sale, str):
            return Kind(sale, AsKnown(date.min, self.as_of.knowledge))
        known_on = sale.known_on or self.default or sale.sale_date
        made = Kind(sale, AsKnown(known_on, self.as_of.knowledge))
        made.materials = self._observed(sale, made.as_known)
        made.cuts = tuple(() if isinstance(m, str) else tuple(sorted(cuts(m))) for m in made.materials)
        return made

    def read(self, order: Order) -> Sale | str:
        """Return the sale of an order, or why it is none.

        Both rule sets have the same words, or else every order is read under each of them.
        """
        try:
            if order.problems:
                raise SaleError(order.problems)
            return read_sale(order.value, self.sides[1].rules.vocabulary)
        except SaleError as error:
            told = (f"{v.path}: {v.reason}" if v.path else v.reason for v in error.violations)
            return "; ".join(told)

    def _observed(self, sale: Sale, as_known: AsKnown) -> tuple[Material | str, ...]:
        if self.shared:
            return (_observed(self.deciders[0], sale, as_known),) * 2
        return tuple(_observed(decider, sale, as_known) for decider in self.deciders)

    def verdict(self, kind: Kind, day: date) -> Verdict:
        """Return what orders of a kind come to on a day, before and after."""
        if isinstance(kind.sale, str):
            return kind.sale, kind.sale
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


def _laid(decider: Decider, material: Material | str, day: date) -> Laid | str:
    try:
        return material if isinstance(material, str) else decider.facts(material, day)
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision)
        return _fault(error)


def _observed(decider: Decider, sale: Sale, as_known: AsKnown) -> Material | str:
    try:
        return decider.observer.observe(sale, as_known).material
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision)
        return _fault(error)


def _ruled(decider: Decider, laid: Laid | str, day: date, known: AsKnown) -> Ruled | str:
    try:
        return laid if isinstance(laid, str) else decider.ruled(laid, day, known)
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision)
        return _fault(error)


def _fault(error: Exception) -> str:
    return f"no decision was made: internal fault: {type(error).__name__}: {error}"


def _screens(old: RuleSet, new: RuleSet) -> tuple[NameScreen, NameScreen]:
    """Lists that are the same are screened by one screen, which remembers what it was asked."""
    first = NameScreen(old.rows)
    return first, first if old.rows == new.rows else NameScreen(new.rows)


def impact_of(
    book: OrderBook, comparing: Comparing, progress: Callable[[int], None] = lambda _: None
) -> Impact:
    """Return the orders of a book that come out otherwise; raises `BookError` where it breaks off.

    `progress` is told how many orders have been looked at.
    """
    impact = Impact()
    for chunk in book_chunks(book):
        asked = chunk.asked(comparing.default)
        rows = asked.either([comparing.reach.ask.of(asked, asked.every()), chunk.unread])
        impact.touched += len(rows)
        _add(impact, comparing, chunk, asked, rows)
        impact.orders += chunk.size
        progress(impact.orders)
    impact.decided = len(comparing.kinds)
    return impact


def _add(impact: Impact, comparing: Comparing, chunk: BookChunk, asked: Chunk, rows: Rows) -> None:
    """Decide the orders of a chunk that may be touched, those that look alike but once."""
    if not len(rows):
        return
    sold, known = asked.days(rows)
    readable = (sold > 0) & (known > 0)
    alone = rows[~readable].tolist()
    rows, sold, known = rows[readable], sold[readable], known[readable]
    keys = _keys(comparing, asked, chunk, rows, known)
    read = _meet(comparing, chunk, keys, rows)
    otherwise: dict[int, Verdict] = {}
    for key, row, day in zip(keys, rows.tolist(), sold.tolist(), strict=True):
        verdict = comparing.verdict(comparing.kinds[key], date.fromordinal(day))
        if any(isinstance(ruled, str) for ruled in verdict):
            alone.append(row)
        elif _outcome(verdict[0]) != _outcome(verdict[1]):
            otherwise[row] = verdict
    told = sorted((*alone, *otherwise))
    missing = [row for row in told if row not in read]
    orders = dict(zip(missing, chunk.orders(_rows(missing)), strict=True))
    for row in told:
        order, sale = read.get(row) or (orders[row], None)
        _settle(impact, comparing, order, sale, otherwise.get(row))


Read = dict[int, tuple[Order, Sale | str]]


def _meet(comparing: Comparing, chunk: BookChunk, keys: list[Key], rows: Rows) -> Read:
    """Read the first order of each kind that was not met before, and return those."""
    firsts: dict[Key, int] = {}
    for key, row in zip(keys, rows.tolist(), strict=True):
        if key not in comparing.kinds:
            firsts.setdefault(key, row)
    orders = chunk.orders(_rows(firsts.values()))
    for key, order in zip(firsts, orders, strict=True):
        comparing.kinds[key] = comparing.kind_of(order)
    return {
        row: (order, comparing.kinds[key].sale)
        for (key, row), order in zip(firsts.items(), orders, strict=True)
    }


def _settle(
    impact: Impact,
    comparing: Comparing,
    order: Order,
    sale: Sale | str | None,
    verdict: Verdict | None,
) -> None:
    """Note an order that comes out otherwise, or for which there is no decision.

    Of what rules do not see a cell may be wrong: each order is read for itself before it is told.
    """
    if verdict is None:
        kind = comparing.kind_of(order)
        sale = kind.sale
        day = date.min if isinstance(sale, str) else sale.sale_date
        verdict = comparing.verdict(kind, day)
    else:
        sale = comparing.read(order) if sale is None else sale
        verdict = (sale, sale) if isinstance(sale, str) else verdict
    why = next((ruled for ruled in verdict if isinstance(ruled, str)), None)
    if why is not None:
        impact.undecided += 1
        if len(impact.first_errors) < _SHOWN:
            impact.first_errors.append(f"line {order.number}: {why}")
    if _outcome(verdict[0]) != _outcome(verdict[1]):
        impact.changed.append(_changed(order, sale, comparing, verdict, why))


def _changed(
    order: Order, sale: Sale | str, comparing: Comparing, verdict: Verdict, why: str | None
) -> Changed:
    old, new = (each.provisions if isinstance(each, Ruled) else frozenset() for each in verdict)
    assert isinstance(sale, Sale)
    return Changed(
        number=order.number,
        sale_id=sale.sale_id,
        sale_date=sale.sale_date,
        known_on=sale.known_on or comparing.default or sale.sale_date,
        customer=next((p.name for p in sale.parties if p.role == "buyer"), None),
        values=_values(sale),
        old_outcome=_outcome(verdict[0]),
        new_outcome=_outcome(verdict[1]),
        old_provisions=_named(old - new),
        new_provisions=_named(new - old),
        citations=tuple(sorted({authority for _, authority in old ^ new})),
        error=why,
    )


def _outcome(ruled: Ruled | str) -> str:
    return ERROR if isinstance(ruled, str) else ruled.outcome.value


def _named(provisions: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(name for name, _ in provisions))


def _values(sale: Sale) -> tuple[tuple[str, Decimal], ...]:
    found: dict[str, Decimal] = {}
    for line in sale.lines:
        if line.value is not None and line.currency is not None:
            found[line.currency] = found.get(line.currency, Decimal(0)) + line.value
    return tuple(sorted(found.items()))


def _hits(
    comparing: Comparing, asked: Chunk, chunk: BookChunk, rows: Rows
) -> Iterator[tuple[str, list[object]]]:
    """Yield for each party what its name is to rules; where goods leave is no exporter's home."""
    for name in chunk.header.places(NAME):
        party = name.removesuffix(".name")
        fields = ("name", "country", "region", "address", "role")
        cells = (asked.texts(rows, f"{party}.{field}") for field in fields)
        yield party, [comparing.hits(*told) for told in zip(*cells, strict=True)]
    exporters = asked.texts(rows, EXPORTER)
    yield EXPORTER, [comparing.hits(name, None, None, None, EXPORTER) for name in exporters]


def _amounts(
    comparing: Comparing, asked: Chunk, chunk: BookChunk, rows: Rows
) -> list[object]:
    fields = (f"lines[].{field}" for field in Priced._fields)
    of_fields = [
        [asked.texts(rows, place) for place in chunk.header.places(field)] for field in fields
    ]
    of_lines = [zip(*cells, strict=True) for cells in zip(*of_fields, strict=True)]
    return [
        comparing.alike.limits.seen([Priced(*line) for line in lines if any(line)])
        for lines in zip(*of_lines, strict=True)
    ]


def _rows(rows: Iterable[int]) -> Rows:
    return np.fromiter(rows, dtype=np.int64)


def _keys(
    comparing: Comparing, asked: Chunk, chunk: BookChunk, rows: Rows, known: Rows
) -> list[Key]:
    """Return what rules see of each order, but for the sale date."""
    columns: list[tuple[str, list[object]]] = []
    for name in chunk.header.names:
        seen = comparing.alike.seen(name)
        if seen is not None:
            columns.append((name, asked.seen(rows, name, seen)))
    for entity in chunk.header.entities():
        columns.append((entity, [there or None for there in asked.there(rows, entity).tolist()]))
    columns += (
        (f"{party}.hits", cells) for party, cells in _hits(comparing, asked, chunk, rows)
    )
    columns.append(("amounts", _amounts(comparing, asked, chunk, rows)))
    told = [(name, cells) for name, cells in columns if any(cell is not None for cell in cells)]
    names = tuple(name for name, _ in told)
    stretches = map(comparing.alike.known, map(date.fromordinal, known.tolist()))
    together = zip(stretches, *(cells for _, cells in told), strict=True)
    return [
        (stretch, *((n, cell) for n, cell in zip(names, row, strict=True) if cell is not None))
        for stretch, *row in together
    ]
