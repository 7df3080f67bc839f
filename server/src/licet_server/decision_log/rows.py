"""The rows of a log as they lie in its database, whatever was made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import LargeBinary, NullType, Text

from licet_server.decision_log.entries import FIELDS
from licet_server.decision_log.schema import chains, entries, rule_sets, seals
from licet_server.decision_log.store import Seal, Store

Row = tuple[Any, ...]
"""A number, an id, the fields, and then salts, commitments, previous hash and hash."""
Tick = Callable[[int], None]
"""Is told how many rows more have been read."""
_MOST_COPIES = 1_000


def _plain(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """A column as the driver gives it: what is of another kind than it should be is read too."""
    return sa.type_coerce(column, NullType())


_PROOFS = ("salts", "commitments", "previous", "hash")
_ROW = [_plain(entries.c[name]) for name in ("seq", "entry_id", *FIELDS, *_PROOFS)]
_HASH = [_plain(entries.c[name]) for name in ("seq", "hash")]
_SEAL = [_plain(column) for column in seals.c]


def is_made(store: Store) -> bool:
    """Tell whether the tables are there: who is killed at the start leaves a file without any."""
    with store.reading() as connection:
        return sa.inspect(connection).has_table(entries.name)


def chain_ids(store: Store) -> tuple[str, ...]:
    """Return every chain that something is kept of, begun or not."""
    named = (chains.c.id, entries.c.chain, seals.c.chain)
    return tuple(sorted({each for column in named for each in _distinct(store, column)}))


def _distinct(store: Store, column: sa.Column[str]) -> Iterator[str]:
    """Yield each value of an indexed column once, without reading all of its rows."""
    last, plain = "", _plain(column)
    with store.reading() as connection:
        while True:
            asked = sa.select(plain).where(column > _text(last)).order_by(column).limit(1)
            found = connection.execute(asked).scalar()
            if found is None:
                return
            yield str(found)
            if not isinstance(found, str):
                return  # what is no text at all comes last, and once is enough to be told of
            last = found


def _text(held: str) -> sa.ColumnElement[str]:
    """A text as a parameter, also one that was read from bytes that are none."""
    try:
        held.encode()
    except UnicodeEncodeError:
        return sa.cast(sa.literal(held.encode(errors="surrogateescape"), LargeBinary), Text)
    return sa.literal(held)


def count(store: Store, chain: str) -> int:
    """Return how many entries a chain holds."""
    with store.reading() as connection:
        asked = sa.select(sa.func.count()).where(entries.c.chain == _text(chain))
        return int(connection.execute(asked).scalar_one())


def begun(store: Store) -> dict[str, bool]:
    """Return the chains that were begun, and whether what is said of that is as it was."""
    return {started.id: started.is_whole for started in store.chains()}


def rows(store: Store, chain: str, tick: Tick = lambda _: None) -> Iterator[Row]:
    """Yield the entries of a chain by their numbers."""
    asked = sa.select(*_ROW).where(entries.c.chain == _text(chain)).order_by(entries.c.seq)
    with store.reading() as connection:
        for page in connection.execute(asked).partitions():
            tick(len(page))
            yield from page


def hashes(store: Store, chain: str) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the hash of each entry of a chain, by their numbers."""
    asked = sa.select(*_HASH).where(entries.c.chain == _text(chain)).order_by(entries.c.seq)
    with store.reading() as connection:
        for page in connection.execute(asked).partitions():
            yield from ((seq, own) for seq, own in page)


def kept_seals(store: Store, chain: str) -> Iterator[Seal]:
    """Yield the seals that are kept of a chain, by their numbers."""
    asked = sa.select(*_SEAL).where(seals.c.chain == _text(chain)).order_by(seals.c.seq)
    with store.reading() as connection:
        for row in connection.execute(asked):
            yield Seal(*row)


_TWICE = sa.select(entries.c.entry_id).group_by(entries.c.entry_id).having(sa.func.count() > 1)


def has_copies(store: Store) -> bool:
    """Tell whether any id stands more than once; no index keeps it from that, nor helps to look."""
    with store.reading() as connection:
        return connection.execute(_TWICE.limit(1)).first() is not None


def copies(store: Store, chain: str) -> tuple[tuple[int, str], ...]:
    """Return entries of a chain whose ids stand before them in it, each with its number."""
    asked = (
        sa.select(entries.c.seq, entries.c.entry_id)
        .where((entries.c.chain == _text(chain)) & entries.c.entry_id.in_(_TWICE))
        .order_by(entries.c.seq)
        .limit(_MOST_COPIES)
    )
    with store.reading() as connection:
        found = [(seq, entry_id) for seq, entry_id in connection.execute(asked)]
    first = {entry_id: seq for seq, entry_id in reversed(found)}
    return tuple((seq, entry_id) for seq, entry_id in found if first[entry_id] < seq)


def kept_revisions(store: Store) -> frozenset[str]:
    """Return the revisions of the rule sets that are kept."""
    with store.reading() as connection:
        return frozenset(connection.execute(sa.select(rule_sets.c.revision)).scalars())
