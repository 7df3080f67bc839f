"""A code with a slip of the hand is refused, and the one that was meant is named."""

from __future__ import annotations

from typing import Any

import pytest
from building import VOCABULARY
from licet_engine.errors import SaleError
from licet_server.sales.reading import read_sale


@pytest.mark.parametrize(
    ("fields", "path", "meant"),
    [
        ({"lines": [{"category": "3AO01"}]}, "lines[0].category", "3A001"),
        ({"lines": [{"category": "3a001.B.2"}]}, "lines[0].category", "3A001.b.2"),
        ({"lines": [{"category": "5A99I"}]}, "lines[0].category", "5A991"),
        ({"destination": {"country": "China"}}, "destination.country", "CN"),
        ({"destination": {"country": "UK"}}, "destination.country", "GB"),
        ({"destination": {"country": "UA", "region": "Krym"}}, "destination.region", "UA-43"),
        ({"destination": {"country": "UA", "region": "UA-42"}}, "destination.region", "UA-"),
    ],
)
def test_a_slip_is_refused_with_its_path_and_the_nearest_word(
    fields: dict[str, Any], path: str, meant: str
) -> None:
    whole = {
        "sale_date": "2026-09-01",
        "parties": [{"role": "buyer", "name": "Acme"}],
        "lines": [{"line_id": "1"}],
    }
    with pytest.raises(SaleError) as caught:
        read_sale(whole | fields, VOCABULARY)
    (violation,) = caught.value.violations
    assert violation.path == path
    assert f"did you mean `{meant}" in violation.reason


@pytest.mark.parametrize("region", ["x" * 70_000, "", "Q9-ZZZ"])
def test_what_is_like_nothing_gets_no_suggestion(region: str) -> None:
    whole = {
        "sale_date": "2026-09-01",
        "destination": {"country": "UA", "region": region},
        "parties": [{"role": "buyer", "name": "Acme"}],
        "lines": [{"line_id": "1"}],
    }
    with pytest.raises(SaleError) as caught:
        read_sale(whole, VOCABULARY)
    assert "did you mean" not in str(caught.value)
