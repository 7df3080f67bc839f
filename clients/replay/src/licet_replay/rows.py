"""A decision as one flat row, with columns to count and group by."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from licet_engine.decision.model import Decision

from licet_replay.asking import Answer
from licet_replay.telling import authorizations, named, speaking

_TEXTS = pa.list_(pa.string())

SCHEMA = pa.schema(
    {
        "sale_id": pa.string(),
        "sale_date": pa.date32(),
        "known_on": pa.date32(),
        "knowledge": pa.string(),
        "outcome": pa.string(),
        "denial_ground": pa.string(),
        "authorization": pa.string(),
        "may_confirm": pa.bool_(),
        "hypothetical": pa.bool_(),
        "valid_from": pa.date32(),
        "valid_through": pa.date32(),
        "next_change_on": pa.date32(),
        "next_change_outcome": pa.string(),
        "provisions": _TEXTS,
        "missing_facts": _TEXTS,
        "possible_outcomes": _TEXTS,
        "caveats": _TEXTS,
        "revision": pa.string(),
        "decision_id": pa.string(),
        "error": pa.string(),
        "decision": pa.string(),
    }
)


def decision_row(answer: Answer, text: str) -> dict[str, Any]:
    """Return an answer as a row of `SCHEMA`; `text` is the whole decision as JSON."""
    if answer.decision is None:
        return {"sale_id": answer.sale_id, "error": answer.error}
    return _decided(answer.decision) | {"decision": text}


def _decided(decision: Decision) -> dict[str, Any]:
    change = decision.next_change
    return {
        "sale_id": decision.sale_id,
        "sale_date": decision.sale_date,
        "known_on": decision.known_on,
        "knowledge": decision.knowledge.value,
        "outcome": decision.outcome.value,
        "denial_ground": decision.denial_ground,
        "authorization": "; ".join(authorizations(decision)) or None,
        "may_confirm": decision.may_confirm,
        "hypothetical": decision.hypothetical,
        "valid_from": decision.valid_from,
        "valid_through": decision.valid_through,
        "next_change_on": change.on if change else None,
        "next_change_outcome": change.outcome.value if change else None,
        "provisions": [*dict.fromkeys(named(p) for n in decision.lines for p in speaking(n))],
        "missing_facts": [*dict.fromkeys(missing.path for missing in decision.missing_facts)],
        "possible_outcomes": [outcome.value for outcome in decision.possible_outcomes],
        "caveats": list(decision.caveats),
        "revision": decision.revision,
        "decision_id": decision.decision_id,
    }
