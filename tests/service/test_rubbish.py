"""Rubbish is refused field by field, harms no decision, and leaves the server as it was."""

from __future__ import annotations

from datetime import date

import rubbish
from asking_rubbish import SAMPLE
from fuzzing import fuzzed
from licet.v1 import service_pb2
from licet_server.app import Licet
from licet_server.service.converting import decision_message, sale_of
from licet_server.service.limits import Limits


def embedded(requests: list[bytes]) -> list[bytes]:
    """The answers of this process."""
    found = []
    with Licet(rehearsed=False) as licet:
        for request in requests:
            given = service_pb2.DecideRequest.FromString(request).sale.SerializeToString()
            sale = sale_of(given, licet.rules.vocabulary, Limits())
            decision = licet.decide(sale, today=date.today())  # noqa: DTZ011 (a business day)
            message = service_pb2.DecideResponse(decision=decision_message(decision))
            found.append(message.SerializeToString())
    return found


def test_twenty_thousand_rubbish_requests_are_each_refused_or_answered_as_if_cleaned() -> None:
    found = fuzzed(rubbish.cases(), lambda _: None)
    wrong = found.wrong(20_000)
    assert wrong[:20] == [], f"{len(wrong)} in all"
    assert len(found.answered) == SAMPLE
    assert embedded(list(found.answered)) == list(found.answered.values())
