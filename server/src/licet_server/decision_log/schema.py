"""The tables of the decision log, the same in SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

chains = Table(
    "chain",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("started_at", String(32), nullable=False),
    Column("host", Text, nullable=False),
    Column("worker", BigInteger, nullable=False),
    Column("version", Text, nullable=False),
)
rule_sets = Table(
    "rule_set",
    metadata,
    Column("revision", String(64), primary_key=True),
    Column("packs", Text, nullable=False),
    Column("archive", LargeBinary, nullable=False),
)
entries = Table(
    "entry",
    metadata,
    Column("chain", String(36), ForeignKey("chain.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", String(36), nullable=False),
    Column("method", Text),
    Column("caller", Text),
    Column("request_id", Text),
    Column("sale", LargeBinary),
    Column("revision", String(64)),
    Column("known_on", String(10)),
    Column("knowledge", Text),
    Column("asked_on", String(10)),
    Column("decision", LargeBinary),
    Column("screening", LargeBinary),
    Column("received_at", String(32)),
    Column("answered_at", String(32)),
    Column("salts", LargeBinary, nullable=False),
    Column("commitments", LargeBinary, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
seals = Table(
    "seal",
    metadata,
    Column("chain", String(36), ForeignKey("chain.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    Column("sealed_at", String(32), nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
