"""The 300 orders whose outcome the law gives, reasoned from its fact rows on each date."""

from collections.abc import Iterator
from dataclasses import replace

from licet_orderbook.sale import sale_json
from licet_orderbook.scenarios import licenses, listing, plain, products, zte
from licet_orderbook.scenarios.table import Scenario

TABLES = licenses.TABLES + listing.TABLES + products.TABLES + zte.TABLES + plain.TABLES


def scenarios() -> Iterator[Scenario]:
    """Give every scenario with its number as sale id."""
    found = (scenario for table in TABLES for scenario in table.scenarios())
    for number, scenario in enumerate(found, 1):
        yield replace(scenario, sale=replace(scenario.sale, sale_id=f"CORE-{number:03d}"))


def core_orders() -> Iterator[dict[str, object]]:
    """Give each scenario as a sale with the keys `expected` and `source` beside the sale's own."""
    for scenario in scenarios():
        sale = sale_json(scenario.sale)
        yield sale | {"expected": scenario.expected, "source": scenario.source}
