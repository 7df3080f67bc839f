"""The seals of a chain meet its entries, each at its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from licet_server.decision_log.findings import MOST_FOUND, Findings, Kind
from licet_server.decision_log.sealing import is_signed
from licet_server.decision_log.store import Seal

NEVER = 1 << 62
"""The number of an entry that no seal is of."""


class Seals:
    """The seals of one chain, from its store and from its witness, by their numbers.

    `next` is the number of the entry at which one is met next.
    """

    def __init__(
        self,
        kept: Iterable[Seal],
        witnessed: Iterable[Seal] | None,
        key: Ed25519PublicKey,
        findings: Findings,
    ) -> None:
        self._key = key
        self._findings = findings
        self._is_witnessed = witnessed is not None
        self._unseen: dict[bytes, Seal] = {}
        """Seals of the log that the witness has not shown so far, by the hashes that they sign."""
        # INVARIANT: those of the log begin to be read before those of the witness, which hears
        # of each first: what is sealed meanwhile must not look as if the witness lacked it.
        own = (self._numbered(kept, "the log"), self._numbered(witnessed or (), "the witness"))
        self._coming = self._noted(*own)
        self._ahead: Seal | None = None
        self.last: Seal | None = None
        """The last seal that fits."""
        self.begun = False
        """Whether the beginning of the chain is sealed."""
        self.any = False
        self.late: list[Seal] = []
        """Seals that came after those of later entries, for which they must be looked up."""
        self.next = -1
        self._advance()

    def _noted(self, kept: Iterator[Seal], witnessed: Iterator[Seal]) -> Iterator[Seal]:
        """Yield all seals by their numbers, and note which of the log the witness lacks."""
        both = (((seal, False) for seal in kept), ((seal, True) for seal in witnessed))
        for seal, is_shown in merge(*both, key=lambda each: each[0].seq):
            if is_shown:
                self._unseen.pop(seal.hash, None)
            elif self._is_witnessed:
                self._unseen[seal.hash] = seal
            yield seal

    def _numbered(self, seals: Iterable[Seal], where: str) -> Iterator[Seal]:
        for seal in seals:
            if isinstance(seal.seq, int) and seal.chain == self._findings.chain:
                yield seal
            else:
                self._findings.add(0, Kind.FORGED, f"a seal in {where} is of no entry of the chain")

    def _advance(self) -> None:
        before = self._ahead
        self._ahead = next((seal for seal in self._coming if seal != before), None)
        self.any = self.any or self._ahead is not None
        self.next = NEVER if self._ahead is None else self._ahead.seq

    def meet(self, seq: int, stands: tuple[bytes, ...]) -> None:
        """Compare the seals of an entry with the hashes that stand there, if any do."""
        while self._ahead is not None and self._ahead.seq <= seq:
            if self._ahead.seq == seq:
                self._compare(self._ahead, stands)
            elif len(self.late) < MOST_FOUND:
                self.late.append(self._ahead)
            self._advance()

    def _compare(self, seal: Seal, stands: tuple[bytes, ...]) -> None:
        if not is_signed(self._key, seal):
            self._forged(seal)
        elif seal.hash not in stands:
            words = f"the hash that was sealed at {seal.sealed_at} is not the one that stands here"
            self._findings.add(seal.seq, Kind.FORGED, f"{words}: entries up to here were rewritten")
        else:
            self.begun = self.begun or seal.seq == 0
            self.last = seal if self.last is None or seal.seq >= self.last.seq else self.last

    def _forged(self, seal: Seal) -> None:
        self._findings.add(
            seal.seq, Kind.FORGED, "the seal is not signed with the key that was given"
        )

    def meet_late(self, seal: Seal, stands: bytes | None) -> None:
        """Compare a seal that came late; what it is of may be gone, which is told already."""
        if stands is not None:
            self._compare(seal, (stands,))
        elif not is_signed(self._key, seal):
            self._forged(seal)

    def beyond(self) -> Seal | None:
        """Return the last seal of those still to come that the key has signed, or None."""
        found: Seal | None = None
        while self._ahead is not None:
            if is_signed(self._key, self._ahead):
                found = self._ahead
            else:
                self._forged(self._ahead)
            self._advance()
        return found

    def unwitnessed(self) -> tuple[Seal, ...]:
        """Return the seals of the log that the key has signed and the witness lacks.

        They are known once all seals have been met, or were beyond.
        """
        return tuple(seal for seal in self._unseen.values() if is_signed(self._key, seal))
