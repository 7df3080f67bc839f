"""Orders are put to a server, many at a time, on several connections."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from licet_client import Client, NoDecision, Pins, Result, Unavailable
from licet_engine.errors import FieldViolation, SaleError
from licet_server.app import Clock
from licet_server.sales.reading import modelled
from licet_server.sales.words import too_early

from licet_replay.asking import Answer, AsOf
from licet_replay.messages import decision_of
from licet_replay.orders import Order

Connect = Callable[[], Client]
_CONNECTIONS = 4
_AHEAD = 3
_NONE = "no decision was made"
_MOST_ORDERS, _MOST_TEXT = 100, 1 << 20
"""A batch holds so many orders, or so much of the book: far from what a server refuses."""


class OverTheWire:
    """A server as a source of answers; `connect` makes one connection to it.

    Several connections keep several workers busy. Raises `Unavailable` where the server goes
    away for good: then the replay ends, for no answer of it would be one.
    """

    def __init__(self, connect: Connect, connections: int = _CONNECTIONS) -> None:
        self._connect = connect
        self._connections = connections

    def answers(self, orders: Iterable[Order], as_of: AsOf) -> Iterator[Answer]:
        """Give one answer for each order, in their order."""
        clients = [self._connect() for _ in range(self._connections)]
        with ThreadPoolExecutor(self._connections) as threads:
            try:
                waiting: deque[Future[list[Answer]]] = deque()
                for number, batch in enumerate(batches(orders)):
                    client = clients[number % self._connections]
                    waiting.append(threads.submit(answered, client, batch, as_of))
                    if len(waiting) >= self._connections * _AHEAD:
                        yield from waiting.popleft().result()
                while waiting:
                    yield from waiting.popleft().result()
            finally:
                threads.shutdown(wait=False, cancel_futures=True)
                for client in clients:
                    client.close()


def batches(orders: Iterable[Order]) -> Iterator[list[Order]]:
    """Give orders in batches of a bounded size."""
    batch: list[Order] = []
    since = 0
    for order in orders:
        batch.append(order)
        if len(batch) >= _MOST_ORDERS or order.position - since >= _MOST_TEXT:
            yield batch
            batch, since = [], order.position
    if batch:
        yield batch


def answered(client: Client, batch: Sequence[Order], as_of: AsOf) -> list[Answer]:
    """Return the answers for a batch; a batch that has none as a whole is asked one by one."""
    asked = [(order, *_sale(order, as_of)) for order in batch]
    sales = [sale for _, sale, violations in asked if not violations]
    results = iter(_results(client, sales, pins(as_of)))
    return [
        Answer(order, None, violations) if violations else _answer(order, next(results))
        for order, _, violations in asked
    ]


def _sale(order: Order, as_of: AsOf) -> tuple[dict[str, object], tuple[FieldViolation, ...]]:
    """Return an order's sale for the wire, or the violations that its shape shows already."""
    if order.problems:
        return {}, order.problems
    try:
        return asked_sale(order.value, as_of), ()
    except SaleError as error:
        return {}, error.violations


def asked_sale(value: object, as_of: AsOf) -> dict[str, object]:
    """Return a sale for the wire; raises `SaleError` for what is not shaped as one.

    Where each sale is asked as of its own day, that day goes along in it.
    """
    model = modelled(value)
    assert isinstance(value, dict)
    by_its_day = as_of.clock is Clock.SALE_DATE and as_of.known_on is None
    if by_its_day and model.known_on is None and not any(too_early("", model.sale_date)):
        return value | {"known_on": model.sale_date.isoformat()}
    return value


def pins(as_of: AsOf) -> Pins:
    """Return what is pinned with every sale."""
    return Pins(known_on=as_of.known_on, knowledge=as_of.knowledge.value)


def _results(
    client: Client, sales: Sequence[dict[str, object]], pinned: Pins
) -> Sequence[Result | NoDecision]:
    if not sales:
        return ()
    try:
        return client.batch_decide(sales, pins=pinned).results
    except Unavailable:
        raise
    except NoDecision:
        return [_alone(client, sale, pinned) for sale in sales]


def _alone(client: Client, sale: dict[str, object], pinned: Pins) -> Result | NoDecision:
    try:
        return client.decide(sale, pins=pinned)
    except Unavailable:
        raise
    except NoDecision as error:
        return error


def _answer(order: Order, result: Result | NoDecision) -> Answer:
    error = result if isinstance(result, NoDecision) else getattr(result, "error", None)
    if error is not None:
        return Answer(order, None, violations_of(error))
    try:
        return Answer(order, decision_of(result.decision))  # type: ignore[union-attr] # no error
    except ValueError as error:
        reason = f"{_NONE}: the server's answer is not understood: {error}"
        return Answer(order, None, (FieldViolation("", reason),))


def violations_of(error: NoDecision) -> tuple[FieldViolation, ...]:
    """Return what is wrong with a sale, or that no decision was made for another reason."""
    found = getattr(error, "violations", ())
    if found:
        return tuple(FieldViolation("" if v.path == "sale" else v.path, v.reason) for v in found)
    said = str(error)
    return (FieldViolation("", said if said.startswith(_NONE) else f"{_NONE}: {said}"),)
