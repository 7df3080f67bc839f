"""Fields that tell of people are erased: what they were is gone, that they were is proved."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing

import sqlalchemy as sa

from licet_server.decision_log.entries import ERASED, FIELDS, SALT, Erasable
from licet_server.decision_log.errors import LogUnavailableError
from licet_server.decision_log.rows import is_made
from licet_server.decision_log.schema import entries
from licet_server.decision_log.store import Store, stores


def erase(where: str, entry_id: str, fields: Iterable[Erasable]) -> tuple[str, int]:
    """Erase fields of an entry with their salts, all or none; return its chain and number.

    What was erased before stays so. Raises `LogError`, as for an entry that is not there.
    """
    names = tuple(field.value for field in fields)
    for store in stores(where):
        with closing(store):
            found = _erased(store, entry_id, names) if is_made(store) else None
        if found is not None:
            return found
    raise LogUnavailableError(
        f"there is no entry `{entry_id}` in `{where}`: give its entry_id, as an export names it"
    )


def _erased(store: Store, entry_id: str, names: tuple[str, ...]) -> tuple[str, int] | None:
    own = entries.c.entry_id == entry_id
    asked = sa.select(entries.c.chain, entries.c.seq, entries.c.salts).where(own)
    with store.changing() as connection:
        if connection.dialect.name == "sqlite":
            # Or what is erased would lie about in the file until its place is used again.
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        found = connection.execute(asked).first()
        if found is None:
            return None
        gone = dict.fromkeys(names, None) | {"salts": _without(found.salts, names)}
        connection.execute(entries.update().where(own).values(gone))
    store.tidy()
    return found.chain, found.seq


def _without(salts: bytes, names: tuple[str, ...]) -> bytes:
    left = bytearray(salts)
    for name in names:
        start = FIELDS.index(name) * SALT
        left[start : start + SALT] = ERASED
    return bytes(left)
