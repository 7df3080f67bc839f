"""A log of real decisions on orders of the shipped book."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from licet.v1.sale_pb2 import Sale
from licet_client.sales import sale_message
from licet_engine.lists import Knowledge
from licet_orderbook import open_book
from licet_server.app import Licet
from licet_server.decision_log.archiving import archived
from licet_server.decision_log.entries import Answered
from licet_server.decision_log.store import KeptRuleSet
from licet_server.service.answers import decided
from licet_server.service.limits import Limits
from licet_server.service.logged import Asked, _answered
from licet_server.service.questions import Pins, Question
from licet_server.settings import Settings
from logs_made import Log, log_in

TODAY = date(2026, 11, 24)
ORDERS = 12
PINS = (Pins(), Pins(known_on=date(2020, 1, 1)), Pins(knowledge=Knowledge.PUBLISHED))
"""What is pinned with an order, in turn."""


def orders() -> list[bytes]:
    """The sales of some orders of all years, as bytes."""
    chosen = islice(open_book(), 0, None, 800)
    whole = [json.loads(line) for line in chosen][:ORDERS]
    own = [{k: v for k, v in each.items() if k not in ("expected", "source")} for each in whole]
    return [sale_message(each).SerializeToString() for each in own]


def to_come() -> list[bytes]:
    """The same orders, of goods that have not left yet."""
    found = [Sale.FromString(sale) for sale in orders()]
    for sale in found:
        sale.sale_date = "2027-01-04"
        sale.ClearField("known_on")
    return [sale.SerializeToString() for sale in found]


def answers_of(licet: Licet, sales: Sequence[bytes] = ()) -> list[Answered]:
    """Sales, or the orders, decided and as they are logged."""
    found = []
    for n, sale in enumerate(sales or orders()):
        message = decided(licet, sale, PINS[n % len(PINS)], TODAY, Limits())
        asked = Asked("Decide", "erp.example", "2026-11-24T09:00:00.000000+00:00", TODAY)
        found.append(_answered(asked, Question(sale), message.SerializeToString()))
    return found


def decisions() -> tuple[KeptRuleSet, list[Answered]]:
    """The shipped rules as they are kept, and the orders as these decide them."""
    with Licet(Settings(active=True), rehearsed=False) as licet:
        answers = answers_of(licet)
        packs, directory = licet.settings.packs, licet.settings.directory
        return archived(licet.rules.revision, packs, directory), answers


def decided_log(root: Path) -> Log:
    """A log of two chains, as two workers that served the shipped rules leave it."""
    kept, answers = decisions()
    log = log_in(root)
    half = len(answers) // 2
    for some in (answers[:half], answers[half:]):
        keep(log, kept, some)
    return log


def keep(log: Log, kept: KeptRuleSet, answers: Sequence[Answered]) -> None:
    """Log answers as a chain of their own, with its rules."""
    chronicle = log.chronicle(kept)
    chronicle.append(answers)
    chronicle.close()
