"""One walk along a chain, and a second one only where something does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from licet_server.decision_log.chain import origin
from licet_server.decision_log.findings import MOST_FOUND, Findings, Kind
from licet_server.decision_log.fitting import WHOLE, fit_of, hash_of
from licet_server.decision_log.meeting import Seals
from licet_server.decision_log.rows import Row

_FIRST, _LAST = 2, 14
_REVISION = 6


class _Suspect(NamedTuple):
    """An entry that does not follow the one before it, or whose own hash does not fit."""

    seq: int
    before: int
    previous: Any
    hash: Any
    rehashed: bool


class Walk:
    """What is seen on the way along a chain.

    `last` is the number of the last entry, `entries` their count, and `after` the count of those
    after the last seal that fits.
    """

    def __init__(self, findings: Findings, seals: Seals) -> None:
        self._findings = findings
        self._seals = seals
        self._suspects: list[_Suspect] = []
        self.last = 0
        self.entries = 0
        self.erased = 0
        self.revisions: set[str] = set()
        self._sealed_entries = 0

    @property
    def after(self) -> int:
        """How many entries came after the last seal that fits."""
        return self.entries - self._sealed_entries

    def along(self, rows: Iterable[Row]) -> None:
        """Walk along entries by their numbers."""
        # INVARIANT: an entry follows by the hash that stands before it, or by the one that should:
        # where these differ that is told, and told once.
        stood = should = origin(self._findings.chain).hash
        seals, seen = self._seals, self.revisions.add
        seals.meet(0, (stood,))
        for row in rows:
            seq, fields = row[0], row[_FIRST:_LAST]
            salts, committed, previous, own = row[_LAST:]
            if type(seq) is not int:
                self._findings.add(self.last, Kind.CHANGED, "an entry after this has no number")
                continue
            fit, made = fit_of(fields, salts, committed), hash_of(previous, row[1], committed)
            if fit is not WHOLE:
                self.erased += fit.erased
                for words in fit.wrong:
                    self._findings.add(seq, Kind.CHANGED, words)
            follows = previous in (stood, should) and seq == self.last + 1
            if not follows or made != own:
                self._suspect(_Suspect(seq, self.last, previous, own, made == own))
            self.entries += 1
            self.last, stood, should = seq, own, made
            seen(row[_REVISION])
            if seq >= seals.next:
                seals.meet(seq, (own, made))
                if seals.last is not None and seals.last.seq == seq:
                    self._sealed_entries = self.entries

    def _suspect(self, found: _Suspect) -> None:
        if found.seq > found.before + 1:
            self._missing(found.before + 1, found.seq - 1)
        if len(self._suspects) < MOST_FOUND:
            self._suspects.append(found)
        else:
            self._findings.untold += 1

    def _missing(self, first: int, last: int) -> None:
        which = f"entry {first} is" if first == last else f"entries {first} to {last} are"
        self._findings.add(first, Kind.DROPPED, f"{which} missing")

    @property
    def is_settled(self) -> bool:
        """Whether everything fits, so that no second walk is needed."""
        return not self._suspects and not self._seals.late

    def settle(self, hashes: Iterable[tuple[int, bytes]]) -> None:
        """Say what happened to what does not fit, from all numbers and hashes of the chain."""
        wanted = {each for one in self._suspects for each in (one.previous, one.hash)}
        numbers = {seal.seq for seal in self._seals.late}
        origin_hash = origin(self._findings.chain).hash
        at, stands = {origin_hash: 0}, {0: origin_hash}
        for seq, own in hashes:
            if own in wanted:
                at.setdefault(own, seq)
            if seq in numbers:
                stands[seq] = own
        for suspect in self._suspects:
            for kind, words in _happened(suspect, at):
                self._findings.add(suspect.seq, kind, words)
        for seal in self._seals.late:
            self._seals.meet_late(seal, stands.get(seal.seq))


def _happened(suspect: _Suspect, at: dict[Any, int]) -> Iterator[tuple[Kind, str]]:
    copied, followed = at.get(suspect.hash, suspect.seq), at.get(suspect.previous)
    if copied < suspect.seq:
        yield Kind.DUPLICATED, f"it is a copy of entry {copied}"
    elif suspect.seq <= suspect.before:
        yield Kind.DUPLICATED, "another entry has the same number"
    elif not suspect.rehashed:
        yield Kind.CHANGED, "its hash is not that of its id, its commitments and the hash before it"
    elif followed is not None and followed != suspect.seq - 1:
        yield Kind.REORDERED, f"it follows entry {followed}, and stands after {suspect.before}"
    elif suspect.seq == suspect.before + 1:
        yield Kind.DROPPED, "the entry that it follows is not in the chain"
