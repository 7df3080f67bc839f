"""Orders are put to whatever answers them; whatever happens, each gets an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from licet_engine.decision.model import Decision
from licet_engine.errors import FieldViolation
from licet_engine.lists import Knowledge
from licet_server.app import Clock

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


class Source(Protocol):
    """Whatever answers orders: an embedded Licet, or a server."""

    def answers(self, orders: Iterable[Order], as_of: AsOf) -> Iterator[Answer]:
        """Give one answer for each order, in their order."""
