"""A plain sale to Germany, of goods that leave on a day far ahead: a go, as callers write it."""

from __future__ import annotations

from typing import Any

SALE: dict[str, Any] = {
    "sale_id": "SO-7",
    "sale_date": "2099-12-01",
    "destination": {"country": "DE"},
    "parties": [
        {
            "role": "buyer",
            "name": "Blumen Krause GmbH",
            "country": "DE",
            "attestations": {"ownership_determined": True},
            "owners": [{"name": "Käthe Krause", "country": "DE", "percent": 62.5}],
        }
    ],
    "lines": [{"line_id": "1", "category": "EAR99", "quantity": "2", "value": "19.00"}],
}
