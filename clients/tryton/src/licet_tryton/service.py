"""The way to the service: one client a process, and for every question an answer or its lack."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from licet_client import Client, Timeouts

from licet_tryton.answers import Answer, answered, unanswered
from licet_tryton.settings import Settings, settings


def ask(question: Mapping[str, Any]) -> Answer:
    """Return the service's answer; whatever keeps it away is an answer that is no go."""
    try:
        found = settings()
        told = _client(found, os.getpid()).decide(question, timeout=found.timeout)
        return answered(told, question)
    except Exception as error:  # noqa: BLE001 (whatever keeps an answer away: there is none)
        return unanswered(error)


@lru_cache(maxsize=1)
def _client(found: Settings, _process: int) -> Client:
    """Return the client of a process: a channel does not outlive the fork of a worker."""
    return Client(
        found.target,
        tls=found.tls,
        plaintext=found.plaintext,
        timeouts=Timeouts(decide=found.timeout),
    )
