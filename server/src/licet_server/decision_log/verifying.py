"""A chain is verified: its entries, its seals, and what a witness has seen of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from licet_server.decision_log.findings import Checked, Findings, Found, Kind
from licet_server.decision_log.meeting import Seals
from licet_server.decision_log.rows import (
    Tick,
    begun,
    chain_ids,
    copies,
    count,
    has_copies,
    hashes,
    is_made,
    kept_revisions,
    kept_seals,
    rows,
)
from licet_server.decision_log.sealing import verifying_key
from licet_server.decision_log.store import Seal, Store, stores
from licet_server.decision_log.walking import Walk
from licet_server.decision_log.witness import Witnessed, witnessed_chains

WORTH = 20_000
"""Entries that take as long to verify as another process takes to start."""


@dataclass(frozen=True, slots=True)
class Task:
    """One chain to verify: in which database, under which public key, before which witness.

    Without a database the chain is only known to the witness; `copies` is whether any id stands
    twice in the database.
    """

    url: str | None
    chain: str
    key: bytes
    witness: Path | None
    entries: int = 0
    copies: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A log to verify: where it is kept, its key, and its witness, or None."""

    where: str
    key: Path
    witness: Path | None = None


def tasks(place: Place) -> tuple[Task, ...]:
    """Return the chains of a log and of its witness; raises `LogError`."""
    key = verifying_key(place.key).public_bytes_raw()
    # The witness first: a chain is begun in the log before the witness hears of it.
    seen = () if place.witness is None else witnessed_chains(place.witness)
    found = [
        Task(store.url, chain, key, place.witness, count(store, chain), twice)
        for store in _made(place.where)
        for twice in (has_copies(store),)
        for chain in chain_ids(store)
    ]
    held = {task.chain for task in found}
    gone = [Task(None, chain, key, place.witness) for chain in seen if chain not in held]
    return (*found, *gone)


def _made(where: str) -> Iterator[Store]:
    for store in stores(where):
        with closing(store):
            if is_made(store):
                yield store


def worth(asked: Sequence[Task], processes: int) -> int:
    """Return how many of some processes chains are worth."""
    return min(processes, 1 + sum(task.entries for task in asked) // WORTH)


def checked(task: Task, tick: Tick) -> Checked:
    """Verify one chain; raises `LogError` where it cannot be read."""
    if task.url is None:
        return _gone(task)
    with closing(Store(task.url)) as store:
        return _checked(task, store, tick)


def _seen(task: Task) -> Witnessed | None:
    return None if task.witness is None else Witnessed(task.witness, task.chain)


def _checked(task: Task, store: Store, tick: Tick) -> Checked:
    findings = Findings(task.chain)
    key = Ed25519PublicKey.from_public_bytes(task.key)
    # Seals before entries: what is sealed meanwhile must not look as if it were cut.
    seen = _seen(task)
    seals = Seals(kept_seals(store, task.chain), seen, key, findings)
    walk = Walk(findings, seals)
    walk.along(rows(store, task.chain, tick))
    _tell_of_the_end(walk, seals, findings)
    _tell_of_the_unwitnessed(seals, findings)
    if not walk.is_settled:
        walk.settle(hashes(store, task.chain))
    for seq, entry_id in copies(store, task.chain) if task.copies else ():
        findings.add(seq, Kind.DUPLICATED, f"its id {entry_id} stands in the chain before")
    chains = begun(store)
    if task.chain not in chains:
        findings.add(0, Kind.CHANGED, "the chain is not among those that were begun")
    elif not chains[task.chain]:
        findings.add(0, Kind.CHANGED, "when, where or by what the chain was begun is not as it was")
    return replace(_summed(walk, seals, findings), torn=0 if seen is None else seen.torn)


def _tell_of_the_end(walk: Walk, seals: Seals, findings: Findings) -> None:
    beyond = seals.beyond()
    if beyond is not None:
        words = f"entries {walk.last + 1} to {beyond.seq} are cut off: {_sealed(beyond)}"
        findings.add(walk.last + 1, Kind.CUT, words)
    # A chain that holds nothing at all was begun by who was killed then, before its first seal.
    if not seals.begun and (seals.any or walk.entries):
        findings.add(0, Kind.CUT, "the seal of the chain's beginning is missing, or does not fit")


def _tell_of_the_unwitnessed(seals: Seals, findings: Findings) -> None:
    lacking = seals.unwitnessed()
    if lacking:
        numbers = [seal.seq for seal in lacking]
        which = f"{len(lacking)} seals of the log, through {max(numbers)}, are"
        words = "the seal of this entry is" if len(lacking) == 1 else which
        findings.add(
            min(numbers),
            Kind.UNWITNESSED,
            f"{words} not in the witness: made by another who has the key, or while the server had "
            "no witness, or taken out of the witness since",
        )


def _sealed(seal: Seal) -> str:
    return f"the chain was sealed through {seal.seq} at {seal.sealed_at}"


def _summed(walk: Walk, seals: Seals, findings: Findings) -> Checked:
    last = seals.last
    return Checked(
        findings.chain,
        walk.entries,
        None if last is None else last.seq,
        None if last is None else last.sealed_at,
        walk.after,
        walk.erased,
        frozenset(str(each) for each in walk.revisions if each is not None),
        tuple(sorted(findings.told, key=lambda each: each.seq)),
        findings.untold,
    )


def _gone(task: Task) -> Checked:
    findings = Findings(task.chain)
    key = Ed25519PublicKey.from_public_bytes(task.key)
    seen = _seen(task)
    last = Seals((), seen, key, findings).beyond()
    if last is not None:
        words = f"the whole chain is not in the log: {_sealed(last)}"
        findings.add(0, Kind.CUT, f"{words}, says the witness")
    torn = 0 if seen is None else seen.torn
    return Checked(task.chain, 0, None, None, 0, 0, frozenset(), tuple(findings.told), 0, torn)


def together(place: Place, found: Sequence[Checked]) -> tuple[Checked, ...]:
    """Return chains with what is only found by all of them: rule sets not kept, chains twice."""
    kept = frozenset[str]().union(*(kept_revisions(store) for store in _made(place.where)))
    times = Counter(each.chain for each in found)
    return tuple(
        replace(each, found=(*each.found, *_of_all(each, kept, times[each.chain])))
        for each in found
    )


def _of_all(each: Checked, kept: frozenset[str], times: int) -> Iterator[Found]:
    for revision in sorted(each.revisions - kept):
        yield Found(each.chain, 0, Kind.UNKEPT, f"the rule set {revision} is not kept in the log")
    if times > 1:
        words = f"the chain stands in {times} databases of the log"
        yield Found(each.chain, 0, Kind.DUPLICATED, words)
