"""Orders are put to an embedded Licet one by one; whatever happens, each gets an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from licet_engine.decision.model import Decision
from licet_engine.errors import EngineFault, FieldViolation, SaleError
from licet_engine.lists import Knowledge
from licet_engine.sale import Sale
from licet_server.app import Clock, Licet
from licet_server.sales.reading import read_sale

from licet_replay.books import OrderBook
from licet_replay.orders import Order, clean


@dataclass(frozen=True, slots=True)
class AsOf:
    """What counts as known for sales that do not say: a day, today, or the sale's own date.

    `today` is fixed for a whole replay, so that a run over midnight asks one question.
    """

    today: date
    known_on: date | None = None
    clock: Clock = Clock.TODAY
    knowledge: Knowledge = Knowledge.ANNOUNCED


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one order: a decision, or the violations for which there is none."""

    order: Order
    decision: Decision | None
    violations: tuple[FieldViolation, ...] = ()

    @property
    def sale_id(self) -> str | None:
        """The sale's id, where it could be read."""
        return self.order.sale_id

    @property
    def error(self) -> str | None:
        """Why there is no decision, with the line of the order book, or None where there is."""
        if self.decision is not None:
            return None
        said = "; ".join(f"{v.path}: {v.reason}" if v.path else v.reason for v in self.violations)
        return clean(f"line {self.order.number}: {said}")


def answers(book: OrderBook, licet: Licet, as_of: AsOf) -> Iterator[Answer]:
    """Give one answer for each order of a book, in its order."""
    return (answer(order, licet, as_of) for order in book.orders())


def answer(order: Order, licet: Licet, as_of: AsOf) -> Answer:
    """Return the answer for one order: a fault is an error line, never a go."""
    if order.problems:
        return Answer(order, None, order.problems)
    try:
        sale = read_sale(order.value, licet.rules.vocabulary)
        return Answer(order, decided(sale, licet, as_of))
    except SaleError as error:
        return Answer(order, None, error.violations)
    except EngineFault as error:
        return Answer(order, None, (FieldViolation("", f"no decision was made: {error}"),))
    except Exception as error:  # noqa: BLE001 (INVARIANT: a fault of ours sinks one order, not the rest)
        reason = f"no decision was made: internal fault: {type(error).__name__}: {error}"
        return Answer(order, None, (FieldViolation("", reason),))


def decided(sale: Sale, licet: Licet, as_of: AsOf) -> Decision:
    """Return the decision on a sale; raises `EngineFault` where there is none."""
    return licet.decide(
        sale,
        known_on=as_of.known_on,
        knowledge=as_of.knowledge,
        clock=as_of.clock,
        today=as_of.today,
    )
