"""Who answers a command; where no server is asked, a Licet in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from licet_engine.decision.explaining import SubjectExplained
from licet_engine.decision.model import Decision
from licet_replay.asking import AsOf, Source
from licet_replay.embedded import Embedded, decided
from licet_server.app import Licet
from licet_server.placing import Places
from licet_server.sales.reading import read_sale
from licet_server.settings import Settings

from licet_cli.placing import Placed


@dataclass(frozen=True, slots=True)
class Reasons:
    """A decision with what each provision made of each subject, and where these stand."""

    decision: Decision
    subjects: Sequence[SubjectExplained]
    places: Placed


class Asked(Protocol):
    """Whoever answers; a sale is the JSON value that a file would hold."""

    def decide(self, sale: object, as_of: AsOf) -> Decision:
        """Return the decision on a sale."""

    def explain(self, sale: object, as_of: AsOf) -> Reasons:
        """Return the decision on a sale with all its reasons."""

    def orders(self) -> Source:
        """Return the source of answers for whole order books."""


@contextmanager
def embedded(settings: Settings) -> Iterator[Asked]:
    """Load the rules, and answer with them."""
    with Licet(settings) as licet:
        yield _Embedded(licet)


class _Embedded:
    def __init__(self, licet: Licet) -> None:
        self._licet = licet

    def decide(self, sale: object, as_of: AsOf) -> Decision:
        return decided(read_sale(sale, self._licet.rules.vocabulary), self._licet, as_of)

    def explain(self, sale: object, as_of: AsOf) -> Reasons:
        found = read_sale(sale, self._licet.rules.vocabulary)
        decision = decided(found, self._licet, as_of)
        subjects = self._licet.explain(
            found,
            known_on=as_of.known_on,
            knowledge=as_of.knowledge,
            clock=as_of.clock,
            today=as_of.today,
        )
        return Reasons(decision, subjects, Places(self._licet.loaded))

    def orders(self) -> Source:
        return Embedded(self._licet)
