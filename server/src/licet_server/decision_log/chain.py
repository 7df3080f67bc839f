"""A chain of entries: each holds the hash of the one before it."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple
from uuid import uuid4

from licet_server.decision_log.entries import Answered, Entry, commitments, new_salts

_ENTRY, _CHAIN = b"licet-entry-1:", b"licet-chain-1:"


class Head(NamedTuple):
    """The last entry of a chain: its number, and its hash."""

    seq: int
    hash: bytes


def origin(chain: str) -> Head:
    """Return the head of a chain that holds nothing."""
    return Head(0, sha256(_CHAIN + chain.encode(errors="surrogateescape")).digest())


def linked(chain: str, head: Head, answered: Answered) -> Entry:
    """Return an answer as the entry that follows a head."""
    entry_id, salts = str(uuid4()), new_salts()
    committed = commitments(answered, salts)
    own = link(head.hash, entry_id, committed)
    return Entry(chain, head.seq + 1, entry_id, answered, salts, committed, head.hash, own)


def link(previous: bytes, entry_id: str, committed: bytes) -> bytes:
    """Return the hash of an entry: of the hash before it, its id and its commitments.

    Its number is the count of links from the chain's origin, which a seal signs.
    """
    return sha256(_ENTRY + previous + entry_id.encode() + committed).digest()
