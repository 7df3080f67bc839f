"""The first layout: chains, rule sets, entries and seals."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "chain",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("started_at", sa.String(32), nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("worker", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
    )
    op.create_table(
        "rule_set",
        sa.Column("revision", sa.String(64), primary_key=True),
        sa.Column("packs", sa.Text, nullable=False),
        sa.Column("archive", sa.LargeBinary, nullable=False),
    )
    _make_entries()
    op.create_table(
        "seal",
        sa.Column("chain", sa.String(36), sa.ForeignKey("chain.id"), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("sealed_at", sa.String(32), nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
    )


def _make_entries() -> None:
    fields: dict[str, Any] = {
        "method": sa.Text,
        "caller": sa.Text,
        "request_id": sa.Text,
        "sale": sa.LargeBinary,
        "revision": sa.String(64),
        "known_on": sa.String(10),
        "knowledge": sa.Text,
        "asked_on": sa.String(10),
        "decision": sa.LargeBinary,
        "screening": sa.LargeBinary,
        "received_at": sa.String(32),
        "answered_at": sa.String(32),
    }
    proofs = ("salts", "commitments", "previous", "hash")
    op.create_table(
        "entry",
        sa.Column("chain", sa.String(36), sa.ForeignKey("chain.id"), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("entry_id", sa.String(36), nullable=False),
        *(sa.Column(name, kind) for name, kind in fields.items()),
        *(sa.Column(name, sa.LargeBinary, nullable=False) for name in proofs),
    )
