"""A server as who answers a command."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from licet.v1.explanation_pb2 import SubjectExplained as SubjectMessage
from licet_client import Client, Tls
from licet_engine.decision.explaining import SubjectExplained
from licet_engine.decision.model import Decision
from licet_replay.asking import AsOf, Source
from licet_replay.messages import decision_of, read
from licet_replay.over_the_wire import OverTheWire, asked_sale, pins

from licet_cli.sources import Asked, Reasons


def connected(target: str, tls: Path | bool, *, plaintext: bool) -> Client:
    """Return a connection to a server, over TLS if so: a path says whom to trust."""
    secured = Tls(tls if isinstance(tls, Path) else None) if tls else None
    return Client(target, tls=secured, plaintext=plaintext)


@contextmanager
def asking(connect: Callable[[], Client]) -> Iterator[Asked]:
    """Ask a server for the length of a block."""
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
