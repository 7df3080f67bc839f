"""A sale that a proof or a difference shows is one that a sale file may have."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from licet_cli.judging import sale_json
from licet_engine.lists import AsKnown, Knowledge
from licet_engine.sale import Line, Party, Place, Sale
from licet_workbench.proving.witnesses import Witness


def test_the_amounts_of_a_shown_sale_are_decimal_strings() -> None:
    sale = Sale(
        sale_date=date(2020, 1, 2),
        parties=(Party(role="buyer", name="Acme", place=Place("CN")),),
        lines=(
            Line(category="EAR99", quantity=Decimal(3), value=Decimal("299.90"), currency="USD"),
        ),
    )
    told = sale_json(Witness(sale, AsKnown(date(2020, 1, 1), Knowledge.ANNOUNCED)))
    (line,) = json.loads(json.dumps(told))["lines"]
    assert (line["quantity"], line["value"], line["currency"]) == ("3", "299.90", "USD")
