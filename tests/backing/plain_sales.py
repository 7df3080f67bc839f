"""The sale that everybody may make, but for what a test says of it."""

from __future__ import annotations

from typing import Any

from backing import Law
from drawing_sales import NOBODIES


def plain(law: Law, category: str, to: str, day: str, **line: Any) -> dict[str, Any]:
    """Return a civil sale of an item of US origin, of which every attestation is denied."""
    denied = {
        name: False
        for name, fact in law.facts.items()
        if fact["source"] == "attestation" and fact["of"] == "line" and name != "subject_to_ear"
    }
    return {
        "sale_date": day,
        "transaction": "export",
        "destination": {"country": to},
        "parties": [party(NOBODIES[0], to)],
        "lines": [
            {
                "category": category,
                **({"kind": "commodity"} if category == "EAR99" else {}),
                "purpose": "other",
                "end_use": "civil",
                "origin": "US",
                "schedule_b": "4901990000",
                "quantity": "1",
                "value": "100.00",
                "currency": "USD",
                "attestations": denied,
                **line,
            }
        ],
        "attestations": {"ownership_determined": True},
    }


def party(name: str, country: str) -> dict[str, Any]:
    """Return a civil buyer."""
    return {
        "role": "buyer",
        "name": name,
        "country": country,
        "kind": "civil",
        "headquarters_country": country,
    }
