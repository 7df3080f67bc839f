"""Orders are put to a Licet in this process, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet_engine.decision.model import Decision
from licet_engine.errors import EngineFault, FieldViolation, SaleError
from licet_engine.sale import Sale
from licet_server.app import Licet
from licet_server.sales.reading import read_sale

from licet_replay.asking import Answer, AsOf
from licet_replay.orders import Order


class Embedded:
    """An embedded Licet as a source of answers."""

    def __init__(self, licet: Licet) -> None:
        self._licet = licet

    def answers(self, orders: Iterable[Order], as_of: AsOf) -> Iterator[Answer]:
        """Give one answer for each order, in their order."""
        return (self._answer(order, as_of) for order in orders)

    def _answer(self, order: Order, as_of: AsOf) -> Answer:
        """Return the answer for one order: a fault is an error line, never a go."""
        if order.problems:
            return Answer(order, None, order.problems)
        try:
            sale = read_sale(order.value, self._licet.rules.vocabulary)
            return Answer(order, decided(sale, self._licet, as_of))
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
