"""A sale with every field filled, as JSON has it."""

from __future__ import annotations

from typing import Any

WHOLE: dict[str, Any] = {
    "sale_id": "S-1",
    "sale_date": "2020-01-10",
    "known_on": "2020-01-09",
    "transaction": "export",
    "exporter": "Großhandel Müller 商社",
    "ship_from": {"country": "US"},
    "destination": {"country": "UA", "region": "UA-43"},
    "ordered_on": "2019-12-01",
    "contracted_on": "2019-12-02",
    "on_dock_on": "2020-01-08",
    "laden_on": "2020-01-09",
    "attestations": {"subject_to_ear": True, "food": False},
    "parties": [
        {
            "role": "buyer",
            "name": "Acme",
            "country": "CN",
            "region": "CN-11",
            "address": "1 Road",
            "party_id": "P-1",
            "kind": "civil",
            "headquarters_country": "CN",
            "owners": [
                {"name": "Holding", "country": "CN", "percent": 49.5, "list": "entity_list"},
                {"name": "", "percent": 0},
            ],
            "attestations": {"listed_address": False},
        }
    ],
    "lines": [
        {
            "line_id": "1",
            "category": "EAR99",
            "kind": "commodity",
            "description": "",
            "quantity": "0.50",
            "unit": "EA",
            "value": "1500.00",
            "currency": "USD",
            "schedule_b": "8517.62.0090",
            "purpose": "other",
            "end_use": "civil",
            "origin": "US",
            "model_public_on": "2019-01-01",
            "production_began_on": "2019-01-02",
            "license_exception": "TMP",
            "attestations": {"medicine": False},
        }
    ],
}
