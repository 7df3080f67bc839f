"""Kinds of orders, and what each step towards a decision of them comes to under one rule set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from licet_engine.errors import FieldViolation, SaleError
from licet_engine.facts.model import Material
from licet_engine.lists import AsKnown
from licet_engine.provisions.calendar import Law
from licet_engine.resolution.outcome import Outcome
from licet_engine.sale import Sale
from licet_engine.vocabulary import Vocabulary
from licet_replay.orders import Order
from licet_server.sales.reading import read_sale
from licet_workbench.impact.courts import Kind as ColumnKind
from licet_workbench.impact.deciding import Decider, Laid, OfLine, OpenLine, Ruled, outcome_beside

Key = tuple[object, ...]
Verdict = tuple[Ruled | str, Ruled | str]
"""What an order comes to before and after; a text is why there is no decision."""


class Seen(NamedTuple):
    """What the two rule sets see of an order on its day."""

    before: ColumnKind
    after: ColumnKind


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


def only_text(sale: Sale | str) -> str:
    """Return why there is no sale."""
    assert isinstance(sale, str)
    return sale


def read_order(order: Order, vocabulary: Vocabulary) -> Sale | str:
    """Return the sale that an order is, or why it is none."""
    try:
        return _told(order.problems) or read_sale(order.value, vocabulary)
    except SaleError as error:
        return _told(error.violations)


def _told(violations: tuple[FieldViolation, ...]) -> str:
    return "; ".join(f"{v.path}: {v.reason}" if v.path else v.reason for v in violations)


def laid_on(decider: Decider, material: Material | str, day: date) -> Laid | str:
    """Return the facts of a day, or why there are none."""
    try:
        return material if isinstance(material, str) else decider.facts(material, day)
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision)
        return _fault(error)


def observed(
    decider: Decider, sale: Sale | str, as_known: AsKnown, on: date | None = None
) -> Material | str:
    """Return the facts of an order, on some day if that is told, or why there are none."""
    try:
        if isinstance(sale, str):
            return sale
        return decider.observer.observe(sale, as_known, on).material
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision)
        return _fault(error)


def ruled_on(decider: Decider, laid: Laid | str, day: date, known: AsKnown) -> Ruled | str:
    """Return what an order comes to, or why there is no decision."""
    try:
        return laid if isinstance(laid, str) else decider.ruled(laid, day, known)
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision)
        return _fault(error)


def ruled_under(
    decider: Decider, material: Material | str, day: date, laws: tuple[Law, ...]
) -> Ruled | str:
    """Return what an order comes to whose lines are each under some law, or why it is undecided."""
    try:
        return material if isinstance(material, str) else decider.under(material, day, laws)
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision)
        return _fault(error)


def open_line_under(
    decider: Decider, material: Material | str, day: date, at: tuple[int, Law]
) -> OpenLine | str:
    """Return what the line of a place may come to under some law, or why there is no decision."""
    try:
        return material if isinstance(material, str) else decider.open_line(material, day, *at)
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision)
        return _fault(error)


def outcome_of_open(lines: Sequence[OpenLine | str | None], rest: Ruled | None) -> Outcome | None:
    """Return what an order comes to some of whose lines are open, or None for no decision."""
    told = [line for line in lines if isinstance(line, OpenLine)]
    try:
        return outcome_beside(told, rest) if len(told) == len(lines) else None
    except Exception:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision, and is told later)
        return None


def whole_line(line: OpenLine | str) -> OfLine | str:
    """Return all that an open line may come to, or why there is no decision."""
    try:
        return line if isinstance(line, str) else line.whole()
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours is no decision)
        return _fault(error)


def _fault(error: Exception) -> str:
    return f"no decision was made: internal fault: {type(error).__name__}: {error}"
