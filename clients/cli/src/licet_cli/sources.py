"""Who answers a command: a Licet in this process, or a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from licet.v1.explanation_pb2 import SubjectExplained as SubjectMessage
from licet_client import Client
from licet_engine.decision.explaining import SubjectExplained
from licet_engine.decision.model import Decision
from licet_replay import AsOf, Embedded, OverTheWire, Source, decided
from licet_replay.messages import decision_of, read
from licet_replay.over_the_wire import asked_sale, pins
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


@contextmanager
def over_the_wire(connect: Callable[[], Client]) -> Iterator[Asked]:
    """Ask a server."""
    with connect() as client:
        yield _Server(client, connect)


class _Server:
    def __init__(self, client: Client, connect: Callable[[], Client]) -> None:
        self._client = client
        self._connect = connect

    def decide(self, sale: object, as_of: AsOf) -> Decision:
        told = self._client.decide(asked_sale(sale, as_of), pins=pins(as_of))
        return decision_of(told.decision)

    def explain(self, sale: object, as_of: AsOf) -> Reasons:
        told = self._client.explain(asked_sale(sale, as_of), pins=pins(as_of))
        subjects = [read(SubjectExplained, subject) for subject in told.subjects]
        return Reasons(decision_of(told.decision), subjects, _PlacesTold(told.subjects))

    def orders(self) -> Source:
        return OverTheWire(self._connect)


class _PlacesTold:
    """The places of provisions and list rows as a server told them, from its rules directory."""

    def __init__(self, subjects: Sequence[SubjectMessage]) -> None:
        self._provisions = {p.provision_id: p.at for s in subjects for p in s.provisions}
        self._rows = {s.list_row: s.list_row_at for s in subjects if s.list_row}

    def provision(self, provision_id: str) -> str:
        return self._provisions[provision_id]

    def row(self, subject: SubjectExplained) -> str | None:
        return self._rows.get(subject.list_row or "")
