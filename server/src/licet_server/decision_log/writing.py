"""One chain in one store: what is answered is linked, kept and sealed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from licet_server.decision_log.chain import Head, linked
from licet_server.decision_log.entries import Answered, Entry
from licet_server.decision_log.sealing import Witness, sealed
from licet_server.decision_log.store import KeptRuleSet, Started, Store

SEAL_AFTER = 256
"""Entries without a seal from which on the next group waits for one: a seal that fails lets no
more be logged, and a tail without one is at most as long as this and a group."""
SEAL_EVERY = 1.0
"""Seconds that a tail lies without a seal, whatever comes."""


class Position(NamedTuple):
    """Where an answer stands in the log."""

    chain: str
    seq: int
    hash: str


def utc_now() -> str:
    """Return the time, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Chronicle:
    """One chain in one store, for one thread: links, keeps and seals.

    After a failure the head is read again from the store: what failed may have been kept.
    """

    def __init__(
        self, store: Store, key: Ed25519PrivateKey, witness: Witness | None, started: Started
    ) -> None:
        self._store = store
        self._key = key
        self._witness = witness
        self.chain = started.id
        store.begin(started)
        self._head: Head | None = store.head(self.chain)
        self._sealed = -1
        self._tried = 0.0
        self.seal()

    def append(self, answers: Sequence[Answered]) -> list[Position]:
        """Keep answers; raises `LogError`, and then none of them may be given."""
        head = self._last()
        if head.seq - self._sealed >= SEAL_AFTER:
            self.seal()
        found: list[Entry] = []
        for answered in answers:
            found.append(linked(self.chain, head, answered))
            head = Head(found[-1].seq, found[-1].hash)
        self._head = None
        self._store.append(found)
        self._head = head
        return [Position(self.chain, entry.seq, entry.hash.hex()) for entry in found]

    def seal_in(self) -> float:
        """Return in how many seconds a seal is due; one that failed is due like any other."""
        return max(0.0, self._tried + SEAL_EVERY - monotonic())

    def seal(self) -> None:
        """Sign the head, in the store and before a witness, unless it is signed."""
        self._tried = monotonic()
        head = self._last()
        if head.seq == self._sealed:
            return
        seal = sealed(self._key, self.chain, head, utc_now())
        if self._witness is not None:
            self._witness.write(seal)
        self._store.seal(seal)
        self._sealed = head.seq

    def keep_rule_set(self, kept: KeptRuleSet) -> None:
        """Keep a rule set that is to answer, unless it is kept; raises `LogError`."""
        self._store.keep_rule_set(kept)

    def _last(self) -> Head:
        if self._head is None:
            self._head = self._store.head(self.chain)
        return self._head

    def close(self) -> None:
        """Seal what is not sealed, and let go of the store."""
        try:
            self.seal()
        finally:
            self._store.close()
